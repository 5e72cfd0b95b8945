import { randomUUID } from 'node:crypto';
import { ingest, type RunCounts, type RunSummary } from '../pipeline/run/ingest.js';
import type { AfterImportPolicy } from '../pipeline/run/after-import.js';
import { clearFiles, isToGo } from '../pipeline/run/clear-files.js';
import type { DropFolder } from '../pipeline/run/scan.js';
import type { IdentityPolicy } from '../pipeline/assemble/identity-facts.js';
import type { DoseLake } from '../warehouse/index.js';
import type { SiteIdentity } from './config/site-identity.js';
import type { Settings } from './config/settings.js';
import { siteKey, type StorePaths } from './config/store.js';
import { openDigestPool } from './workers/digest-pool.js';

export interface IngestRunOptions {
  readonly settings: Settings;
  /** What the site says of identity as the run begins. */
  readonly identity: SiteIdentity;
  /** What becomes of the files of a batch, asked when it is committed: a change made during a run is heeded. */
  readonly afterImport: () => AfterImportPolicy;
  readonly paths: StorePaths;
  readonly lake: DoseLake;
  readonly folders: readonly DropFolder[];
  /** Reads these files again instead of looking for new ones. */
  readonly only?: readonly { readonly folder: DropFolder; readonly path: string }[];
  readonly signal?: AbortSignal;
  readonly runId?: string;
  readonly onProgress?: (counts: Readonly<RunCounts>) => void;
}

/** One ingest run with this site's settings: worker threads for reading, this thread for assembly and commit. */
export async function runIngest(options: IngestRunOptions): Promise<RunSummary> {
  const { settings, lake } = options;
  const pool = openDigestPool(settings.workerCount, identityPolicies(options));
  try {
    return await ingest(
      {
        runId: options.runId ?? randomUUID(),
        folders: options.folders,
        settleMs: settings.settleMs,
        ...(options.only ? { only: options.only } : {}),
        ...(options.signal ? { signal: options.signal } : {}),
      },
      {
        lake,
        digest: pool.digest,
        now: () => new Date().toISOString().replace('Z', ''),
        siteKey: siteKey(options.paths),
        isToGo: (handled) => isToGo(handled, options.afterImport()),
        afterImport: (outcomes) => Promise.resolve(clearFiles(outcomes, options.afterImport())),
        onProgress: options.onProgress ?? (() => undefined),
      },
    );
  } finally {
    await pool.close();
  }
}

/** How identity is kept of the files of each drop folder. */
export function identityPolicies({
  settings,
  identity,
  paths,
}: Pick<IngestRunOptions, 'settings' | 'identity' | 'paths'>): (dropFolder: string) => IdentityPolicy {
  const common = { siteKey: siteKey(paths), ...identity };
  const issuers = new Map(settings.dropFolders.map(({ name, issuer }) => [name, issuer]));
  return (dropFolder) => ({ ...common, feedIssuer: issuers.get(dropFolder) ?? null });
}
