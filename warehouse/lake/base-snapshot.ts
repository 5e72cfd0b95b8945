import { STUDY_TABLES, type Rows, type TableName } from '../tables/index.js';
import { importedAmong, knownAt } from './catalog/known-files.js';
import { partsOf } from './catalog/snapshots.js';
import { datesByStudyHash, digestSql, digestText, findInIndex, type IndexHit } from './catalog/uid-index.js';
import type { LakeContext } from './context.js';
import { partsAt, partsByIndex, partsRelation, readColumns, readRows } from './find-rows.js';
import type { BaseSnapshot, UidEntry } from './lake.js';
import type { Part } from './parts/part.js';
import { requireSound } from './parts/sound-parts.js';

/** Finds the StudyInstanceUIDs behind hashes of the index, in `studies` and in the kept documents. */
async function studyUidsOf(
  context: LakeContext,
  parts: readonly Part[],
  hits: readonly IndexHit[],
): Promise<Map<bigint, string>> {
  const found = new Map<bigint, string>();
  for (const table of ['studies', 'source_documents'] as const) {
    const missing = hits.filter(({ studyHash }) => !found.has(studyHash));
    const wanted = new Map(missing.map(({ studyHash }) => [digestText(studyHash), studyHash] as const));
    const candidates = partsAt(parts, table, datesOfStudies(context, missing));
    if (wanted.size === 0 || candidates.length === 0) continue;
    const rows = await context.engine.query(
      `SELECT DISTINCT study_instance_uid FROM (
         SELECT study_instance_uid, ${digestSql('study_instance_uid')} AS digest
         FROM ${partsRelation(context.lakeFolder, table, candidates)})
       WHERE digest IN (SELECT unnest(?::VARCHAR[]))`,
      [context.indexKey, [...wanted.keys()]],
    );
    for (const { study_instance_uid: uid } of rows) {
      if (typeof uid === 'string') found.set(context.hashOf(uid), uid);
    }
  }
  return found;
}

function datesOfStudies(context: LakeContext, hits: readonly IndexHit[]): (string | null)[] {
  const hashes = [...new Set(hits.map(({ studyHash }) => studyHash))];
  return [...hits.map(({ studyDate }) => studyDate), ...datesByStudyHash(context.sqlite, hashes)];
}

/** The newest snapshot for the holder of the lease. */
export function baseSnapshot(
  context: LakeContext,
  snapshotId: number,
): BaseSnapshot & { readonly parts: readonly Part[] } {
  const parts = partsOf(context.sqlite, snapshotId);
  const ofTable = (table: TableName): Part[] => parts.filter((part) => part.table === table);
  const documentParts = (uids: readonly string[]): Part[] =>
    partsByIndex(context, parts, 'source_documents', 'document_of_study', uids);
  return {
    snapshotId,
    parts,
    documentsOfStudies: (uids) => {
      const ofStudies = { column: 'study_instance_uid', values: uids };
      return readRows(context, 'source_documents', documentParts(uids), ofStudies);
    },
    studiesByUid: (uids) => {
      const holding = partsByIndex(context, parts, 'studies', 'study_row', uids);
      return readRows(context, 'studies', holding, { column: 'study_instance_uid', values: uids });
    },
    requireSoundStudies: (uids) => {
      const holding = [...documentParts(uids), ...rowPartsOfStudies(context, parts, uids)];
      return requireSound(context.lakeFolder, holding, context.soundFiles);
    },
    async lookUp(kind, uids) {
      if (kind === 'study') return knownStudies(context, uids);
      const hits = findInIndex(context.sqlite, context.indexKey, kind, uids);
      const studyUids = await studyUidsOf(context, parts, [...hits.values()].flat());
      const entries = [...hits].map(([uid, found]) => [uid, entriesOf(kind, uid, found, studyUids)] as const);
      return new Map(entries.filter(([, known]) => known.length > 0));
    },
    importedDigests: async (digests) => importedAmong(context.sqlite, digests),
    objectsWithDigests: (digests) => {
      const ofDigests = { column: 'sha256', values: digests };
      return readRows(context, 'source_objects', ofTable('source_objects'), ofDigests);
    },
    columnsOf: (table, columns, where) => readColumns(context, table, ofTable(table), columns, where),
    knownFilesAt: async (places) => knownAt(context.sqlite, places),
    identitiesOfObjects: (digests) => context.identities.ofObjects(digests),
    identitiesOfStudies: (studyIds) => context.identities.ofStudies(studyIds),
    rowsOf: async <N extends TableName>(table: N) =>
      (await readRows(context, table, ofTable(table))) as NonNullable<Rows[N]>,
  };
}

/** The parts that can hold rows of studies: those of their dates. */
function rowPartsOfStudies(
  { sqlite, indexKey }: LakeContext,
  parts: readonly Part[],
  uids: readonly string[],
): Part[] {
  const hits = findInIndex(sqlite, indexKey, 'study_row', uids);
  const dates = [...hits.values()].flatMap((found) => found.map(({ studyDate }) => studyDate));
  return STUDY_TABLES.flatMap((table) => partsAt(parts, table, dates));
}

/** One entry per study, the dated one first where the index knows a study at several dates. */
function entriesOf(
  kind: UidEntry['kind'],
  uid: string,
  hits: readonly IndexHit[],
  studyUids: ReadonlyMap<bigint, string>,
): UidEntry[] {
  const byStudy = new Map<string, UidEntry>();
  for (const { studyHash, studyDate } of hits) {
    const studyInstanceUid = studyUids.get(studyHash);
    if (studyInstanceUid === undefined) continue;
    if (byStudy.get(studyInstanceUid)?.studyDate) continue;
    byStudy.set(studyInstanceUid, { kind, uid, studyInstanceUid, studyDate });
  }
  return [...byStudy.values()];
}

/** Studies are known by what the pipeline stated of them and by their rows; their UID needs no reading. */
function knownStudies(context: LakeContext, uids: readonly string[]): Map<string, UidEntry[]> {
  const { sqlite, indexKey } = context;
  const known = new Map<string, UidEntry[]>();
  for (const kind of ['study', 'study_row'] as const) {
    for (const [uid, hits] of findInIndex(sqlite, indexKey, kind, uids)) {
      const studyDate = hits.find((hit) => hit.studyDate !== null)?.studyDate ?? null;
      if (!known.get(uid)?.[0]?.studyDate)
        known.set(uid, [{ kind: 'study', uid, studyInstanceUid: uid, studyDate }]);
    }
  }
  return known;
}
