import type { Engine } from '../engine/engine.js';
import { objectsAreIndexed } from '../lake/catalog/schema.js';
import { findInIndex } from '../lake/catalog/uid-index.js';
import type { LakeContext } from '../lake/context.js';
import { hasKeySql, isAtSql, partsAt } from '../lake/find-rows.js';
import { filledColumnsOf } from '../lake/parts/filled-columns.js';
import { canMatch, latestDayWith, type Extent, type Part } from '../lake/parts/part.js';
import type { FirstNumbers, HeldFrom } from './held-studies.js';
import type { ModelName } from './model.js';
import { OVERLAY_TABLES } from '../tables/index.js';
import type { Overlays } from './overlays.js';
import { slicesOf, type Slice } from './slices.js';
import { datesOfStudies, type ModelOver, type Taking } from './views.js';

/** The columns by whose values the index finds rows, with what it calls them. */
const INDEXED = {
  study_id: 'study_id',
  study_instance_uid: 'study_row',
  irradiation_event_uid: 'event',
} as const;
type IndexedColumn = keyof typeof INDEXED;
/** What studies are given by. */
type StudyKey = Exclude<IndexedColumn, 'irradiation_event_uid'>;
export const INDEXED_COLUMNS = Object.keys(INDEXED) as readonly IndexedColumn[];

/** What to put after FROM for rows of a snapshot, of those parts alone that can answer, and what is known of the parts. */
export interface Relations {
  /**
   * The rows of a table in those parts alone that can hold the extent: the same rows and columns as the view, of fewer
   * parts, still to be filtered. In `source_objects` the dates are days of ingest. Given the SQL that uses the rows,
   * columns that it does not name are left out.
   */
  relation(table: ModelName, extent: Extent, usedIn?: readonly string[]): string;
  /** Finds these studies, given by study id or StudyInstanceUID; where they lie is looked up once. */
  studiesWith(by: StudyKey, keys: readonly string[]): FoundStudies;
  /** The study dates of which alone there are rows with one of these values in a column; null for undated studies. */
  daysWith(column: IndexedColumn, values: readonly string[]): Days;
  /**
   * A day from which on the parts that can hold the extent have at least `rowCount` rows, so that the newest rows can
   * be read without the others; null where all have fewer, or where a part does not tell its dates.
   */
  latestDayWith(table: ModelName, extent: Extent, rowCount: number): string | null;
  /** The studies with a number each, `study_number`, the same for as long as the snapshot is open; null where there are none. */
  numberedStudies(extent: Extent, usedIn?: readonly string[]): string | null;
  /** The same of the parts that hold the studies of these numbers, at their dates; still to be filtered. */
  relationOfNumbered(studies: readonly NumberedStudy[], usedIn: readonly string[]): string;
  /** Rows of the parts that can hold the extent, before any filter. */
  rowCount(table: ModelName, extent: Extent): number;
  /** Columns that overlays fill or overwrite, of whichever table has them: joined for a question that names one. */
  readonly overlaidColumns: readonly string[];
  /** Extents of which every study lies in one, each of about so many studies or fewer where its dates allow it. */
  slices(studyCount: number): readonly Slice[];
}

/** Some studies, of which the tables are asked. */
export interface FoundStudies {
  /** Their rows of a table, of the parts alone that can hold them. */
  relation(table: ModelName, usedIn?: readonly string[]): string;
  /**
   * Which columns of a table any row fills in the parts that can hold them; null where all may be filled. Overlays fill
   * some that no part does.
   */
  filledColumns(table: ModelName): Promise<ReadonlySet<string> | null>;
}

/** The relations of which only the snapshot itself asks. */
export interface OwnRelations extends Relations {
  /** What `numberedStudies` of all parts come from. */
  readonly studiesFrom: HeldFrom;
  /** The numbered studies of these parts; still without a filter. */
  numberedStudiesOf(parts: readonly Part[], usedIn: readonly string[]): string;
  /** Like `relation`, over chosen parts. */
  relationOver(table: ModelName, isRead: (part: Part) => boolean, usedIn?: readonly string[]): string;
}

/** Where a study is found by its number. */
export interface NumberedStudy {
  readonly number: number;
  /** YYYY-MM-DD; null where it has none. */
  readonly date: string | null;
}

/** Of more parts it is not worth looking which columns they fill. */
const MOST_PARTS_LOOKED_INTO = 8;

