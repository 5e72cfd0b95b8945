import {
  emptyRow,
  TABLES,
  type Columns,
  type ColumnType,
  type TableName,
  type TableRow,
} from '../../warehouse/tables/index.js';
import type { Code, Concept } from '../dicom/codes.js';
import type { ContentItem } from '../dicom/content-item.js';
import type { DataSet } from '../dicom/data-set.js';
import { parseDateTime } from '../dicom/date-time.js';
import { isPartial, parseDecimal } from '../dicom/decimal.js';
import { showTag } from '../dicom/element.js';
import { isUidPlaceholder } from '../dicom/uid.js';
import { GE_UID_AS_TEXT } from './quirks/ge-uid-as-text.js';
import { keepOrigin, originOf } from './origins.js';
import type { Reading } from './reading.js';
import { inUnitOfColumn, isSameQuantity, readNumbers } from './stated-numbers.js';
import { cutText, fitting, LONGEST_TEXT } from './text-limit.js';

type ColumnsOf<N extends TableName, V> = {
  [K in keyof TableRow<N>]-?: Exclude<TableRow<N>[K], null> extends V
    ? V extends Exclude<TableRow<N>[K], null>
      ? K
      : never
    : never;
}[keyof TableRow<N>] &
  string;

export type NumberColumn<N extends TableName> = ColumnsOf<N, number>;
export type TextColumn<N extends TableName> = ColumnsOf<N, string>;
export type NumbersColumn<N extends TableName> = ColumnsOf<N, readonly number[]>;

interface CodeColumns<N extends TableName> {
  readonly meaning: TextColumn<N>;
  readonly code?: TextColumn<N>;
  readonly scheme?: TextColumn<N>;
}

/** Where a value stands in the object, as `set` records it. */
export interface Origin {
  readonly path: string;
  readonly raw: string;
  readonly unit?: string | null;
  readonly quirk?: string;
}

/**
 * Fills one row of a table from an object. Every value goes through here, so that each can name its source: its unit
 * is converted to the one in the column's name, its text is cut to what a column holds, its trace is kept.
 */
export class RowReader<N extends TableName> {
  readonly row: TableRow<N>;

  constructor(
    readonly reading: Reading,
    readonly table: N,
    readonly index: number,
  ) {
    this.row = emptyRow(TABLES[table]) as TableRow<N>;
  }

  /** Sets a column to a value that the caller worked out. */
  set<K extends keyof TableRow<N> & string>(column: K, value: TableRow<N>[K], origin: Origin): void {
    if (value === null || value === '') return;
    const fitted =
      typeof value === 'string'
        ? this.#fit(column, value, origin)
        : fitting(value, (text) => this.#fit(column, text, origin));
    this.row[column] = fitted as TableRow<N>[K];
    if (origin.quirk) this.reading.quirks.add(origin.quirk);
    if (this.reading.tracedObject !== null) this.#trace(column, origin, this.reading.tracedObject);
  }

  #trace(column: string, { path, raw, unit, quirk }: Origin, object: string): void {
    const at = { object, table: this.table, row: this.index, column, path, raw };
    keepOrigin(this.row, { ...at, unit: unit ?? null, quirk: quirk ?? null });
  }

  /** Where a column's value is from, for another column that says the same; blank where nothing is traced. */
  originOf(column: keyof TableRow<N> & string): Origin {
    const trace = originOf(this.row, column);
    if (!trace) return { path: column, raw: '' };
    const { path, raw, unit, quirk } = trace;
    return { path, raw, unit, ...(quirk === null ? {} : { quirk }) };
  }

  /** Number of the child that the concept names, in the unit of the column. `templateUnit` where none is stated. */
  number(column: NumberColumn<N>, parent: ContentItem | null, concept: Concept, templateUnit?: string): void {
    const item = this.#first(column, parent, concept);
    if (item) this.numberOf(column, item, templateUnit);
  }

  /** As `number`, for what no measurement can find to be 0 or less: such a value is left out. */
  numberAboveZero(
    column: NumberColumn<N>,
    parent: ContentItem | null,
    concept: Concept,
    templateUnit?: string,
  ): void {
    this.number(column, parent, concept, templateUnit);
    const value = this.row[column] as number | null;
    if (value !== null && value <= 0) this.row[column] = null as TableRow<N>[typeof column];
  }

