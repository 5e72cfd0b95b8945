import { codeOf } from '../../dicom/content-item.js';
import type { DataSet } from '../../dicom/data-set.js';
import { showTag } from '../../dicom/element.js';
import { TAG } from '../../dicom/tags.js';
import { phantomOf } from '../rdsr/tid-10013-ct-irradiation-event.js';
import type { RowReader } from '../row-reader.js';

/** The phantom of the CTDIvol in an attribute (0018,9346). */
export function readCodedPhantom(event: RowReader<'ct_events'>, dataSet: DataSet): void {
  const item = dataSet.item(TAG.CTDIPhantomTypeCodeSequence);
  const code = item ? codeOf(item) : null;
  if (!code) return;
  const path = showTag(TAG.CTDIPhantomTypeCodeSequence);
  event.setCode({ meaning: 'ctdi_phantom_meaning', code: 'ctdi_phantom_code' }, code, path);
  event.set('ctdi_phantom', phantomOf(code), { path, raw: code.meaning });
}
