import type { AccumulatedDose } from '../../../warehouse/tables/index.js';
import {
  ACCUMULATED_AVERAGE_GLANDULAR_DOSE,
  ACQUISITION_PLANE,
  DISTANCE_SOURCE_TO_REFERENCE_POINT,
} from '../../dicom/concepts/projection.js';
import { COMMENT } from '../../dicom/concepts/report.js';
import { codedItem, type ContentItem } from '../../dicom/content-item.js';
import type { Reading } from '../reading.js';
import { RowReader } from '../row-reader.js';
import { planeOf } from './acquisition-plane.js';
import { readCalibration } from './calibration.js';
import { readReferencePoint } from './reference-point.js';
import { readFluoroAccumulatedDose } from './tid-10004-fluoro-accumulated-dose.js';
import { readBreastAccumulatedDose } from './tid-10005-mammography-accumulated-dose.js';
import { readCassetteAccumulatedDose } from './tid-10006-cassette-accumulated-dose.js';
import { personParticipants } from './tid-1020-person-participant.js';
import { readTotalAccumulatedDose } from './tid-10007-total-accumulated-dose.js';

type AccumulatedReader = RowReader<'accumulated_doses'>;

/**
 * What a projection report accumulated (TID 10002; rows IMP-229…IMP-244): one row per plane, an all-planes container
 * its own part, and one per breast. Templates 10004 to 10007 are read from every container, whatever the device says
 * it is, because makers mix them; what is not there stays null.
 */
export function readAccumulatedDoses(
  reading: Reading,
  containers: readonly ContentItem[],
): AccumulatedDose[] {
  const rows: AccumulatedReader[] = [];
  for (const container of containers) {
    const holders = container.holders.toReversed();
    const breasts = holders.flatMap((holder) => holder.all(ACCUMULATED_AVERAGE_GLANDULAR_DOSE));
    for (const breast of breasts) {
      const row = new RowReader(reading, 'accumulated_doses', rows.length);
      readBreastAccumulatedDose(row, breast, breasts.length === 1 ? container : null);
      readWhatGoesWithIt(row, container);
      rows.push(row);
    }
    const plane = readPlane(new RowReader(reading, 'accumulated_doses', rows.length), container, holders);
    if (breasts.length === 0 || statesPlaneDose(plane.row)) rows.push(plane);
  }
  keepPartsApart(rows);
  return rows.map(({ row }) => row);
}

/** What the container states itself counts before what it groups in others, which come first in `holders`. */
function readPlane(
  row: AccumulatedReader,
  container: ContentItem,
  holders: readonly ContentItem[],
): AccumulatedReader {
  const item = codedItem(ACQUISITION_PLANE, holders.toReversed());
  const code = item?.codeOrText ?? null;
  const plane = planeOf(code);
  const path = (item ?? container).path;
  row.set('part_kind', 'plane', { path, raw: '' });
  row.set('part', plane ?? 'single', { path, raw: code?.meaning ?? '' });
  if (code) row.setCode({ meaning: 'part_meaning', code: 'part_code' }, code, path);
  if (plane === null) {
    row.reading.finding('plane_not_stated', path, 'accumulated dose without a known plane, taken as single');
  }
  for (const holder of holders) {
    readFluoroAccumulatedDose(row, holder);
    readCassetteAccumulatedDose(row, holder);
    readTotalAccumulatedDose(row, holder);
    readWhatGoesWithIt(row, holder);
  }
  return row;
}

function readWhatGoesWithIt(row: AccumulatedReader, container: ContentItem): void {
  readReferencePoint(row, container);
  readCalibration(row, container);
  row.number('source_to_reference_point_mm', container, DISTANCE_SOURCE_TO_REFERENCE_POINT, 'mm');
  row.set('person_participants', personParticipants(container), { path: container.path, raw: '' });
  row.text('comment', container, COMMENT);
}

const OF_A_PLANE = [
  ...(['kap_total_gy_cm2', 'kap_fluoro_gy_cm2', 'kap_acquisition_gy_cm2'] as const),
  ...(['dose_rp_total_mgy', 'dose_rp_fluoro_mgy', 'dose_rp_acquisition_mgy'] as const),
  ...(['fluoro_time_s', 'acquisition_time_s', 'frame_count'] as const),
];

/** Whether a container states, beside glandular doses, something of its plane. */
function statesPlaneDose(row: AccumulatedDose): boolean {
  return OF_A_PLANE.some((column) => row[column] !== null);
}

/** A part is a key within its report: a second container of the same plane or breast is numbered, with a finding. */
function keepPartsApart(rows: readonly AccumulatedReader[]): void {
  const count = new Map<string, number>();
  for (const { row, reading } of rows) {
    const part = row.part ?? '';
    const ordinal = (count.get(part) ?? 0) + 1;
    count.set(part, ordinal);
    if (ordinal === 1) continue;
    row.part = `${part}_${ordinal}`;
    reading.finding('part_repeated', null, `accumulated dose of part ${part} is stated ${ordinal} times`);
  }
}
