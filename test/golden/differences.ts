import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';

/** A line of differences.md: which golden values differ, in which files, how many of them, and why that is right. */
export interface Difference {
  readonly path: string;
  readonly files: readonly string[] | 'all';
  readonly count: number;
  readonly reason: string;
}

const FILE = join(fileURLToPath(new URL('.', import.meta.url)), 'differences.md');

/** The table of differences.md. Throws where a line is not one of four filled cells. */
export function readDifferences(): Difference[] {
  return readFileSync(FILE, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map(differenceOf);
}

function differenceOf(line: string): Difference {
  const [path, files, count, reason] = line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
  if (!path || !files || !count || !reason || !/^\d+$/.test(count)) {
    throw new Error(`differences.md: not a difference: ${line}`);
  }
  return {
    path: path.replaceAll('`', ''),
    files: files === 'all' ? 'all' : files.split(/\s*,\s*/),
    count: Number(count),
    reason,
  };
}

/** The first line that speaks of a value at the path in the file; `*` in a line stands for any part of a name. */
export function differenceFor(
  differences: readonly Difference[],
  path: string,
  file: string,
): Difference | null {
  return (
    differences.find(
      (difference) =>
        (difference.files === 'all' || difference.files.includes(file)) &&
        patternOf(difference.path).test(path),
    ) ?? null
  );
}

const patterns = new Map<string, RegExp>();

function patternOf(path: string): RegExp {
  const known = patterns.get(path);
  if (known) return known;
  const escaped = path.replace(/[.[\]()]/g, '\\$&').replaceAll('*', '.*');
  const pattern = new RegExp(`^${escaped}$`);
  patterns.set(path, pattern);
  return pattern;
}
