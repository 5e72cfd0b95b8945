import { utimes } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { READERS_FINGERPRINT } from '../../../pipeline/extract/readers.js';
import { dropQuarantined } from '../../../pipeline/run/quarantine.js';
import type { KnownFile } from '../../../warehouse/index.js';
import { ctReport } from '../../support/builders/index.js';
import { cutReport, openSite, type Site } from '../../support/ingest-fixture.js';

let site: Site;

beforeEach(async () => {
  site = await openSite();
});

afterEach(() => site.close());

/** Records all files known as refused by other readers. */
async function ageReaders(): Promise<void> {
  const files: KnownFile[] = [];
  for await (const file of site.lake.knownFiles('drop')) files.push(file);
  expect(files.map(({ readers }) => readers)).toContain(READERS_FINGERPRINT);
  await site.lake.commit({ kind: 'overlay', runId: null }, () =>
    Promise.resolve({
      add: {},
      files: files.map((file) =>
        file.readers === undefined ? file : { ...file, readers: 'earlier readers' },
      ),
    }),
  );
}

const objects = () => site.query('SELECT path, outcome, reason FROM source_objects ORDER BY path');

describe('files that readers refused', () => {
  it('are read again by other readers only, and have one row each', async () => {
    await site.put('cut.dcm', cutReport('one'));
    await site.put('good.dcm', ctReport({ seed: 'two' }));
    await site.put('text.txt', 'no object');
    await site.put(
      'unknown.dcm',
      ctReport({ seed: 'x', attributes: { SOPClassUID: '1.2.840.10008.5.1.4.1.1.4' } }),
    );
    const first = await site.ingest();
    expect(first.counts).toMatchObject({ imported: 1, quarantined: 1, not_dose: 2 });
    const before = await objects();
    expect((await site.ingest()).counts).toMatchObject({ unchanged: 4, quarantined: 0 });

    await ageReaders();
    expect((await site.ingest()).counts).toMatchObject({ unchanged: 3, quarantined: 1, not_dose: 0 });
    expect(await objects()).toEqual(before);
    expect((await site.ingest()).counts).toMatchObject({ unchanged: 4 });
  });

  it('go in when they are whole at last, and the quarantined row of the same bytes goes', async () => {
    await site.put('a.dcm', ctReport({ seed: 'one' }));
    const refuse = { digest: refusingDigest };
    expect((await site.ingest(refuse)).counts).toMatchObject({ quarantined: 1 });
    const only = [{ folder: { name: 'drop', path: site.drop }, path: 'a.dcm' }];
    expect((await site.ingest({ only })).counts).toMatchObject({ imported: 1, unchanged: 0 });
    expect(await objects()).toEqual([{ path: 'a.dcm', outcome: 'imported', reason: null }]);
    expect((await site.ingest()).counts).toMatchObject({ unchanged: 1 });
  });

  it('leave quarantine when other bytes take their place', async () => {
    await site.put('a.dcm', cutReport('one'));
    await site.put('b.dcm', cutReport('one'));
    await site.ingest();
    await site.put('a.dcm', ctReport({ seed: 'one' }));
    expect((await site.ingest()).counts).toMatchObject({ imported: 1 });
    expect(await objects()).toEqual([
      { path: 'a.dcm', outcome: 'imported', reason: null },
      { path: 'b.dcm', outcome: 'quarantined', reason: 'truncated' },
    ]);
  });

  it('are named when they are gone', async () => {
    const only = [{ folder: { name: 'drop', path: site.drop }, path: 'gone/a.dcm' }];
    expect((await site.ingest({ only })).files).toEqual([
      { dropFolder: 'drop', path: 'gone/a.dcm', outcome: 'unreadable', reason: 'not_found' },
    ]);
  });

  it('can be dropped from quarantine for good, others staying', async () => {
    await site.put('one.dcm', cutReport('one'));
    await site.put('two.dcm', cutReport('two'));
    await site.ingest();
    const { dropped } = await dropQuarantined(site.lake, ({ path }) => path === 'one.dcm');
    expect(dropped).toEqual([{ dropFolder: 'drop', path: 'one.dcm' }]);
    const [one, two] = await objects();
    expect(one).toMatchObject({
      outcome: 'not_dose',
      reason: expect.stringMatching(/^dropped_from_quarantine: /),
    });
    expect(two).toMatchObject({ outcome: 'quarantined' });
    await ageReaders();
    expect((await site.ingest()).counts).toMatchObject({ unchanged: 1, quarantined: 1 });
    expect(await dropQuarantined(site.lake, () => false)).toEqual({ dropped: [], snapshot: null });
  });

  it('stay imported when only their time of change is new', async () => {
    const file = await site.put('a.dcm', ctReport({ seed: 'one' }));
    await site.ingest();
    await utimes(file, new Date(0), new Date(1_000_000));
    expect((await site.ingest()).counts).toMatchObject({ unchanged: 1, duplicate: 0 });
    expect(await objects()).toEqual([{ path: 'a.dcm', outcome: 'imported', reason: null }]);
    expect((await site.ingest()).counts).toMatchObject({ unchanged: 1 });
  });
});

/** Readers of an earlier day, to which every object is foreign. */
async function refusingDigest(sightings: readonly { absolutePath: string }[]) {
  const { digestFile } = await import('../../../pipeline/document/digest.js');
  const { POLICY } = await import('../../support/ingest-fixture.js');
  return sightings.map(({ absolutePath }) => ({
    ...digestFile(absolutePath, POLICY),
    outcome: 'quarantined' as const,
    reason: 'extractor_failed',
  }));
}
