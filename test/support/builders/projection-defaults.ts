import { VALUE, code } from './codes.js';
import type { ObjectParts } from './object-header.js';
import { seedOf, startOf } from './object-header.js';
import {
  FILTER_TYPE,
  MATERIAL,
  REFERENCE_POINT,
  type ProjectionEvent,
  type ProjectionEventFacts,
} from './projection-event.js';
import type { EventQuantities } from './projection-quantities.js';
import { eventUid } from './report-parts.js';
import { random, rounded, type Random } from './seeded.js';
import { plusSeconds } from './wall-clock.js';

export type ProjectionKind = 'fluoroscopy' | 'radiography' | 'mammography';

/** What is stated about an event; what is absent gets a default, null leaves the item out. */
export type ProjectionEventInput = Partial<ProjectionEventFacts> & EventQuantities;

/** The event with every default of its kind filled in. Ordinals count from 1. */
export function completeEvent(
  input: ProjectionEventInput,
  kind: ProjectionKind,
  parts: ObjectParts,
  ordinal: number,
): ProjectionEvent {
  const stream = random(`${kind}/${seedOf(parts)}/${ordinal}`);
  const defaults = defaultsOf(kind, input, stream, ordinal);
  const stated = Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined));
  const event: ProjectionEvent = {
    ...NOTHING_STATED,
    uid: eventUid(parts, ordinal),
    startedAt: plusSeconds(startOf(parts), 45 * ordinal),
    ...defaults,
    ...(stated as ProjectionEventInput),
  };
  return kind === 'fluoroscopy'
    ? { ...event, ...exposureOfPulses(event), ...(stated as ProjectionEventInput) }
    : event;
}

/** Exposure time and exposure as they follow from the pulses, where these are single values. */
function exposureOfPulses(event: ProjectionEvent): EventQuantities {
  const { pulse_count, pulse_width_ms, tube_current_ma } = event;
  if (typeof pulse_count !== 'number' || typeof pulse_width_ms !== 'number') return {};
  const time_ms = pulse_count * pulse_width_ms;
  const exposure =
    typeof tube_current_ma === 'number' ? { exposure_uas: rounded(time_ms * tube_current_ma, 0) } : {};
  return { exposure_time_ms: rounded(time_ms, 1), ...exposure };
}

const NOTHING_STATED: ProjectionEventFacts = {
  plane: 'single',
  uid: null,
  startedAt: null,
  type: 'stationary',
  protocol: null,
  anatomy: null,
  laterality: null,
  targetRegion: null,
  imageView: null,
  imageViewModifiers: [],
  referencePoint: null,
  fluoroMode: null,
  anode: null,
  grids: [],
  filters: [],
  comment: null,
  units: {},
  extra: [],
};

function defaultsOf(
  kind: ProjectionKind,
  input: ProjectionEventInput,
  stream: Random,
  ordinal: number,
): ProjectionEventInput {
  if (kind === 'mammography') return mammogram(stream, ordinal);
  if (kind === 'radiography') return radiograph(stream);
  return input.type === undefined || input.type === 'fluoroscopy' ? fluoroscopy(stream) : acquisition(stream);
}

function fluoroscopy(stream: Random): ProjectionEventInput {
  const pulse_count = stream.integer(20, 400);
  const pulse_width_ms = rounded(stream.between(3, 9), 1);
  return {
    ...projectionGeometry(stream),
    ...doses(stream, 8e-6, 0.9e-3),
    type: 'fluoroscopy',
    protocol: 'FL Low',
    fluoroMode: 'pulsed',
    pulse_rate_hz: 7.5,
    pulse_count,
    irradiation_duration_s: rounded(pulse_count / 7.5, 1),
    kvp_kv: stream.integer(65, 95),
    tube_current_ma: rounded(stream.between(40, 160), 1),
    pulse_width_ms,
  };
}

