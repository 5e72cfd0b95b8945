import { column } from './column.js';
import { ORGAN_DOSE, PERSON_PARTICIPANT, PET_SERIES } from './structs.js';
import { defineTable, type RowOf } from './table.js';

/** Radiopharmaceutical administrations (TID 10021–10024, and PET and NM image headers). */
export const nmAdministrations = defineTable(
  'nm_administrations',
  {
    grain: 'one row per radiopharmaceutical administration',
    key: ['study_id', 'radionuclide_code', 'administration_index'],
    sortedBy: ['study_id', 'administration_index'],
  },
  {
    study_id: column(1, 'text', 'Study', 'The study of the administration.'),
    administration_index: column(
      2,
      'integer',
      'Administration',
      'Ordinal within the study and radionuclide by start, counted from 1.',
    ),
    counted: column(3, 'boolean', 'Counted', 'Whether the administration adds to the total.'),
    radiopharmaceutical: column(4, 'text', 'Radiopharmaceutical', 'Radiopharmaceutical agent.', {
      source: 'F-61FDB SRT; (0018,0031)',
    }),
    radiopharmaceutical_code: column(5, 'text', 'Radiopharmaceutical code', 'Code value of the agent.'),
    radionuclide: column(6, 'text', 'Radionuclide', 'Radionuclide.', { source: 'C-10072 SRT; (0054,0300)' }),
    radionuclide_code: column(7, 'text', 'Radionuclide code', 'Code value of the radionuclide.'),
    half_life_s: column(8, 'number', 'Half life', 'Physical half life of the radionuclide.', {
      source: 'R-42806 SRT; (0018,1075)',
    }),
    specific_activity_bq_mol: column(9, 'number', 'Specific activity', 'Specific activity, Bq/mol.', {
      source: '123007 DCM',
    }),
    administration_event_uid: column(
      10,
      'text',
      'Administration event UID',
      'UID of the administration event.',
      { source: '113503 DCM' },
    ),
    administered_activity_mbq: column(
      11,
      'number',
      'Administered activity',
      'Activity at the start of the administration, without what was left over.',
      {
        source: '113507 DCM; (0018,1074)',
      },
    ),
    pre_administration_activity_mbq: column(
      12,
      'number',
      'Activity before',
      'Activity measured before administration.',
      { source: '113508 DCM' },
    ),
    post_administration_activity_mbq: column(
      13,
      'number',
      'Activity after',
      'Residual activity measured after administration.',
      { source: '113509 DCM' },
    ),
    volume_cm3: column(14, 'number', 'Volume', 'Volume administered.', { source: '123005 DCM; (0018,1071)' }),
    started_at_local: column(15, 'timestamp', 'Started', 'Start of administration.', {
      source: '123003 DCM; (0018,1078)',
    }),
    stopped_at_local: column(16, 'timestamp', 'Stopped', 'End of administration.', {
      source: '123004 DCM; (0018,1079)',
    }),
    route: column(17, 'text', 'Route', 'Route of administration.', { source: 'G-C340 SRT; (0054,0302)' }),
    route_code: column(18, 'text', 'Route code', 'Code value of the route.'),
    administration_site: column(19, 'text', 'Site', 'Site of administration.', { source: 'G-C581 SRT' }),
    administration_site_code: column(20, 'text', 'Site code', 'Code value of the site.'),
    laterality: column(21, 'text', 'Laterality', 'Side of the site.', { source: 'G-C171 SRT' }),
    laterality_code: column(22, 'text', 'Laterality code', 'Code value of the side.'),
    effective_dose_msv: column(23, 'number', 'Effective dose', 'Effective dose as stated.', {
      source: '113839 DCM',
    }),
    organ_doses: column(24, { list: ORGAN_DOSE }, 'Organ doses', 'Absorbed dose per organ.', {
      source: '113517 DCM',
    }),
    extravasation_activity_percent: column(25, 'number', 'Extravasation', 'Estimated extravasation.', {
      source: '113506 DCM',
    }),
    extravasation_symptoms: column(26, 'text[]', 'Extravasation symptoms', 'Symptoms of extravasation.', {
      source: '113505 DCM',
    }),
    person_participants: column(27, { list: PERSON_PARTICIPANT }, 'Persons', 'Staff who took part.', {
      source: 'TID 1020',
    }),
    brand_name: column(28, 'text', 'Brand', 'Brand name of the product.', { source: '111529 DCM' }),
    dispense_unit_identifier: column(29, 'text', 'Dispense unit', 'Identifier of the dispense unit.', {
      source: '113511 DCM',
    }),
    lot_identifiers: column(30, 'text[]', 'Lots', 'Identifiers of the lots.', { source: '113512 DCM' }),
    reagent_vial_identifiers: column(31, 'text[]', 'Reagent vials', 'Identifiers of the reagent vials.', {
      source: '113513 DCM',
    }),
    radionuclide_identifiers: column(
      32,
      'text[]',
      'Radionuclide identifiers',
      'Identifiers of the radionuclide vials.',
      { source: '113514 DCM' },
    ),
    prescription_identifier: column(33, 'text', 'Prescription', 'Identifier of the prescription.', {
      source: '113516 DCM',
    }),
    drug_product_identifier: column(34, 'text', 'Drug product', 'Identifier of the drug product.', {
      source: '113510 DCM',
    }),
    billing_codes: column(35, 'text[]', 'Billing codes', 'Billing codes.', { source: '121147 DCM' }),
    pet_series: column(36, { list: PET_SERIES }, 'PET series', 'PET series that used the administration.'),
    associated_procedure: column(
      37,
      'text',
      'Associated procedure',
      'Procedure that the administration is for.',
      { source: 'G-C2D0 SRT' },
    ),
    associated_procedure_code: column(
      38,
      'text',
      'Associated procedure code',
      'Code value of the associated procedure.',
    ),
    source_sop_instance_uid: column(
      39,
      'text',
      'Source object',
      'SOP instance UID of the object that describes the administration first.',
    ),
    source_kind: column(40, 'text', 'Source kind', 'report or image.'),
    body_surface_area_m2: column(41, 'number', 'Body surface area', 'Body surface area of the patient.', {
      source: '8277-6 LN',
    }),
    body_mass_index: column(42, 'number', 'Body mass index', 'Body mass index, kg/m².', {
      source: 'F-01860 SRT',
    }),
    glucose_mmol_l: column(43, 'number', 'Glucose', 'Blood glucose, mmol/l.', { source: '14749-6 LN' }),
    fasting_duration_h: column(44, 'number', 'Fasting', 'Fasting duration in hours.', {
      source: '113550 DCM',
    }),
    hydration_volume_ml: column(45, 'number', 'Hydration', 'Hydration volume in millilitres.', {
      source: '113551 DCM',
    }),
    recent_physical_activity: column(46, 'text', 'Physical activity', 'Recent physical activity.', {
      source: '113552 DCM',
    }),
    serum_creatinine_mg_dl: column(47, 'number', 'Creatinine', 'Serum creatinine, mg/dl.', {
      source: '2160-0 LN',
    }),
    glomerular_filtration_rate_ml_min_173m2: column(
      48,
      'number',
      'GFR',
      'Glomerular filtration rate, ml/min/1.73 m².',
      { source: 'F-70210 SRT' },
    ),
    patient_states: column(49, 'text[]', 'Patient state', 'States of the patient.', { source: '109054 DCM' }),
    comment: column(50, 'text', 'Comment', 'Comment on the administration.', { source: '121106 DCM' }),
    radiopharmaceutical_as_sent: column(
      51,
      'text',
      'Radiopharmaceutical as sent',
      'Name of the agent as free text.',
      { source: '(0018,0031)' },
    ),
    started_at_offset_min: column(
      52,
      'integer',
      'UTC offset',
      'Offset of the wall clock of the start from UTC in minutes, where stated.',
    ),
  },
);

export type NmAdministration = RowOf<typeof nmAdministrations>;
