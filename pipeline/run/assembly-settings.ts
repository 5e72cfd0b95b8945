import type { BaseSnapshot } from '../../warehouse/lake/lake.js';
import type { AssemblySettings } from '../assemble/study-document.js';

type UserDefinedModality =
  AssemblySettings['userDefinedModality'] extends ReadonlyMap<string, infer M> ? M : never;

const MODALITIES: readonly string[] = ['RF', 'DX', 'dual'] satisfies UserDefinedModality[];

/** What the site says of its devices, as of the snapshot that a commit builds on (rows CLS-001, CLS-014). */
export async function assemblySettings(base: BaseSnapshot): Promise<AssemblySettings> {
  const settings = await base.rowsOf('device_settings');
  const userDefinedModality = new Map<string, UserDefinedModality>();
  for (const { device_id, user_defined_modality } of settings) {
    if (device_id === null || user_defined_modality === null || !MODALITIES.includes(user_defined_modality))
      continue;
    userDefinedModality.set(device_id, user_defined_modality as UserDefinedModality);
  }
  return { userDefinedModality };
}
