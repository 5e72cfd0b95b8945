/** What a column may hold. Dates, times and wall-clock instants are ISO text in rows and in the API. */
export type ColumnType =
  | 'text'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'date'
  | 'time'
  | 'timestamp'
  | 'text[]'
  | 'number[]'
  | 'blob'
  | StructType
  | { readonly list: StructType };

/** A struct's fields in order; every field is nullable. */
export interface StructType {
  readonly struct: Readonly<Record<string, 'text' | 'number' | 'boolean'>>;
}

/** Whether a column can name a person: never, only by a keyed pseudonym, or directly. */
export type IdentityClass = 'none' | 'pseudonym' | 'identifying';

/** One column, declared once: the source of the Parquet schema, row type, API schema, export header and help text. */
export interface Column<T extends ColumnType = ColumnType> {
  readonly type: T;
  /** Permanent Parquet field id; never reused. */
  readonly fieldId: number;
  /** Short heading for lists, charts and exports, without the unit. */
  readonly label: string;
  /** What the value means, in one sentence. */
  readonly definition: string;
  /** DICOM concept, tag or template that it comes from. */
  readonly source: string | null;
  readonly identity: IdentityClass;
}

type FieldValue<F> = F extends 'text' ? string : F extends 'number' ? number : boolean;
type StructValue<S extends StructType> = {
  -readonly [K in keyof S['struct']]: FieldValue<S['struct'][K]> | null;
};

/** The JavaScript value of a column; null where absent. */
export type ValueOf<T extends ColumnType> = T extends 'text' | 'date' | 'time' | 'timestamp'
  ? string
  : T extends 'integer' | 'number'
    ? number
    : T extends 'boolean'
      ? boolean
      : T extends 'text[]'
        ? readonly string[]
        : T extends 'number[]'
          ? readonly number[]
          : T extends 'blob'
            ? Uint8Array
            : T extends StructType
              ? StructValue<T>
              : T extends { readonly list: infer S extends StructType }
                ? readonly StructValue<S>[]
                : never;

interface Details {
  readonly source?: string;
  readonly identity?: IdentityClass;
}

/** Declares a column: permanent field id, type, heading, meaning, and where it comes from. */
export function column<const T extends ColumnType>(
  fieldId: number,
  type: T,
  label: string,
  definition: string,
  details: Details = {},
): Column<T> {
  return {
    fieldId,
    type,
    label,
    definition,
    source: details.source ?? null,
    identity: details.identity ?? 'none',
  };
}
