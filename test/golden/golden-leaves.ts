/** A value of a golden file, with the keys and list positions that lead to it. */
export interface Leaf {
  readonly steps: readonly (string | number)[];
  readonly value: string | number | boolean;
}

export interface GoldenFile {
  readonly file: string;
  readonly studies: readonly unknown[];
}

/** Every value below a golden object, in its order. Empty lists and objects hold none. */
export function leavesOf(node: unknown, steps: readonly (string | number)[] = []): Leaf[] {
  if (Array.isArray(node)) return node.flatMap((child, at) => leavesOf(child, [...steps, at]));
  if (node !== null && typeof node === 'object') {
    return Object.entries(node).flatMap(([key, child]) => leavesOf(child, [...steps, key]));
  }
  if (typeof node === 'string' || typeof node === 'number' || typeof node === 'boolean') {
    return [{ steps, value: node }];
  }
  return [];
}

/** `a[].b`: the path without list positions, as differences.md names it. */
export function pathOf(steps: readonly (string | number)[]): string {
  return steps
    .map((step) => (typeof step === 'number' ? '[]' : `.${step}`))
    .join('')
    .replace(/^\./, '');
}

/** Value at the steps below an object; undefined where a step leads nowhere. */
export function valueAt(node: unknown, steps: readonly (string | number)[]): unknown {
  return steps.reduce<unknown>(
    (at, step) =>
      at !== null && typeof at === 'object' ? (at as Record<string | number, unknown>)[step] : undefined,
    node,
  );
}
