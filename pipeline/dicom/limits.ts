/** What a data set may cost to read; beyond these it is refused with a reason. */
export interface ReadLimits {
  /** Sequences within sequences. */
  readonly depth: number;
  /**
   * Elements in the whole data set, nested ones and items included. A Philips Azurion states 1,090 for each event, and
   * long interventions have a thousand events and more.
   */
  readonly elementCount: number;
  /** Bytes of a file that are read at most (pixel data excluded). */
  readonly byteCount: number;
  /** Bytes that a deflated data set may inflate to. */
  readonly inflatedByteCount: number;
}

export const DEFAULT_LIMITS: ReadLimits = {
  depth: 48,
  elementCount: 3_000_000,
  byteCount: 128 * 1024 * 1024,
  inflatedByteCount: 128 * 1024 * 1024,
};

/** Why bytes could not be read as a DICOM data set. */
export type ReadProblem =
  | 'empty_file'
  | 'not_dicom'
  | 'archive_to_unpack'
  | 'truncated'
  | 'malformed'
  | 'duplicate_element'
  | 'too_deep'
  | 'too_many_elements'
  | 'too_large'
  | 'inflation_limit'
  | 'transfer_syntax_unsupported';

/** Raised inside the reader and turned into a value at its edge. */
export class ReadError extends Error {
  constructor(
    readonly problem: ReadProblem,
    readonly offset: number,
  ) {
    super(`${problem} at byte ${offset}`);
  }
}
