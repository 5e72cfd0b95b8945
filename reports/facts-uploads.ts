/** A CSV file of facts about studies that someone has sent, before and after it is applied (rows IMP-500…511). */
export interface FactsUpload {
  readonly id: string;
  /** Name of the file at the sender's, for the page; never used as a path. */
  readonly file_name: string;
  readonly byte_count: number;
  readonly encoding: string;
  readonly delimiter: string;
  readonly columns: readonly UploadColumn[];
  /** Fields of studies that a column can be mapped to. */
  readonly fields: readonly string[];
  readonly state: 'received' | 'applying' | 'applied' | 'refused' | 'stopped';
  /** How far applying is, or why the file was refused, for a person. */
  readonly message: string | null;
  /** What became of each value, once applied; rows that are wrong first. */
  readonly result: Readonly<Record<string, unknown>> | null;
}

/** A column of the file: its name, what it seems to be, and its first values. */
export interface UploadColumn {
  readonly name: string;
  readonly suggestion: string | null;
  readonly examples: readonly string[];
}

export interface FactsMapping {
  /** Column that tells the study. */
  readonly id_column: string;
  readonly key_kind: 'accession_number' | 'study_instance_uid';
  readonly columns: readonly { readonly column: string; readonly field: string }[];
  /** Whether facts replace what is there already. */
  readonly overwrites: boolean;
}

/** Why a file or a mapping is not taken, and what to do. */
export interface FactsRefusal {
  readonly refusal: string;
}

/** Files of facts as the pages send them: received, looked at, applied in a process of their own, forgotten. */
export interface FactsUploads {
  /** Keeps a file for its sender and recognises its columns. */
  receive(
    content: AsyncIterable<Uint8Array>,
    about: { readonly fileName: string; readonly owner: string },
  ): Promise<FactsUpload | FactsRefusal>;
  /** The upload of this sender; null when there is none of this id. */
  find(id: string, owner: string): FactsUpload | null;
  /** Begins to apply; null when there is no such upload, a refusal when it cannot begin. */
  apply(id: string, owner: string, mapping: FactsMapping): FactsUpload | FactsRefusal | null;
  /** Stops applying (then nothing of the file is applied), or forgets the file; false when there is none. */
  discard(id: string, owner: string): boolean;
  /** Lines of the whole log of an applied file; null when there is none. */
  log(id: string, owner: string): NodeJS.ReadableStream | null;
}

export function isRefusal(value: object): value is FactsRefusal {
  return 'refusal' in value;
}
