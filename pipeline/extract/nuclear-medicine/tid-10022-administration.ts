import {
  ADMINISTERED_ACTIVITY,
  ADMINISTRATION_EVENT_UID,
  BILLING_CODE,
  BRAND_NAME,
  DISPENSE_UNIT_IDENTIFIER,
  DRUG_PRODUCT_IDENTIFIER,
  ESTIMATED_EXTRAVASATION_ACTIVITY,
  EXTRAVASATION_SYMPTOMS,
  LOT_IDENTIFIER,
  ORGAN_DOSE_INFORMATION,
  POST_ADMINISTRATION_ACTIVITY,
  PRE_ADMINISTRATION_ACTIVITY,
  PRESCRIPTION_IDENTIFIER,
  RADIONUCLIDE,
  RADIONUCLIDE_HALF_LIFE,
  RADIONUCLIDE_VIAL_IDENTIFIER,
  RADIOPHARMACEUTICAL_AGENT,
  RADIOPHARMACEUTICAL_START,
  RADIOPHARMACEUTICAL_STOP,
  RADIOPHARMACEUTICAL_VOLUME,
  REAGENT_VIAL_IDENTIFIER,
  ROUTE_OF_ADMINISTRATION,
  SIEMENS_EFFECTIVE_DOSE_INFORMATION,
  SITE_OF_ADMINISTRATION,
  SPECIFIC_ACTIVITY,
} from '../../dicom/concepts/nuclear-medicine.js';
import { COMMENT, EFFECTIVE_DOSE, LATERALITY } from '../../dicom/concepts/report.js';
import type { Concept } from '../../dicom/codes.js';
import type { ContentItem } from '../../dicom/content-item.js';
import { personParticipants } from '../rdsr/tid-1020-person-participant.js';
import type { Reading } from '../reading.js';
import { RowReader } from '../row-reader.js';
import { readInUnit } from './foreign-units.js';
import { dropImpossibleActivity } from './impossible-activity.js';
import { organDoseOf } from './tid-10023-organ-dose.js';

export type AdministrationReader = RowReader<'nm_administrations'>;

/** One administration of a radiopharmaceutical (TID 10022; rows IMP-461…IMP-468). */
export function readAdministration(reading: Reading, item: ContentItem, index: number): AdministrationReader {
  const row = new RowReader(reading, 'nm_administrations', index);
  // What it states itself counts, and of several groups what the first states.
  for (const holder of item.holders.toReversed()) {
    readAgent(row, holder);
    row.uid('administration_event_uid', holder, ADMINISTRATION_EVENT_UID);
    const offset_min = row.dateTime('started_at_local', holder, RADIOPHARMACEUTICAL_START);
    if (offset_min !== null) row.row.started_at_offset_min = offset_min;
    row.dateTime('stopped_at_local', holder, RADIOPHARMACEUTICAL_STOP);
    readActivity(row, holder);
    readRoute(row, holder);
    readProduct(row, holder);
    readDose(row, holder);
    row.set('person_participants', personParticipants(holder), { path: holder.path, raw: '' });
    row.text('comment', holder, COMMENT);
  }
  return row;
}

/** The agent, with nuclide, half life and specific activity as its properties; some makers put them beside it. */
function readAgent(row: AdministrationReader, item: ContentItem): void {
  const agent = row.code(
    { meaning: 'radiopharmaceutical', code: 'radiopharmaceutical_code' },
    item,
    RADIOPHARMACEUTICAL_AGENT,
  );
  const holder = item.child(RADIOPHARMACEUTICAL_AGENT);
  if (agent && agent.value === '') row.row.radiopharmaceutical_as_sent = agent.meaning;
  const propertyOf = (concept: Concept) => (holder?.child(concept) ? holder : item);
  const columns = { meaning: 'radionuclide', code: 'radionuclide_code' } as const;
  row.code(columns, propertyOf(RADIONUCLIDE), RADIONUCLIDE);
  row.number('half_life_s', propertyOf(RADIONUCLIDE_HALF_LIFE), RADIONUCLIDE_HALF_LIFE);
  readInUnit(row, 'specific_activity_bq_mol', propertyOf(SPECIFIC_ACTIVITY), SPECIFIC_ACTIVITY);
}

