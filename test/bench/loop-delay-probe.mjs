// Preloaded into a server: writes how long its event loop was held up to the file that BENCH_LOOP_DELAY_FILE names,
// and begins anew, each time that it is sent SIGUSR2.
import { renameSync, writeFileSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';

const delays = monitorEventLoopDelay({ resolution: 5 });
delays.enable();
process.on('SIGUSR2', () => {
  const ms = (nanoseconds) => nanoseconds / 1e6;
  const figures = {
    p50Ms: ms(delays.percentile(50)),
    p99Ms: ms(delays.percentile(99)),
    p999Ms: ms(delays.percentile(99.9)),
    maxMs: ms(delays.max),
    count: delays.count,
  };
  delays.reset();
  const file = process.env.BENCH_LOOP_DELAY_FILE;
  writeFileSync(`${file}.draft`, JSON.stringify(figures));
  renameSync(`${file}.draft`, file);
});