/** The relations of the snapshot that has these parts, over the models in a schema of the engine. */
export function relationsOf(
  context: LakeContext,
  engine: Engine,
  schema: string,
  parts: readonly Part[],
  { modelOver, overlays }: { readonly modelOver: ModelOver; readonly overlays: Overlays },
): OwnRelations {
  const { sqlite, indexKey, lakeFolder } = context;
  const ofTable = (table: ModelName): Part[] => parts.filter((part) => part.table === table);
  const within = (table: ModelName, extent: Extent): Part[] =>
    ofTable(table).filter((part) => canMatch(part, widened(extent, overlays)));
  const over = (table: ModelName, some: readonly Part[], usedIn?: readonly string[]): string =>
    usedIn === undefined && some.length === ofTable(table).length
      ? `memory."${schema}".${table}`
      : `(${modelOver(table, some, { usedIn })})`;

  const daysWith = (column: IndexedColumn, values: readonly string[]): Days =>
    datesOfStudies(context, findInIndex(sqlite, indexKey, INDEXED[column], values));
  /** The days of ingest of their objects; null where the index does not tell. */
  const daysOfObjects = (by: StudyKey, keys: readonly string[]): Days | null => {
    if (by === 'study_id' || !objectsAreIndexed(sqlite)) return null;
    const hits = findInIndex(sqlite, indexKey, 'object_of_study', keys);
    return [...hits.values()].flatMap((found) => found.map(({ studyDate }) => studyDate));
  };

  const deleted = new Set(overlays.deletedStudyIds);
  const studiesWith = (by: StudyKey, keys: readonly string[]): FoundStudies => {
    const noneDeleted = by === 'study_id';
    const wanted = noneDeleted ? keys.filter((studyId) => !deleted.has(studyId)) : keys;
    const ofRows = once(() => daysWith(by, keys));
    const ofObjects = once(() => daysOfObjects(by, keys));
    const daysIn = (table: ModelName): Days | null => (table === 'source_objects' ? ofObjects() : ofRows());
    const partsOf = (table: ModelName): readonly Part[] => {
      const then = daysIn(table);
      return then === null ? ofTable(table) : partsAt(parts, table, then);
    };
    return {
      relation: (table, usedIn) => {
        const then = daysIn(table);
        const isThen = then === null ? null : isAtSql(table, then);
        const only = [hasKeySql(table, by, wanted), ...(isThen ? [isThen] : [])].join(' AND ');
        return `(${modelOver(table, partsOf(table), { only, usedIn, noneDeleted })})`;
      },
      filledColumns: async (table) => {
        const few = partsOf(table);
        if (few.length > MOST_PARTS_LOOKED_INTO) return null;
        const withRows = few.filter(({ rowCount }) => rowCount > 0);
        const filled = await filledColumnsOf(engine, lakeFolder, withRows);
        return withRows.length === 0 ? filled : new Set([...filled, ...overlays.filledColumns]);
      },
    };
  };

  const firstNumbers = firstNumbersOf(ofTable('studies'));
  const numbered = (some: readonly Part[], taking: Taking): string =>
    `(${modelOver('studies', some, { ...taking, more: numberSql(some.map((part) => firstNumbers.get(part)!)) })})`;

  const overlaidBy = OVERLAY_TABLES.flatMap((table) => parts.filter((part) => part.table === table))
    .map(({ file }) => file)
    .join('\n');

  return {
    studiesFrom: { firstNumbers, overlaidBy },
    numberedStudiesOf: (some, usedIn) => numbered(some, { usedIn }),
    relation: (table, extent, usedIn) => over(table, within(table, extent), usedIn),
    studiesWith,
    daysWith,
    relationOver: (table, isRead, usedIn) => over(table, ofTable(table).filter(isRead), usedIn),
    overlaidColumns: overlays.filledColumns,
    latestDayWith: (table, extent, rowCount) => latestDayWith(within(table, extent), rowCount),
    numberedStudies: (extent, usedIn) => {
      const read = within('studies', extent).filter((part) => part.rowCount > 0);
      return read.length === 0 ? null : numbered(read, { usedIn });
    },
    relationOfNumbered: (studies, usedIn) => {
      const holds = ([part, first]: readonly [Part, number]): boolean =>
        studies.some(({ number }) => number >= first && number < first + part.rowCount);
      const read = [...firstNumbers].filter(holds).map(([part]) => part);
      const dates = studies.map(({ date }) => date);
      return numbered(read, { usedIn, only: isAtSql('studies', dates) });
    },
    rowCount: (table, extent) => within(table, extent).reduce((sum, part) => sum + part.rowCount, 0),
    slices: (studyCount) => slicesOf(ofTable('studies'), studyCount),
  };
}

/** Study dates; null for undated studies. */
type Days = NonNullable<Extent['days']>;

function once<T>(find: () => T): () => T {
  let found: { readonly value: T } | undefined;
  return () => (found ??= { value: find() }).value;
}

/** A reclassified study lies in a part of its former modality. */
function widened(extent: Extent, { sections }: Overlays): Extent {
  const { modalities, ...dates } = extent;
  return modalities === undefined || sections.has('reclassifications') ? dates : { ...dates, modalities };
}

/** A study is numbered by its place among the rows of all parts, whichever of them are read. */
function firstNumbersOf(all: readonly Part[]): FirstNumbers {
  const firstNumbers = new Map<Part, number>();
  let next = 0;
  for (const part of all) {
    firstNumbers.set(part, next);
    next += part.rowCount;
  }
  return firstNumbers;
}

/** The number of a study that is read from parts, of which the first numbers are given. */
function numberSql(firstNumbers: readonly number[]): string {
  return `CAST([${firstNumbers.join(', ')}][CAST(file_index AS INTEGER) + 1] + file_row_number AS INTEGER) AS study_number`;
}
