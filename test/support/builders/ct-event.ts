import { CONCEPT, VALUE, code, type Code } from './codes.js';
import {
  codeItem,
  container,
  num,
  pname,
  property,
  stated,
  text,
  uidRef,
  type Children,
  type ContentItem,
} from './content-items.js';
import { UNIT } from './units.js';

export type CtAcquisitionType = 'sequenced' | 'spiral' | 'localizer' | 'stationary' | 'free' | 'cone_beam';
export type CtdiPhantom = 'head_16cm' | 'body_32cm';

/** One X-ray source of a CT acquisition (TID 10013). */
export interface CtSource {
  readonly kvp_kv?: number | null;
  readonly tube_current_ma?: number | null;
  readonly tube_current_max_ma?: number | null;
  readonly exposure_time_per_rotation_s?: number | null;
}

/** Dose check of one kind (TID 10015): null = not configured, absent = no value stated. */
export interface DoseCheckPart {
  readonly dlp_mgy_cm?: number | null;
  readonly ctdi_vol_mgy?: number | null;
  readonly dlp_forward_estimate_mgy_cm?: number;
  readonly ctdi_vol_forward_estimate_mgy?: number;
  readonly reason?: string;
  readonly person?: string;
}

/** One CT acquisition, every item stated; null leaves the item out. */
export interface CtEvent {
  readonly protocol: string | null;
  readonly type: CtAcquisitionType;
  readonly uid: string | null;
  readonly targetRegion: Code | null;
  readonly procedureContext: Code | null;
  readonly exposure_time_s: number | null;
  readonly scanning_length_mm: number | null;
  readonly single_collimation_mm: number | null;
  readonly total_collimation_mm: number | null;
  readonly pitch_factor: number | null;
  readonly sources: readonly CtSource[];
  readonly ctdi_vol_mgy: number | null;
  readonly phantom: CtdiPhantom | Code | null;
  readonly dlp_mgy_cm: number | null;
  readonly effective_dose_msv: number | null;
  readonly modulation: string | null;
  readonly alert: DoseCheckPart | null;
  readonly notification: DoseCheckPart | null;
  readonly comment: string | null;
  /** Further items of the CT Acquisition container. */
  readonly extra: Children;
}

const dcm = (value: string, meaning: string): Code => code(value, 'DCM', meaning);

export const CT_ACQUISITION_TYPE: Readonly<Record<CtAcquisitionType, Code>> = {
  sequenced: dcm('113804', 'Sequenced Acquisition'),
  spiral: code('P5-08001', 'SRT', 'Spiral Acquisition'),
  localizer: dcm('113805', 'Constant Angle Acquisition'),
  stationary: dcm('113806', 'Stationary Acquisition'),
  free: dcm('113807', 'Free Acquisition'),
  cone_beam: code('R-FB8F1', 'SRT', 'Cone Beam Acquisition'),
};

export const CTDI_PHANTOM: Readonly<Record<CtdiPhantom, Code>> = {
  head_16cm: dcm('113690', 'IEC Head Dosimetry Phantom'),
  body_32cm: dcm('113691', 'IEC Body Dosimetry Phantom'),
};

const CTDIW_PHANTOM_TYPE = dcm('113835', 'CTDIw Phantom Type');

/** CTDIw phantom type as a content item. */
export function phantomItem(phantom: CtdiPhantom | Code): ContentItem {
  return codeItem(CTDIW_PHANTOM_TYPE, typeof phantom === 'string' ? CTDI_PHANTOM[phantom] : phantom);
}

/** CT Acquisition container (TID 10013) of an event. */
export function ctAcquisition(event: CtEvent): ContentItem {
  return container(dcm('113819', 'CT Acquisition'), [
    stated(event.protocol, (value) => text(CONCEPT.acquisitionProtocol, value)),
    stated(event.targetRegion, (value) => codeItem(CONCEPT.targetRegion, value)),
    codeItem(dcm('113820', 'CT Acquisition Type'), CT_ACQUISITION_TYPE[event.type]),
    event.procedureContext && codeItem(code('G-C32C', 'SRT', 'Procedure Context'), event.procedureContext),
    stated(event.uid, (value) => uidRef(CONCEPT.eventUid, value)),
    acquisitionParameters(event),
    event.type === 'localizer' && event.ctdi_vol_mgy === null && event.dlp_mgy_cm === null
      ? null
      : dose(event),
    stated(event.modulation, (value) => text(dcm('113842', 'X-Ray Modulation Type'), value)),
    stated(event.comment, (value) => text(CONCEPT.comment, value)),
    ...event.extra,
  ]);
}

