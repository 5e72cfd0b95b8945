import { openSnapshot, type DoseLake, type SqlRow } from '../../warehouse/index.js';
import type { Outcome, SourceObject } from '../../warehouse/tables/index.js';

/** Some columns of the files with an outcome in the newest snapshot, in order of place. */
export async function recordedFiles(
  lake: DoseLake,
  outcome: Outcome,
  columns: readonly (keyof SourceObject)[],
): Promise<SqlRow[]> {
  if (lake.latestSnapshot() === null) return [];
  const snapshot = await openSnapshot(lake);
  try {
    return await snapshot.query(
      `SELECT ${columns.join(', ')} FROM source_objects WHERE outcome = ? ORDER BY drop_folder, path`,
      [outcome],
    );
  } finally {
    await snapshot.close();
  }
}

/** Those of the given paths that name none of these. */
export function namingNone(given: readonly string[], paths: readonly string[]): string[] {
  return given.filter((one) => !paths.some((path) => isNamed(path, [one])));
}

/** Whether a path is one of those given, or lies in a folder that is; none given means all. */
export function isNamed(path: string, given: readonly string[]): boolean {
  if (given.length === 0) return true;
  return given.some((one) => path === one || path.startsWith(one.endsWith('/') ? one : `${one}/`));
}
