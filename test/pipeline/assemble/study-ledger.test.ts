import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assembleStudy } from '../../../pipeline/assemble/index.js';
import type { StudyDocument } from '../../../pipeline/assemble/study-document.js';
import { extracted } from '../../support/extracted.js';
import { NO_IDENTITY, NO_SETTINGS } from './documents.js';
import { expectedPages } from './ledger/expected.js';
import { foundPages } from './ledger/found.js';
import { writeImages } from './ledger/images.js';
import { writeReport } from './ledger/reports.js';
import { sentStudy, type SentStudy } from './ledger/sending.js';

const RUNS = Number(process.env['DOSE_PROPERTY_RUNS'] ?? 300);
const SEED = Number(process.env['DOSE_SEED'] ?? 1);

function objectsOf({ truth, sendings }: SentStudy): Uint8Array[] {
  return sendings.flatMap((sending) => [
    ...sending.reports.map((report) => writeReport(truth, sending, report)),
    ...(sending.images === null ? [] : writeImages(truth, sending, sending.images)),
  ]);
}

function documentOf(bytes: Uint8Array): StudyDocument {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { extraction: extracted(bytes), sha256, identity: NO_IDENTITY };
}

describe('a study put together from what its machines sent', () => {
  it('holds every exposure that took place once, with its dose', () => {
    fc.assert(
      fc.property(sentStudy, (study) => {
        const { rows } = assembleStudy(objectsOf(study).map(documentOf), NO_SETTINGS);
        const expected = expectedPages(study);
        expect(foundPages(rows, expected)).toEqual(expected);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });
});
