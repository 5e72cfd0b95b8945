import type { HeldDecision, StandardName } from '../warehouse/tables/index.js';
import type { FactsUploads } from './facts-uploads.js';
import type { SqlRow } from './snapshots.js';

/** What a site says of devices; absent leaves it as it is, null takes it away. */
export interface DeviceChange {
  readonly display_name?: string | null;
  readonly user_defined_modality?: string | null;
}

/** Whether a study is of a patient, said by hand. */
export type PatientMark = 'mark_not_patient' | 'mark_patient';

/** What came of asking for an erasure. */
export type ErasureStart =
  | {
      readonly outcome: 'started';
      readonly runId: string;
      /** Backups that may hold the studies, which an erasure does not touch. */
      readonly backups: readonly { readonly folder: string; readonly takenAt: string }[];
    }
  /** Another erasure is running, or none can be started from here. */
  | { readonly outcome: 'unavailable' }
  | { readonly outcome: 'unknown' }
  /** Other studies of the same StudyInstanceUIDs, which would have to be named as well. */
  | { readonly outcome: 'incomplete'; readonly alsoHeld: readonly string[] };

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
  /** Decides about held objects; gives how many it was done for, and the studies that can be restored no more. */
  decideHeld(
    decision: HeldDecision,
    place: { readonly dropFolder: string; readonly path: string },
    by: string,
  ): Promise<{
    readonly files: number;
    readonly studyIds: readonly string[];
    readonly purged: readonly string[];
  }>;
  /** Starts to erase studies for good, in a run that can be followed. */
  eraseStudies(studyIds: readonly string[], by: string): Promise<ErasureStart>;
  /** The studies that were deleted as of a snapshot, with when, by whom and why, the last deletion first. */
  deletedStudies(snapshotId: number): Promise<readonly SqlRow[]>;
  /** Names devices or sets their modality; false when one of them does not exist. */
  changeDevices(deviceIds: readonly string[], change: DeviceChange): Promise<boolean>;
  /** The standard names as of a snapshot. */
  standardNames(snapshotId: number): Promise<readonly StandardName[]>;
  replaceStandardNames(names: readonly StandardName[]): Promise<void>;
  /** Starts an ingest of the configured drop folders; null when none can be started from here. */
  startIngest(by: string): Promise<{ readonly runId: string } | null>;
  /** Files of facts about studies; null where none are taken. */
  readonly factsUploads: FactsUploads | null;
}
