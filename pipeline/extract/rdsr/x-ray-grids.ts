import {
  GRID_ABSORBING_MATERIAL,
  GRID_ASPECT_RATIO,
  GRID_FOCAL_DISTANCE,
  GRID_PERIOD,
  GRID_PITCH,
  GRID_SPACING_MATERIAL,
  GRID_THICKNESS,
  X_RAY_GRID,
} from '../../dicom/concepts/projection.js';
import type { ContentItem } from '../../dicom/content-item.js';
import type { RowReader } from '../row-reader.js';

/** All grid properties of an event (TID 10003B, CID 10017; rows IMP-186, IMP-187); the standard codes no details. */
export function readGrids(event: RowReader<'projection_events'>, item: ContentItem): void {
  const items = item.all(X_RAY_GRID);
  const codes = items.map(({ codeOrText }) => codeOrText).filter((code) => code !== null);
  if (codes.length === 0) return;
  const origin = { path: items[0]!.path, raw: codes.map(({ meaning }) => meaning).join(' | ') };
  event.set(
    'grids',
    codes.map(({ meaning, value }) => meaning || value),
    origin,
  );
  const values = codes.map(({ value }) => value).filter((value) => value !== '');
  if (values.length > 0) event.set('grid_codes', values, origin);
  event.text('grid_absorbing_material', item, GRID_ABSORBING_MATERIAL);
  event.text('grid_spacing_material', item, GRID_SPACING_MATERIAL);
  event.text('grid_aspect_ratio', item, GRID_ASPECT_RATIO);
  event.number('grid_thickness_mm', item, GRID_THICKNESS, 'mm');
  event.number('grid_pitch_mm', item, GRID_PITCH, 'mm');
  event.number('grid_period_ms', item, GRID_PERIOD, 'ms');
  event.number('grid_focal_distance_mm', item, GRID_FOCAL_DISTANCE, 'mm');
}
