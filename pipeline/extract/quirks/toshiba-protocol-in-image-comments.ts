import type { Device } from '../../../warehouse/tables/index.js';

/** Toshiba flat detectors with software TM_TFD_1.0 name the protocol in Image Comments (Q25, row IMP-366). */
export const TOSHIBA_PROTOCOL_IN_IMAGE_COMMENTS = 'toshiba-protocol-in-image-comments';

export function namesProtocolInImageComments(device: Device): boolean {
  return device.manufacturer === 'TOSHIBA_MEC' && device.software_versions === 'TM_TFD_1.0';
}
