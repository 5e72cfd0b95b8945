/** The actions of a Delta log that a publication writes (protocol, "Actions"), as they stand in JSON. */
export interface Protocol {
  readonly minReaderVersion: number;
  readonly minWriterVersion: number;
  readonly readerFeatures?: readonly string[];
  readonly writerFeatures?: readonly string[];
}

export interface MetaData {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly format: { readonly provider: string; readonly options: Readonly<Record<string, string>> };
  readonly schemaString: string;
  readonly partitionColumns: readonly string[];
  /** Milliseconds since 1970. */
  readonly createdTime: number;
  readonly configuration: Readonly<Record<string, string>>;
}

/** A file that the table holds from this version on. */
export interface Add {
  /** URI of the file relative to the table's folder. */
  readonly path: string;
  readonly partitionValues: Readonly<Record<string, never>>;
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly modificationTime: number;
  readonly dataChange: boolean;
  /** JSON text (protocol, "Per-file Statistics"). */
  readonly stats: string;
}

/** A file that the table no longer holds. Carries no statistics: nothing of a row outlives its file in the log. */
export interface Remove {
  readonly path: string;
  /** Milliseconds since 1970. */
  readonly deletionTimestamp: number;
  readonly dataChange: boolean;
  readonly extendedFileMetadata: true;
  readonly partitionValues: Readonly<Record<string, never>>;
  readonly size: number;
  readonly tags?: Readonly<Record<string, never>>;
}

/** Which snapshot of the store a version is: `version` is its number. */
export interface Transaction {
  readonly appId: string;
  readonly version: number;
  /** Milliseconds since 1970. */
  readonly lastUpdated: number;
}

export interface CommitInfo {
  readonly timestamp: number;
  readonly operation: string;
  readonly operationParameters: Readonly<Record<string, string>>;
  readonly engineInfo: string;
}

/** One line of a commit, one row of a checkpoint: exactly one of these is there. */
export interface Action {
  readonly commitInfo?: CommitInfo | null;
  readonly protocol?: Protocol | null;
  readonly metaData?: MetaData | null;
  readonly txn?: Transaction | null;
  readonly add?: Add | null;
  readonly remove?: Remove | null;
}

/** The URI by which a log names a file of the table's folder. */
export function uriOf(file: string): string {
  return file.split('/').map(encodeURIComponent).join('/');
}

/** The file behind a URI of a log, relative to the table's folder. */
export function fileOf(uri: string): string {
  return decodeURIComponent(uri);
}
