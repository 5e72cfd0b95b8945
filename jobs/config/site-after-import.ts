import type { AfterImportPolicy } from '../../pipeline/run/after-import.js';
import type { State } from '../../warehouse/state/state.js';
import type { Settings } from './settings.js';

/** What becomes of files once they are in: the configuration, else what administrators set on the pages. */
export function siteAfterImport(
  { afterImport }: Pick<Settings, 'afterImport'>,
  { settings }: Pick<State, 'settings'>,
): AfterImportPolicy {
  return { ...settings.get('after_import'), ...afterImport };
}
