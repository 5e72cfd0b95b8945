import {
  FACT_FIELD_NAMES,
  factFieldNamed,
  isQuantity,
  type FactField,
  type QuantityField,
} from './fact-fields.js';
import { fileProblem, isCsvProblem, type CsvProblem } from './csv-survey.js';

/** What the studies of a file are found by. */
export type FactKeyKind = 'accession_number' | 'study_instance_uid';

/** Which column holds the key and which columns hold facts, by the names in the header. */
export interface MappingRequest {
  readonly id: string;
  readonly keyKind: FactKeyKind;
  readonly columns: readonly { readonly column: string; readonly field: string }[];
}

export interface MappedColumn {
  readonly field: FactField;
  readonly column: string;
  readonly index: number;
  /** Unit of heights, where the header tells. */
  readonly unit: 'cm' | 'm' | null;
}

/** A request held against the header of a file. */
export interface ColumnMapping {
  readonly keyKind: FactKeyKind;
  readonly idIndex: number;
  /** Columns that the header names, used or not. */
  readonly columnCount: number;
  readonly columns: readonly MappedColumn[];
}

/** Finds the columns asked for in the header; every column serves once (row IMP-501). */
export function mapColumns(header: readonly string[], request: MappingRequest): ColumnMapping | CsvProblem {
  const id = columnNamed(header, request.id);
  if (typeof id !== 'number') return id;
  if (request.columns.length === 0) {
    return fileProblem('mapping_incomplete', 'no column is mapped to a field');
  }
  const columns: MappedColumn[] = [];
  for (const { column, field: name } of request.columns) {
    const mapped = mappedColumn(header, column, name);
    if (isCsvProblem(mapped)) return mapped;
    const isTaken =
      mapped.index === id ||
      columns.some(({ index, field }) => index === mapped.index || field === mapped.field);
    if (isTaken) {
      return fileProblem('column_mapped_twice', `column "${shown(column)}" or its field is mapped twice`);
    }
    columns.push(mapped);
  }
  return { keyKind: request.keyKind, idIndex: id, columnCount: header.length, columns };
}

function mappedColumn(header: readonly string[], column: string, name: string): MappedColumn | CsvProblem {
  const field = factFieldNamed(name);
  if (field === null) {
    return fileProblem(
      'field_unknown',
      `no field is called "${shown(name)}"; there are ${FACT_FIELD_NAMES.join(', ')}`,
    );
  }
  const index = columnNamed(header, column);
  if (typeof index !== 'number') return index;
  const unit = unitInHeader(header[index]!);
  if (isQuantity(field) && unit !== null && FOREIGN_UNITS[field].includes(unit)) {
    return fileProblem(
      'column_unit_unknown',
      `column "${shown(column)}" states the unit "${unit}"; heights are read in cm or m, weights in kg`,
    );
  }
  const isMetric = unit === 'cm' || unit === 'm';
  return { field, column: header[index]!.trim(), index, unit: isMetric ? unit : null };
}

/** Units whose numbers would pass for those of another person: 70 in for 70 cm, 154 lb for 154 kg, 650 g for 650 kg. */
const FOREIGN_UNITS: Readonly<Record<QuantityField, readonly string[]>> = {
  patient_height_m: ['mm', 'dm', 'in', 'inch', 'inches', 'ft', 'feet'],
  patient_weight_kg: ['g', 'gram', 'grams', 'gramm', 'lb', 'lbs', 'pound', 'pounds', 'st', 'stone', 'oz'],
};

/** The column of this name, to the letter or else without regard to case. */
function columnNamed(header: readonly string[], name: string): number | CsvProblem {
  const wanted = name.trim();
  const exact = indexesOf(header, (text) => text === wanted);
  const found =
    exact.length > 0 ? exact : indexesOf(header, (text) => text.toLowerCase() === wanted.toLowerCase());
  if (found.length === 1) return found[0]!;
  if (found.length > 1)
    return fileProblem('column_ambiguous', `several columns are called "${shown(wanted)}"`);
  const names = header.slice(0, 20).map((text) => `"${shown(text.trim())}"`);
  return fileProblem(
    'column_missing',
    `no column is called "${shown(wanted)}"; there are ${names.join(', ')}`,
  );
}

