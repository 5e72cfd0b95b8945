import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { DataSet } from '../dicom/data-set.js';
import { DEFAULT_LIMITS } from '../dicom/limits.js';
import { parseDataSet } from '../dicom/parse.js';

const LITTLE_ENDIAN = 0;
const BIG_ENDIAN = 1;

/** The content column of `source_documents`: one byte for the byte order, then the stripped data set, deflated. */
export interface KeptContent {
  readonly content: Uint8Array;
  /** Bytes before compression. */
  readonly byteCount: number;
}

/** Packs a stripped data set for keeping. */
export function packContent(stripped: Uint8Array, littleEndian: boolean): KeptContent {
  const deflated = deflateRawSync(stripped, { level: 1 });
  const content = Buffer.allocUnsafeSlow(deflated.length + 1);
  content[0] = littleEndian ? LITTLE_ENDIAN : BIG_ENDIAN;
  deflated.copy(content, 1);
  return { content, byteCount: stripped.length };
}

/** The data set of a kept document. Throws where the content is damaged: it was written by us. */
export function unpackContent(content: Uint8Array): DataSet {
  const littleEndian = content[0] === LITTLE_ENDIAN;
  const bytes = inflateRawSync(content.subarray(1), { maxOutputLength: DEFAULT_LIMITS.inflatedByteCount });
  return readStripped(bytes, littleEndian);
}

/** A stripped data set as extractors read it. */
export function readStripped(bytes: Uint8Array, littleEndian: boolean): DataSet {
  return parseDataSet(bytes, 0, { explicit: true, littleEndian }, DEFAULT_LIMITS).dataSet;
}
