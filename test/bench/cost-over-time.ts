import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_SORT } from '../../reports/filters/sort.js';
import { parseFilterText } from '../../reports/filters/parse.js';
import { lakeSnapshots, type LakeSnapshots } from '../../reports/lake-snapshots.js';
import type { Snapshot } from '../../reports/snapshots.js';
import { listStudies } from '../../reports/studies/list.js';
import { openLake, readsEnough, type DoseLake } from '../../warehouse/index.js';
import { emptyRow, TABLES, type Rows, type TableName, type TableRow } from '../../warehouse/tables/index.js';
import { printMachine } from './figures.js';

const NIGHTS = Number(process.env['BENCH_NIGHTS'] ?? 3650);
const STUDIES_A_NIGHT = Number(process.env['BENCH_STUDIES_A_NIGHT'] ?? 500);
const FIRST_DAY_MS = Date.UTC(2016, 0, 1);
const DAY_MS = 86_400_000;

const rowOf = <N extends TableName>(table: N, values: Partial<TableRow<N>>): TableRow<N> =>
  ({ ...emptyRow(TABLES[table]), ...values }) as TableRow<N>;

const dayOf = (night: number): string => new Date(FIRST_DAY_MS + night * DAY_MS).toISOString().slice(0, 10);

/** The rows of a night: studies of the day before with three events and a file each. */
function nightRows(night: number): Rows {
  const day = dayOf(night);
  const numbers = Array.from({ length: STUDIES_A_NIGHT }, (_, at) => night * STUDIES_A_NIGHT + at);
  const uidOf = (n: number): string => `1.2.826.0.1.3680043.9.7.${n}`;
  const dose = (n: number): number => ((n * 7919) % 100_000) / 100;
  return {
    studies: numbers.map((n) =>
      rowOf('studies', {
        study_id: `study-${n}`,
        study_instance_uid: uidOf(n),
        modality: 'CT',
        study_date: day,
        study_time: `${String(7 + (n % 12)).padStart(2, '0')}:00:00`,
        study_description: `CT protocol ${n % 90}`,
        accession_number: `A${n}`,
        patient_age_years: n % 95,
        device_id: `scanner-${n % 12}`,
        dlp_total_mgy_cm: dose(n) * 3,
        is_not_patient: false,
        event_count: 3,
      }),
    ),
    ct_events: numbers.flatMap((n) =>
      [1, 2, 3].map((at) =>
        rowOf('ct_events', {
          study_id: `study-${n}`,
          event_key: `${uidOf(n)}.${at}`,
          irradiation_event_uid: `${uidOf(n)}.${at}`,
          event_index: at,
          counted: true,
          started_at_local: `${day}T${String(7 + (n % 12)).padStart(2, '0')}:00:0${at}`,
          acquisition_protocol: `Protocol ${n % 90}`,
          ctdi_vol_mgy: dose(n) / 10,
          dlp_mgy_cm: dose(n),
        }),
      ),
    ),
    source_objects: numbers.map((n) =>
      rowOf('source_objects', {
        sha256: n.toString(16).padStart(64, '0'),
        path: `${day}/${n}.dcm`,
        study_instance_uid: uidOf(n),
        byte_count: 25_000,
        outcome: 'imported',
        ingested_at: `${day}T23:00:00`,
        drop_folder: 'main',
      }),
    ),
  };
}

/** One night as the scheduled ingest ends: known UIDs looked up, a commit, then merging and clearing. */
async function liveNight(lake: DoseLake, night: number): Promise<void> {
  const add = nightRows(night);
  const uids = (add.studies ?? []).map(({ study_instance_uid }) => study_instance_uid!);
  await lake.commit({ kind: 'ingest', runId: `night-${night}` }, async (base) => {
    await base.lookUp('study', uids);
    await base.documentsOfStudies(uids);
    const files = (add.source_objects ?? []).map((object) => ({
      dropFolder: 'main',
      path: object.path!,
      byteCount: 25_000,
      modifiedAtMs: FIRST_DAY_MS,
      sha256: object.sha256!,
      outcome: 'imported',
    }));
    const events = (add.ct_events ?? []).map((event) => ({
      kind: 'event' as const,
      uid: event.irradiation_event_uid!,
      studyInstanceUid: event.irradiation_event_uid!.replace(/\.\d$/, ''),
      studyDate: dayOf(night),
    }));
    return { add, files, uids: events };
  });
  await lake.compact();
  // Each night is the next day for what expires, whatever the clock of this machine says.
  await lake.vacuum(undefined, Date.now() + (night + 1) * DAY_MS);
}