function acquisitionParameters(event: CtEvent): ContentItem {
  const { mm, s, ratio, sources } = UNIT;
  return container(dcm('113822', 'CT Acquisition Parameters'), [
    numOrNone(CONCEPT.exposureTime, event.exposure_time_s, s),
    numOrNone(dcm('113825', 'Scanning Length'), event.scanning_length_mm, mm),
    numOrNone(dcm('113826', 'Nominal Single Collimation Width'), event.single_collimation_mm, mm),
    numOrNone(dcm('113827', 'Nominal Total Collimation Width'), event.total_collimation_mm, mm),
    numOrNone(dcm('113828', 'Pitch Factor'), event.pitch_factor, ratio),
    num(dcm('113823', 'Number of X-Ray Sources'), event.sources.length, sources),
    ...event.sources.map((source, index) =>
      sourceParameters(source, 'AB'.charAt(index) || String(index + 1)),
    ),
  ]);
}

function sourceParameters(source: CtSource, identification: string): ContentItem {
  return container(dcm('113831', 'CT X-Ray Source Parameters'), [
    text(dcm('113832', 'Identification of the X-Ray Source'), identification),
    numOrNone(CONCEPT.kvp, source.kvp_kv, UNIT.kv),
    numOrNone(dcm('113833', 'Maximum X-Ray Tube Current'), source.tube_current_max_ma, UNIT.ma),
    numOrNone(CONCEPT.tubeCurrent, source.tube_current_ma, UNIT.ma),
    numOrNone(dcm('113834', 'Exposure Time per Rotation'), source.exposure_time_per_rotation_s, UNIT.s),
  ]);
}

function dose(event: CtEvent): ContentItem {
  return container(dcm('113829', 'CT Dose'), [
    numOrNone(dcm('113830', 'Mean CTDIvol'), event.ctdi_vol_mgy, UNIT.mgy),
    event.phantom && phantomItem(event.phantom),
    numOrNone(dcm('113838', 'DLP'), event.dlp_mgy_cm, UNIT.mgy_cm),
    numOrNone(CONCEPT.effectiveDose, event.effective_dose_msv, UNIT.msv),
    event.alert && doseCheckAlert(event.alert),
    event.notification && doseCheckNotification(event.notification),
  ]);
}

function doseCheckAlert(part: DoseCheckPart): ContentItem {
  return container(dcm('113900', 'Dose Check Alert Details'), [
    configured(dcm('113901', 'DLP Alert Value Configured'), part.dlp_mgy_cm),
    configured(dcm('113902', 'CTDIvol Alert Value Configured'), part.ctdi_vol_mgy),
    numOrNone(dcm('113903', 'DLP Alert Value'), part.dlp_mgy_cm, UNIT.mgy_cm),
    numOrNone(dcm('113904', 'CTDIvol Alert Value'), part.ctdi_vol_mgy, UNIT.mgy),
    numOrNone(
      dcm('113905', 'Accumulated DLP Forward Estimate'),
      part.dlp_forward_estimate_mgy_cm,
      UNIT.mgy_cm,
    ),
    numOrNone(
      dcm('113906', 'Accumulated CTDIvol Forward Estimate'),
      part.ctdi_vol_forward_estimate_mgy,
      UNIT.mgy,
    ),
    ...proceeding(part),
  ]);
}

function doseCheckNotification(part: DoseCheckPart): ContentItem {
  return container(dcm('113908', 'Dose Check Notification Details'), [
    configured(dcm('113909', 'DLP Notification Value Configured'), part.dlp_mgy_cm),
    configured(dcm('113910', 'CTDIvol Notification Value Configured'), part.ctdi_vol_mgy),
    numOrNone(dcm('113911', 'DLP Notification Value'), part.dlp_mgy_cm, UNIT.mgy_cm),
    numOrNone(dcm('113912', 'CTDIvol Notification Value'), part.ctdi_vol_mgy, UNIT.mgy),
    numOrNone(dcm('113913', 'DLP Forward Estimate'), part.dlp_forward_estimate_mgy_cm, UNIT.mgy_cm),
    numOrNone(dcm('113914', 'CTDIvol Forward Estimate'), part.ctdi_vol_forward_estimate_mgy, UNIT.mgy),
    ...proceeding(part),
  ]);
}

function proceeding(part: DoseCheckPart): Children {
  const role = property(codeItem(CONCEPT.personRole, dcm('113850', 'Irradiation Authorizing')));
  return [
    stated(part.reason, (reason) => text(CONCEPT.reasonForProceeding, reason)),
    stated(part.person, (name) => pname(CONCEPT.personName, name, [role])),
  ];
}

function configured(concept: Code, value: number | null | undefined): ContentItem {
  return codeItem(concept, value === null || value === undefined ? VALUE.no : VALUE.yes);
}

function numOrNone(
  concept: Code,
  value: number | null | undefined,
  unit: { code: string },
): ContentItem | null {
  return stated(value, (known) => num(concept, known, unit));
}
