import { isDeepStrictEqual } from 'node:util';
import type { BaseSnapshot } from '../../warehouse/lake/lake.js';
import type { SourceDocument, SourceObject } from '../../warehouse/tables/index.js';
import type { StudyDocument } from '../assemble/study-document.js';
import { OTHER_DOSE_FINDING } from './batch-rows.js';

/** A document as it was read now, and the row that keeps it. */
interface DocumentReadAnew {
  readonly document: StudyDocument;
  readonly row: SourceDocument;
}

/** Documents of which the reader, its version or a fact of identity is another one now. */
export function documentsReadAnew(
  documents: readonly StudyDocument[],
  revised: readonly SourceDocument[],
  stored: readonly SourceDocument[],
): DocumentReadAnew[] {
  const before = new Map(stored.map((row) => [row.sha256, row]));
  const rowOf = new Map(revised.map((row) => [row.sha256, row]));
  return documents.flatMap((document) => {
    const { extractor, extractorVersion } = document.extraction;
    const row = { ...rowOf.get(document.sha256)!, extractor, extractor_version: extractorVersion };
    return isDeepStrictEqual(row, before.get(document.sha256)) ? [] : [{ document, row }];
  });
}

/** The records of these documents' files, with the reader, quirks and findings of now. */
export async function objectsReadAnew(
  base: BaseSnapshot,
  readAnew: readonly DocumentReadAnew[],
): Promise<SourceObject[]> {
  if (readAnew.length === 0) return [];
  const documentOf = new Map(readAnew.map(({ document }) => [document.sha256, document]));
  const rows = await base.objectsWithDigests([...documentOf.keys()]);
  const fresh = rows.map((row) => objectAgain(row, documentOf.get(row.sha256!)!));
  return fresh.some((row, index) => !isDeepStrictEqual(row, rows[index])) ? fresh : [];
}

function objectAgain(row: SourceObject, { extraction }: StudyDocument): SourceObject {
  const kept = (row.findings ?? []).filter(({ code }) => code === OTHER_DOSE_FINDING.code);
  const findings = [...extraction.findings, ...kept];
  return {
    ...row,
    extractor: extraction.extractor,
    extractor_version: extraction.extractorVersion,
    quirks: extraction.quirks.length > 0 ? extraction.quirks : null,
    findings: findings.length > 0 ? findings : null,
  };
}
