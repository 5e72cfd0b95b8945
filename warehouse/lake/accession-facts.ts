import { DuckDBDataChunk, VARCHAR, type DuckDBConnection } from '@duckdb/node-api';
import { TABLES } from '../tables/index.js';
import { clearNumber, numberedStudies } from './accession-numbers.js';
import type { BatchPlan } from './batch.js';
import { commitBatch } from './commit.js';
import type { LakeContext } from './context.js';
import { partsHolding, partsRelation } from './find-rows.js';
import { UNKNOWN_COVERAGE } from './parts/extent.js';
import type { Part } from './parts/part.js';
import { requireSound } from './parts/sound-parts.js';

export interface RekeyedFacts {
  /** Facts that now have the number of a study in clear as their key. */
  readonly rekeyed: number;
  /** Facts keyed by the hash of a number that no study states: one that comes in clear would not find them. */
  readonly waiting: number;
}

/** A number that studies state in clear, and its hash, by which facts are keyed. */
interface ClearNumber {
  readonly number: string;
  readonly hash: string;
  /** Whether other studies still have the hash; these need the facts as they are. */
  readonly isStillHashed: boolean;
}

const NOTHING: RekeyedFacts = { rekeyed: 0, waiting: 0 };
const APPENDED_ROWS = 2048;

/**
 * Facts keyed by the hash of an accession number that studies state in clear by now get the number itself as their key,
 * also those of studies that were made clear before. Doing it again changes nothing.
 */
export async function rekeyFacts(
  context: LakeContext,
  hash: (accessionNumber: string) => string,
): Promise<RekeyedFacts> {
  let counted = NOTHING;
  const plan = async (live: readonly Part[]): Promise<BatchPlan | null> => {
    const facts = live.filter(({ table, rowCount }) => table === 'study_facts' && rowCount > 0);
    const rowsByKey = await factsByKey(context, facts);
    const stated = await statedNumbers(context, live, rowsByKey);
    const clear = stated
      .filter((number) => !rowsByKey.hashed.has(number))
      .map((number) => ({ number, hash: hash(number) }))
      .filter((one) => rowsByKey.hashed.has(one.hash));
    const stillHashed = new Set(stated);
    const found = new Set([...stillHashed, ...clear.map((one) => one.hash)]);
    const due = clear
      .map((one): ClearNumber => ({ ...one, isStillHashed: stillHashed.has(one.hash) }))
      .filter(({ number, isStillHashed }) => !isStillHashed || !rowsByKey.clear.has(number));
    const sum = (keys: Iterable<string>): number =>
      [...keys].reduce((total, key) => total + (rowsByKey.hashed.get(key) ?? 0), 0);
    counted = {
      rekeyed: sum(due.map((one) => one.hash)),
      waiting: sum([...rowsByKey.hashed.keys()].filter((key) => !found.has(key))),
    };
    return due.length === 0 ? null : rekeying(context, facts, due);
  };
  await commitBatch(context, { kind: 'identity', runId: null }, { plan });
  return counted;
}

interface FactKeys {
  /** How many facts there are of each. */
  readonly hashed: ReadonlyMap<string, number>;
  readonly clear: ReadonlySet<string>;
}

async function factsByKey({ engine, lakeFolder }: LakeContext, facts: readonly Part[]): Promise<FactKeys> {
  const rows = await engine.query(
    `SELECT key, count(*) AS n, ${clearNumber('key')} AS is_clear FROM ${partsRelation(lakeFolder, 'study_facts', facts)}
     WHERE key_kind = 'accession_number' AND key IS NOT NULL GROUP BY key`,
  );
  const isClear = (row: (typeof rows)[number]): boolean => row['is_clear'] === true;
  return {
    hashed: new Map(rows.filter((row) => !isClear(row)).map((row) => [String(row['key']), Number(row['n'])])),
    clear: new Set(rows.filter(isClear).map((row) => String(row['key']))),
  };
}

/** Accession numbers and hashes of studies; none where no fact is keyed by a hash. */
async function statedNumbers(
  { engine, lakeFolder }: LakeContext,
  live: readonly Part[],
  { hashed }: FactKeys,
): Promise<string[]> {
  if (hashed.size === 0) return [];
  const rows = await engine.query(`SELECT DISTINCT number FROM ${numberedStudies(lakeFolder, live)}`);
  return rows.map((row) => String(row['number']));
}

async function rekeying(
  context: LakeContext,
  facts: readonly Part[],
  due: readonly ClearNumber[],
): Promise<BatchPlan> {
  const hashes = due.map((one) => one.hash);
  const replaces = await partsHolding(context, facts, 'key', hashes);
  await requireSound(context.lakeFolder, replaces);
  const relation = partsRelation(context.lakeFolder, 'study_facts', replaces);
  const all = partsRelation(context.lakeFolder, 'study_facts', facts);
  const order = TABLES.study_facts.sortedBy.map((name) => `"${name}" NULLS LAST`).join(', ');
  const select = async (connection: DuckDBConnection): Promise<string> => {
    await fillNumbers(connection, 'clear_numbers', due);
    await fillNumbers(
      connection,
      'left_hashes',
      due.filter(({ isStillHashed }) => !isStillHashed),
    );
    return `SELECT * FROM (
        SELECT * FROM ${relation}
        WHERE NOT (key_kind = 'accession_number' AND key IN (SELECT hash FROM left_hashes))
        UNION ALL
        SELECT f.* REPLACE (c.number AS key) FROM ${relation} f JOIN clear_numbers c ON c.hash = f.key
        WHERE f.key_kind = 'accession_number' AND NOT EXISTS (
          SELECT 1 FROM ${all} g WHERE g.key_kind = 'accession_number' AND g.key = c.number
            AND g.field = f.field AND g.source IS NOT DISTINCT FROM f.source
            AND g.line IS NOT DISTINCT FROM f.line))
      ORDER BY ${order}`;
  };
  return {
    write: [{ table: 'study_facts', source: { select }, coverage: UNKNOWN_COVERAGE, level: 0 }],
    replaces,
  };
}

async function fillNumbers(
  connection: DuckDBConnection,
  table: string,
  numbers: readonly ClearNumber[],
): Promise<void> {
  await connection.run(`CREATE OR REPLACE TEMP TABLE ${table} (number VARCHAR, hash VARCHAR)`);
  const appender = await connection.createAppender(table, 'main', 'temp');
  for (let start = 0; start < numbers.length; start += APPENDED_ROWS) {
    const page = numbers.slice(start, start + APPENDED_ROWS);
    const chunk = DuckDBDataChunk.create([VARCHAR, VARCHAR], page.length);
    chunk.setColumns([page.map(({ number }) => number), page.map(({ hash }) => hash)]);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}
