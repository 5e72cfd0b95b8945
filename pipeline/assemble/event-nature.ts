import type { CtEvent, ProjectionEvent } from '../../warehouse/tables/index.js';
import { foldMeaning, type Concept } from '../dicom/codes.js';
import { MAMMOGRAPHY_VIEWS } from '../dicom/concepts/image-views.js';
import {
  RIGHT,
  LEFT,
  LEFT_BREAST,
  RIGHT_BREAST,
  BOTH_BREASTS,
  RIGHT_AND_LEFT,
} from '../dicom/concepts/values.js';
import type { Extraction } from '../extract/extraction.js';
import { namesConcept, namesConceptIn } from './code-value.js';

export type IrradiationEvent = CtEvent | ProjectionEvent;

/** How assembly reads an event table where CT and projection differ. */
export interface EventNature<E extends IrradiationEvent> {
  readonly table: 'ct_events' | 'projection_events';
  eventsOf(extraction: Extraction): readonly E[];
  planeOf(event: E): string | null;
  /** Kind of irradiation, as coded. */
  typeOf(event: E): string | null;
  /** Every dose that the event states; null where it does not. */
  dosesOf(event: E): readonly (number | null)[];
  lateralityOf(event: E): string | null;
  viewOf(event: E): string | null;
  /** What tells one exposure of the same moment from another; null where nothing does. */
  exposureOf(event: E): string | null;
  /** Angle of the beam in degrees, which differs from one projection of a sweep to the next; null where not stated. */
  angleOf(event: E): number | null;
  /** Whether the images of an exposure state its start, not one of their own as the slices of a CT acquisition do. */
  readonly imagesStateStart: boolean;
  /** Whether two descriptions are of one exposure by their doses alone, where their times do not tell. */
  isKnownByDose(one: E, other: E): boolean;
  /** Time of irradiation in seconds, from the start; null where not stated. */
  durationOf(event: E): number | null;
}

export const CT_NATURE: EventNature<CtEvent> = {
  table: 'ct_events',
  eventsOf: (extraction) => extraction.ctEvents,
  planeOf: () => null,
  typeOf: (event) => event.ct_acquisition_type_code ?? event.ct_acquisition_type,
  dosesOf: (event) => [event.ctdi_vol_mgy, event.dlp_mgy_cm],
  lateralityOf: () => null,
  viewOf: () => null,
  exposureOf: (event) => textOf(event.tube_current_ma, event.exposure_time_s, event.ctdi_vol_mgy),
  angleOf: () => null,
  imagesStateStart: false,
  /** Row IMP-444: the images of a CT acquisition repeat its CTDIvol and DLP, and carry times of their own. */
  isKnownByDose: (one, other) =>
    one.ctdi_vol_mgy !== null &&
    one.dlp_mgy_cm !== null &&
    one.ctdi_vol_mgy === other.ctdi_vol_mgy &&
    one.dlp_mgy_cm === other.dlp_mgy_cm,
  durationOf: (event) => event.exposure_time_s,
};

export const PROJECTION_NATURE: EventNature<ProjectionEvent> = {
  table: 'projection_events',
  eventsOf: (extraction) => extraction.projectionEvents,
  planeOf: (event) => event.acquisition_plane ?? event.acquisition_plane_code,
  typeOf: (event) => event.event_type_code ?? event.event_type,
  dosesOf: (event) => [event.kap_gy_cm2, event.dose_rp_mgy, event.agd_mgy, event.entrance_exposure_mgy],
  lateralityOf: sideOf,
  viewOf,
  exposureOf: (event) =>
    event.exposure_mas === null
      ? textOf(event.tube_current_ma, event.exposure_time_ms)
      : String(event.exposure_mas),
  angleOf: (event) => event.primary_angle_deg ?? event.column_angulation_deg,
  imagesStateStart: true,
  isKnownByDose: () => false,
  durationOf: (event) =>
    event.irradiation_duration_s ?? (event.exposure_time_ms === null ? null : event.exposure_time_ms / 1000),
};

const SIDE_OF_LETTER: Readonly<Record<string, string>> = { l: 'left', r: 'right' };

/** The side that was exposed: `left`, `right` or `both`, as coded; another laterality as it stands. */
export function sideOf(event: ProjectionEvent): string | null {
  const { laterality, laterality_code } = event;
  const stated = laterality ?? laterality_code;
  if (stated === null) return sideOfAnatomy(event);
  const names = (concept: Concept) => namesConcept(laterality_code, laterality, concept);
  if (names(LEFT) || names(LEFT_BREAST)) return 'left';
  if (names(RIGHT) || names(RIGHT_BREAST)) return 'right';
  if (names(BOTH_BREASTS) || names(RIGHT_AND_LEFT)) return 'both';
  return SIDE_OF_LETTER[foldMeaning(stated)] ?? stated;
}

/** Anatomy that is one breast says the side by itself. */
function sideOfAnatomy(event: ProjectionEvent): string | null {
  const names = (concept: Concept) =>
    namesConcept(event.anatomical_structure_code, event.anatomical_structure, concept) ||
    namesConceptIn(event.target_region_scheme, event.target_region_code, event.target_region, concept);
  const [isLeft, isRight] = [names(LEFT_BREAST), names(RIGHT_BREAST)];
  if (isLeft === isRight) return null;
  return isLeft ? 'left' : 'right';
}

/** The view whatever its code: that of radiographs is known by its meaning only. */
function viewOf({ image_view, image_view_code }: ProjectionEvent): string | null {
  const view = MAMMOGRAPHY_VIEWS.find((concept) => namesConcept(image_view_code, image_view, concept));
  if (view) return view.name;
  return image_view === null ? image_view_code : foldMeaning(image_view);
}

function textOf(...values: readonly (number | null)[]): string | null {
  return values.every((value) => value === null) ? null : values.join('|');
}

/** Whether an event states a dose above 0. */
export function bearsDose<E extends IrradiationEvent>(nature: EventNature<E>, event: E): boolean {
  return nature.dosesOf(event).some((dose) => dose !== null && dose > 0);
}

/** Two objects may round one dose differently: more than 1 % apart is another dose. */
function isOther(one: number | null, other: number | null): boolean {
  return one !== null && other !== null && Math.abs(one - other) > 0.01 * Math.max(one, other);
}

/** Whether two descriptions state a dose differently. */
export function statesOtherDose<E extends IrradiationEvent>(
  one: E,
  other: E,
  nature: EventNature<E>,
): boolean {
  const doses = nature.dosesOf(one);
  return nature.dosesOf(other).some((dose, index) => isOther(dose, doses[index] ?? null));
}

/** Image headers round the tube voltage to whole kilovolts. */
const SAME_KVP_KV = 0.5;

/** Whether two tube voltages cannot be of one exposure. */
export function isOtherVoltage(one_kv: number | null, other_kv: number | null): boolean {
  return one_kv !== null && other_kv !== null && Math.abs(one_kv - other_kv) > SAME_KVP_KV;
}

/** Angles of one exposure are rounded differently; the projections of a sweep are a degree and more apart. */
export const SAME_ANGLE_DEG = 0.5;

/** Whether both state something, and not the same. */
export function contradict<T>(one: T | null, other: T | null): boolean {
  return one !== null && other !== null && one !== other;
}

/** The one event that an image describes. */
export function eventOfImage<E extends IrradiationEvent>(
  { extraction }: { readonly extraction: Extraction },
  nature: EventNature<E>,
): E {
  return nature.eventsOf(extraction)[0]!;
}
