import type { SourceDocument, UserDefinedModality } from '../warehouse/tables/index.js';

/** Which value of a study is asked about. */
export interface ValueQuestion {
  readonly studyId: string;
  readonly table: TracedTable;
  /** The columns of the row's key within the study, joined by `|`; empty for the study row. */
  readonly key: string;
  readonly column: string;
}

/** The tables whose rows are read from objects. */
export const TRACED_TABLES = [
  'studies',
  'ct_events',
  'projection_events',
  'nm_administrations',
  'accumulated_doses',
  'devices',
] as const;
export type TracedTable = (typeof TRACED_TABLES)[number];

/** The kept documents of a study, what the site says of its devices, and the value that is asked about. */
export interface SourcesQuestion {
  readonly documents: readonly SourceDocument[];
  readonly modalities: readonly (readonly [deviceId: string, modality: UserDefinedModality])[];
  readonly question: ValueQuestion;
}

/** Reads kept documents, as the pipeline alone can; handed in by the process that serves. */
export interface KeptDocuments {
  /** The statements of objects that a value is, or was made, from. */
  sourcesOf(question: SourcesQuestion): Promise<readonly object[]>;
  /** All that a kept document holds, as header and content tree. */
  outlineOf(content: Uint8Array): Promise<object>;
}
