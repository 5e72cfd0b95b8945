import { hash } from 'node:crypto';
import { EXTRACTORS } from './registry.js';

/** Rises when the DICOM reader understands files that it refused before. */
const DICOM_READER_VERSION = 2;

/**
 * Fingerprint of everything that decides whether a file can be read: the DICOM reader and each extractor with its
 * version. Files that were refused under another fingerprint are read again.
 */
export const READERS_FINGERPRINT: string = hash(
  'sha256',
  JSON.stringify([DICOM_READER_VERSION, ...EXTRACTORS.map(({ name, version }) => [name, version])]),
  'hex',
).slice(0, 16);
