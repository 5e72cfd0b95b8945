type Row = Readonly<Record<string, unknown>>;

/** Rows by the values of some columns, those without a value last. */
export function inOrder<R extends Row>(rows: readonly R[], columns: readonly string[]): readonly R[] {
  return rows.toSorted((left, right) => {
    for (const name of columns) {
      const order = compareValues(left[name], right[name]);
      if (order !== 0) return order;
    }
    return 0;
  });
}

function compareValues(left: unknown, right: unknown): number {
  if (left === right) return 0;
  if (left === null || left === undefined) return 1;
  if (right === null || right === undefined) return -1;
  return left < right ? -1 : 1;
}
