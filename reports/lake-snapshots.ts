import {
  holdRows,
  MODEL_NAMES,
  openSnapshot,
  type DoseLake,
  type Snapshot as LakeSnapshot,
} from '../warehouse/index.js';
import { partsRelation } from '../warehouse/lake/find-rows.js';
import { lakePatients } from './lake-patients.js';
import type { Snapshot, Snapshots } from './snapshots.js';

interface Held {
  readonly id: number;
  readonly opened: Promise<LakeSnapshot>;
  users: number;
}

/** The snapshots of a lake for the questions of a server: one is open at a time, and an old one until its last reader. */
export interface LakeSnapshots extends Snapshots {
  /** Waits for the snapshots that no question holds any more; to be called before the lake is closed. */
  close(): Promise<void>;
}

/** Stands for the store before its first commit: every view is there, without rows. */
const NOTHING_YET = { id: 0, committedAt: '1970-01-01T00:00:00.000Z' };
const EMPTY_SCHEMA = 'empty_store';

async function emptySnapshot({ context: { engine, lakeFolder } }: DoseLake): Promise<Snapshot> {
  await engine.query(`CREATE SCHEMA IF NOT EXISTS memory."${EMPTY_SCHEMA}"`);
  for (const name of MODEL_NAMES) {
    const names =
      name === 'devices' ? ', NULL::VARCHAR AS display_name, NULL::VARCHAR AS user_defined_modality' : '';
    const rows = partsRelation(lakeFolder, name, []);
    await engine.query(
      `CREATE OR REPLACE VIEW memory."${EMPTY_SCHEMA}".${name} AS SELECT *${names} FROM ${rows}`,
    );
  }
  return {
    ...NOTHING_YET,
    query: (sql, values, bounds = {}) => engine.query(sql, values, { ...bounds, schema: EMPTY_SCHEMA }),
    relationOfStudies: (table) => table,
    relation: (table) => table,
    latestDayWith: () => null,
    holdRows: (select, values, bounds = {}) =>
      holdRows(engine, select, values, { ...bounds, schema: EMPTY_SCHEMA }),
    release: () => undefined,
  };
}

/** How often it is looked whether the snapshot at hand is still the newest. */
const LET_GO_MS = 5_000;

/** Serves the newest snapshot; before the first commit, a snapshot of nothing. */
export function lakeSnapshots(lake: DoseLake): LakeSnapshots {
  let current: Held | null = null;
  let empty: Promise<Snapshot> | null = null;

  const closing = new Set<Promise<void>>();

  const closeUnused = (held: Held): void => {
    if (held.users > 0 || held === current) return;
    const closed: Promise<void> = held.opened
      .then((snapshot) => snapshot.close())
      .catch(() => undefined)
      .finally(() => closing.delete(closed));
    closing.add(closed);
  };
  const newest = (): Held => {
    const id = lake.latestSnapshot()?.id ?? 0;
    if (current?.id === id) return current;
    const former = current;
    const held: Held = { id, opened: openSnapshot(lake), users: 0 };
    current = held;
    held.opened.catch(() => {
      if (current === held) current = null;
    });
    if (former) closeUnused(former);
    return held;
  };

  /** An old snapshot is not held on to until somebody asks again: what is to be removed at once waits for it. */
  const letGo = setInterval(() => {
    if (current === null || current.id === (lake.latestSnapshot()?.id ?? 0)) return;
    const former = current;
    current = null;
    closeUnused(former);
  }, LET_GO_MS);
  letGo.unref();

  return {
    patients: lakePatients(lake),
    latest: () => lake.latestSnapshot(),
    async open(): Promise<Snapshot> {
      if (lake.latestSnapshot() === null) return (empty ??= emptySnapshot(lake));
      const held = newest();
      held.users += 1;
      let isReleased = false;
      const release = (): void => {
        if (isReleased) return;
        isReleased = true;
        held.users -= 1;
        closeUnused(held);
      };
      try {
        const snapshot = await held.opened;
        return {
          ...snapshot.ref,
          query: (sql, values, bounds = {}) => snapshot.query(sql, values, bounds),
          relationOfStudies: (table, by, keys) => snapshot.relationOfStudies(table, by, keys),
          relation: (table, extent) => snapshot.relation(table, extent),
          latestDayWith: (table, extent, rowCount) => snapshot.latestDayWith(table, extent, rowCount),
          holdRows: (select, values, bounds) => snapshot.holdRows(select, values, bounds),
          release,
        };
      } catch (error) {
        release();
        throw error;
      }
    },
    async close() {
      clearInterval(letGo);
      const held = current;
      current = null;
      if (held) closeUnused(held);
      await Promise.all(closing);
    },
  };
}