  /** Number of a NUM item, in the unit of the column; the first where several are given. */
  numberOf(column: NumberColumn<N>, item: ContentItem, templateUnit?: string): void {
    const values = this.numbersIn(column, item, templateUnit);
    const value = values?.[0] ?? null;
    if (value === null) return;
    if (!Number.isInteger(value) && typeOf(this.table, column) === 'integer') {
      this.reading.finding('number_not_whole', item.path, `${column}: not a whole number; left out`);
      return;
    }
    this.#put(column, value as TableRow<N>[typeof column], item);
    if (values!.length > 1) {
      this.reading.finding(
        'several_values',
        item.path,
        `${column}: ${values!.length} values where one is expected`,
      );
    }
  }

  /**
   * All numbers of NUM items, one per pulse, in the unit of the column; pulses that are left blank have none. Where one
   * cannot be read the others are left out too: a mean or a sum over the rest would pass for that of all.
   */
  numbers(column: NumbersColumn<N>, items: readonly ContentItem[], templateUnit?: string): number[] {
    const stated = items.flatMap((item) => {
      const numbers = readNumbers(this.reading, column, item, templateUnit);
      return numbers === null ? [] : [{ item, values: numbers.isPartlyUnreadable ? [] : numbers.values }];
    });
    if (stated.some(({ values }) => values.length === 0)) return [];
    const values = stated.flatMap((one) => one.values);
    if (values.length > 0) {
      this.#put(column, values as unknown as TableRow<N>[typeof column], stated[0]!.item);
    }
    return values;
  }

  /** Values of a NUM item in the unit of `column` without setting it; null where it states none. */
  numbersIn(column: string, item: ContentItem, templateUnit?: string): number[] | null {
    const read = readNumbers(this.reading, column, item, templateUnit);
    return read === null || read.isPartial ? null : read.values;
  }

