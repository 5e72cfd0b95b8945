import type { DigestedObject } from '../document/digest.js';
import type { Sighting } from './scan.js';

/** A file whose bytes could not be had; it is tried again in the next run. */
export interface UnreadFile {
  readonly outcome: 'unreadable';
  readonly reason: string;
}

/** Reads files, in the order given; runs in workers. */
export type Digest = (sightings: readonly Sighting[]) => Promise<readonly (DigestedObject | UnreadFile)[]>;

/** A file with what reading it gave. */
export interface DigestedFile {
  readonly sighting: Sighting;
  readonly object: DigestedObject;
}

export interface BatchLimits {
  /** Files that go to a worker at once. */
  readonly chunkSize: number;
  /** Chunks that are read ahead of the commit. */
  readonly chunksAhead: number;
  readonly objectCount: number;
  /** Kept content that a batch may hold in memory. */
  readonly contentByteCount: number;
}

export const BATCH_LIMITS: BatchLimits = {
  chunkSize: 64,
  chunksAhead: 16,
  objectCount: 1000,
  contentByteCount: 48 * 1024 * 1024,
};

/** Batches of digested files, read ahead while the batch before is committed. Order is that of the sightings. */
export async function* batches(
  sightings: AsyncIterable<Sighting> | Iterable<Sighting>,
  digest: Digest,
  limits: BatchLimits,
  onUnread: (sighting: Sighting, reason: string) => void,
): AsyncGenerator<DigestedFile[]> {
  let batch: DigestedFile[] = [];
  let contentByteCount = 0;
  for await (const { chunk, results } of readAhead(
    chunks(sightings, limits.chunkSize),
    digest,
    limits.chunksAhead,
  )) {
    for (const [index, sighting] of chunk.entries()) {
      const object = results[index]!;
      if (object.outcome === 'unreadable') {
        onUnread(sighting, object.reason);
        continue;
      }
      batch.push({ sighting, object });
      if (object.outcome === 'imported') contentByteCount += object.kept.content.length;
    }
    if (batch.length >= limits.objectCount || contentByteCount >= limits.contentByteCount) {
      yield batch;
      batch = [];
      contentByteCount = 0;
    }
  }
  if (batch.length > 0) yield batch;
}

async function* chunks(
  sightings: AsyncIterable<Sighting> | Iterable<Sighting>,
  size: number,
): AsyncGenerator<Sighting[]> {
  let chunk: Sighting[] = [];
  for await (const sighting of sightings) {
    chunk.push(sighting);
    if (chunk.length < size) continue;
    yield chunk;
    chunk = [];
  }
  if (chunk.length > 0) yield chunk;
}

interface DigestedChunk {
  readonly chunk: readonly Sighting[];
  readonly results: Awaited<ReturnType<Digest>>;
}

async function* readAhead(
  source: AsyncIterable<Sighting[]>,
  digest: Digest,
  chunksAhead: number,
): AsyncGenerator<DigestedChunk> {
  const ahead: Promise<DigestedChunk>[] = [];
  for await (const chunk of source) {
    const work = digest(chunk).then((results) => ({ chunk, results }));
    // The failure surfaces when its turn comes; until then it must not count as unhandled.
    work.catch(() => undefined);
    ahead.push(work);
    if (ahead.length >= chunksAhead) yield await ahead.shift()!;
  }
  for (const work of ahead) yield await work;
}
