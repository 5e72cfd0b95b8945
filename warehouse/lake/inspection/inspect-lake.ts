import { stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openSqlite, type Sqlite } from '../catalog/database.js';
import { CATALOG_FILE, isCatalog } from '../catalog/file-name.js';
import { isGone } from '../catalog/owner.js';
import { CatalogError, migrate } from '../catalog/schema.js';
import { allSnapshots, latestSnapshot, recordedParts, type RecordedPart } from '../catalog/snapshots.js';
import { fileDigest } from '../parts/file-digest.js';
import { partFiles } from '../sweep.js';
import type { StoreFinding } from './finding.js';
import { inspectPublication } from './inspect-publication.js';
import { NOTHING_RETAINED, retainedBytes, type RetainedBytes } from './retained-bytes.js';

/** What a lake holds, what that costs, and what is wrong with it. */
export interface LakeInspection {
  readonly findings: readonly StoreFinding[];
  readonly snapshotId: number | null;
  readonly readableSnapshotCount: number;
  readonly partCount: number;
  /** Bytes of the parts of the newest snapshot. */
  readonly byteCount: number;
  /** Bytes that are kept only for older snapshots. */
  readonly retainedByteCount: number;
  /** The same by why they are kept. */
  readonly retainedBytes: RetainedBytes;
}

/** Of a store that cannot be looked into. */
export const NOTHING_SEEN = {
  snapshotId: null,
  readableSnapshotCount: 0,
  partCount: 0,
  byteCount: 0,
  retainedByteCount: 0,
  retainedBytes: NOTHING_RETAINED,
};
const REBUILD = 'dose doctor --rebuild-catalog makes it anew from the parts';
const RESTORE =
  'restore it from a backup (dose restore); without one, copy site.key and state.db into an empty data directory and ingest the original files there';

/**
 * Looks at a store without changing it. `onPart` is called for each part whose digest is compared; without
 * `comparesDigests` parts are only looked for and measured.
 */
export async function inspectLake(
  folder: string,
  options: { readonly comparesDigests: boolean; readonly onPart?: (done: number, of: number) => void },
): Promise<LakeInspection> {
  const directory = resolve(folder);
  const files = await partFiles(join(directory, 'lake'));
  const catalogFile = join(directory, CATALOG_FILE);
  if (!isCatalog(catalogFile)) {
    return { ...NOTHING_SEEN, findings: files.length === 0 ? [] : [catalogMissing(files.length)] };
  }
  let sqlite: Sqlite;
  try {
    sqlite = openSqlite(catalogFile);
  } catch (error) {
    return { ...NOTHING_SEEN, findings: [catalogDamaged(String(error))] };
  }
  try {
    const damage = damageOf(sqlite);
    if (damage) return { ...NOTHING_SEEN, findings: [damage] };
    return await inspectRecorded(directory, sqlite, files, options);
  } finally {
    sqlite.close();
  }
}

async function inspectRecorded(
  directory: string,
  sqlite: Sqlite,
  files: readonly string[],
  options: Parameters<typeof inspectLake>[1],
): Promise<LakeInspection> {
  const snapshots = allSnapshots(sqlite);
  const readable = snapshots.filter(({ isExpired }) => !isExpired);
  const recorded = recordedParts(sqlite);
  const needed = recorded.filter(({ addedIn, removedIn }) =>
    readable.some(({ id }) => addedIn <= id && (removedIn === null || id < removedIn)),
  );
  const live = recorded.filter(({ removedIn }) => removedIn === null);
  const findings = [
    ...(await findingsOfParts(directory, needed, options)),
    ...(await leftovers(directory, recorded, files)),
    ...findingsOfLease(sqlite),
    ...(await inspectPublication(directory, sqlite)),
    ...findingsOfClock(snapshots.map(({ committedAt }) => committedAt)),
  ];
  const bytesOf = (parts: readonly RecordedPart[]) => parts.reduce((sum, part) => sum + part.byteCount, 0);
  return {
    findings,
    snapshotId: latestSnapshot(sqlite)?.id ?? null,
    readableSnapshotCount: readable.length,
    partCount: live.length,
    byteCount: bytesOf(live),
    retainedByteCount: bytesOf(recorded) - bytesOf(live),
    retainedBytes: retainedBytes(sqlite, recorded, Date.now()),
  };
}

function damageOf(sqlite: Sqlite): StoreFinding | null {
  try {
    const [first] = sqlite.all<{ quick_check: string }>('PRAGMA quick_check(1)');
    if (first?.quick_check !== 'ok') return catalogDamaged(first?.quick_check ?? 'no answer');
    migrate(sqlite);
    return null;
  } catch (error) {
    if (!(error instanceof CatalogError)) return catalogDamaged(String(error));
    return {
      severity: 'error',
      code: error.code === 'newer' ? 'catalog_newer' : 'catalog_unusable',
      subject: CATALOG_FILE,
      message: error.message,
      advice: error.code === 'newer' ? 'install the version that wrote it, or a later one' : REBUILD,
    };
  }
}

