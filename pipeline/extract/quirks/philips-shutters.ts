import type { ProjectionEvent } from '../../../warehouse/tables/index.js';
import {
  PHILIPS_BOTTOM_SHUTTER,
  PHILIPS_LEFT_SHUTTER,
  PHILIPS_RIGHT_SHUTTER,
  PHILIPS_TOP_SHUTTER,
  PHILIPS_WEDGES_AND_SHUTTERS,
} from '../../dicom/concepts/projection.js';
import type { Concept } from '../../dicom/codes.js';
import type { ContentItem } from '../../dicom/content-item.js';
import type { RowReader } from '../row-reader.js';

const QUIRK = 'philips-shutters';

/**
 * Philips Allura Xper and Azurion leave the collimated field out, or send 0, and give the edges of the four shutters
 * at 1 m from the source in a private container instead (Q09, row IMP-192). The field at the detector follows with
 * the distance from source to detector; a shutter of 0 says nothing.
 */
export function readFieldFromShutters(event: RowReader<'projection_events'>, item: ContentItem): void {
  const { row } = event;
  if (isFieldStated(row)) return;
  const container = item.child(PHILIPS_WEDGES_AND_SHUTTERS);
  if (!container || row.source_to_detector_mm === null) return;
  const edge = (concept: Concept) => edge_mm(event, container, concept);
  const left = edge(PHILIPS_LEFT_SHUTTER);
  const right = edge(PHILIPS_RIGHT_SHUTTER);
  const bottom = edge(PHILIPS_BOTTOM_SHUTTER);
  const top = edge(PHILIPS_TOP_SHUTTER);
  if (!left || !right || !bottom || !top) return;
  const magnification = row.source_to_detector_mm / 1000;
  const height_mm = tidied((right + left) * magnification);
  const width_mm = tidied((bottom + top) * magnification);
  const origin = { path: container.path, raw: 'from the shutters at 1 m', quirk: QUIRK };
  event.set('collimated_field_height_mm', height_mm, origin);
  event.set('collimated_field_width_mm', width_mm, origin);
  event.set('collimated_field_area_m2', tidied((height_mm * width_mm) / 1e6), origin);
  noteImplausibleField(event);
}

/**
 * Kerma-area product by dose is the area of the field at the reference point. On Azurion 1.2.0 the shutters give less
 * than a tenth of it, as if they were in cm under the unit mm: the values are kept as sent, with one finding.
 */
function noteImplausibleField({ row, reading }: RowReader<'projection_events'>): void {
  const { kap_gy_cm2, dose_rp_mgy, source_to_reference_point_mm, source_to_detector_mm } = row;
  if (!kap_gy_cm2 || !dose_rp_mgy || !source_to_reference_point_mm || !source_to_detector_mm) return;
  const atReferencePoint_m2 = (kap_gy_cm2 / dose_rp_mgy) * 0.1;
  const magnification = source_to_detector_mm / source_to_reference_point_mm;
  if ((row.collimated_field_area_m2 ?? 0) * 10 > atReferencePoint_m2 * magnification ** 2) return;
  reading.finding(
    'field_implausible',
    null,
    'the collimated field by the shutters is less than a tenth of kerma-area product by dose',
  );
}

/** An area of 0 takes back the sides beside it: Azurion 1.2.0 sends 4 mm or -2 mm with it. */
function isFieldStated(row: ProjectionEvent): boolean {
  if (row.collimated_field_area_m2 !== null) return row.collimated_field_area_m2 > 0;
  return (row.collimated_field_height_mm ?? 0) > 0 && (row.collimated_field_width_mm ?? 0) > 0;
}

function edge_mm(
  event: RowReader<'projection_events'>,
  container: ContentItem,
  concept: Concept,
): number | null {
  const item = container.child(concept);
  return item ? (event.numbersIn('shutter_mm', item, 'mm')?.[0] ?? null) : null;
}

function tidied(value: number): number {
  return Number(value.toPrecision(14));
}
