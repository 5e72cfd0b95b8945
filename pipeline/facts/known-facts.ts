import { grouped } from '../grouped.js';
import type { BaseSnapshot } from '../../warehouse/lake/lake.js';
import type { Study, StudyFact } from '../../warehouse/tables/index.js';
import type { FactKeyKind } from './column-mapping.js';
import type { FactField } from './fact-fields.js';
import type { ParsedFacts } from './read-facts.js';

export type FactValue = number | string;

/** A fact of an earlier upload. */
export type EarlierFact = Pick<StudyFact, (typeof FACT_COLUMNS)[number]>;

/** A study of the lake: what the file and what earlier facts can find it by, and what its objects say. */
export interface KnownStudy {
  /** Its keys of the kind that the file states. */
  readonly keys: readonly string[];
  /** By which facts of every kind of key are found. */
  readonly factKeys: readonly string[];
  readonly values: Readonly<Record<string, unknown>>;
}

/** What the lake holds of some keys: the studies that have them, and the facts that reach these. */
export interface KnownFacts {
  studiesWith(key: string): readonly KnownStudy[];
  /** The fact that holds by a key of the kind that the file states: the last that overwrites, else the first. */
  holdingOfKey(key: string, field: FactField): EarlierFact | null;
  /** The fact that holds of a study by the same rule, as the views work it out, whatever it is found by. */
  holdingOfStudy(study: KnownStudy, field: FactField): EarlierFact | null;
  /** When the last of the facts was stated, in milliseconds; 0 where there are none. */
  readonly lastStatedAtMs: number;
}

const FACT_COLUMNS = [
  'key_kind',
  'key',
  'field',
  'number_value',
  'text_value',
  'overwrites',
  'stated_at',
  'line',
] as const;

export async function knownFacts(
  base: BaseSnapshot,
  { keyKind, fields }: Pick<ParsedFacts, 'keyKind' | 'fields'>,
  keys: readonly string[],
): Promise<KnownFacts> {
  const studies = await studiesWithKeys(base, keyKind, fields, keys);
  const keysOfStudies = studies.flatMap(({ values }) => Object.values(keysOf(values)).flat());
  const reaching = [...new Set([...keys, ...keysOfStudies])];
  const rows = await base.columnsOf('study_facts', FACT_COLUMNS, { column: 'key', values: reaching });
  const studiesByKey = grouped(studies, (study) => study.keys);
  const factsByKey = grouped(rows, ({ key_kind: kind, key, field }) => [`${field} ${factKey(kind, key)}`]);
  const holding = (factKeys: readonly string[], field: FactField): EarlierFact | null =>
    holdingFact(factKeys.flatMap((key) => factsByKey.get(`${field} ${key}`) ?? []));
  const statedAtMs = rows.flatMap(({ stated_at: at }) => (at === null ? [] : [Date.parse(`${at}Z`)]));
  return {
    lastStatedAtMs: statedAtMs.reduce((last, at) => Math.max(last, at), 0),
    studiesWith: (key) => studiesByKey.get(key) ?? [],
    holdingOfKey: (key, field) => holding([factKey(keyKind, key)], field),
    holdingOfStudy: ({ factKeys }, field) => holding(factKeys, field),
  };
}

const factKey = (kind: string | null, key: string | null): string => `${kind} ${key}`;

export function valueOf(fact: EarlierFact): FactValue | null {
  return fact.number_value ?? fact.text_value;
}

/** Accession numbers count all that are stated for a study (row IMP-503). */
async function studiesWithKeys(
  base: BaseSnapshot,
  keyKind: FactKeyKind,
  fields: readonly FactField[],
  keys: readonly string[],
): Promise<KnownStudy[]> {
  const column = COLUMN_OF_KEY[keyKind];
  const rows: readonly Partial<Study>[] = await base.columnsOf(
    'studies',
    [...Object.values(COLUMN_OF_KEY), ...fields],
    { column, values: keys },
  );
  return rows.map((values) => {
    const byKind = keysOf(values);
    const factKeys = FACT_KEY_KINDS.flatMap((kind) => byKind[kind].map((key) => factKey(kind, key)));
    return { keys: byKind[keyKind], factKeys, values };
  });
}

const FACT_KEY_KINDS = ['accession_number', 'study_instance_uid'] as const satisfies FactKeyKind[];
const COLUMN_OF_KEY = {
  accession_number: 'accession_numbers',
  study_instance_uid: 'study_instance_uid',
} as const satisfies Record<FactKeyKind, keyof Study>;

function keysOf(study: Partial<Study>): Record<FactKeyKind, readonly string[]> {
  const ofKind = (kind: FactKeyKind): readonly string[] => [study[COLUMN_OF_KEY[kind]] ?? []].flat();
  return { accession_number: ofKind('accession_number'), study_instance_uid: ofKind('study_instance_uid') };
}

function holdingFact(facts: readonly EarlierFact[]): EarlierFact | null {
  const inOrder = [...facts].sort(byStatement);
  return inOrder.findLast((fact) => fact.overwrites === true) ?? inOrder[0] ?? null;
}

/** By upload, then by line of the file. */
function byStatement(one: EarlierFact, other: EarlierFact): number {
  return (
    compared(one.stated_at ?? '', other.stated_at ?? '') ||
    (one.line ?? 0) - (other.line ?? 0) ||
    compared(one.key ?? '', other.key ?? '')
  );
}

const compared = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);
