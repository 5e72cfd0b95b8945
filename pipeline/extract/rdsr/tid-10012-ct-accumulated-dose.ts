import type { AccumulatedDose } from '../../../warehouse/tables/index.js';
import {
  CT_DLP_TOTAL,
  CT_EFFECTIVE_DOSE_TOTAL,
  CTDI_W_PHANTOM_TYPE,
  TOTAL_NUMBER_OF_IRRADIATION_EVENTS,
} from '../../dicom/concepts/ct.js';
import { COMMENT } from '../../dicom/concepts/report.js';
import type { ContentItem } from '../../dicom/content-item.js';
import type { Reading } from '../reading.js';
import { RowReader } from '../row-reader.js';
import { phantomOf } from './tid-10013-ct-irradiation-event.js';

/**
 * What a CT report accumulated (TID 10012; rows IMP-253…IMP-257): one row per phantom where the total is given per
 * phantom, with `part` its name; one row `all` where it is given once (never the last of several: BUG-04).
 */
export function readCtAccumulatedDose(reading: Reading, container: ContentItem): AccumulatedDose[] {
  const totals = container.all(CT_DLP_TOTAL);
  const perPart = totals.length > 0 ? totals : [null];
  return perPart.map((total, index) => {
    const row = new RowReader(reading, 'accumulated_doses', index);
    readPart(row, container, total);
    row.number('event_count_reported', container, TOTAL_NUMBER_OF_IRRADIATION_EVENTS);
    row.number('effective_dose_msv', container, CT_EFFECTIVE_DOSE_TOTAL);
    row.text('comment', container, COMMENT);
    return row.row;
  });
}

function readPart(
  row: RowReader<'accumulated_doses'>,
  container: ContentItem,
  total: ContentItem | null,
): void {
  const item = total?.child(CTDI_W_PHANTOM_TYPE);
  const code = item?.code ?? null;
  const path = (total ?? container).path;
  row.set('part_kind', 'phantom', { path, raw: '' });
  row.set('part', phantomOf(code) ?? 'all', { path, raw: code?.meaning ?? '' });
  if (code && item) row.setCode({ meaning: 'part_meaning', code: 'part_code' }, code, item.path);
  if (total) row.numberOf('dlp_total_mgy_cm', total);
}
