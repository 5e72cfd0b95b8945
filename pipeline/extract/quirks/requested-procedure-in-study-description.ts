import type { Device } from '../../../warehouse/tables/index.js';

/**
 * Canon CXDI (Q19) and Carestream DRX-Revolution (Q39) send the requested procedure nowhere but in the study
 * description (row IMP-365). For every other device a study description is no requested procedure.
 */
export function requestedProcedureQuirk(device: Device): string | null {
  const maker = device.manufacturer?.toLowerCase() ?? '';
  const model = device.manufacturer_model_name?.toLowerCase() ?? '';
  if (maker.includes('canon') && model.includes('cxdi')) return 'canon-cxdi-requested-procedure';
  if (maker.includes('carestream health') && model.includes('drx-revolution')) {
    return 'carestream-drx-revolution-requested-procedure';
  }
  return null;
}