function acquisition(stream: Random): ProjectionEventInput {
  const pulse_count = stream.integer(8, 60);
  const pulse_width_ms = rounded(stream.between(6, 60), 1);
  return {
    ...projectionGeometry(stream),
    ...doses(stream, 4e-5, 6e-3),
    type: 'stationary',
    protocol: 'DSA 2/s',
    pulse_rate_hz: 2,
    pulse_count,
    irradiation_duration_s: rounded(pulse_count / 2, 1),
    kvp_kv: stream.integer(68, 85),
    tube_current_ma: rounded(stream.between(250, 700), 1),
    pulse_width_ms,
  };
}

function projectionGeometry(stream: Random): ProjectionEventInput {
  return {
    targetRegion: VALUE.heart,
    referencePoint: REFERENCE_POINT.iso_15cm,
    filters: [
      { type: FILTER_TYPE.strip, material: MATERIAL.copper, thickness_min_mm: 0.3, thickness_max_mm: 0.3 },
    ],
    focal_spot_size_mm: 0.6,
    primary_angle_deg: rounded(stream.between(-40, 40), 1),
    secondary_angle_deg: rounded(stream.between(-25, 25), 1),
    source_to_detector_mm: stream.integer(1000, 1200),
    source_to_isocenter_mm: 785,
    table_longitudinal_mm: rounded(stream.between(-100, 100), 1),
    table_lateral_mm: rounded(stream.between(-50, 50), 1),
    table_height_mm: rounded(stream.between(100, 250), 1),
    collimated_field_area_m2: rounded(stream.between(0.01, 0.06), 4),
  };
}

function doses(stream: Random, median_gy_m2: number, median_gy: number): EventQuantities {
  const size = stream.logNormal(1, 0.6);
  return { kap_gy_m2: rounded(median_gy_m2 * size, 9), dose_rp_gy: rounded(median_gy * size, 7) };
}

function radiograph(stream: Random): ProjectionEventInput {
  const exposure_time_ms = rounded(stream.between(3, 40), 1);
  const tube_current_ma = stream.integer(160, 400);
  return {
    type: 'stationary',
    protocol: 'Chest PA',
    anatomy: VALUE.chest,
    targetRegion: VALUE.chest,
    referencePoint: REFERENCE_POINT.detector_plane,
    kap_gy_m2: rounded(stream.logNormal(9e-6, 0.5), 9),
    exposure_index: rounded(stream.logNormal(300, 0.4), 1),
    target_exposure_index: 300,
    kvp_kv: stream.integer(60, 125),
    tube_current_ma,
    exposure_time_ms,
    exposure_uas: rounded(exposure_time_ms * tube_current_ma, 0),
    focal_spot_size_mm: 1.2,
    source_to_detector_mm: 1800,
  };
}

const CRANIO_CAUDAL = code('R-10242', 'SNM3', 'cranio-caudal');
const MEDIO_LATERAL_OBLIQUE = code('R-10226', 'SNM3', 'medio-lateral oblique');

function mammogram(stream: Random, ordinal: number): ProjectionEventInput {
  const compression_thickness_mm = stream.integer(30, 80);
  const exposure_time_ms = stream.integer(400, 1400);
  const agd_mgy = rounded(stream.logNormal(1.3, 0.15) * Math.exp((compression_thickness_mm - 55) / 60), 2);
  return {
    type: 'stationary',
    anatomy: VALUE.breast,
    targetRegion: VALUE.breast,
    laterality: ordinal % 2 === 1 ? VALUE.right : VALUE.left,
    imageView: Math.ceil(ordinal / 2) % 2 === 1 ? CRANIO_CAUDAL : MEDIO_LATERAL_OBLIQUE,
    referencePoint: REFERENCE_POINT.breast_42mm,
    half_value_layer_mm: 0.535,
    entrance_exposure_mgy: rounded(agd_mgy * 3.1, 2),
    agd_mgy,
    kvp_kv: stream.integer(26, 32),
    tube_current_ma: 100,
    exposure_time_ms,
    exposure_uas: exposure_time_ms * 100,
    focal_spot_size_mm: 0.3,
    anode: MATERIAL.tungsten,
    filters: [
      { type: FILTER_TYPE.strip, material: MATERIAL.rhodium, thickness_min_mm: 0.05, thickness_max_mm: 0.05 },
    ],
    compression_thickness_mm,
    compression_force_n: stream.integer(60, 140),
    source_to_detector_mm: 700,
  };
}
