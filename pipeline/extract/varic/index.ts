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
import { TAG } from '../../dicom/tags.js';
import type { Extraction, Extractor } from '../extraction.js';
import { readReportDocument, reportExtraction } from '../rdsr/document.js';
import type { Reading } from '../reading.js';
import { RowReader } from '../row-reader.js';

const ENHANCED_SR = '1.2.840.10008.5.1.4.1.1.88.22';
const QUIRK = 'siemens-arcadis-varic';

/**
 * Siemens Arcadis Varic, a mobile C-arm: an Enhanced SR of a private template (99SMS_RADSUM C-10, "Radiation
 * Summary") with frames, fluoroscopy time and kerma-area product of the whole study and no events
 * (rows IMP-102 and Q05). The order of its items does not matter (BUG-39).
 */
export const varicRadiationSummary: Extractor = {
  name: 'varic',
  version: 2,

  accepts(dataSet) {
    if (dataSet.text(TAG.SOPClassUID) !== ENHANCED_SR) return false;
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

/** The values stand at the root or in a container below it; without a unit the product is in Gy·cm². */
function readSummary(reading: Reading, root: ContentItem): RowReader<'accumulated_doses'> {
  const plane = new RowReader(reading, 'accumulated_doses', 0);
  plane.set('part_kind', 'plane', { path: root.path, raw: '', quirk: QUIRK });
  plane.set('part', 'single', { path: root.path, raw: '', quirk: QUIRK });
  plane.setCode({ meaning: 'part_meaning', code: 'part_code' }, SINGLE_PLANE.code, root.path, QUIRK);
  plane.number('frame_count', holderOf(root, SIEMENS_VARIC_FRAMES), SIEMENS_VARIC_FRAMES, '1');
  plane.number('fluoro_time_s', holderOf(root, SIEMENS_VARIC_FLUORO_TIME), SIEMENS_VARIC_FLUORO_TIME, 's');
  plane.number(
    'kap_total_gy_cm2',
    holderOf(root, SIEMENS_VARIC_DOSE_AREA_PRODUCT),
    SIEMENS_VARIC_DOSE_AREA_PRODUCT,
    'Gy.cm2',
  );
  return plane;
}

function holderOf(root: ContentItem, concept: Concept): ContentItem | null {
  return [root, ...root.children].find((item) => item.child(concept) !== null) ?? null;
}
