import { readdirSync } from 'node:fs';
import type * as FileSystem from 'node:fs/promises';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createCommit } from '../../warehouse/lake/delta/log-files.js';
import { temporaryFolder } from './lake-support.js';

const refusal = vi.hoisted(() => ({ code: null as string | null }));
vi.mock('node:fs/promises', async (original) => {
  const fileSystem = await original<typeof FileSystem>();
  const link = async (from: string, to: string): Promise<void> => {
    if (refusal.code !== null)
      throw Object.assign(new Error(`${refusal.code}, link`), { code: refusal.code });
    await fileSystem.link(from, to);
  };
  return { ...fileSystem, link };
});

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  temporary = await temporaryFolder();
});
afterEach(() => temporary.remove());

it.each(['EPERM', 'EOPNOTSUPP'])('says that the file system has no hard links (%s)', async (code) => {
  refusal.code = code;
  await expect(createCommit(temporary.folder, 0, [{}])).rejects.toThrow(
    `The file system of ${temporary.folder} has no hard links`,
  );
  expect(readdirSync(temporary.folder)).toEqual([]);
  refusal.code = null;
  expect(await createCommit(temporary.folder, 0, [{}])).toBe(true);
});
