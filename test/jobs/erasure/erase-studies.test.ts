import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storePaths } from '../../../jobs/config/store.js';
import { eraseStudies, finishErasures, type ErasableStore } from '../../../jobs/erasure/erase-studies.js';
import { openErasures } from '../../../jobs/erasure/journal.js';
import { inspectLake, openLake, openSnapshot, rebuildCatalog } from '../../../warehouse/index.js';
import { openState, type State } from '../../../warehouse/state/state.js';
import { ctReport, nuclearMedicineImage, studyInstanceUid } from '../../support/builders/index.js';
import { openSite, SITE_KEY, type Site } from '../../support/ingest-fixture.js';
import { searchStore } from '../../support/search-store.js';

let site: Site;
let state: State;
let store: ErasableStore;
let progress: string[];

const VALUES = ['Unrepeatable', 'ACCZQ555', 'Zebedee', studyInstanceUid('erased'), '2.25.7777'];
const PERSON = {
  seed: 'erased',
  events: [{ uid: '2.25.7777001' }, { uid: '2.25.7777002' }],
  attributes: { StudyDescription: 'Unrepeatable thorax', AccessionNumber: 'ACCZQ555' },
} as const;

beforeEach(async () => {
  site = await openSite();
  progress = [];
  const paths = storePaths(site.lake.directory);
  state = openState(paths.state);
  await state.users.add('ada', 'correct horse battery', ['admingroup']);
  store = {
    lake: site.lake,
    state,
    paths,
    siteKey: SITE_KEY,
    dropFolders: [{ name: 'drop', path: site.drop, issuer: null }],
  };
  await site.put('other.dcm', ctReport({ seed: 'other' }));
  await site.ingest();
  await site.put('Zebedee/first.dcm', ctReport(PERSON));
  await site.ingest();
});
afterEach(async () => {
  delete process.env['DOSE_FAILPOINT'];
  state.close();
  await site.close();
});

const effects = { onProgress: (line: string) => void progress.push(line), readerGraceMs: 200 };
const idsOf = async (seed: string): Promise<string[]> =>
  (
    await site.query(`SELECT study_id FROM studies WHERE study_instance_uid = '${studyInstanceUid(seed)}'`)
  ).map(({ study_id: id }) => String(id));
const erase = (studyIds: readonly string[]) => eraseStudies(store, { studyIds, actor: 'ada' }, effects);

