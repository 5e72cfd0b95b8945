import { CALCULATIONS_HERE, holdRows, MODEL_NAMES, type DoseLake } from '../warehouse/index.js';
import { partsRelation } from '../warehouse/lake/find-rows.js';
import type { Snapshot, SnapshotRef } from './snapshots.js';

const NOTHING_YET = { id: 0, committedAt: '1970-01-01T00:00:00.000Z' };
const SCHEMA = 'empty_store';

/** Stands for the store before its first commit: every view is there, without rows. */
export async function emptySnapshot({ context: { engine, lakeFolder } }: DoseLake): Promise<Snapshot> {
  await engine.query(`CREATE SCHEMA IF NOT EXISTS memory."${SCHEMA}"`);
  for (const name of MODEL_NAMES) {
    const names =
      name === 'devices' ? ', NULL::VARCHAR AS display_name, NULL::VARCHAR AS user_defined_modality' : '';
    const rows = partsRelation(lakeFolder, name, []);
    await engine.query(`CREATE OR REPLACE VIEW memory."${SCHEMA}".${name} AS SELECT *${names} FROM ${rows}`);
  }
  return {
    ...NOTHING_YET,
    query: (sql, values, bounds = {}) => engine.query(sql, values, { ...bounds, schema: SCHEMA }),
    ...WITHOUT_PARTS,
    studiesWith: () => ({ relation: (table) => table, filledColumns: () => Promise.resolve(null) }),
    holdRows: (select, values, bounds = {}) =>
      holdRows(engine, select, values, { ...bounds, schema: SCHEMA }),
    release: () => undefined,
  };
}

const nothingToPrepare = (): Promise<never> =>
  Promise.reject(new Error('where there are no parts there is nothing to prepare'));

/** What is told of tables whose rows lie in no parts: every question reads them whole. */
export const WITHOUT_PARTS: Omit<
  Snapshot,
  keyof SnapshotRef | 'query' | 'studiesWith' | 'holdRows' | 'release'
> = {
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
    toInherit: () => ({}),
  },
};
