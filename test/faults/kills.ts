import { spawn, spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openLake, openSnapshot } from '../../warehouse/index.js';
import { seeded, type Random } from './seeded.js';
import { PROGRAM } from '../support/program.js';
import { contentOf } from '../support/store-content.js';

/**
 * Kills ingests, at every step of a commit and at random instants, alone and several at once over the same files; then
 * compactions and erasures of the store; and compares what plain restarts make of it with what an undisturbed run makes,
 * also after its catalog is made anew from the parts.
 *
 * DOSE_KILLS: how many (default 500). DOSE_LANES: how many stores at once (default 2). DOSE_SEED: repeats a run.
 */
const KILLS = Number(process.env['DOSE_KILLS'] ?? 500);
const SEED = Number(process.env['DOSE_SEED'] ?? Date.now() % 1_000_000);
const LANES = Number(process.env['DOSE_LANES'] ?? 2);
/** Portions in which the files come, and kills after each. */
const WAVES = 6;
const KILLS_PER_WAVE = 5;
const FILES = 60;
/** Steps that an ingest comes by. */
const STEPS = [
  'lease_taken',
  'work_done',
  'part_written',
  'part_renamed',
  'parts_durable',
  'before_commit',
  'in_transaction',
  'committed',
];
/** Steps that an erasure comes by, with the turn: the first ones are those of the commit that hides its studies. */
const ERASURE_STEPS = [
  'before_commit:kill',
  'part_written:kill:2',
  'parts_durable:kill:2',
  'erasure_written:kill',
  'erasure_in_transaction:kill',
  'erasure_committed:kill',
  'erasure_removed:kill',
];
const SAMPLES = resolve('data/samples');
/** Bookkeeping of runs, and which of two files of the same bytes came first. */
const LEFT_OUT = new Set(['run_id', 'ingested_at', 'path', 'drop_folder', 'acted_at']);

const scratch = mkdtempSync(join(tmpdir(), 'dose-kills-'));
const tally = { kills: 0, rounds: 0, byStep: new Map<string, number>(), notReached: 0, failures: 0 };

function sampleFiles(random: Random): string[] {
  const all = readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.dcm'))
    .sort();
  return random.shuffled(all).slice(0, FILES);
}

function start(store: string, drop: string, failpoint: string | null): ReturnType<typeof spawn> {
  return startCommand(store, ['ingest', drop], failpoint);
}

function startCommand(
  store: string,
  command: readonly string[],
  failpoint: string | null,
): ReturnType<typeof spawn> {
  return spawn(process.execPath, [PROGRAM, ...command, '--data', store], {
    stdio: 'ignore',
    env: {
      ...process.env,
      DOSE_SETTLE_MS: '0',
      DOSE_WORKERS: '1',
      ...(failpoint ? { DOSE_FAILPOINT: failpoint } : {}),
    },
  });
}

function ended(child: ReturnType<typeof spawn>): Promise<{ code: number | null; signal: string | null }> {
  return new Promise((done) => child.on('exit', (code, signal) => done({ code, signal })));
}

/** Starts one to three ingests at once and kills the first at a step or after a random time. */
async function killOne(random: Random, store: string, drop: string): Promise<void> {
  const others = Array.from({ length: random.below(4) === 0 ? 1 + random.below(2) : 0 }, () =>
    start(store, drop, null),
  );
  const ends = others.map(ended);
  const step = random.below(3) === 0 ? null : random.of(STEPS);
  const turn = step === 'part_written' || step === 'part_renamed' ? 1 + random.below(4) : 1;
  const child = start(store, drop, step && `${step}:kill:${turn}`);
  const end = ended(child);
  if (step === null) {
    await Promise.race([sleep(250 + random.below(900)), end]);
    child.kill('SIGKILL');
  }
  count((await end).signal, step ?? 'random instant');
  await Promise.all(ends);
}

function count(signal: string | null, step: string): void {
  if (signal === 'SIGKILL') {
    tally.kills++;
    tally.byStep.set(step, (tally.byStep.get(step) ?? 0) + 1);
  } else tally.notReached++;
}

