import { join } from 'node:path';
import type { Scenario } from '../../support/study-scenarios.js';
import { LivingStore, type StudyRow } from './living-store.js';
import { WhatHolds, type MarkOption, type StudyFile } from './what-holds.js';
import { factsFile, firstHalfOf, worldOf, type World } from './world.js';

/** What can be done to a store, first what every day brings. */
export const STEP_KINDS = [
  'put',
  'putCut',
  'putAgain',
  'ingest',
  'delete',
  'restore',
  'decideHeld',
  'purge',
  'erase',
  'mark',
  'giveModality',
  'giveName',
  'changePatterns',
  'changeIdentity',
  'stateFacts',
  'dropQuarantined',
  'rebuild',
  'compact',
  'vacuum',
  'backUp',
  'goBack',
] as const;
type StepKind = (typeof STEP_KINDS)[number];

/** What is done, with numbers by which it is made out to what. */
export interface Step {
  readonly kind: StepKind;
  readonly a: number;
  readonly b: number;
  /** At which step towards something durable its command is killed before it is given again; 0 for none. */
  readonly killedAt: number;
}

const PATTERNS = [[], ['*phy*'], ['*patient 1*'], ['*patient*'], ['*patient 2*', '*3*']] as const;
const MODALITIES = ['DX', 'RF', 'dual', null] as const;
const MARKS: readonly MarkOption[] = ['--patient', '--not-patient'];
/**
 * Each with the ways to keep it between which one can go to and fro while the files are there. Facts that a dropped
 * accession number brought have no way back.
 */
const IDENTITY = [
  ['DOSE_PATIENT_NAME', ['store', 'hash', 'drop']],
  ['DOSE_PATIENT_ID', ['store', 'hash', 'drop']],
  ['DOSE_BIRTH_DATE', ['store', 'hash', 'drop']],
  ['DOSE_ACCESSION_NUMBER', ['store', 'hash']],
] as const;

const pick = <T>(from: readonly T[], number: number): T => from[number % from.length]!;

/** One store with all that is done to it, and what one would show that was told everything at once. */
export class StoreLife {
  /** What was done, to be read when it went wrong. */
  readonly told: string[] = [];
  readonly #folder: string;
  readonly #store: LivingStore;
  readonly #world: World;
  #holds = new WhatHolds();
  readonly #cut = new Set<StudyFile>();
  /** What held when the store was backed up. */
  #backup: WhatHolds | null = null;

  constructor(folder: string, scenarios: readonly Scenario[]) {
    this.#folder = folder;
    this.#store = new LivingStore(join(folder, 'living'));
    this.#world = worldOf(scenarios);
    this.#store.run('ingest');
  }

  async take(step: Step): Promise<void> {
    const done = await this.#steps[step.kind](step);
    this.told.push(`${step.kind} ${step.killedAt || ''} ${done ?? 'nothing'}`);
  }

