import type { Engine } from '../engine/engine.js';
import type { LakeContext } from '../lake/context.js';
import { canMatch, latestDayWith, type Extent, type Part } from '../lake/parts/part.js';
import { OVERLAY_TABLES } from '../tables/index.js';
import { findStudies, type FoundStudies } from './found-studies.js';
import type { HeldFrom } from './held-studies.js';
import { daysWith, type Days, type IndexedColumn, type StudyKey } from './indexed-days.js';
import type { ModelName } from './model.js';
import {
  firstNumbersOf,
  numberedRelation,
  relationOfNumbers,
  type NumberedStudy,
} from './numbered-studies.js';
import type { Overlays } from './overlays.js';
import { slicesOf, type Slice } from './slices.js';
import type { ModelOver } from './views.js';

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

/** The relations of which only the snapshot itself asks. */
export interface OwnRelations extends Relations {
  /** What `numberedStudies` of all parts come from. */
  readonly studiesFrom: HeldFrom;
  /** The numbered studies of these parts; still without a filter. */
  numberedStudiesOf(parts: readonly Part[], usedIn: readonly string[]): string;
  /** Like `relation`, over chosen parts. */
  relationOver(table: ModelName, isRead: (part: Part) => boolean, usedIn?: readonly string[]): string;
}

/** The relations of the snapshot that has these parts, over the models in a schema of the engine. */
export function relationsOf(
  context: LakeContext,
  engine: Engine,
  schema: string,
  parts: readonly Part[],
  { modelOver, overlays }: { readonly modelOver: ModelOver; readonly overlays: Overlays },
): OwnRelations {
  const ofTable = (table: ModelName): Part[] => parts.filter((part) => part.table === table);
  const within = (table: ModelName, extent: Extent): Part[] =>
    ofTable(table).filter((part) => canMatch(part, widened(extent, overlays)));
  const over = (table: ModelName, some: readonly Part[], usedIn?: readonly string[]): string =>
    usedIn === undefined && some.length === ofTable(table).length
      ? `memory."${schema}".${table}`
      : `(${modelOver(table, some, { usedIn })})`;
  const firstNumbers = firstNumbersOf(ofTable('studies'));
  const numbered = (some: readonly Part[], usedIn?: readonly string[]): string =>
    numberedRelation(modelOver, firstNumbers, some, { usedIn });

  return {
    studiesFrom: { firstNumbers, overlaidBy: overlaidBy(parts) },
    numberedStudiesOf: numbered,
    relation: (table, extent, usedIn) => over(table, within(table, extent), usedIn),
    studiesWith: (by, keys) => findStudies({ context, engine, parts, modelOver, overlays }, by, keys),
    daysWith: (column, values) => daysWith(context, column, values),
    relationOver: (table, isRead, usedIn) => over(table, ofTable(table).filter(isRead), usedIn),
    overlaidColumns: overlays.filledColumns,
    latestDayWith: (table, extent, rowCount) => latestDayWith(within(table, extent), rowCount),
    numberedStudies: (extent, usedIn) => {
      const read = within('studies', extent).filter((part) => part.rowCount > 0);
      return read.length === 0 ? null : numbered(read, usedIn);
    },
    relationOfNumbered: (studies, usedIn) => relationOfNumbers(modelOver, firstNumbers, studies, usedIn),
    rowCount: (table, extent) => within(table, extent).reduce((sum, part) => sum + part.rowCount, 0),
    slices: (studyCount) => slicesOf(ofTable('studies'), studyCount),
  };
}

/** Tells by which rows of overlays the others are changed: by the parts that hold these. */
function overlaidBy(parts: readonly Part[]): string {
  return OVERLAY_TABLES.flatMap((table) => parts.filter((part) => part.table === table))
    .map(({ file }) => file)
    .join('\n');
}

/** A reclassified study lies in a part of its former modality. */
function widened(extent: Extent, { sections }: Overlays): Extent {
  const { modalities, ...dates } = extent;
  return modalities === undefined || sections.has('reclassifications') ? dates : { ...dates, modalities };
}
