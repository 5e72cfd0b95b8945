import type { DataSet } from '../../dicom/data-set.js';
import { showTag } from '../../dicom/element.js';
import { TAG } from '../../dicom/tags.js';
import type { RowReader } from '../row-reader.js';

/** Patient Study module: sex, height and weight (rows IMP-063, IMP-066, IMP-067). A stated 0 cannot be a patient's. */
export function readPatientModule(study: RowReader<'studies'>, dataSet: DataSet): void {
  study.attribute('patient_sex', dataSet, TAG.PatientSex);
  study.attribute('patient_age_as_sent', dataSet, TAG.PatientAge);
  study.attributeNumber('patient_height_m', dataSet, TAG.PatientSize, 'm');
  study.attributeNumber('patient_weight_kg', dataSet, TAG.PatientWeight, 'kg');
  dropZero(study, 'patient_height_m', TAG.PatientSize);
  dropZero(study, 'patient_weight_kg', TAG.PatientWeight);
}

function dropZero(
  study: RowReader<'studies'>,
  column: 'patient_height_m' | 'patient_weight_kg',
  tag: number,
): void {
  const value = study.row[column];
  if (value === null || value > 0) return;
  study.row[column] = null;
  if (value < 0) study.reading.finding('value_impossible', showTag(tag), `${column}: below 0`);
}
