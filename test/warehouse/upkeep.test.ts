import { existsSync } from 'node:fs';
import { mkdir, open, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  FULL_COMPACTION,
  openLake,
  openSnapshot,
  rebuildCatalog,
  type DoseLake,
} from '../../warehouse/index.js';
import { discardBatch } from '../../warehouse/lake/batch.js';
import { action, batchOf, contentOf, ctStudy, row, temporaryFolder } from './lake-support.js';

const INGEST = { kind: 'ingest', runId: null } as const;
const DAY_MS = 86_400_000;

describe('upkeep of a lake', () => {
  let lake: DoseLake;
  let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    temporary = await temporaryFolder();
    lake = await openLake(temporary.folder);
  });
  afterEach(async () => {
    await lake.close();
    await temporary.remove();
  });

  async function fill(batches: number): Promise<void> {
    for (let n = 0; n < batches; n++) {
      const add = batchOf(n * 10, n * 10 + 10);
      await lake.commit(INGEST, () =>
        Promise.resolve({
          add: {
            ...add,
            devices: [
              row('devices', { device_id: `device-${n}`, institution_name: 'Ward', station_name: `${n}` }),
            ],
            source_objects: add.studies.map((study) =>
              row('source_objects', {
                sha256: String(study.event_count).padStart(64, '0'),
                path: `${study.study_id}.dcm`,
                drop_folder: 'drop',
                byte_count: 7,
                outcome: 'imported',
                ingested_at: `2025-01-0${(n % 3) + 1}T00:00:00`,
              }),
            ),
          },
        }),
      );
    }
  }

  it('merges to one part per modality and month without changing a value', async () => {
    await fill(4);
    const undated = ctStudy(900, { study_date: null, study_time: null });
    const other = ctStudy(901, { modality: 'MG' });
    await lake.commit(INGEST, () => Promise.resolve({ add: { studies: [undated, other] } }));
    const before = await contentOf(lake);
    await lake.compact();
    expect(await contentOf(lake)).toEqual(before);
    const pin = lake.pin();
    const studyParts = pin.parts.filter(({ table }) => table === 'studies');
    expect(studyParts).toHaveLength(5);
    expect(studyParts.filter(({ hasUndated }) => hasUndated)).toMatchObject([
      { minDate: null, maxDate: null, rowCount: 1, modalities: ['CT'] },
    ]);
    for (const { minDate, maxDate } of studyParts) expect(minDate?.slice(0, 7)).toBe(maxDate?.slice(0, 7));
    expect(pin.parts.filter(({ table }) => table === 'devices')).toHaveLength(1);
    expect(pin.parts.filter(({ table }) => table === 'ct_events')).toHaveLength(3);
    expect(await lake.compact()).toBe(0);
    pin.release();
  });

  /** Turns a byte of the first column's values, which the footer does not tell of. */
  async function damage(file: string): Promise<void> {
    const handle = await open(join(temporary.folder, 'lake', file), 'r+');
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, 40);
    await handle.write(Buffer.from([buffer[0]! ^ 1]), 0, 1, 40);
    await handle.close();
  }

  const liveFiles = (table: string): string[] => {
    const { parts, release } = lake.pin();
    release();
    return parts.filter((part) => part.table === table).map(({ file }) => file);
  };

  it('never merges a damaged part, names it, and merges the others', async () => {
    await fill(4);
    const [damaged] = liveFiles('ct_events');
    await damage(damaged!);
    await expect(lake.compact()).rejects.toThrow(`lake/${damaged}: damaged or missing`);
    expect(liveFiles('ct_events')).toHaveLength(4);
    expect(liveFiles('ct_events')).toContain(damaged);
    expect(liveFiles('studies')).toHaveLength(3);
    await expect(lake.compact()).rejects.toThrow('dose doctor');
    expect(liveFiles('ct_events')).toHaveLength(4);
  });

  it('gives no rows a part by the dates of a damaged one', async () => {
    await fill(2);
    const [damaged] = liveFiles('studies');
    await damage(damaged!);
    const before = liveFiles('ct_events');
    await expect(lake.compact()).rejects.toThrow(`lake/${damaged}: damaged or missing`);
    expect(liveFiles('ct_events')).toEqual(before);
    expect(liveFiles('devices')).toHaveLength(1);
  });

  it('takes no rows out of a damaged part', async () => {
    await fill(2);
    const [damaged] = liveFiles('ct_events');
    await damage(damaged!);
    const removal = () => Promise.resolve({ add: {}, removeStudies: ['study-1', 'study-11'] });
    await expect(lake.commit(INGEST, removal)).rejects.toThrow(`lake/${damaged}: damaged or missing`);
    expect(lake.latestSnapshot()?.id).toBe(2);
    expect(liveFiles('ct_events')).toContain(damaged);
  });

  it('joins the studies of a night to those of their month in one batch a table', async () => {
    const onDay = (day: number, modality = 'CT') =>
      ctStudy(day, { study_date: `2024-03-${String(day).padStart(2, '0')}`, modality });
    const night = (...studies: readonly ReturnType<typeof ctStudy>[]) =>
      lake.commit(INGEST, () => Promise.resolve({ add: { studies } }));
    await night(onDay(1), onDay(2, 'MG'));
    expect(await lake.compact()).toBe(1);
    await night(onDay(3));
    const before = await contentOf(lake);
    const mammograms = lake.pin().parts.filter(({ modalities }) => modalities?.includes('MG'));
    expect(await lake.compact()).toBe(1);
    expect(await contentOf(lake)).toEqual(before);
    const { parts } = lake.pin();
    expect(parts.filter(({ table }) => table === 'studies')).toHaveLength(2);
    expect(parts).toEqual(
      expect.arrayContaining(mammograms.map(({ file }) => expect.objectContaining({ file }))),
    );
    await night(onDay(4), ctStudy(5, { study_date: '2024-05-01' }));
    expect(await lake.compact()).toBe(2);
  });

  it('divides a month of many rows into weeks, and takes what comes later to its week', async () => {
    const onDay = (n: number, day: number, modality = 'CT') =>
      ctStudy(n, { study_date: `2024-03-${String(day).padStart(2, '0')}`, modality });
    const commit = (...studies: readonly ReturnType<typeof ctStudy>[]) =>
      lake.commit(INGEST, () =>
        Promise.resolve({
          add: {
            studies,
            ct_events: studies.flatMap(({ study_id }) =>
              [1, 2].map((at) =>
                row('ct_events', { study_id, event_key: `${study_id}.${at}`, event_index: at }),
              ),
            ),
          },
        }),
      );
    const policy = { ...FULL_COMPACTION, mostMonthRows: 30 };
    await commit(...Array.from({ length: 31 }, (_, at) => onDay(at, at + 1)), onDay(100, 4, 'MG'));
    await lake.compact(FULL_COMPACTION);
    const before = await contentOf(lake);
    await lake.compact(policy);
    expect(await contentOf(lake)).toEqual(before);
    const spans = (table: string) => {
      const pin = lake.pin();
      const parts = pin.parts.filter((part) => part.table === table);
      pin.release();
      return parts.map(({ modalities, minDate, maxDate, rowCount }) => [
        modalities![0],
        `${minDate!.slice(8)}-${maxDate!.slice(8)}`,
        rowCount,
      ]);
    };
    const weeks = (perDay: number, lastWeek: number) => [
      ['CT', '01-07', 7 * perDay],
      ['CT', '08-14', 7 * perDay],
      ['CT', '15-21', 7 * perDay],
      ['CT', '22-31', lastWeek],
      ['MG', '04-04', perDay],
    ];
    expect(spans('studies').sort()).toEqual(weeks(1, 10));
    expect(spans('ct_events').sort()).toEqual(weeks(2, 20));
    expect(await lake.compact(policy)).toBe(0);
    const filesBefore = new Set(lake.pin().parts.map(({ file }) => file));
    await commit(onDay(200, 30));
    expect(await lake.compact(policy)).toBe(2);
    expect(spans('ct_events').sort()).toEqual(weeks(2, 22));
    const written = lake.pin().parts.filter(({ file }) => !filesBefore.has(file));
    expect(written.map(({ table }) => table).sort()).toEqual(['ct_events', 'studies']);
    await lake.compact(FULL_COMPACTION);
    expect(spans('studies').sort()).toEqual([
      ['CT', '01-31', 32],
      ['MG', '04-04', 1],
    ]);
  });

  it('merges a past year of few rows into one part, and leaves the newest year in months', async () => {
    const inMonth = (year: number, n: number) =>
      ctStudy(year * 100 + n, { study_date: `${year}-${String(n).padStart(2, '0')}-15` });
    const months = [1, 2, 5, 12];
    for (const year of [2021, 2022, 2023]) {
      const studies = months.map((n) => inMonth(year, n));
      await lake.commit(INGEST, () => Promise.resolve({ add: { studies } }));
    }
    const before = await contentOf(lake);
    await lake.compact();
    expect(await contentOf(lake)).toEqual(before);
    const pin = lake.pin();
    const studyParts = pin.parts.filter(({ table }) => table === 'studies');
    expect(studyParts.map(({ minDate, maxDate, rowCount }) => [minDate, maxDate, rowCount]).sort()).toEqual([
      ['2021-01-15', '2021-12-15', 4],
      ['2022-01-15', '2022-12-15', 4],
      ...months.map((n) => [...Array(2).fill(inMonth(2023, n).study_date), 1]),
    ]);
    expect(await lake.compact()).toBe(0);
    await lake.commit(INGEST, () => Promise.resolve({ add: { studies: [inMonth(2021, 7)] } }));
    await lake.compact();
    const later = lake.pin();
    expect(later.parts.filter(({ minDate }) => minDate?.startsWith('2021'))).toMatchObject([{ rowCount: 5 }]);
    pin.release();
    later.release();
  });

  it('merges by itself before fresh parts slow down readers', async () => {
    for (let n = 0; n < 34; n++) {
      await lake.commit(INGEST, () => Promise.resolve({ add: { studies: [ctStudy(n)] } }));
    }
    const pin = lake.pin();
    expect(pin.parts.length).toBeLessThan(20);
    expect(pin.parts.reduce((sum, { rowCount }) => sum + rowCount, 0)).toBe(34);
    pin.release();
  });

  it('leaves a pinned reader its snapshot through compaction and vacuum', async () => {
    await fill(3);
    const reader = await openSnapshot(lake);
    const before = await reader.query('SELECT * FROM studies ORDER BY study_id');
    await lake.compact();
    await lake.commit(INGEST, () => Promise.resolve({ add: {}, removeStudies: ['study-1', 'study-2'] }));
    const later = Date.now() + 60 * DAY_MS;
    await lake.vacuum(undefined, later);
    expect(await reader.query('SELECT * FROM studies ORDER BY study_id')).toEqual(before);
    await reader.close();
    expect(await lake.vacuum(undefined, later)).toMatchObject({ expiredSnapshots: 1, removedParts: 0 });
    expect(await lake.vacuum(undefined, later + 6.9 * DAY_MS)).toMatchObject({ removedParts: 0 });
    const report = await lake.vacuum(undefined, later + 7 * DAY_MS);
    expect(report.removedParts).toBeGreaterThan(0);
    const now = await openSnapshot(lake);
    expect(await now.query('SELECT count(*) AS n FROM studies')).toEqual([{ n: 28 }]);
    const onDisk = (await readdir(join(temporary.folder, 'lake', 'studies'))).length;
    expect(onDisk).toBe(now.parts.filter(({ table }) => table === 'studies').length);
    await now.close();
    expect(() => lake.pin(reader.ref.id)).toThrow('The snapshot has expired and can no longer be read');
  });

  it('keeps every snapshot for a week and those that an export names for two years', async () => {
    await fill(2);
    await lake.commit(INGEST, () => Promise.resolve({ add: {}, removeStudies: ['study-1'] }));
    lake.keepSnapshot(2, 'export');
    await lake.vacuum(undefined, Date.now() + 6 * DAY_MS);
    expect(lake.snapshots().filter(({ isExpired }) => isExpired)).toEqual([]);
    await lake.vacuum(undefined, Date.now() + 100 * DAY_MS);
    expect(lake.snapshots().map(({ isExpired }) => isExpired)).toEqual([true, false, false]);
    const named = await openSnapshot(lake, { snapshotId: 2 });
    expect(await named.query('SELECT count(*) AS n FROM studies')).toEqual([{ n: 20 }]);
    await named.close();
  });

  it('rebuilds a lost catalog from the parts with the same tables, deletions and index', async () => {
    await fill(3);
    await lake.compact();
    await lake.commit({ kind: 'deletion', runId: null }, () =>
      Promise.resolve({ add: { study_actions: [action('study-5', 'delete', '2025-02-01T10:00:00')] } }),
    );
    await lake.commit(INGEST, () =>
      Promise.resolve({ add: {}, removeStudies: ['study-7'], removeDocuments: ['1.2.3.7.1'] }),
    );
    const before = await contentOf(lake);
    const newest = lake.latestSnapshot();
    await lake.close();
    for (const suffix of ['', '-wal', '-shm'])
      await rm(join(temporary.folder, `catalog.sqlite${suffix}`), { force: true });

    await expect(openLake(temporary.folder)).rejects.toThrow('dose doctor --rebuild-catalog');
    expect(existsSync(join(temporary.folder, 'catalog.sqlite'))).toBe(false);
    const report = await rebuildCatalog(temporary.folder);
    expect(report).toMatchObject({ snapshotId: newest?.id, missing: [], incompleteBatches: [] });
    lake = await openLake(temporary.folder);
    expect(lake.latestSnapshot()).toEqual(newest);
    expect(await contentOf(lake)).toEqual(before);
    await lake.commit(INGEST, async (base) => {
      expect((await base.lookUp('event', ['1.2.3.9.9'])).get('1.2.3.9.9')?.[0]?.studyInstanceUid).toBe(
        '1.2.3.9',
      );
      expect(await base.documentsOfStudies(['1.2.3.9', '1.2.3.7'])).toHaveLength(1);
      expect((await base.importedDigests(['1'.padStart(64, '0')])).size).toBe(1);
      return { add: batchOf(500, 501) };
    });
    expect(lake.latestSnapshot()?.id).toBe((newest?.id ?? 0) + 1);
  });

  describe('rebuilding a catalog beside parts that are lost or left over', () => {
    const filesOf = async (snapshotId: number): Promise<string[]> => {
      const snapshot = await openSnapshot(lake, { snapshotId });
      await snapshot.close();
      return snapshot.parts.map(({ file }) => file);
    };
    const inLake = (file: string): string => join(temporary.folder, 'lake', file);

    /** The parts that each of four batches wrote, in order of writing; then the lake is closed. */
    async function fourBatches(): Promise<readonly (readonly string[])[]> {
      await fill(4);
      const files = await Promise.all([1, 2, 3, 4].map(filesOf));
      await lake.close();
      return files.map((ofSnapshot, index) =>
        ofSnapshot
          .filter((file) => !files[index - 1]?.includes(file))
          .sort((left, right) => numberOf(left) - numberOf(right)),
      );
    }
    const numberOf = (file: string): number => Number(/-(\d+)\.parquet$/.exec(file)![1]);

    async function rebuilt() {
      for (const suffix of ['', '-wal', '-shm'])
        await rm(join(temporary.folder, `catalog.sqlite${suffix}`), { force: true });
      const report = await rebuildCatalog(temporary.folder);
      lake = await openLake(temporary.folder);
      return report!;
    }

    const isKept = (folder: string | null, file: string): boolean =>
      existsSync(join(temporary.folder, folder ?? '', file));

    it('takes a committed batch that lost a part since, and names the hole', async () => {
      const newest = (await fourBatches())[3]!;
      await rm(inLake(newest[0]!));
      expect(await rebuilt()).toMatchObject({
        snapshotId: 4,
        missing: [newest[0]],
        incompleteBatches: [],
        leftOutFolder: null,
      });
      await lake.vacuum(undefined, Date.now() + 100 * DAY_MS);
      for (const file of newest.slice(1)) expect(existsSync(inLake(file))).toBe(true);
    });

    it('leaves out batches that lack their last part, keeps the others aside, and vacuum works', async () => {
      const batches = await fourBatches();
      for (const batch of batches.slice(1)) await rm(inLake(batch.at(-1)!));
      const report = await rebuilt();
      expect(report).toMatchObject({ snapshotId: 1, missing: [] });
      expect(report.incompleteBatches).toHaveLength(3);
      for (const file of batches.slice(1).flatMap((batch) => batch.slice(0, -1))) {
        expect(existsSync(inLake(file))).toBe(false);
        expect(isKept(report.leftOutFolder, file)).toBe(true);
      }
      await lake.vacuum();
      await fill(1);
      expect(lake.latestSnapshot()?.id).toBe(2);
    });

    it('keeps a part aside that cannot be read', async () => {
      const newest = (await fourBatches())[3]!;
      await writeFile(inLake(newest[0]!), 'no part any more');
      const report = await rebuilt();
      expect(report).toMatchObject({ snapshotId: 4, missing: [newest[0]] });
      expect(isKept(report.leftOutFolder, newest[0]!)).toBe(true);
    });
  });

  it('discards the part first that would tell that the batch was whole', async () => {
    await fill(1);
    const [first] = liveFiles('studies');
    const [last] = liveFiles('source_objects');
    await mkdir(join(temporary.folder, 'lake', 'in-between'));
    await expect(discardBatch(lake.context, [first!, 'in-between', last!])).rejects.toThrow();
    const isThere = (file: string | undefined) => existsSync(join(temporary.folder, 'lake', file!));
    expect([isThere(first), isThere(last)]).toEqual([true, false]);
  });
});
