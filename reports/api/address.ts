import type { FastifyRequest } from 'fastify';
import type { Principal } from '../access/principal.js';
import { checkScopes } from '../filters/compile.js';
import { fieldOf, isIdentity, keyOf } from '../filters/fields.js';
import type { Filter, Parsed } from '../filters/filter.js';
import { parseFilter } from '../filters/parse.js';
import { findPatients } from '../filters/patient-clauses.js';
import type { Dependencies } from './dependencies.js';
import { badRequest, HttpProblem } from './problems.js';
import { todayOf } from './today.js';

const MAX_QUERY = 60_000;

/** The parameter by which every question on the lake may name the snapshot it is about. */
export const SNAPSHOT_KEY = 'snapshot';

/** The query of a request as its pairs, repeated keys included. */
export function queryOf(request: FastifyRequest): URLSearchParams {
  const at = request.raw.url?.indexOf('?') ?? -1;
  const text = at < 0 ? '' : (request.raw.url?.slice(at + 1) ?? '');
  if (text.length > MAX_QUERY) throw new HttpProblem(414, 'The address is too long');
  return new URLSearchParams(text);
}

/** The value, or the problem as an answer. */
export function valueOf<T>(parsed: Parsed<T>): T {
  if (!parsed.ok) throw badRequest(parsed.problems);
  return parsed.value;
}

/** The filter of a request. Filters on identity need the permission to see it. */
export async function filterOf(
  query: URLSearchParams,
  reserved: ReadonlySet<string>,
  principal: Principal,
  dependencies: Dependencies,
): Promise<Filter> {
  const filter = valueOf(checkScopes(valueOf(parseFilter(query, new Set([...reserved, SNAPSHOT_KEY])))));
  const hidden = filter.clauses.find((clause) => {
    const field = fieldOf(keyOf(clause));
    return field !== null && isIdentity(field.declaration);
  });
  if (hidden && !principal.permissions.includes('see_identity')) {
    throw new HttpProblem(
      403,
      'Not allowed',
      `Filters on ${keyOf(hidden)} need the permission see_identity.`,
    );
  }
  return valueOf(
    await findPatients(filter, {
      patients: dependencies.snapshots.patients,
      today: todayOf(dependencies),
      hash: dependencies.config.hashPatient ?? ((_field, text) => text),
    }),
  );
}

/** Whether a filter asks for identity, so that the answer is a look at it. */
export function asksIdentity(filter: Filter): boolean {
  return filter.clauses.some((clause) => {
    const field = fieldOf(keyOf(clause));
    return field !== null && isIdentity(field.declaration);
  });
}

/** A whole number of a query within bounds. */
export function wholeNumber(
  query: URLSearchParams,
  key: string,
  { least, most, usual }: { readonly least: number; readonly most: number; readonly usual: number },
): number {
  const text = query.get(key) ?? '';
  if (text === '') return usual;
  const value = Number(text);
  if (/^\d{1,9}$/.test(text) && value >= least && value <= most) return value;
  throw badRequest([{ field: key, message: `expects a whole number from ${least} to ${most}` }]);
}
