import { createHash } from 'node:crypto';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assembleStudy } from '../../../pipeline/assemble/index.js';
import type { StudyDocument } from '../../../pipeline/assemble/study-document.js';
import type { SqlRow } from '../../../warehouse/index.js';
import { studyInstanceUid } from '../../support/builders/object-header.js';
import { extracted } from '../../support/extracted.js';
import { openSite, type Site } from '../../support/ingest-fixture.js';
import { NO_IDENTITY, NO_SETTINGS } from './documents.js';
import { expectedPages } from './ledger/expected.js';
import { foundPages, type FoundRows } from './ledger/found.js';
import { writeCaptures } from './ledger/captures.js';
import { writeImages } from './ledger/images.js';
import {
  expectedAdministrations,
  foundAdministrations,
  nuclearObjects,
  sentNuclearStudy,
} from './ledger/nuclear.js';
import { writeReport } from './ledger/reports.js';
import { sentStudy, type SentStudy } from './ledger/sending.js';

/** How many studies are drawn. */
const RUNS = Number(process.env['DOSE_PROPERTY_RUNS'] ?? 120);
const SEED = Number(process.env['DOSE_SEED'] ?? 1);

/** Every object that the machines of a study send. */
function objectsOf({ truth, sendings }: SentStudy): Uint8Array[] {
  return sendings.flatMap((sending) => [
    ...sending.reports.map((report) => writeReport(truth, sending, report)),
    ...writeCaptures(truth, sending),
    ...(sending.images === null ? [] : writeImages(truth, sending, sending.images)),
  ]);
}

function documentOf(bytes: Uint8Array): StudyDocument {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { extraction: extracted(bytes), sha256, identity: NO_IDENTITY };
}

/** Objects in the order in which they come, some of them again, and in how many runs of ingest. */
interface Arrival {
  readonly studies: readonly SentStudy[];
  readonly batches: readonly (readonly Uint8Array[])[];
}

const arrival: fc.Arbitrary<Arrival> = fc
  .uniqueArray(sentStudy, { minLength: 20, maxLength: 40, selector: ({ truth }) => truth.seed })
  .chain((studies) => {
    const objects = studies.flatMap(objectsOf);
    return fc
      .subarray(objects, { maxLength: 20 })
      .chain((again) => {
        const all = [...objects, ...again];
        return fc.tuple(fc.shuffledSubarray(all, { minLength: all.length }), fc.integer({ min: 1, max: 3 }));
      })
      .map(([coming, runs]) => ({
        studies,
        batches: Array.from({ length: runs }, (_, run) => coming.filter((__, at) => at % runs === run)),
      }));
  });

async function takeIn(site: Site, batches: Arrival['batches']): Promise<void> {
  for (const [run, objects] of batches.entries()) {
    for (const [at, bytes] of objects.entries()) await site.put(`${run}/${at}.dcm`, bytes);
    await site.ingest();
    rmSync(join(site.drop, String(run)), { recursive: true, force: true });
  }
}

/** The rows of each StudyInstanceUID. */
async function rowsByStudy(site: Site): Promise<(uid: string) => FoundRows> {
  const [studies, ctEvents, projectionEvents] = [
    await site.query('SELECT * FROM studies'),
    await site.query('SELECT * FROM ct_events'),
    await site.query('SELECT * FROM projection_events'),
  ];
  return (uid) => {
    const own = studies.filter((study) => study['study_instance_uid'] === uid);
    const ids = new Set(own.map((study) => study['study_id']));
    const ofStudy = (events: readonly SqlRow[]): SqlRow[] =>
      events.filter((event) => ids.has(event['study_id']));
    const rows = { studies: own, ct_events: ofStudy(ctEvents), projection_events: ofStudy(projectionEvents) };
    return rows as unknown as FoundRows;
  };
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

  it('holds every administration that was given once, with its activity', () => {
    fc.assert(
      fc.property(sentNuclearStudy, (study) => {
        const { rows } = assembleStudy(nuclearObjects(study).map(documentOf), NO_SETTINGS);
        const found = foundAdministrations(rows.studies[0]!, rows.nm_administrations);
        expect(found).toEqual(expectedAdministrations(study));
      }),
      { numRuns: RUNS, seed: SEED },
    );
  });

  it('does so too in a store, in whatever order and batches its objects come, among those of others', async () => {
    await fc.assert(
      fc.asyncProperty(arrival, async ({ studies, batches }) => {
        const site = await openSite();
        try {
          await takeIn(site, batches);
          const rowsOf = await rowsByStudy(site);
          for (const study of studies) {
            const expected = expectedPages(study);
            expect(foundPages(rowsOf(studyInstanceUid(study.truth.seed)), expected)).toEqual(expected);
          }
        } finally {
          await site.close();
        }
      }),
      { numRuns: Math.ceil(RUNS / 120), seed: SEED, endOnFailure: true },
    );
  });
});
