import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createCommit } from '../../warehouse/lake/delta/log-files.js';
import { temporaryFolder } from './lake-support.js';

let temporary: Awaited<ReturnType<typeof temporaryFolder>>;
beforeEach(async () => {
  temporary = await temporaryFolder();
});
afterEach(() => temporary.remove());

it.each(['EPERM', 'EOPNOTSUPP'])('says that the file system has no hard links (%s)', async (code) => {
  const refuse = (): Promise<never> => Promise.reject(Object.assign(new Error(`${code}, link`), { code }));
  await expect(createCommit(temporary.folder, 0, [{}], refuse)).rejects.toThrow(
    `The file system of ${temporary.folder} has no hard links`,
  );
  expect(readdirSync(temporary.folder)).toEqual([]);
  expect(await createCommit(temporary.folder, 0, [{}])).toBe(true);
});
