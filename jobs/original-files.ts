import { isAbsolute, join } from 'node:path';
import type { Originals } from '../pipeline/run/originals.js';
import type { Settings } from './config/settings.js';
import { identityPolicies, type IngestRunOptions } from './ingest-run.js';
import { openDigestPool } from './workers/digest-pool.js';

/** The files that objects came from, read by worker threads; `close` ends these. */
export function openOriginals(
  site: Pick<IngestRunOptions, 'settings' | 'identity' | 'paths'>,
): Originals & { close(): Promise<void> } {
  const pool = openDigestPool(site.settings.workerCount, identityPolicies(site));
  return {
    digest: pool.digest,
    placesOf: (dropFolder, path) => placesOf(site.settings, dropFolder, path),
    close: () => pool.close(),
  };
}

/** In the drop folder itself, and in every archive that files are moved to. */
function placesOf({ dropFolders, afterImport }: Settings, dropFolder: string, path: string): string[] {
  const configured = dropFolders.find(({ name }) => name === dropFolder)?.path;
  const folder = configured ?? (isAbsolute(dropFolder) ? dropFolder : null);
  const archives = Object.values(afterImport).flatMap((action) =>
    typeof action === 'object' ? [action.move] : [],
  );
  const roots = folder === null ? [] : [folder, ...new Set(archives)];
  return roots.map((root) => join(root, ...path.split('/')));
}