/** Deletes a study and erases another, both stores alike; in the first a compaction and the erasure are killed. */
async function upkeep(random: Random, store: string, peaceful: string): Promise<void> {
  const ids = (await studyIds(store)).sort();
  const [deleted, erased] = [ids[0]!, ids[1 + random.below(ids.length - 1)]!];
  const compacting = startCommand(store, ['compact'], `${random.of(STEPS)}:kill`);
  count((await ended(compacting)).signal, 'compaction');
  const step = random.of(ERASURE_STEPS);
  await ended(startCommand(store, ['delete', deleted], null));
  count((await ended(startCommand(store, ['delete', erased, '--erase'], step))).signal, `erasure, ${step}`);
  // Whatever comes next finishes what was begun; an erasure killed before it was begun is asked for again.
  for (const command of [['compact'], ['delete', erased, '--erase'], ['compact']])
    await ended(startCommand(store, command, null));
  for (const command of [['delete', deleted], ['delete', erased, '--erase'], ['compact']])
    await ended(startCommand(peaceful, command, null));
}

async function studyIds(store: string): Promise<string[]> {
  const lake = await openLake(store);
  const snapshot = await openSnapshot(lake);
  const rows = await snapshot.query(
    'SELECT any_value(study_id) AS id FROM studies GROUP BY study_instance_uid HAVING count(*) = 1',
  );
  await snapshot.close();
  await lake.close();
  return rows.map(({ id }) => String(id));
}

/** Whether the catalog made anew from the parts shows the same. */
async function isSameRebuilt(store: string, content: string): Promise<boolean> {
  const rebuilt = await ended(startCommand(store, ['doctor', '--rebuild-catalog', '--force'], null));
  return rebuilt.code === 0 && (await contentOf(store, LEFT_OUT)) === content;
}

/** One store under kills, wave after wave of files, then left in peace. */
async function round(number: number): Promise<void> {
  const random = seeded(SEED + number);
  const folder = join(scratch, `round-${number}`);
  const [store, drop, peaceful] = ['store', 'drop', 'peaceful'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  for (const each of [store, drop, peaceful]) mkdirSync(each, { recursive: true });
  cpSync(join(scratch, 'site.key'), join(store, 'site.key'));
  cpSync(join(scratch, 'site.key'), join(peaceful, 'site.key'));
  const files = sampleFiles(random);
  for (let wave = 0; wave < WAVES && tally.kills < KILLS; wave++) {
    files
      .slice((wave * FILES) / WAVES, ((wave + 1) * FILES) / WAVES)
      .forEach((name) => copyFileSync(join(SAMPLES, name), join(drop, name.replaceAll('/', '_'))));
    for (let kill = 0; kill < KILLS_PER_WAVE && tally.kills < KILLS; kill++)
      await killOne(random, store, drop);
  }
  const plain = await ended(start(store, drop, null));
  await ended(start(peaceful, drop, null));
  await upkeep(random, store, peaceful);
  // What was erased lies in the drop folder still: the scan must turn it away.
  for (const each of [store, peaceful]) await ended(start(each, drop, null));
  const content = await contentOf(peaceful, LEFT_OUT);
  const isSame = (await contentOf(store, LEFT_OUT)) === content;
  const isSound =
    spawnSync(process.execPath, [PROGRAM, 'doctor', '--data', store, '--json'], { encoding: 'utf8' })
      .status === 0;
  const isSameAgain = await isSameRebuilt(store, content);
  tally.rounds++;
  if (!isSame || !isSound || !isSameAgain || plain.code === null || plain.code > 1) {
    tally.failures++;
    console.error(
      `round ${number}: ${isSame ? '' : 'tables differ; '}${isSound ? '' : 'the doctor finds damage; '}${isSameAgain ? '' : 'tables of the rebuilt catalog differ; '}exit ${plain.code}; kept in ${folder}`,
    );
  } else rmSync(folder, { recursive: true });
}

async function main(): Promise<void> {
  console.log(`seed ${SEED}`);
  spawnSync(process.execPath, [PROGRAM, 'ingest', SAMPLES, '--data', join(scratch, 'first')]);
  cpSync(join(scratch, 'first', 'site.key'), join(scratch, 'site.key'));
  let next = 0;
  await Promise.all(
    Array.from({ length: LANES }, async () => {
      while (tally.kills < KILLS) {
        await round(next++);
        console.log(`${tally.kills} kills in ${tally.rounds} rounds, ${tally.failures} failures`);
      }
    }),
  );
  for (const [step, count] of [...tally.byStep].sort()) console.log(`${step.padEnd(36)} ${count}`);
  console.log(
    `${tally.kills} kills in ${tally.rounds} rounds (${tally.notReached} ended before their kill): ${tally.failures} failures`,
  );
  if (tally.failures > 0) process.exitCode = 1;
  else rmSync(scratch, { recursive: true });
}

await main();
