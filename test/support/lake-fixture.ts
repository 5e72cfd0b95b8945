import { DuckDBInstance, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api';
import type { Asking, SqlRow } from '../../reports/snapshots.js';
import { WITHOUT_PARTS } from '../../reports/empty-snapshot.js';
import {
  emptyRow,
  TABLES,
  type ColumnType,
  type Table,
  type TableName,
  type TableRow,
} from '../../warehouse/tables/index.js';

/** Rows of a test lake: only the columns that matter, the rest is null. */
export type SomeRows = {
  readonly [N in TableName]?: readonly Partial<TableRow<N> & (N extends 'devices' ? DeviceNames : object)>[];
};

/** What the view of devices adds from the site's settings. */
interface DeviceNames {
  readonly display_name: string | null;
  readonly user_defined_modality: string | null;
}

export interface LakeFixture {
  query(
    sql: string,
    values?: readonly (string | number | boolean | null)[],
  ): Promise<Record<string, unknown>[]>;
  /** The lake as questions see a snapshot. */
  readonly snapshot: Asking['snapshot'];
  /** How many statements ran. */
  readonly statements: { count: number };
  close(): void;
}

const SCALARS: Partial<Record<string, string>> = {
  text: 'VARCHAR',
  time: 'VARCHAR',
  integer: 'BIGINT',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  timestamp: 'TIMESTAMP',
  blob: 'BLOB',
};

type Shape = string | readonly [Shape] | { readonly [field: string]: Shape };

function shapeOf(type: ColumnType): Shape {
  if (typeof type === 'string') {
    if (type === 'text[]') return ['VARCHAR'];
    if (type === 'number[]') return ['DOUBLE'];
    return SCALARS[type] ?? 'VARCHAR';
  }
  const { struct } = 'list' in type ? type.list : type;
  const fields = Object.fromEntries(
    Object.entries(struct).map(([name, field]) => [name, SCALARS[field] ?? '']),
  );
  return 'list' in type ? [fields] : fields;
}

function shapeSql(shape: Shape): string {
  if (typeof shape === 'string') return shape;
  if (isList(shape)) return `${shapeSql(shape[0])}[]`;
  return `STRUCT(${Object.entries(shape)
    .map(([name, field]) => `"${name}" ${shapeSql(field)}`)
    .join(', ')})`;
}

function isList(shape: Shape): shape is readonly [Shape] {
  return Array.isArray(shape);
}

async function createTable(
  connection: DuckDBConnection,
  table: Table,
  rows: readonly object[],
): Promise<void> {
  const shapes = Object.fromEntries(
    table.columnNames.map((name) => [name, shapeOf(table.columns[name]!.type)]),
  );
  const columns = Object.entries(shapes).map(([name, shape]) => `"${name}" ${shapeSql(shape)}`);
  await connection.run(`CREATE TABLE ${table.name} (${columns.join(', ')})`);
  if (rows.length === 0) return;
  const whole = rows.map((row) => ({ ...emptyRow(table), ...row }));
  const names = table.columnNames.map((name) => `r."${name}"`).join(', ');
  await connection.run(
    `INSERT INTO ${table.name} SELECT ${names} FROM (SELECT unnest(from_json($1, '${JSON.stringify([shapes])}')) AS r)`,
    [JSON.stringify(whole)],
  );
}

/** A DuckDB in memory with every declared table, as the views of a snapshot show them. */
export async function lakeFixture(rows: SomeRows): Promise<LakeFixture> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1' });
  const connection = await instance.connect();
  for (const table of Object.values(TABLES)) {
    await createTable(connection, table, rows[table.name as TableName] ?? []);
  }
  await connection.run('ALTER TABLE devices ADD COLUMN display_name VARCHAR');
  await connection.run('ALTER TABLE devices ADD COLUMN user_defined_modality VARCHAR');
  for (const { device_id, display_name, user_defined_modality } of rows.devices ?? []) {
    await connection.run(
      'UPDATE devices SET display_name = $1, user_defined_modality = $2 WHERE device_id = $3',
      [display_name ?? null, user_defined_modality ?? null, device_id ?? null],
    );
  }
  const statements = { count: 0 };
  const query: LakeFixture['query'] = async (sql, values = []) => {
    statements.count += 1;
    const reader = await connection.runAndReadAll(sql, values as DuckDBValue[]);
    return reader
      .getRowObjectsJson()
      .map((row) => plain(row, reader.columnNames(), reader.columnTypes().map(String)));
  };
  let held = 0;
  return {
    statements,
    query,
    snapshot: {
      ...WITHOUT_PARTS,
      query: async (sql, values) => (await query(sql, values)) as SqlRow[],
      studiesWith: (by, keys) => ({
        relation: (table) =>
          `(SELECT * FROM ${table} WHERE ${by} IN (${keys.map((key) => `'${key}'`).join(', ')}))`,
        filledColumns: async () => null,
      }),
      async holdRows(select, values) {
        const table = `held_rows_${++held}`;
        await query(`CREATE TABLE ${table} AS ${select}`, values);
        return { table, letGo: async () => void (await query(`DROP TABLE ${table}`)) };
      },
    },
    close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}

/** JSON rows with numbers for integers and ISO text for instants, as the engine hands them out. */
function plain(
  row: Record<string, unknown>,
  names: readonly string[],
  types: readonly string[],
): Record<string, unknown> {
  return Object.fromEntries(
    names.map((name, at) => {
      const value = row[name];
      const type = types[at] ?? '';
      if (typeof value === 'string' && /^(BIGINT|HUGEINT|UBIGINT)$/.test(type)) return [name, Number(value)];
      if (typeof value === 'string' && type === 'TIMESTAMP') return [name, value.replace(' ', 'T')];
      return [name, value];
    }),
  );
}