function indexesOf(header: readonly string[], matches: (text: string) => boolean): number[] {
  return header.flatMap((text, index) => (matches(text.trim()) ? [index] : []));
}

/** The word that ends a header, in brackets or apart, where a unit stands: `Height (cm)`, `weight_kg`, `Height, m`. */
function unitInHeader(name: string): string | null {
  return /[\s_([]([a-z]+)\.?[)\]]?$/i.exec(name.trim())?.[1]?.toLowerCase() ?? null;
}

function shown(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

const ACCESSION = /^accession(number|no|nr|id)?$/;
const STUDY_UID = /^study(instance)?uid$/;
const HEIGHT = /^(patients?)?(height|size)(cm|m)?$/;
const WEIGHT = /^(patients?)?(weight)(kg)?$/;
/** They are found too, so that such a column is refused by name instead of being passed over. */
const FOREIGN_HEIGHT = inUnits(/^(patients?)?(height|size)/, FOREIGN_UNITS.patient_height_m);
const FOREIGN_WEIGHT = inUnits(/^(patients?)?weight/, FOREIGN_UNITS.patient_weight_kg);

function inUnits(name: RegExp, units: readonly string[]): RegExp {
  return new RegExp(`${name.source}(${units.join('|')})$`);
}

/**
 * The columns of a size file by their usual headers: `AccessionNumber` or `StudyInstanceUID`, `Height`, `Weight`
 * (row IMP-502). One of height and weight suffices. `byStudyUid` passes over an accession number beside the UID.
 */
export function sizeColumns(
  header: readonly string[],
  { byStudyUid }: { readonly byStudyUid: boolean } = { byStudyUid: false },
): MappingRequest | CsvProblem {
  const find = (pattern: RegExp) => header.find((name) => pattern.test(bare(name)));
  const accession = byStudyUid ? undefined : find(ACCESSION);
  const id = accession ?? find(STUDY_UID);
  const height = find(HEIGHT) ?? find(FOREIGN_HEIGHT);
  const weight = find(WEIGHT) ?? find(FOREIGN_WEIGHT);
  if (id === undefined || (height === undefined && weight === undefined)) {
    return fileProblem(
      'mapping_incomplete',
      'the header does not tell the columns; there should be AccessionNumber or StudyInstanceUID, Height and Weight, or name them: FILE ID HEIGHT WEIGHT',
    );
  }
  return {
    id,
    keyKind: accession === undefined ? 'study_instance_uid' : 'accession_number',
    columns: [
      ...(height === undefined ? [] : [{ column: height, field: 'height' }]),
      ...(weight === undefined ? [] : [{ column: weight, field: 'weight' }]),
    ],
  };
}

const MEANINGS: readonly (readonly [RegExp, FactKeyKind | FactField])[] = [
  [ACCESSION, 'accession_number'],
  [STUDY_UID, 'study_instance_uid'],
  [HEIGHT, 'patient_height_m'],
  [WEIGHT, 'patient_weight_kg'],
  [/^study(description|desc)?$/, 'study_description'],
  [/^requested(procedure)(codemeaning|description)?$/, 'requested_procedure_code_meaning'],
  [/^procedure(codemeaning|description)?$/, 'procedure_code_meaning'],
  [/^referring(physician|physiciansname|physicianname)$/, 'referring_physician'],
  [/^performing(physician|physiciansname|physicianname)$/, 'performing_physician'],
  [/^operators?(name)?$/, 'operator'],
];

/** What a column of this name usually holds: a key, a fact, or null. */
export function suggestedMeaning(name: string): FactKeyKind | FactField | null {
  const known = bare(name);
  return MEANINGS.find(([pattern]) => pattern.test(known))?.[1] ?? null;
}

function bare(name: string): string {
  return name.toLowerCase().replace(/[^a-z]/g, '');
}
