import { differences, openSnapshot, type SnapshotDifference } from '../../warehouse/index.js';
import { EXIT, type ExitCode } from '../cli/exit-codes.js';
import type { Terminal } from '../cli/terminal.js';
import type { Settings } from '../config/settings.js';
import { csvText } from './csv-text.js';
import { namedSnapshot, openExistingLake } from './existing-store.js';

const COLUMNS = ['table', 'row', 'change', 'column', 'before', 'after'] as const;
/** Lines that are written at once. */
const PAGE = 1000;

/** `dose diff A B`: rows and cells added, removed and changed from one snapshot to another, as CSV or JSON lines. */
export async function diffCommand(
  settings: Settings,
  request: { readonly before: string; readonly after: string; readonly format: 'csv' | 'json' },
  terminal: Terminal,
): Promise<ExitCode> {
  const lake = await openExistingLake(settings);
  try {
    const before = await openSnapshot(lake, { snapshotId: namedSnapshot(lake, request.before) });
    try {
      const after = await openSnapshot(lake, { snapshotId: namedSnapshot(lake, request.after) });
      try {
        const counts = await write(differences(before, after), request.format, terminal);
        terminal.tell(summary(counts, before.ref.id, after.ref.id));
      } finally {
        await after.close();
      }
    } finally {
      await before.close();
    }
    return EXIT.done;
  } finally {
    await lake.close();
  }
}

type Counts = Map<string, number>;

async function write(
  found: AsyncIterable<SnapshotDifference>,
  format: 'csv' | 'json',
  terminal: Terminal,
): Promise<Counts> {
  const counts: Counts = new Map();
  let page: SnapshotDifference[] = [];
  const flush = async (): Promise<void> => {
    if (page.length > 0) await terminal.data(textOf(page, format));
    page = [];
  };
  if (format === 'csv') await terminal.data(csvText([COLUMNS]));
  for await (const difference of found) {
    const what = `${difference.table}: ${difference.column === null ? 'rows' : 'cells'} ${difference.change}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
    page.push(difference);
    if (page.length >= PAGE) await flush();
  }
  await flush();
  return counts;
}

function textOf(page: readonly SnapshotDifference[], format: 'csv' | 'json'): string {
  if (format === 'json') return page.map((difference) => `${JSON.stringify(difference)}\n`).join('');
  return csvText(page.map((difference) => COLUMNS.map((name) => difference[name] ?? '')));
}

function summary(counts: Counts, before: number, after: number): string {
  const found = [...counts].map(([what, count]) => `${what} ${count}`);
  return `Snapshot ${before} to ${after}: ${found.length === 0 ? 'no difference' : found.join(', ')}.`;
}
