import {
  X_RAY_FILTER_MATERIAL,
  X_RAY_FILTER_THICKNESS_MAXIMUM,
  X_RAY_FILTER_THICKNESS_MINIMUM,
  X_RAY_FILTER_TYPE,
  X_RAY_FILTERS,
} from '../../dicom/concepts/projection.js';
import type { Concept } from '../../dicom/codes.js';
import type { ContentItem } from '../../dicom/content-item.js';
import type { RowReader } from '../row-reader.js';
import { NO_FILTER, type Filter } from '../x-ray-filter.js';

type EventReader = RowReader<'projection_events'>;

/**
 * All filters of an event in their order; one of which only part is stated is kept (TID 10003B, row IMP-188). Each has
 * a container of its own; makers put several into one, or the only one into the event itself.
 */
export function readFilters(event: EventReader, item: ContentItem): void {
  const containers = item.all(X_RAY_FILTERS);
  const ofContainers = containers.flatMap((container) => {
    const filters = filtersIn(event, container);
    return filters.length > 0 ? filters : [NO_FILTER];
  });
  const filters = containers.length > 0 ? ofContainers : filtersIn(event, item);
  if (filters.length === 0) return;
  event.set('filters', filters, { path: (containers[0] ?? item).path, raw: '' });
}

/** A filter begins where one of its items is stated again. */
function filtersIn(event: EventReader, holder: ContentItem): Filter[] {
  const filters: Filter[] = [];
  let stated = new Set<keyof Filter>();
  for (const child of holder.children) {
    const part = PARTS.find(([concept]) => child.isOf(concept));
    if (part === undefined) continue;
    const said = part[1](event, child);
    const columns = Object.keys(said) as (keyof Filter)[];
    if (filters.length === 0 || columns.some((column) => stated.has(column))) {
      filters.push({ ...NO_FILTER });
      stated = new Set();
    }
    Object.assign(filters.at(-1)!, said);
    for (const column of columns) stated.add(column);
  }
  return filters;
}

const PARTS: readonly (readonly [Concept, (event: EventReader, item: ContentItem) => Partial<Filter>])[] = [
  [
    X_RAY_FILTER_TYPE,
    (_, { codeOrText: code }) => ({ type: code?.meaning ?? null, type_code: code?.value || null }),
  ],
  [
    X_RAY_FILTER_MATERIAL,
    (_, { codeOrText: code }) => ({ material: code?.meaning ?? null, material_code: code?.value || null }),
  ],
  [X_RAY_FILTER_THICKNESS_MINIMUM, (event, item) => ({ thickness_min_mm: thickness_mm(event, item) })],
  [X_RAY_FILTER_THICKNESS_MAXIMUM, (event, item) => ({ thickness_max_mm: thickness_mm(event, item) })],
];

function thickness_mm(event: EventReader, item: ContentItem): number | null {
  return event.numbersIn('filter_thickness_mm', item, 'mm')?.[0] ?? null;
}