const COLUMNS = ['study_id', 'study_date', 'study_description', 'dlp_total_mgy_cm'];
/** Within which the columns that a question named are ready in memory, where the store is large enough. */
const MOST_READY_MS = 10_000;

/** The first list page of the newest snapshot, opening it included, and a later one, of a server that runs all the time. */
async function listPagesMs(
  snapshots: LakeSnapshots,
): Promise<{ readonly first: number; readonly later: number }> {
  const opening = performance.now();
  const snapshot = await snapshots.open();
  const filter = parseFilterText('modality=CT&study_description=protocol 4');
  if (!filter.ok) throw new Error('the filter is wrong');
  const asking = { snapshot, context: { today: '2026-01-01' } };
  const request = { filter: filter.value, sort: DEFAULT_SORT, page: 1, pageSize: 25, columns: COLUMNS };
  const pageSince = async (started: number): Promise<number> => {
    await listStudies(asking, request);
    return performance.now() - started;
  };
  const first = await pageSince(opening);
  await untilReady(snapshot);
  const later = await pageSince(performance.now());
  snapshot.release();
  return { first, later };
}

async function untilReady({ prepared, rowCount }: Snapshot): Promise<void> {
  if (!readsEnough(rowCount('studies', {}), 0)) return;
  const until = performance.now() + MOST_READY_MS;
  const isReady = (): boolean => prepared.studies({}, ['study_description'], async () => null) !== null;
  while (!isReady() && performance.now() < until) await new Promise((resolve) => setTimeout(resolve, 50));
}

const bytesBelow = (folder: string): number =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;

const directory = mkdtempSync(join(tmpdir(), 'dose-bench-nights-'));
const lake = await openLake(directory);
const snapshots = lakeSnapshots(lake, { readyAfterMs: 0 });
try {
  await printMachine();
  console.log(
    `\n${STUDIES_A_NIGHT} studies a night, rows through the lake's commit, each night followed by compact and vacuum\n\n` +
      '| nights | night, median ms wall | night, median ms CPU | list page ms, first of a snapshot, median | list page ms, later, median | catalog MB | bytes a study | parts | lake MB |\n|---|---|---|---|---|---|---|---|---|',
  );
  const reportEvery = Math.max(1, Math.ceil(NIGHTS / 10));
  let walls: number[] = [];
  let cpus: number[] = [];
  let lists: Awaited<ReturnType<typeof listPagesMs>>[] = [];
  for (let night = 0; night < NIGHTS; night++) {
    const usage = process.cpuUsage();
    const started = performance.now();
    await liveNight(lake, night);
    const { user, system } = process.cpuUsage(usage);
    walls.push(performance.now() - started);
    cpus.push((user + system) / 1000);
    lists.push(await listPagesMs(snapshots));
    if ((night + 1) % reportEvery !== 0 && night + 1 !== NIGHTS) continue;
    const catalogBytes = statSync(join(directory, 'catalog.sqlite')).size;
    const pin = lake.pin();
    const cells = [
      night + 1,
      median(walls).toFixed(0),
      median(cpus).toFixed(0),
      median(lists.map(({ first }) => first)).toFixed(0),
      median(lists.map(({ later }) => later)).toFixed(0),
      (catalogBytes / 1e6).toFixed(1),
      (catalogBytes / ((night + 1) * STUDIES_A_NIGHT)).toFixed(0),
      pin.parts.length,
      (bytesBelow(join(directory, 'lake')) / 1e6).toFixed(0),
    ];
    console.log(`| ${cells.join(' | ')} |`);
    pin.release();
    [walls, cpus, lists] = [[], [], []];
  }
} finally {
  await snapshots.close();
  await lake.close();
  rmSync(directory, { recursive: true, force: true });
}
