import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readPart10 } from '../../../pipeline/dicom/part10.js';
import { TAG } from '../../../pipeline/dicom/tags.js';
import { rebuild } from '../../../pipeline/run/rebuild.js';
import { studyUidGroups } from '../../../warehouse/index.js';
import { corpusFiles } from '../../support/corpus.js';
import { seeded, type Random } from '../../faults/seeded.js';
import { ctReport } from '../../support/builders/index.js';
import { openSite, SITE_KEY, type Site } from '../../support/ingest-fixture.js';
import { SCENARIOS } from '../../support/study-scenarios.js';

/** How many arrivals are tried: each puts the studies of all objects, or of half of them, together in another way. */
const ARRIVALS = Number(process.env['DOSE_ARRIVALS'] ?? 2);
const SEED = Number(process.env['DOSE_SEED'] ?? Date.now() % 1_000_000);

const TABLES = [
  'studies',
  'ct_events',
  'projection_events',
  'nm_administrations',
  'accumulated_doses',
  'devices',
  'source_documents',
];

/** All rows, and of every object whether it is in. */
async function tablesOf(site: Site): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const table of TABLES) found[table] = await site.query(`SELECT * FROM ${table} ORDER BY ALL`);
  found['objects'] = await site.query(
    `SELECT DISTINCT sop_instance_uid, sha256 FROM source_objects WHERE outcome = 'imported' ORDER BY ALL`,
  );
  return found;
}

/** Takes the objects in, in this order, in batches of these sizes, files coming under new names. */
async function arrived(objects: readonly Uint8Array[], cuts: readonly number[]): Promise<Site> {
  const site = await openSite();
  let start = 0;
  for (const [batch, size] of [...cuts, objects.length].entries()) {
    const chunk = objects.slice(start, start + size);
    start += size;
    for (const [at, bytes] of chunk.entries()) await site.put(`${batch}/${at}.dcm`, bytes);
    if (chunk.length > 0) await site.ingest({ settleMs: 0 });
    rmSync(join(site.drop, String(batch)), { recursive: true, force: true });
  }
  return site;
}

function studyOf(bytes: Uint8Array): string {
  const result = readPart10(bytes);
  return result.ok ? (result.dataSet.text(TAG.StudyInstanceUID) ?? '') : '';
}

const scenarioObjects = SCENARIOS.flatMap(({ objects }) => objects);
const corpusObjects = corpusFiles().map((file) => new Uint8Array(readFileSync(file)));

describe('studies put together from many objects', () => {
  it('come to what was worked out by hand', async () => {
    const site = await arrived(scenarioObjects, []);
    const rows = await site.query(
      'SELECT * FROM studies ORDER BY modality, dlp_total_mgy_cm, kap_total_gy_cm2',
    );
    for (const { name, objects, studies } of SCENARIOS) {
      const uids = new Set(objects.map(studyOf));
      const own = rows.filter((row) => uids.has(String(row['study_instance_uid'])));
      expect({ name, studies: own }).toMatchObject({ name, studies });
    }
    const findings = await site.query(
      `SELECT DISTINCT study_instance_uid, unnest(findings).code AS code FROM studies`,
    );
    const withFinding = (code: string) => findings.filter((row) => row['code'] === code).length;
    expect(withFinding('reports_overlap')).toBe(2);
    expect(withFinding('event_uid_in_other_study')).toBe(2);
    expect(withFinding('event_uid_missing')).toBe(1);
    expect(withFinding('event_uid_repeated')).toBe(1);
    const ingested = await tablesOf(site);
    await rebuild(site.lake, {
      groups: studyUidGroups(site.lake, { groupSize: 3 }),
      isDryRun: false,
      siteKey: SITE_KEY,
      onGroup: () => Promise.resolve(),
    });
    expect(await tablesOf(site)).toEqual(ingested);
    await site.close();
  }, 60_000);

  it('say that another study holds an event of theirs, also once more of them comes', async () => {
    const report = (study: string, object: string, uid: string) =>
      ctReport({ seed: study, object, events: [{ uid, dlp_mgy_cm: 5 }] });
    const objects = [
      report('one', 'first', '1.9.90'),
      report('other', 'first', '1.9.90'),
      report('one', 'second', '1.9.91'),
    ];
    const [one, other] = [await arrived(objects, []), await arrived(objects, [1, 1])];
    expect(await tablesOf(other)).toEqual(await tablesOf(one));
    await Promise.all([one.close(), other.close()]);
  });

  it(
    `are the same from every order, repetition and split into batches (seed ${SEED})`,
    async () => {
      const objects = [...scenarioObjects, ...corpusObjects];
      const random = seeded(SEED);
      for (let n = 0; n < ARRIVALS; n++) {
        const some = n % 2 === 0 ? objects : subset(objects, random);
        const one = await arrived(some, []);
        const other = await arrived(
          random.shuffled([...some, ...subset(some, random)]),
          cutsOf(some, random),
        );
        expect(await tablesOf(other)).toEqual(await tablesOf(one));
        await Promise.all([one.close(), other.close()]);
      }
    },
    90_000 * ARRIVALS,
  );
});

function subset(objects: readonly Uint8Array[], random: Random): Uint8Array[] {
  return random.shuffled(objects).slice(0, Math.ceil(objects.length / 2));
}

function cutsOf(objects: readonly Uint8Array[], random: Random): number[] {
  return Array.from({ length: 4 }, () => 1 + random.below(Math.ceil(objects.length / 3)));
}
