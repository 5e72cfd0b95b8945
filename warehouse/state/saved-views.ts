import { isoOf, type Clock } from './clock.js';
import type { StateDatabase, StateRow } from './database.js';
import { newId } from './secrets.js';
import type { TextReplacement } from './text-replacement.js';

/** A screen that someone kept: its page and its query, as the address holds them. */
export interface SavedView {
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly page: string;
  readonly query: string;
  readonly shared: boolean;
  readonly updatedAt: string;
}

export interface SavedViewContent {
  readonly name: string;
  readonly page: string;
  readonly query: string;
  readonly shared: boolean;
}

const MAX_PER_USER = 500;

export interface SavedViews {
  /** A user's own views and those that others share. */
  listFor(userName: string): readonly SavedView[];
  /**
   * Keeps a view. A name that the owner has given on this page before takes the new query, and stays shared if it was.
   * Null when the user has too many already.
   */
  add(owner: string, content: SavedViewContent): SavedView | null;
  /** Only the owner changes or removes a view; false when there is none of theirs. */
  change(owner: string, id: string, content: SavedViewContent): boolean;
  remove(owner: string, id: string): boolean;
  /** Removes every view, of whomever, of which the name or a part of the query is to be hidden; gives how many. */
  removeNaming(replaced: TextReplacement): number;
  /** How many views, of whomever, filter on one of these columns and so hold a value of it. */
  countFilteringOn(columns: readonly string[]): number;
}

function replaceIn(
  db: StateDatabase,
  before: SavedView,
  { query, shared }: SavedViewContent,
  updatedAt: string,
): SavedView {
  const view = { ...before, query, shared: shared || before.shared, updatedAt };
  db.run(
    'UPDATE saved_views SET query = ?, shared = ?, updated_at = ? WHERE id = ?',
    ...[query, view.shared ? 1 : 0, updatedAt, view.id],
  );
  return view;
}

export function savedViewsIn(db: StateDatabase, now: Clock): SavedViews {
  return {
    listFor: (userName) =>
      db
        .all('SELECT * FROM saved_views WHERE owner = ? OR shared = 1 ORDER BY name, id', userName)
        .map(viewOf),
    add(owner, content) {
      const before = db.get(
        'SELECT * FROM saved_views WHERE owner = ? AND page = ? AND name = ?',
        ...[owner, content.page, content.name],
      );
      if (before) return replaceIn(db, viewOf(before), content, isoOf(now()));
      const count = Number(db.get('SELECT count(*) AS n FROM saved_views WHERE owner = ?', owner)?.['n']);
      if (count >= MAX_PER_USER) return null;
      const view: SavedView = { id: newId(), owner, ...content, updatedAt: isoOf(now()) };
      const { id, name, page, query, shared, updatedAt } = view;
      db.run(
        'INSERT INTO saved_views VALUES (?, ?, ?, ?, ?, ?, ?)',
        id,
        owner,
        name,
        page,
        query,
        shared ? 1 : 0,
        updatedAt,
      );
      return view;
    },
    change: (owner, id, { name, page, query, shared }) =>
      db.run(
        'UPDATE saved_views SET name = ?, page = ?, query = ?, shared = ?, updated_at = ? WHERE id = ? AND owner = ?',
        name,
        page,
        query,
        shared ? 1 : 0,
        isoOf(now()),
        id,
        owner,
      ) === 1,
    remove: (owner, id) => db.run('DELETE FROM saved_views WHERE id = ? AND owner = ?', id, owner) === 1,
    removeNaming: (replaced) =>
      db.transaction(() => {
        const naming = db
          .all('SELECT * FROM saved_views')
          .map(viewOf)
          .filter((view) => textsOf(view).some((text) => replaced(text) !== text));
        for (const { id } of naming) db.run('DELETE FROM saved_views WHERE id = ?', id);
        return naming.length;
      }),
    countFilteringOn: (columns) =>
      db
        .all('SELECT * FROM saved_views')
        .map(viewOf)
        .filter((view) => filteredColumns(view).some((column) => columns.includes(column))).length,
  };
}

/** A query holds its values encoded for an address. */
function textsOf({ name, query }: SavedView): readonly string[] {
  return [name, ...[...new URLSearchParams(query)].flat()];
}

function filteredColumns({ query }: SavedView): string[] {
  return [...new URLSearchParams(query).keys()].map((key) => key.replace(/^-/, ''));
}

function viewOf(row: StateRow): SavedView {
  return {
    id: String(row['id']),
    owner: String(row['owner']),
    name: String(row['name']),
    page: String(row['page']),
    query: String(row['query']),
    shared: row['shared'] === 1,
    updatedAt: String(row['updated_at']),
  };
}
