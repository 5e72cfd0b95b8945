// Runs one command of the built program after another in this process, for `command-relay.mjs`: to start a process for each
// takes half a second. As a process does, it waits for what a command left open, and ends where a command ends it.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const MAIN = pathToFileURL(resolve('dist/program/main.js')).href;
const MOST_LEFT_OPEN_MS = 30_000;
const SIGNALS = ['SIGINT', 'SIGTERM'];
const send = process.send.bind(process);
// A command tells its progress to the program that started it, which is none that listens.
process.send = undefined;
let commands = 0;
/** What the command at hand wrote. */
let written = { stdout: '', stderr: '' };

for (const name of ['stdout', 'stderr']) {
  process[name].write = (text) => {
    written[name] += text;
    return true;
  };
}

/** What keeps this process from ending, beside what did before. */
function heldBeside(before) {
  const held = process.getActiveResourcesInfo();
  for (const name of before) if (held.includes(name)) held.splice(held.indexOf(name), 1);
  return held;
}

const nextTurn = () => new Promise((done) => setTimeout(done, 1));

function beginWith(environment) {
  const others = Object.keys(process.env).filter((name) => !(name in environment));
  for (const name of others) Reflect.deleteProperty(process.env, name);
  Object.assign(process.env, environment);
  written = { stdout: '', stderr: '' };
  process.exitCode = undefined;
}

function tellEnd(status, isLast = false) {
  if (process.connected) send({ status, isLast, ...written });
}

async function run({ args, environment }) {
  await nextTurn();
  const before = heldBeside([]);
  beginWith(environment);
  process.argv = [process.execPath, MAIN, ...args];
  // Another address is another module: the command line is read anew, by the modules that are loaded already.
  await import(`${MAIN}?${++commands}`);
  for (const signal of SIGNALS) process.removeAllListeners(signal);
  // SQLite's files are closed once what asked them is collected.
  gc();
  const started = Date.now();
  do await nextTurn();
  while (heldBeside(before).length > 0 && Date.now() - started < MOST_LEFT_OPEN_MS);
  const stillHeld = heldBeside(before);
  if (stillHeld.length > 0) throw new Error(`dose ${args.join(' ')} does not end: ${stillHeld.join(', ')}`);
  tellEnd(process.exitCode ?? 0);
  process.exitCode = undefined;
}

process.on('exit', (code) => tellEnd(code, true));
process.on('disconnect', () => process.exit());
process.on('message', run);
