import type { Engine } from '../engine/engine.js';
import type { LakeContext } from '../lake/context.js';
import { hasKeySql, isAtSql, partsAt } from '../lake/find-rows.js';
import { filledColumnsOf } from '../lake/parts/filled-columns.js';
import type { Part } from '../lake/parts/part.js';
import { daysOfObjects, daysWith, type Days, type StudyKey } from './indexed-days.js';
import type { ModelName } from './model.js';
import type { Overlays } from './overlays.js';
import type { ModelOver } from './views.js';

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

/** A snapshot in which studies are found. */
export interface SearchedSnapshot {
  readonly context: LakeContext;
  readonly engine: Engine;
  readonly parts: readonly Part[];
  readonly modelOver: ModelOver;
  readonly overlays: Overlays;
}

/** Of more parts it is not worth looking which columns they fill. */
const MOST_PARTS_LOOKED_INTO = 8;

/** Finds studies, given by study id or StudyInstanceUID; where they lie is looked up once, when it is asked for. */
export function findStudies(
  { context, engine, parts, modelOver, overlays }: SearchedSnapshot,
  by: StudyKey,
  keys: readonly string[],
): FoundStudies {
  const noneDeleted = by === 'study_id';
  const wanted = noneDeleted ? keys.filter((studyId) => !overlays.deletedStudyIds.has(studyId)) : keys;
  const ofRows = once(() => daysWith(context, by, keys));
  const ofObjects = once(() => daysOfObjects(context, by, keys));
  const daysIn = (table: ModelName): Days | null => (table === 'source_objects' ? ofObjects() : ofRows());
  const partsOf = (table: ModelName): readonly Part[] => {
    const then = daysIn(table);
    return then === null ? parts.filter((part) => part.table === table) : partsAt(parts, table, then);
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
      const filled = await filledColumnsOf(engine, context.lakeFolder, withRows);
      return withRows.length === 0 ? filled : new Set([...filled, ...overlays.filledColumns]);
    },
  };
}

function once<T>(find: () => T): () => T {
  let found: { readonly value: T } | undefined;
  return () => (found ??= { value: find() }).value;
}
