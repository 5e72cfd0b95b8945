import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { StudyDocument } from '../../../pipeline/assemble/study-document.js';
import { readDicomFile } from '../../../pipeline/dicom/file.js';
import { isRefusal } from '../../../pipeline/extract/extraction.js';
import { extractObject } from '../../../pipeline/extract/registry.js';
import { NO_IDENTITY } from './documents.js';

export const CORPUS = process.env['DOSE_CORPUS'] ?? '../shared/corpus';
export const HAS_CORPUS = existsSync(join(CORPUS, 'dicom'));

/** A real object as assembly sees it; null where no extractor reads it. */
export function corpusDocument(name: string): StudyDocument | null {
  const { result, sha256 } = readDicomFile(join(CORPUS, 'dicom', name));
  if (!result.ok) return null;
  const extraction = extractObject(result.dataSet);
  return isRefusal(extraction) ? null : { extraction, sha256, identity: NO_IDENTITY };
}
