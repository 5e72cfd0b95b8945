import {
  emptyRow,
  TABLES,
  type StudyAction,
  type StudyFact,
  type TableName,
  type TableRow,
} from '../../warehouse/tables/index.js';
import type { Change, KnownFile, UidEntry } from '../../warehouse/index.js';

/** A study of the model, with what its rows are made of. */
export interface ModelStudy {
  readonly id: string;
  readonly uid: string;
  /** As objects state it. */
  readonly modality: string;
  readonly date: string | null;
  readonly accession: string;
  readonly weightKg: number | null;
  readonly device: string;
  readonly eventCount: number;
  /** Grows with every replacement, and is in each of its rows. */
  readonly version: number;
}

/** What a lake should hold, in plain maps. */
export interface Content {
  /** By study id, deleted studies included. */
  studies: Map<string, ModelStudy>;
  /** Study UID and date, by SOP instance UID. */
  documents: Map<string, { uid: string; date: string | null }>;
  /** Study UID and day of ingest, by digest. */
  objects: Map<string, { uid: string; day: string }>;
  actions: StudyAction[];
  facts: StudyFact[];
  /** Display names by device. */
  settings: Map<string, string>;
  /** Standard names by modality, kind of text and text. */
  names: Map<string, string>;
}

export const emptyContent = (): Content => ({
  studies: new Map(),
  documents: new Map(),
  objects: new Map(),
  actions: [],
  facts: [],
  settings: new Map(),
  names: new Map(),
});

export type Row = Readonly<Record<string, unknown>>;

const given = <N extends TableName>(table: N, values: Partial<TableRow<N>>): TableRow<N> =>
  ({ ...emptyRow(TABLES[table]), ...values }) as TableRow<N>;

export const documentOf = (uid: string): string => `${uid}.1`;
export const digestOf = (uid: string): string => Buffer.from(uid.padEnd(32)).toString('hex');
const descriptionOf = ({ id }: ModelStudy): string => `Description ${id.length % 2}`;
const protocolOf = (index: number): string => `Protocol ${index % 2}`;
export const eventUid = ({ uid }: ModelStudy, index: number): string => `${uid}.9.${index}`;

/** What a commit adds of these studies; `byDay` is the day of ingest of their files. */
export function additionOf(studies: readonly ModelStudy[]): Change['add'] {
  const eventsOf = (study: ModelStudy): number[] => Array.from({ length: study.eventCount }, (_, at) => at);
  const about = (study: ModelStudy, index: number) => ({
    study_id: study.id,
    event_key: `${study.id}.${index}`,
    irradiation_event_uid: eventUid(study, index),
    acquisition_protocol: protocolOf(index),
    comment: `version ${study.version}`,
  });
  return {
    studies: studies.map((study) =>
      given('studies', {
        study_id: study.id,
        study_instance_uid: study.uid,
        modality: study.modality,
        study_date: study.date,
        accession_number: study.accession,
        accession_numbers: [study.accession],
        study_description: descriptionOf(study),
        patient_weight_kg: study.weightKg,
        device_id: study.device,
        is_not_patient: false,
        comment: `version ${study.version}`,
      }),
    ),
    ct_events: studies
      .filter(({ modality }) => modality === 'CT')
      .flatMap((study) => eventsOf(study).map((index) => given('ct_events', about(study, index)))),
    projection_events: studies
      .filter(({ modality }) => modality !== 'CT')
      .flatMap((study) => eventsOf(study).map((index) => given('projection_events', about(study, index)))),
  };
}

/** What a commit adds of the object that these studies come from. */
export function objectsOf(
  studies: readonly ModelStudy[],
  day: string,
): Pick<Change['add'], 'source_documents' | 'source_objects'> {
  const byUid = [...new Map(studies.map((study) => [study.uid, study])).values()];
  return {
    source_documents: byUid.map(({ uid, date }) =>
      given('source_documents', {
        sop_instance_uid: documentOf(uid),
        study_instance_uid: uid,
        study_date: date,
        sha256: digestOf(uid),
        content: new Uint8Array([1, 0, 255]),
      }),
    ),
    source_objects: byUid.map(({ uid }) =>
      given('source_objects', {
        sha256: digestOf(uid),
        path: `${uid}.dcm`,
        drop_folder: 'drop',
        byte_count: 7,
        outcome: 'imported',
        study_instance_uid: uid,
        sop_instance_uid: documentOf(uid),
        ingested_at: `${day}T01:02:03`,
      }),
    ),
  };
}

export const filesOf = (studies: readonly ModelStudy[]): KnownFile[] =>
  studies.map(({ uid }) => ({
    dropFolder: 'drop',
    path: `${uid}.dcm`,
    byteCount: 7,
    modifiedAtMs: 1,
    sha256: digestOf(uid),
    outcome: 'imported',
  }));

