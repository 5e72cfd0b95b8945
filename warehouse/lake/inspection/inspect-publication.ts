import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { openEngine, type Engine } from '../../engine/engine.js';
import type { Sqlite } from '../catalog/database.js';
import { metaValue } from '../catalog/schema.js';
import { latestSnapshot } from '../catalog/snapshots.js';
import { fileOf, type Add } from '../delta/actions.js';
import { DeltaLogError, lastCheckpointVersion, logFolderOf, readLog } from '../delta/log-state.js';
import { publishedSnapshot, publishedTables } from '../delta/table-logs.js';
import { isPublished } from '../delta/withdraw.js';
import type { StoreFinding } from './finding.js';

const ANEW = 'dose publish --withdraw, and then dose publish, makes it anew';

/** What is wrong with the Delta logs beside the parts; nothing where the store is not published. */
export async function inspectPublication(directory: string, sqlite: Sqlite): Promise<StoreFinding[]> {
  const lakeFolder = join(directory, 'lake');
  const tables = publishedTables();
  const are = await Promise.all(tables.map((table) => isPublished(lakeFolder, table)));
  if (!are.includes(true)) return [];
  const engine = await openEngine();
  try {
    const store = { storeId: metaValue(sqlite, 'store_id') };
    const newest = latestSnapshot(sqlite)?.id ?? 0;
    const findings: StoreFinding[] = [];
    const elsewhere: string[] = [];
    for (const table of tables) {
      const { finding, snapshotId } = await inspectTable(engine, lakeFolder, table, store);
      if (finding) findings.push(finding);
      else if (snapshotId !== newest) elsewhere.push(`${table} at ${snapshotId ?? 'none'}`);
    }
    return elsewhere.length > 0 ? [...findings, behind(elsewhere, newest)] : findings;
  } finally {
    await engine.close();
  }
}

async function inspectTable(
  engine: Engine,
  lakeFolder: string,
  table: string,
  store: { readonly storeId: string },
): Promise<{ finding: StoreFinding | null; snapshotId: number | null }> {
  const folder = logFolderOf(lakeFolder, table);
  try {
    const state = await readLog(engine, folder);
    if (!state) return { finding: null, snapshotId: null };
    await lastCheckpointVersion(folder);
    const problem = await problemOfFiles(join(lakeFolder, table), [...state.adds.values()]);
    return {
      finding: problem === null ? null : damaged(table, problem),
      snapshotId: publishedSnapshot(store, state),
    };
  } catch (error) {
    if (!(error instanceof DeltaLogError)) throw error;
    return { finding: damaged(table, error.message), snapshotId: null };
  }
}

async function problemOfFiles(tableFolder: string, adds: readonly Add[]): Promise<string | null> {
  for (const { path, size } of adds) {
    const found = await stat(join(tableFolder, fileOf(path))).catch(() => null);
    if (!found) return `${fileOf(path)}, which it names, is not there`;
    if (found.size !== size) return `${fileOf(path)} has ${found.size} bytes, not ${size} as it says`;
  }
  return null;
}

function damaged(table: string, message: string): StoreFinding {
  const subject = `lake/${table}/_delta_log`;
  return { severity: 'error', code: 'publication_damaged', subject, message, advice: ANEW };
}

function behind(elsewhere: readonly string[], newest: number): StoreFinding {
  return {
    severity: 'warning',
    code: 'publication_behind',
    subject: 'lake',
    message: `the newest snapshot is ${newest}, published are ${elsewhere.join(', ')}`,
    advice: 'dose publish brings it up; dose publish --withdraw takes it back',
  };
}
