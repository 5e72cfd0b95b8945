import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { DoseLake, Engine } from '../../../warehouse/index.js';
import { partsRelation } from '../../../warehouse/lake/find-rows.js';
import { SCANNERS } from './hospital.js';

/** Rows that one statement hands to SQLite. */
const PAGE_ROWS = 20_000;
const RANGES = 32;

/** When every generated file was last changed, milliseconds since 1970. */
export const GENERATED_MODIFIED_AT_MS = 1_700_000_000_000;

const notesFile = (directory: string): string => join(directory, 'temp', 'uids.duckdb');

/** Opens the scratch file that gathers the UIDs of all months, hashed as the index of the lake hashes them. */
export async function openUidNotes(engine: Engine, directory: string, indexKey: string): Promise<void> {
  await mkdir(join(directory, 'temp'), { recursive: true });
  await rm(notesFile(directory), { force: true });
  await engine.query(`ATTACH '${notesFile(directory)}' AS notes`);
  await engine.query('CREATE TABLE notes.uids (hash BIGINT, kind UTINYINT, study_hash BIGINT, day INTEGER)');
  await engine.query(
    `CREATE MACRO unsigned_hash(uid) AS CAST('0x' || substr(sha256('${indexKey}' || uid), 1, 16) AS UBIGINT)`,
  );
  await engine.query(
    `CREATE MACRO signed(hash) AS CAST(CASE WHEN hash >= 9223372036854775808
       THEN CAST(hash AS HUGEINT) - 18446744073709551616 ELSE CAST(hash AS HUGEINT) END AS BIGINT)`,
  );
}

/** Notes the UIDs of the staged month: study, object, events, row, id, document and file, as an ingest indexes them. */
export async function noteUids(engine: Engine): Promise<void> {
  await engine.query(
    `INSERT INTO notes.uids
     WITH places AS (
       SELECT study_id, uid, signed(unsigned_hash(uid)) AS study_hash, day - DATE '1970-01-01' AS day_number FROM study_draws)
     SELECT study_hash, unnest([0, 3, 5]), study_hash, day_number FROM places
     UNION ALL SELECT study_hash, 6, study_hash, day_number + 1 FROM places
     UNION ALL SELECT signed(unsigned_hash(uid || '.0')), 1, study_hash, day_number FROM places
     UNION ALL SELECT signed(unsigned_hash(study_id)), 4, study_hash, day_number FROM places
     UNION ALL SELECT signed(unsigned_hash(e.event_uid)), 2, p.study_hash, p.day_number
       FROM event_draws e JOIN places p USING (study_id)`,
  );
}

/** Fills index, known files and imported digests, in the order of their keys, so that no page is written twice. */
export async function fillCatalog(
  engine: Engine,
  lake: DoseLake,
  tell: (line: string) => void,
): Promise<void> {
  const { lakeFolder, directory } = lake.context;
  await engine.query('CREATE TABLE notes.sorted AS SELECT * FROM notes.uids ORDER BY hash');
  await engine.query('DROP TABLE notes.uids');
  for (let range = 0n; range < RANGES; range++) {
    const bound = (at: bigint): bigint => -(2n ** 63n) + (2n ** 64n / BigInt(RANGES)) * at;
    const where = `hash >= ${bound(range)}::HUGEINT AND hash < ${bound(range + 1n)}::HUGEINT`;
    await insertPages(
      engine,
      lake,
      `SELECT format('[{},{},{},{}]', hash, kind, study_hash, day) AS entry, hash AS place FROM notes.sorted WHERE ${where}`,
      `INSERT OR IGNORE INTO uid_index (hash, kind, study_hash, day)
       SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?)`,
    );
  }
  await engine.query('DETACH notes');
  await rm(notesFile(directory), { force: true });
  tell('index of UIDs filled');
  const pin = lake.pin();
  const parts = pin.parts.filter(({ table }) => table === 'source_objects');
  const objects = partsRelation(lakeFolder, 'source_objects', parts);
  for (const { station_name } of SCANNERS) {
    await insertPages(
      engine,
      lake,
      `SELECT format('["{}",{},"{}"]', path, byte_count, sha256) AS entry, path AS place
       FROM ${objects} WHERE starts_with(path, '${station_name}/')`,
      `INSERT INTO files (drop_folder, path, byte_count, modified_at_ms, sha256, outcome)
       SELECT 'main', value ->> 0, value ->> 1, ${GENERATED_MODIFIED_AT_MS}, unhex(value ->> 2), 'imported' FROM json_each(?)`,
    );
  }
  for (const digit of '0123456789abcdef') {
    await insertPages(
      engine,
      lake,
      `SELECT '"' || sha256 || '"' AS entry, sha256 AS place FROM ${objects} WHERE starts_with(sha256, '${digit}')`,
      'INSERT INTO imported_digests (sha256) SELECT unhex(value) FROM json_each(?)',
    );
  }
  pin.release();
  tell('known files filled');
}

async function insertPages(engine: Engine, lake: DoseLake, entries: string, insert: string): Promise<void> {
  const pages = await engine.query(
    `SELECT '[' || string_agg(entry, ',') || ']' AS page
     FROM (SELECT entry, (row_number() OVER (ORDER BY place) - 1) // ${PAGE_ROWS} AS page_number FROM (${entries}))
     GROUP BY page_number ORDER BY page_number`,
  );
  const { sqlite } = lake.context;
  sqlite.transaction(() => {
    for (const { page } of pages) sqlite.run(insert, String(page));
  });
}
