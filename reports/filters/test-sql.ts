import { unirradiatedSql } from './unirradiated.js';
import { modalitiesContaining, type EventTable } from './fields.js';
import type { Bound, Comparison, Test } from './filter.js';
import { resolveBound } from './moments.js';
import { valueSql, type Binding } from './sql.js';

/** Where a test stands: the row, the column and what the site adds. */
export interface TestContext {
  readonly today: string;
  readonly hashAccession?: (accessionNumber: string) => string;
  readonly alias: string;
  readonly table: EventTable | 'studies';
  readonly column: string;
  readonly comparison: Comparison;
}

const CAST: Partial<Record<Comparison, string>> = {
  number: 'DOUBLE',
  date: 'DATE',
  time: 'VARCHAR',
  timestamp: 'TIMESTAMP',
};

/** A declared column, cast to what its values are compared as. */
export function comparableSql(alias: string, column: string, comparison: Comparison): string {
  const sql = valueSql(alias, column);
  return comparison === 'time' ? `CAST(${sql} AS VARCHAR)` : sql;
}

/** One test as SQL over a declared column; null where the value is null, but for `is`. */
export function testSql(test: Test, about: TestContext, binding: Binding): string {
  const column = valueSql(about.alias, about.column);
  switch (test.kind) {
    case 'is':
      if (test.state === 'unirradiated')
        return unirradiatedSql(about.table, about.column, about.alias) ?? 'FALSE';
      return about.comparison === 'list' ? `(${column} IS NULL OR len(${column}) = 0)` : `${column} IS NULL`;
    case 'contains':
      if (mayBeHashed(about)) return numberContainsSql(test.text, about, binding);
      if (about.table === 'studies' && about.column === 'modality')
        return isOneOfSql(column, modalitiesContaining(test.text), binding);
      return containsSql(column, test.text, about.comparison, binding);
    case 'equals':
      return equalsSql(test.value, about, binding);
    case 'range':
      return rangeSql(test, about, binding);
  }
}

/** Case-insensitive, anywhere in the text; no character of the text is a wildcard (row UI-063). */
function containsSql(column: string, text: string, comparison: Comparison, binding: Binding): string {
  const wanted = `lower(${binding.bind(text)})`;
  if (comparison === 'list') return `len(list_filter(${column}, v -> contains(lower(v), ${wanted}))) > 0`;
  return `contains(lower(${column}), ${wanted})`;
}

/** As `containsSql` over texts of a closed set, without a look into each row's text. */
function isOneOfSql(column: string, texts: readonly string[], binding: Binding): string {
  if (texts.length === 0) return 'FALSE';
  return `${column} IN (${texts.map((text) => binding.bind(text)).join(', ')})`;
}

function equalsSql(value: string | number | boolean, about: TestContext, binding: Binding): string {
  const { comparison } = about;
  const column = comparableSql(about.alias, about.column, comparison);
  if (comparison === 'text' || comparison === 'list') {
    const texts = [String(value)];
    if (mayBeHashed(about)) texts.push(about.hashAccession(String(value)));
    const holds = (text: string): string =>
      comparison === 'list'
        ? `list_contains(${column}, ${binding.bind(text)})`
        : `${column} = ${binding.bind(text)}`;
    return texts.length === 1 ? holds(texts[0]!) : `(${texts.map(holds).join(' OR ')})`;
  }
  const cast = CAST[comparison];
  return cast ? `${column} = CAST(${binding.bind(value)} AS ${cast})` : `${column} = ${binding.bind(value)}`;
}

function rangeSql(test: Test & { kind: 'range' }, about: TestContext, binding: Binding): string {
  const column = comparableSql(about.alias, about.column, about.comparison);
  const cast = CAST[about.comparison] ?? 'VARCHAR';
  const bound = (value: Bound): string =>
    `CAST(${binding.bind(resolveBound(value, about.today))} AS ${cast})`;
  const parts: string[] = [];
  if (test.from !== null) parts.push(`${column} >= ${bound(test.from)}`);
  if (test.to !== null) parts.push(`${column} ${test.toExclusive ? '<' : '<='} ${bound(test.to)}`);
  return parts.length === 1 ? parts[0]! : `(${parts.join(' AND ')})`;
}

/** An accession number in clear by a part of it, a hashed one as a whole: nothing else can be told of a hash. */
function numberContainsSql(text: string, about: TestContext, binding: Binding): string {
  const isClear = (value: string): string => `length(${value}) <> ${HASH_LENGTH}`;
  const wanted = `lower(${binding.bind(text)})`;
  const column = valueSql(about.alias, about.column);
  const clear =
    about.comparison === 'list'
      ? `len(list_filter(${column}, v -> ${isClear('v')} AND contains(lower(v), ${wanted}))) > 0`
      : `(${isClear(column)} AND contains(lower(${column}), ${wanted}))`;
  return `(${clear} OR ${equalsSql(text, about, binding)})`;
}

/** Characters of a hash; a number in clear has 16 at most (VR SH). */
const HASH_LENGTH = 64;

type HashingContext = TestContext & Required<Pick<TestContext, 'hashAccession'>>;

function mayBeHashed(about: TestContext): about is HashingContext {
  const { hashAccession, table, column } = about;
  return (
    hashAccession !== undefined &&
    table === 'studies' &&
    (column === 'accession_number' || column === 'accession_numbers')
  );
}
