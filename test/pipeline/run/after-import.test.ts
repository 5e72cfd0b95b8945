import { existsSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { siteAfterImport } from '../../../jobs/config/site-after-import.js';
import type { AfterImportPolicy } from '../../../pipeline/run/after-import.js';
import { clearFiles, copyDurably, isToGo } from '../../../pipeline/run/clear-files.js';
import { openState } from '../../../warehouse/state/state.js';
import { LEAVE_ALL } from '../../../warehouse/tables/index.js';
import { ctReport, mammographyImage, radiographyImage } from '../../support/builders/index.js';
import { privateBlock } from '../../support/dicom-writer/index.js';
import { cutReport, openSite, type Site } from '../../support/ingest-fixture.js';

let site: Site;

beforeEach(async () => {
  site = await openSite();
});
afterEach(() => site.close());

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
      calls.push((await site.query('FROM source_objects')).length);
      return clearFiles(outcomes, { ...LEAVE_ALL, rdsr: 'delete' });
    };
    await expect(site.ingest({ lake: refused, afterImport })).rejects.toThrow('disk full');
    expect([calls, isThere('a.dcm')]).toEqual([[], true]);
    await site.ingest({ afterImport });
    expect([calls, isThere('a.dcm')]).toEqual([[1], false]);
  });

  it('go with the next run where a killed one, or a full archive, left them', async () => {
    const policy = { ...LEAVE_ALL, rdsr: { move: site.archive } } as const;
    const effects = {
      isToGo: (handled: Parameters<typeof isToGo>[0]) => isToGo(handled, policy),
      ...clearing(policy),
    };
    await site.put('a.dcm', ctReport({ seed: 'one' }));
    const killed = { ...effects, afterImport: () => Promise.reject(new Error('killed')) };
    await expect(site.ingest(killed)).rejects.toThrow('killed');
    await writeFile(site.archive, 'no folder');
    expect((await site.ingest(effects)).counts).toMatchObject({ unchanged: 1, not_cleared: 1 });
    await rm(site.archive);
    const { counts, snapshot } = await site.ingest(effects);
    expect(counts).toMatchObject({ imported: 0, unchanged: 1, archived_after_import: 1 });
    expect([snapshot?.id, isThere('a.dcm')]).toEqual([1, false]);
    await site.put('b.dcm', ctReport({ seed: 'two' }));
    await site.ingest();
    const read: number[] = [];
    const digest = (sightings: readonly unknown[]) => {
      read.push(sightings.length);
      return Promise.resolve([]);
    };
    await site.ingest({ ...effects, digest });
    expect([read, isThere('b.dcm')]).toEqual([[], true]);
  });

  it('go by what the site says as the batch is committed, never before', async () => {
    await site.put('a.dcm', ctReport({ seed: 'one' }));
    const state = openState(':memory:');
    const afterImport = (outcomes: Parameters<typeof clearFiles>[0]) =>
      Promise.resolve(clearFiles(outcomes, siteAfterImport({ afterImport: {} }, state)));
    const refused = { ...site.lake, commit: () => Promise.reject(new Error('disk full')) };
    state.settings.set('after_import', { ...LEAVE_ALL, rdsr: 'delete' }, 'ada');
    await expect(site.ingest({ lake: refused, afterImport })).rejects.toThrow('disk full');
    expect(isThere('a.dcm')).toBe(true);
    state.settings.set('after_import', LEAVE_ALL, 'ada');
    await site.ingest({ afterImport });
    expect(isThere('a.dcm')).toBe(true);
    state.settings.set('after_import', { ...LEAVE_ALL, rdsr: 'delete' }, 'ada');
    await site.put('b.dcm', ctReport({ seed: 'two' }));
    await site.ingest({ afterImport });
    expect([isThere('a.dcm'), isThere('b.dcm')]).toEqual([true, false]);
    state.close();
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

  describe('of one SOP instance UID and other content', () => {
    const report = (...uids: string[]) =>
      ctReport({ seed: 'one', object: 'same', events: uids.map((uid) => ({ uid })) });
    const [weak, strong] = [report('1.2.3.1'), report('1.2.3.1', '1.2.3.2')];
    const deletes = clearing({ rdsr: 'delete' });

    it('stay unless the lake holds what they say, copies of them and touched ones too', async () => {
      await site.put('strong.dcm', strong);
      await site.ingest(deletes);
      await site.put('weak.dcm', weak);
      await site.put('weak-again.dcm', weak);
      expect((await site.ingest(deletes)).counts).toMatchObject({ duplicate: 2, removed_after_import: 0 });
      await utimes(join(site.drop, 'weak.dcm'), 1, 1);
      await site.put('weak-later.dcm', weak);
      await site.put('strong-later.dcm', strong);
      await site.ingest(deletes);
      expect(['weak.dcm', 'weak-again.dcm', 'weak-later.dcm'].map(isThere)).toEqual([true, true, true]);
      expect(['strong.dcm', 'strong-later.dcm'].map(isThere)).toEqual([false, false]);
    });

    it('stay as copies of an object that stood before, until the other came', async () => {
      await site.put('weak.dcm', weak);
      await site.ingest();
      await site.put('strong.dcm', strong);
      await site.put('weak-again.dcm', weak);
      await site.ingest(deletes);
      await utimes(join(site.drop, 'weak.dcm'), 1, 1);
      await site.put('weak-later.dcm', weak);
      await site.ingest(deletes);
      expect(['weak.dcm', 'weak-again.dcm', 'weak-later.dcm'].map(isThere)).toEqual([true, true, true]);
      expect(isThere('strong.dcm')).toBe(false);
    });
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
