import { join } from 'node:path';
import { fileDigest } from './file-digest.js';
import type { Part } from './part.js';

const MOST_NAMED = 10;

/** Parts were to be rewritten whose bytes are not those written: what came of them would pass for sound. */
export class DamagedPartsError extends Error {
  override readonly name = 'DamagedPartsError';

  constructor(readonly files: readonly string[]) {
    const named = files.slice(0, MOST_NAMED).map((file) => `lake/${file}`);
    const others = files.length > MOST_NAMED ? ` and ${files.length - MOST_NAMED} more` : '';
    super(
      `${named.join(', ')}${others}: damaged or missing, and therefore left as it is; ` +
        'restore the store from a backup (dose restore); dose doctor says what to do without one',
    );
  }
}

/** Holds parts against the digests recorded of them, each once. */
export class PartsHeldAgainstDigests {
  readonly #sound = new Set<string>();
  readonly #damaged = new Set<string>();

  constructor(private readonly lakeFolder: string) {}

  get damaged(): ReadonlySet<string> {
    return this.#damaged;
  }

  /** Those of the parts that are damaged or missing. */
  async damagedAmong(parts: readonly Part[]): Promise<Part[]> {
    for (const part of parts.filter(({ file }) => !this.#sound.has(file) && !this.#damaged.has(file)))
      ((await isSound(this.lakeFolder, part)) ? this.#sound : this.#damaged).add(part.file);
    return parts.filter(({ file }) => this.#damaged.has(file));
  }
}

/**
 * Holds parts against their digests; those that are in `known` were sound before, and the others are put there.
 * @throws DamagedPartsError where parts that are to be rewritten, or must be whole, are damaged or missing.
 */
export async function requireSound(
  lakeFolder: string,
  parts: readonly Part[],
  known = new Set<string>(),
): Promise<void> {
  const unknown = parts.filter(({ file }) => !known.has(file));
  const damaged = await new PartsHeldAgainstDigests(lakeFolder).damagedAmong(unknown);
  if (damaged.length > 0) throw new DamagedPartsError(damaged.map(({ file }) => file));
  for (const { file } of unknown) known.add(file);
}

async function isSound(lakeFolder: string, { file, sha256 }: Part): Promise<boolean> {
  if (sha256 === null) return true;
  try {
    return (await fileDigest(join(lakeFolder, file))) === sha256;
  } catch {
    return false;
  }
}
