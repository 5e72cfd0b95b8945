import { setImmediate as nextTurn } from 'node:timers/promises';

/** So many marks with their addresses are made at once: some milliseconds. */
const MARKS_AT_ONCE = 64;

/** Makes one of each, in order; others have a turn after every so many marks, of which each brings `marksOfEach`. */
export async function madeInTurns<T, R>(
  all: readonly T[],
  make: (one: T) => R,
  marksOfEach = 1,
): Promise<R[]> {
  const made: R[] = [];
  const atOnce = Math.max(1, Math.floor(MARKS_AT_ONCE / marksOfEach));
  for (const one of all) {
    if (made.length > 0 && made.length % atOnce === 0) await nextTurn();
    made.push(make(one));
  }
  return made;
}
