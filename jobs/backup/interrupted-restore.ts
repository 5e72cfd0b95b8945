import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CATALOG_FILE } from '../../warehouse/index.js';
import { CommandError, EXIT } from '../cli/exit-codes.js';

/** Ends the name of the folder in which a restore makes its copy. */
export const DRAFT = '.restoring';
/** What follows its name in that of the file that stands beside it while a restore is at work. */
export const AT_WORK = '-at-work';
/** The name of that folder inside a folder that is being filled, once the copy is whole and only to be moved up. */
export const WHOLE_INSIDE = '.restored';
/** What follows the name of a store in that of the folder to which a restore moves it. */
export const ASIDE = '.before-restore-';

/** What stands in a folder that holds no store: the volume's own, and what restores leave that were interrupted. */
export const NO_STORE: ReadonlySet<string> = new Set([
  DRAFT,
  `${DRAFT}${AT_WORK}`,
  WHOLE_INSIDE,
  'lost+found',
]);

/** Where a restore moves the store that stood there, by the millisecond: one can follow on another. */
export function asideOf(place: string): string {
  return `${place}${ASIDE}${new Date().toISOString().replaceAll(/[:.]/g, '-').slice(0, 23)}`;
}

/**
 * Refuses a data directory in which no store stands because a restore into it was interrupted: an empty one begun there
 * would pass for the store.
 * @throws CommandError with what to do.
 */
export function requireNoInterruptedRestore(directory: string): void {
  const place = existsSync(directory) ? realpathSync(directory) : directory;
  const draft = draftsAt(place).find((path) => existsSync(path));
  if (draft === undefined) return;
  const aside = newestAside(place);
  throw new CommandError(
    EXIT.unavailable,
    `A restore into ${place} was interrupted, and no store stands there. Run dose restore again` +
      `${aside === null ? '' : `; the store that stood there is at ${aside}`}. ` +
      `To begin an empty store instead, remove ${draft}.`,
  );
}

function draftsAt(place: string): readonly string[] {
  if (existsSync(join(place, CATALOG_FILE))) return [];
  const inside = [join(place, DRAFT), join(place, WHOLE_INSIDE)];
  const isBare = !existsSync(place) || readdirSync(place).every((name) => NO_STORE.has(name));
  return isBare ? [...inside, `${place}${DRAFT}`] : inside;
}

function newestAside(place: string): string | null {
  if (!existsSync(dirname(place))) return null;
  const name = readdirSync(dirname(place))
    .filter((other) => other.startsWith(basename(place) + ASIDE))
    .sort()
    .at(-1);
  return name === undefined ? null : join(dirname(place), name);
}
