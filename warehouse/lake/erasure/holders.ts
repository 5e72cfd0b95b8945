import { INTEGER, LIST, listValue, VARCHAR } from '@duckdb/node-api';
import { fileList } from '../../engine/column-types.js';
import { TABLES, type TableName } from '../../tables/index.js';
import type { PlannedPart } from '../batch.js';
import type { RecordedPart } from '../catalog/snapshots.js';
import type { LakeContext } from '../context.js';
import { partsRelation, pathsOf } from '../find-rows.js';
import { placeKey, UNNAMED_PLACE, type ErasureTraces } from './traces.js';

/** SQL over a table by which rows of erased studies are known, and the values that it has there. */
interface RowsToErase {
  readonly key: string;
  readonly values: readonly string[];
}

/** Which rows of a table go: every table that names a study or its files is looked into, whatever it is for. */
function rowsToErase(table: TableName, traces: ErasureTraces): RowsToErase[] {
  const byColumn: Readonly<Record<string, readonly string[]>> = {
    study_id: traces.studyIds,
    study_instance_uid: traces.studyInstanceUids,
    sha256: traces.digests,
    ...(table === 'study_facts' ? { key: [...traces.ownTexts, ...traces.studyInstanceUids] } : {}),
  };
  const known = TABLES[table].columnNames
    .filter((column) => (byColumn[column] ?? []).length > 0)
    .map((column) => ({ key: `"${column}"`, values: byColumn[column]! }));
  if (table !== 'source_objects' || traces.places.length === 0) return known;
  return [...known, { key: UNNAMED_PLACE, values: traces.places.map(placeKey) }];
}

/** Those of the parts that hold a row of the erased studies. */
export async function holdersAmong(
  context: LakeContext,
  parts: readonly RecordedPart[],
  traces: ErasureTraces,
): Promise<RecordedPart[]> {
  const holders: RecordedPart[] = [];
  for (const table of Object.keys(TABLES) as TableName[]) {
    const candidates = parts.filter((part) => part.table === table && part.rowCount > 0);
    const wanted = rowsToErase(table, traces);
    if (candidates.length === 0 || wanted.length === 0) continue;
    const paths = pathsOf(context.lakeFolder, candidates);
    const rows = await context.engine.query(
      `SELECT DISTINCT filename FROM read_parquet(${fileList(paths)}, filename = true, union_by_name = true)
       WHERE ${wanted.map(({ key }) => `${key} IN (SELECT unnest(?::VARCHAR[]))`).join(' OR ')}`,
      wanted.map(({ values }) => values),
    );
    const holding = new Set(rows.map(({ filename }) => filename));
    holders.push(...candidates.filter((_, index) => holding.has(paths[index]!)));
  }
  return holders;
}

/** The part again, without the rows of the erased studies. */
export function withoutErased(context: LakeContext, part: RecordedPart, traces: ErasureTraces): PlannedPart {
  const wanted = rowsToErase(part.table, traces);
  const stays = wanted.map(
    ({ key }, index) =>
      `(${key} IS NULL OR ${key} NOT IN (SELECT value FROM erased_keys WHERE of_key = ${index}))`,
  );
  return {
    table: part.table,
    coverage: part,
    level: part.level,
    source: {
      select: async (connection) => {
        await connection.run('CREATE OR REPLACE TEMP TABLE erased_keys (of_key INTEGER, value VARCHAR)');
        for (const [index, { values }] of wanted.entries()) {
          await connection.run(
            'INSERT INTO erased_keys SELECT $1, unnest($2)',
            { '1': index, '2': listValue(values) },
            { '1': INTEGER, '2': LIST(VARCHAR) },
          );
        }
        const relation = partsRelation(context.lakeFolder, part.table, [part]);
        return `SELECT * FROM ${relation} WHERE ${stays.join(' AND ')}`;
      },
    },
  };
}
