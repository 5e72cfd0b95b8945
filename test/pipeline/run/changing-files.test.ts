import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import digestInWorker from '../../../jobs/workers/digest-worker.js';
import type { Digest } from '../../../pipeline/run/batch.js';
import { clearFiles } from '../../../pipeline/run/clear-files.js';
import { scan, type Sighting, type Unreadable } from '../../../pipeline/run/scan.js';
import { LEAVE_ALL } from '../../../warehouse/tables/index.js';
import { ctReport } from '../../support/builders/index.js';
import { openSite, POLICY, type Site } from '../../support/ingest-fixture.js';

let site: Site;

beforeEach(async () => {
  site = await openSite();
});
afterEach(() => site.close());

/** Reads as a worker does, after something has happened in the drop folder since the scan. */
const readingAfter =
  (happening: () => Promise<unknown>): Digest =>
  async (sightings) => {
    await happening();
    return digestInWorker({ paths: sightings.map(({ absolutePath }) => absolutePath), policy: POLICY });
  };

const place = (path: string): string => join(site.drop, path);
const objects = () => site.query('SELECT path, outcome FROM source_objects ORDER BY path');

describe('a file that changes between scan and read', () => {
  it('is reported as gone where it went, and the others come in', async () => {
    await site.put('a.dcm', ctReport({ seed: 'one' }));
    await site.put('b.dcm', ctReport({ seed: 'two' }));
    const { counts, files } = await site.ingest({ digest: readingAfter(() => rm(place('a.dcm'))) });
    expect(counts).toMatchObject({ imported: 1, unreadable: 1 });
    expect(files).toEqual([{ dropFolder: 'drop', path: 'a.dcm', outcome: 'unreadable', reason: 'gone' }]);
    expect(await objects()).toEqual([{ path: 'b.dcm', outcome: 'imported' }]);
    expect((await site.ingest()).counts).toMatchObject({ unchanged: 1, unreadable: 0 });
  });

  it('goes with its folder, and with what a file took the place of', async () => {
    await site.put('day/a.dcm', ctReport({ seed: 'one' }));
    await site.put('night/b.dcm', ctReport({ seed: 'two' }));
    await site.put('z.dcm', ctReport({ seed: 'three' }));
    const { files, counts } = await site.ingest({
      digest: readingAfter(async () => {
        await rm(place('day'), { recursive: true });
        await rm(place('night'), { recursive: true });
        await writeFile(place('night'), 'a file now');
      }),
    });
    expect(counts).toMatchObject({ imported: 1, unreadable: 2 });
    expect(files.map(({ path, reason }) => `${path} ${reason}`)).toEqual([
      'day/a.dcm gone',
      'night/b.dcm gone',
    ]);
  });

  it('is what it is at the read where another took its place, and is looked at again in the next run', async () => {
    await site.put('a.dcm', ctReport({ seed: 'one' }));
    const replace = async () => {
      await writeFile(place('new.part'), ctReport({ seed: 'two' }));
      await rename(place('new.part'), place('a.dcm'));
    };
    const afterImport = (outcomes: Parameters<typeof clearFiles>[0]) =>
      Promise.resolve(clearFiles(outcomes, { ...LEAVE_ALL, rdsr: 'delete' }));
    const first = await site.ingest({ digest: readingAfter(replace), afterImport });
    expect(first.counts).toMatchObject({ imported: 1, removed_after_import: 0, not_cleared: 1 });
    expect(first.files).toMatchObject([{ outcome: 'not_cleared', reason: 'changed_since_read' }]);
    expect(existsSync(place('a.dcm'))).toBe(true);
    const second = await site.ingest({ afterImport });
    expect(second.counts).toMatchObject({ imported: 0, duplicate: 0, unchanged: 1, removed_after_import: 1 });
    expect(await objects()).toEqual([{ path: 'a.dcm', outcome: 'imported' }]);
  });

  it.skipIf(process.platform === 'win32').each([
    ['a pipe', (path: string) => Promise.resolve(spawnSync('mkfifo', [path]))],
    ['a folder', (path: string) => mkdir(path)],
    ['a device, by a link', (path: string) => symlink('/dev/zero', path)],
  ])('is not waited for where %s took its place', { timeout: 20_000 }, async (_what, put) => {
    await site.put('a.dcm', ctReport({ seed: 'one' }));
    await site.put('b.dcm', ctReport({ seed: 'two' }));
    const digest = readingAfter(async () => {
      await rm(place('a.dcm'));
      await put(place('a.dcm'));
    });
    const { counts, files } = await site.ingest({ digest });
    expect(counts).toMatchObject({ imported: 1, unreadable: 1, quarantined: 0 });
    expect(files).toMatchObject([{ path: 'a.dcm', outcome: 'unreadable', reason: 'not_a_file' }]);
  });
});

describe('a folder that goes during the scan', () => {
  it('is reported, and so are the files that it had; what comes after it is found', async () => {
    for (const path of ['a/1.dcm', 'a/2.dcm', 'b/1.dcm', 'c.dcm']) await site.put(path, 'x');
    const seen: string[] = [];
    const unreadable: Unreadable[] = [];
    const sightings = scan([{ name: 'drop', path: site.drop }], {
      settleMs: 0,
      isKnown: () => false,
      onUnreadable: (entry) => unreadable.push(entry),
      onStillWritten: ({ path }: Sighting) => seen.push(`still written: ${path}`),
    });
    for await (const { path } of sightings) {
      seen.push(path);
      await rm(place('a'), { recursive: true, force: true });
      await rm(place('b'), { recursive: true, force: true });
    }
    expect(seen).toEqual(['a/1.dcm', 'c.dcm']);
    expect(unreadable).toEqual([
      { dropFolder: 'drop', path: 'a/2.dcm', reason: 'not_found' },
      { dropFolder: 'drop', path: 'b', reason: 'not_found' },
    ]);
  });
});
