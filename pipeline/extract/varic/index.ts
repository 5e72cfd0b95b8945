import type { Concept } from '../../dicom/codes.js';
import {
  SIEMENS_VARIC_DOSE_AREA_PRODUCT,
  SIEMENS_VARIC_FLUORO_TIME,
  SIEMENS_VARIC_FRAMES,
  SIEMENS_VARIC_RADIATION_SUMMARY,
} from '../../dicom/concepts/projection.js';
import { FLUOROSCOPY_GUIDED_SYSTEM, SINGLE_PLANE } from '../../dicom/concepts/values.js';
import { isConcept } from '../../dicom/codes.js';
import { codeOf, type ContentItem } from '../../dicom/content-item.js';
import type { DataSet } from '../../dicom/data-set.js';
import { parseDecimal } from '../../dicom/decimal.js';
import { TAG } from '../../dicom/tags.js';
import { unitOf } from '../../dicom/units.js';
import type { Extraction, Extractor } from '../extraction.js';
import { readReportDocument, reportExtraction } from '../rdsr/document.js';
import type { Reading } from '../reading.js';
import { RowReader } from '../row-reader.js';
import { inUnitOfColumn } from '../stated-numbers.js';
import { isStructuredReport } from '../structured-report.js';

const QUIRK = 'siemens-arcadis-varic';

/**
 * Siemens Arcadis Varic, a mobile C-arm: an Enhanced SR, or what an archive made of it, of a private template (99SMS_RADSUM C-10, "Radiation
 * Summary") with frames, fluoroscopy time and kerma-area product of the whole study and no events
 * (rows IMP-102 and Q05). The order of its items does not matter (BUG-39).
 */
export const varicRadiationSummary: Extractor = {
  name: 'varic',
  version: 4,

  accepts(dataSet) {
    if (!isStructuredReport(dataSet)) return false;
    const title = dataSet.item(TAG.ConceptNameCodeSequence);
    return title !== null && isConcept(codeOf(title), SIEMENS_VARIC_RADIATION_SUMMARY);
  },

  extract(dataSet: DataSet, reading: Reading): Extraction {
    reading.quirks.add(QUIRK);
    const document = readReportDocument(reading, dataSet);
    // The report does not say what the device is; the device is known by its template.
    document.study.setCode(
      { meaning: 'acquisition_device_type', code: 'acquisition_device_type_code' },
      FLUOROSCOPY_GUIDED_SYSTEM.code,
      document.root.path,
      QUIRK,
    );
    const plane = readSummary(reading, document.root);
    plane.row.device_id = document.device.device_id;
    plane.row.event_count = 0;
    return reportExtraction(varicRadiationSummary, dataSet, document, {
      content: 'projection',
      ctEvents: [],
      projectionEvents: [],
      administrations: [],
      accumulatedDoses: [plane.row],
    });
  },
};

/** The values stand at the root or in containers below it. */
function readSummary(reading: Reading, root: ContentItem): RowReader<'accumulated_doses'> {
  const plane = new RowReader(reading, 'accumulated_doses', 0);
  plane.set('part_kind', 'plane', { path: root.path, raw: '', quirk: QUIRK });
  plane.set('part', 'single', { path: root.path, raw: '', quirk: QUIRK });
  plane.setCode({ meaning: 'part_meaning', code: 'part_code' }, SINGLE_PLANE.code, root.path, QUIRK);
  for (const [column, concept, unit] of QUANTITIES) {
    const [item] = root.allWithin(concept);
    if (item) readQuantity(plane, column, item, unit);
  }
  return plane;
}

type QuantityColumn = 'frame_count' | 'fluoro_time_s' | 'kap_total_gy_cm2';

const QUANTITIES: readonly (readonly [QuantityColumn, Concept, unit: string])[] = [
  ['frame_count', SIEMENS_VARIC_FRAMES, '1'],
  ['fluoro_time_s', SIEMENS_VARIC_FLUORO_TIME, 's'],
  ['kap_total_gy_cm2', SIEMENS_VARIC_DOSE_AREA_PRODUCT, 'Gy.cm2'],
];

/** In the unit stated; without one, or where it is a code of the private template too, in that of the template. */
function readQuantity(
  plane: RowReader<'accumulated_doses'>,
  column: QuantityColumn,
  item: ContentItem,
  unit: string,
): void {
  const { raw, unit: stated } = item.number ?? { raw: '', unit: null };
  if (stated === null || unitOf(stated) !== null) {
    plane.numberOf(column, item, unit);
    return;
  }
  const values = inUnitOfColumn(plane.reading, column, parseDecimal(raw).values, unit, unit, item);
  plane.set(column, values[0] ?? null, { path: item.path, raw, unit: stated, quirk: QUIRK });
  plane.reading.finding(
    'unit_missing',
    item.path,
    `${column}: the unit stated is not known; that of the template was taken`,
  );
}
