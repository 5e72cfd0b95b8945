import { foldMeaning, isConcept, isDeclared, nameOf, type Code } from '../../dicom/codes.js';
import {
  CT_ACQUISITION_PARAMETERS,
  CT_ACQUISITION_TYPE,
  CT_DOSE,
  CT_X_RAY_SOURCE_PARAMETERS,
  CTDI_FREE_AIR_CALCULATION_FACTOR,
  CTDI_W_PHANTOM_TYPE,
  DERIVED_EFFECTIVE_DIAMETER,
  DLP,
  EFFECTIVE_DOSE_CONVERSION_FACTOR,
  EXPOSURE_TIME,
  MEAN_CTDI_FREE_AIR,
  MEAN_CTDI_VOL,
  MEASURED_AP_DIMENSION,
  MEASURED_LATERAL_DIMENSION,
  MEASUREMENT_METHOD,
  MODULATION_TYPE,
  NOMINAL_SINGLE_COLLIMATION_WIDTH,
  NOMINAL_TOTAL_COLLIMATION_WIDTH,
  NUMBER_OF_X_RAY_SOURCES,
  PITCH_FACTOR,
  PROCEDURE_CONTEXT,
  RECONSTRUCTION_ALGORITHM,
  SIZE_SPECIFIC_DOSE_ESTIMATE,
  WATER_EQUIVALENT_DIAMETER,
} from '../../dicom/concepts/ct.js';
import {
  ACQUISITION_PROTOCOL,
  COMMENT,
  EFFECTIVE_DOSE,
  IRRADIATION_EVENT_LABEL,
  IRRADIATION_EVENT_UID,
  LABEL_TYPE,
  TARGET_REGION,
} from '../../dicom/concepts/report.js';
import { IEC_BODY_PHANTOM, IEC_HEAD_PHANTOM, UNSPECIFIED_PHANTOM } from '../../dicom/concepts/values.js';
import { codedItem, type ContentItem } from '../../dicom/content-item.js';
import {
  modulationFromComment,
  SIEMENS_CT_MODULATION_IN_COMMENT,
} from '../quirks/siemens-ct-modulation-in-comment.js';
import type { Reading } from '../reading.js';
import { RowReader } from '../row-reader.js';
import { readSourceParameters } from './ct-source-parameters.js';
import { readScanningLength } from './tid-10014-scanning-length.js';
import { readDoseCheck } from './tid-10015-ct-dose-check.js';
import { readStart } from './event-start.js';
import { personParticipants } from './tid-1020-person-participant.js';
import { deviceParticipants } from './tid-1021-device-participant.js';

type EventReader = RowReader<'ct_events'>;

/** One CT irradiation event (TID 10013; rows IMP-258…IMP-280). */
export function readCtIrradiationEvent(reading: Reading, item: ContentItem, index: number): EventReader {
  const event = new RowReader(reading, 'ct_events', index);
  const { holders: scanned } = item;
  const parameters = scanned
    .flatMap((holder) => holder.all(CT_ACQUISITION_PARAMETERS))
    .flatMap((container) => container.holders);
  const doses = dosesOf(event, [...scanned, ...parameters]);
  // What belongs in these containers may stand in the event itself, or in containers of the maker's own, with or
  // without them; what they state counts, then the event, and of several what the first states.
  const scannedHolders = scanned.toReversed();
  const parameterHolders = [...scannedHolders, ...parameters.toReversed()];
  const holders = [...parameterHolders, ...doses.toReversed()];
  for (const holder of scannedHolders) readWhatWasScanned(event, holder);
  for (const holder of parameterHolders) readAcquisitionParameters(event, holder);
  readSources(event, parameterHolders);
  for (const holder of holders) readDose(event, holder);
  readDoseCheck(event, holders.toReversed());
  for (const holder of scannedHolders) readModulation(event, holder);
  readReconstruction(event, holders);
  const participants = deviceParticipants(holders);
  event.set('devices_in_event', participants, { path: item.path, raw: '' });
  event.set('person_participants', personParticipants(item), { path: item.path, raw: '' });
  return event;
}

