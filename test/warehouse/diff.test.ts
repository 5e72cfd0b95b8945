import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  differences,
  openSnapshot,
  type Change,
  type DoseLake,
  type Snapshot,
  type SnapshotDifference,
} from '../../warehouse/index.js';
import { STUDY_TABLES, TABLES, type Rows } from '../../warehouse/tables/index.js';
import { action, batchOf, ctEvent, ctStudy, row, temporaryLake } from './lake-support.js';

/** What differs between two snapshots, by reading all rows of both. */
async function plainDifferences(before: Snapshot, after: Snapshot): Promise<string[]> {
  const told: string[] = [];
  for (const table of STUDY_TABLES) {
    const { key, columnNames } = TABLES[table];
    const columns = columnNames.map((name) => `"${name}"::VARCHAR AS "${name}"`).join(', ');
    const rowsOf = async (snapshot: Snapshot) => {
      const rows = await snapshot.query(`SELECT ${columns} FROM ${table}`);
      return new Map(rows.map((found) => [key.map((name) => found[name] ?? 'null').join(' '), found]));
    };
    const [was, is] = [await rowsOf(before), await rowsOf(after)];
    for (const name of was.keys()) if (!is.has(name)) told.push(`${table} ${name} removed`);
    for (const [name, found] of is) {
      const former = was.get(name);
      if (!former) told.push(`${table} ${name} added`);
      else
        for (const column of columnNames)
          if (former[column] !== found[column])
            told.push(`${table} ${name} changed ${column} ${former[column]} ${found[column]}`);
    }
  }
  return told.sort();
}

const textOf = ({ table, row: name, change, column, before, after }: SnapshotDifference): string =>
  `${table} ${name} ${change}${column === null ? '' : ` ${column} ${before} ${after}`}`;

async function all<T>(generated: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of generated) found.push(one);
  return found;
}

describe('the differences of two snapshots', () => {
  let lake: DoseLake;
  let remove: () => Promise<void>;
  beforeEach(async () => {
    ({ lake, remove } = await temporaryLake());
  });
  afterEach(() => remove());

  async function commit(change: Change): Promise<void> {
    await lake.commit({ kind: 'ingest', runId: null }, () => Promise.resolve(change));
  }

  const assembledAnew = (n: number): Rows => ({
    studies: [ctStudy(n, { dlp_total_mgy_cm: 1000 + n, study_description: null })],
    ct_events: [ctEvent(n, { acquisition_protocol: "it's new" }), ctEvent(n, { event_key: 'further' })],
  });

  it('are those that reading both as a whole finds, whatever parts they share', async () => {
    await commit({ add: batchOf(0, 40) });
    await commit({ add: batchOf(40, 60) });
    await commit({ add: assembledAnew(7), removeStudies: ['study-7'] });
    await commit({ add: {}, removeStudies: ['study-9', 'study-50'] });
    await lake.compact();
    await commit({ add: batchOf(60, 61) });
    await commit({ add: { study_actions: [action('study-3', 'delete', '2025-01-01T10:00:00')] } });
    await commit({
      add: { device_settings: [row('device_settings', { device_id: 'd', display_name: 'Room' })] },
    });
    const ids = lake.snapshots().map(({ id }) => id);
    const snapshots = await Promise.all(ids.map((snapshotId) => openSnapshot(lake, { snapshotId })));
    try {
      const pairs = snapshots.map((before, at) => [before, snapshots[(at + 1) % snapshots.length]!] as const);
      for (const [before, after] of [...pairs, pairs[2]!.toReversed() as [Snapshot, Snapshot]]) {
        const told = (await all(differences(before, after))).map(textOf);
        expect(told.sort(), `${before.ref.id} ${after.ref.id}`).toEqual(
          await plainDifferences(before, after),
        );
      }
    } finally {
      for (const snapshot of snapshots) await snapshot.close();
    }
  });

  it('come by table in the order of the keys, page after page', async () => {
    await commit({ add: batchOf(0, 12_000) });
    const filled = await openSnapshot(lake);
    await commit({ add: {}, removeStudies: batchOf(0, 12_000).studies.map(({ study_id }) => study_id!) });
    const emptied = await openSnapshot(lake);
    const told = await all(differences(filled, emptied));
    expect(told).toHaveLength(24_000);
    const studies = told.filter(({ table }) => table === 'studies').map((one) => one.row);
    expect(studies).toEqual([...studies].sort());
    await filled.close();
    await emptied.close();
  });
});
