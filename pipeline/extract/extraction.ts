import type {
  AccumulatedDose,
  CtEvent,
  Device,
  NmAdministration,
  ProjectionEvent,
  Study,
} from '../../warehouse/tables/index.js';
import type { DataSet } from '../dicom/data-set.js';
import type { Finding } from './finding.js';
import type { Reading } from './reading.js';

/** What kind of object speaks: a report, a header of an image, or a screen capture of doses. Order of precedence. */
export const DOCUMENT_KINDS = ['report', 'capture', 'image'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** Kind of content: together with the StudyInstanceUID it makes a study. */
export type ContentKind = 'CT' | 'projection' | 'MG' | 'NM';

/** What links an image to others of the same exposure (rows IMP-301, IMP-557). */
export interface ImageLinks {
  /** SOP instance UIDs of the images that this one was made from. */
  readonly sourceImageUids: readonly string[];
  readonly presentationIntent: string | null;
  /** Made by computation from other images (synthesised, stitched): adds no dose. */
  readonly isDerived: boolean;
  /** Slices of a tomosynthesis, or reformatted ones of a CT: they repeat the dose of the images that they were made from. */
  readonly isReconstruction?: boolean;
  /** What states the time of the start where that is not the acquisition (row IMP-368): each image has content of its own. */
  readonly startIsOf?: 'content' | 'study';
}

/** All that one object says, free of identity, before it is assembled with the others of its study. */
export interface Extraction {
  readonly extractor: string;
  readonly extractorVersion: number;
  readonly kind: DocumentKind;
  readonly content: ContentKind;
  readonly sopInstanceUid: string;
  readonly sopClassUid: string;
  readonly studyInstanceUid: string;
  readonly isVerified: boolean;
  readonly isComplete: boolean;
  /** Content date and time, wall clock. */
  readonly contentAtLocal: string | null;
  readonly predecessorUids: readonly string[];
  /** What the object says of the study, with `device_id` of its equipment; identity columns are null. */
  readonly study: Study;
  readonly device: Device;
  readonly ctEvents: readonly CtEvent[];
  readonly projectionEvents: readonly ProjectionEvent[];
  readonly administrations: readonly NmAdministration[];
  readonly accumulatedDoses: readonly AccumulatedDose[];
  readonly imageLinks: ImageLinks | null;
  readonly findings: readonly Finding[];
  readonly quirks: readonly string[];
}

/** An object that is understood and holds no dose, or cannot be used, with the reason. */
export interface Refusal {
  readonly outcome: 'not_dose' | 'quarantined';
  readonly reason: string;
}

/** Reads one kind of object. `version` rises when the same object would give other values. */
export interface Extractor {
  readonly name: string;
  readonly version: number;
  /** Whether the object is of the kind that this extractor reads; looks at the data set only. */
  accepts(dataSet: DataSet): boolean;
  extract(dataSet: DataSet, reading: Reading): Extraction | Refusal;
}

export function isRefusal(result: Extraction | Refusal): result is Refusal {
  return 'outcome' in result;
}
