import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { storePaths } from '../../../jobs/config/store.js';
import { studyDeletion } from '../../../jobs/serving/study-deletion.js';
import { purgeDeletedStudies } from '../../../pipeline/run/purge.js';
import type { DeviceChange } from '../../../reports/actions.js';
import { lakeActions } from '../../../reports/lake-actions.js';
import { MODEL_NAMES, openLake, type DoseLake } from '../../../warehouse/index.js';
import { openState } from '../../../warehouse/state/state.js';
import { GUIDE_PATTERNS } from '../../../warehouse/tables/index.js';
import { dose, doseProcess, sql, type RunOptions } from '../../support/program.js';

/** A file that machines leave in the drop folder. */
export interface DroppedFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A CSV file with facts about studies, and how it is to be read. */
export interface FactsFile {
  readonly text: string;
  readonly options: readonly string[];
}

/** What an examination is divided by: a late report is of the same row, or of one beside it, as others of its kind. */
export type Content = 'CT' | 'NM' | 'projection';

export interface StudyRow {
  readonly id: string;
  /** StudyInstanceUID. */
  readonly uid: string;
  readonly content: Content;
}

const contentOf = (modality: string): Content =>
  modality === 'CT' || modality === 'NM' ? modality : 'projection';

type Row = Record<string, unknown>;

/** Exit codes of commands that did what they were to do, with findings or without. */
const WENT_WELL: readonly (number | null)[] = [0, 1];

/** Bookkeeping of runs, and which of two files of the same bytes came first. */
const LEFT_OUT = new Set(['run_id', 'ingested_at', 'path', 'drop_folder']);
/** What was done and stated and came in, when: of these tables only what they bring about is alike. */
const RECORDS = new Set(['study_actions', 'study_facts', 'source_objects']);

/** A store with its drop folder, to which is done what is done to one in the course of years. */
export class LivingStore {
  readonly #folder: string;
  readonly #drop: string;
  readonly #data: string;
  #identity: Readonly<Record<string, string>> = {};
  #factsFiles = 0;

  constructor(folder: string) {
    this.#folder = folder;
    this.#drop = join(folder, 'drop');
    this.#data = join(folder, 'store');
    mkdirSync(this.#drop, { recursive: true });
  }

  /** A new store of the same site: its key gives patients the same pseudonyms. */
  ofSameSite(folder: string): LivingStore {
    const store = new LivingStore(folder);
    mkdirSync(store.#data);
    copyFileSync(storePaths(this.#data).siteKey, storePaths(store.#data).siteKey);
    return store;
  }

  put({ path, bytes }: DroppedFile): void {
    writeFileSync(join(this.#drop, path), bytes);
  }

  /** Runs a command to its end. */
  run(...command: string[]): void {
    const { status, stdout, stderr } = dose(this.#options(), ...command);
    if (!WENT_WELL.includes(status))
      throw new Error(`dose ${command.join(' ')} ended with ${status}: ${stderr}${stdout}`);
  }

  /** Begins a command and kills it at the step of this number of those at which something becomes durable. */
  kill(atStep: number, ...command: string[]): void {
    doseProcess(this.#options({ DOSE_FAILPOINT: `any:kill:${atStep}` }), ...command);
  }

  upload({ text, options }: FactsFile): void {
    this.run(...this.factsCommand({ text, options }));
  }

  /** The command that takes in a file of facts, which it writes. */
  factsCommand({ text, options }: FactsFile): string[] {
    const file = join(this.#folder, `facts ${++this.#factsFiles}.csv`);
    writeFileSync(file, text);
    return ['facts', file, ...options];
  }

  /** Holds for what is run from now on. */
  keepIdentity(settings: Readonly<Record<string, string>>): void {
    this.#identity = settings;
  }

  setPatterns(names: readonly string[]): void {
    const state = openState(storePaths(this.#data).state);
    try {
      state.settings.set('not_patient_patterns', { ...GUIDE_PATTERNS, names }, 'a test');
    } finally {
      state.close();
    }
  }

  async changeDevice(id: string, change: DeviceChange): Promise<void> {
    await this.#withLake((lake) =>
      lakeActions(lake, studyDeletion(lake, new Uint8Array(32))).changeDevices([id], change),
    );
  }

  /** Ends the time in which what is deleted can be restored. */
  async purge(): Promise<void> {
    const utc = (ms: number): string => new Date(ms).toISOString().replace('Z', '');
    const now = Date.now();
    await this.#withLake((lake) =>
      purgeDeletedStudies(lake, { deletedBefore: utc(now + 60_000), now: utc(now) }),
    );
  }

  /** The rows that show. */
  studies(): StudyRow[] {
    return this.#ask('SELECT study_id, study_instance_uid, modality FROM studies ORDER BY study_id').map(
      (row) => ({
        id: String(row['study_id']),
        uid: String(row['study_instance_uid']),
        content: contentOf(String(row['modality'])),
      }),
    );
  }

  /** Deleted studies to which files in the drop folder bring something new. */
  idsWithHeldFiles(): string[] {
    return this.#ask("SELECT DISTINCT deleted_study_id AS id FROM source_objects WHERE outcome = 'held'").map(
      (row) => String(row['id']),
    );
  }

  deviceIds(): string[] {
    return this.#ask('SELECT device_id FROM devices ORDER BY device_id').map((row) =>
      String(row['device_id']),
    );
  }

  /** All that pages show, in an order of its own; devices as far as studies name them. */
  shown(): Readonly<Record<string, readonly Row[]>> {
    const tables = Object.fromEntries(
      MODEL_NAMES.filter((name) => !RECORDS.has(name)).map((name) => [name, this.#rowsOf(name)]),
    );
    const { studies = [], devices = [] } = tables;
    const named = new Set(studies.flatMap((study) => study['device_ids']));
    return { ...tables, devices: devices.filter((device) => named.has(device['device_id'])) };
  }

  #rowsOf(table: string): Row[] {
    return this.#ask(`SELECT * FROM ${table}`)
      .map((row) => Object.fromEntries(Object.entries(row).filter(([column]) => !LEFT_OUT.has(column))))
      .map((row) => ({ row, text: JSON.stringify(row) }))
      .sort((one, other) => (one.text < other.text ? -1 : 1))
      .map(({ row }) => row);
  }

  #ask(query: string): Row[] {
    return sql(this.#options(), query);
  }

  #options(more: Readonly<Record<string, string>> = {}): RunOptions {
    return {
      data: this.#data,
      environment: { ...this.#identity, ...more, DOSE_DROP_FOLDERS: this.#drop },
    };
  }

  async #withLake(work: (lake: DoseLake) => Promise<unknown>): Promise<void> {
    const lake = await openLake(this.#data);
    try {
      await work(lake);
    } finally {
      await lake.close();
    }
  }
}
