import type { AccumulatedDose, ProjectionEvent } from '../../warehouse/tables/index.js';
import {
  CASSETTE_BASED_SYSTEM,
  FLUOROSCOPY,
  FLUOROSCOPY_GUIDED_SYSTEM,
  INTEGRATED_SYSTEM,
  ROTATIONAL_ACQUISITION,
  STATIONARY_ACQUISITION,
  STEPPING_ACQUISITION,
} from '../dicom/concepts/values.js';
import { isAzurion } from '../extract/quirks/philips-azurion-device-type.js';
import { isKnownCode, namesConcept, namesConceptIn } from './code-value.js';
import type { EquipmentGroup } from './equipment-groups.js';
import type { AssemblySettings, StudyDocument } from './study-document.js';

export type ProjectionModality = 'RF' | 'DX';

/**
 * Whether a machine did fluoroscopy or radiography in a study (§2 of the acceptance table): as the site says of the
 * device; else by device type, with its quirks; else fluoroscopy where any plane of any current report has fluoroscopy
 * dose or time, or any event is fluoroscopy; else radiography. Images alone (CR, DX, PX) are radiography (CLS-010).
 */
export function modalityOfMachine(
  { documents }: EquipmentGroup,
  superseded: ReadonlySet<StudyDocument>,
  settings: AssemblySettings,
): ProjectionModality {
  const current = documents.filter((document) => !superseded.has(document));
  return (
    userDefined(documents, settings) ??
    byDeviceType(current) ??
    (current.some(showsFluoroscopy) ? 'RF' : 'DX')
  );
}

/** The site's word on any of the ids that the machine goes by; `dual` leaves it to each study (CLS-001, CLS-015). */
function userDefined(
  documents: readonly StudyDocument[],
  { userDefinedModality }: AssemblySettings,
): ProjectionModality | null {
  for (const { extraction } of documents) {
    const said = userDefinedModality.get(extraction.device.device_id ?? '');
    if (said === 'RF' || said === 'DX') return said;
    if (said === 'dual') return null;
  }
  return null;
}

function byDeviceType(documents: readonly StudyDocument[]): ProjectionModality | null {
  const types = documents.map(deviceType);
  if (types.includes('RF')) return 'RF';
  return types.includes('DX') ? 'DX' : null;
}

/** Device type of a report; an Azurion calls itself integrated and is fluoroscopy-guided (CLS-004, CLS-006, Q11). */
function deviceType({ extraction: { study, device, kind } }: StudyDocument): ProjectionModality | null {
  if (kind === 'image') return null;
  if (isAzurion(device.manufacturer_model_name)) return 'RF';
  const { acquisition_device_type_code: code, acquisition_device_type: meaning } = study;
  const known = DEVICE_TYPES.find(([, type]) => namesConcept(code, meaning, type));
  if (known !== undefined || isKnownCode(code)) return known?.[0] ?? null;
  return DEVICE_TYPES.find(([, , words]) => meaning?.toLowerCase().includes(words))?.[0] ?? null;
}

/** With the words by which row CLS-004 knows the types of makers' own. */
const DEVICE_TYPES = [
  ['RF', FLUOROSCOPY_GUIDED_SYSTEM, 'fluoroscopy-guided'],
  ['DX', INTEGRATED_SYSTEM, 'integrated'],
  ['DX', CASSETTE_BASED_SYSTEM, 'cassette-based'],
] as const;

function showsFluoroscopy({ extraction }: StudyDocument): boolean {
  return (
    extraction.accumulatedDoses.some(hasFluoroscopyDose) || extraction.projectionEvents.some(isFluoroscopy)
  );
}

function hasFluoroscopyDose(row: AccumulatedDose): boolean {
  return [row.kap_fluoro_gy_cm2, row.dose_rp_fluoro_mgy, row.fluoro_time_s].some((value) => (value ?? 0) > 0);
}

/** Whether an event is fluoroscopy, by its type. */
export function isFluoroscopy(event: ProjectionEvent): boolean {
  return isOfType(event, FLUOROSCOPY);
}

/** Whether an event is an acquisition: stationary, stepping or rotational. */
export function isAcquisition(event: ProjectionEvent): boolean {
  return [STATIONARY_ACQUISITION, STEPPING_ACQUISITION, ROTATIONAL_ACQUISITION].some((type) =>
    isOfType(event, type),
  );
}

function isOfType(event: ProjectionEvent, type: typeof FLUOROSCOPY): boolean {
  const { event_type_code: value, event_type_scheme: scheme } = event;
  return namesConceptIn(scheme, value, event.event_type, type);
}
