import type { BaseSnapshot } from '../../warehouse/lake/lake.js';
import { USER_DEFINED_MODALITIES, type UserDefinedModality } from '../../warehouse/tables/index.js';
import type { AssemblySettings } from '../assemble/study-document.js';
import { DeletionMarks } from './deletion-marks.js';

/** What the site says of its devices, and which events it deleted, as of the snapshot that a commit builds on (rows CLS-001, CLS-014). */
export async function assemblySettings(base: BaseSnapshot, siteKey: Uint8Array): Promise<AssemblySettings> {
  const settings = await base.rowsOf('device_settings');
  const userDefinedModality = new Map<string, UserDefinedModality>();
  for (const { device_id, user_defined_modality } of settings) {
    const modality = USER_DEFINED_MODALITIES.find((one) => one === user_defined_modality);
    if (device_id !== null && modality !== undefined) userDefinedModality.set(device_id, modality);
  }
  const marks = new DeletionMarks(await base.rowsOf('study_actions'), siteKey);
  return {
    userDefinedModality,
    ...(marks.leavesEventsOut ? { isLeftOut: (uid: string) => marks.isLeftOut({ kind: 'event', uid }) } : {}),
  };
}
