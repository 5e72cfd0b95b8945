import { join } from 'node:path';
import { ensureStore, openSiteState, siteKey, storePaths } from '../../../jobs/config/store.js';
import { openEngine, openLake, type DoseLake, type Engine } from '../../../warehouse/index.js';
import type { PlannedPart } from '../../../warehouse/lake/batch.js';
import { commitBatch } from '../../../warehouse/lake/commit.js';
import { OWN_DATE } from '../../../warehouse/lake/parts/extent.js';
import { emptyRow, TABLES } from '../../../warehouse/tables/index.js';
import { fillCatalog, noteUids, openUidNotes } from './fill-catalog.js';
import { SCANNERS } from './hospital.js';
import { GENERATED_TABLES, rowsSql } from './rows.js';
import { prepareStaging, stageMonth, type Month } from './staging.js';

const FIRST_YEAR = 2016;
const SEED = 20_260_101;

const isoDay = (year: number, month: number, day: number): string =>
  new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);

/**
 * Makes a lake of CT studies over some years, about three events each, laid out as compaction leaves it: one part a
 * table and month. Rows come from SQL; parts, footers, snapshots and the catalog are made by the lake itself.
 */
export async function generateLake(
  directory: string,
  { studyCount, years = 10 }: { readonly studyCount: number; readonly years?: number },
  tell: (line: string) => void,
): Promise<void> {
  const paths = storePaths(directory);
  ensureStore(paths);
  siteKey(paths);
  openSiteState(paths).close();
  const engine = await openEngine({ memoryLimit: '3GB', tempDirectory: join(directory, 'temp') });
  const lake = await openLake(directory, { engine, compactsItself: false });
  try {
    await prepareStaging(engine, SEED);
    await openUidNotes(engine, directory, lake.context.indexKey);
    await commitScanners(lake);
    for (let year = 0; year < years; year++) {
      const months = monthsOf(year, studyCount / (years * 12));
      await commitYear(lake, engine, months);
      tell(`${FIRST_YEAR + year}: ${months.at(-1)!.to} studies`);
    }
    await fillCatalog(engine, lake, tell);
  } finally {
    await lake.close();
    await engine.close();
  }
}

function monthsOf(year: number, studiesAMonth: number): readonly Month[] {
  return Array.from({ length: 12 }, (_, month) => {
    const at = year * 12 + month;
    return {
      firstDay: isoDay(FIRST_YEAR + year, month + 1, 1),
      from: Math.round(studiesAMonth * at),
      to: Math.round(studiesAMonth * (at + 1)),
    };
  });
}

async function commitScanners(lake: DoseLake): Promise<void> {
  await lake.commit({ kind: 'ingest', runId: 'generated' }, async () => ({
    add: {
      devices: SCANNERS.map((scanner) => ({ ...emptyRow(TABLES.devices), ...scanner })),
      device_settings: SCANNERS.map(({ device_id, institution_name, station_name }) => ({
        device_id,
        display_name: `${institution_name} ${station_name}`,
        user_defined_modality: null,
      })),
    },
  }));
}

/** One batch of twelve months. A part's rows are staged when its turn to be written comes. */
async function commitYear(lake: DoseLake, engine: Engine, months: readonly Month[]): Promise<void> {
  let staged: Month | null = null;
  const stage = async (month: Month): Promise<void> => {
    if (staged === month) return;
    await stageMonth(engine, month);
    await noteUids(engine);
    staged = month;
  };
  const filled = months.filter(({ from, to }) => to > from);
  const write = filled.flatMap((month) =>
    GENERATED_TABLES.map((table): PlannedPart => {
      const select = async (): Promise<string> => {
        await stage(month);
        return rowsSql(table);
      };
      return { table, source: { select }, coverage: coverageOf(table, month), level: 1 };
    }),
  );
  const plan = async () => ({ write, replaces: [] });
  await commitBatch(lake.context, { kind: 'ingest', runId: 'generated' }, { plan });
}

function coverageOf(table: (typeof GENERATED_TABLES)[number], { firstDay }: Month): PlannedPart['coverage'] {
  const [year = 0, month = 0] = firstDay.split('-').map(Number);
  const isOfIngest = OWN_DATE[table] === 'ingested_at';
  return {
    modalities: isOfIngest || table === 'source_documents' ? null : ['CT'],
    datesKnown: true,
    minDate: isoDay(year, month, isOfIngest ? 2 : 1),
    maxDate: isoDay(year, month + 1, isOfIngest ? 1 : 0),
    hasUndated: false,
  };
}
