import { join } from 'node:path';
import { expect } from 'vitest';
import { inspectLake, type DoseLake, type Part, type Snapshot, type SqlRow } from '../../warehouse/index.js';
import { filledColumnsOf } from '../../warehouse/lake/parts/filled-columns.js';
import { partFiles } from '../../warehouse/lake/sweep.js';
import { TABLES, type TableName } from '../../warehouse/tables/index.js';
import { readDeltaTable } from '../support/delta-reader/index.js';
import {
  digestOf,
  documentOf,
  eventUid,
  heldRowsOf,
  linesOf,
  shownOf,
  type Content,
  type Row,
} from './model-content.js';

const columnsOf = (table: string, rows: readonly Row[]): string =>
  (rows[0] ? Object.keys(rows[0]) : TABLES[table as TableName].key).map((name) => `t."${name}"`).join(', ');

/** Every view shows what the model does, and the parts hold no other rows. */
export async function expectViews(snapshot: Snapshot, content: Content): Promise<void> {
  for (const [table, rows] of Object.entries(shownOf(content))) {
    const shown = await snapshot.query(
      rows.length === 0 ? `SELECT * FROM ${table}` : `SELECT ${columnsOf(table, rows)} FROM ${table} t`,
    );
    expect({ table, rows: linesOf(shown) }).toEqual({ table, rows: linesOf(rows) });
  }
  for (const [table, count] of Object.entries(heldRowsOf(content))) {
    const counted = snapshot.rowCount(table as 'studies', {});
    expect({ table, counted }).toEqual({ table, counted: count });
  }
}

/** What is known of each part is true of its rows. */
export async function expectTrueParts(lake: DoseLake, snapshot: Snapshot): Promise<void> {
  for (const part of snapshot.parts) {
    const path = join(lake.context.lakeFolder, part.file);
    const rows = await snapshot.query(`SELECT * FROM read_parquet('${path}')`);
    expect([part.file, rows.length]).toEqual([part.file, part.rowCount]);
    const filled = await filledColumnsOf(lake.context.engine, lake.context.lakeFolder, [part]);
    const held = rows.flatMap((row) => Object.keys(row).filter((name) => row[name] !== null));
    expect([...new Set(held)].filter((name) => !filled.has(name))).toEqual([]);
    expectWithin(part, rows);
  }
}

function expectWithin(part: Part, rows: readonly SqlRow[]): void {
  const column = { studies: 'study_date', source_documents: 'study_date', source_objects: 'ingested_at' };
  const name = (column as Partial<Record<TableName, string>>)[part.table];
  if (name === undefined || !part.datesKnown) return;
  const dates = rows.map((row) => row[name] as string | null);
  if (dates.includes(null)) expect(part.hasUndated).toBe(true);
  for (const date of dates.filter((one) => one !== null)) {
    expect(date.slice(0, 10) >= String(part.minDate)).toBe(true);
    expect(date.slice(0, 10) <= String(part.maxDate)).toBe(true);
  }
  if (part.table !== 'studies' || part.modalities === null) return;
  const modalities = new Set(part.modalities);
  expect(rows.filter((row) => !modalities.has(String(row['modality'])))).toEqual([]);
}

/** Studies are found by id and UID with every row, and those that are not there are not. */
export async function expectFound(
  snapshot: Snapshot,
  content: Content,
  keys: readonly { readonly id: string; readonly uid: string }[],
): Promise<void> {
  const shown = shownOf(content);
  const isOne = (of: 'id' | 'uid', key: unknown): boolean => keys.some((wanted) => wanted[of] === key);
  const tables = {
    study_id: ['studies', 'ct_events', 'projection_events'],
    study_instance_uid: ['studies', 'source_documents', 'source_objects'],
  } as const;
  for (const [by, of] of [
    ['study_id', 'id'],
    ['study_instance_uid', 'uid'],
  ] as const) {
    const found = snapshot.studiesWith(
      by,
      keys.map((key) => key[of]),
    );
    for (const table of tables[by]) {
      const expected = shown[table]!.filter((row) => isOne(of, row[by]));
      const columns = columnsOf(table, shown[table]!);
      const rows = await snapshot.query(`SELECT ${columns} FROM ${found.relation(table, [columns])} t`);
      expect({ table, by, rows: linesOf(rows) }).toEqual({ table, by, rows: linesOf(expected) });
      const whole = await snapshot.query(`SELECT * FROM ${found.relation(table)} t`);
      expect(whole).toHaveLength(expected.length);
      const filled = await found.filledColumns(table);
      const held = whole.flatMap((row) => Object.keys(row).filter((name) => row[name] !== null));
      if (filled) expect([...new Set(held)].filter((name) => !filled.has(name))).toEqual([]);
    }
  }
  const days = snapshot.daysWith(
    'study_id',
    keys.map(({ id }) => id),
  );
  for (const { id, date } of content.studies.values()) if (isOne('id', id)) expect(days).toContain(date);
  const events = [...content.studies.values()].filter(
    ({ id, eventCount }) => isOne('id', id) && eventCount > 0,
  );
  const eventDays = snapshot.daysWith(
    'irradiation_event_uid',
    events.map((study) => eventUid(study, 0)),
  );
  for (const { date } of events) expect(eventDays).toContain(date);
}

