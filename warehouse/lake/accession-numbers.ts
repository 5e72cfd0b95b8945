import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { DuckDBDataChunk, VARCHAR, type DuckDBConnection } from '@duckdb/node-api';
import { fileList } from '../engine/column-types.js';
import { TABLES, type TableName } from '../tables/index.js';
import type { BatchPlan, PlannedPart } from './batch.js';
import { LEFT_OUT_PREFIX } from './catalog/file-name.js';
import { recordedParts } from './catalog/snapshots.js';
import { commitBatch } from './commit.js';
import type { LakeContext } from './context.js';
import { COPY_FOLDER, partBehind } from './delta/published-files.js';
import { forgetPublished, type ForgottenReport } from './delta/withdraw.js';
import { partsRelation, pathsOf } from './find-rows.js';
import { forgetParts, type ForgottenParts } from './forget-parts.js';
import type { Part } from './parts/part.js';
import { requireSound } from './parts/sound-parts.js';

/** Accession numbers in clear become keyed hashes, or all of them go. */
export type AccessionTightening =
  { readonly to: 'hash'; readonly hash: (accessionNumber: string) => string } | { readonly to: 'drop' };

export interface TightenedAccessionNumbers extends ForgottenParts {
  /** Rows of which an accession number was changed. */
  readonly rows: { readonly [T in AccessionTable]: number };
  /** Facts that waited for a study by an accession number, and now never find it. */
  readonly lostFacts: number;
  /** What became of the published logs, of which no version tells of a number any more. */
  readonly published: ForgottenReport;
  /** Folders of parts that a rebuilt catalog left out: these may hold numbers still. */
  readonly leftOutFolders: readonly string[];
}

/** Facts first: while studies still have their numbers, facts can be given to the studies themselves. */
const ACCESSION_TABLES = ['study_facts', 'source_documents', 'studies'] as const satisfies TableName[];
type AccessionTable = (typeof ACCESSION_TABLES)[number];

/** No accession number (VR SH, 16 characters) looks like a hash. */
export const clearNumber = (value: string): string => `NOT regexp_full_match(${value}, '[0-9a-f]{64}')`;

/** Which rows hold a number that is more open than it is to be. */
function tooOpen(table: AccessionTable, { to }: AccessionTightening): string {
  const open = (value: string): string =>
    to === 'hash' ? `${value} IS NOT NULL AND ${clearNumber(value)}` : `${value} IS NOT NULL`;
  if (table === 'study_facts') return `key_kind = 'accession_number' AND ${open('key')}`;
  if (table === 'source_documents') return open('accession_number');
  return `(${open('accession_number')} OR len(list_filter(accession_numbers, n -> ${open('n')})) > 0)`;
}

/** Numbers of these rows, one a row. */
const NUMBERS: { readonly [T in AccessionTable]: string } = {
  study_facts: 'key',
  source_documents: 'accession_number',
  studies: 'unnest(list_append(accession_numbers, accession_number))',
};

/** Parts that one commit rewrites. */
const PARTS_AT_ONCE = 16;
const APPENDED_ROWS = 2048;

/**
 * Closes every accession number of the lake that is more open than it is to be: live parts are rewritten in commits of
 * a few parts each, then the replaced parts go at once, with all older snapshots that held them and what was published
 * of them. Facts keyed by a number that goes are given to the studies that have it. Stopped at any point, the next call goes on.
 * @throws DamagedPartsError where a part that is to be rewritten is damaged.
 */
export async function tightenAccessionNumbers(
  context: LakeContext,
  how: AccessionTightening,
  waitMs: number,
): Promise<TightenedAccessionNumbers> {
  const rows = { study_facts: 0, source_documents: 0, studies: 0 };
  let lostFacts = 0;
  for (const table of ACCESSION_TABLES) {
    for (;;) {
      let counted = { changed: 0, lost: 0 };
      const plan = async (live: readonly Part[]): Promise<BatchPlan | null> => {
        const open = await partsTooOpen(
          context,
          table,
          live.filter((part) => part.table === table),
          how,
        );
        const chosen = open.slice(0, PARTS_AT_ONCE);
        if (chosen.length === 0) return null;
        await requireSound(context.lakeFolder, chosen);
        counted = await count(context, table, chosen, live, how);
        const write = chosen.map((part) => rewritten(context, table, part, live, how));
        return { write, replaces: chosen };
      };
      const isDone = (await commitBatch(context, { kind: 'identity', runId: null }, { plan })) === null;
      if (isDone || counted.changed === 0) break;
      rows[table] += counted.changed;
      lostFacts += counted.lost;
    }
  }
  const leftOutFolders = (await readdir(context.directory)).filter((name) =>
    name.startsWith(LEFT_OUT_PREFIX),
  );
  return { rows, lostFacts, leftOutFolders, ...(await forgetOpenParts(context, how, waitMs)) };
}

