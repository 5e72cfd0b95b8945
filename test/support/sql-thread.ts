// Answers `dose sql` in a thread of the tests' process: to start the program takes half a second each time.
import { parentPort, type MessagePort } from 'node:worker_threads';
import { settingsOf } from '../../jobs/cli/program.js';
import { sqlCommand } from '../../jobs/commands/sql.js';

/** A question to a thread; `answered` becomes 1 when the answer waits in `port`. */
export interface Asked<Question = object> {
  readonly question: Question;
  readonly answered: Int32Array;
  readonly port: MessagePort;
}

/** A query over a store. */
export interface SqlQuestion {
  readonly data: string;
  readonly query: string;
}

/** JSON of the rows, or what went wrong. */
export type SqlAnswer = { readonly text: string } | { readonly error: string };

async function answer(data: string, query: string): Promise<SqlAnswer> {
  const written: string[] = [];
  const terminal = {
    data: (text: string) => Promise.resolve(void written.push(text)),
    tell: () => {},
    progress: () => {},
  };
  try {
    await sqlCommand(settingsOf({ data }), { sql: query, format: 'json' }, terminal);
    return { text: written.join('') };
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

parentPort!.on('message', async ({ question, answered, port }: Asked<SqlQuestion>) => {
  port.postMessage(await answer(question.data, question.query));
  Atomics.store(answered, 0, 1);
  Atomics.notify(answered, 0);
});
