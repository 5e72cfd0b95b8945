import type { TableName } from '../../tables/index.js';

/** Version of the layout of parts and footers; a reader refuses a greater one. */
export const FORMAT_VERSION = 1;

/** What the catalog and the footer know of a part: enough to tell whether it can hold a row that is asked for. */
export interface Part {
  readonly table: TableName;
  /** Path relative to the lake folder: `<table>/<batch>-<n>.parquet`. */
  readonly file: string;
  readonly rowCount: number;
  readonly byteCount: number;
  /** Modalities of the studies of its rows, sorted; null where not known. */
  readonly modalities: readonly string[] | null;
  /** Whether the dates below are those of all its rows. */
  readonly datesKnown: boolean;
  /** Least and greatest study date of its rows (day of ingest in `source_objects`), null without any dated row. */
  readonly minDate: string | null;
  readonly maxDate: string | null;
  /** Whether a row belongs to a study without a date. */
  readonly hasUndated: boolean;
  /** Which columns it has: `layoutOf` its table at the time of writing. */
  readonly layout: string;
  /** 0 as written by a batch, 1 when compacted. */
  readonly level: number;
  /** SHA-256 of the file; null where it was written before digests were kept. */
  readonly sha256: string | null;
  /** Columns in which any of its rows has a value, as `filledText` writes them; null where it was written before they were kept. */
  readonly filled: string | null;
}

/** Which study dates and modalities are asked for. */
export interface Extent {
  readonly modalities?: readonly string[];
  /** First and last study date, inclusive; undated studies do not match a range. */
  readonly from?: string;
  readonly to?: string;
  /** Only studies of these dates; null stands for undated ones. */
  readonly days?: readonly (string | null)[];
}

/** Whether a part can hold rows of the extent. Parts of unknown dates or modalities always can. */
export function canMatch(part: Part, { modalities, from, to, days }: Extent): boolean {
  if (modalities && part.modalities && !part.modalities.some((modality) => modalities.includes(modality))) {
    return false;
  }
  if (days && !days.some((day) => canHoldDate(part, day))) return false;
  if (!part.datesKnown || (from === undefined && to === undefined)) return true;
  if (part.minDate === null || part.maxDate === null) return false;
  return (from === undefined || part.maxDate >= from) && (to === undefined || part.minDate <= to);
}

/** Whether a part can hold rows of a study of this date (null: undated). */
export function canHoldDate(part: Part, studyDate: string | null): boolean {
  if (!part.datesKnown) return true;
  if (studyDate === null) return part.hasUndated;
  if (part.minDate === null || part.maxDate === null) return false;
  return part.minDate <= studyDate && studyDate <= part.maxDate;
}

/** A day from which on the parts have at least so many rows; null where all have fewer or one does not tell its dates. */
export function latestDayWith(parts: readonly Part[], rowCount: number): string | null {
  if (parts.some(({ datesKnown }) => !datesKnown)) return null;
  const newestFirst = parts
    .filter(({ minDate, maxDate }) => minDate !== null && maxDate !== null)
    .sort((left, right) => (left.maxDate! < right.maxDate! ? 1 : -1));
  let rows = 0;
  const last = newestFirst.find((part) => (rows += part.rowCount) >= rowCount);
  return last?.minDate ?? null;
}