/** Replaced parts that older snapshots keep, and copies that were published of them. */
async function forgetOpenParts(
  context: LakeContext,
  how: AccessionTightening,
  waitMs: number,
): Promise<ForgottenParts & { readonly published: ForgottenReport }> {
  const replaced = recordedParts(context.sqlite).filter(
    ({ file, removedIn }) => removedIn !== null && existsSync(join(context.lakeFolder, file)),
  );
  const files = new Set<string>();
  const copied: string[] = [];
  for (const table of ACCESSION_TABLES) {
    const parts = replaced.filter((part) => part.table === table);
    for (const { file } of await partsTooOpen(context, table, parts, how)) files.add(file);
    copied.push(...(await partsOfOpenCopies(context, table, how)));
  }
  // Before the parts go, so that no reader of the newest published version misses one.
  const published = await forgetPublished(context, [...files, ...copied]);
  return { ...(await forgetParts(context, files, waitMs)), published };
}

/** The parts, most of them gone long ago, of which a published copy still holds numbers. */
async function partsOfOpenCopies(
  context: LakeContext,
  table: AccessionTable,
  how: AccessionTightening,
): Promise<string[]> {
  const folder = join(context.lakeFolder, table, COPY_FOLDER);
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.parquet'));
  const open = await filesTooOpen(
    context,
    table,
    names.map((name) => join(folder, name)),
    how,
  );
  return names
    .filter((name) => open.has(join(folder, name)))
    .map((name) => partBehind(table, `${COPY_FOLDER}/${name}`));
}

async function partsTooOpen(
  context: LakeContext,
  table: AccessionTable,
  parts: readonly Part[],
  how: AccessionTightening,
): Promise<Part[]> {
  const paths = pathsOf(context.lakeFolder, parts);
  const open = await filesTooOpen(context, table, paths, how);
  return parts.filter((_, index) => open.has(paths[index]!));
}

async function filesTooOpen(
  { engine }: LakeContext,
  table: AccessionTable,
  paths: readonly string[],
  how: AccessionTightening,
): Promise<ReadonlySet<unknown>> {
  if (paths.length === 0) return new Set();
  const rows = await engine.query(
    `SELECT DISTINCT filename FROM read_parquet(${fileList(paths)}, filename = true, union_by_name = true)
     WHERE ${tooOpen(table, how)}`,
  );
  return new Set(rows.map(({ filename }) => filename));
}

async function count(
  { engine, lakeFolder }: LakeContext,
  table: AccessionTable,
  parts: readonly Part[],
  live: readonly Part[],
  how: AccessionTightening,
): Promise<{ changed: number; lost: number }> {
  const relation = partsRelation(lakeFolder, table, parts);
  const lost =
    table === 'study_facts' && how.to === 'drop'
      ? `count(*) FILTER (WHERE key NOT IN (SELECT number FROM ${numberedStudies(lakeFolder, live)}))`
      : '0';
  const [row] = await engine.query(
    `SELECT count(*) AS changed, ${lost} AS lost FROM ${relation} WHERE ${tooOpen(table, how)}`,
  );
  return { changed: Number(row?.['changed']), lost: Number(row?.['lost']) };
}

/** Studies by each of their accession numbers. */
export function numberedStudies(lakeFolder: string, live: readonly Part[]): string {
  const parts = live.filter(({ table }) => table === 'studies');
  return `(SELECT DISTINCT study_instance_uid, number FROM (
      SELECT study_instance_uid, ${NUMBERS.studies} AS number FROM ${partsRelation(lakeFolder, 'studies', parts)})
    WHERE number IS NOT NULL)`;
}

