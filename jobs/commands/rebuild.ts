import type { ChangedCell } from '../../pipeline/run/changed-cells.js';
import { rebuild, type RebuiltStudies } from '../../pipeline/run/rebuild.js';
import { studyUidGroups, type DoseLake } from '../../warehouse/index.js';
import { EXIT, type ExitCode } from '../cli/exit-codes.js';
import { interruption } from '../cli/interruption.js';
import type { Terminal } from '../cli/terminal.js';
import type { Settings } from '../config/settings.js';
import { siteKey, storePaths } from '../config/store.js';
import { publishing } from '../publishing.js';
import { csvText } from './csv-text.js';
import { openExistingLake } from './existing-store.js';

/** Studies of one commit: enough that a commit costs little, few enough for memory. */
const GROUP_SIZE = 1000;
const COLUMNS = ['study_id', 'table', 'row', 'change', 'column', 'before', 'after'] as const;

export interface RebuildRequest {
  readonly isDryRun: boolean;
  readonly deviceIds?: readonly string[];
}

/**
 * `dose rebuild`: reads the kept documents again with the readers of today. Every cell that changes goes to stdout as
 * CSV, the counts by column to stderr. Exit code 1 where a study had to be left as it was.
 */
export async function rebuildCommand(
  settings: Settings,
  request: RebuildRequest,
  terminal: Terminal,
): Promise<ExitCode> {
  const { lakeOptions } = publishing(settings, (line) => terminal.tell(line));
  const lake = await openExistingLake(settings, lakeOptions);
  const signal = interruption(() => terminal.tell('Finishing the studies at hand…'));
  try {
    const tally = new Tally();
    await terminal.data(csvText([COLUMNS]));
    await rebuild(lake, {
      groups: groupsOf(lake, request),
      isDryRun: request.isDryRun,
      siteKey: siteKey(storePaths(settings.dataDirectory)),
      signal,
      onGroup: async (rebuilt) => {
        tally.add(rebuilt);
        terminal.progress(`${tally.studyCount} studies read again, ${tally.changedStudyCount} changed`);
        if (rebuilt.cells.length > 0) await terminal.data(csvText(rebuilt.cells.map(line)));
      },
    });
    tally.tell(terminal, request.isDryRun, signal.aborted);
    return tally.leftCount > 0 || signal.aborted ? EXIT.findings : EXIT.done;
  } finally {
    await lake.close();
  }
}

function groupsOf(lake: DoseLake, { deviceIds }: RebuildRequest): AsyncIterable<readonly string[]> {
  return studyUidGroups(lake, { groupSize: GROUP_SIZE, ...(deviceIds ? { deviceIds } : {}) });
}

function line(cell: ChangedCell): string[] {
  return COLUMNS.map((name) => textOf(cell[name]));
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

class Tally {
  studyCount = 0;
  documentCount = 0;
  changedStudyCount = 0;
  leftCount = 0;
  readonly #cellsByColumn = new Map<string, number>();
  readonly #left: string[] = [];

  add({ studyCount, documentCount, changedStudyCount, cells, left }: RebuiltStudies): void {
    this.studyCount += studyCount;
    this.documentCount += documentCount;
    this.changedStudyCount += changedStudyCount;
    this.leftCount += left.length;
    for (const { table, column, change } of cells) {
      const name = column === null ? `${table}: rows ${change}` : `${table}.${column}`;
      this.#cellsByColumn.set(name, (this.#cellsByColumn.get(name) ?? 0) + 1);
    }
    for (const { studyInstanceUid, reason } of left)
      if (this.#left.length < MOST_NAMED) this.#left.push(`${studyInstanceUid}: ${REASONS[reason]}`);
  }

  tell(terminal: Terminal, isDryRun: boolean, wasStopped: boolean): void {
    for (const [name, count] of [...this.#cellsByColumn].sort()) terminal.tell(`${name}: ${count}`);
    for (const left of this.#left) terminal.tell(`Left as it was: ${left}`);
    if (this.leftCount > MOST_NAMED) terminal.tell(`… and ${this.leftCount - MOST_NAMED} more.`);
    terminal.tell(
      `${this.studyCount} studies of ${this.documentCount} objects read again, ${this.changedStudyCount} ` +
        `${isDryRun ? 'would change' : 'changed'}${this.leftCount > 0 ? `, ${this.leftCount} left as they were` : ''}.`,
    );
    if (wasStopped) terminal.tell('Stopped before the end; the same command goes on.');
  }
}

const MOST_NAMED = 20;
const REASONS = {
  document_refused: 'the readers of today refuse one of its objects, which earlier ones understood',
  deleted_study_would_change_id:
    'it is deleted and would come back under another id; restore or erase it first',
} as const;
