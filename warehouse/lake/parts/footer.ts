import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { textLiteral } from '../../engine/column-types.js';
import { FORMAT_VERSION, type Part } from './part.js';

/** What a part says of itself and its batch, so that the catalog can be rebuilt from the parts alone. */
export interface Footer {
  readonly storeId: string;
  readonly table: string;
  readonly batchId: string;
  readonly snapshotId: number;
  /** Number of the lease under which it was written: of two batches for one snapshot the greater one counts. */
  readonly fence: number;
  readonly kind: string;
  readonly runId: string | null;
  readonly committedAt: string;
  readonly rowCount: number;
  /** Files of the whole batch. */
  readonly parts: readonly string[];
  /** Files that the batch replaces. */
  readonly replaces: readonly string[];
  /** All parts of the snapshot, in the last part of a batch; null in the others. */
  readonly live: readonly Part[] | null;
}

const KEY = 'doselake';

/** The footer as the `KV_METADATA` of a COPY. */
export function footerSql(footer: Footer): string {
  const { live, ...plain } = footer;
  const about = textLiteral(JSON.stringify({ formatVersion: FORMAT_VERSION, ...plain }));
  if (live === null) return `{${KEY}: ${about}}`;
  const packed = deflateRawSync(JSON.stringify(live)).toString('base64');
  return `{${KEY}: ${about}, ${KEY}_live: ${textLiteral(packed)}}`;
}

/** Reads a footer from the key-value pairs of a Parquet file; null when the file is not a part of a store. */
export function footerFrom(pairs: ReadonlyMap<string, string>): Footer | null {
  const about = pairs.get(KEY);
  if (about === undefined) return null;
  const live = pairs.get(`${KEY}_live`);
  const parsed = JSON.parse(about) as Omit<Footer, 'live'> & { formatVersion: number };
  if (parsed.formatVersion > FORMAT_VERSION) {
    throw new Error('A part was written by a newer version of this program; update the program');
  }
  return {
    ...parsed,
    live:
      live === undefined ? null : (JSON.parse(String(inflateRawSync(Buffer.from(live, 'base64')))) as Part[]),
  };
}
