import { checksNamed, FAILED_CHECK } from './failed-check.js';
import { fieldOf, nearestKey } from './fields.js';
import type { Clause, Filter, FilterProblem, Parsed } from './filter.js';
import { readTest } from './test-values.js';

/** What one address may hold; more is refused with a message. */
export const FILTER_LIMITS = { clauses: 400, valueLength: 1000, keyLength: 100 } as const;

/** Key and value pairs as an address holds them, decoded. */
export type Pairs = Iterable<readonly [key: string, value: string]>;

/**
 * Reads the filters of an address. `reserved` names the keys that belong to the page (sort, page, …).
 * Blank values are ignored. Problems name the key and say what to write instead (rows UI-040…065).
 */
export function parseFilter(pairs: Pairs, reserved: ReadonlySet<string> = new Set()): Parsed<Filter> {
  const clauses: Clause[] = [];
  const problems: FilterProblem[] = [];
  for (const [key, value] of pairs) {
    if (reserved.has(key)) continue;
    if (clauses.length >= FILTER_LIMITS.clauses) {
      problems.push({ field: 'filter', message: `at most ${FILTER_LIMITS.clauses} filters at once` });
      break;
    }
    const read = readPair(key, value);
    if (read === null) continue;
    if ('message' in read) problems.push(read);
    else clauses.push(read);
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, value: { clauses } };
}

/** Reads one `key=value`; null when the value is blank. */
function readPair(rawKey: string, rawValue: string): Clause | FilterProblem | null {
  if (rawKey.length > FILTER_LIMITS.keyLength) {
    return { field: rawKey.slice(0, 40), message: 'this filter name is too long' };
  }
  const value = rawValue.normalize('NFC');
  if (value.length > FILTER_LIMITS.valueLength) {
    return { field: rawKey, message: `at most ${FILTER_LIMITS.valueLength} characters` };
  }
  if (value.includes('\0')) return { field: rawKey, message: 'must not hold control characters' };
  const negated = rawKey.startsWith('-');
  const unsigned = negated ? rawKey.slice(1) : rawKey;
  const asksState = unsigned.endsWith('.is');
  const field = fieldOf(asksState ? unsigned.slice(0, -'.is'.length) : unsigned);
  if (!field) return unknownKey(rawKey, unsigned);
  const { scope, column, comparison } = field;
  if (asksState) {
    const state = value.trim();
    if (state === '') return null;
    if (state !== 'null' && state !== 'unirradiated') {
      return { field: rawKey, message: 'expects null (or unirradiated)' };
    }
    return { scope, column, negated, test: { kind: 'is', state } };
  }
  const exact = value.startsWith('=');
  const bare = exact ? value.slice(1) : value;
  if (exact && (comparison === 'text' || comparison === 'list') ? bare === '' : bare.trim() === '')
    return null;
  const test = readTest(comparison, bare, exact);
  if (column === FAILED_CHECK && test.kind !== 'problem' && checksNamed(test)?.length === 0)
    return { field: rawKey, message: 'there is no check of this name; /api/v1/checks lists them all' };
  return test.kind === 'problem'
    ? { field: rawKey, message: test.message }
    : { scope, column, negated, test };
}

function unknownKey(rawKey: string, unsigned: string): FilterProblem {
  const near = nearestKey(unsigned);
  return {
    field: rawKey,
    message: near
      ? `there is no filter of this name; did you mean ${near}?`
      : 'there is no filter of this name; the data dictionary lists them all',
  };
}

/** Reads the filters of a query string such as `modality=CT&study_date=2026-01..`. */
export function parseFilterText(query: string, reserved?: ReadonlySet<string>): Parsed<Filter> {
  return parseFilter(new URLSearchParams(query), reserved);
}
