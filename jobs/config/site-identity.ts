import type { State } from '../../warehouse/state/state.js';
import type { KeptIdentity, NotPatientPatterns } from '../../warehouse/tables/index.js';
import type { Settings } from './settings.js';
import { openSiteState, storePaths } from './store.js';

/** What the site says of identity: the configuration, else what administrators set on the pages, else the default. */
export interface SiteIdentity {
  readonly keeps: KeptIdentity;
  readonly notPatient: NotPatientPatterns;
}

export function siteIdentity(
  { identity, notPatient }: Pick<Settings, 'identity' | 'notPatient'>,
  { settings }: Pick<State, 'settings'>,
): SiteIdentity {
  return {
    keeps: { ...settings.get('identity'), ...identity },
    notPatient: { ...settings.get('not_patient_patterns'), ...notPatient },
  };
}

/** The same, read from the state of the store. */
export function identityOfSite(settings: Settings): SiteIdentity {
  const state = openSiteState(storePaths(settings.dataDirectory));
  try {
    return siteIdentity(settings, state);
  } finally {
    state.close();
  }
}
