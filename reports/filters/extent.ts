import { INDEXED_COLUMNS, type Extent } from '../../warehouse/index.js';
import type { Asking } from '../snapshots.js';
import { modalitiesOf, type TableSql } from './compile.js';
import type { Clause, Filter } from './filter.js';
import { resolveBound } from './moments.js';
import { patientFieldOf } from './patient-clauses.js';

/** Bounds that no date lies beyond. */
const EARLIEST = '0000-00-00';
const LATEST = '9999-99-99';

/** The modalities and study dates that a filter can find: what lies outside need not be read. */
export function extentOf({ snapshot, context }: Asking, filter: Filter): Extent {
  const modalities = modalitiesOf(filter);
  const days = daysOf(filter, snapshot);
  return {
    ...(modalities ? { modalities } : {}),
    ...(days ? { days } : {}),
    ...datesOf(filter, context.today),
  };
}

/** Of more values the days are not looked up: each takes 0.05 ms, several times an answer, and they lie all over the years. */
const MOST_LOOKED_UP = 50;

/** The days of what a filter names by its id or UID, or of the studies of a patient; null where it names none so. */
function daysOf({ clauses }: Filter, { daysWith }: Asking['snapshot']): Extent['days'] | null {
  const positive = clauses.filter(({ negated }) => !negated);
  for (const { scope, column } of positive) {
    const indexed = patientFieldOf({ scope, column })
      ? 'study_id'
      : INDEXED_COLUMNS.find((one) => one === column);
    if (indexed === undefined) continue;
    const alternatives = positive.filter((clause) => clause.scope === scope && clause.column === column);
    const values = alternatives.map(namedBy);
    const named = values.flatMap((some) => some ?? []);
    if (!values.includes(null) && named.length <= MOST_LOOKED_UP) return daysWith(indexed, named);
  }
  return null;
}

/** The values of which an indexed column must have one; null where it may have any. */
function namedBy(clause: Clause): readonly string[] | null {
  const { test, studyIds = null } = clause;
  if (patientFieldOf(clause)) return test.kind === 'is' ? null : studyIds;
  return test.kind === 'equals' ? [String(test.value)] : null;
}

/** The tables of a question without the parts that cannot hold what its filter finds, or finds from a day on. */
export function tablesWithin(asking: Asking, filter: Filter, fromDay = EARLIEST): TableSql {
  const asked = extentOf(asking, filter);
  const extent = (asked.from ?? EARLIEST) < fromDay ? { ...asked, from: fromDay } : asked;
  return (table, usedIn) => asking.snapshot.relation(table, extent, usedIn);
}

/** First and last day of what the alternatives on the study date let through together. */
function datesOf(filter: Filter, today: string): { readonly from?: string; readonly to?: string } {
  const spans = filter.clauses
    .filter(({ scope, column, negated }) => scope === 0 && column === 'study_date' && !negated)
    .map((clause) => spanOf(clause, today));
  if (spans.length === 0) return {};
  const first = spans.map(({ from }) => from).sort()[0];
  const last = spans
    .map(({ to }) => to)
    .sort()
    .at(-1);
  const isOpen = (bound: string | undefined): boolean =>
    bound === undefined || bound === EARLIEST || bound === LATEST;
  return {
    ...(isOpen(first) ? {} : { from: first! }),
    ...(isOpen(last) ? {} : { to: last! }),
  };
}

function spanOf({ test }: Clause, today: string): { readonly from: string; readonly to: string } {
  if (test.kind === 'equals') return { from: String(test.value), to: String(test.value) };
  if (test.kind !== 'range') return { from: EARLIEST, to: LATEST };
  return {
    from: test.from === null ? EARLIEST : String(resolveBound(test.from, today)),
    to: test.to === null ? LATEST : String(resolveBound(test.to, today)),
  };
}
