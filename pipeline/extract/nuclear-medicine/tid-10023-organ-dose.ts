import type { NmAdministration } from '../../../warehouse/tables/index.js';
import { MEASUREMENT_METHOD } from '../../dicom/concepts/ct.js';
import { ORGAN_DOSE, ORGAN_MASS } from '../../dicom/concepts/nuclear-medicine.js';
import { FINDING_SITE, LATERALITY, REFERENCE_AUTHORITY } from '../../dicom/concepts/report.js';
import type { Concept } from '../../dicom/codes.js';
import type { ContentItem } from '../../dicom/content-item.js';
import type { RowReader } from '../row-reader.js';

type OrganDose = NonNullable<NmAdministration['organ_doses']>[number];

/** Absorbed dose of one organ (TID 10023; row IMP-466). */
export function organDoseOf(row: RowReader<'nm_administrations'>, container: ContentItem): OrganDose {
  const site = container.child(FINDING_SITE);
  const laterality = container.child(LATERALITY) ?? site?.child(LATERALITY);
  const dose = container.child(ORGAN_DOSE);
  return {
    finding_site: site?.code?.meaning ?? site?.text ?? null,
    finding_site_code: site?.code?.value ?? null,
    laterality: laterality?.code?.meaning ?? null,
    laterality_code: laterality?.code?.value ?? null,
    organ_dose_mgy: dose ? (row.numbersIn('organ_dose_mgy', dose)?.[0] ?? null) : null,
    mass_g: massOf(row, container),
    measurement_method: textOf(container, dose, MEASUREMENT_METHOD),
    reference_authority: textOf(container, dose, REFERENCE_AUTHORITY),
  };
}

function massOf(row: RowReader<'nm_administrations'>, container: ContentItem): number | null {
  const mass = container.child(ORGAN_MASS);
  return mass ? (row.numbersIn('mass_g', mass)?.[0] ?? null) : null;
}

/** Code or text, a property of the dose or of the whole container. */
function textOf(container: ContentItem, dose: ContentItem | null, concept: Concept): string | null {
  const item = dose?.child(concept) ?? container.child(concept);
  return item ? (item.code?.meaning ?? item.text) : null;
}
