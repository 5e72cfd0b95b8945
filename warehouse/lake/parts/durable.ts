import { open, rename, rm } from 'node:fs/promises';

/** Makes a file's or folder's content durable. */
export async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Gives a synced temporary file its final name; the folder is to be synced afterwards. */
export async function publish(temporary: string, final: string): Promise<void> {
  await sync(temporary);
  await rename(temporary, final);
}

/** Removes files, missing ones included. */
export async function removeFiles(paths: readonly string[]): Promise<void> {
  for (const path of paths) await rm(path, { force: true });
}
