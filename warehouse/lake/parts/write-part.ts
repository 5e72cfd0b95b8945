import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { fieldIds, sqlType, storedExpression, textLiteral, transferType } from '../../engine/column-types.js';
import type { Engine } from '../../engine/engine.js';
import { inOrder } from '../../engine/row-order.js';
import { appendRows, filledColumns, type FilledColumn } from '../../engine/transfer.js';
import { TABLES, type Table, type TableName } from '../../tables/index.js';
import { failpoint } from '../failpoint.js';
import { publish, removeFiles } from './durable.js';
import { filledColumnsIn, filledText } from './filled-columns.js';
import { footerSql, type Footer } from './footer.js';

type Row = Readonly<Record<string, unknown>>;

/** Where a part's rows come from: JavaScript rows, or SQL over other parts. */
export type PartSource =
  { readonly rows: readonly Row[] } | { readonly select: (connection: DuckDBConnection) => Promise<string> };

const ROW_GROUP_ROWS: Partial<Record<TableName, number>> = { source_documents: 2048 };
const DEFAULT_ROW_GROUP_ROWS = 10_240;

/** Suffix of a part that is being written; no reader and no rebuild ever looks at it. */
export const TEMPORARY_SUFFIX = '.tmp';

async function selectIncoming(
  connection: DuckDBConnection,
  table: Table,
  rows: readonly Row[],
  filled: readonly FilledColumn[],
): Promise<string> {
  const isFilled = new Set(filled.map(({ name }) => name));
  const definitions = filled.map(({ name, type }) => `"${name}" ${transferType(type)}`);
  if (filled.length > 0) {
    await connection.run(`CREATE OR REPLACE TEMP TABLE incoming (${definitions.join(', ')})`);
    const appender = await connection.createAppender('incoming', 'main', 'temp');
    // In the declared order of the table's parts, so that readers can skip row groups.
    appendRows(appender, table.name, filled, inOrder(rows, table.sortedBy));
    appender.closeSync();
  }
  const expressions = table.columnNames.map((name) => {
    const { type } = table.columns[name]!;
    return isFilled.has(name) ? storedExpression(name, type) : `NULL::${sqlType(type)} AS "${name}"`;
  });
  const source = filled.length > 0 ? 'incoming' : `range(${rows.length})`;
  return `SELECT ${expressions.join(', ')} FROM ${source}`;
}

/** The record, of which no page shows more than one row. The parts of other tables are unpacked for every page. */
const OF_THE_RECORD: TableName = 'source_documents';

/**
 * The options of a COPY that writes rows of a table as its parts hold them. A study's page is bound by the processor,
 * a fifth of it by zstd: LZ4 takes that, for half as many bytes again.
 */
export function parquetOptions(table: TableName): string {
  return `FORMAT parquet, COMPRESSION ${table === OF_THE_RECORD ? 'zstd' : 'lz4_raw'},
    ROW_GROUP_SIZE ${ROW_GROUP_ROWS[table] ?? DEFAULT_ROW_GROUP_ROWS},
    FIELD_IDS ${fieldIds(TABLES[table])}`;
}

async function copyTo(
  connection: DuckDBConnection,
  select: string,
  file: string,
  footer: Footer,
): Promise<void> {
  await connection.run(
    `COPY (${select}) TO ${textLiteral(file)} (
       ${parquetOptions(footer.table as TableName)},
       KV_METADATA ${footerSql(footer)})`,
  );
}

/** What is known of a part once it is written. */
export interface WrittenPart {
  readonly byteCount: number;
  /** As in `Part`. */
  readonly filled: string;
}

/**
 * Writes one part and gives it its final name; durable once its folder is synced. Nothing stays behind on failure.
 * @throws UnstorableValueError when a value is not of its column's type; DuckDB's or the file system's error.
 */
export async function writePart(
  engine: Engine,
  lakeFolder: string,
  file: string,
  source: PartSource,
  footer: Footer,
): Promise<WrittenPart> {
  const final = join(lakeFolder, file);
  const temporary = join(dirname(final), `.${file.split('/').at(-1)!}${TEMPORARY_SUFFIX}`);
  const name = footer.table as TableName;
  const table: Table = TABLES[name];
  const columns = 'rows' in source ? filledColumns(table, source.rows) : null;
  try {
    await engine.withConnection(async (connection) => {
      try {
        const select =
          'rows' in source
            ? await selectIncoming(connection, table, source.rows, columns!)
            : await source.select(connection);
        await copyTo(connection, select, temporary, footer);
      } finally {
        await connection.run('DROP TABLE IF EXISTS temp.incoming');
      }
    });
    failpoint('part_written');
    await publish(temporary, final);
    failpoint('part_renamed');
    const filled = columns ? columns.map((column) => column.name) : await filledColumnsIn(engine, final);
    return { byteCount: (await stat(final)).size, filled: filledText(name, filled) };
  } catch (error) {
    await removeFiles([temporary, final]);
    throw error;
  }
}
