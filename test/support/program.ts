import { spawn, spawnSync, type ChildProcess, type SpawnSyncReturns } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { MessageChannel, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { builtScript } from './built-script.js';
import type { Asked, SqlAnswer, SqlQuestion } from './sql-thread.js';

/** The built program; `npm test` builds it before the tests. */
export const PROGRAM = resolve('dist/program/main.js');

export interface RunOptions {
  readonly data: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Runs as this user; only root may choose. */
  readonly uid?: number;
  readonly input?: string;
}

/** The environment for the program: of this process without `DOSE_*`, which speak to the tests here. */
export function programEnvironment(environment: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith('DOSE_'));
  return {
    ...Object.fromEntries(inherited),
    DOSE_SETTLE_MS: '0',
    DOSE_WORKERS: '1',
    UV_THREADPOOL_SIZE: '8',
    ...environment,
  };
}

/** How a run of `dose` ended, and what it wrote. */
export type Ended = Pick<SpawnSyncReturns<string>, 'status' | 'signal' | 'stdout' | 'stderr'>;

/**
 * Runs `dose` to its end, in a process that runs one command after another (`command-runner.mjs`): to start one takes half
 * a second. One of its own has a run that reads its standard input, or more of the environment than `DOSE_*`.
 */
export function dose(options: RunOptions, ...args: string[]): Ended {
  const { data, environment = {}, uid = null, input } = options;
  const isOfTheProcess = (name: string): boolean => !name.startsWith('DOSE_');
  if (input !== undefined || Object.keys(environment).some(isOfTheProcess))
    return doseProcess(options, ...args);
  const command = [...args, '--data', data];
  return askThread<Ended>(relay(), { args: command, environment: programEnvironment(environment), uid });
}

let relayThread: Worker | null = null;

function relay(): Worker {
  if (relayThread !== null) return relayThread;
  relayThread = new Worker(new URL('./command-relay.mjs', import.meta.url));
  relayThread.unref();
  return relayThread;
}

/** Runs `dose` to its end in a process of its own. */
export function doseProcess(options: RunOptions, ...args: string[]): Ended {
  return spawnSync(process.execPath, [PROGRAM, ...args, '--data', options.data], {
    encoding: 'utf8',
    env: programEnvironment(options.environment),
    maxBuffer: 64 * 1024 * 1024,
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
    ...(options.input === undefined ? {} : { input: options.input }),
  });
}

/** Starts `dose` and leaves it running. */
export function startDose(options: RunOptions, ...args: string[]): ChildProcess {
  return spawn(process.execPath, [PROGRAM, ...args, '--data', options.data], {
    env: programEnvironment(options.environment),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.uid === undefined ? {} : { uid: options.uid, gid: options.uid }),
  });
}

/** Whether a process lies still after SIGSTOP. */
export function isStopped(pid: number): boolean {
  if (existsSync('/proc/self/stat')) return /^\d+ \(.*\) T/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  return spawnSync('ps', ['-o', 'state=', '-p', String(pid)], { encoding: 'utf8' }).stdout.startsWith('T');
}

const MOST_ANSWER_MS = 110_000;

/** Asks a thread, and gives nothing else a turn before it answers. */
function askThread<T>(thread: Worker, question: object): T {
  const answered = new Int32Array(new SharedArrayBuffer(4));
  const { port1, port2 } = new MessageChannel();
  const asked: Asked = { question, answered, port: port2 };
  thread.postMessage(asked, [port2]);
  if (Atomics.wait(answered, 0, 0, MOST_ANSWER_MS) === 'timed-out')
    throw new Error(`no answer to ${JSON.stringify(question)}`);
  const answer = receiveMessageOnPort(port1)?.message as T;
  port1.close();
  return answer;
}

let sqlThread: Worker | null = null;

/** Rows of a query over the store, by the command `dose sql` in a thread of this process. */
export function sql({ data }: RunOptions, query: string): Record<string, unknown>[] {
  if (sqlThread !== null) return rowsFrom(sqlThread, { data, query });
  const script = builtScript('test/support/sql-thread.ts');
  sqlThread = new Worker(script);
  sqlThread.unref();
  try {
    return rowsFrom(sqlThread, { data, query });
  } finally {
    rmSync(script);
  }
}

function rowsFrom(thread: Worker, question: SqlQuestion): Record<string, unknown>[] {
  const answer = askThread<SqlAnswer>(thread, question);
  if ('error' in answer) throw new Error(answer.error);
  return JSON.parse(answer.text) as Record<string, unknown>[];
}

export interface IngestDocument {
  readonly counts: Readonly<Record<string, number>>;
  readonly files: readonly {
    readonly path: string;
    readonly outcome: string;
    readonly reason: string | null;
  }[];
}

/** Ingests with `--json` and gives the document with the exit code. */
export function ingest(
  options: RunOptions,
  ...paths: string[]
): IngestDocument & { readonly status: number | null } {
  const { status, stdout, stderr } = dose(options, 'ingest', ...paths, '--json');
  if (stdout === '') throw new Error(stderr);
  return { status, ...(JSON.parse(stdout) as IngestDocument) };
}