  /** What the store shows once all its files are whole, and what one would show that was told everything at once. */
  async shownAndExpected(): Promise<readonly [unknown, unknown]> {
    for (const file of this.#cut) this.#put(file);
    this.#store.run('ingest');
    const other = this.#store.ofSameSite(join(this.#folder, 'at once'));
    await this.#holds.tellAtOnce(other);
    return [this.#store.shown(), other.shown()];
  }

  /** Each tells what it did; null where there was nothing to do it to. */
  readonly #steps: Readonly<Record<StepKind, (step: Step) => string | null | Promise<string | null>>> = {
    put: ({ a }) => {
      const file = pick(this.#world.files, a);
      this.#put(file);
      return file.path;
    },
    putCut: ({ a }) => {
      const file = pick(this.#world.files, a);
      if (this.#holds.files.has(file)) return null;
      this.#cut.add(file);
      this.#store.put({ path: file.path, bytes: firstHalfOf(file) });
      return file.path;
    },
    putAgain: ({ a }) => {
      const file = pick(this.#world.files, a);
      this.#put(file);
      this.#store.put({ path: `again-${file.path}`, bytes: file.bytes });
      return file.path;
    },
    ingest: (step) => this.#command(step, 'ingest'),
    delete: (step) =>
      this.#withStudy(step, (uid, rows) => {
        this.#command(step, 'delete', ...rows.map(({ id }) => id));
        for (const content of new Set(rows.map((row) => row.content))) {
          const ids = rows.filter((row) => row.content === content).map(({ id }) => id);
          this.#holds.deletions.add({ uid, content, ids, isPurged: false });
        }
      }),
    restore: (step) => {
      const restorable = [...this.#holds.deletions].filter(({ isPurged }) => !isPurged);
      if (restorable.length === 0) return null;
      const deletion = pick(restorable, step.a);
      this.#command(step, 'restore-study', ...deletion.ids);
      this.#holds.deletions.delete(deletion);
      return `${deletion.uid} ${deletion.content}`;
    },
    decideHeld: (step) => {
      const heldFor = new Set(this.#store.idsWithHeldFiles());
      const deletions = [...this.#holds.deletions].filter(({ ids }) => ids.some((id) => heldFor.has(id)));
      // Of an examination that had divided a file restores the one row that it belongs to.
      if (deletions.length === 0 || deletions.some(({ ids }) => ids.length > 1)) return null;
      const decision = pick(['restore', 'delete'], step.b);
      this.#command(step, 'held', decision, '--all');
      if (decision === 'restore')
        for (const deletion of deletions) if (!deletion.isPurged) this.#holds.deletions.delete(deletion);
      return `${decision} ${deletions.map(({ uid }) => uid).join(' ')}`;
    },
    purge: async () => {
      await this.#store.purge();
      this.#holds.deletions = new Set(
        [...this.#holds.deletions].map((deletion) => ({ ...deletion, isPurged: true })),
      );
      return '';
    },
    erase: (step) =>
      this.#withStudy(step, (uid, rows) => {
        const hidden = [...this.#holds.deletions].filter((one) => one.uid === uid && !one.isPurged);
        const ids = [...rows.map(({ id }) => id), ...hidden.flatMap((deletion) => deletion.ids)];
        this.#command(step, 'delete', '--erase', ...ids);
        this.#holds.erased.add(uid);
      }),
    mark: (step) =>
      this.#withStudy(step, (uid, rows) => {
        // What of it is deleted would not have the mark once it is restored.
        if ([...this.#holds.deletions].some((deletion) => deletion.uid === uid)) return;
        const mark = pick(MARKS, step.b);
        this.#command(step, 'mark', mark, ...rows.map(({ id }) => id));
        this.#holds.marks.set(uid, mark);
      }),
    giveModality: (step) =>
      this.#withDevice(step, async (id) => {
        const modality = pick(MODALITIES, step.b);
        await this.#store.changeDevice(id, { user_defined_modality: modality });
        this.#holds.modalities.set(id, modality);
        this.#command(step, 'rebuild', '--device', id);
        return String(modality);
      }),
    giveName: (step) =>
      this.#withDevice(step, async (id) => {
        const name = `Room ${step.b % 3}`;
        await this.#store.changeDevice(id, { display_name: name });
        this.#holds.displayNames.set(id, name);
        return name;
      }),
    changePatterns: (step) => {
      this.#holds.patterns = pick<readonly string[]>(PATTERNS, step.a);
      this.#store.setPatterns(this.#holds.patterns);
      this.#command(step, 'patterns');
      return this.#holds.patterns.join(' ');
    },
    changeIdentity: (step) => {
      const [name, ways] = pick(IDENTITY, step.a);
      const kept = pick<string>(ways, step.b);
      this.#holds.identity = { ...this.#holds.identity, [name]: kept };
      this.#store.keepIdentity(this.#holds.identity);
      this.#command(step, 'identity', 'apply');
      return `${name} ${kept}`;
    },
    stateFacts: (step) => {
      const file = factsFile(this.#world, step.a, step.b);
      this.#holds.factsFiles.push(file);
      this.#command(step, ...this.#store.factsCommand(file));
      return `${file.options.join(' ')}: ${file.text.replaceAll('\n', ' | ')}`;
    },
    dropQuarantined: (step) => this.#command(step, 'quarantine', 'drop', '--all'),
    rebuild: (step) => this.#command(step, 'rebuild'),
    compact: (step) => this.#command(step, 'compact'),
    vacuum: (step) => this.#command(step, 'vacuum'),
    backUp: (step) => {
      this.#backup = this.#holds.copy();
      return this.#command(step, 'backup', this.#backupFolder);
    },
    goBack: (step) => {
      if (this.#backup === null) return null;
      this.#holds = this.#backup.copy({ files: this.#holds.files, identity: this.#holds.identity });
      this.#command(step, 'restore', this.#backupFolder, '--force');
      this.#store.run('identity', 'apply');
      return '';
    },
  };

  get #backupFolder(): string {
    return join(this.#folder, 'backup');
  }

  #put(file: StudyFile): void {
    this.#holds.files.add(file);
    this.#store.put(file);
  }

  #command({ killedAt }: Step, ...command: string[]): string {
    if (killedAt > 0) this.#store.kill(killedAt, ...command);
    this.#store.run(...command);
    return '';
  }

  #withStudy({ a }: Step, work: (uid: string, rows: readonly StudyRow[]) => void): string | null {
    const studies = this.#store.studies();
    if (studies.length === 0) return null;
    const { uid } = pick(studies, a);
    work(
      uid,
      studies.filter((study) => study.uid === uid),
    );
    return uid;
  }

  async #withDevice({ a }: Step, work: (id: string) => Promise<string>): Promise<string | null> {
    const ids = this.#store.deviceIds();
    if (ids.length === 0) return null;
    const id = pick(ids, a);
    return `${id} ${await work(id)}`;
  }
}
