import type { DoseLake, Readiness } from '../warehouse/index.js';
import { emptySnapshot } from './empty-snapshot.js';
import { lakePatients } from './lake-patients.js';
import { OpenSnapshots, type Reading } from './open-snapshots.js';
import type { Snapshot, Snapshots } from './snapshots.js';

/** The snapshots of a lake for the questions of a server. */
export interface LakeSnapshots extends Snapshots {
  /** Waits for the snapshots that no question holds any more; to be called before the lake is closed. */
  close(): Promise<void>;
}

/** How often it is looked whether the snapshot at hand is still the newest. */
const LOOK_MS = 5_000;

/** Serves the newest snapshot and older ones by name; before the first commit, a snapshot of nothing. */
export function lakeSnapshots(lake: DoseLake, readiness: Readiness = {}): LakeSnapshots {
  const open = new OpenSnapshots(lake, readiness);
  let empty: Promise<Snapshot> | null = null;
  const looking = setInterval(() => open.look(), LOOK_MS);
  looking.unref();
  return {
    patients: lakePatients(lake),
    latest: () => lake.latestSnapshot(),
    all: () => lake.snapshots(),
    keep: (id, reason) => lake.keepSnapshot(id, reason),
    open: async (id) => {
      if (id === undefined && lake.latestSnapshot() === null) return (empty ??= emptySnapshot(lake));
      return snapshotOf(open.read(id));
    },
    close: async () => {
      clearInterval(looking);
      await open.close();
    },
  };
}

async function snapshotOf({ opened, end }: Reading): Promise<Snapshot> {
  try {
    const { ref, parts, close, ...questions } = await opened;
    return { ...questions, ...ref, release: end };
  } catch (error) {
    end();
    throw error;
  }
}
