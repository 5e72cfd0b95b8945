import {
  BODY_MASS_INDEX,
  BODY_SURFACE_AREA,
  FASTING_DURATION,
  GLOMERULAR_FILTRATION_RATE,
  GLUCOSE,
  HYDRATION_VOLUME,
  PATIENT_CHARACTERISTICS,
  PATIENT_HEIGHT,
  PATIENT_STATE,
  PATIENT_WEIGHT,
  RECENT_PHYSICAL_ACTIVITY,
  SERUM_CREATININE,
  SUBJECT_AGE,
  SUBJECT_SEX,
} from '../../dicom/concepts/nuclear-medicine.js';
import type { Concept } from '../../dicom/codes.js';
import type { ContentItem } from '../../dicom/content-item.js';
import { dropImpossibleSize } from '../modules/patient.js';
import type { RowReader } from '../row-reader.js';
import { readInUnit } from './foreign-units.js';
import { setList, type AdministrationReader } from './tid-10022-administration.js';

/** The patient at the administrations (TID 10024; row IMP-469). What the header states is not overwritten. */
export function readPatientCharacteristics(
  study: RowReader<'studies'>,
  administrations: readonly AdministrationReader[],
  root: ContentItem,
): void {
  const [container] = root.allWithin(PATIENT_CHARACTERISTICS);
  if (!container) return;
  readSubject(study, container);
  for (const row of administrations) {
    row.number('body_surface_area_m2', container, BODY_SURFACE_AREA);
    readInUnit(row, 'body_mass_index', container, BODY_MASS_INDEX);
    readInUnit(row, 'glucose_mmol_l', container, GLUCOSE);
    readInUnit(row, 'fasting_duration_h', container, FASTING_DURATION);
    readInUnit(row, 'hydration_volume_ml', container, HYDRATION_VOLUME);
    row.text('recent_physical_activity', container, RECENT_PHYSICAL_ACTIVITY);
    readInUnit(row, 'serum_creatinine_mg_dl', container, SERUM_CREATININE);
    readInUnit(row, 'glomerular_filtration_rate_ml_min_173m2', container, GLOMERULAR_FILTRATION_RATE);
    setList(row, 'patient_states', container, PATIENT_STATE);
  }
}

function readSubject(study: RowReader<'studies'>, container: ContentItem): void {
  readSize(study, 'patient_height_m', container, PATIENT_HEIGHT);
  readSize(study, 'patient_weight_kg', container, PATIENT_WEIGHT);
  const sex = container.child(SUBJECT_SEX);
  if (study.row.patient_sex === null && sex?.code) {
    study.set('patient_sex', sex.code.value, { path: sex.path, raw: sex.code.meaning });
  }
  const age = container.child(SUBJECT_AGE);
  if (age?.number) {
    const { raw, unit } = age.number;
    study.set('subject_age_as_reported', `${raw} ${unit ?? ''}`.trim(), { path: age.path, raw });
  }
}

function readSize(
  study: RowReader<'studies'>,
  column: 'patient_height_m' | 'patient_weight_kg',
  container: ContentItem,
  concept: Concept,
): void {
  const item = container.child(concept);
  if (!item || study.row[column] !== null) return;
  study.number(column, container, concept);
  dropImpossibleSize(study, column, item.path);
}
