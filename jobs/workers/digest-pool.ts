import { Piscina } from 'piscina';
import type { IdentityPolicy } from '../../pipeline/assemble/identity-facts.js';
import type { DigestedObject } from '../../pipeline/document/digest.js';
import type { Digest, UnreadFile } from '../../pipeline/run/batch.js';
import type { Sighting } from '../../pipeline/run/scan.js';
import { DIGEST_WORKER } from '../program-files.js';
import type { DigestTask } from './digest-task.js';
import { THREAD_ARGUMENTS } from './thread-arguments.js';

type Pool = Piscina<DigestTask, (DigestedObject | UnreadFile)[]>;

/** Worker threads that read files, started with the first; the identity policy may differ by drop folder. */
export interface DigestPool {
  readonly digest: Digest;
  close(): Promise<void>;
}

export function openDigestPool(
  workerCount: number,
  policyOf: (dropFolder: string) => IdentityPolicy,
): DigestPool {
  let pool: Pool | null = null;
  const opened = (): Pool =>
    (pool ??= new Piscina({
      filename: DIGEST_WORKER,
      execArgv: [...THREAD_ARGUMENTS],
      minThreads: workerCount,
      maxThreads: workerCount,
      resourceLimits: { maxOldGenerationSizeMb: 1024 },
    }));
  return {
    digest: (sightings) => digestChunk(opened(), sightings, policyOf),
    close: async () => pool?.destroy(),
  };
}

/** One task for each run of files of the same drop folder; usually one. */
async function digestChunk(
  pool: Pool,
  sightings: readonly Sighting[],
  policyOf: (dropFolder: string) => IdentityPolicy,
): Promise<(DigestedObject | UnreadFile)[]> {
  const results: (DigestedObject | UnreadFile)[] = [];
  for (let start = 0; start < sightings.length;) {
    const { dropFolder } = sightings[start]!;
    let end = start + 1;
    while (end < sightings.length && sightings[end]!.dropFolder === dropFolder) end++;
    const paths = sightings.slice(start, end).map(({ absolutePath }) => absolutePath);
    results.push(...(await digestTask(pool, { paths, policy: policyOf(dropFolder) })));
    start = end;
  }
  return results;
}

/** A worker that dies takes only the file that killed it: the others of its task are read one by one. */
async function digestTask(pool: Pool, task: DigestTask): Promise<(DigestedObject | UnreadFile)[]> {
  try {
    return await pool.run(task);
  } catch (error) {
    if (task.paths.length === 1) return [{ outcome: 'unreadable', reason: 'worker_failed' }];
    if (error instanceof Error && error.name === 'AbortError') throw error;
    const results: (DigestedObject | UnreadFile)[] = [];
    for (const path of task.paths) results.push(...(await digestTask(pool, { ...task, paths: [path] })));
    return results;
  }
}
