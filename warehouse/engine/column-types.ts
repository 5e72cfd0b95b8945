import { hash } from 'node:crypto';
import type { Column, ColumnType, StructType, Table } from '../tables/index.js';

/** How a struct's field is stored. */
const FIELD_TYPES = { text: 'VARCHAR', number: 'DOUBLE', boolean: 'BOOLEAN' } as const;

function structSql({ struct }: StructType): string {
  const fields = Object.entries(struct).map(([name, type]) => `"${name}" ${FIELD_TYPES[type]}`);
  return `STRUCT(${fields.join(', ')})`;
}

/** The DuckDB type in which a column is stored in Parquet and seen in SQL. Times of day are text `HH:MM:SS[.f]`. */
export function sqlType(type: ColumnType): string {
  switch (type) {
    case 'text':
    case 'time':
      return 'VARCHAR';
    case 'integer':
      return 'BIGINT';
    case 'number':
      return 'DOUBLE';
    case 'boolean':
      return 'BOOLEAN';
    case 'date':
      return 'DATE';
    case 'timestamp':
      return 'TIMESTAMP';
    case 'text[]':
      return 'VARCHAR[]';
    case 'number[]':
      return 'DOUBLE[]';
    case 'blob':
      return 'BLOB';
    default:
      return 'list' in type ? `${structSql(type.list)}[]` : structSql(type);
  }
}

/** A short name for the columns of a table as declared now: parts written with other columns have another one. */
export function layoutOf(table: Table): string {
  const columns = table.columnNames.map((name) => {
    const { fieldId, type } = table.columns[name]!;
    return `${fieldId} ${name} ${sqlType(type)}`;
  });
  return hash('sha256', columns.join('\n'), 'hex').slice(0, 12);
}

function isNested(type: ColumnType): type is 'text[]' | 'number[]' | StructType | { list: StructType } {
  return typeof type !== 'string' || type.endsWith('[]');
}

/** The physical type in which values are handed to DuckDB before the final cast of `storedExpression`. */
export function transferType(type: ColumnType): 'DOUBLE' | 'BIGINT' | 'VARCHAR' | 'BLOB' {
  if (type === 'blob') return 'BLOB';
  if (type === 'timestamp') return 'BIGINT';
  if (type === 'text' || type === 'time' || isNested(type)) return 'VARCHAR';
  return 'DOUBLE';
}

function jsonShape(type: 'text[]' | 'number[]' | StructType | { list: StructType }): string {
  if (type === 'text[]') return '["VARCHAR"]';
  if (type === 'number[]') return '["DOUBLE"]';
  const { struct } = 'list' in type ? type.list : type;
  const fields = Object.fromEntries(
    Object.entries(struct).map(([name, field]) => [name, FIELD_TYPES[field]]),
  );
  return JSON.stringify('list' in type ? [fields] : fields);
}

/** SQL that turns a transferred value into the stored one: days to a date, microseconds to a timestamp, JSON to a list. */
export function storedExpression(name: string, type: ColumnType): string {
  const quoted = `"${name}"`;
  if (isNested(type)) return `from_json(${quoted}, '${jsonShape(type)}') AS ${quoted}`;
  switch (type) {
    case 'integer':
      return `${quoted}::BIGINT AS ${quoted}`;
    case 'boolean':
      return `(${quoted} <> 0) AS ${quoted}`;
    case 'date':
      return `(DATE '1970-01-01' + ${quoted}::INTEGER) AS ${quoted}`;
    case 'timestamp':
      return `make_timestamp(${quoted}) AS ${quoted}`;
    default:
      return quoted;
  }
}

function fieldIdSql(name: string, { fieldId, type }: Column): string {
  if (!isNested(type)) return `"${name}": ${fieldId}`;
  const childId = fieldId * 1000;
  if (typeof type === 'string') return `"${name}": {__duckdb_field_id: ${fieldId}, element: ${childId}}`;
  const { struct } = 'list' in type ? type.list : type;
  const fields = Object.keys(struct).map((field, index) => `"${field}": ${childId + index + 1}`);
  return 'list' in type
    ? `"${name}": {__duckdb_field_id: ${fieldId}, element: {__duckdb_field_id: ${childId}, ${fields.join(', ')}}}`
    : `"${name}": {__duckdb_field_id: ${fieldId}, ${fields.join(', ')}}`;
}

/** The `FIELD_IDS` of a COPY: the declared ids; children of nested columns take ids from a thousand times theirs on. */
export function fieldIds(table: Table): string {
  return `{${table.columnNames.map((name) => fieldIdSql(name, table.columns[name]!)).join(', ')}}`;
}

/**
 * The `schema` of `read_parquet`: columns are found by field id, so that a part written before a column was declared
 * reads as null there. Unlike `union_by_name` it opens no file to bind a query.
 */
function readSchema(table: Table): string {
  const entries = table.columnNames.map((name) => {
    const { fieldId, type } = table.columns[name]!;
    return `${fieldId}: {name: '${name}', type: '${sqlType(type)}', default_value: NULL}`;
  });
  return `MAP {${entries.join(', ')}}`;
}

/** A list of file names as SQL text. */
export function fileList(files: readonly string[]): string {
  return `[${files.map(textLiteral).join(', ')}]`;
}

/** A text as an SQL literal. Only for names of our own files and settings; the rest are bound values and keys. */
export function textLiteral(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/**
 * Any text as an SQL literal, without a character of it in the SQL. For keys alone: DuckDB plans a statement with bound
 * values twice, which for the two hundred columns of a study takes longer than reading them.
 */
export function keyLiteral(text: string): string {
  return `decode(unhex('${Buffer.from(text).toString('hex')}'))`;
}

/**
 * SQL of all rows of a table over the given files; an empty relation of the table's columns without any. Files that all
 * have the present columns are read plainly: the map of `schema` takes 10 ms to bind for the columns of `studies`.
 */
export function filesRelation(table: Table, files: readonly string[], haveAllColumns: boolean): string {
  if (files.length > 0) {
    const schema = haveAllColumns ? '' : `, schema = ${readSchema(table)}`;
    return `read_parquet(${fileList(files)}${schema})`;
  }
  const columns = table.columnNames.map((name) => `NULL::${sqlType(table.columns[name]!.type)} AS "${name}"`);
  return `(SELECT ${columns.join(', ')} WHERE false)`;
}
