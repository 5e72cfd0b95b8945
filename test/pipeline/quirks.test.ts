import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, '..', '..');

/** The cells of each row of a table in quirks.md, by the letters that its row names begin with. */
function rowsOf(prefix: string): string[][] {
  return readFileSync(join(HERE, 'quirks.md'), 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(`| ${prefix}`))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');
const quoted = (cell: string): string => /`([^`]+)`/.exec(cell)?.[1] ?? '';
const quirks = rowsOf('Q');
const applied = quirks.filter(([, rule]) => rule !== '—');
const defects = rowsOf('BUG-');

/** Names of quirks in the sources of extraction: what is added to a reading or declared for it. */
function namesInSources(): string[] {
  const files = readdirSync(join(ROOT, 'pipeline/extract'), { recursive: true, encoding: 'utf8' });
  const sources = files
    .filter((name) => name.endsWith('.ts'))
    .map((name) => read(`pipeline/extract/${name}`));
  const declared =
    /(?:quirks\.add\(|quirk: |QUIRK = |return |const [A-Z0-9_]+ =\s+)'([a-z0-9]+(?:-[a-z0-9]+)+)'/g;
  return [...new Set(sources.flatMap((source) => [...source.matchAll(declared)].map(([, name]) => name!)))];
}

describe('the register of quirks', () => {
  it('has every row from Q01 to the last, each whole', () => {
    const names = [...new Set(quirks.map(([name]) => name))];
    expect(names.length).toBeGreaterThanOrEqual(60);
    expect(names).toEqual(names.map((_, index) => `Q${String(index + 1).padStart(2, '0')}`));
    expect(quirks.filter((cells) => cells.length !== 7 || cells.includes(''))).toEqual([]);
  });

  it('leaves out with a reason only what is of other parts', () => {
    const without = quirks.filter(([, rule]) => rule === '—');
    expect(without.map(([name]) => name)).toEqual(['Q16', 'Q52']);
    for (const cells of without) expect(cells[5]).toMatch(/^not here: /);
  });

  it.each(applied.map((cells) => [cells[0]!, quoted(cells[1]!), cells]))(
    '%s: %s stands in its file and has its test',
    (_, rule, cells) => {
      expect(rule).not.toBe('');
      expect(read(quoted(cells[2]!))).toContain(rule);
      expectTest(cells[6]!);
    },
  );

  it('names every quirk that is recorded with objects', () => {
    const names = namesInSources();
    expect(names.length).toBeGreaterThan(25);
    const known = new Set(applied.map((cells) => quoted(cells[1]!)));
    expect(names.filter((name) => !known.has(name))).toEqual([]);
    const recorded = [...known].filter((name) => name.includes('-'));
    expect(recorded.filter((name) => !names.includes(name))).toEqual([]);
  });

  it.each(defects.map((cells) => [cells[0]!, cells]))('%s has its test', (_, cells) => expectTest(cells[1]!));
});

/** `file: title`, where the title stands in the file. */
function expectTest(cell: string): void {
  const title = cell.slice(cell.indexOf('`: ') + 3);
  expect(title.length).toBeGreaterThan(5);
  expect(read(quoted(cell))).toContain(`'${title}'`);
}
