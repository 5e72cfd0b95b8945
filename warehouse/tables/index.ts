import { accumulatedDoses } from './accumulated-doses.js';
import { ctEvents } from './ct-events.js';
import { devices } from './devices.js';
import { nmAdministrations } from './nm-administrations.js';
import { deviceSettings, standardNames, studyActions, studyFacts } from './overlays.js';
import { projectionEvents } from './projection-events.js';
import { sourceDocuments } from './source-documents.js';
import { sourceObjects } from './source-objects.js';
import { studies } from './studies.js';
import type { RowOf } from './table.js';

/** Every table of the lake, by name. */
export const TABLES = {
  source_objects: sourceObjects,
  source_documents: sourceDocuments,
  studies,
  ct_events: ctEvents,
  projection_events: projectionEvents,
  nm_administrations: nmAdministrations,
  accumulated_doses: accumulatedDoses,
  devices,
  study_facts: studyFacts,
  study_actions: studyActions,
  device_settings: deviceSettings,
  standard_names: standardNames,
} as const;

export type TableName = keyof typeof TABLES;
export type TableRow<N extends TableName> = RowOf<(typeof TABLES)[N]>;

/** Rows to write, by table. */
export type Rows = { readonly [N in TableName]?: readonly TableRow<N>[] };

/** The tables that hold one study's rows, replaced together when the study is assembled again. */
export const STUDY_TABLES = [
  'studies',
  'ct_events',
  'projection_events',
  'nm_administrations',
  'accumulated_doses',
] as const satisfies readonly TableName[];
export type StudyTable = (typeof STUDY_TABLES)[number];

/** The tables that lie over the rows of others, in every snapshot (`warehouse/models`). */
export const OVERLAY_TABLES = [
  'study_facts',
  'study_actions',
  'device_settings',
  'standard_names',
] as const satisfies readonly TableName[];
export type OverlayTable = (typeof OVERLAY_TABLES)[number];

export * from './after-import-settings.js';
export * from './column.js';
export * from './display-units.js';
export * from './identity-settings.js';
export * from './modality.js';
export * from './patient-identities.js';
export * from './table.js';
export * from './units.js';
export type { AccumulatedDose } from './accumulated-doses.js';
export type { CtEvent } from './ct-events.js';
export { DEVICE_IDENTITY, EQUIPMENT_COLUMNS, type Device } from './devices.js';
export type { NmAdministration } from './nm-administrations.js';
export {
  HELD_DECISIONS,
  STANDARD_NAME_FIELDS,
  STUDY_ACTIONS,
  type DeviceSetting,
  type HeldDecision,
  type StandardName,
  type StudyAction,
  type StudyActionKind,
  type StudyFact,
} from './overlays.js';
export type { ProjectionEvent } from './projection-events.js';
export type { SourceDocument } from './source-documents.js';
export { OUTCOMES, type Outcome, type SourceObject } from './source-objects.js';
export type { Study } from './studies.js';
