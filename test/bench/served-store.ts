import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { PROGRAM } from '../support/program.js';

const PASSWORD = randomBytes(12).toString('hex');

/** One answer of the server, with what it took. */
export interface Answered {
  readonly wallMs: number;
  /** User and system time that the server spent meanwhile, to 10 ms. */
  readonly cpuMs: number;
  readonly text: string;
  /** The server gave the question up at its deadline. */
  readonly wasGivenUp: boolean;
}

/** A server process over a store, asked as a signed-in user asks. */
export interface ServedStore {
  readonly url: string;
  readonly cookie: string;
  readonly process: ChildProcess;
  ask(path: string): Promise<Answered>;
  /** Greatest resident memory so far, in MB. */
  peakMemoryMb(): number;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === 'string') throw new Error('no port is free');
  return address.port;
}

/** User and system time of a process, in milliseconds. */
export function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Starts the built program's server over a data directory and signs in as a user who may export. */
export async function serveStore(
  directory: string,
  nodeArguments: readonly string[] = [],
): Promise<ServedStore> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const name = `bench-${randomBytes(4).toString('hex')}`;
  const added = spawnSync(
    process.execPath,
    [PROGRAM, 'user', 'add', name, '--group', 'exportgroup', '--password-stdin', '--data', directory],
    { input: PASSWORD, env: process.env, encoding: 'utf8' },
  );
  if (added.status !== 0) throw new Error(added.stderr);
  const child = spawn(
    process.execPath,
    [...nodeArguments, PROGRAM, 'serve', '--port', String(port), '--data', directory],
    { env: process.env, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  await untilHealthy(url, child);
  const signedIn = await fetch(`${url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name, password: PASSWORD }),
  });
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0];
  if (!signedIn.ok || cookie === undefined) throw new Error(`signing in failed: ${signedIn.status}`);
  return {
    url,
    cookie,
    process: child,
    async ask(path) {
      const before = cpuMsOf(child.pid!);
      const started = performance.now();
      const response = await fetch(`${url}/api/v1${path}`, { headers: { cookie } });
      const text = await response.text();
      const wallMs = performance.now() - started;
      const wasGivenUp = response.status === 503;
      if (!response.ok && !wasGivenUp) throw new Error(`${path}: ${response.status} ${text}`);
      return { wallMs, cpuMs: cpuMsOf(child.pid!) - before, text, wasGivenUp };
    },
    peakMemoryMb() {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024;
    },
    async stop() {
      if (child.exitCode !== null) return;
      const ended = new Promise((done) => child.once('exit', done));
      child.kill('SIGTERM');
      await ended;
    },
  };
}

async function untilHealthy(url: string, child: ChildProcess): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}`);
    const isUp = await fetch(`${url}/healthz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) return;
    await new Promise((done) => setTimeout(done, 50));
  }
}
