/** Items by key, each group in their order. An item stands in the group of each of its keys; null is none. */
export function grouped<T, K>(items: readonly T[], keysOf: (item: T) => readonly (K | null)[]): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    for (const key of keysOf(item)) {
      if (key === null) continue;
      const group = groups.get(key);
      if (group) group.push(item);
      else groups.set(key, [item]);
    }
  }
  return groups;
}
