import type { EventTable, Field } from '../filters/fields.js';
import { columnSql, valueSql } from '../filters/sql.js';
import { unirradiatedSql } from '../filters/unirradiated.js';
import { UNKNOWN } from './bands.js';
import type { ChartRequest } from './request.js';

/** A column of which the distinct values are numbered. */
export interface Spelled {
  readonly name: string;
  readonly scope: 0 | 1;
  readonly tables: readonly (EventTable | 'studies')[];
  /** The value in a row of a table. */
  readonly rawSql: (row: string) => string;
}

/** A column of which each spelling belongs to a category: the name of a mark, or a band. */
export interface Spelling extends Spelled {
  /** The category of the spelling `raw`: text, never null. */
  readonly categorySql: string;
}

/** A column of measured values. */
export interface Measure extends Spelled {
  /** The condition under which a stated 0 is no dose; null where there is none. */
  readonly isZeroSql: string | null;
}

/** A name as SQL quotes it. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** The number of the spelling of a row. */
export const rawNumberSql = ({ name }: Spelled): string => `${quoted(name)}.raw_number`;

/** The code of a measured value: 0 where a stated 0 is no dose, else its number. */
export function codeSql(measure: Measure): string {
  const { isZeroSql } = measure;
  const number = rawNumberSql(measure);
  return isZeroSql ? `CASE WHEN ${isZeroSql} THEN 0 ELSE ${number} END` : number;
}

/** Every device with its name. */
export const SYSTEMS = '(SELECT d.device_id, d.display_name AS label FROM devices d)';

/** The system of a row by its name, by its identifier where it has no other, and '' where it is not known. */
export function systemOf(scope: 0 | 1, eventTables: readonly EventTable[] | null): Spelling {
  const label = `(SELECT any_value(y.label) FROM ${SYSTEMS} y WHERE y.device_id = raw)`;
  return {
    name: `${scope}.device_id`,
    scope,
    tables: scope === 0 ? ['studies'] : (eventTables ?? []),
    rawSql: (row) => columnSql(row, 'device_id'),
    categorySql: `coalesce(${label}, raw, '')`,
  };
}

/** The first day of the period of a study; '' where its date is not known. */
export function periodOf(period: ChartRequest['period']): Spelling {
  return {
    name: '0.study_date',
    scope: 0,
    tables: ['studies'],
    rawSql: (row) => columnSql(row, 'study_date'),
    categorySql: `coalesce(CAST(CAST(date_trunc('${period}', raw) AS DATE) AS VARCHAR), '')`,
  };
}

/** The row of the table that holds a column: `s` for the study, `e` for its event. */
export const rowOf = (scope: number): 's' | 'e' => (scope === 0 ? 's' : 'e');

/** The band that a spelling is. */
export const BAND_OF_VALUE = `coalesce(nullif(raw, ''), '${UNKNOWN}')`;

export function spellingOf(field: Field, sql: string, eventTables: readonly EventTable[] | null): Spelling {
  return { ...spelledOf(field, eventTables), categorySql: sql };
}

function spelledOf(field: Field, eventTables: readonly EventTable[] | null): Spelled {
  const scope = field.scope === 0 ? 0 : 1;
  return {
    name: `${scope}.${field.column}`,
    scope,
    tables: scope === 0 ? ['studies'] : (eventTables ?? []),
    rawSql: (row) => valueSql(row, field.column),
  };
}

export function measureOf(field: Field, eventTables: readonly EventTable[] | null): Measure {
  const spelled = spelledOf(field, eventTables);
  const table = field.scope === 0 ? 'studies' : eventTables?.[0];
  return {
    ...spelled,
    name: `${spelled.name} as a number`,
    rawSql: (row) => `CAST(${spelled.rawSql(row)} AS DOUBLE)`,
    isZeroSql: table ? unirradiatedSql(table, field.column, rowOf(spelled.scope)) : null,
  };
}

/** The category that a spelling belongs to: text, '' for none, without differences in case and space if cleaned. */
export function categorySql(by: Field, clean: boolean): string {
  const text = `CAST(raw AS VARCHAR)`;
  if (by.comparison !== 'text' || !clean) return `coalesce(${text}, '')`;
  return `coalesce(lower(trim(regexp_replace(${text}, '\\s+', ' ', 'g'))), '')`;
}
