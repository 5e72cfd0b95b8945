import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { IdentityPolicy } from '../../pipeline/assemble/identity-facts.js';
import { DEFAULT_KEPT, GUIDE_PATTERNS } from '../../warehouse/tables/index.js';
import { digestFile } from '../../pipeline/document/digest.js';
import {
  ingest,
  type IngestEffects,
  type IngestOptions,
  type RunSummary,
} from '../../pipeline/run/ingest.js';
import { openLake, openSnapshot, type DoseLake, type SqlRow } from '../../warehouse/index.js';
import { ctReport } from './builders/index.js';
import { temporaryFolder } from '../warehouse/lake-support.js';

export const SITE_KEY = new Uint8Array(32).fill(7);

export const POLICY: IdentityPolicy = {
  siteKey: SITE_KEY,
  keeps: DEFAULT_KEPT,
  notPatient: GUIDE_PATTERNS,
  feedIssuer: null,
};

/** A site of its own: a drop folder, a lake, and ingest in this thread. */
export interface Site {
  readonly drop: string;
  readonly archive: string;
  readonly lake: DoseLake;
  /** Puts a file into the drop folder. */
  put(path: string, bytes: Uint8Array | string): Promise<string>;
  ingest(more?: Partial<IngestOptions> & Partial<IngestEffects>): Promise<RunSummary>;
  query(sql: string): Promise<SqlRow[]>;
  close(): Promise<void>;
}

export async function openSite(): Promise<Site> {
  const { folder, remove } = await temporaryFolder();
  const drop = join(folder, 'drop');
  const archive = join(folder, 'archive');
  await mkdir(drop);
  const lake = await openLake(join(folder, 'store'));
  let runs = 0;
  return {
    drop,
    archive,
    lake,
    async put(path, bytes) {
      const file = join(drop, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, bytes);
      return file;
    },
    ingest(more = {}) {
      const { folders, only, settleMs, limits, signal, ...effects } = more;
      const options: IngestOptions = {
        runId: `run ${++runs}`,
        folders: folders ?? [{ name: 'drop', path: drop }],
        settleMs: settleMs ?? 0,
        ...(only ? { only } : {}),
        ...(limits ? { limits } : {}),
        ...(signal ? { signal } : {}),
      };
      return ingest(options, {
        lake,
        digest: (sightings) =>
          Promise.resolve(sightings.map(({ absolutePath }) => digestFile(absolutePath, POLICY))),
        now: () => new Date().toISOString().replace('Z', ''),
        siteKey: SITE_KEY,
        onProgress: () => undefined,
        ...effects,
      });
    },
    async query(sql) {
      const snapshot = await openSnapshot(lake);
      try {
        return await snapshot.query(sql);
      } finally {
        await snapshot.close();
      }
    },
    async close() {
      await lake.close();
      await remove();
    },
  };
}

/** A report cut in the middle: quarantined. */
export function cutReport(seed: string): Uint8Array {
  const whole = ctReport({ seed });
  return whole.slice(0, Math.floor(whole.length / 2));
}
