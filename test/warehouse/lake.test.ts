import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLake, openSnapshot, type DoseLake } from '../../warehouse/index.js';
import { batchOf, ctStudy, ctEvent, document, studiesWith, temporaryFolder } from './lake-support.js';

const INGEST = { kind: 'ingest', runId: 'run-1' } as const;

describe('a lake', () => {
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

  it('gives back what a commit added, value for value, in every table of the batch', async () => {
    const add = batchOf(0, 50);
    const ref = await lake.commit(INGEST, () => Promise.resolve({ add }));
    expect(ref?.id).toBe(1);
    const snapshot = await openSnapshot(lake);
    const studies = await snapshot.query('SELECT * FROM studies ORDER BY dlp_total_mgy_cm');
    expect(studies).toEqual(add.studies.map((study) => ({ ...study, display_name: 'Blank' })));
    expect(await snapshot.query('SELECT * FROM ct_events ORDER BY ctdi_vol_mgy')).toEqual(add.ct_events);
    expect(await snapshot.query('SELECT * FROM source_documents ORDER BY content')).toEqual(
      add.source_documents,
    );
    await snapshot.close();
  });

  it('knows the base of a change: documents, studies, UIDs, files and digests', async () => {
    const file = {
      dropFolder: 'a',
      path: 'x/y.dcm',
      byteCount: 5,
      modifiedAtMs: 1.5,
      sha256: 'ab'.repeat(32),
    };
    await lake.commit(INGEST, () =>
      Promise.resolve({
        add: batchOf(0, 20),
        files: [
          { ...file, outcome: 'imported' },
          { ...file, path: 'z.dcm', sha256: 'cd'.repeat(32), outcome: 'quarantined' },
        ],
        uids: [
          { kind: 'event', uid: '1.2.3.4.9', studyInstanceUid: '1.2.3.4', studyDate: ctStudy(4).study_date },
        ],
      }),
    );
    const ref = await lake.commit(INGEST, async (base) => {
      expect(base.snapshotId).toBe(1);
      expect(await base.documentsOfStudies(['1.2.3.4', '1.2.3.99'])).toEqual([document(4)]);
      expect(await base.studiesByUid(['1.2.3.5'])).toEqual([ctStudy(5)]);
      const event = { kind: 'event', uid: '1.2.3.4.9', studyInstanceUid: '1.2.3.4', studyDate: '2024-02-05' };
      expect(await base.lookUp('event', ['1.2.3.4.9', '1.1'])).toEqual(new Map([['1.2.3.4.9', [event]]]));
      expect((await base.lookUp('sop', ['1.2.3.7.1'])).get('1.2.3.7.1')?.[0]?.studyInstanceUid).toBe(
        '1.2.3.7',
      );
      expect(await base.importedDigests(['ab'.repeat(32), 'cd'.repeat(32)])).toEqual(
        new Set(['ab'.repeat(32)]),
      );
      expect(await base.rowsOf('devices')).toEqual([]);
      return null;
    });
    expect(ref).toBeNull();
    const files = [];
    for await (const known of lake.knownFiles('a')) files.push(known);
    expect(files).toEqual([
      { ...file, outcome: 'imported' },
      { ...file, path: 'z.dcm', sha256: 'cd'.repeat(32), outcome: 'quarantined' },
    ]);
  });

  it('replaces a study, rewriting only the parts that hold it', async () => {
    await lake.commit(INGEST, () => Promise.resolve({ add: batchOf(0, 10) }));
    await lake.commit(INGEST, () => Promise.resolve({ add: batchOf(10, 20) }));
    const before = lake.pin();
    await lake.commit(INGEST, () =>
      Promise.resolve({
        add: {
          studies: [ctStudy(3, { dlp_total_mgy_cm: 99 })],
          ct_events: [ctEvent(3, { event_key: 'new' })],
        },
        removeStudies: ['study-3', 'study-unknown'],
        removeDocuments: ['1.2.3.15.1'],
      }),
    );
    const snapshot = await openSnapshot(lake);
    expect(await snapshot.query('SELECT count(*) AS n, sum(event_count) AS e FROM studies')).toEqual([
      { n: 20, e: 20 },
    ]);
    expect(await snapshot.query("SELECT event_key FROM ct_events WHERE study_id = 'study-3'")).toEqual([
      { event_key: 'new' },
    ]);
    expect(await studiesWith(snapshot, 'study_id', 'study-3')).toMatchObject([{ dlp_total_mgy_cm: 99 }]);
    expect(await snapshot.query('SELECT count(*) AS n FROM source_documents')).toEqual([{ n: 19 }]);
    const kept = new Set(snapshot.parts.map(({ file }) => file));
    const replaced = before.parts.filter(({ file }) => !kept.has(file)).map(({ table }) => table);
    expect(replaced.sort()).toEqual(['ct_events', 'source_documents', 'studies']);
    await snapshot.close();
    const old = await openSnapshot(lake, { snapshotId: before.snapshot.id });
    expect(await old.query("SELECT event_key FROM ct_events WHERE study_id = 'study-3'")).toEqual([
      { event_key: 'event-3' },
    ]);
    await old.close();
    before.release();
  });

  it('leaves neither rows nor files of a change that fails', async () => {
    await lake.commit(INGEST, () => Promise.resolve({ add: batchOf(0, 5) }));
    const files = await readdir(join(temporary.folder, 'lake', 'studies'));
    const bad = { ...ctStudy(7), dlp_total_mgy_cm: Number.NaN };
    const failing = lake.commit(INGEST, () =>
      Promise.resolve({ add: { ct_events: [ctEvent(7)], studies: [bad] } }),
    );
    await expect(failing).rejects.toThrow('studies.dlp_total_mgy_cm: a value is not of the declared type');
    expect(await readdir(join(temporary.folder, 'lake', 'studies'))).toEqual(files);
    expect(lake.latestSnapshot()?.id).toBe(1);
  });

  it('finds one study by its id or UID in the parts of its date alone', async () => {
    await lake.commit(INGEST, () => Promise.resolve({ add: batchOf(0, 10) }));
    await lake.commit(INGEST, () =>
      Promise.resolve({ add: { studies: [ctStudy(100, { study_date: '2019-05-06' })] } }),
    );
    const snapshot = await openSnapshot(lake);
    expect(await studiesWith(snapshot, 'study_id', 'study-100')).toMatchObject([
      { study_instance_uid: '1.2.3.100' },
    ]);
    expect(await studiesWith(snapshot, 'study_id', 'study-404')).toEqual([]);
    expect(await studiesWith(snapshot, 'study_instance_uid', '1.2.3.4')).toHaveLength(1);
    const relation = snapshot.relation('studies', { from: '2019-01-01', to: '2019-12-31' });
    expect(await snapshot.query(`SELECT study_id FROM ${relation}`)).toEqual([{ study_id: 'study-100' }]);
    await snapshot.close();
  });
});
