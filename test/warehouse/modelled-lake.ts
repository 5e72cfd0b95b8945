import { copyFile, mkdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import {
  AUTOMATIC_COMPACTION,
  copyCatalog,
  fileDigest,
  FULL_COMPACTION,
  openLake,
  openSnapshot,
  rebuildCatalog,
  type Change,
  type CommitKind,
  type DoseLake,
  type Inherited,
  type Snapshot,
} from '../../warehouse/index.js';
import { failpoint, FAILPOINT_VARIABLE } from '../../warehouse/lake/failpoint.js';
import { action, row } from './lake-support.js';
import {
  expectBase,
  expectFound,
  expectHeld,
  expectNoStrays,
  expectNumbered,
  expectPublished,
  expectSound,
  expectTrueParts,
  expectViews,
  expectWithinExtent,
} from './model-checks.js';
import {
  additionOf,
  digestOf,
  documentOf,
  emptyContent,
  filesOf,
  objectsOf,
  uidsOf,
  type Content,
  type ModelStudy,
} from './model-content.js';

/** What is done to a lake, with numbers by which it is made out to what. */
export interface Step {
  readonly kind: StepKind;
  readonly a: number;
  readonly b: number;
  /** After how many points at which a fault can be injected one is; 0 for none. */
  readonly faultAt: number;
}

/** What can be done; first what every night brings. */
export const STEP_KINDS = [
  'add',
  'addMany',
  'replace',
  'move',
  'compact',
  'vacuum',
  'replaceAllOfAPart',
  'loseEvents',
  'remove',
  'removeMonth',
  'act',
  'state',
  'name',
  'erase',
  'rebuild',
  'reopen',
  'restore',
  'hold',
  'release',
  'publish',
  'withdraw',
  'takeTurns',
] as const;
type StepKind = (typeof STEP_KINDS)[number];

const DATES = [
  '2024-01-05',
  '2024-01-31',
  '2024-02-01',
  '2024-02-29',
  '2023-12-31',
  '2023-07-01',
  '2022-03-15',
  '2019-05-05',
  '1999-12-31',
  '0001-01-01',
  '1582-10-10',
  '9999-12-31',
  '2031-06-06',
  null,
] as const;
const MODALITIES = ['CT', 'CT', 'CT', 'RF', 'MG'] as const;
const DAY_MS = 86_400_000;

const POLICIES = [
  FULL_COMPACTION,
  FULL_COMPACTION,
  AUTOMATIC_COMPACTION,
  { ...FULL_COMPACTION, mostMonthRows: 4 },
  { minFresh: 2, minSiblings: 3, mostMonthRows: 8 },
] as const;

const RETENTIONS = [
  undefined,
  { everyMs: 0, dailyMs: 0, monthlyMs: 0, graceMs: 0 },
  { everyMs: 0, dailyMs: 0, monthlyMs: 0, graceMs: 3 * DAY_MS },
  { everyMs: DAY_MS, dailyMs: 3 * DAY_MS, monthlyMs: 9 * DAY_MS, graceMs: 0 },
] as const;

/** The next fault counts from anew, as where none was asked for in between. */
function endFaults(): void {
  process.env[FAILPOINT_VARIABLE] = '';
  failpoint('work_done');
}

/** A lake beside the model of it: does to both the same, and holds the one against the other. */
export class ModelledLake {
  #content: Content = emptyContent();
  /** What each snapshot should show. */
  readonly #past = new Map<number, Content>();
  /** Held over all that follows. */
  readonly #held: Snapshot[] = [];
  #lake!: DoseLake;
  /** Another opening of the same folder, with which it takes turns. */
  #other: DoseLake | null = null;
  #folder: string;
  #next = 1;
  #instant = 0;
  #nowMs = Date.now();
  #publishes = false;
  #isPublished = false;
  #hasStrays = false;
  #inMemory: { snapshot: Snapshot; lake: DoseLake } | null = null;

  constructor(private readonly root: string) {
    this.#folder = join(root, 'first');
  }

  async open(): Promise<void> {
    this.#lake = await this.#opened();
  }

  #opened(): Promise<DoseLake> {
    return openLake(this.#folder, {
      publishes: this.#publishes,
      onUpkeepError: (error) => this.#expectInjected(error),
      onPublicationError: (error) => this.#expectInjected(error),
    });
  }

  #expectInjected(error: unknown): void {
    if (!String(error).includes('Injected fault')) throw error;
  }

  async close(): Promise<void> {
    await this.#letGo();
    await this.#other?.close();
    this.#other = null;
    await this.#lake.close();
  }

  async #letGo(): Promise<void> {
    for (const snapshot of this.#held.splice(0)) await snapshot.close();
    const former = this.#inMemory;
    this.#inMemory = null;
    await former?.snapshot.close();
  }

  /** Does a step, which a fault may end. */
  async take(step: Step): Promise<void> {
    if (step.faultAt > 0) process.env[FAILPOINT_VARIABLE] = `any:throw:${step.faultAt}`;
    try {
      await this[step.kind](step.a, step.b);
    } catch (error) {
      this.#expectInjected(error);
    } finally {
      await this.#lake.published();
      endFaults();
    }
    this.#remember();
  }

  get #latest(): number {
    return this.#lake.latestSnapshot()?.id ?? 0;
  }

  #remember(): void {
    for (const { id } of this.#lake.snapshots())
      if (!this.#past.has(id)) this.#past.set(id, structuredClone(this.#content));
  }

  async #commit(kind: CommitKind, change: Change, edit: (content: Content) => void): Promise<void> {
    const before = this.#latest;
    try {
      await this.#lake.commit({ kind, runId: null }, () => Promise.resolve(change));
    } finally {
      if (this.#latest > before) edit(this.#content);
    }
  }

  #instantNow(): string {
    this.#instant++;
    return new Date(Date.UTC(2025, 0, 1) + this.#instant * 1000).toISOString().slice(0, 19);
  }

  #studies(): ModelStudy[] {
    return [...this.#content.studies.values()];
  }

  #some(a: number, b: number): ModelStudy[] {
    const all = this.#studies();
    return all.filter((_, at) => (at + a) % (1 + (b % 5)) === 0).slice(0, 1 + (a % 7));
  }

  #new(count: number, a: number, b: number): ModelStudy[] {
    return Array.from({ length: count }, (_, at) => {
      const n = this.#next++;
      return {
        id: `study-${n}`,
        uid: `1.2.3.${n}`,
        modality: MODALITIES[(n + b) % MODALITIES.length]!,
        date: DATES[(a + at * (1 + (b % 3))) % DATES.length]!,
        accession: `A${n}`,
        weightKg: n % 3 === 0 ? null : n,
        device: `device-${n % 3}`,
        eventCount: (n + a) % 3,
        version: 1,
      };
    });
  }

  async #addStudies(studies: readonly ModelStudy[], day: string): Promise<void> {
    const add = { ...additionOf(studies), ...objectsOf(studies, day) };
    await this.#commit('ingest', { add, files: filesOf(studies), uids: uidsOf(studies) }, (content) => {
      for (const study of studies) {
        content.studies.set(study.id, study);
        content.documents.set(documentOf(study.uid), { uid: study.uid, date: study.date });
        content.objects.set(digestOf(study.uid), { uid: study.uid, day });
      }
    });
  }

  add(a: number, b: number): Promise<void> {
    const [study] = this.#new(1, a, b);
    const both = b % 4 === 0 ? [study!, { ...study!, id: `${study!.id}-b`, modality: 'RF' }] : [study!];
    return this.#addStudies(both, `2025-0${1 + (b % 3)}-0${1 + (a % 9)}`);
  }

  addMany(a: number, b: number): Promise<void> {
    return this.#addStudies(this.#new(2 + (a % 11), a, b), `2025-0${1 + (b % 3)}-0${1 + (a % 9)}`);
  }

  /** Puts others in the place of studies, and their documents with them. */
  async #replaceBy(studies: readonly ModelStudy[]): Promise<void> {
    if (studies.length === 0) return;
    const newer = studies.map((study) => ({ ...study, version: study.version + 1 }));
    const uids = [...new Set(newer.map(({ uid }) => uid))];
    const { source_documents: documents } = objectsOf(newer, '2025-01-01');
    await this.#commit(
      'ingest',
      {
        add: { ...additionOf(newer), source_documents: documents! },
        removeStudies: newer.map(({ id }) => id),
        removeDocuments: uids.map(documentOf),
        uids: uidsOf(newer),
      },
      (content) => {
        for (const study of newer) {
          content.studies.set(study.id, study);
          content.documents.set(documentOf(study.uid), { uid: study.uid, date: study.date });
        }
      },
    );
  }

  replace(a: number, b: number): Promise<void> {
    return this.#replaceBy(this.#some(a, b));
  }

  async replaceAllOfAPart(a: number): Promise<void> {
    const { parts, release } = this.#lake.pin();
    release();
    const ofStudies = parts.filter(({ table, rowCount }) => table === 'studies' && rowCount > 0);
    const part = ofStudies[a % Math.max(1, ofStudies.length)];
    if (!part) return;
    const rows = await this.#lake.context.engine.query(
      `SELECT study_id FROM read_parquet('${join(this.#lake.context.lakeFolder, part.file)}')`,
    );
    await this.#replaceBy(rows.map((found) => this.#content.studies.get(String(found['study_id']))!));
  }

  move(a: number, b: number): Promise<void> {
    return this.#replaceBy(
      this.#some(a, b).map((study, at) => ({ ...study, date: DATES[(a + b + at) % DATES.length]! })),
    );
  }

  loseEvents(a: number, b: number): Promise<void> {
    return this.#replaceBy(
      this.#some(a, b).map((study) => ({ ...study, eventCount: (study.eventCount + b) % 2 })),
    );
  }

  async #removeThem(studies: readonly ModelStudy[], withObjects: boolean): Promise<void> {
    if (studies.length === 0) return;
    const gone = new Set(studies.map(({ id }) => id));
    const uids = [...new Set(studies.map(({ uid }) => uid))].filter((uid) =>
      this.#studies().every((study) => study.uid !== uid || gone.has(study.id)),
    );
    await this.#commit(
      'deletion',
      {
        add: {},
        removeStudies: [...gone],
        removeDocuments: uids.map(documentOf),
        ...(withObjects ? { removeObjects: uids.map(digestOf) } : {}),
      },
      (content) => {
        for (const id of gone) content.studies.delete(id);
        for (const uid of uids) content.documents.delete(documentOf(uid));
        if (withObjects) for (const uid of uids) content.objects.delete(digestOf(uid));
      },
    );
  }

  remove(a: number, b: number): Promise<void> {
    return this.#removeThem(this.#some(a, b), a % 2 === 0);
  }

  removeMonth(a: number, b: number): Promise<void> {
    const date = DATES[(a + b) % DATES.length]!;
    return this.#removeThem(
      this.#studies().filter((study) => study.date?.slice(0, 7) === date?.slice(0, 7)),
      b % 2 === 0,
    );
  }

  async act(a: number, b: number): Promise<void> {
    const kind = (['delete', 'restore', 'mark_not_patient', 'mark_patient', 'reclassify', 'delete'] as const)[
      b % 6
    ]!;
    const actions = this.#some(a, b).map(({ id }) => ({
      ...action(id, kind, this.#instantNow()),
      value: kind === 'reclassify' ? ['RF', 'MG', 'CT', 'DX'][a % 4]! : null,
    }));
    if (actions.length === 0) return;
    await this.#commit('overlay', { add: { study_actions: actions } }, (content) => {
      content.actions.push(...actions);
    });
  }

  async state(a: number, b: number): Promise<void> {
    const facts = this.#some(a, b).map(({ uid, accession }, at) =>
      row('study_facts', {
        key_kind: (a + at) % 2 ? 'study_instance_uid' : 'accession_number',
        key: (a + at) % 2 ? uid : accession,
        field: 'patient_weight_kg',
        source: `upload ${this.#instant}`,
        number_value: 100 + this.#instant,
        overwrites: b % 2 === 0,
        stated_at: this.#instantNow(),
        line: at,
      }),
    );
    if (facts.length === 0) return;
    await this.#commit('overlay', { add: { study_facts: facts } }, (content) => {
      content.facts.push(...facts);
    });
  }

  /** Names devices and texts: tables that are replaced as a whole, by nothing as well. */
  async name(a: number, b: number): Promise<void> {
    const settings = new Map(a % 4 === 0 ? [] : [[`device-${a % 3}`, `Name ${b % 3}`]]);
    const fields = ['study_description Description 1', 'acquisition_protocol Protocol 1'];
    const names = new Map(
      b % 4 === 0 ? [] : [[`${MODALITIES[2 + (b % 3)]!} ${fields[a % 2]!}`, `Standard ${a % 3}`]],
    );
    const tables = { settings: a % 3 !== 1, names: a % 3 !== 2 };
    await this.#commit(
      'overlay',
      {
        add: {
          ...(tables.settings && {
            device_settings: [...settings].map(([device_id, display_name]) =>
              row('device_settings', { device_id, display_name }),
            ),
          }),
          ...(tables.names && {
            standard_names: [...names].map(([key, standard_name]) => {
              const [modality = '', field = '', ...text] = key.split(' ');
              return row('standard_names', { modality, field, text: text.join(' '), standard_name });
            }),
          }),
        },
        replaceTables: [
          ...(tables.settings ? (['device_settings'] as const) : []),
          ...(tables.names ? (['standard_names'] as const) : []),
        ],
      },
      (content) => {
        if (tables.settings) content.settings = settings;
        if (tables.names) content.names = names;
      },
    );
  }

  async compact(a: number, b: number): Promise<void> {
    const policy = POLICIES[(a + b) % POLICIES.length]!;
    await this.#lake.compact(policy);
    if (a % 2) expect(await this.#lake.compact(policy)).toBe(0);
  }

  async vacuum(a: number, b: number): Promise<void> {
    this.#nowMs += [0, 0, 1, 8, 40, 400][b % 6]! * DAY_MS;
    const readableBefore = new Set(this.#readable());
    const policy = RETENTIONS[a % RETENTIONS.length];
    try {
      await this.#lake.vacuum(policy, this.#nowMs);
    } finally {
      const readable = this.#readable();
      expect(readable.filter((id) => !readableBefore.has(id))).toEqual([]);
      expect(readable.at(-1) ?? 0).toBe(this.#latest);
      for (const snapshot of this.#held) if (snapshot.ref.id > 0) expect(readable).toContain(snapshot.ref.id);
    }
    this.#hasStrays = this.#hasStrays && this.#isPublished;
    const isRead = this.#held.length > 0 || this.#inMemory !== null || this.#isPublished;
    if (isRead || policy?.everyMs !== 0 || policy.graceMs > 0) return;
    const replaced = this.#lake.context.sqlite.all('SELECT file FROM parts WHERE removed_in IS NOT NULL');
    expect(replaced).toEqual([]);
  }

  #readable(): number[] {
    return this.#lake
      .snapshots()
      .filter(({ isExpired }) => !isExpired)
      .map(({ id }) => id);
  }

  async erase(a: number, b: number): Promise<void> {
    const named = this.#some(a, b).slice(0, 1 + (b % 2));
    if (named.length === 0) return;
    await this.#letGo();
    const traces = await this.#lake.tracesOf(named.map(({ id }) => id));
    const uids = new Set(named.map(({ uid }) => uid));
    expect([...traces.studyInstanceUids].sort()).toEqual([...uids].sort());
    const present = this.#studies()
      .filter(({ uid }) => uids.has(uid))
      .map(({ id }) => id);
    expect([...traces.presentStudyIds].sort()).toEqual(present.sort());
    const tombstones = present.map((id) => action(`erased ${id}`, 'erase', this.#instantNow()));
    const before = this.#latest;
    const applyToModel = (): void => {
      if (this.#latest === before) return;
      for (const content of [this.#content, ...this.#past.values()]) eraseFrom(content, traces);
      this.#content.actions.push(...tombstones.filter((one) => !this.#content.actions.includes(one)));
    };
    for (let attempts = 0; ; attempts++) {
      try {
        await this.#lake.eraseFromSnapshots({ traces, tombstones });
        await this.#lake.removeErased({ readerGraceMs: 0 });
        break;
      } catch (error) {
        if (attempts > 0) throw error;
        this.#expectInjected(error);
      }
    }
    applyToModel();
  }

  /** Makes the catalog anew: older snapshots are not in the parts. */
  async rebuild(): Promise<void> {
    if (this.#latest === 0) return;
    const newest = this.#latest;
    await this.close();
    for (const suffix of ['', '-wal', '-shm'])
      await rm(join(this.#folder, `catalog.sqlite${suffix}`), { force: true });
    const report = await rebuildCatalog(this.#folder);
    expect(report).toMatchObject({
      snapshotId: newest,
      missing: [],
      incompleteBatches: [],
      leftOutFolder: null,
    });
    this.#lake = await this.#opened();
    this.#past.clear();
    this.#hasStrays = true;
  }

  async reopen(a: number): Promise<void> {
    await this.close();
    this.#publishes = a % 3 === 0;
    this.#lake = await this.#opened();
  }

  /** Backs up into another folder, and goes on with the copy. */
  async restore(): Promise<void> {
    const place = join(this.root, `copy-${this.#next++}`);
    await mkdir(place, { recursive: true });
    const copy = copyCatalog(this.#lake, join(place, 'catalog.sqlite'));
    try {
      expect(copy.snapshotId).toBe(this.#latest);
      for (const { file, sha256 } of copy.parts) {
        await mkdir(dirname(join(place, 'lake', file)), { recursive: true });
        await copyFile(join(this.#folder, 'lake', file), join(place, 'lake', file));
        expect(await fileDigest(join(place, 'lake', file))).toBe(sha256);
      }
    } finally {
      copy.release();
    }
    await this.close();
    await rm(this.#folder, { recursive: true });
    this.#folder = place;
    this.#isPublished = false;
    this.#hasStrays = false;
    this.#lake = await this.#opened();
  }

  async hold(a: number): Promise<void> {
    const readable = this.#readable();
    if (readable.length === 0 || this.#held.length > 3) return;
    const snapshotId = readable[a % readable.length]!;
    this.#held.push(await openSnapshot(this.#lake, { snapshotId }));
  }

  async release(a: number): Promise<void> {
    const [gone] = this.#held.splice(a % Math.max(1, this.#held.length), 1);
    await gone?.close();
  }

  async publish(): Promise<void> {
    this.#isPublished = this.#isPublished || this.#latest > 0;
    const { damages, snapshotId } = await this.#lake.publish();
    expect(damages).toEqual([]);
    if (snapshotId === null) return;
    expect(snapshotId).toBe(this.#latest);
    await expectPublished(this.#lake, this.#content);
  }

  async withdraw(): Promise<void> {
    await this.#lake.withdrawPublication();
    this.#isPublished = false;
  }

  async takeTurns(): Promise<void> {
    const next = this.#other ?? (await this.#opened());
    this.#other = this.#lake;
    this.#lake = next;
  }

  /** Holds the lake against the model: what the views show, and the rest from another side each time. */
  async check(turn: number): Promise<void> {
    const sides = this.#sides(await this.#expectShown(turn), turn);
    for (const at of new Set([turn, turn * 3 + 1])) await sides[at % sides.length]!();
  }

  /** Holds the lake, and each snapshot that can be read, against the model from all sides. */
  async checkAll(): Promise<void> {
    for (const side of this.#sides(await this.#expectShown(0), 0)) await side();
    for (const [at] of this.#readable().entries()) await this.#checkOlder(at);
  }

  async #expectShown(turn: number): Promise<Snapshot> {
    if (this.#publishes && this.#latest > 0) this.#isPublished = true;
    const former = this.#inMemory;
    const inherited: Inherited = former?.lake === this.#lake ? former.snapshot.prepared.toInherit() : {};
    const snapshot = await openSnapshot(this.#lake, { readyFrom: 1, readyAfterMs: 0, ...inherited });
    this.#inMemory = { snapshot, lake: this.#lake };
    await former?.snapshot.close();
    await expectViews(snapshot, this.#content);
    await expectHeld(snapshot, this.#content);
    for (const older of turn % 2 === 0 ? this.#held : []) {
      const content = this.#past.get(older.ref.id);
      if (content) await expectViews(older, content);
    }
    if (!this.#hasStrays && !this.#isPublished) await expectNoStrays(this.#lake);
    return snapshot;
  }

  #sides(snapshot: Snapshot, turn: number): readonly (() => Promise<void>)[] {
    const some = this.#studies().filter((_, at) => (at + turn) % 4 === 0);
    const keys = [...some.slice(0, 5), { id: `study-${turn}`, uid: `1.2.3.${turn}` }];
    return [
      () => expectFound(snapshot, this.#content, keys),
      () => expectBase(this.#lake, this.#content, keys),
      () => expectNumbered(snapshot, this.#content),
      () => expectTrueParts(this.#lake, snapshot),
      () => this.#checkExtent(snapshot, turn),
      () => this.#checkOlder(turn),
      () => expectSound(this.#lake),
    ];
  }

  async #checkExtent(snapshot: Snapshot, turn: number): Promise<void> {
    const dates = DATES.filter((date) => date !== null).sort();
    const [from, to] = [dates[turn % dates.length]!, dates[(turn * 5) % dates.length]!].sort();
    await expectWithinExtent(snapshot, this.#content, {
      ...(turn % 4 !== 0 && { from: from! }),
      ...(turn % 4 !== 1 && { to: to! }),
      ...(turn % 3 === 0 && { modalities: [MODALITIES[turn % 5]!] }),
    });
    await expectWithinExtent(snapshot, this.#content, { modalities: ['DX', 'RF'] });
  }

  async #checkOlder(turn: number): Promise<void> {
    const readable = this.#readable();
    const id = readable[turn % Math.max(1, readable.length)];
    if (id === undefined) return;
    const older = await openSnapshot(this.#lake, { snapshotId: id });
    await expectViews(older, this.#past.get(id)!);
    await older.close();
  }
}

type Traces = Awaited<ReturnType<DoseLake['tracesOf']>>;

function eraseFrom(content: Content, { studyIds, studyInstanceUids, ownTexts }: Traces): void {
  const isOfThem = (uid: string): boolean => studyInstanceUids.includes(uid);
  for (const { id, uid } of [...content.studies.values()]) if (isOfThem(uid)) content.studies.delete(id);
  for (const [sop, { uid }] of [...content.documents]) if (isOfThem(uid)) content.documents.delete(sop);
  for (const [digest, { uid }] of [...content.objects]) if (isOfThem(uid)) content.objects.delete(digest);
  content.actions = content.actions.filter(({ study_id: id }) => !studyIds.includes(id!));
  content.facts = content.facts.filter(({ key }) => !isOfThem(key!) && !ownTexts.includes(key!));
}
