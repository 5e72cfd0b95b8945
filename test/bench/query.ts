import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { openLake, openSnapshot } from '../../warehouse/index.js';
import { printFigures, printHead, printMachine, type Taken } from './figures.js';
import { generateLake } from './lake/generate-lake.js';
import {
  chartPath,
  EIGHT_CHARTS,
  eightChartsPath,
  listPath,
  narrowFilter,
  seededDraw,
  wideFilter,
  type Draw,
} from './questions.js';
import { serveStore, type ServedStore } from './served-store.js';

const STUDIES = Number(process.env['BENCH_STUDIES'] ?? 1_000_000);
const DIRECTORY = process.env['BENCH_DATA'] ?? `/tmp/dose-bench-${STUDIES}`;
const REPETITIONS = Number(process.env['BENCH_REPETITIONS'] ?? 20);
const ROUNDS_OF_CHARTS = Math.max(2, Math.ceil(REPETITIONS / 4));

/** Details that open parts of which nobody has asked before, and those after them. */
const FIRST_DETAILS = 25;
const DETAILS = 100;

/** A store is measured as it stands, not as one that was written to just now. */
const SETTLED_MS = 30_000;

async function repeatOver<T>(all: readonly T[], work: (one: T) => Promise<Taken>): Promise<Taken[]> {
  const taken: Taken[] = [];
  for (const one of all) taken.push(await work(one));
  return taken;
}

async function repeat(times: number, work: () => Promise<Taken>): Promise<Taken[]> {
  const taken: Taken[] = [];
  for (let at = 0; at < times; at++) taken.push(await work());
  return taken;
}

/** Lists are warm at the latest after so long: a snapshot settles, then the columns of 10 M studies take half a minute. */
const WARM_MS = SETTLED_MS + 10_000 + STUDIES * 0.008;
const ROUNDS_WHILE_WARM = 3;

/**
 * Asks the lists that are measured until the columns that they name are ready in memory, for which all are read once
 * more beside the questions: from memory a round of them takes less than half the processor time of the first.
 */
async function warmLists(served: ServedStore, draw: Draw): Promise<void> {
  const started = performance.now();
  let first = 0;
  for (let warm = 0; warm < ROUNDS_WHILE_WARM && performance.now() - started < WARM_MS;) {
    const round = [
      await served.ask(listPath(narrowFilter(draw), '-dlp_total_mgy_cm')),
      await served.ask(listPath(narrowFilter(draw), '-study_time')),
      await served.ask(listPath(wideFilter(draw))),
    ];
    const cpuMs = round.reduce((sum, one) => sum + one.cpuMs, 0);
    first ||= cpuMs;
    warm = cpuMs < first / 2 ? warm + 1 : 0;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
  console.log(`Lists were warm after ${((performance.now() - started) / 1000).toFixed(0)} s.`);
}

async function someStudyIds(served: ServedStore, draw: Draw, count: number): Promise<readonly string[]> {
  const ids = await Promise.all(
    Array.from({ length: Math.ceil(count / 25) }, async () => {
      const { text } = await served.ask(listPath(narrowFilter(draw), '-study_time'));
      const { items } = JSON.parse(text) as { items: readonly { study_id: string }[] };
      return items.map(({ study_id }) => study_id);
    }),
  );
  return ids.flat().slice(0, count);
}

async function overHttp(studyUids: readonly string[]): Promise<void> {
  const draw = seededDraw(Date.now());
  const served = await serveStore(DIRECTORY);
  try {
    printHead(`${STUDIES} CT studies, over HTTP from a server process; every filter is a new one`);
    printFigures('list page, first of the process', [await served.ask(listPath(narrowFilter(draw)))]);
    printFigures('list page by dose, first of the process', [
      await served.ask(listPath(narrowFilter(draw), '-dlp_total_mgy_cm')),
    ]);
    printFigures('eight charts, first of the process', [await served.ask(eightChartsPath(wideFilter(draw)))]);
    await warmLists(served, draw);
    const lists = (sort?: string) =>
      repeat(REPETITIONS, () => served.ask(listPath(narrowFilter(draw), sort)));
    printFigures('list page with count', await lists());
    printFigures('list page with count, by dose', await lists('-dlp_total_mgy_cm'));
    printFigures(
      'list page with count, 9/10 of all',
      await repeat(REPETITIONS, () => served.ask(listPath(wideFilter(draw)))),
    );
    const ids = await someStudyIds(served, draw, FIRST_DETAILS + DETAILS);
    const details = (some: readonly string[]) =>
      repeatOver(some, (id) => served.ask(`/studies/${encodeURIComponent(id)}`));
    printFigures('study detail, the first ones', await details(ids.slice(0, FIRST_DETAILS)));
    printFigures('study detail', await details(ids.slice(FIRST_DETAILS)));
    const named = (key: string, uids: readonly string[]) =>
      repeatOver(uids, (uid) => served.ask(listPath(new URLSearchParams({ [key]: `=${uid}` }))));
    printFigures('list page of one StudyInstanceUID', await named('study_instance_uid', studyUids));
    printFigures(
      'list page of one irradiation event UID',
      await named(
        'event.irradiation_event_uid',
        studyUids.map((uid) => `${uid}.2`),
      ),
    );
    for (const chart of EIGHT_CHARTS) {
      printFigures(
        chart,
        await repeat(ROUNDS_OF_CHARTS, () => served.ask(chartPath(chart, wideFilter(draw)))),
      );
    }
    printFigures(
      'the eight charts, 9/10 of all',
      await repeat(ROUNDS_OF_CHARTS, () => served.ask(eightChartsPath(wideFilter(draw)))),
    );
    printFigures(
      'the eight charts, narrow filter',
      await repeat(ROUNDS_OF_CHARTS, () => served.ask(eightChartsPath(narrowFilter(draw)))),
    );
    console.log(`\nPeak resident memory of the server: ${served.peakMemoryMb().toFixed(0)} MB`);
  } finally {
    await served.stop();
  }
}

/** StudyInstanceUIDs all over the lake; says how large the catalog is. */
async function someStudyUids(): Promise<readonly string[]> {
  const lake = await openLake(DIRECTORY);
  const snapshot = await openSnapshot(lake);
  const sample = await snapshot.query(
    `SELECT study_instance_uid AS uid FROM studies USING SAMPLE ${REPETITIONS} ROWS (reservoir, 42)`,
  );
  await snapshot.close();
  const [{ index_rows: indexRows, file_rows: fileRows } = { index_rows: 0, file_rows: 0 }] =
    lake.context.sqlite.all<{ index_rows: number; file_rows: number }>(
      'SELECT (SELECT count(*) FROM uid_index) AS index_rows, (SELECT count(*) FROM files) AS file_rows',
    );
  const bytes = statSync(join(DIRECTORY, 'catalog.sqlite')).size;
  console.log(
    `Catalog: ${(bytes / 1e6).toFixed(0)} MB, ${indexRows} index entries, ${fileRows} known files, ` +
      `${(bytes / STUDIES).toFixed(0)} bytes a study\n`,
  );
  await lake.close();
  return sample.map(({ uid }) => String(uid));
}

await printMachine();
if (!existsSync(DIRECTORY)) {
  const started = performance.now();
  await generateLake(DIRECTORY, { studyCount: STUDIES }, (line) => console.error(line));
  console.log(`generated in ${((performance.now() - started) / 1000).toFixed(0)} s`);
  await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
}
await overHttp(await someStudyUids());
