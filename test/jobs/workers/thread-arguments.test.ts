import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { THREAD_ARGUMENTS } from '../../../jobs/workers/thread-arguments.js';
import { builtScript } from '../../support/built-script.js';

it('a worker thread refuses to load a module by require, so that its end cannot abort the process', async () => {
  const code = `
    const { parentPort } = require('node:worker_threads');
    try { require(${JSON.stringify(new URL('../../../jobs/prepare.mjs', import.meta.url).pathname)}); parentPort.postMessage('loaded'); }
    catch (error) { parentPort.postMessage(error.code); }`;
  const worker = new Worker(code, { eval: true, execArgv: [...THREAD_ARGUMENTS] });
  const [answer] = (await once(worker, 'message')) as [string];
  await worker.terminate();
  expect(answer).toBe('ERR_REQUIRE_ESM');
});

it('a worker thread starts also where the process was given arguments of V8', () => {
  const script = builtScript('jobs/workers/thread-arguments.ts');
  const code = `
    import { Worker } from 'node:worker_threads';
    import { THREAD_ARGUMENTS } from ${JSON.stringify(script)};
    new Worker('console.log("started")', { eval: true, execArgv: [...THREAD_ARGUMENTS] });`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--stack-size=900', '--input-type=module', '-e', code],
    { encoding: 'utf8' },
  );
  rmSync(script);
  expect([stdout.trim(), stderr]).toEqual(['started', '']);
});
