import { statSync } from 'node:fs';

/** Name of the catalog in a data directory. */
export const CATALOG_FILE = 'catalog.sqlite';

/** Begins the name of the folders of a data directory to which a rebuild moves parts that its catalog leaves out. */
export const LEFT_OUT_PREFIX = 'left-out-';

/** Whether there is a catalog: one that a failing disk has left empty is none, though SQLite would begin it anew. */
export function isCatalog(file: string): boolean {
  return (statSync(file, { throwIfNoEntry: false })?.size ?? 0) > 0;
}
