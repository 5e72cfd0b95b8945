import { column } from './column.js';
import { MODALITIES, USER_DEFINED_MODALITIES } from './modality.js';
import { defineTable, type RowOf } from './table.js';

const listed = (words: readonly string[]): string =>
  `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;

/** Facts about studies from CSV files; kept when the study is not there yet. */
export const studyFacts = defineTable(
  'study_facts',
  {
    grain: 'one row per study key, field and source',
    key: ['key_kind', 'key', 'field', 'source'],
    sortedBy: ['key_kind', 'key'],
  },
  {
    key_kind: column(1, 'text', 'Key kind', 'accession_number or study_instance_uid.'),
    key: column(2, 'text', 'Key', 'Accession number, its keyed hash, or study instance UID.'),
    field: column(3, 'text', 'Field', 'Column of studies that the fact is of.'),
    source: column(4, 'text', 'Source', 'The upload that stated the fact.'),
    number_value: column(5, 'number', 'Number', 'The fact, where it is a number in the unit of the column.'),
    text_value: column(6, 'text', 'Text', 'The fact, where it is text.'),
    overwrites: column(7, 'boolean', 'Overwrites', 'Whether it replaces what the objects say.'),
    stated_at: column(8, 'timestamp', 'Stated', 'When the fact was uploaded, UTC.'),
    line: column(9, 'integer', 'Line', 'Line of the uploaded file that states the fact.'),
  },
);

export const STUDY_ACTIONS = [
  'delete',
  'restore',
  'purge',
  'erase',
  'import_new_events',
  'mark_not_patient',
  'mark_patient',
  'reclassify',
] as const;
export type StudyActionKind = (typeof STUDY_ACTIONS)[number];

/** What can be decided about objects that bring something new to a deleted study. */
export const HELD_DECISIONS = ['restore', 'import', 'delete'] as const;
export type HeldDecision = (typeof HELD_DECISIONS)[number];

/** Deletions, restores, manual marks and reclassifications, in order of time; the latest of a kind holds. */
export const studyActions = defineTable(
  'study_actions',
  { grain: 'one row per study and action', key: ['study_id', 'acted_at'], sortedBy: ['acted_at'] },
  {
    study_id: column(1, 'text', 'Study', 'The study acted on; of an erased one, its keyed hash.'),
    acted_at: column(2, 'timestamp', 'When', 'When the action was taken, UTC.'),
    action: column(3, 'text', 'Action', `${listed(STUDY_ACTIONS)}.`),
    actor: column(4, 'text', 'Who', 'User who acted.'),
    reason: column(5, 'text', 'Reason', 'Why, in their words.'),
    value: column(6, 'text', 'Value', 'Modality of a reclassification.'),
    uid_hashes: column(
      7,
      'text[]',
      'UID hashes',
      'Keyed hashes of the SOP and event UIDs that a deleted study held.',
    ),
  },
);

/** What the site says of a device: its name, and its modality where the objects do not tell. */
export const deviceSettings = defineTable(
  'device_settings',
  { grain: 'one row per device', key: ['device_id'], sortedBy: ['device_id'] },
  {
    device_id: column(1, 'text', 'Device', 'The device.'),
    display_name: column(2, 'text', 'Display name', 'Name by which the site knows the device.'),
    user_defined_modality: column(3, 'text', 'User-defined modality', `${listed(USER_DEFINED_MODALITIES)}.`),
  },
);

/** Columns of studies and events of which the texts can have a standard name. */
export const STANDARD_NAME_FIELDS = [
  'study_description',
  'requested_procedure_code_meaning',
  'procedure_code_meaning',
  'acquisition_protocol',
] as const;

/** Standard names: which source texts the site counts as one. */
export const standardNames = defineTable(
  'standard_names',
  {
    grain: 'one row per modality, kind of text and text',
    key: ['modality', 'field', 'text'],
    sortedBy: ['modality', 'field', 'text'],
  },
  {
    modality: column(1, 'text', 'Modality', `${listed(MODALITIES)}.`),
    field: column(2, 'text', 'Field', `${listed(STANDARD_NAME_FIELDS)}.`),
    text: column(3, 'text', 'Text', 'The text as objects state it.'),
    standard_name: column(4, 'text', 'Standard name', 'The name that stands for it.'),
  },
);

export type StudyFact = RowOf<typeof studyFacts>;
export type StudyAction = RowOf<typeof studyActions>;
export type DeviceSetting = RowOf<typeof deviceSettings>;
export type StandardName = RowOf<typeof standardNames>;