/** The dose of an event, with or without parameters around it; an empty container beside others is none. */
function dosesOf(event: EventReader, holders: readonly ContentItem[]): readonly ContentItem[] {
  const stated = holders
    .flatMap((holder) => holder.all(CT_DOSE))
    .filter(({ children }) => children.length > 0);
  if (stated.length > 1) {
    const message = `${stated.length} CT dose containers in one event; what the first states is taken`;
    event.reading.finding('several_values', stated[1]!.path, message);
  }
  return stated.flatMap((dose) => dose.holders);
}

function readWhatWasScanned(event: EventReader, item: ContentItem): void {
  event.text('acquisition_protocol', item, ACQUISITION_PROTOCOL);
  event.code(
    { meaning: 'target_region', code: 'target_region_code', scheme: 'target_region_scheme' },
    item,
    TARGET_REGION,
  );
  event.code(
    {
      meaning: 'ct_acquisition_type',
      code: 'ct_acquisition_type_code',
      scheme: 'ct_acquisition_type_scheme',
    },
    item,
    CT_ACQUISITION_TYPE,
  );
  event.code({ meaning: 'procedure_context', code: 'procedure_context_code' }, item, PROCEDURE_CONTEXT);
  event.uid('irradiation_event_uid', item, IRRADIATION_EVENT_UID);
  event.text('irradiation_event_label', item, IRRADIATION_EVENT_LABEL);
  event.code(
    { meaning: 'irradiation_event_label_type', code: 'irradiation_event_label_type_code' },
    item.child(IRRADIATION_EVENT_LABEL),
    LABEL_TYPE,
  );
  event.row.started_at_offset_min = readStart(event, item) ?? event.row.started_at_offset_min;
  event.text('comment', item, COMMENT);
}

function readAcquisitionParameters(event: EventReader, parameters: ContentItem): void {
  event.number('exposure_time_s', parameters, EXPOSURE_TIME);
  event.number('nominal_single_collimation_width_mm', parameters, NOMINAL_SINGLE_COLLIMATION_WIDTH);
  event.number('nominal_total_collimation_width_mm', parameters, NOMINAL_TOTAL_COLLIMATION_WIDTH);
  event.number('pitch_factor', parameters, PITCH_FACTOR);
  event.number('xray_source_count', parameters, NUMBER_OF_X_RAY_SOURCES);
  readScanningLength(event, parameters);
  event.text('xray_modulation_type', parameters, MODULATION_TYPE);
}

/** Each source has a container of its own; where a holder has none, it may state the parameters of one itself. */
function readSources(event: EventReader, holders: readonly ContentItem[]): void {
  const sources: ContentItem[] = [];
  for (const holder of holders) {
    const own = holder.all(CT_X_RAY_SOURCE_PARAMETERS);
    sources.unshift(...own);
    if (own.length === 0) readSourceParameters(event, [holder]);
  }
  if (sources.length > 0) readSourceParameters(event, sources);
}

function readDose(event: EventReader, dose: ContentItem): void {
  event.number('ctdi_vol_mgy', dose, MEAN_CTDI_VOL);
  readPhantom(event, dose);
  event.number('ctdi_free_air_calculation_factor', dose, CTDI_FREE_AIR_CALCULATION_FACTOR);
  event.number('ctdi_free_air_mgy', dose, MEAN_CTDI_FREE_AIR);
  event.number('dlp_mgy_cm', dose, DLP);
  event.number('effective_dose_msv', dose, EFFECTIVE_DOSE);
  readHowEffectiveDoseWasFound(event, dose);
  readSizeSpecificDose(event, dose);
}

/** Below the effective dose, or beside it. */
function readHowEffectiveDoseWasFound(event: EventReader, dose: ContentItem): void {
  const effective = dose.child(EFFECTIVE_DOSE);
  if (effective === null) return;
  for (const holder of [dose, effective]) {
    event.number('effective_dose_conversion_factor', holder, EFFECTIVE_DOSE_CONVERSION_FACTOR);
    event.code(
      { meaning: 'effective_dose_method', code: 'effective_dose_method_code' },
      holder,
      MEASUREMENT_METHOD,
    );
  }
}

