import {
  NotReadOnlyError,
  openSnapshot,
  QueryDeadlineError,
  temporaryFolder,
  type DoseLake,
  type SqlRow,
} from '../../warehouse/index.js';
import { CommandError, EXIT, type ExitCode } from '../cli/exit-codes.js';
import type { Terminal } from '../cli/terminal.js';
import type { Settings } from '../config/settings.js';
import { namedSnapshot, openExistingLake } from './existing-store.js';
import { asCsv, asJson, asTable } from './sql-formats.js';

type SqlFormat = 'table' | 'json' | 'csv';

/** `dose sql "SELECT …"`: one reading statement over the views of a snapshot, in an engine that can read nothing else. */
export async function sqlCommand(
  settings: Settings,
  request: { readonly sql: string; readonly format: SqlFormat; readonly asOf?: string | undefined },
  terminal: Terminal,
): Promise<ExitCode> {
  const lake = await openExistingLake(settings);
  try {
    const rows = await query(lake, settings, request, terminal);
    await terminal.data(formatted(rows, request.format));
    return EXIT.done;
  } finally {
    await lake.close();
  }
}

async function query(
  lake: DoseLake,
  settings: Settings,
  { sql, asOf }: { readonly sql: string; readonly asOf?: string | undefined },
  terminal: Terminal,
): Promise<SqlRow[]> {
  const snapshot = await openSnapshot(lake, {
    ...(asOf === undefined ? {} : { snapshotId: namedSnapshot(lake, asOf) }),
    isolated: {
      memoryLimit: `${settings.memoryLimitMb}MB`,
      tempDirectory: temporaryFolder(settings.dataDirectory, 'users'),
    },
  });
  const { id, changedAt } = snapshot.ref;
  if (changedAt) terminal.tell(`Erased studies were taken out of snapshot ${id} on ${changedAt}.`);
  try {
    return await snapshot.queryReadOnly(sql);
  } catch (error) {
    if (error instanceof QueryDeadlineError) throw error;
    if (error instanceof NotReadOnlyError || error instanceof Error)
      throw new CommandError(EXIT.usage, error.message);
    throw error;
  } finally {
    await snapshot.close();
  }
}

function formatted(rows: readonly SqlRow[], format: SqlFormat): string {
  if (format === 'json') return asJson(rows);
  return format === 'csv' ? asCsv(rows) : asTable(rows);
}
