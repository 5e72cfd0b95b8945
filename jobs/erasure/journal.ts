import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Erasure } from '../../warehouse/index.js';

/** An erasure that was begun: everything that it takes to finish it, whatever has been done of it by now. */
export interface ErasureJournal {
  readonly actor: string;
  /** Studies that were asked for. */
  readonly studyCount: number;
  readonly erasure: Erasure;
}

/** A journal with the file that it is kept in until the erasure is done. */
export interface OpenErasure extends ErasureJournal {
  readonly file: string;
}

/** Folder of the journals in a data directory: a file for each erasure that is not finished. */
const FOLDER = 'erasing';
const SUFFIX = '.json';

/** Makes an erasure durable: from now on it will be finished. The file names what it erases, and goes last. */
export async function beginErasure(directory: string, journal: ErasureJournal): Promise<OpenErasure> {
  const folder = join(directory, FOLDER);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, `${randomUUID()}${SUFFIX}`);
  const draft = `${file}.draft`;
  const handle = await open(draft, 'wx', 0o600);
  try {
    await handle.writeFile(JSON.stringify(journal));
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, file);
  await syncFolder(folder);
  return { ...journal, file };
}

/** Erasures that are not finished, in no particular order. */
export async function openErasures(directory: string): Promise<OpenErasure[]> {
  const folder = join(directory, FOLDER);
  if (!existsSync(folder)) return [];
  const files = (await readdir(folder))
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => join(folder, name));
  return files.map((file) => ({ ...(JSON.parse(readFileSync(file, 'utf8')) as ErasureJournal), file }));
}

/** A draft that old is of a process that was killed: its erasure was never begun. */
const DRAFT_AGE_MS = 60_000;

/** Forgets a finished erasure, and what was left of journals that never came to count. */
export async function endErasure(directory: string, { file }: OpenErasure): Promise<void> {
  const folder = join(directory, FOLDER);
  await rm(file, { force: true });
  const drafts = (await readdir(folder)).filter((name) => !name.endsWith(SUFFIX));
  for (const draft of drafts.map((name) => join(folder, name))) {
    const seen = await stat(draft).catch(() => null);
    if (seen && Date.now() - seen.mtimeMs > DRAFT_AGE_MS) await rm(draft, { force: true });
  }
  await syncFolder(folder);
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
