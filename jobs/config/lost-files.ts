import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { DATABASE_SUFFIXES } from '../../warehouse/sqlite/durable-file.js';
import { CommandError, EXIT } from '../cli/exit-codes.js';

/** A file of a data directory that is made once, and that nothing else can give back. */
type Irreplaceable = 'state' | 'siteKey';
type Paths = Readonly<Record<Irreplaceable | 'lake', string>>;

/** What is lost with each. */
export const HELD_IN: Readonly<Record<Irreplaceable, string>> = {
  state: 'users, settings (how identity is kept among them) and the audit trail',
  siteKey: 'the key by which patients and accession numbers are known again',
};

/**
 * Refuses a store whose state or key is gone, or cut to nothing, or whose key is none any more, while its lake holds studies: made anew in silence, it
 * would keep names that the site had told it to drop, and take known patients for others. Nothing is lost in a store
 * that is only begun.
 * @throws CommandError with what to do.
 */
export function requireNothingLost(paths: Paths): void {
  const [lost] = lostFiles(paths);
  if (lost === undefined) return;
  throw new CommandError(
    EXIT.unavailable,
    `${paths[lost]} is ${howLost(paths[lost])} ${HELD_IN[lost]}. Restore it from a backup (dose restore). ` +
      'If there is none, dose doctor --replace-lost begins it anew; set identity, users and patterns again before the next ingest.',
  );
}

const howLost = (path: string): string =>
  isMissingOrEmpty(path) ? 'missing or empty, and with it' : 'damaged, and lost with it';

/** Which of the files are gone, or of no use, though studies are there. */
export function lostFiles(paths: Paths): readonly Irreplaceable[] {
  const lost = (['state', 'siteKey'] as const).filter(
    (file) => isMissingOrEmpty(paths[file]) || (file === 'siteKey' && isDamagedKey(paths[file])),
  );
  return lost.length > 0 && holdsParts(paths.lake) ? lost : [];
}

/** Whether a file of a key holds something else. */
export function isDamagedKey(path: string): boolean {
  return !isMissingOrEmpty(path) && !/^\s*[0-9a-f]{64}\s*$/i.test(readFileSync(path, 'utf8'));
}

/**
 * Clears away what is left of a lost file, so that it can be begun anew: an empty file, and the log of a database. What
 * holds anything is moved aside.
 */
export function removeRemains(path: string): void {
  if (!isMissingOrEmpty(path))
    renameSync(path, `${path}.damaged-${new Date().toISOString().replaceAll(':', '-')}`);
  for (const suffix of DATABASE_SUFFIXES) rmSync(`${path}${suffix}`, { force: true });
}

export function isMissingOrEmpty(path: string): boolean {
  const file = statSync(path, { throwIfNoEntry: false });
  return file === undefined || file.size === 0;
}

function holdsParts(lake: string): boolean {
  if (!existsSync(lake)) return false;
  return readdirSync(lake, { recursive: true, encoding: 'utf8' }).some((name) => name.endsWith('.parquet'));
}
