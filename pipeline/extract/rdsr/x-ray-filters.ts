import type { ProjectionEvent } from '../../../warehouse/tables/index.js';
import {
  X_RAY_FILTER_MATERIAL,
  X_RAY_FILTER_THICKNESS_MAXIMUM,
  X_RAY_FILTER_THICKNESS_MINIMUM,
  X_RAY_FILTER_TYPE,
  X_RAY_FILTERS,
} from '../../dicom/concepts/projection.js';
import type { ContentItem } from '../../dicom/content-item.js';
import type { RowReader } from '../row-reader.js';

type EventReader = RowReader<'projection_events'>;
type Filter = NonNullable<ProjectionEvent['filters']>[number];

/** All filters of an event in their order; one of which only part is stated is kept (TID 10003B, row IMP-188). */
export function readFilters(event: EventReader, item: ContentItem): void {
  const containers = item.all(X_RAY_FILTERS);
  if (containers.length === 0) return;
  const filters = containers.map((container) => filterOf(event, container));
  event.set('filters', filters, { path: containers[0]!.path, raw: '' });
}

function filterOf(event: EventReader, container: ContentItem): Filter {
  const type = container.child(X_RAY_FILTER_TYPE)?.code;
  const material = container.child(X_RAY_FILTER_MATERIAL)?.code;
  const minimum = container.child(X_RAY_FILTER_THICKNESS_MINIMUM);
  const maximum = container.child(X_RAY_FILTER_THICKNESS_MAXIMUM);
  return {
    type: type?.meaning ?? null,
    type_code: type?.value ?? null,
    material: material?.meaning ?? null,
    material_code: material?.value ?? null,
    thickness_min_mm: minimum ? thickness_mm(event, minimum) : null,
    thickness_max_mm: maximum ? thickness_mm(event, maximum) : null,
  };
}

function thickness_mm(event: EventReader, item: ContentItem): number | null {
  return event.numbersIn('filter_thickness_mm', item, 'mm')?.[0] ?? null;
}
