import { freshness } from '../state/freshness.js';
import { Problem, isAbort, problemOf } from './problem.js';
import type { Snapshot } from './types.js';

export const API_BASE = '/api/v1';

/** Fired on window when the server no longer knows the session. */
export const SIGNED_OUT = 'dose-signed-out';

interface Options {
  readonly body?: unknown;
  /** Sent as it is, instead of a body. */
  readonly file?: File;
  readonly signal?: AbortSignal;
}

/** One request to the API. Throws a `Problem`; an aborted request throws an AbortError. */
export async function request<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const response = await send(method, path, options);
  if (response.status === 401 && path !== '/session') window.dispatchEvent(new Event(SIGNED_OUT));
  if (!response.ok) throw await problemOf(response);
  if (response.status === 204) return undefined as T;
  const body = (await response.json()) as T;
  noteSnapshot(body);
  return body;
}

export const get = <T>(path: string, signal?: AbortSignal): Promise<T> =>
  request<T>('GET', path, signal ? { signal } : {});

async function send(method: string, path: string, { body, file, signal }: Options): Promise<Response> {
  try {
    return await fetch(`${API_BASE}${path}`, {
      method,
      credentials: 'same-origin',
      headers: {
        accept: 'application/json',
        ...(file && { 'content-type': 'text/csv' }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(file && { body: file }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
  } catch (error) {
    if (isAbort(error)) throw error;
    throw new Problem(0, 'unreachable', null, null);
  }
}

function noteSnapshot(body: unknown): void {
  if (typeof body !== 'object' || body === null || !('snapshot' in body)) return;
  const { snapshot } = body as { snapshot: Snapshot | null };
  if (snapshot) freshness.set(snapshot);
}
