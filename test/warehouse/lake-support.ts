import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  emptyRow,
  TABLES,
  type CtEvent,
  type SourceDocument,
  type Study,
  type StudyAction,
  type TableName,
  type TableRow,
} from '../../warehouse/tables/index.js';
import {
  MODEL_NAMES,
  openLake,
  openSnapshot,
  type DoseLake,
  type Snapshot,
  type SqlRow,
} from '../../warehouse/index.js';

/** A folder for one test, and how to be rid of it. */
export async function temporaryFolder(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'doselake-test-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** An empty lake for one file of tests, and how to be rid of it. */
export async function temporaryLake(): Promise<{ lake: DoseLake; remove: () => Promise<void> }> {
  const { folder, remove } = await temporaryFolder();
  const lake = await openLake(folder);
  return {
    lake,
    remove: async () => {
      await lake.close();
      await remove();
    },
  };
}

/** A row of a table with what is given and nulls elsewhere. */
export function row<N extends TableName>(table: N, values: Partial<TableRow<N>>): TableRow<N> {
  return { ...emptyRow(TABLES[table]), ...values } as TableRow<N>;
}

/** A CT study numbered `n` in a month of 2024, with what else is given. */
export function ctStudy(n: number, values: Partial<Study> = {}): Study {
  return row('studies', {
    study_id: `study-${n}`,
    study_instance_uid: `1.2.3.${n}`,
    modality: 'CT',
    study_date: `2024-${String((n % 3) + 1).padStart(2, '0')}-${String((n % 28) + 1).padStart(2, '0')}`,
    study_time: '10:11:12.5',
    dlp_total_mgy_cm: n + 0.1,
    event_count: 1,
    ...values,
  });
}

export function ctEvent(n: number, values: Partial<CtEvent> = {}): CtEvent {
  return row('ct_events', {
    study_id: `study-${n}`,
    event_key: `event-${n}`,
    irradiation_event_uid: `1.2.3.${n}.9`,
    started_at_local: '2024-01-05T10:11:12.25',
    ctdi_vol_mgy: n / 3,
    acquisition_protocol: `Protocol ${n % 3}`,
    ...values,
  });
}

export function document(n: number, values: Partial<SourceDocument> = {}): SourceDocument {
  return row('source_documents', {
    sop_instance_uid: `1.2.3.${n}.1`,
    study_instance_uid: `1.2.3.${n}`,
    study_date: ctStudy(n).study_date,
    content: new Uint8Array([n % 256, 0, 255]),
    ...values,
  });
}

export function action(studyId: string, kind: StudyAction['action'], at: string): StudyAction {
  return row('study_actions', { study_id: studyId, action: kind, acted_at: at, actor: 'someone' });
}

/** The rows of CT studies `from` up to but not including `to`, over all tables that they touch. */
export function batchOf(
  from: number,
  to: number,
): { studies: Study[]; ct_events: CtEvent[]; source_documents: SourceDocument[] } {
  const numbers = Array.from({ length: to - from }, (_, index) => from + index);
  return {
    studies: numbers.map((n) => ctStudy(n)),
    ct_events: numbers.map((n) => ctEvent(n)),
    source_documents: numbers.map((n) => document(n)),
  };
}

/** The rows of studies, found by id or StudyInstanceUID. */
export function studiesWith(
  snapshot: Snapshot,
  by: 'study_id' | 'study_instance_uid',
  key: string,
): Promise<SqlRow[]> {
  return snapshot.query(
    `SELECT * FROM ${snapshot.studiesWith(by, [key]).relation('studies')} ORDER BY study_id`,
  );
}

/** Every row of every view of the newest snapshot, in an order of its own. */
export async function contentOf(lake: DoseLake): Promise<Record<string, string[]>> {
  const snapshot = await openSnapshot(lake);
  const content: Record<string, string[]> = {};
  for (const name of MODEL_NAMES) {
    const rows = await snapshot.query(`SELECT * FROM ${name}`);
    content[name] = rows.map((found) => JSON.stringify(found)).sort();
  }
  await snapshot.close();
  return content;
}

/** Commits those of the studies that the lake does not hold yet, as one batch. */
export async function commitMissing(lake: DoseLake, from: number, to: number): Promise<void> {
  const all = batchOf(from, to);
  await lake.commit({ kind: 'ingest', runId: 'test' }, async (base) => {
    const known = await base.studiesByUid(
      all.studies.map(({ study_instance_uid }) => study_instance_uid ?? ''),
    );
    const isNew = (uid: string | null): boolean =>
      known.every(({ study_instance_uid }) => study_instance_uid !== uid);
    const studies = all.studies.filter(({ study_instance_uid: uid }) => isNew(uid));
    if (studies.length === 0) return null;
    const ids = new Set(studies.map(({ study_id }) => study_id));
    return {
      add: {
        studies,
        ct_events: all.ct_events.filter(({ study_id }) => ids.has(study_id)),
        source_documents: all.source_documents.filter(({ study_instance_uid: uid }) => isNew(uid)),
      },
    };
  });
}

/** Replaces the studies divisible by ten with rows that say so, once. */
export async function replaceTens(lake: DoseLake, from: number, to: number): Promise<void> {
  const tens = Array.from({ length: to - from }, (_, index) => from + index).filter((n) => n % 10 === 0);
  await lake.commit({ kind: 'ingest', runId: 'test' }, async (base) => {
    const known = await base.studiesByUid(tens.map((n) => `1.2.3.${n}`));
    if (known.every(({ comment }) => comment === 'replaced')) return null;
    return {
      add: {
        studies: tens.map((n) => ctStudy(n, { comment: 'replaced' })),
        ct_events: tens.map((n) => ctEvent(n, { comment: 'replaced' })),
      },
      removeStudies: tens.map((n) => `study-${n}`),
    };
  });
}

/** A study that only erasures are about. */
export const ERASED = 1000;

/** Commits a study and erases it, leaving a tombstone; goes on where an attempt before was killed. */
export async function eraseOne(lake: DoseLake): Promise<void> {
  const tombstone = action('erased', 'erase', '2024-05-01T00:00:00');
  const snapshot = await openSnapshot(lake);
  const isErased = (await snapshot.query("SELECT 1 FROM study_actions WHERE study_id = 'erased'")).length > 0;
  await snapshot.close();
  if (!isErased) await commitMissing(lake, ERASED, ERASED + 1);
  const traces = await lake.tracesOf([`study-${ERASED}`]);
  await lake.eraseFromSnapshots({ traces, tombstones: [tombstone] });
  await lake.removeErased();
}

/** Studies `from` up to but not including `to`, in batches of `size`. */
export type StudyRange = readonly [from: number, to: number, size: number];

/** What a writer does beside writing: each where it is set. */
export interface WriterEnvironment {
  /** Every commit is followed by a publication. */
  readonly PUBLISH?: string | undefined;
  /** It ends with a compaction and a vacuum. */
  readonly UPKEEP?: string | undefined;
  /** It ends with an erasure. */
  readonly ERASE?: string | undefined;
  readonly LEASE_EXPIRY_MS?: string | undefined;
}

/**
 * Commits studies batch by batch, each only when it is not there yet, as an ingest that scans the same files again does;
 * studies divisible by ten are replaced once more, so that parts are rewritten.
 */
export async function writeStudies(
  folder: string,
  [from, to, size]: StudyRange,
  environment: WriterEnvironment = {},
): Promise<void> {
  const lake = await openLake(folder, {
    leaseTiming: { expiryMs: Number(environment.LEASE_EXPIRY_MS ?? 30_000), waitMs: 60_000 },
    publishes: Boolean(environment.PUBLISH),
    onPublicationError: (error) => {
      throw error;
    },
  });
  for (let n = from; n < to; n += size) await commitMissing(lake, n, Math.min(n + size, to));
  await replaceTens(lake, from, to);
  if (environment.UPKEEP) {
    await lake.compact();
    await lake.vacuum({ everyMs: 0, dailyMs: 0, monthlyMs: 0, graceMs: 0 });
  }
  if (environment.ERASE) await eraseOne(lake);
  await lake.close();
}