/** Questions of an extent have the rows that a filter over the whole views has. */
export async function expectWithinExtent(
  snapshot: Snapshot,
  content: Content,
  { from, to, modalities }: { from?: string; to?: string; modalities?: readonly string[] },
): Promise<void> {
  const { studies, ct_events: ctEvents, projection_events: projectionEvents } = shownOf(content);
  const isIn = ({ study_date: date, modality }: Row): boolean =>
    (from === undefined || (date !== null && String(date) >= from)) &&
    (to === undefined || (date !== null && String(date) <= to)) &&
    (modalities === undefined || modalities.includes(String(modality)));
  const extent = { ...(from && { from }), ...(to && { to }), ...(modalities && { modalities }) };
  const conditions = [
    'true',
    ...(from === undefined ? [] : [`s.study_date >= DATE '${from}'`]),
    ...(to === undefined ? [] : [`s.study_date <= DATE '${to}'`]),
    ...(modalities === undefined ? [] : [`s.modality IN ('${modalities.join("', '")}')`]),
  ].join(' AND ');
  const wanted = studies!.filter(isIn).map(({ study_id: id }) => String(id));
  const select = `SELECT s.study_id FROM`;
  for (const usedIn of [undefined, [`${select} ${conditions}`]]) {
    const rows = await snapshot.query(
      `${select} ${snapshot.relation('studies', extent, usedIn)} s WHERE ${conditions}`,
    );
    expect(rows.map((row) => row['study_id']).sort()).toEqual([...wanted].sort());
  }
  for (const [table, all] of [
    ['ct_events', ctEvents!],
    ['projection_events', projectionEvents!],
  ] as const) {
    const rows = await snapshot.query(
      `SELECT e.event_key FROM ${snapshot.relation(table, extent)} e
       JOIN ${snapshot.relation('studies', extent)} s USING (study_id) WHERE ${conditions}`,
    );
    const expected = all.filter((event) => wanted.includes(String(event['study_id'])));
    expect(rows.map((row) => row['event_key']).sort()).toEqual(
      expected.map((row) => row['event_key']).sort(),
    );
  }
  const day = snapshot.latestDayWith('studies', extent, 3);
  if (day !== null) expect([...content.studies.values()].some(({ date }) => date !== null)).toBe(true);
}

/** Every study is in one slice, and each has a number of its own by which it is found. */
export async function expectNumbered(snapshot: Snapshot, content: Content): Promise<void> {
  const expected = shownOf(content)
    ['studies']!.map(({ study_id: id }) => String(id))
    .sort();
  for (const studyCount of [1, 7, 1000]) {
    const found: string[] = [];
    for (const { extent, conditionSql } of snapshot.slices(studyCount)) {
      const rows = await snapshot.query(
        `SELECT s.study_id FROM ${snapshot.relation('studies', extent)} s WHERE ${conditionSql}`,
      );
      found.push(...rows.map((row) => String(row['study_id'])));
    }
    expect(found.sort()).toEqual(expected);
  }
  const numbered = snapshot.numberedStudies({});
  const rows = numbered
    ? await snapshot.query(`SELECT s.study_id, s.study_number, s.study_date FROM ${numbered} s`)
    : [];
  expect(rows.map((row) => row['study_id']).sort()).toEqual(expected);
  expect(new Set(rows.map((row) => row['study_number'])).size).toBe(expected.length);
  const some = rows.filter((_, at) => at % 3 === 0);
  if (some.length === 0) return;
  const numbers = some.map((row) => ({
    number: Number(row['study_number']),
    date: row['study_date'] as string | null,
  }));
  const used = ['study_id', 'study_number'];
  const again = await snapshot.query(
    `SELECT s.study_id, s.study_number FROM ${snapshot.relationOfNumbered(numbers, used)} s
     WHERE s.study_number IN (${numbers.map(({ number }) => number).join(', ')})`,
  );
  const plain = ({ study_id, study_number }: SqlRow): Row => ({ study_id, study_number });
  expect(linesOf(again.map(plain))).toEqual(linesOf(some.map(plain)));
}

