import type { LakeOptions } from '../warehouse/index.js';
import type { Settings } from './config/settings.js';

/** Publication as it follows the commits of a command, where the site has switched it on. */
export interface Publishing {
  /** How the lake is to be opened. */
  readonly lakeOptions: LakeOptions;
  /** Whether a publication failed; what was committed stands all the same. */
  hasFailed(): boolean;
}

/** Publication after each commit as the settings have it; failures are told. */
export function publishing({ publish }: Settings, tell: (line: string) => void): Publishing {
  let hasFailed = false;
  const onPublicationError = (error: unknown): void => {
    hasFailed = true;
    const message = error instanceof Error ? error.message : String(error);
    tell(`Not published: ${message}. The store itself is up to date; dose publish makes up for it.`);
  };
  return { lakeOptions: { publishes: publish, onPublicationError }, hasFailed: () => hasFailed };
}
