import type { BaseSnapshot } from '../../warehouse/lake/lake.js';
import type { AssemblySettings } from '../assemble/study-document.js';
import { DeletionMarks } from './deletion-marks.js';

type UserDefinedModality =
  AssemblySettings['userDefinedModality'] extends ReadonlyMap<string, infer M> ? M : never;

const MODALITIES: readonly string[] = ['RF', 'DX', 'dual'] satisfies UserDefinedModality[];

/** What the site says of its devices, and which events it deleted, as of the snapshot that a commit builds on (rows CLS-001, CLS-014). */
export async function assemblySettings(base: BaseSnapshot, siteKey: Uint8Array): Promise<AssemblySettings> {
  const settings = await base.rowsOf('device_settings');
  const userDefinedModality = new Map<string, UserDefinedModality>();
  for (const { device_id, user_defined_modality } of settings) {
    if (device_id === null || user_defined_modality === null || !MODALITIES.includes(user_defined_modality))
      continue;
    userDefinedModality.set(device_id, user_defined_modality as UserDefinedModality);
  }
  const marks = new DeletionMarks(await base.rowsOf('study_actions'), siteKey);
  return {
    userDefinedModality,
    ...(marks.leavesEventsOut ? { isLeftOut: (uid: string) => marks.isLeftOut({ kind: 'event', uid }) } : {}),
  };
}
