import { hash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { DEFAULT_LIMITS, type ReadLimits } from './limits.js';
import { readPart10, type ReadResult } from './part10.js';

const FIRST_READ = 64 * 1024;
const SMALL_FILE = 1024 * 1024;

export interface FileReading {
  readonly result: ReadResult;
  /** Size of the file. */
  readonly byteCount: number;
  /** SHA-256 of the bytes up to the pixel data: of the whole file where it has none. */
  readonly sha256: string;
}

/** Something that is no file came in its place: a pipe, a socket, a device or a folder. */
export class NotAFileError extends Error {}

/**
 * Reads a DICOM file as far as its pixel data: 64 KB at first, doubled while the data set goes on behind them, so
 * that a large image costs a read of its header. Synchronous, for use in workers. Throws what the file system throws,
 * and `NotAFileError`.
 */
export function readDicomFile(path: string, limits: ReadLimits = DEFAULT_LIMITS): FileReading {
  // Not to wait for a writer where a pipe has come in the place of the file.
  const file = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(file);
    if (!stats.isFile()) throw new NotAFileError();
    return readGrowing(file, stats.size, limits);
  } finally {
    closeSync(file);
  }
}

function readGrowing(file: number, byteCount: number, limits: ReadLimits): FileReading {
  let wanted = byteCount <= SMALL_FILE ? byteCount : FIRST_READ;
  for (;;) {
    const bytes = readStart(file, wanted);
    const result = readPart10(bytes, limits);
    const isWhole = bytes.length >= byteCount || bytes.length < wanted;
    const isCutShort = !result.ok && result.problem === 'truncated' && !isWhole;
    if (!isCutShort) return { result, byteCount, sha256: digest(bytes, result) };
    if (wanted >= limits.byteCount) {
      return {
        result: { ok: false, problem: 'too_large', offset: wanted },
        byteCount,
        sha256: sha256(bytes),
      };
    }
    wanted = Math.min(wanted * 2, byteCount, limits.byteCount);
  }
}

function readStart(file: number, byteCount: number): Buffer {
  const buffer = Buffer.allocUnsafeSlow(byteCount);
  let filled = 0;
  while (filled < byteCount) {
    const read = readSync(file, buffer, filled, byteCount - filled, filled);
    if (read === 0) break;
    filled += read;
  }
  return buffer.subarray(0, filled);
}

function digest(bytes: Buffer, result: ReadResult): string {
  const end = result.ok ? result.pixelDataAt : null;
  return sha256(end === null ? bytes : bytes.subarray(0, end));
}

function sha256(bytes: Uint8Array): string {
  return hash('sha256', bytes, 'hex');
}