describe('an erasure', { timeout: 120_000 }, () => {
  it('keeps older snapshots readable without the study, marked as changed', async () => {
    await erase(await idsOf('erased'));
    const held = site.lake.snapshots().filter(({ changedAt }) => changedAt !== null);
    expect(held.length).toBeGreaterThan(0);
    expect(site.lake.snapshots()[0]).toMatchObject({ id: 1, changedAt: null, isExpired: false });
    for (const { id } of site.lake.snapshots()) {
      const snapshot = await openSnapshot(site.lake, { snapshotId: id });
      expect(await snapshot.query('SELECT study_instance_uid AS uid FROM studies')).toEqual([
        { uid: studyInstanceUid('other') },
      ]);
      await snapshot.close();
    }
  });

  it('turns away what comes again, without a record of it, also with a new event', async () => {
    await erase(await idsOf('erased'));
    await site.put('Zebedee/continued.dcm', ctReport({ ...PERSON, object: 'more', events: 3 }));
    await site.put(
      'moved.dcm',
      ctReport({
        ...PERSON,
        object: 'moved',
        attributes: { ...PERSON.attributes, StudyInstanceUID: '2.25.7777100' },
      }),
    );
    expect((await site.ingest()).counts).toMatchObject({ deleted: 3, held: 0, imported: 0, unchanged: 1 });
    expect((await site.ingest()).counts).toMatchObject({ deleted: 3 });
    expect(await searchStore(site.lake.directory, VALUES)).toEqual([]);
  });

  it('reaches the records of bytes at the same places that could not be read', async () => {
    const whole = ctReport({ ...PERSON, object: 'slow' });
    await site.put('Zebedee/slow.dcm', whole.slice(0, whole.length / 2));
    await site.put('other-cut.dcm', whole.slice(0, whole.length / 2));
    await site.ingest();
    await site.put('Zebedee/slow.dcm', whole);
    await site.ingest();
    await site.put('Zebedee/first.dcm', whole.slice(0, whole.length / 3));
    expect((await site.ingest()).counts).toMatchObject({ quarantined: 1 });
    await erase(await idsOf('erased'));
    expect(await searchStore(site.lake.directory, VALUES)).toEqual([]);
    expect(await site.query("SELECT path FROM source_objects WHERE outcome = 'quarantined'")).toEqual([
      { path: 'other-cut.dcm' },
    ]);
  });

  it('takes the study out of the audit trail, which still shows every other change of it', async () => {
    const [id] = await idsOf('erased');
    state.audit.record({ actor: 'ada', action: 'identity_seen', subject: id!, details: { rows: 1 } });
    state.audit.record({ actor: 'ada', action: 'export', details: { filter: 'accession_number=acczq555' } });
    state.audit.record({ actor: 'ada', action: 'sign_out' });
    const view = { page: '/ct', shared: false };
    state.views.add('ada', { ...view, name: 'one', query: 'study_description=unrepeatable%20thorax' });
    state.views.add('ada', { ...view, name: 'two', query: 'study_description=head' });
    const outcome = await erase([id!]);
    expect(outcome).toMatchObject({ outcome: 'erased', report: { redactedEntries: 2, removedViews: 1 } });
    const [erased, , , seen] = state.audit.list(0, 10).items;
    expect(erased).toMatchObject({ action: 'study_erased', actor: 'ada' });
    expect(erased!.subject).toMatch(/^erased-[0-9a-f]{32}$/);
    expect(seen).toMatchObject({ action: 'identity_seen', actor: 'ada', subject: erased!.subject });
    expect(state.views.listFor('ada').map(({ name }) => name)).toEqual(['two']);
    expect(state.audit.firstBroken()).toBeNull();
    expect(await searchStore(site.lake.directory, [id!])).toEqual([]);
  });

  it('names the backups that were taken since the study came', async () => {
    state.backups.record({ folder: '/backups/old', snapshotId: 1, takenAt: '2020-01-01T00:00:00.000Z' });
    state.backups.record({ folder: '/backups/new', snapshotId: 2, takenAt: new Date().toISOString() });
    const outcome = await erase(await idsOf('erased'));
    if (outcome.outcome !== 'erased') throw new Error(outcome.outcome);
    expect(outcome.report.backups.map(({ folder }) => folder)).toEqual(['/backups/new']);
    expect(outcome.report.originalFileCount).toBe(1);
  });

  it('refuses to take other studies of the same UID with it unless they are named', async () => {
    await site.put(
      'nuclear.dcm',
      nuclearMedicineImage({ seed: 'nuclear', attributes: { StudyInstanceUID: studyInstanceUid('erased') } }),
    );
    await site.ingest();
    const ids = await idsOf('erased');
    expect(ids).toHaveLength(2);
    expect(await erase([ids[0]!])).toEqual({ outcome: 'incomplete', alsoHeld: [ids[1]] });
    expect(await idsOf('erased')).toHaveLength(2);
    expect(await erase(ids)).toMatchObject({ outcome: 'erased', unknown: [] });
    expect(await erase(ids)).toEqual({ outcome: 'unknown' });
    expect(await searchStore(site.lake.directory, VALUES)).toEqual([]);
  });

  it.each([
    ['in what names its writer', (bytes: Buffer) => bytes.lastIndexOf('DuckDB')],
    ['in the ids of its studies', () => 40],
  ])('goes on with a part that is damaged %s, and the damage goes on being told', async (_where, placeIn) => {
    await site.lake.compact();
    const pin = site.lake.pin();
    pin.release();
    const { file } = pin.parts.find(({ table }) => table === 'ct_events')!;
    const path = join(site.lake.context.lakeFolder, file);
    const bytes = readFileSync(path);
    bytes[placeIn(bytes)]! ^= 1;
    writeFileSync(path, bytes);
    const outcome = await erase(await idsOf('erased'));
    expect(outcome).toMatchObject({ outcome: 'erased', report: { lake: { damagedParts: [file] } } });
    const { findings } = await inspectLake(site.lake.directory, { comparesDigests: true });
    expect(findings.map(({ code }) => code)).toContain('part_damaged');
  });

  it('honours a reader for a bounded time', async () => {
    const pin = site.lake.pin();
    expect(await erase(await idsOf('erased'))).toMatchObject({
      outcome: 'erased',
      report: { isClean: true },
    });
    expect(progress).toContain('Waiting for 1 readers of the former parts…');
    pin.release();
  });

  it.each(['erasure_written', 'erasure_in_transaction', 'erasure_committed', 'erasure_removed'])(
    'that fails at %s has hidden the study, and is finished by whoever comes next',
    async (name) => {
      const ids = await idsOf('erased');
      process.env['DOSE_FAILPOINT'] = name;
      await expect(erase(ids)).rejects.toThrow(name);
      delete process.env['DOSE_FAILPOINT'];
      expect(await idsOf('erased')).toEqual([]);
      expect(await openErasures(site.lake.directory)).toHaveLength(1);
      expect(await finishErasures(store, effects)).toMatchObject([{ isClean: true }]);
      expect(await searchStore(site.lake.directory, [...VALUES, ...ids])).toEqual([]);
      expect(state.audit.list(0, 10).items.filter(({ action }) => action === 'study_erased')).toHaveLength(1);
    },
  );

  it('is not undone by a catalog made anew from the parts, and reaches what was moved aside', async () => {
    await erase(await idsOf('erased'));
    const before = await site.query('SELECT * FROM study_actions');
    await site.lake.close();
    await rebuildCatalog(site.lake.directory);
    const lake = await openLake(site.lake.directory);
    const snapshot = await openSnapshot(lake);
    expect(await snapshot.query('SELECT study_instance_uid AS uid FROM studies')).toEqual([
      { uid: studyInstanceUid('other') },
    ]);
    expect(await snapshot.query('SELECT * FROM study_actions')).toEqual(before);
    await snapshot.close();
    writeFileSync(join(site.lake.directory, 'catalog.sqlite.damaged-then'), 'Zebedee/first.dcm');
    await lake.removeErased();
    await lake.close();
    expect(await searchStore(site.lake.directory, VALUES)).toEqual([]);
  });
});
