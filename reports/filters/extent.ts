import type { Extent } from '../../warehouse/index.js';
import type { Asking } from '../snapshots.js';
import { modalitiesOf, type TableSql } from './compile.js';
import type { Clause, Filter } from './filter.js';
import { resolveBound } from './moments.js';

/** Bounds that no date lies beyond. */
const EARLIEST = '0000-00-00';
const LATEST = '9999-99-99';

/** The modalities and study dates that a filter can find: what lies outside need not be read. */
export function extentOf(filter: Filter, today: string): Extent {
  const modalities = modalitiesOf(filter);
  return { ...(modalities ? { modalities } : {}), ...datesOf(filter, today) };
}

/** The tables of a question without the parts that cannot hold what its filter finds, or finds from a day on. */
export function tablesWithin(asking: Asking, filter: Filter, fromDay = EARLIEST): TableSql {
  const asked = extentOf(filter, asking.context.today);
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
