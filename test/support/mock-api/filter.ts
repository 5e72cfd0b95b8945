import { groupBy } from './group.js';
import type { Hospital } from './hospital.js';

export type AnyRow = Record<string, unknown>;
type Clause = readonly [key: string, value: string];

const NOT_FILTERS = new Set([
  'sort',
  'page',
  'page_size',
  'columns',
  'facet',
  'value',
  'by',
  'split',
  'period',
  'bins',
  'x',
  'events',
  'not_patient',
]);

/** The conditions of a query in the filter language. */
export const clausesOf = (query: URLSearchParams): Clause[] =>
  [...query].filter(([key]) => !NOT_FILTERS.has(key));

/** The studies that all conditions hold for; a repeated key means any of its values. */
export function select(all: Hospital, clauses: readonly Clause[]): AnyRow[] {
  const byKey = groupBy(clauses, ([key]) => key);
  const events = [...all.ct_events, ...all.projection_events, ...all.nm_administrations] as AnyRow[];
  const eventsOf = groupBy(events, ({ study_id }) => study_id);
  return (all.studies as AnyRow[]).filter((study) => {
    const groups = [...byKey];
    const ofStudy = groups.filter(([key]) => !key.includes('event.'));
    const ofEvent = groups.filter(([key]) => key.includes('event.'));
    return (
      ofStudy.every(([, some]) => some.some((clause) => holds(study, clause))) &&
      (ofEvent.length === 0 ||
        (eventsOf.get(study['study_id']) ?? []).some((event) =>
          ofEvent.every(([, some]) =>
            some.some(([key, value]) => holds(event, [key.replace('event.', ''), value])),
          ),
        ))
    );
  });
}

function holds(row: AnyRow, [key, value]: Clause): boolean {
  if (key.startsWith('-')) return !holds(row, [key.slice(1), value]);
  if (key.endsWith('.is')) return (row[key.slice(0, -3)] ?? null) === null;
  const actual = row[key] ?? null;
  if (actual === null) return false;
  if (value.startsWith('=')) return String(actual) === value.slice(1);
  if (value.includes('..')) {
    const [low = '', high = ''] = value.split('..').map(absolute);
    return within(actual, low, high);
  }
  return String(actual).toLowerCase().includes(value.toLowerCase());
}

/** A day relative to the hospital's last day. */
function absolute(end: string): string {
  const days = /^-(\d+)d$/.exec(end)?.[1];
  return days === undefined
    ? end
    : new Date(Date.UTC(2026, 2, 31) - Number(days) * 86_400_000).toISOString().slice(0, 10);
}

function within(actual: unknown, low: string, high: string): boolean {
  if (typeof actual === 'number') {
    return (low === '' || actual >= Number(low)) && (high === '' || actual <= Number(high));
  }
  const text = String(actual);
  return (low === '' || text >= low) && (high === '' || text <= high);
}

/** Rows in the order of `sort`; absent values last. */
export function ordered(rows: readonly AnyRow[], sort: string): AnyRow[] {
  const keys = sort
    .split(',')
    .map((key) => ({ column: key.replace(/^-/, ''), sign: key.startsWith('-') ? -1 : 1 }));
  return rows.toSorted((a, b) => {
    for (const { column, sign } of keys) {
      const order = compare(a[column] ?? null, b[column] ?? null, sign);
      if (order !== 0) return order;
    }
    return 0;
  });
}

function compare(a: unknown, b: unknown, sign: number): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  return sign * (String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0);
}
