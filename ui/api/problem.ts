import type { Snapshot } from './types.js';

/** What is wrong with one field of a request; null where it is about the whole. */
export interface FieldError {
  readonly field: string | null;
  readonly message: string;
}

/** A refused or failed request (RFC 9457), with what a person needs to report it. */
export class Problem extends Error {
  constructor(
    /** HTTP status, 0 where the server could not be reached. */
    readonly status: number,
    readonly title: string,
    readonly detail: string | null,
    readonly requestId: string | null,
    readonly errors: readonly FieldError[] = [],
    /** Of a snapshot that is not kept: the one that comes closest. */
    readonly nearest: Snapshot | null = null,
  ) {
    super(detail ?? title);
    this.name = 'Problem';
  }
}

interface ProblemBody {
  title?: unknown;
  detail?: unknown;
  request_id?: unknown;
  errors?: unknown;
  nearest?: unknown;
}

const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

function fieldErrors(errors: unknown): FieldError[] {
  if (!Array.isArray(errors)) return [];
  return errors.map((error: unknown) => {
    if (typeof error !== 'object' || error === null || !('message' in error))
      return { field: null, message: String(error) };
    return { field: 'field' in error ? text(error.field) : null, message: String(error.message) };
  });
}

/** Reads a problem from an answer; an answer that is none gives its status line. */
export async function problemOf(response: Response): Promise<Problem> {
  const body = await readBody(response);
  return new Problem(
    response.status,
    text(body.title) ?? (response.statusText || String(response.status)),
    text(body.detail),
    text(body.request_id) ?? response.headers.get('x-request-id'),
    fieldErrors(body.errors),
    snapshotIn(body.nearest),
  );
}

function snapshotIn(value: unknown): Snapshot | null {
  const isSnapshot = typeof value === 'object' && value !== null && 'id' in value && 'committed_at' in value;
  return isSnapshot ? (value as Snapshot) : null;
}

async function readBody(response: Response): Promise<ProblemBody> {
  try {
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null ? body : {};
  } catch {
    return {};
  }
}

/** Whether an exception only says that a newer request took the place of this one. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
