import type { DoseLake, SqlRow } from '../warehouse/index.js';
import { openSnapshot } from '../warehouse/index.js';
import { partsRelation } from '../warehouse/lake/find-rows.js';
import { emptyRow, TABLES, type DeviceSetting, type StandardName } from '../warehouse/tables/index.js';
import type { Actions } from './actions.js';

/** Actions of the pipeline: it alone knows what a study holds and how a deletion keeps it away. */
export type LakeActionOptions = Pick<
  Actions,
  'deleteStudy' | 'deleteStudies' | 'markStudies' | 'restoreStudy' | 'decideHeld'
> &
  Partial<Pick<Actions, 'startIngest' | 'factsUploads' | 'eraseStudies'>>;

/** Actions as commits of overlay rows: parts stay as they are, the next snapshot shows the change. */
export function lakeActions(lake: DoseLake, options: LakeActionOptions): Actions {
  return {
    deleteStudy: options.deleteStudy,
    deleteStudies: options.deleteStudies,
    markStudies: options.markStudies,
    restoreStudy: options.restoreStudy,
    decideHeld: options.decideHeld,
    eraseStudies: options.eraseStudies ?? (async () => ({ outcome: 'unavailable' })),
    deletedStudies: (snapshotId) => reading(lake, snapshotId, [], deletedStudies),
    async changeDevices(deviceIds, change) {
      const wanted = [...new Set(deviceIds)];
      const known = await reading(lake, undefined, [], (snapshot) => devicesOf(snapshot, wanted));
      if (known.length !== wanted.length) return false;
      await lake.commit({ kind: 'overlay', runId: null }, async (base) => ({
        add: { device_settings: changedSettings(await base.rowsOf('device_settings'), wanted, change) },
        replaceTables: ['device_settings'],
      }));
      return true;
    },
    standardNames: (snapshotId) => reading(lake, snapshotId, [], standardNames),
    replaceStandardNames: async (names) => {
      await lake.commit({ kind: 'overlay', runId: null }, async () => ({
        add: { standard_names: names },
        replaceTables: ['standard_names'],
      }));
    },
    startIngest: options.startIngest ?? (async () => null),
    factsUploads: options.factsUploads ?? null,
  };
}

/** A snapshot of which rows of parts are read as they were written, without what overlays make of them. */
interface ReadSnapshot {
  readonly query: (sql: string, values?: readonly string[]) => Promise<readonly SqlRow[]>;
  /** What to put after FROM for the rows of a table as written. */
  readonly parts: (table: 'studies' | 'standard_names') => string;
}

/** Reads a snapshot (undefined: the newest), and closes it; gives `empty` where there is none yet. */
async function reading<T>(
  lake: DoseLake,
  snapshotId: number | undefined,
  empty: T,
  work: (snapshot: ReadSnapshot) => Promise<T>,
): Promise<T> {
  if (lake.latestSnapshot() === null) return empty;
  const snapshot = await openSnapshot(lake, snapshotId === undefined ? {} : { snapshotId });
  try {
    return await work({
      query: (sql, values = []) => snapshot.query(sql, values),
      parts: (table) => {
        const parts = snapshot.parts.filter((part) => part.table === table && part.rowCount > 0);
        return partsRelation(lake.context.lakeFolder, table, parts);
      },
    });
  } finally {
    await snapshot.close();
  }
}

function deletedStudies({ query, parts }: ReadSnapshot): Promise<readonly SqlRow[]> {
  return query(
    `SELECT a.study_id, a.deleted_at, a.deleted_by, a.reason, s.modality, s.study_date, s.study_time,
            s.study_description, s.institution_name, s.station_name, s.event_count,
            s.study_id IS NULL AS is_purged
     FROM (SELECT study_id, arg_max(action, acted_at) AS action, max(acted_at) AS deleted_at,
                  arg_max(actor, acted_at) AS deleted_by, arg_max(reason, acted_at) AS reason
           FROM study_actions WHERE action IN ('delete', 'restore', 'import_new_events') GROUP BY study_id) a
     LEFT JOIN ${parts('studies')} s ON s.study_id = a.study_id
     WHERE a.action = 'delete' ORDER BY a.deleted_at DESC, a.study_id`,
  );
}

function devicesOf({ query }: ReadSnapshot, deviceIds: readonly string[]): Promise<readonly SqlRow[]> {
  const placeholders = deviceIds.map((_, at) => `$${at + 1}`).join(', ');
  return query(`SELECT device_id FROM devices WHERE device_id IN (${placeholders})`, deviceIds);
}

function changedSettings(
  rows: readonly DeviceSetting[],
  deviceIds: readonly string[],
  change: Partial<DeviceSetting>,
): DeviceSetting[] {
  const byDevice = new Map(rows.map((row) => [row.device_id, row] as const));
  for (const id of deviceIds) {
    const before = byDevice.get(id) ?? emptyRow(TABLES.device_settings);
    byDevice.set(id, { ...before, device_id: id, ...change });
  }
  return [...byDevice.values()];
}

async function standardNames({ query, parts }: ReadSnapshot): Promise<readonly StandardName[]> {
  const rows = await query(
    `SELECT modality, field, text, standard_name FROM ${parts('standard_names')} ORDER BY modality, field, text`,
  );
  return rows.map(standardNameOf);
}

function standardNameOf(row: SqlRow): StandardName {
  const text = (name: string): string | null => (typeof row[name] === 'string' ? row[name] : null);
  return {
    modality: text('modality'),
    field: text('field'),
    text: text('text'),
    standard_name: text('standard_name'),
  };
}