  /** The first child that the concept names and that states something; that a later one says another is a finding. */
  #first(column: string, parent: ContentItem | null, concept: Concept): ContentItem | null {
    if (parent === null) return null;
    const first = parent.child(concept);
    if (first === null || !parent.repeats(concept, first)) return first;
    const [taken = first, ...further] = parent.all(concept).filter((item) => rawOf(item) !== '');
    const others = further.filter((item) => !saysTheSame(item, taken));
    if (others.length > 0) {
      const message = `${column}: ${others.length + 1} items where one is expected; the first is taken`;
      this.reading.finding('several_values', taken.path, message);
    }
    return taken;
  }

  /** Coded value of the child that the concept names. */
  code(columns: CodeColumns<N>, parent: ContentItem | null, concept: Concept): Code | null {
    const item = this.#first(columns.meaning, parent, concept);
    return item ? this.codeOf(columns, item) : null;
  }

  /** Coded value of a CODE item; where a maker wrote text instead, the text as meaning. */
  codeOf(columns: CodeColumns<N>, item: ContentItem): Code | null {
    const code = item.codeOrText;
    if (code) this.setCode(columns, code, item.path);
    return code;
  }

  setCode(columns: CodeColumns<N>, code: Code, path: string, quirk?: string): void {
    const origin: Origin = {
      path,
      raw: `${code.value} ${code.scheme} ${code.meaning}`,
      ...(quirk ? { quirk } : {}),
    };
    const put = (column: TextColumn<N> | undefined, value: string) => {
      if (column && value !== '') this.set(column, value as TableRow<N>[typeof column], origin);
    };
    put(columns.meaning, code.meaning || code.value);
    put(columns.code, code.value);
    put(columns.scheme, code.scheme);
  }

  /** Text of the child that the concept names. */
  text(column: TextColumn<N>, parent: ContentItem | null, concept: Concept): void {
    const item = this.#first(column, parent, concept);
    if (item) this.textOf(column, item);
  }

  /** Text of a TEXT item, or what a maker wrote instead. */
  textOf(column: TextColumn<N>, item: ContentItem): void {
    const value = item.text ?? item.code?.meaning ?? item.number?.raw ?? item.personName;
    if (value) this.#put(column, value as TableRow<N>[typeof column], item);
  }

  uid(column: TextColumn<N>, parent: ContentItem | null, concept: Concept): void {
    const item = this.#first(column, parent, concept);
    if (item) this.uidOf(column, item);
  }

  /** UID of a UIDREF item. */
  uidOf(column: TextColumn<N>, item: ContentItem): void {
    const value = item.uid;
    if (!value) return;
    if (isUidPlaceholder(value)) {
      return this.reading.finding('uid_is_placeholder', item.path, `${column}: stands for a UID and is none`);
    }
    this.#put(column, value as TableRow<N>[typeof column], item);
    if (item.valueType === 'TEXT') this.reading.quirks.add(GE_UID_AS_TEXT);
  }

  /** Wall clock of the child that the concept names; returns its offset from UTC in minutes, where stated. */
  dateTime(column: TextColumn<N>, parent: ContentItem | null, concept: Concept): number | null {
    const item = this.#first(column, parent, concept);
    const raw = item?.dateTime;
    if (!item || !raw) return null;
    const parsed = parseDateTime(raw);
    if (!parsed?.local) {
      this.reading.finding('date_time_unreadable', item.path, `${column}: not a date and time`);
      return null;
    }
    this.#put(column, parsed.local as TableRow<N>[typeof column], item);
    return parsed.offsetMinutes;
  }

  /** Text attribute of a data set. */
  attribute(column: TextColumn<N>, dataSet: DataSet, tag: number): void {
    const value = dataSet.text(tag);
    if (value) this.set(column, value as TableRow<N>[typeof column], { path: showTag(tag), raw: value });
  }

  /** Number attribute (DS, IS) of a data set, stated in `unit`, in the unit of the column; the first of several. */
  attributeNumber(column: NumberColumn<N>, dataSet: DataSet, tag: number, unit: string): void {
    const raw = dataSet.text(tag);
    if (raw === null) return;
    const { values, problem } = parseDecimal(raw);
    if (problem) this.reading.finding(problem, showTag(tag), `${column}: the number is not written as one`);
    if (isPartial(problem)) return;
    const at = { path: showTag(tag) };
    const value = inUnitOfColumn(this.reading, column, values, unit, unit, at)[0];
    if (value === undefined) return;
    this.set(column, value as TableRow<N>[typeof column], { ...at, raw, unit });
    if (values.every((other) => other === values[0])) return;
    const message = `${column}: ${values.length} values where one is expected; the first is taken`;
    this.reading.finding('several_values', at.path, message);
  }

  #put<K extends keyof TableRow<N> & string>(column: K, value: TableRow<N>[K], item: ContentItem): void {
    if (this.reading.tracedObject === null) {
      const fitted = typeof value === 'string' ? this.#fit(column, value, item) : value;
      this.row[column] = fitted as TableRow<N>[K];
      return;
    }
    const { path, number } = item;
    this.set(column, value, { path, raw: rawOf(item), unit: number?.unit ?? null });
  }

  #fit(column: string, value: string, at: { readonly path: string }): string {
    if (value.length <= LONGEST_TEXT) return cutText(value);
    this.reading.finding(
      'text_cut',
      at.path,
      `${column}: cut to ${LONGEST_TEXT} of ${value.length} characters`,
    );
    return cutText(value);
  }
}

function rawOf(item: ContentItem): string {
  return (
    item.number?.raw ?? item.text ?? item.code?.meaning ?? item.uid ?? item.dateTime ?? item.personName ?? ''
  );
}

/** Whether two items of one concept state one value. */
function saysTheSame(one: ContentItem, other: ContentItem): boolean {
  const [number, otherNumber] = [one.number, other.number];
  if (number === null || otherNumber === null) return rawOf(one) === rawOf(other);
  return isSameQuantity(number, otherNumber);
}

function typeOf(table: TableName, column: string): ColumnType | undefined {
  const columns: Columns = TABLES[table].columns;
  return columns[column]?.type;
}
