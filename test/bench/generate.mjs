// BENCH_DATA=… BENCH_STUDIES=1000000 node test/bench/generate.mjs
import { ensureBuilt, ensureInstalled } from '../../jobs/prepare.mjs';
import { runTypeScript } from '../support/run-type-script.mjs';

ensureInstalled();
ensureBuilt();
await runTypeScript(new URL('./generate.ts', import.meta.url));
