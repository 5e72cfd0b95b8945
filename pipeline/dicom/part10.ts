import { inflateRawSync } from 'node:zlib';
import { isArchive } from './archive.js';
import type { DataSet, Encoding } from './data-set.js';
import { DEFAULT_LIMITS, ReadError, type ReadLimits, type ReadProblem } from './limits.js';
import { parseDataSet, parseFileMeta, statesVr, type Parsed } from './parse.js';
import { TAG } from './tags.js';

const PREAMBLE_LENGTH = 128;
const IMPLICIT_LITTLE: Encoding = { explicit: false, littleEndian: true };
const EXPLICIT_LITTLE: Encoding = { explicit: true, littleEndian: true };
const EXPLICIT_BIG: Encoding = { explicit: true, littleEndian: false };
const DEFLATED = '1.2.840.10008.1.2.1.99';

const ENCODINGS: ReadonlyMap<string, Encoding> = new Map([
  ['1.2.840.10008.1.2', IMPLICIT_LITTLE],
  ['1.2.840.10008.1.2.1', EXPLICIT_LITTLE],
  ['1.2.840.10008.1.2.2', EXPLICIT_BIG],
  [DEFLATED, EXPLICIT_LITTLE],
]);

export type ReadResult =
  | {
      readonly ok: true;
      readonly dataSet: DataSet;
      readonly transferSyntaxUid: string | null;
      /** Offset of the pixel data in the file, or null where the data set ends with the bytes. */
      readonly pixelDataAt: number | null;
    }
  | { readonly ok: false; readonly problem: ReadProblem; readonly offset: number };

/**
 * Reads a DICOM file up to its pixel data (PS3.10 section 7; preamble and meta group may be missing).
 * Bytes that cannot be read give a problem and the offset where it showed, never an exception.
 */
export function readPart10(bytes: Uint8Array, limits: ReadLimits = DEFAULT_LIMITS): ReadResult {
  if (bytes.length === 0) return { ok: false, problem: 'empty_file', offset: 0 };
  try {
    return readObject(bytes, limits);
  } catch (error) {
    if (error instanceof ReadError) return { ok: false, problem: error.problem, offset: error.offset };
    throw error;
  }
}

function readObject(bytes: Uint8Array, limits: ReadLimits): ReadResult {
  const start = hasPreamble(bytes) ? PREAMBLE_LENGTH + 4 : 0;
  if (start === 0 && !looksLikeDataSet(bytes)) {
    return { ok: false, problem: isArchive(bytes) ? 'archive_to_unpack' : 'not_dicom', offset: 0 };
  }
  const hasMeta = start + 8 <= bytes.length && bytes[start] === 0x02 && bytes[start + 1] === 0x00;
  if (!hasMeta) {
    const encoding = guessEncoding(bytes, start);
    return read(parseDataSet(bytes, start, encoding, limits), null, bytes);
  }
  const { meta, end } = parseFileMeta(bytes, start, limits);
  const stated = meta.text(TAG.TransferSyntaxUID);
  if (end >= bytes.length) throw new ReadError('truncated', end);
  if (stated === DEFLATED) {
    const inflated = inflate(bytes.subarray(end), limits);
    return read(parseDataSet(inflated, 0, EXPLICIT_LITTLE, limits), stated, inflated);
  }
  return read(parseStated(bytes, end, stated, limits), stated, bytes);
}

function read(parsed: Parsed, transferSyntaxUid: string | null, bytes: Uint8Array): ReadResult {
  const isWhole = parsed.end >= bytes.length || transferSyntaxUid === DEFLATED;
  return { ok: true, dataSet: parsed.dataSet, transferSyntaxUid, pixelDataAt: isWhole ? null : parsed.end };
}

/** Reads by the stated transfer syntax; where the bytes contradict it, by what they look like. */
function parseStated(bytes: Uint8Array, start: number, stated: string | null, limits: ReadLimits): Parsed {
  const guessed = guessEncoding(bytes, start);
  // Every compressed transfer syntax is explicit little endian outside its pixel data (PS3.5 annex A.4).
  const encoding = stated === null ? guessed : (ENCODINGS.get(stated) ?? EXPLICIT_LITTLE);
  const contradicted = encoding.explicit !== guessed.explicit && encoding.littleEndian;
  return parseDataSet(bytes, start, contradicted ? guessed : encoding, limits);
}

function inflate(bytes: Uint8Array, limits: ReadLimits): Uint8Array {
  try {
    return inflateRawSync(bytes, { maxOutputLength: limits.inflatedByteCount });
  } catch (error) {
    const isTooLarge = error instanceof RangeError;
    throw new ReadError(isTooLarge ? 'inflation_limit' : 'truncated', 0);
  }
}

function hasPreamble(bytes: Uint8Array): boolean {
  const [d, i, c, m] = bytes.subarray(PREAMBLE_LENGTH, PREAMBLE_LENGTH + 4);
  return d === 0x44 && i === 0x49 && c === 0x43 && m === 0x4d;
}

/** Whether bytes without preamble start as a data set does: group 0002 or 0008, and a plausible VR or length. */
function looksLikeDataSet(bytes: Uint8Array): boolean {
  if (bytes.length < 16) return false;
  const group = bytes[0]! | (bytes[1]! << 8);
  const bigGroup = (bytes[0]! << 8) | bytes[1]!;
  if (group !== 0x0002 && group !== 0x0008 && bigGroup !== 0x0008) return false;
  return statesVr(bytes, 0) || (group === 0x0008 && implicitLength(bytes, 0) <= 64);
}

function guessEncoding(bytes: Uint8Array, start: number): Encoding {
  if (!statesVr(bytes, start)) return IMPLICIT_LITTLE;
  return bytes[start] === 0x00 && bytes[start + 1]! > 0x00 ? EXPLICIT_BIG : EXPLICIT_LITTLE;
}

function implicitLength(bytes: Uint8Array, start: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset + start + 4, 4).getUint32(0, true);
}
