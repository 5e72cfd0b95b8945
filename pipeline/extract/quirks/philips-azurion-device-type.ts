import { isConcept } from '../../dicom/codes.js';
import { FLUOROSCOPY_GUIDED_SYSTEM } from '../../dicom/concepts/values.js';
import type { RowReader } from '../row-reader.js';

/**
 * Philips Azurion, an angiography system, calls itself an integrated projection radiography system (113958) in its
 * reports (Q11, row CLS-006; software 1.2.0). What it says is kept; it counts as fluoroscopy-guided.
 */
export function isAzurion(modelName: string | null): boolean {
  return modelName !== null && /azurion/i.test(modelName);
}

/** Notes that the device type as sent is not what the device is. */
export function noteAzurionDeviceType({ row, reading }: RowReader<'studies'>): void {
  if (row.acquisition_device_type_code === null || !isAzurion(row.manufacturer_model_name)) return;
  const stated = {
    value: row.acquisition_device_type_code,
    scheme: 'DCM',
    meaning: row.acquisition_device_type ?? '',
  };
  if (!isConcept(stated, FLUOROSCOPY_GUIDED_SYSTEM)) reading.quirks.add('philips-azurion-device-type');
}
