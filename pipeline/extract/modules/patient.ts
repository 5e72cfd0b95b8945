import type { DataSet } from '../../dicom/data-set.js';
import { showTag } from '../../dicom/element.js';
import { TAG } from '../../dicom/tags.js';
import type { RowReader } from '../row-reader.js';

/** Beyond any person: centimetres sent as metres, grams sent as kilograms. */
const BEYOND = { patient_height_m: 3, patient_weight_kg: 700 } as const;

/** Patient Study module: sex, height and weight (rows IMP-063, IMP-066, IMP-067). */
export function readPatientModule(study: RowReader<'studies'>, dataSet: DataSet): void {
  study.attribute('patient_sex', dataSet, TAG.PatientSex);
  study.attribute('patient_age_as_sent', dataSet, TAG.PatientAge);
  study.attributeNumber('patient_height_m', dataSet, TAG.PatientSize, 'm');
  study.attributeNumber('patient_weight_kg', dataSet, TAG.PatientWeight, 'kg');
  dropImpossibleSize(study, 'patient_height_m', showTag(TAG.PatientSize));
  dropImpossibleSize(study, 'patient_weight_kg', showTag(TAG.PatientWeight));
}

/** Takes back what no person can have; a stated 0 means that nobody was measured and is no finding. */
export function dropImpossibleSize(
  study: RowReader<'studies'>,
  column: keyof typeof BEYOND,
  path: string,
): void {
  const value = study.row[column];
  if (value === null || (value > 0 && value <= BEYOND[column])) return;
  study.row[column] = null;
  if (value === 0) return;
  const limit = value < 0 ? 'below 0' : `above ${BEYOND[column]}`;
  study.reading.finding('value_impossible', path, `${column}: ${limit}; left out`);
}
