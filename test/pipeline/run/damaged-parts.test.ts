import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ctReport } from '../../support/builders/index.js';
import { openSite, type Site } from '../../support/ingest-fixture.js';

let site: Site;
beforeEach(async () => {
  site = await openSite();
});
afterEach(() => site.close());

const FIRST = { seed: 'one', object: 'first', events: [{ uid: '1.2.3.1' }, { uid: '1.2.3.2' }] };

/** Turns a character of the only part of a table, where a text stands in it, as a disk may. */
function turnCharacterOf(table: string, text: string): string {
  const { parts, release } = site.lake.pin();
  release();
  const { file } = parts.find((part) => part.table === table)!;
  const path = join(site.lake.context.lakeFolder, file);
  const bytes = readFileSync(path);
  const at = bytes.indexOf(text);
  expect(at).toBeGreaterThan(0);
  bytes[at + text.length - 1]! ^= 1;
  writeFileSync(path, bytes);
  // As after a restart.
  site.lake.context.soundFiles.clear();
  return file;
}

it.each([
  ['studies', 'study_id'],
  ['studies', 'study_instance_uid'],
  ['ct_events', 'study_id'],
])('puts no study together beside a part of %s in which its %s was turned', async (table, column) => {
  await site.put('a.dcm', ctReport(FIRST));
  await site.ingest();
  const [study] = await site.query(`SELECT ${column} AS text FROM studies`);
  const damaged = turnCharacterOf(table, String(study!['text']));
  await site.put('b.dcm', ctReport({ ...FIRST, object: 'second', events: [{ uid: '1.2.3.3' }] }));
  await expect(site.ingest()).rejects.toThrow(`lake/${damaged}: damaged or missing`);
  expect(site.lake.latestSnapshot()!.id).toBe(1);
  await site.put('b.dcm', ctReport({ seed: 'other' }));
  expect((await site.ingest()).counts).toMatchObject({ imported: 1 });
});