function readActivity(row: AdministrationReader, item: ContentItem): void {
  row.number('administered_activity_mbq', item, ADMINISTERED_ACTIVITY);
  dropImpossibleActivity(row, item.path);
  row.number('pre_administration_activity_mbq', item, PRE_ADMINISTRATION_ACTIVITY);
  row.number('post_administration_activity_mbq', item, POST_ADMINISTRATION_ACTIVITY);
  readInUnit(row, 'volume_cm3', item, RADIOPHARMACEUTICAL_VOLUME);
  row.number('extravasation_activity_percent', item, ESTIMATED_EXTRAVASATION_ACTIVITY, '%');
  setList(row, 'extravasation_symptoms', item, EXTRAVASATION_SYMPTOMS);
}

function readRoute(row: AdministrationReader, item: ContentItem): void {
  row.code({ meaning: 'route', code: 'route_code' }, item, ROUTE_OF_ADMINISTRATION);
  const route = item.child(ROUTE_OF_ADMINISTRATION);
  const site = route?.child(SITE_OF_ADMINISTRATION) ?? item.child(SITE_OF_ADMINISTRATION);
  if (!site) return;
  row.codeOf({ meaning: 'administration_site', code: 'administration_site_code' }, site);
  const laterality = site.child(LATERALITY) ?? route?.child(LATERALITY);
  if (laterality) row.codeOf({ meaning: 'laterality', code: 'laterality_code' }, laterality);
}

function readProduct(row: AdministrationReader, item: ContentItem): void {
  row.text('brand_name', item, BRAND_NAME);
  row.text('dispense_unit_identifier', item, DISPENSE_UNIT_IDENTIFIER);
  const unit = item.child(DISPENSE_UNIT_IDENTIFIER);
  setList(row, 'lot_identifiers', unit ?? item, LOT_IDENTIFIER);
  setList(row, 'reagent_vial_identifiers', unit ?? item, REAGENT_VIAL_IDENTIFIER);
  setList(row, 'radionuclide_identifiers', unit ?? item, RADIONUCLIDE_VIAL_IDENTIFIER);
  row.text('prescription_identifier', item, PRESCRIPTION_IDENTIFIER);
  row.text('drug_product_identifier', item, DRUG_PRODUCT_IDENTIFIER);
  setList(row, 'billing_codes', item, BILLING_CODE);
}

type ListColumn =
  | 'extravasation_symptoms'
  | 'lot_identifiers'
  | 'reagent_vial_identifiers'
  | 'radionuclide_identifiers'
  | 'billing_codes'
  | 'patient_states';

/** Every value that a concept has, as text: the meaning of codes. */
export function setList(
  row: AdministrationReader,
  column: ListColumn,
  parent: ContentItem,
  concept: Concept,
): void {
  const items = parent.all(concept);
  const values = items
    .map((item) => item.text ?? item.code?.meaning ?? item.uid)
    .filter((value) => value !== null);
  if (values.length === 0) return;
  row.set(column, values, { path: items[0]!.path, raw: values.join(' | ') });
}

/** Organ doses, and the effective dose: Siemens keeps it in a private container (row IMP-467). */
function readDose(row: AdministrationReader, item: ContentItem): void {
  const organs = item.all(ORGAN_DOSE_INFORMATION).map((organ) => organDoseOf(row, organ));
  if (organs.length > 0) row.set('organ_doses', organs, { path: item.path, raw: '' });
  const holder = item.child(SIEMENS_EFFECTIVE_DOSE_INFORMATION) ?? item;
  row.number('effective_dose_msv', holder.child(EFFECTIVE_DOSE) ? holder : item, EFFECTIVE_DOSE);
}
