import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { FilterProblem } from '../filters/filter.js';
import { QueryDeadlineError, SnapshotUnavailableError } from '../../warehouse/index.js';

/** An answer that is a problem (RFC 9457). Texts never hold values from the lake. */
export class HttpProblem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string | null = null,
    readonly errors: readonly FilterProblem[] = [],
    readonly retryAfterS: number | null = null,
    /** What only this kind of problem says (RFC 9457, "extension members"). */
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(title);
  }
}

/** A request that names the fields that are wrong. */
export function badRequest(problems: readonly FilterProblem[]): HttpProblem {
  return new HttpProblem(400, 'The request cannot be understood', null, problems);
}

export const notFound = (detail?: string): HttpProblem => new HttpProblem(404, 'Not found', detail);

/** Formats every error as a problem with the id of the request; unexpected ones are logged and not described. */
export function answerProblems(app: FastifyInstance): void {
  app.setErrorHandler((error: FastifyError | Error, request, reply) => {
    const problem = problemOf(error);
    if (problem.status >= 500) request.log.error(traceOf(error, request.id), problem.title);
    else if (isRefusal(problem, request)) request.log.warn(refusalOf(request, problem), problem.title);
    return send(reply, request.id, problem);
  });
  app.setNotFoundHandler((request, reply) => send(reply, request.id, notFound()));
}

/** Answers an address that cannot be decoded, of which no route and no hook hears. */
export function answerUnreadableAddress(_error: Error, request: FastifyRequest, reply: FastifyReply): void {
  void send(reply, request.id, new HttpProblem(400, 'The address cannot be understood'));
}

const REFUSED: ReadonlySet<number> = new Set([403, 413, 415, 429]);

/** Whether somebody asked for what is not theirs, or too much; a page that finds its session ended is no such case. */
function isRefusal({ status }: HttpProblem, request: FastifyRequest): boolean {
  const hasCredentials = request.headers.authorization !== undefined || request.headers.cookie !== undefined;
  return REFUSED.has(status) || (status === 401 && hasCredentials);
}

/** Who was refused what: the route as it is declared, never the address as it was asked, which may name a patient. */
function refusalOf(request: FastifyRequest, { status }: HttpProblem): object {
  return {
    request_id: request.id,
    method: request.method,
    route: request.routeOptions.url ?? 'unknown',
    status,
    user: request.principal?.name ?? null,
    from: request.ip,
  };
}

/** Where an error arose, without its message: a message of the database may quote a value. */
function traceOf(error: Error, requestId: string): object {
  return { request_id: requestId, error: error.name, at: error.stack?.split('\n').slice(-8) };
}

function send(reply: FastifyReply, requestId: string, problem: HttpProblem): FastifyReply {
  if (problem.retryAfterS !== null) void reply.header('retry-after', problem.retryAfterS);
  void reply.removeHeader('etag');
  return reply
    .code(problem.status)
    .type('application/problem+json')
    .header('cache-control', 'no-store')
    .send(
      JSON.stringify({
        type: 'about:blank',
        title: problem.title,
        status: problem.status,
        ...(problem.detail === null ? {} : { detail: problem.detail }),
        request_id: requestId,
        ...(problem.errors.length === 0 ? {} : { errors: problem.errors }),
        ...problem.members,
      }),
    );
}

function problemOf(error: FastifyError | Error): HttpProblem {
  if (error instanceof HttpProblem) return error;
  if (error instanceof QueryDeadlineError) {
    return new HttpProblem(
      503,
      'The question took too long',
      'Narrow the filter, for example to fewer dates.',
    );
  }
  if (error instanceof SnapshotUnavailableError) return snapshotProblem(error);
  if ('validation' in error && error.validation) {
    const errors = error.validation.map(({ instancePath, message }) => ({
      field: instancePath.replace(/^\//, '').replaceAll('/', '.') || (error.validationContext ?? 'request'),
      message: message ?? 'is not valid',
    }));
    return new HttpProblem(400, 'The request cannot be understood', null, errors);
  }
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
  if (status === 413) return new HttpProblem(413, 'The request is too large');
  if (status === 415) return new HttpProblem(415, 'Send JSON');
  if (status === 429) return new HttpProblem(429, 'Too many requests', 'Wait a little and try again.');
  if (status >= 400 && status < 500) return new HttpProblem(status, 'The request cannot be understood');
  return new HttpProblem(500, 'Something went wrong', 'Give the request id to your administrator.');
}

/** A snapshot that is not there any more, or never was, with the kept one that comes closest. */
function snapshotProblem({ reason, nearest }: SnapshotUnavailableError): HttpProblem {
  if (!nearest) return new HttpProblem(404, 'There is no such snapshot');
  const { id, committedAt } = nearest;
  const members = { nearest: { id, committed_at: committedAt } };
  const detail = `The nearest one kept is ${id} of ${committedAt}.`;
  return reason === 'expired'
    ? new HttpProblem(410, 'This snapshot has expired', detail, [], null, members)
    : new HttpProblem(404, 'There is no such snapshot', detail, [], null, members);
}
