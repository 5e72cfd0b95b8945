import {
  existsSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLake, openSnapshot, rebuildCatalog, type DoseLake, type SqlRow } from '../../warehouse/index.js';
import { defineTable, column, TABLES, type TableName } from '../../warehouse/tables/index.js';
import { fieldIds } from '../../warehouse/engine/column-types.js';
import { reasonNotToPublish } from '../../warehouse/lake/delta/schema.js';
import { deltaKernelViolations, hasDeltaKernel } from '../support/delta-reader/delta-kernel.js';
import { readDeltaTable, type DeltaTable } from '../support/delta-reader/index.js';
import { action, batchOf, ctEvent, ctStudy, document, row, temporaryFolder } from './lake-support.js';

const INGEST = { kind: 'ingest', runId: null } as const;
const DAY_MS = 86_400_000;
const TABLE_NAMES = Object.keys(TABLES) as TableName[];

describe('the publication as Delta Lake', { timeout: 180_000 }, () => {
  let lake: DoseLake;
  let folder: string;
  let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
  beforeEach(async () => {
    temporary = await temporaryFolder();
    folder = temporary.folder;
    lake = await openLake(folder);
  });
  afterEach(async () => {
    await lake.close();
    await temporary.remove();
  });

  const tableFolder = (table: TableName): string => join(folder, 'lake', table);
  const logFolder = (table: TableName): string => join(tableFolder(table), '_delta_log');
  const read = (table: TableName): Promise<DeltaTable> => readDeltaTable(tableFolder(table));

  async function commit(from: number, to: number): Promise<void> {
    await lake.commit(INGEST, () =>
      Promise.resolve({
        add: {
          ...batchOf(from, to),
          devices: [row('devices', { device_id: `device ${from}`, last_calibrated_on: '2023-02-28' })],
        },
      }),
    );
  }

  async function act(studyId: string, kind: 'delete' | 'restore', at: string): Promise<void> {
    await lake.commit({ kind: kind === 'delete' ? 'deletion' : 'restore', runId: null }, () =>
      Promise.resolve({ add: { study_actions: [action(studyId, kind, at)] } }),
    );
  }

  /** Every table is as the protocol has it, and of the newest snapshot. Gives the tables as they were read. */
  async function expectSound(): Promise<ReadonlyMap<TableName, DeltaTable>> {
    const newest = lake.latestSnapshot()!.id;
    const tables = new Map<TableName, DeltaTable>();
    for (const table of TABLE_NAMES) {
      const published = await read(table);
      const { violations, state } = published;
      expect({ table, violations }).toEqual({ table, violations: [] });
      expect([...state.txn.values()].map(({ version }) => version)).toEqual([newest]);
      tables.set(table, published);
    }
    return tables;
  }

  /** The same rows through the log as in the views; these add names to studies and devices. */
  async function expectSameRows(tables: ReadonlyMap<TableName, DeltaTable>): Promise<void> {
    const snapshot = await openSnapshot(lake);
    for (const table of TABLE_NAMES.filter((name) => !['device_settings', 'standard_names'].includes(name))) {
      const shown = await snapshot.query(`SELECT * FROM ${table}`);
      const published = tables.get(table)!;
      expect(published.rows.map((found) => lineOf(table, found)).sort()).toEqual(
        shown.map((found) => lineOf(table, found)).sort(),
      );
    }
    await snapshot.close();
  }

  function lineOf(table: TableName, found: Record<string, unknown> | SqlRow): string {
    const names = TABLES[table].columnNames.filter((name) => name !== 'display_name');
    return JSON.stringify(names.map((name) => comparable((found as Record<string, unknown>)[name])));
  }

  function comparable(value: unknown): unknown {
    if (typeof value === 'bigint') return Number(value);
    if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
    const isInstant = typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:]{8}\./.test(value);
    return isInstant ? value.replace(/\.?0*$/, '') : (value ?? null);
  }

  it('is a version of every table for each snapshot, with the rows of that snapshot', async () => {
    await commit(0, 12);
    expect(await lake.publish()).toMatchObject({
      snapshotId: 1,
      commitCount: TABLE_NAMES.length,
      damages: [],
    });
    await expectSameRows(await expectSound());
    await commit(12, 20);
    await commit(20, 25);
    expect(await lake.publish()).toMatchObject({ snapshotId: 3, commitCount: 2 * TABLE_NAMES.length });
    await expectSameRows(await expectSound());
    expect((await read('studies')).version).toBe(2);
    expect((await read('standard_names')).version).toBe(2);
  });

  it('adds nothing when it is repeated', async () => {
    await commit(0, 5);
    await lake.publish();
    const before = readdirSync(logFolder('studies'));
    expect(await lake.publish()).toMatchObject({ snapshotId: 1, commitCount: 0 });
    expect(readdirSync(logFolder('studies'))).toEqual(before);
  });

  it('is nothing before the first snapshot', async () => {
    expect(await lake.publish()).toMatchObject({ snapshotId: null, commitCount: 0 });
  });

  it('says of a compaction that no data changes, and of a replacement that they do', async () => {
    await commit(0, 10);
    await commit(10, 20);
    await lake.publish();
    await lake.compact();
    await lake.publish();
    await expectSound();
    const merged = await read('studies');
    const flagsAt = (version: number): unknown[] =>
      merged.actionsByVersion
        .get(version)!
        .flatMap(({ add, remove }) => (add ?? remove)?.['dataChange'] ?? []);
    const changed = [...merged.actionsByVersion.keys()].slice(1).flatMap(flagsAt);
    expect(changed.length).toBeGreaterThan(2);
    expect(new Set(changed)).toEqual(new Set([false]));
    await lake.commit(INGEST, () =>
      Promise.resolve({ add: { studies: [ctStudy(3, { comment: 'again' })] }, removeStudies: ['study-3'] }),
    );
    await lake.publish();
    await expectSameRows(await expectSound());
    const replaced = await read('studies');
    const last = replaced.actionsByVersion.get(replaced.version)!;
    expect(last.flatMap(({ add, remove }) => (add ?? remove)?.['dataChange'] ?? [])).toContain(true);
  });

  it('does not show the rows of deleted studies, and shows them again when they are restored', async () => {
    await commit(0, 10);
    await commit(10, 20);
    await lake.publish();
    await act('study-3', 'delete', '2025-01-01T00:00:00');
    await act('study-14', 'delete', '2025-01-02T00:00:00');
    await lake.publish();
    await expectSameRows(await expectSound());
    for (const table of ['studies', 'ct_events', 'source_documents'] as const)
      expect((await read(table)).rows).toHaveLength(18);
    await lake.compact();
    await lake.publish();
    await expectSameRows(await expectSound());
    await act('study-3', 'restore', '2025-01-03T00:00:00');
    await lake.publish();
    await expectSameRows(await expectSound());
    expect((await read('studies')).rows).toHaveLength(19);
  });

  it('names no file for a part whose studies are all deleted', async () => {
    await commit(0, 2);
    await commit(2, 3);
    await lake.publish();
    await act('study-2', 'delete', '2025-01-01T00:00:00');
    await lake.publish();
    await expectSameRows(await expectSound());
    for (const table of ['studies', 'ct_events', 'source_documents'] as const) {
      expect((await read(table)).state.add.size).toBe(1);
      expect(existsSync(join(tableFolder(table), 'without_deleted'))).toBe(false);
    }
    await lake.compact();
    await lake.publish();
    await expectSameRows(await expectSound());
    await act('study-2', 'restore', '2025-01-02T00:00:00');
    await lake.publish();
    await expectSameRows(await expectSound());
    expect((await read('studies')).rows).toHaveLength(3);
  });

  it('states bounds of long texts and of instants finer than milliseconds that no value is beyond', async () => {
    const uid = `1.2.840.${'1234567890.'.repeat(4)}`;
    await lake.commit(INGEST, () =>
      Promise.resolve({
        add: {
          source_documents: [
            document(1, { study_instance_uid: `${uid}1` }),
            document(2, { study_instance_uid: `${uid}2` }),
            document(3, { study_instance_uid: null }),
          ],
          ct_events: [
            ctEvent(1, { started_at_local: '2024-01-05T10:11:12.000001' }),
            ctEvent(2, { started_at_local: '2024-01-05T10:11:12.999999' }),
            ctEvent(3, { started_at_local: null, dose_check: { dlp_alert_value_mgy_cm: 1000 } as never }),
          ],
          standard_names: [row('standard_names', { modality: '\u{10ffff}'.repeat(40), text: 'x' })],
        },
      }),
    );
    await lake.publish();
    await expectSound();
    const statisticsOf = async (table: TableName): Promise<Record<string, Record<string, unknown>>> =>
      JSON.parse(String([...(await read(table)).state.add.values()][0]!['stats'])) as never;
    const documents = await statisticsOf('source_documents');
    expect(documents['minValues']!['study_instance_uid']).toBe(uid.slice(0, 32));
    expect(documents['maxValues']!['study_instance_uid']).toBe(`${uid.slice(0, 32)}\u{10ffff}`);
    expect(documents['nullCount']!['study_instance_uid']).toBe(1);
    const events = await statisticsOf('ct_events');
    expect(events['minValues']!['started_at_local']).toBe('2024-01-05T10:11:12.000');
    expect(events['maxValues']).not.toHaveProperty('started_at_local');
    expect(events['maxValues']!['dose_check']).toEqual({ dlp_alert_value_mgy_cm: 1000 });
    expect((await statisticsOf('standard_names'))['maxValues']).not.toHaveProperty('modality');
  });

  it('keeps what people wrote, pseudonyms and numbers of examinations out of the statistics', async () => {
    const secrets = ['Doe^Jane', 'pseudonym-1', 'ACC-1', 'comment-1'];
    const [physician, pseudonym, accession, comment] = secrets as [string, string, string, string];
    await lake.commit(INGEST, () =>
      Promise.resolve({
        add: {
          studies: [
            ctStudy(1, {
              performing_physician: physician,
              patient_pseudonym: pseudonym,
              accession_number: accession,
              comment,
            }),
          ],
        },
      }),
    );
    await lake.publish();
    const text = readFileSync(join(logFolder('studies'), '00000000000000000000.json'), 'utf8');
    for (const secret of secrets) expect(text).not.toContain(secret);
  });

  it('writes checkpoints that say what the log says, and lets the log go that is older than its time', async () => {
    for (let n = 0; n < 11; n++) {
      await commit(n, n + 1);
      if (n === 6) await lake.compact();
      await lake.publish();
    }
    await expectSound();
    const { checkpoints, version } = await read('studies');
    expect(checkpoints.length).toBeGreaterThanOrEqual(1);
    const old = (Date.now() - 40 * DAY_MS) / 1000;
    const kept = checkpoints.at(-1)!;
    for (const name of readdirSync(logFolder('studies')))
      if (Number(name.slice(0, 20)) <= kept + 1) utimesSync(join(logFolder('studies'), name), old, old);
    for (let n = 11; n < 21; n++) {
      await commit(n, n + 1);
      await lake.publish();
    }
    const after = await read('studies');
    expect(after.violations).toEqual([]);
    expect(after.commits[0]).toBe(kept);
    expect(after.version).toBeGreaterThan(version);
    await expectSameRows(await expectSound());
  });

  it('leaves expired tombstones out of a checkpoint', async () => {
    await commit(0, 2);
    await lake.publish();
    await lake.commit(INGEST, () =>
      Promise.resolve({ add: { studies: [ctStudy(1)] }, removeStudies: ['study-1'] }),
    );
    await lake.publish({ nowMs: Date.now() - 8 * DAY_MS });
    for (let n = 2; n < 12; n++) {
      await commit(n, n + 1);
      await lake.publish();
    }
    const { violations, checkpoints, actionsByVersion } = await read('studies');
    expect(violations).toEqual([]);
    expect([...actionsByVersion.values()].flat().filter(({ remove }) => remove)).not.toEqual([]);
    expect(checkpoints).toHaveLength(1);
    const file = join(logFolder('studies'), `${String(checkpoints[0]).padStart(20, '0')}.checkpoint.parquet`);
    const rows = await lake.context.engine.query(
      `SELECT * FROM read_parquet('${file}') WHERE remove IS NOT NULL`,
    );
    expect(rows).toEqual([]);
  });

  it('holds back from a vacuum the parts that its newest version needs, and those it left only now', async () => {
    const all = { everyMs: 0, dailyMs: 0, monthlyMs: 0, graceMs: 0 };
    await commit(0, 5);
    await commit(5, 10);
    await lake.publish();
    await lake.compact();
    const later = Date.now() + DAY_MS;
    expect((await lake.vacuum({ ...all, graceMs: 1000 }, later)).removedParts).toBe(0);
    const behind = await read('studies');
    expect(behind.violations).toEqual([]);
    expect(behind.rows).toHaveLength(10);
    await lake.publish({ nowMs: later });
    expect((await lake.vacuum({ ...all, graceMs: DAY_MS }, later)).removedParts).toBe(0);
    expect((await lake.vacuum({ ...all, graceMs: DAY_MS }, later + 2 * DAY_MS)).removedParts).toBeGreaterThan(
      0,
    );
    await expectSameRows(await expectSound());
  });

  it('holds them back also once the catalog was rebuilt, which does not know them', async () => {
    const all = { everyMs: 0, dailyMs: 0, monthlyMs: 0, graceMs: DAY_MS };
    await commit(0, 5);
    await commit(5, 10);
    await lake.publish();
    await lake.compact();
    await lake.close();
    rmSync(join(folder, 'catalog.sqlite'));
    await rebuildCatalog(folder);
    lake = await openLake(folder);
    await lake.vacuum(all);
    const behind = await read('studies');
    expect([behind.violations, behind.rows.length]).toEqual([[], 10]);
    await lake.publish();
    expect((await lake.vacuum(all)).sweptFiles).toBe(0);
    expect((await lake.vacuum(all, Date.now() + 2 * DAY_MS)).sweptFiles).toBeGreaterThan(0);
    await expectSameRows(await expectSound());
  });

  it('passes over snapshots that have expired', async () => {
    await commit(0, 5);
    await lake.publish();
    await commit(5, 10);
    await lake.compact();
    await commit(10, 15);
    await lake.vacuum({ everyMs: 0, dailyMs: 0, monthlyMs: 0, graceMs: 0 });
    await lake.publish();
    await expectSameRows(await expectSound());
    expect((await read('studies')).version).toBe(1);
  });

  it('follows every commit and compaction where it is switched on, and never makes one fail', async () => {
    await lake.close();
    const errors: unknown[] = [];
    lake = await openLake(folder, { publishes: true, onPublicationError: (error) => errors.push(error) });
    await commit(0, 5);
    await lake.published();
    await expectSound();
    await commit(5, 10);
    await lake.compact();
    await lake.published();
    await expectSameRows(await expectSound());
    expect(errors).toEqual([]);
    writeFileSync(join(logFolder('studies'), '00000000000000000001.json'), '{"add":');
    await commit(10, 15);
    await lake.published();
    expect(lake.latestSnapshot()?.id).toBeGreaterThan(2);
    expect(errors.map(String)).toEqual([expect.stringContaining('is damaged')]);
    expect((await read('ct_events')).rows).toHaveLength(15);
  });

  it('never replaces a version that another publisher made', async () => {
    await commit(0, 5);
    await lake.publish();
    const other = await openLake(folder);
    await commit(5, 10);
    await Promise.all([lake.publish(), other.publish(), lake.publish(), other.publish()]);
    await other.close();
    await expectSound();
    expect((await read('studies')).version).toBe(1);
  });

  it('comes back to the snapshot of a catalog that was rebuilt from the parts', async () => {
    await commit(0, 5);
    await commit(5, 10);
    await lake.publish();
    await lake.close();
    for (const suffix of ['', '-wal', '-shm'])
      rmSync(join(folder, `catalog.sqlite${suffix}`), { force: true });
    await rebuildCatalog(folder);
    lake = await openLake(folder);
    expect(await lake.publish()).toMatchObject({ commitCount: 0 });
    await commit(10, 12);
    await lake.publish();
    await expectSameRows(await expectSound());
  });

  it('forgets parts together with their statistics, copies and history, and goes on', async () => {
    await commit(0, 5);
    await lake.publish();
    await act('study-4', 'delete', '2025-01-01T00:00:00');
    await lake.publish();
    const pin = lake.pin();
    pin.release();
    const erased = pin.parts
      .filter(({ table }) => ['studies', 'ct_events'].includes(table))
      .map(({ file }) => file);
    await lake.commit({ kind: 'erasure', runId: null }, () =>
      Promise.resolve({ add: {}, removeStudies: ['study-3', 'study-4'] }),
    );
    const report = await lake.forgetPublished(erased);
    expect(report).toEqual({ cutTables: TABLE_NAMES, withdrawnTables: [] });
    await expectSameRows(await expectSound());
    expect((await read('studies')).commits).toHaveLength(1);
    const names = erased.map((file) => file.split('/')[1]!.replace('.parquet', ''));
    for (const table of ['studies', 'ct_events'] as const) {
      const files = readdirSync(tableFolder(table), { recursive: true, encoding: 'utf8' });
      const logs = files.filter((file) => file.startsWith('_delta_log/'));
      const text = logs.map((file) => readFileSync(join(tableFolder(table), file), 'latin1')).join('');
      expect(files.filter((file) => file.startsWith('without_deleted/'))).toEqual([]);
      const adds = (await read(table)).actionsByVersion.values().next().value!;
      for (const name of names) expect(JSON.stringify(adds.filter(({ add }) => add))).not.toContain(name);
      expect(text).not.toContain('study-3');
    }
    expect(await lake.forgetPublished(erased)).toEqual(report);
    await commit(20, 22);
    await lake.publish();
    await expectSameRows(await expectSound());
  });

  it('forgets a study also in the history of tables that hold nothing of it any more', async () => {
    await commit(30, 31);
    await lake.publish();
    await lake.commit(INGEST, () =>
      Promise.resolve({ add: { studies: [ctStudy(30)] }, removeStudies: ['study-30'] }),
    );
    await lake.publish();
    const log = (): string =>
      readdirSync(logFolder('ct_events'))
        .map((name) => readFileSync(join(logFolder('ct_events'), name), 'latin1'))
        .join('');
    expect((await read('ct_events')).rows).toEqual([]);
    expect(log()).toContain('study-30');
    const pin = lake.pin();
    pin.release();
    const erased = pin.parts.filter(({ table }) => table === 'studies').map(({ file }) => file);
    await lake.commit({ kind: 'erasure', runId: null }, () =>
      Promise.resolve({ add: {}, removeStudies: ['study-30'] }),
    );
    expect(await lake.forgetPublished(erased)).toEqual({ cutTables: TABLE_NAMES, withdrawnTables: [] });
    expect(log()).not.toContain('study-30');
    await expectSameRows(await expectSound());
  });

  it('takes a log back that cannot be brought up to date, rather than let it remember', async () => {
    await commit(0, 5);
    await lake.publish();
    writeFileSync(join(logFolder('studies'), '00000000000000000000.json'), 'not json');
    expect(await lake.forgetPublished(['studies/some.parquet'])).toEqual({
      cutTables: TABLE_NAMES.filter((table) => table !== 'studies'),
      withdrawnTables: ['studies'],
    });
    expect(existsSync(logFolder('studies'))).toBe(false);
    await lake.publish();
    await expectSound();
  });

  it('forgets nothing, and begins nothing, where nothing is published', async () => {
    await commit(0, 5);
    expect(await lake.forgetPublished(['studies/some.parquet'])).toEqual({
      cutTables: [],
      withdrawnTables: [],
    });
    expect(existsSync(logFolder('studies'))).toBe(false);
  });

  it('can be taken back as a whole', async () => {
    await commit(0, 5);
    await act('study-4', 'delete', '2025-01-01T00:00:00');
    await lake.publish();
    expect(existsSync(join(tableFolder('studies'), 'without_deleted'))).toBe(true);
    expect(await lake.withdrawPublication()).toEqual(TABLE_NAMES);
    for (const table of TABLE_NAMES) {
      expect(existsSync(logFolder(table))).toBe(false);
      expect(existsSync(join(tableFolder(table), 'without_deleted'))).toBe(false);
    }
    await expect(lake.withdrawPublication()).resolves.toEqual([]);
  });

  it('leaves out a table with a column that names a person', () => {
    const declared = (identity: 'none' | 'pseudonym' | 'identifying') =>
      defineTable(
        'people',
        { grain: 'one row per person', key: ['name'], sortedBy: ['name'] },
        { name: column(1, 'text', 'Name', 'Name of the person.', { identity }) },
      );
    expect(reasonNotToPublish(declared('identifying'))).toContain('name can name a person');
    expect(reasonNotToPublish(declared('pseudonym'))).toBeNull();
    expect(TABLE_NAMES.flatMap((table) => reasonNotToPublish(TABLES[table]) ?? [])).toEqual([]);
  });

  it('gives a column that was declared later to a table that was published without it', async () => {
    await commit(0, 3);
    await lake.publish();
    const part = readdirSync(tableFolder('studies')).find((name) => name.endsWith('.parquet'))!;
    const path = join(tableFolder('studies'), part);
    const { comment, ...older } = TABLES.studies.columns;
    expect(comment).toBeDefined();
    const table = defineTable('studies', { grain: 'older', key: ['study_id'], sortedBy: [] }, older);
    await lake.context.engine.query(
      `COPY (SELECT * EXCLUDE (comment) FROM read_parquet('${path}')) TO '${path}.older'
       (FORMAT parquet, FIELD_IDS ${fieldIds(table)})`,
    );
    renameSync(`${path}.older`, path);
    lake.context.sqlite.run("UPDATE parts SET layout = 'older', sha256 = NULL WHERE table_name = 'studies'");
    rmSync(logFolder('studies'), { recursive: true });
    await lake.publish();
    const file = join(logFolder('studies'), '00000000000000000000.json');
    const column = /\{\\"name\\":\\"comment\\",\\"type\\".*?\}\},/;
    writeFileSync(file, readFileSync(file, 'utf8').replace(column, ''));
    const before = await read('studies');
    expect(before.violations.filter((text) => !text.includes('nulls of comment, which'))).toEqual([]);
    expect(before.schema.map(({ name }) => name)).not.toContain('comment');
    expect(await lake.publish()).toMatchObject({ commitCount: 1 });
    const after = await read('studies');
    expect(after.actionsByVersion.get(1)!.flatMap(Object.keys)).toEqual(['commitInfo', 'metaData', 'txn']);
    expect(after.schema.map(({ name }) => name)).toEqual(TABLES.studies.columnNames);
    await expectSound();
    await commit(3, 5);
    await lake.compact();
    await lake.publish();
    await expectSameRows(await expectSound());
  });

  it('is held against the rules by a reader that finds what is wrong', async () => {
    await commit(0, 5);
    await lake.publish();
    const file = join(logFolder('studies'), '00000000000000000000.json');
    const sound = readFileSync(file, 'utf8');
    const found = async (from: string | RegExp, to: string): Promise<string> => {
      const changed = sound.replace(from, to);
      expect(changed).not.toBe(sound);
      writeFileSync(file, changed);
      return (await read('studies')).violations.join('\n');
    };
    expect(await found('\\"numRecords\\":5', '\\"numRecords\\":6')).toContain('6 rows stated, 5 there');
    expect(await found('\\"event_count\\":0', '\\"event_count\\":1')).toContain(
      '1 nulls of event_count stated',
    );
    expect(await found('\\"dlp_total_mgy_cm\\":0.1', '\\"dlp_total_mgy_cm\\":0.2')).toContain(
      'beyond the min',
    );
    expect(await found('"path":"', '"path":"file:/')).toContain('is no relative URI');
    expect(await found(/"id":"[^"]*"/, '"id":"studies"')).toContain('the id is no GUID');
    expect(await found(/"timestamp":\d+/, '"timestamp":null')).toContain('is of no time');
    expect(await found('"provider":"parquet","options":{}', '"provider":"parquet"')).toContain('no options');
    expect(await found('"interval 7 days"', '7')).toContain('a property is no text');
    expect(await found('"partitionValues":{}', '"partitionValues":{"a":"b"}')).toContain('has partitions');
    expect(await found('timestamp_ntz', 'timestamp')).toContain('is no type of Delta');
    expect(await found('"readerFeatures":["timestampNtz"],', '')).toContain('reader features do not fit');
    expect(await found(/"size":\d+/, '"size":7')).toContain('bytes, not 7');
    expect(
      await found('{"name\\":\\"study_id', '{"name\\":\\"study_idd').catch(() => 'unreadable'),
    ).toBeTruthy();
    writeFileSync(file, sound);
    expect((await read('studies')).violations).toEqual([]);
    const part = readdirSync(tableFolder('studies')).find((name) => name.endsWith('.parquet'))!;
    truncateSync(join(tableFolder('studies'), part), 10);
    await expect(read('studies')).rejects.toThrow();
  });

  if (hasDeltaKernel)
    it('is held against Delta Kernel, which is heard where it reads something else', async () => {
      await commit(0, 5);
      await lake.publish();
      await commit(5, 9);
      await lake.publish();
      const { schema, rows, violations } = await read('studies');
      const counts = new Map([
        [0, 5],
        [1, 9],
      ]);
      const found = (changed: readonly Record<string, unknown>[], by = counts): string =>
        deltaKernelViolations(tableFolder('studies'), schema, changed, by).join('\n');
      expect([violations, found(rows)]).toEqual([[], '']);
      expect(found(rows.slice(1))).toContain('9 rows, not 8');
      for (const [name, value] of [
        ['study_date', '2031-01-01'],
        ['dlp_total_mgy_cm', 3],
        ['event_count', 2n],
      ] as const)
        expect(found([{ ...rows[0], [name]: value }, ...rows.slice(1)])).toContain(`other values of ${name}`);
      expect(found(rows, new Map([...counts, [0, 6]]))).toContain('5 rows in version 0, not 6');
      rmSync(join(logFolder('studies'), '00000000000000000001.json'));
      expect(found(rows)).toContain('cannot read version 1');
    });
});
