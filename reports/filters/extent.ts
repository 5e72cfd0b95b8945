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
function daysOf(filter: Filter, { daysWith }: Asking['snapshot']): Extent['days'] | null {
  for (const column of INDEXED_COLUMNS) {
    const named = alternativesOn(filter, (clause) => clause.column === column);
    const values = named?.map(({ test }) => (test.kind === 'equals' ? [String(test.value)] : null));
    const looked = lookedUp(values);
    if (looked) return daysWith(column, looked);
  }
  const patient = filter.clauses.find((clause) => patientFieldOf(clause) && !clause.negated);
  const named = patient && alternativesOn(filter, ({ column }) => column === patient.column);
  const looked = lookedUp(
    named?.map(({ test, studyIds }) => (test.kind === 'is' ? null : (studyIds ?? null))),
  );
  return looked ? daysWith('study_id', looked) : null;
}

/** The clauses of one scope of which one must hold; null where there are none. */
function alternativesOn(filter: Filter, isOn: (clause: Clause) => boolean): readonly Clause[] | null {
  const on = filter.clauses.filter((clause) => isOn(clause) && !clause.negated);
  const [first] = on;
  return first ? on.filter(({ scope }) => scope === first.scope) : null;
}

/** The values of all alternatives; null where one may have any, or they are many. */
function lookedUp(alternatives: readonly (readonly string[] | null)[] | undefined): readonly string[] | null {
  if (!alternatives || alternatives.includes(null)) return null;
  const values = alternatives.flatMap((some) => some ?? []);
  return values.length <= MOST_LOOKED_UP ? values : null;
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
