/** A value bound to a placeholder of a statement. */
export type BoundValue = string | number | boolean | null;

/** Gathers the bound values of one statement; SQL text never holds a value from outside. */
export class Binding {
  readonly values: BoundValue[] = [];

  /** The placeholder that stands for this value. */
  bind(value: BoundValue): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }
}

/** Texts of the program's own as members of a list; what comes from outside is bound. */
export function textList(texts: readonly string[]): string {
  return texts.map((text) => `'${text}'`).join(', ');
}

const NAME = /^[a-z][a-z0-9_]*$/;

/** A declared column as SQL: quoted, and refused if it is not a plain name. */
export function columnSql(alias: string, column: string): string {
  if (!NAME.test(column)) throw new Error('not a column name');
  return `${alias}."${column}"`;
}

/** The value of a key of the filter language: a declared column, or what a derived key stands for. */
export function valueSql(alias: string, column: string): string {
  if (column === 'study_weekday') return `CAST(isodow(${columnSql(alias, 'study_date')}) AS BIGINT)`;
  return columnSql(alias, column);
}
