import { code, type Code } from './codes.js';
import { num, type ContentItem, type Unit } from './content-items.js';
import { UNIT } from './units.js';

type Row = readonly [value: string, meaning: string, unit: Unit];

/** Numbers of an irradiation event (TID 10003 and its parts), in the order in which they are written. */
const EVENT_QUANTITIES = {
  kap_gy_m2: ['122130', 'Dose Area Product', UNIT.gy_m2],
  half_value_layer_mm: ['111634', 'Half Value Layer', UNIT.mm],
  entrance_exposure_mgy: ['111636', 'Entrance Exposure at RP', UNIT.mgy],
  dose_rp_gy: ['113738', 'Dose (RP)', UNIT.gy],
  agd_mgy: ['111631', 'Average Glandular Dose', UNIT.mgy],
  exposure_index: ['113845', 'Exposure Index', UNIT.one],
  target_exposure_index: ['113846', 'Target Exposure Index', UNIT.one],
  deviation_index: ['113847', 'Deviation Index', UNIT.one],
  pulse_rate_hz: ['113791', 'Pulse Rate', UNIT.pulses_per_s],
  pulse_count: ['113768', 'Number of Pulses', UNIT.one],
  irradiation_duration_s: ['113742', 'Irradiation Duration', UNIT.s],
  kvp_kv: ['113733', 'KVP', UNIT.kv],
  tube_current_ma: ['113734', 'X-Ray Tube Current', UNIT.ma],
  average_tube_current_ma: ['113767', 'Average X-Ray Tube Current', UNIT.ma],
  exposure_time_ms: ['113824', 'Exposure Time', UNIT.ms],
  pulse_width_ms: ['113793', 'Pulse Width', UNIT.ms],
  exposure_uas: ['113736', 'Exposure', UNIT.uas],
  focal_spot_size_mm: ['113766', 'Focal Spot Size', UNIT.mm],
  collimated_field_area_m2: ['113790', 'Collimated Field Area', UNIT.m2],
  collimated_field_height_mm: ['113788', 'Collimated Field Height', UNIT.mm],
  collimated_field_width_mm: ['113789', 'Collimated Field Width', UNIT.mm],
  primary_angle_deg: ['112011', 'Positioner Primary Angle', UNIT.deg],
  secondary_angle_deg: ['112012', 'Positioner Secondary Angle', UNIT.deg],
  primary_end_angle_deg: ['113739', 'Positioner Primary End Angle', UNIT.deg],
  secondary_end_angle_deg: ['113740', 'Positioner Secondary End Angle', UNIT.deg],
  compression_thickness_mm: ['111633', 'Compression Thickness', UNIT.mm],
  compression_force_n: ['111647', 'Compression Force', UNIT.n],
  source_to_detector_mm: ['113750', 'Distance Source to Detector', UNIT.mm],
  source_to_isocenter_mm: ['113748', 'Distance Source to Isocenter', UNIT.mm],
  table_longitudinal_mm: ['113751', 'Table Longitudinal Position', UNIT.mm],
  table_lateral_mm: ['113752', 'Table Lateral Position', UNIT.mm],
  table_height_mm: ['113753', 'Table Height Position', UNIT.mm],
} as const satisfies Record<string, Row>;

/** Numbers of an accumulated dose container (TID 10004, 10006, 10007). */
const ACCUMULATED_QUANTITIES = {
  kap_total_gy_m2: ['113722', 'Dose Area Product Total', UNIT.gy_m2],
  dose_rp_total_gy: ['113725', 'Dose (RP) Total', UNIT.gy],
  kap_fluoro_gy_m2: ['113726', 'Fluoro Dose Area Product Total', UNIT.gy_m2],
  dose_rp_fluoro_gy: ['113728', 'Fluoro Dose (RP) Total', UNIT.gy],
  fluoro_time_s: ['113730', 'Total Fluoro Time', UNIT.s],
  kap_acquisition_gy_m2: ['113727', 'Acquisition Dose Area Product Total', UNIT.gy_m2],
  dose_rp_acquisition_gy: ['113729', 'Acquisition Dose (RP) Total', UNIT.gy],
  acquisition_time_s: ['113855', 'Total Acquisition Time', UNIT.s],
  frame_count: ['113731', 'Total Number of Radiographic Frames', UNIT.one],
} as const satisfies Record<string, Row>;

export type EventQuantity = keyof typeof EVENT_QUANTITIES;
export type AccumulatedQuantity = keyof typeof ACCUMULATED_QUANTITIES;

/** One value, one per pulse, text as written, or null for no item. */
export type Quantity = number | readonly number[] | string | null;

export type EventQuantities = { readonly [K in EventQuantity]?: Quantity };
export type AccumulatedQuantities = { readonly [K in AccumulatedQuantity]?: Quantity };

/** Other units than the template's, by quantity: the caller gives the number in that unit. */
export type UnitOverrides<K extends string> = { readonly [P in K]?: Unit };

/** The numbers of an event as content items; what is absent or null is left out. */
export function eventQuantityItems(
  quantities: EventQuantities,
  units: UnitOverrides<EventQuantity> = {},
): readonly ContentItem[] {
  return quantityItems(EVENT_QUANTITIES, quantities, units);
}

/** The numbers of an accumulated dose as content items; what is absent or null is left out. */
export function accumulatedQuantityItems(
  quantities: AccumulatedQuantities,
  units: UnitOverrides<AccumulatedQuantity> = {},
): readonly ContentItem[] {
  return quantityItems(ACCUMULATED_QUANTITIES, quantities, units);
}

function quantityItems<K extends string>(
  table: Readonly<Record<K, Row>>,
  quantities: { readonly [P in K]?: Quantity },
  units: UnitOverrides<K>,
): readonly ContentItem[] {
  return (Object.keys(table) as K[]).flatMap((key) => {
    const [value, meaning, unit] = table[key];
    const quantity = quantities[key];
    const concept: Code = code(value, 'DCM', meaning);
    return quantity === undefined || quantity === null ? [] : [num(concept, quantity, units[key] ?? unit)];
  });
}
