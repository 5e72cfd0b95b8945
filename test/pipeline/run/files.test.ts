import { existsSync } from 'node:fs';
import { link, mkdir, readFile, rename, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { READERS_FINGERPRINT } from '../../../pipeline/extract/readers.js';
import { LEAVE_ALL, type AfterImportPolicy } from '../../../pipeline/run/after-import.js';
import { clearFiles, copyDurably } from '../../../pipeline/run/clear-files.js';
import { dropQuarantined } from '../../../pipeline/run/quarantine.js';
import type { KnownFile } from '../../../warehouse/index.js';
import { ctReport, mammographyImage, radiographyImage } from '../../support/builders/index.js';
import { privateBlock } from '../../support/dicom-writer/index.js';
import { openSite, type Site } from '../../support/ingest-fixture.js';

let site: Site;

beforeEach(async () => {
  site = await openSite();
});

afterEach(() => site.close());

/** A report cut in the middle: quarantined. */
function cutReport(seed: string): Uint8Array {
  const whole = ctReport({ seed });
  return whole.slice(0, Math.floor(whole.length / 2));
}

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

describe('files after import', () => {
  const clearing = (policy: Partial<AfterImportPolicy>) => ({
    afterImport: (outcomes: Parameters<typeof clearFiles>[0]) =>
      Promise.resolve(clearFiles(outcomes, { ...LEAVE_ALL, ...policy })),
  });
  const isThere = (path: string) => existsSync(join(site.drop, path));

  it('stay where they are unless the site wants otherwise', async () => {
    await site.put('a.dcm', ctReport({ seed: 'one' }));
    const { counts } = await site.ingest(clearing({}));
    expect(counts).toMatchObject({ imported: 1, removed_after_import: 0, archived_after_import: 0 });
    expect(isThere('a.dcm')).toBe(true);
  });

  it('are touched only once the commit of what they say is durable', async () => {
    await site.put('a.dcm', ctReport({ seed: 'one' }));
    const refused = { ...site.lake, commit: () => Promise.reject(new Error('disk full')) };
    const calls: number[] = [];
    const afterImport = async (outcomes: Parameters<typeof clearFiles>[0]) => {
      calls.push((await objects()).length);
      return clearFiles(outcomes, { ...LEAVE_ALL, rdsr: 'delete' });
    };
    await expect(site.ingest({ lake: refused, afterImport })).rejects.toThrow('disk full');
    expect([calls, isThere('a.dcm')]).toEqual([[], true]);
    await site.ingest({ afterImport });
    expect([calls, isThere('a.dcm')]).toEqual([[1], false]);
  });

  it('go for CT images too', async () => {
    const attributes = { SOPClassUID: '1.2.840.10008.5.1.4.1.1.2', Modality: 'CT', Manufacturer: 'TOSHIBA' };
    const elements = privateBlock(0x7005, 'TOSHIBA_MEC_CT3', { 0x63: ['FD', 12.4] });
    await site.put('slice.dcm', radiographyImage({ attributes, elements }));
    const { counts } = await site.ingest(clearing({ ctImage: 'delete', radiographyImage: 'leave' }));
    expect(counts).toMatchObject({ imported: 1, removed_after_import: 1 });
    expect(isThere('slice.dcm')).toBe(false);
  });

  it('go by kind, duplicates included; quarantined, foreign and other files stay', async () => {
    await site.put('in/report.dcm', ctReport({ seed: 'one' }));
    await site.put('report-again.dcm', ctReport({ seed: 'one' }));
    await site.put('image.dcm', mammographyImage({ seed: 'two' }));
    await site.put('cut.dcm', cutReport('three'));
    await site.put('readme.txt', 'not an object');
    const { counts } = await site.ingest(clearing({ rdsr: 'delete', noMatch: 'delete' }));
    expect(counts).toMatchObject({ removed_after_import: 2, archived_after_import: 0, not_cleared: 0 });
    expect(['in/report.dcm', 'report-again.dcm', 'image.dcm', 'cut.dcm', 'readme.txt'].map(isThere)).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
  });

  it('delete what no extractor reads only when asked', async () => {
    const foreign = ctReport({ seed: 'x', attributes: { SOPClassUID: '1.2.840.10008.5.1.4.1.1.4' } });
    await site.put('foreign.dcm', foreign);
    expect((await site.ingest(clearing({ noMatch: 'delete' }))).counts).toMatchObject({
      removed_after_import: 1,
    });
    expect(isThere('foreign.dcm')).toBe(false);
  });

  it('move to the archive under their path, never over another file', async () => {
    const move = { move: site.archive } as const;
    await site.put('ct/a.dcm', ctReport({ seed: 'one' }));
    await mkdir(join(site.archive, 'ct'), { recursive: true });
    await writeFile(join(site.archive, 'ct', 'a.dcm'), 'something else');
    expect((await site.ingest(clearing({ rdsr: move }))).counts).toMatchObject({ archived_after_import: 1 });
    expect(isThere('ct/a.dcm')).toBe(false);
    expect(await readFile(join(site.archive, 'ct', 'a.dcm'), 'utf8')).toBe('something else');
    const [stored] = await site.query('SELECT sha256 FROM source_objects');
    const archived = join(site.archive, 'ct', `a.${String(stored!['sha256']).slice(0, 16)}.dcm`);
    expect(Buffer.from(await readFile(archived)).equals(Buffer.from(ctReport({ seed: 'one' })))).toBe(true);

    await site.put('ct/b.dcm', ctReport({ seed: 'two' }));
    await writeFile(join(site.archive, 'ct', 'b.dcm'), ctReport({ seed: 'two' }));
    expect((await site.ingest(clearing({ rdsr: move }))).counts).toMatchObject({ archived_after_import: 1 });
    expect(isThere('ct/b.dcm')).toBe(false);
  });

  it('stay when they changed after they were read', async () => {
    const file = await site.put('a.dcm', ctReport({ seed: 'one' }));
    const summary = await site.ingest({
      afterImport: async (outcomes) => {
        await writeFile(file, ctReport({ seed: 'two' }));
        return clearFiles(outcomes, { ...LEAVE_ALL, rdsr: 'delete' });
      },
    });
    expect(summary.counts).toMatchObject({ imported: 1, not_cleared: 1, removed_after_import: 0 });
    expect(summary.files).toEqual([
      { dropFolder: 'drop', path: 'a.dcm', outcome: 'not_cleared', reason: 'changed_since_read' },
    ]);
    expect((await site.ingest()).counts).toMatchObject({ imported: 1 });
  });

  it('stay when they are links, or lie behind a folder that became one', async () => {
    const outside = join(site.archive, 'outside');
    await mkdir(outside, { recursive: true });
    await writeFile(join(outside, 'a.dcm'), ctReport({ seed: 'one' }));
    await symlink(join(outside, 'a.dcm'), join(site.drop, 'linked.dcm'));
    await site.put('sub/b.dcm', ctReport({ seed: 'two' }));
    const { files, counts } = await site.ingest({
      afterImport: async (outcomes) => {
        await rename(join(site.drop, 'sub'), join(outside, 'sub'));
        await symlink(join(outside, 'sub'), join(site.drop, 'sub'));
        return clearFiles(outcomes, { ...LEAVE_ALL, rdsr: 'delete' });
      },
    });
    expect(counts).toMatchObject({ imported: 2, removed_after_import: 0, not_cleared: 2 });
    expect(files.map(({ reason }) => reason)).toEqual(['is_a_link', 'is_behind_a_link']);
    expect(existsSync(join(outside, 'a.dcm')) && existsSync(join(outside, 'sub', 'b.dcm'))).toBe(true);
  });

  it('are copied whole or not at all where the archive is on another disk', async () => {
    const source = await site.put('a.dcm', ctReport({ seed: 'one' }));
    const target = join(site.drop, 'b.dcm');
    copyDurably(source, target);
    expect((await readFile(target)).equals(await readFile(source))).toBe(true);
    await link(source, join(site.drop, 'taken.dcm'));
    expect(() => copyDurably(source, join(site.drop, 'taken.dcm'))).toThrow(/EEXIST/);
  });
});
