import type { Rows, TableName } from '../../tables/index.js';
import type { Part } from './part.js';

/** The date and modality of a study as its parts are found by. */
export interface StudyPlace {
  readonly modality: string | null;
  readonly studyDate: string | null;
}

/** Which column of a table places its rows in time by itself; other tables are placed by their study, or not at all. */
export const OWN_DATE: Partial<Record<TableName, string>> = {
  studies: 'study_date',
  source_documents: 'study_date',
  source_objects: 'ingested_at',
};

/** Tables whose rows are placed by the date and modality of their study. */
export const PLACED_BY_STUDY: readonly TableName[] = [
  'ct_events',
  'projection_events',
  'nm_administrations',
  'accumulated_doses',
];

/** What a part's rows cover. */
export type Coverage = Pick<Part, 'modalities' | 'datesKnown' | 'minDate' | 'maxDate' | 'hasUndated'>;

export const UNKNOWN_COVERAGE: Coverage = {
  modalities: null,
  datesKnown: false,
  minDate: null,
  maxDate: null,
  hasUndated: false,
};

/** The places of the studies among rows to write, by study id. */
export function placesOf(rows: Rows): ReadonlyMap<string, StudyPlace> {
  return new Map(
    (rows.studies ?? []).flatMap(({ study_id, modality, study_date }) =>
      study_id === null ? [] : [[study_id, { modality, studyDate: study_date }] as const],
    ),
  );
}

/** What these places cover together. */
function coverageOf(places: readonly StudyPlace[], knowsModality: boolean): Coverage {
  const dates = new Set<string>();
  const modalities = new Set<string>();
  let hasUndated = false;
  let allModalities = knowsModality;
  for (const { studyDate, modality } of places) {
    if (studyDate === null) hasUndated = true;
    else dates.add(studyDate);
    if (modality === null) allModalities = false;
    else modalities.add(modality);
  }
  const ordered = [...dates].sort();
  return {
    modalities: allModalities ? [...modalities].sort() : null,
    datesKnown: true,
    minDate: ordered[0] ?? null,
    maxDate: ordered.at(-1) ?? null,
    hasUndated,
  };
}

type Row = Readonly<Record<string, unknown>>;

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** What the rows of a table cover; unknown for small tables, and where a row's study is not among the places. */
export function coverageOfRows(
  table: TableName,
  rows: readonly Row[],
  places: ReadonlyMap<string, StudyPlace>,
): Coverage {
  const ownDate = OWN_DATE[table];
  if (ownDate !== undefined) {
    const knowsModality = table === 'studies';
    return coverageOf(
      rows.map((row) => ({
        studyDate: textOf(row[ownDate])?.slice(0, 10) ?? null,
        modality: knowsModality ? textOf(row['modality']) : null,
      })),
      knowsModality,
    );
  }
  if (!PLACED_BY_STUDY.includes(table)) return UNKNOWN_COVERAGE;
  const found = rows.map((row) => places.get(textOf(row['study_id']) ?? ''));
  return found.some((place) => place === undefined)
    ? UNKNOWN_COVERAGE
    : coverageOf(found as StudyPlace[], true);
}

/** What parts cover together. */
export function mergedCoverage(parts: readonly Coverage[]): Coverage {
  const minima = parts.flatMap(({ minDate }) => minDate ?? []).sort();
  const maxima = parts.flatMap(({ maxDate }) => maxDate ?? []).sort();
  const isKnown = parts.every(({ datesKnown }) => datesKnown);
  return {
    modalities: parts.some(({ modalities }) => modalities === null)
      ? null
      : [...new Set(parts.flatMap(({ modalities }) => modalities ?? []))].sort(),
    datesKnown: isKnown,
    minDate: isKnown ? (minima[0] ?? null) : null,
    maxDate: isKnown ? (maxima.at(-1) ?? null) : null,
    hasUndated: parts.some(({ hasUndated }) => hasUndated),
  };
}
