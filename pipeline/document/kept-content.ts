import { brotliCompressSync, brotliDecompressSync, constants } from 'node:zlib';
import type { DataSet } from '../dicom/data-set.js';
import { DEFAULT_LIMITS } from '../dicom/limits.js';
import { parseDataSet } from '../dicom/parse.js';
import { writtenDataSet } from './written-data-set.js';

const LITTLE_ENDIAN = 0;
const BIG_ENDIAN = 1;

/** Of a report of 28 KB: smaller than deflate makes it, in a third of the time. The window holds most reports whole. */
const FAST = {
  [constants.BROTLI_PARAM_QUALITY]: 1,
  [constants.BROTLI_PARAM_LGWIN]: 18,
};

/** The content column of `source_documents`: one byte for the byte order, then the stripped data set, packed by Brotli. */
export interface KeptContent {
  readonly content: Uint8Array;
  /** Bytes before compression. */
  readonly byteCount: number;
}

/** Packs a stripped data set for keeping. */
export function packContent(stripped: DataSet): KeptContent {
  const bytes = writtenDataSet(stripped);
  const packed = brotliCompressSync(bytes, { params: FAST });
  const content = Buffer.allocUnsafeSlow(packed.length + 1);
  content[0] = stripped.littleEndian ? LITTLE_ENDIAN : BIG_ENDIAN;
  packed.copy(content, 1);
  return { content, byteCount: bytes.length };
}

/** The data set of a kept document. Throws where the content is damaged: it was written by us. */
export function unpackContent(content: Uint8Array): DataSet {
  const littleEndian = content[0] === LITTLE_ENDIAN;
  const bytes = brotliDecompressSync(content.subarray(1), {
    maxOutputLength: DEFAULT_LIMITS.inflatedByteCount,
  });
  return parseDataSet(bytes, 0, { explicit: true, littleEndian }, DEFAULT_LIMITS).dataSet;
}
