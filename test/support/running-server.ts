import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureStore, openSiteState, storePaths } from '../../jobs/config/store.js';
import { ingest, sql, startDose, type RunOptions } from './program.js';

export const PASSWORDS = { admin: 'correct horse battery', viewer: 'staple of correct horses' } as const;

/** `dose serve` as it runs at a site, over a store of its own, with an administrator and a viewer. */
export interface RunningServer {
  readonly address: string;
  readonly store: RunOptions;
  /** Adds a user with a password of its own. */
  addUser(name: string, password: string, ...groups: readonly string[]): Promise<void>;
  sql(query: string): Record<string, unknown>[];
  /** A request as a page of ours makes it, signed in as the administrator unless another cookie is given. */
  request(method: string, path: string, options?: RequestOptions): Promise<Response>;
  /** The cookie of a session. */
  signIn(name: string, password: string): Promise<string>;
  /** Everything that the server has written to stderr. */
  log(): string;
  close(): Promise<void>;
}

export interface RequestOptions {
  readonly cookie?: string;
  readonly body?: string | Uint8Array | object;
  readonly type?: string;
}

/** Ingests what stands at the paths and serves it. */
export async function runningServer(
  ingested: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningServer> {
  const scratch = mkdtempSync(join(tmpdir(), 'dose-server-'));
  const store: RunOptions = { data: join(scratch, 'store'), environment };
  if (ingested.length > 0) ingest(store, ...ingested);
  const paths = storePaths(store.data);
  const addUser: RunningServer['addUser'] = async (name, password, ...groups) => {
    const state = openSiteState(paths);
    const outcome = await state.users.add(name, password, groups);
    state.close();
    if (!outcome.ok) throw new Error(outcome.message);
  };
  ensureStore(paths);
  await addUser('admin', PASSWORDS.admin, 'admingroup');
  await addUser('viewer', PASSWORDS.viewer, 'viewgroup');
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const server = startDose(store, 'serve', '--port', String(port));
  const log: string[] = [];
  server.stderr?.on('data', (piece: Buffer) => log.push(piece.toString()));
  await answering(server, address, log);
  const signIn = (name: string, password: string): Promise<string> => cookieOf(address, name, password);
  const admin = await signIn('admin', PASSWORDS.admin);
  return {
    address,
    store,
    addUser,
    signIn,
    sql: (query) => sql(store, query),
    request: (method, path, options = {}) => send(address, method, path, { cookie: admin, ...options }),
    log: () => log.join(''),
    async close() {
      const ended = once(server, 'exit');
      server.kill('SIGTERM');
      await ended;
      rmSync(scratch, { recursive: true, force: true });
    },
  };
}

export async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

async function answering(server: ChildProcess, address: string, log: readonly string[]): Promise<void> {
  for (let tries = 0; tries < 1200; tries++) {
    if (server.exitCode !== null) break;
    const answer = await fetch(`${address}/healthz`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`the server did not start: ${log.join('')}`);
}

async function cookieOf(address: string, name: string, password: string): Promise<string> {
  const answer = await send(address, 'POST', '/api/v1/session', { body: { name, password } });
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0];
  if (!answer.ok || cookie === undefined) throw new Error(`${name} cannot sign in: ${answer.status}`);
  return cookie;
}

function send(
  address: string,
  method: string,
  path: string,
  { cookie, body, type }: RequestOptions,
): Promise<Response> {
  const isJson = typeof body === 'object' && !(body instanceof Uint8Array);
  const contentType = type ?? (isJson ? 'application/json' : undefined);
  return fetch(`${address}${path}`, {
    method,
    headers: {
      'sec-fetch-site': 'same-origin',
      origin: address,
      ...(cookie === undefined ? {} : { cookie }),
      ...(contentType === undefined ? {} : { 'content-type': contentType }),
    },
    ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : (body as BodyInit) }),
  });
}