export const uidsOf = (studies: readonly ModelStudy[]): UidEntry[] =>
  studies.flatMap((study) => [
    { kind: 'study', uid: study.uid, studyInstanceUid: study.uid, studyDate: study.date },
    ...Array.from({ length: study.eventCount }, (_, index): UidEntry => ({
      kind: 'event',
      uid: eventUid(study, index),
      studyInstanceUid: study.uid,
      studyDate: study.date,
    })),
  ]);

/** The last of the actions of these kinds on a study. */
function lastAction(
  { actions }: Content,
  studyId: string,
  kinds: readonly string[],
): StudyAction | undefined {
  return actions
    .filter(({ study_id, action }) => study_id === studyId && kinds.includes(String(action)))
    .sort((left, right) => (left.acted_at! < right.acted_at! ? -1 : 1))
    .at(-1);
}

const isDeleted = (content: Content, studyId: string): boolean =>
  lastAction(content, studyId, ['delete', 'restore'])?.action === 'delete';

const modalityOf = (content: Content, { id, modality }: ModelStudy): string =>
  lastAction(content, id, ['reclassify'])?.value ?? modality;

/** By upload, the last fact that overwrites, else what the objects say, else the first fact. */
function weightOf({ facts }: Content, { uid, accession, weightKg }: ModelStudy): number | null {
  const mine = facts
    .filter(({ key }) => key === uid || key === accession)
    .sort((left, right) => (left.stated_at! < right.stated_at! ? -1 : 1));
  const overwriting = mine.filter(({ overwrites }) => overwrites).at(-1);
  return overwriting?.number_value ?? weightKg ?? mine[0]?.number_value ?? null;
}

/** What views show of the columns that the model knows, by table. */
export function shownOf(content: Content): Readonly<Record<string, readonly Row[]>> {
  const studies = [...content.studies.values()].filter(({ id }) => !isDeleted(content, id));
  const eventsOf = (study: ModelStudy): Row[] =>
    Array.from({ length: study.eventCount }, (_, index) => ({
      study_id: study.id,
      event_key: `${study.id}.${index}`,
      irradiation_event_uid: eventUid(study, index),
      comment: `version ${study.version}`,
      standard_name:
        content.names.get(
          `${study.modality === 'CT' ? 'CT' : modalityOf(content, study)} acquisition_protocol ${protocolOf(index)}`,
        ) ?? null,
    }));
  const isHidden = (uid: string): boolean => {
    const ofUid = [...content.studies.values()].filter((study) => study.uid === uid);
    return ofUid.length > 0 && ofUid.every(({ id }) => isDeleted(content, id));
  };
  return {
    studies: studies.map((study) => ({
      study_id: study.id,
      study_instance_uid: study.uid,
      modality: modalityOf(content, study),
      study_date: study.date,
      patient_weight_kg: weightOf(content, study),
      display_name: content.settings.get(study.device) ?? 'Blank',
      standard_name:
        content.names.get(`${modalityOf(content, study)} study_description ${descriptionOf(study)}`) ?? null,
      is_not_patient:
        lastAction(content, study.id, ['mark_not_patient', 'mark_patient'])?.action === 'mark_not_patient',
      comment: `version ${study.version}`,
    })),
    ct_events: studies.filter(({ modality }) => modality === 'CT').flatMap(eventsOf),
    projection_events: studies.filter(({ modality }) => modality !== 'CT').flatMap(eventsOf),
    source_documents: [...content.documents]
      .filter(([, { uid }]) => !isHidden(uid))
      .map(([sop, { uid, date }]) => ({
        sop_instance_uid: sop,
        study_instance_uid: uid,
        study_date: date,
      })),
    source_objects: [...content.objects].map(([sha256, { uid, day }]) => ({
      sha256,
      study_instance_uid: uid,
      ingested_at: `${day}T01:02:03`,
    })),
    study_actions: content.actions.map(({ study_id, acted_at, action, value }) => ({
      study_id,
      acted_at,
      action,
      value,
    })),
    study_facts: content.facts.map(({ key, source, number_value }) => ({ key, source, number_value })),
  };
}

/** How many rows the parts of the tables of studies hold, deleted studies included. */
export function heldRowsOf({ studies, documents, objects }: Content): Readonly<Record<string, number>> {
  const eventsOf = (isCt: boolean): number =>
    [...studies.values()]
      .filter(({ modality }) => (modality === 'CT') === isCt)
      .reduce((sum, { eventCount }) => sum + eventCount, 0);
  return {
    studies: studies.size,
    ct_events: eventsOf(true),
    projection_events: eventsOf(false),
    source_documents: documents.size,
    source_objects: objects.size,
  };
}

/** Rows as lines in an order of their own, so that tables can be compared. */
export const linesOf = (rows: readonly Row[]): string[] => rows.map((row) => JSON.stringify(row)).sort();