function rewritten(
  context: LakeContext,
  table: AccessionTable,
  part: Part,
  live: readonly Part[],
  how: AccessionTightening,
): PlannedPart {
  const relation = partsRelation(context.lakeFolder, table, [part]);
  const order = TABLES[table].sortedBy.map((name) => `"${name}" NULLS LAST`).join(', ');
  const select = async (connection: DuckDBConnection): Promise<string> => {
    if (how.to === 'hash') await fillHashes(connection, table, relation, how);
    const rows = how.to === 'hash' ? hashed(table, relation) : dropped(table, relation, context, live);
    return `SELECT * FROM (${rows}) ORDER BY ${order}`;
  };
  return { table, source: { select }, coverage: part, level: part.level };
}

/** The hash of every number of the part that stands in clear. */
async function fillHashes(
  connection: DuckDBConnection,
  table: AccessionTable,
  relation: string,
  how: AccessionTightening & { readonly to: 'hash' },
): Promise<void> {
  const reader = await connection.runAndReadAll(
    `SELECT DISTINCT number FROM (SELECT ${NUMBERS[table]} AS number FROM ${relation} WHERE ${tooOpen(table, how)})
     WHERE number IS NOT NULL AND ${clearNumber('number')}`,
  );
  const numbers = reader.getRows().map(([number]) => String(number));
  await connection.run('CREATE OR REPLACE TEMP TABLE accession_hashes (number VARCHAR, hash VARCHAR)');
  const appender = await connection.createAppender('accession_hashes', 'main', 'temp');
  for (let start = 0; start < numbers.length; start += APPENDED_ROWS) {
    const page = numbers.slice(start, start + APPENDED_ROWS);
    const chunk = DuckDBDataChunk.create([VARCHAR, VARCHAR], page.length);
    chunk.setColumns([page, page.map((number) => how.hash(number))]);
    appender.appendDataChunk(chunk);
  }
  appender.closeSync();
}

function hashed(table: AccessionTable, relation: string): string {
  const joined = (column: string, replaced: string): string =>
    `SELECT r.* REPLACE (${replaced}) FROM ${relation} r LEFT JOIN accession_hashes h ON h.number = r.${column}`;
  switch (table) {
    case 'study_facts':
      return joined(
        'key',
        `CASE WHEN r.key_kind = 'accession_number' THEN coalesce(h.hash, r.key) ELSE r.key END AS key`,
      );
    case 'source_documents':
      return joined(
        'accession_number',
        `coalesce(h.hash, r.accession_number) AS accession_number,
         CASE WHEN h.hash IS NULL THEN r.accession_number_kept ELSE 'hash' END AS accession_number_kept`,
      );
    case 'studies':
      return joined(
        'accession_number',
        `coalesce(h.hash, r.accession_number) AS accession_number,
         (SELECT list(DISTINCT coalesce(o.hash, n.number) ORDER BY coalesce(o.hash, n.number))
          FROM unnest(r.accession_numbers) AS n(number) LEFT JOIN accession_hashes o ON o.number = n.number)
           AS accession_numbers`,
      );
  }
}

function dropped(
  table: AccessionTable,
  relation: string,
  { lakeFolder }: LakeContext,
  live: readonly Part[],
): string {
  switch (table) {
    case 'study_facts':
      return `SELECT * FROM ${relation} WHERE key_kind <> 'accession_number'
        UNION ALL SELECT DISTINCT f.* REPLACE ('study_instance_uid' AS key_kind, s.study_instance_uid AS key)
        FROM ${relation} f JOIN ${numberedStudies(lakeFolder, live)} s ON s.number = f.key
        WHERE f.key_kind = 'accession_number' AND s.study_instance_uid IS NOT NULL`;
    case 'source_documents':
      return `SELECT * REPLACE (NULL::VARCHAR AS accession_number,
          CASE WHEN accession_number IS NULL THEN accession_number_kept ELSE 'drop' END AS accession_number_kept)
        FROM ${relation}`;
    case 'studies':
      return `SELECT * REPLACE (NULL::VARCHAR AS accession_number, NULL::VARCHAR[] AS accession_numbers)
        FROM ${relation}`;
  }
}
