// Answers `dose sql` in a thread of the tests' process: to start the program takes a second each time.
import { parentPort } from 'node:worker_threads';
import { pathToFileURL } from 'node:url';
import { resolve } from 'node:path';

const built = (module) => import(pathToFileURL(resolve('dist/jobs', module)).href);
const { sqlCommand } = await built('commands/sql.js');
const { settingsOf } = await built('cli/program.js');

async function answer(data, query) {
  const written = [];
  const terminal = { data: async (text) => void written.push(text), tell: () => {}, progress: () => {} };
  try {
    await sqlCommand(settingsOf({ data }), { sql: query, format: 'json' }, terminal);
    return { text: written.join('') };
  } catch (error) {
    return { error: String(error?.message ?? error) };
  }
}

parentPort.on('message', async ({ data, query, answered, port }) => {
  port.postMessage(await answer(data, query));
  Atomics.store(answered, 0, 1);
  Atomics.notify(answered, 0);
});
