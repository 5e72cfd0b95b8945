import { codeOf } from '../../dicom/content-item.js';
import type { DataSet } from '../../dicom/data-set.js';
import { parseDecimal } from '../../dicom/decimal.js';
import { showTag } from '../../dicom/element.js';
import { TAG } from '../../dicom/tags.js';
import type { Extraction, Extractor, Refusal } from '../extraction.js';
import { dropImpossible } from '../image/attribute-numbers.js';
import { withGroupsAtTop } from '../image/functional-groups.js';
import { imageExtraction, readImageDocument, type ImageDocument } from '../image/image-document.js';
import { readRequestedProcedureOfImage } from '../image/projection-image.js';
import { enhancedPetActivityUnit, statedActivityUnit } from '../quirks/activity-unit-of-pet-and-nm.js';
import { notePetEventUid } from '../quirks/pet-administration-event-uid.js';
import { RowReader } from '../row-reader.js';
import { readAdministrationTimes } from './administration-times.js';
import { dropImpossibleActivity } from './impossible-activity.js';
import { petSeriesOf } from './pet-series.js';

type AdministrationReader = RowReader<'nm_administrations'>;

const NM_IMAGE = '1.2.840.10008.5.1.4.1.1.20';
const PET_IMAGE = '1.2.840.10008.5.1.4.1.1.128';
const ENHANCED_PET_IMAGES: readonly string[] = [
  '1.2.840.10008.5.1.4.1.1.128.1', // Legacy converted
  '1.2.840.10008.5.1.4.1.1.130',
];
const PET_IMAGES: readonly string[] = [PET_IMAGE, ...ENHANCED_PET_IMAGES];

/** PET and NM images: the radiopharmaceutical that their headers name (rows IMP-480…IMP-486). */
export const nuclearMedicineImage: Extractor = {
  name: 'nm-image',
  version: 6,

  accepts: (dataSet) => [...PET_IMAGES, NM_IMAGE].includes(dataSet.text(TAG.SOPClassUID) ?? ''),

  extract(object, reading): Extraction | Refusal {
    const dataSet = withGroupsAtTop(object);
    const items = dataSet.items(TAG.RadiopharmaceuticalInformationSequence);
    if (items.length === 0) return { outcome: 'not_dose', reason: 'no_radiopharmaceutical_information' };
    const document = readImageDocument(reading, dataSet);
    readRequestedProcedureOfImage(document.study, dataSet);
    const isPet = PET_IMAGES.includes(dataSet.text(TAG.SOPClassUID) ?? '');
    return imageExtraction(nuclearMedicineImage, document, {
      kind: 'image',
      content: 'NM',
      administrations: items.map((item, index) => readIsotope(document, item, index, isPet).row),
    });
  },
};

/** One radiopharmaceutical of the image; a study with two isotopes names both. */
function readIsotope(
  document: ImageDocument,
  item: DataSet,
  index: number,
  isPet: boolean,
): AdministrationReader {
  const row = new RowReader(document.study.reading, 'nm_administrations', index);
  readAgent(row, item);
  readCode(row, { meaning: 'radionuclide', code: 'radionuclide_code' }, item, TAG.RadionuclideCodeSequence);
  readCode(row, { meaning: 'route', code: 'route_code' }, item, TAG.AdministrationRouteCodeSequence);
  row.attributeNumber('half_life_s', item, TAG.RadionuclideHalfLife, 's');
  dropImpossible(row, ['half_life_s']);
  readActivity(row, item, activityUnit(document.dataSet, item));
  row.attributeNumber('volume_cm3', item, TAG.RadiopharmaceuticalVolume, 'cm3');
  readSpecificActivity(row, item);
  readAdministrationTimes(row, document, item);
  notePetEventUid(document.study.reading, item);
  const series = isPet ? petSeriesOf(document.dataSet) : null;
  if (series) row.set('pet_series', [series], { path: showTag(TAG.SeriesInstanceUID), raw: '' });
  return row;
}

/** The agent by code; its name in words stands beside it, and for it where there is no code. */
function readAgent(row: AdministrationReader, item: DataSet): void {
  const columns = { meaning: 'radiopharmaceutical', code: 'radiopharmaceutical_code' } as const;
  row.attribute('radiopharmaceutical_as_sent', item, TAG.Radiopharmaceutical);
  readCode(row, columns, item, TAG.RadiopharmaceuticalCodeSequence);
  if (row.row.radiopharmaceutical === null) {
    row.attribute('radiopharmaceutical', item, TAG.Radiopharmaceutical);
  }
}

function readCode(
  row: AdministrationReader,
  columns: Parameters<AdministrationReader['setCode']>[0],
  item: DataSet,
  tag: number,
): void {
  const coded = item.item(tag);
  const code = coded ? codeOf(coded) : null;
  if (code) row.setCode(columns, code, showTag(tag));
}

/** Bq in PET images, MBq in NM images (row IMP-483, Q58). */
function activityUnit(dataSet: DataSet, item: DataSet): 'Bq' | 'MBq' {
  const sopClass = dataSet.text(TAG.SOPClassUID) ?? '';
  if (!ENHANCED_PET_IMAGES.includes(sopClass)) return statedActivityUnit(sopClass === PET_IMAGE);
  return enhancedPetActivityUnit(parseDecimal(item.text(TAG.RadionuclideTotalDose) ?? '').values[0] ?? null);
}

function readActivity(row: AdministrationReader, item: DataSet, unit: 'Bq' | 'MBq'): void {
  row.attributeNumber('administered_activity_mbq', item, TAG.RadionuclideTotalDose, unit);
  dropImpossibleActivity(row, showTag(TAG.RadionuclideTotalDose));
}

/** Bq/µmol in headers, where reports state Bq/mol. */
function readSpecificActivity(row: AdministrationReader, item: DataSet): void {
  row.attributeNumber('specific_activity_bq_mol', item, TAG.RadiopharmaceuticalSpecificActivity, '1');
  if (row.row.specific_activity_bq_mol !== null) row.row.specific_activity_bq_mol *= 1e6;
}
