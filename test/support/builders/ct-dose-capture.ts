import { dataSet, privateBlock, type DataSet } from '../dicom-writer/index.js';
import { imageHeader, writeImage, type ImageParts } from './image-header.js';
import { SOP_CLASS, seedOf, startOf } from './object-header.js';
import { random, rounded } from './seeded.js';
import { plusSeconds, type WallClock } from './wall-clock.js';

/** An item of ExposureDoseSequence; what is absent gets a default, null leaves it out. */
export interface CaptureExposure {
  readonly type?: 'CONSTANT_ANGLE' | 'SPIRAL' | 'SEQUENCED' | 'STATIONARY' | 'FREE' | null;
  readonly protocol?: string | null;
  readonly startedAt?: WallClock | null;
  readonly ctdi_vol_mgy?: number | null;
  readonly dlp_mgy_cm?: number | null;
  readonly phantom?: '16 CM' | '32 CM' | null;
  readonly scan_length_mm?: number | null;
  readonly exposure_time_ms?: number | null;
  readonly pitch_factor?: number | null;
  readonly kvp_kv?: number | null;
  readonly tube_current_ma?: number | null;
}

export interface CtDoseCaptureParts extends ImageParts {
  /** A number of default exposures (a localizer, then spirals), or the exposures one by one. Default 3. */
  readonly exposures?: number | readonly CaptureExposure[];
  /** Total DLP in the private element; defaults to the sum. null leaves it out. */
  readonly dlp_total_mgy_cm?: number | null;
  readonly comments?: string | null;
}

/** Private attributes of Philips CT dose information: creator ELSCINT1 in both groups. */
const ELSCINT = 'ELSCINT1';

/** A Philips CT dose report: a secondary capture with the doses in ExposureDoseSequence (acceptance §1.9). */
export function ctDoseCapture(parts: CtDoseCaptureParts = {}): Uint8Array {
  const exposures = completeExposures(parts);
  const sum = exposures.reduce((total, exposure) => total + (exposure.dlp_mgy_cm ?? 0), 0);
  const total = parts.dlp_total_mgy_cm === undefined ? rounded(sum, 3) : parts.dlp_total_mgy_cm;
  const dose = total === null ? {} : { 0x21: ['DS', total] as const };
  const elements = [
    ...privateBlock(0x00e1, ELSCINT, { ...dose, 0x61: ['LO', 'Abdomen_usr.proc'] }),
    ...(parts.elements ?? []),
  ];
  return writeImage(
    {
      ...imageHeader(parts, SOP_CLASS.secondaryCapture, 'CT', 'ct-dose-capture'),
      ImageType: ['DERIVED', 'SECONDARY', 'DOSE_INFO'],
      ConversionType: 'WSD',
      Manufacturer: 'Philips',
      ManufacturerModelName: 'Synthetic 16',
      SeriesDescription: 'Dose Info',
      ProtocolName: 'Abdomen/Routine',
      TotalNumberOfExposures: exposures.length,
      CommentsOnRadiationDose: parts.comments === undefined ? `Total DLP=${total ?? ''}` : parts.comments,
      ExposureDoseSequence: exposures.map(exposureItem),
    },
    { ...parts, elements },
  );
}

function completeExposures(parts: CtDoseCaptureParts): readonly CaptureExposure[] {
  const wanted = parts.exposures ?? 3;
  const inputs: readonly CaptureExposure[] =
    typeof wanted === 'number'
      ? Array.from({ length: wanted }, (_, index) => (index === 0 ? { type: 'CONSTANT_ANGLE' } : {}))
      : wanted;
  return inputs.map((input, index) => completeExposure(input, parts, index));
}

function completeExposure(input: CaptureExposure, parts: CtDoseCaptureParts, index: number): CaptureExposure {
  const stream = random(`capture/${seedOf(parts)}/${index}`);
  const localizer = input.type === 'CONSTANT_ANGLE';
  const scan_length_mm = localizer ? 700 : stream.integer(170, 650);
  const ctdi_vol_mgy = localizer ? 0 : rounded(stream.logNormal(9, 0.25), 4);
  const defaults: CaptureExposure = {
    type: 'SPIRAL',
    protocol: localizer ? null : 'Abdomen',
    startedAt: plusSeconds(startOf(parts), 60 * (index + 1)),
    ctdi_vol_mgy,
    phantom: localizer ? null : '32 CM',
    scan_length_mm,
    exposure_time_ms: stream.integer(4000, 16_000),
    pitch_factor: localizer ? null : 0.96,
    kvp_kv: 120,
    tube_current_ma: stream.integer(50, 300),
  };
  const exposure: CaptureExposure = {
    ...defaults,
    ...Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)),
  };
  return { dlp_mgy_cm: dlpOf(exposure), ...exposure };
}

function dlpOf({ ctdi_vol_mgy, scan_length_mm }: CaptureExposure): number | null {
  if (absent(ctdi_vol_mgy) || absent(scan_length_mm)) return null;
  return rounded((ctdi_vol_mgy * scan_length_mm) / 10, 3);
}

function exposureItem(exposure: CaptureExposure): DataSet {
  const { dlp_mgy_cm, phantom, tube_current_ma } = exposure;
  const dlp = absent(dlp_mgy_cm) ? [] : privateBlock(0x00e1, ELSCINT, { 0x21: ['DS', dlp_mgy_cm] });
  const size = absent(phantom) ? [] : privateBlock(0x01e1, ELSCINT, { 0x26: ['CS', phantom] });
  return dataSet(
    {
      AcquisitionDateTime: exposure.startedAt,
      SeriesDescription: exposure.protocol,
      KVP: exposure.kvp_kv,
      ExposureTime: exposure.exposure_time_ms,
      ScanLength: exposure.scan_length_mm,
      XRayTubeCurrentInuA: absent(tube_current_ma) ? null : tube_current_ma * 1000,
      AcquisitionType: exposure.type,
      SingleCollimationWidth: 1.5,
      TotalCollimationWidth: 24,
      SpiralPitchFactor: exposure.pitch_factor,
      CTDIvol: exposure.ctdi_vol_mgy,
    },
    [...dlp, ...size],
  );
}

function absent(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}
