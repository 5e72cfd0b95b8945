import type { Trace } from './reading.js';

/**
 * A row of a traced reading carries where each of its values came from, under a symbol: a copy of the row (`{ ...row }`)
 * carries it too, and nothing that writes, compares or shows the columns of a row sees it.
 */
const ORIGINS = Symbol('origins');

interface Traced {
  [ORIGINS]?: ReadonlyMap<string, Trace>;
}

/** Notes where a value of a row came from. The copies of a row share what was noted before, never what comes after. */
export function keepOrigin(row: object, trace: Trace): void {
  const traced = row as Traced;
  traced[ORIGINS] = new Map([...(traced[ORIGINS] ?? []), [trace.column, trace]]);
}

/** A value was taken over from another row: so is where it came from. */
export function carryOrigin(target: object, source: object, column: string): void {
  const trace = originOf(source, column);
  if (trace !== null) keepOrigin(target, trace);
}

/** Where the value of a column came from; null where the row is not traced or the value was worked out. */
export function originOf(row: object, column: string): Trace | null {
  return (row as Traced)[ORIGINS]?.get(column) ?? null;
}
