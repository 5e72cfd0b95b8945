import {
  COLUMN_ANGULATION,
  COMPRESSION_CONTACT_AREA,
  COMPRESSION_FORCE,
  COMPRESSION_PRESSURE,
  COMPRESSION_THICKNESS,
  DISTANCE_SOURCE_TO_DETECTOR,
  DISTANCE_SOURCE_TO_ISOCENTER,
  DISTANCE_SOURCE_TO_REFERENCE_POINT,
  DISTANCE_SOURCE_TO_TABLE_PLANE,
  MAGNIFICATION_FACTOR,
  MECHANICAL_CONFIGURATION,
  POSITIONER_PRIMARY_ANGLE,
  POSITIONER_PRIMARY_END_ANGLE,
  POSITIONER_SECONDARY_ANGLE,
  POSITIONER_SECONDARY_END_ANGLE,
  TABLE_CRADLE_TILT_ANGLE,
  TABLE_HEAD_TILT_ANGLE,
  TABLE_HEIGHT_END_POSITION,
  TABLE_HEIGHT_POSITION,
  TABLE_HORIZONTAL_ROTATION_ANGLE,
  TABLE_LATERAL_END_POSITION,
  TABLE_LATERAL_POSITION,
  TABLE_LONGITUDINAL_END_POSITION,
  TABLE_LONGITUDINAL_POSITION,
} from '../../dicom/concepts/projection.js';
import type { ContentItem } from '../../dicom/content-item.js';
import { noteNestedTablePosition } from '../quirks/philips-nested-table-position.js';
import type { RowReader } from '../row-reader.js';

type EventReader = RowReader<'projection_events'>;

/** Angles, compression, distances and table positions of an event (TID 10003C; rows IMP-200…IMP-212). */
export function readMechanicalData(event: EventReader, item: ContentItem): void {
  event.code(
    { meaning: 'positioner_configuration', code: 'positioner_configuration_code' },
    item,
    MECHANICAL_CONFIGURATION,
  );
  for (const [column, concept] of ANGLES) event.number(column, item, concept, 'deg');
  for (const [column, concept] of DISTANCES) event.numberAboveZero(column, item, concept, 'mm');
  for (const [column, concept] of TABLE_POSITIONS) event.number(column, item, concept, 'mm');
  noteNestedTablePosition(event, item, TABLE_POSITIONS);
  event.number('compression_force_n', item, COMPRESSION_FORCE, 'N');
  event.number('compression_pressure_kpa', item, COMPRESSION_PRESSURE, 'kPa');
  event.number('compression_contact_area_mm2', item, COMPRESSION_CONTACT_AREA, 'mm2');
  event.number('magnification_factor', item, MAGNIFICATION_FACTOR, '1');
}

const ANGLES = [
  ['primary_angle_deg', POSITIONER_PRIMARY_ANGLE],
  ['secondary_angle_deg', POSITIONER_SECONDARY_ANGLE],
  ['primary_end_angle_deg', POSITIONER_PRIMARY_END_ANGLE],
  ['secondary_end_angle_deg', POSITIONER_SECONDARY_END_ANGLE],
  ['column_angulation_deg', COLUMN_ANGULATION],
  ['table_head_tilt_deg', TABLE_HEAD_TILT_ANGLE],
  ['table_horizontal_rotation_deg', TABLE_HORIZONTAL_ROTATION_ANGLE],
  ['table_cradle_tilt_deg', TABLE_CRADLE_TILT_ANGLE],
] as const;

/** Of these a stated 0 is no measurement. */
const DISTANCES = [
  ['source_to_isocenter_mm', DISTANCE_SOURCE_TO_ISOCENTER],
  ['source_to_reference_point_mm', DISTANCE_SOURCE_TO_REFERENCE_POINT],
  ['source_to_detector_mm', DISTANCE_SOURCE_TO_DETECTOR],
  ['source_to_table_plane_mm', DISTANCE_SOURCE_TO_TABLE_PLANE],
  ['compression_thickness_mm', COMPRESSION_THICKNESS],
] as const;

const TABLE_POSITIONS = [
  ['table_longitudinal_mm', TABLE_LONGITUDINAL_POSITION],
  ['table_lateral_mm', TABLE_LATERAL_POSITION],
  ['table_height_mm', TABLE_HEIGHT_POSITION],
  ['table_longitudinal_end_mm', TABLE_LONGITUDINAL_END_POSITION],
  ['table_lateral_end_mm', TABLE_LATERAL_END_POSITION],
  ['table_height_end_mm', TABLE_HEIGHT_END_POSITION],
] as const;
