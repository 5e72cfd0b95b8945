import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { makeFolder } from '../make-folder.js';
import type { BackupEntry } from './manifest.js';

/** Copies a file durably under its final name, readable by its owner only, and tells size and digest of what it read. */
export async function copyDurably(
  from: string,
  to: string,
): Promise<Pick<BackupEntry, 'byteCount' | 'sha256'>> {
  makeFolder(dirname(to));
  const draft = `${to}.copying`;
  const hash = createHash('sha256');
  let byteCount = 0;
  const handle = await open(draft, 'w', 0o600);
  try {
    for await (const chunk of createReadStream(from, { highWaterMark: 1 << 20 })) {
      const bytes = chunk as Buffer;
      hash.update(bytes);
      byteCount += bytes.length;
      await handle.writeFile(bytes);
    }
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(draft, to);
  return { byteCount, sha256: hash.digest('hex') };
}