function readPhantom(event: EventReader, dose: ContentItem): void {
  // Beside the doses, or below one of them.
  const item = codedItem(CTDI_W_PHANTOM_TYPE, [dose, dose.child(MEAN_CTDI_VOL), dose.child(DLP)]);
  if (!item) return;
  const code = event.codeOf({ meaning: 'ctdi_phantom_meaning', code: 'ctdi_phantom_code' }, item);
  event.set('ctdi_phantom', phantomOf(code), { path: item.path, raw: code?.meaning ?? '' });
}

type Phantom = 'head_16cm' | 'body_32cm' | 'other';

/** The phantom that a CTDI was measured in: head 16 cm, body 32 cm, another, or null where none is stated. */
export function phantomOf(code: Code | null): Phantom | null {
  if (!code || isConcept(code, UNSPECIFIED_PHANTOM)) return null;
  if (isConcept(code, IEC_HEAD_PHANTOM)) return 'head_16cm';
  if (isConcept(code, IEC_BODY_PHANTOM)) return 'body_32cm';
  return isDeclared(code) ? 'other' : phantomNamed(foldMeaning(nameOf(code) ?? ''));
}

/** A phantom without a known code, by its diameter, else by the part of the body it stands for. */
function phantomNamed(name: string): Phantom {
  const told = BY_NAME.find(([pattern]) => pattern.test(name));
  return told?.[1] ?? 'other';
}

const BY_NAME: readonly (readonly [RegExp, Phantom])[] = [
  [/(?<!\d)16(\.0)? ?cm|(?<!\d)160 ?mm/, 'head_16cm'],
  [/(?<!\d)32(\.0)? ?cm|(?<!\d)320 ?mm/, 'body_32cm'],
  [/\d ?[cm]m\b/, 'other'],
  [/\bhead\b/, 'head_16cm'],
  [/\bbody\b/, 'body_32cm'],
];

/**
 * The first estimate that states a dose, with its method, and the dimensions of the patient: below an estimate, or
 * beside it. Of those that several estimates state, what the one taken states counts.
 */
function readSizeSpecificDose(event: EventReader, dose: ContentItem): void {
  const estimates = dose.all(SIZE_SPECIFIC_DOSE_ESTIMATE);
  if (estimates.length === 0) {
    if (dose.isOf(CT_DOSE)) readDimensions(event, dose);
    return;
  }
  const taken = estimates.find(({ number }) => number !== null) ?? estimates[0] ?? null;
  event.number('ssde_mgy', dose, SIZE_SPECIFIC_DOSE_ESTIMATE, 'mGy');
  event.code({ meaning: 'ssde_method', code: 'ssde_method_code' }, taken, MEASUREMENT_METHOD);
  for (const holder of [dose, ...estimates.toReversed(), taken]) readDimensions(event, holder);
}

function readDimensions(event: EventReader, holder: ContentItem | null): void {
  event.number('measured_lateral_mm', holder, MEASURED_LATERAL_DIMENSION);
  event.number('measured_ap_mm', holder, MEASURED_AP_DIMENSION);
  event.number('effective_diameter_mm', holder, DERIVED_EFFECTIVE_DIAMETER);
  event.number('water_equivalent_diameter_mm', holder, WATER_EQUIVALENT_DIAMETER);
}

/** One or several algorithms, at the event or among its parameters. */
function readReconstruction(event: EventReader, holders: readonly ContentItem[]): void {
  const holder = holders.find((item) => item.child(RECONSTRUCTION_ALGORITHM) !== null);
  const columns = { meaning: 'reconstruction_algorithm', code: 'reconstruction_algorithm_code' } as const;
  if (holder) event.code(columns, holder, RECONSTRUCTION_ALGORITHM);
}

function readModulation(event: EventReader, item: ContentItem): void {
  event.text('xray_modulation_type', item, MODULATION_TYPE);
  for (const { path, text } of item.all(COMMENT)) {
    if (event.row.xray_modulation_type !== null) return;
    const raw = text ?? '';
    const origin = { path, raw, quirk: SIEMENS_CT_MODULATION_IN_COMMENT };
    event.set('xray_modulation_type', modulationFromComment(raw), origin);
  }
}
