import {
  CALCULATIONS_HERE,
  holdRows,
  MODEL_NAMES,
  openSnapshot,
  type DoseLake,
  type Readiness,
  type Snapshot as LakeSnapshot,
} from '../warehouse/index.js';
import { partsRelation } from '../warehouse/lake/find-rows.js';
import { lakePatients } from './lake-patients.js';
import type { Snapshot, SnapshotRef, Snapshots } from './snapshots.js';

interface Held {
  readonly id: number;
  /** As of when: an erasure may take something out of an older snapshot while it is held. */
  readonly changedAt: string | null;
  readonly opened: Promise<LakeSnapshot>;
  /** Columns of studies that questions to it have named. */
  namedColumns: () => readonly string[];
  users: number;
  /** Closes an older snapshot that nobody has asked for again. */
  idle: NodeJS.Timeout | null;
}

/**
 * The snapshots of a lake for the questions of a server: the newest stays open, an older one until its last reader and a
 * while longer, since a page asks several questions.
 */
export interface LakeSnapshots extends Snapshots {
  /** Waits for the snapshots that no question holds any more; to be called before the lake is closed. */
  close(): Promise<void>;
}

/** How long an older snapshot stays open after its last reader. */
const IDLE_MS = 30_000;

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
    studiesWith: () => ({ relation: (table) => table, filledColumns: () => Promise.resolve(null) }),
    relation: (table) => table,
    daysWith: () => [],
    latestDayWith: () => null,
    numberedStudies: () => null,
    relationOfNumbered: () => 'studies',
    rowCount: () => 0,
    overlaidColumns: [],
    slices: () => [{ extent: {}, conditionSql: 'TRUE' }],
    readColumns: nothingToPrepare,
    prepared: {
      table: nothingToPrepare,
      columns: nothingToPrepare,
      calculations: CALCULATIONS_HERE,
      numbers: nothingToPrepare,
      studies: () => null,
      namedColumns: () => [],
    },
    holdRows: (select, values, bounds = {}) =>
      holdRows(engine, select, values, { ...bounds, schema: EMPTY_SCHEMA }),
    release: () => undefined,
  };
}

const nothingToPrepare = (): Promise<never> =>
  Promise.reject(new Error('a store before its first commit has nothing to prepare'));

/** How often it is looked whether the snapshot at hand is still the newest. */
const LET_GO_MS = 5_000;

/** A snapshot is opened before anybody asks once no other has followed it for so long. */
const SETTLED_MS = 30_000;

/** Serves the newest snapshot and older ones by name; before the first commit, a snapshot of nothing. */
export function lakeSnapshots(lake: DoseLake, readiness: Readiness = {}): LakeSnapshots {
  const heldById = new Map<number, Held>();
  const closing = new Set<Promise<void>>();
  let current: number | null = null;
  let namedLately: readonly string[] = [];
  let empty: Promise<Snapshot> | null = null;
  let isClosing = false;

  const close = (held: Held): void => {
    if (heldById.get(held.id) === held) heldById.delete(held.id);
    if (held.idle) clearTimeout(held.idle);
    const closed: Promise<void> = held.opened
      .then((snapshot) => snapshot.close())
      .catch(() => undefined)
      .finally(() => closing.delete(closed));
    closing.add(closed);
  };
  const letGo = (held: Held): void => {
    held.users -= 1;
    if (held.users > 0) return;
    const isInPlace = heldById.get(held.id) === held;
    if (isInPlace && held.id === current) return;
    if (isClosing || !isInPlace) return close(held);
    held.idle = setTimeout(() => close(held), IDLE_MS);
    held.idle.unref();
  };
  const hold = (id: number): Held => {
    const known = heldById.get(id);
    if (known && known.id !== current && known.changedAt !== changedAt(id)) retire(known);
    const held = heldById.get(id) ?? opening(id);
    if (held.idle) clearTimeout(held.idle);
    held.idle = null;
    held.users += 1;
    return held;
  };
  const changedAt = (id: number): string | null =>
    lake.snapshots().find((one) => one.id === id)?.changedAt ?? null;
  /** Its readers end with the parts that they began with; the next one opens it anew. */
  const retire = (held: Held): void => {
    heldById.delete(held.id);
    if (held.users === 0) close(held);
  };
  const opening = (id: number): Held => {
    const carried = id === current ? { namedLately } : {};
    const opened = openSnapshot(lake, { ...readiness, ...carried, snapshotId: id });
    const held: Held = {
      ...{ id, changedAt: changedAt(id), opened, users: 0, idle: null },
      namedColumns: () => namedLately,
    };
    heldById.set(id, held);
    opened.then(
      ({ prepared }) => (held.namedColumns = () => prepared.namedColumns()),
      () => heldById.get(id) === held && heldById.delete(id),
    );
    return held;
  };
  const newest = (): number => {
    const id = lake.latestSnapshot()!.id;
    if (current !== id) moveOn(id);
    return id;
  };
  /** What the next snapshot holds from the beginning is what was asked of the one before. */
  const moveOn = (next: number | null): void => {
    const former = current === null ? undefined : heldById.get(current);
    current = next;
    if (former) namedLately = former.namedColumns();
    if (former?.users === 0) close(former);
  };

  /** Opens the newest, which then makes ready what lists asked of the one before. */
  const openAhead = ({ id, committedAt }: SnapshotRef): void => {
    const isSettled = Date.now() - Date.parse(committedAt) >= (readiness.readyAfterMs ?? SETTLED_MS);
    if (namedLately.length === 0 || !isSettled) return;
    moveOn(id);
    letGo(hold(id));
  };

  /** An old snapshot is not held on to until somebody asks again: what is to be removed at once waits for it. */
  const looking = setInterval(() => {
    const latest = lake.latestSnapshot();
    if (latest === null || current === latest.id) return;
    if (current !== null) moveOn(null);
    openAhead(latest);
  }, LET_GO_MS);
  looking.unref();

  return {
    patients: lakePatients(lake),
    latest: () => lake.latestSnapshot(),
    all: () => lake.snapshots(),
    keep: (id, reason) => lake.keepSnapshot(id, reason),
    async open(id?: number): Promise<Snapshot> {
      if (id === undefined && lake.latestSnapshot() === null) return (empty ??= emptySnapshot(lake));
      const held = hold(id ?? newest());
      let isReleased = false;
      const release = (): void => {
        if (isReleased) return;
        isReleased = true;
        letGo(held);
      };
      try {
        const snapshot = await held.opened;
        return { ...snapshot, ...snapshot.ref, release };
      } catch (error) {
        release();
        throw error;
      }
    },
    async close() {
      clearInterval(looking);
      isClosing = true;
      current = null;
      for (const held of heldById.values()) if (held.users === 0) close(held);
      await Promise.all(closing);
    },
  };
}
