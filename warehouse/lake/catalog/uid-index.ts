import { hash as hashOf } from 'node:crypto';
import { dateFromDays, daysFromDate } from '../../engine/instants.js';
import type { Sqlite } from './database.js';

/**
 * What an entry finds: a study, SOP instance or event UID as the pipeline states it; the rows of `studies` by their
 * study UID or study id; the documents of a study; the files of a study, by day of ingest.
 */
const INDEX_KINDS = {
  study: 0,
  sop: 1,
  event: 2,
  study_row: 3,
  study_id: 4,
  document_of_study: 5,
  object_of_study: 6,
} as const;
export type IndexKind = keyof typeof INDEX_KINDS;

/** One entry before hashing. */
export interface IndexEntry {
  readonly kind: IndexKind;
  readonly key: string;
  readonly studyInstanceUid: string;
  readonly studyDate: string | null;
}

/** An entry found: the hash of its study, and where to look for it. */
export interface IndexHit {
  readonly studyHash: bigint;
  readonly studyDate: string | null;
}

const UNDATED = -1_000_000;

function dayOf(studyDate: string | null): number {
  return studyDate === null ? UNDATED : (daysFromDate(studyDate) ?? UNDATED);
}

/** Digest text of a UID under the store's key; DuckDB computes the same as `substr(sha256(key || uid), 1, 16)`. */
function digest(indexKey: string, uid: string): string {
  return hashOf('sha256', indexKey + uid, 'hex').slice(0, 16);
}

/** SQL of the digest of a column, with the key as its parameter. */
export function digestSql(column: string): string {
  return `substr(sha256(? || ${column}), 1, 16)`;
}

/** The digest text of a hash, to compare with `digestSql`. */
export function digestText(hash: bigint): string {
  return BigInt.asUintN(64, hash).toString(16).padStart(16, '0');
}

/** The 64-bit keyed hash of a UID, as SQLite holds it. */
export function uidHash(indexKey: string, uid: string): bigint {
  return BigInt.asIntN(64, BigInt(`0x${digest(indexKey, uid)}`));
}

const ROWS_PER_STATEMENT = 20_000;

/** Adds entries; those already there stay. To be called inside a transaction. */
export function addToIndex(sqlite: Sqlite, indexKey: string, entries: readonly IndexEntry[]): void {
  const hashes = new Map<string, bigint>();
  const known = (uid: string): bigint => {
    const hash = hashes.get(uid) ?? uidHash(indexKey, uid);
    hashes.set(uid, hash);
    return hash;
  };
  for (let start = 0; start < entries.length; start += ROWS_PER_STATEMENT) {
    const tuples = entries.slice(start, start + ROWS_PER_STATEMENT).map((entry) => {
      const hash = known(entry.key);
      const study = known(entry.studyInstanceUid);
      return `[${hash},${INDEX_KINDS[entry.kind]},${study},${dayOf(entry.studyDate)}]`;
    });
    sqlite.run(
      `INSERT OR IGNORE INTO uid_index (hash, kind, study_hash, day)
       SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?)`,
      `[${tuples.join(',')}]`,
    );
  }
}

/** Entries of a kind by key; keys without any are left out. */
export function findInIndex(
  sqlite: Sqlite,
  indexKey: string,
  kind: IndexKind,
  keys: readonly string[],
): Map<string, IndexHit[]> {
  const keyByHash = new Map(keys.map((key) => [uidHash(indexKey, key), key] as const));
  const hits = new Map<string, IndexHit[]>();
  const hashes = [...keyByHash.keys()];
  for (let start = 0; start < hashes.length; start += ROWS_PER_STATEMENT) {
    const rows = sqlite.allBig<{ hash: bigint; study_hash: bigint; day: bigint }>(
      `SELECT hash, study_hash, day FROM uid_index
       WHERE kind = ? AND hash IN (SELECT value FROM json_each(?))`,
      INDEX_KINDS[kind],
      `[${hashes.slice(start, start + ROWS_PER_STATEMENT).join(',')}]`,
    );
    for (const { hash, study_hash, day } of rows) {
      const key = keyByHash.get(hash)!;
      const studyDate = Number(day) === UNDATED ? null : dateFromDays(Number(day));
      const found = hits.get(key) ?? [];
      found.push({ studyHash: study_hash, studyDate });
      hits.set(key, found);
    }
  }
  return hits;
}

/** Dates under which the rows and documents of these studies, given by hash, are kept. */
export function datesByStudyHash(sqlite: Sqlite, studyHashes: readonly bigint[]): (string | null)[] {
  const rows = sqlite.all<{ day: number }>(
    `SELECT DISTINCT day FROM uid_index
     WHERE kind IN (${INDEX_KINDS.study_row}, ${INDEX_KINDS.document_of_study})
       AND hash IN (SELECT value FROM json_each(?))`,
    `[${studyHashes.join(',')}]`,
  );
  return rows.map(({ day }) => (day === UNDATED ? null : dateFromDays(day)));
}

/** The key of an entry of the index. */
interface IndexKey {
  readonly hash: bigint;
  readonly kind: bigint;
  readonly study_hash: bigint;
  readonly day: bigint;
}

/** Ranges of hashes that are looked through in one go, so that no single look takes long. */
const RANGES = 64n;

/** Everything that the index knows of these studies, given by hash, whatever it was found by. */
export async function entriesOfStudies(sqlite: Sqlite, studyHashes: readonly bigint[]): Promise<IndexKey[]> {
  const least = -(2n ** 63n);
  const width = 2n ** 64n / RANGES;
  const found: IndexKey[] = [];
  for (let range = 0n; range < RANGES; range++) {
    const from = least + range * width;
    const rows = sqlite.allBig<IndexKey>(
      `SELECT hash, kind, study_hash, day FROM uid_index
       WHERE hash BETWEEN ? AND ? AND study_hash IN (SELECT value FROM json_each(?))`,
      ...[from, from + width - 1n, `[${studyHashes.join(',')}]`],
    );
    found.push(...rows);
    await new Promise((resolve) => setImmediate(resolve));
  }
  return found;
}

/** Takes entries out of the index. To be called inside a transaction. */
export function removeFromIndex(sqlite: Sqlite, entries: readonly IndexKey[]): void {
  for (const { hash, kind, study_hash, day } of entries) {
    sqlite.run(
      'DELETE FROM uid_index WHERE hash = ? AND kind = ? AND study_hash = ? AND day = ?',
      ...[hash, kind, study_hash, day],
    );
  }
}