/** The columns of studies in memory, where they are ready, are those that the views show. */
export async function expectHeld(snapshot: Snapshot, content: Content): Promise<void> {
  const columns = ['modality', 'study_date', 'patient_weight_kg', 'display_name', 'comment'];
  const selected = columns.map((name) => `s."${name}"`).join(', ');
  const answer = snapshot.prepared.studies({}, [selected, 's.study_number'], (from) =>
    snapshot.query(`SELECT ${selected}, s.study_number FROM ${from} s`),
  );
  const rows = await answer;
  if (rows === null) return;
  const picked = (row: Row): Row => Object.fromEntries(columns.map((name) => [name, row[name]]));
  expect(linesOf(rows.map(picked))).toEqual(linesOf(shownOf(content)['studies']!.map(picked)));
  const numbered = snapshot.numberedStudies({});
  const plain = numbered ? await snapshot.query(`SELECT ${selected}, s.study_number FROM ${numbered} s`) : [];
  expect(linesOf(rows)).toEqual(linesOf(plain));
}

/** A change that is worked out sees the newest snapshot as the model has it, and by index what is asked for. */
export async function expectBase(
  lake: DoseLake,
  content: Content,
  keys: readonly { readonly id: string; readonly uid: string }[],
): Promise<void> {
  const uids = [...new Set(keys.map(({ uid }) => uid))];
  const studies = [...content.studies.values()].filter(({ uid }) => uids.includes(uid));
  await lake.commit({ kind: 'ingest', runId: null }, async (base) => {
    const known = await base.studiesByUid(uids);
    expect(known.map(({ study_id: id }) => String(id)).sort()).toEqual(studies.map(({ id }) => id).sort());
    const documents = await base.documentsOfStudies(uids);
    const kept = uids.map(documentOf).filter((sop) => content.documents.has(sop));
    expect(documents.map((one) => String(one.sop_instance_uid)).sort()).toEqual(kept.sort());
    const sops = await base.lookUp('sop', uids.map(documentOf));
    for (const sop of kept)
      expect(sops.get(sop)?.map(({ studyInstanceUid }) => documentOf(studyInstanceUid))).toEqual([sop]);
    const events = studies.flatMap((study) =>
      study.eventCount > 0 ? [{ study, uid: eventUid(study, 0) }] : [],
    );
    const found = await base.lookUp(
      'event',
      events.map(({ uid }) => uid),
    );
    for (const { study, uid } of events)
      expect(found.get(uid)?.map(({ studyInstanceUid }) => studyInstanceUid)).toEqual([study.uid]);
    expect(
      [
        ...(
          await base.lookUp(
            'study',
            studies.map(({ uid }) => uid),
          )
        ).keys(),
      ].sort(),
    ).toEqual([...new Set(studies.map(({ uid }) => uid))].sort());
    const digests = uids.map(digestOf);
    const objects = await base.objectsWithDigests(digests);
    const there = digests.filter((digest) => content.objects.has(digest));
    expect(objects.map(({ sha256 }) => String(sha256)).sort()).toEqual([...there].sort());
    const imported = await base.importedDigests(digests);
    for (const digest of there) expect(imported.has(digest)).toBe(true);
    await base.requireSoundStudies(uids);
    const ids = await base.columnsOf('studies', ['study_id'], { column: 'study_instance_uid', values: uids });
    expect(ids.map(({ study_id: id }) => String(id)).sort()).toEqual(studies.map(({ id }) => id).sort());
    return null;
  });
}

/** The doctor finds nothing but a publication that later commits have not followed yet. */
export async function expectSound(lake: DoseLake): Promise<void> {
  const { findings } = await inspectLake(lake.directory, { comparesDigests: true });
  expect(findings.filter(({ code }) => code !== 'publication_behind')).toEqual([]);
}

/** No file is there that the catalog does not know. */
export async function expectNoStrays(lake: DoseLake): Promise<void> {
  const known = new Set(
    lake.context.sqlite.all<{ file: string }>('SELECT file FROM parts').map(({ file }) => file),
  );
  const files = await partFiles(lake.context.lakeFolder);
  expect(files.filter((file) => !known.has(file))).toEqual([]);
}

/** The published tables are as the protocol has them, with the rows that the views show. */
export async function expectPublished(lake: DoseLake, content: Content): Promise<void> {
  const shown = shownOf(content);
  const wanted = ['studies', 'ct_events', 'source_documents'] as const;
  for (const table of wanted) {
    const { violations, rows } = await readDeltaTable(join(lake.context.lakeFolder, table));
    expect({ table, violations }).toEqual({ table, violations: [] });
    const columns = [...TABLES[table].key, ...(table === 'source_documents' ? [] : ['comment'])];
    const picked = (some: readonly Row[]): string[] =>
      linesOf(some.map((row) => Object.fromEntries(columns.map((name) => [name, row[name] ?? null]))));
    expect({ table, rows: picked(rows) }).toEqual({ table, rows: picked(shown[table]!) });
  }
}