async function findingsOfParts(
  directory: string,
  parts: readonly RecordedPart[],
  { comparesDigests, onPart }: Parameters<typeof inspectLake>[1],
): Promise<StoreFinding[]> {
  const findings: StoreFinding[] = [];
  for (const [index, part] of parts.entries()) {
    const finding = await findingOfPart(directory, part, comparesDigests);
    if (finding) findings.push(finding);
    onPart?.(index + 1, parts.length);
  }
  return findings;
}

async function findingOfPart(
  directory: string,
  part: RecordedPart,
  comparesDigests: boolean,
): Promise<StoreFinding | null> {
  const path = join(directory, 'lake', part.file);
  const about = { severity: 'error', subject: `lake/${part.file}`, advice: RESTORE } as const;
  const scope = part.removedIn === null ? 'of the newest snapshot' : 'of an older snapshot';
  let byteCount: number;
  try {
    byteCount = (await stat(path)).size;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT')
      return {
        ...about,
        code: 'part_missing',
        message: `a part ${scope} is not there: ${part.rowCount} rows`,
      };
    return { ...about, code: 'part_missing', message: `a part ${scope} cannot be reached: ${code}` };
  }
  if (byteCount !== part.byteCount) {
    const message = `a part ${scope} has ${byteCount} bytes instead of ${part.byteCount}`;
    return { ...about, code: 'part_damaged', message };
  }
  if (!comparesDigests) return null;
  if (part.sha256 === null) {
    const message = `a part ${scope} was written before digests were kept, so damage would not show`;
    const advice = 'dose compact writes it anew';
    return { ...about, severity: 'warning', code: 'part_unverified', message, advice };
  }
  try {
    if ((await fileDigest(path)) === part.sha256) return null;
  } catch (error) {
    const message = `a part ${scope} cannot be read: ${(error as NodeJS.ErrnoException).code}`;
    return { ...about, code: 'part_damaged', message };
  }
  return { ...about, code: 'part_damaged', message: `the bytes of a part ${scope} are not those written` };
}

/** A batch that is being written has files that no snapshot knows yet, but not for long. */
const LEFTOVER_AGE_MS = 3_600_000;

async function leftovers(
  directory: string,
  recorded: readonly RecordedPart[],
  files: readonly string[],
): Promise<StoreFinding[]> {
  const known = new Set(recorded.map(({ file }) => file));
  let count = 0;
  let byteCount = 0;
  for (const file of files.filter((name) => !known.has(name))) {
    const found = await stat(join(directory, 'lake', file)).catch(() => null);
    if (!found || Date.now() - found.mtimeMs < LEFTOVER_AGE_MS) continue;
    count++;
    byteCount += found.size;
  }
  if (count === 0) return [];
  return [
    {
      severity: 'warning',
      code: 'leftover_files',
      subject: 'lake',
      message: `${count} files of unfinished batches, ${byteCount} bytes`,
      advice: 'dose vacuum clears them away',
    },
  ];
}

function findingsOfLease(sqlite: Sqlite): StoreFinding[] {
  const held = sqlite.one<{ owner: string | null; heartbeat_at_ms: number }>(
    "SELECT owner, heartbeat_at_ms FROM leases WHERE name = 'commit' AND owner IS NOT NULL",
  );
  if (!held?.owner || !isGone(held.owner)) return [];
  return [
    {
      severity: 'warning',
      code: 'lease_abandoned',
      subject: CATALOG_FILE,
      message: `a writer ended without giving its lease back (last sign of life ${new Date(held.heartbeat_at_ms).toISOString()})`,
      advice: 'nothing to do: the next ingest takes it over and clears away what was unfinished',
    },
  ];
}

/** Clocks of writers may differ by so much. */
const CLOCK_TOLERANCE_MS = 60_000;

function findingsOfClock(commits: readonly string[]): StoreFinding[] {
  const latest = commits.reduce((last, at) => (at > last ? at : last), '');
  if (latest === '' || Date.parse(latest) <= Date.now() + CLOCK_TOLERANCE_MS) return [];
  return [
    {
      severity: 'warning',
      code: 'clock_behind',
      subject: CATALOG_FILE,
      message: `the last commit is of ${latest}, which this machine's clock has not reached`,
      advice: 'set the clock of this machine',
    },
  ];
}

function catalogMissing(fileCount: number): StoreFinding {
  return {
    severity: 'error',
    code: 'catalog_missing',
    subject: CATALOG_FILE,
    message: `the catalog is not there or empty, ${fileCount} files of parts are there`,
    advice: REBUILD,
  };
}

function catalogDamaged(detail: string): StoreFinding {
  return {
    severity: 'error',
    code: 'catalog_damaged',
    subject: CATALOG_FILE,
    message: `the catalog is damaged: ${detail}`,
    advice: REBUILD,
  };
}
