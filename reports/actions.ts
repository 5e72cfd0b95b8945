import type { StandardName } from '../warehouse/tables/index.js';
import type { FactsUploads } from './facts-uploads.js';
import type { SqlRow } from './snapshots.js';

/** What a site says of devices; absent leaves it as it is, null takes it away. */
export interface DeviceChange {
  readonly display_name?: string | null;
  readonly user_defined_modality?: string | null;
}

/** Whether a study is of a patient, said by hand. */
export type PatientMark = 'mark_not_patient' | 'mark_patient';

/** What people change in the lake, each as one commit that the next snapshot shows. */
export interface Actions {
  /** Marks a study as deleted; false when there is none of this id. */
  deleteStudy(studyId: string, by: string, reason: string): Promise<boolean>;
  /** Deletes several studies as one commit; how many of them were there. */
  deleteStudies(studyIds: readonly string[], by: string, reason: string): Promise<number>;
  /** Marks studies by hand; how many of them were not so already. */
  markStudies(studyIds: readonly string[], mark: PatientMark, by: string, reason: string): Promise<number>;
  /** Takes a deletion back; false when the study is not deleted. */
  restoreStudy(studyId: string, by: string): Promise<boolean>;
  /** Deleted studies with when, by whom and why, the last deletion first. */
  deletedStudies(): Promise<readonly SqlRow[]>;
  /** Names devices or sets their modality; false when one of them does not exist. */
  changeDevices(deviceIds: readonly string[], change: DeviceChange): Promise<boolean>;
  standardNames(): Promise<readonly StandardName[]>;
  replaceStandardNames(names: readonly StandardName[]): Promise<void>;
  /** Starts an ingest of the configured drop folders; null when none can be started from here. */
  startIngest(by: string): Promise<{ readonly runId: string } | null>;
  /** Files of facts about studies; null where none are taken. */
  readonly factsUploads: FactsUploads | null;
}
