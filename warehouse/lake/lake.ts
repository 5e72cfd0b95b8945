import type {
  ObjectIdentity,
  PatientIdentity,
  Rows,
  SourceDocument,
  SourceObject,
  Study,
  TableName,
  TableRow,
} from '../tables/index.js';

/** A file that a run has dealt with; a later scan skips it while size and time of change stay the same. */
export interface KnownFile {
  readonly dropFolder: string;
  readonly path: string;
  readonly byteCount: number;
  readonly modifiedAtMs: number;
  readonly sha256: string;
  readonly outcome: string;
  /** Fingerprint of the program's readers, where the outcome is their verdict and others may come to another one. */
  readonly readers?: string;
}

/** One entry of the index: which study a study, SOP instance or irradiation event UID belongs to. */
export interface UidEntry {
  readonly kind: 'study' | 'sop' | 'event';
  readonly uid: string;
  readonly studyInstanceUid: string;
  /** Finds the parts that can hold the study; null for an undated study. */
  readonly studyDate: string | null;
}

/** What a commit changes, over all tables at once. */
export interface Change {
  readonly add: Rows;
  /** Study ids whose rows go from the study tables (the assembled successors are in `add`). */
  readonly removeStudies?: readonly string[];
  /** SOP instance UIDs whose rows go from `source_documents`. */
  readonly removeDocuments?: readonly string[];
  /** SHA-256 digests whose rows go from `source_objects` (their successors are in `add`). */
  readonly removeObjects?: readonly string[];
  /** Small tables whose rows are replaced as a whole by those in `add`. */
  readonly replaceTables?: readonly TableName[];
  readonly files?: readonly KnownFile[];
  readonly uids?: readonly UidEntry[];
  readonly identities?: IdentityChange;
}

/** What a commit changes of what the site keeps of patients, in a file outside the lake. */
export interface IdentityChange {
  /** Stands from now on for what was recorded of these objects. */
  readonly objects?: readonly ObjectIdentity[];
  /** SHA-256 digests of objects that the lake no longer holds. */
  readonly removeObjects?: readonly string[];
  /** Rows of `patient_identities`. */
  readonly studies?: readonly PatientIdentity[];
  /** Study ids whose rows go (their successors are in `studies`). */
  readonly removeStudies?: readonly string[];
}

/** The newest snapshot as a change sees it, read under the lease. */
export interface BaseSnapshot {
  readonly snapshotId: number;
  /** Kept documents of these studies, in no particular order. */
  documentsOfStudies(studyInstanceUids: readonly string[]): Promise<readonly SourceDocument[]>;
  /** Rows of `source_objects` with these digests. */
  objectsWithDigests(digests: readonly string[]): Promise<readonly SourceObject[]>;
  /** Rows of `studies` with these StudyInstanceUIDs. */
  studiesByUid(studyInstanceUids: readonly string[]): Promise<readonly Study[]>;
  /**
   * Looks at the bytes of every part that can hold documents or rows of these studies: of one that is damaged, what is put
   * together of them anew would lack what is no longer found, or stand beside it.
   * @throws DamagedPartsError
   */
  requireSoundStudies(studyInstanceUids: readonly string[]): Promise<void>;
  /** Which of these UIDs are known already, each with the studies it stands in. */
  lookUp(kind: UidEntry['kind'], uids: readonly string[]): Promise<ReadonlyMap<string, readonly UidEntry[]>>;
  /** SHA-256 digests among these of which a file was imported. */
  importedDigests(digests: readonly string[]): Promise<ReadonlySet<string>>;
  /** Some columns of the rows of a table that have one of these values in a column of text or texts. Looks into every part. */
  columnsOf<N extends TableName, C extends keyof TableRow<N> & string>(
    table: N,
    columns: readonly C[],
    where: { readonly column: keyof TableRow<N> & string; readonly values: readonly string[] },
  ): Promise<readonly Pick<TableRow<N>, C>[]>;
  /** What is known of the files at these places. */
  knownFilesAt(places: readonly Pick<KnownFile, 'dropFolder' | 'path'>[]): Promise<readonly KnownFile[]>;
  /** What is kept of the patients of objects, by the digest of their file; of the others nothing. */
  identitiesOfObjects(digests: readonly string[]): ReadonlyMap<string, ObjectIdentity>;
  /** Rows of `patient_identities` of these study ids. */
  identitiesOfStudies(studyIds: readonly string[]): readonly PatientIdentity[];
  /** All rows of a small table. */
  rowsOf<N extends TableName>(table: N): Promise<NonNullable<Rows[N]>>;
}

export type CommitKind =
  'ingest' | 'compaction' | 'deletion' | 'restore' | 'rebuild' | 'overlay' | 'erasure' | 'identity';

export interface SnapshotRef {
  readonly id: number;
  /** UTC, ISO 8601. */
  readonly committedAt: string;
  /** When an erasure took rows out of it (UTC, ISO 8601); absent or null while it is as it was committed. */
  readonly changedAt?: string | null;
}

/** The lake as those who write to it see it. */
export interface Lake {
  readonly directory: string;
  /**
   * Works out a change against the newest snapshot and commits it as one batch over all tables, under the lease.
   * When another process has committed meanwhile, `work` runs again on the new snapshot. A null change commits nothing.
   */
  commit(
    about: { readonly kind: CommitKind; readonly runId: string | null },
    work: (base: BaseSnapshot) => Promise<Change | null>,
  ): Promise<SnapshotRef | null>;
  latestSnapshot(): SnapshotRef | null;
  /** Files of a drop folder that were dealt with, by relative path. */
  knownFiles(dropFolder: string): AsyncIterable<KnownFile>;
  close(): Promise<void>;
}
