// Hands commands to processes that run them, in a thread, so that the tests can wait for each without giving way.
import { fork } from 'node:child_process';
import { parentPort } from 'node:worker_threads';

const RUNNER = new URL('./command-runner.mjs', import.meta.url);
/** Each command leaves the module of its command line in memory. */
const MOST_COMMANDS = 100;
const runners = new Map();

function startedRunner({ environment, uid }) {
  const options = { env: environment, stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: ['--expose-gc'] };
  const child = fork(RUNNER, { ...options, ...(uid === null ? {} : { uid, gid: uid }) });
  child.unref();
  const runner = { child, commands: 0, errors: '' };
  child.stderr.on('data', (text) => (runner.errors += text));
  child.stderr.unref();
  runners.set(uid, runner);
  return runner;
}

function runnerFor(question) {
  const runner = runners.get(question.uid);
  if (runner && runner.commands < MOST_COMMANDS) return runner;
  runner?.child.disconnect();
  return startedRunner(question);
}

/** What a runner says of a command, or its own end tells. */
function ended(runner, { uid, args, environment }) {
  const { child } = runner;
  runner.commands++;
  return new Promise((resolve) => {
    let written = { stdout: '', stderr: '' };
    const told = ({ isLast, status, stdout, stderr }) => {
      written = { stdout, stderr };
      if (isLast) return;
      child.off('message', told).off('close', closed);
      resolve({ status, signal: null, ...written });
    };
    const closed = (status, signal) => {
      runners.delete(uid);
      resolve({ status, signal, ...written, stderr: written.stderr + runner.errors });
    };
    child.on('message', told).on('close', closed);
    child.send({ args, environment });
  });
}

parentPort.on('message', async ({ question, answered, port }) => {
  port.postMessage(await ended(runnerFor(question), question));
  Atomics.store(answered, 0, 1);
  Atomics.notify(answered, 0);
});
