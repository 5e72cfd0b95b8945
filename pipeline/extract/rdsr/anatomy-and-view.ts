import {
  IMAGE_VIEW,
  IMAGE_VIEW_MODIFIER,
  PROJECTION_EPONYMOUS_NAME,
} from '../../dicom/concepts/projection.js';
import { ANATOMICAL_STRUCTURE, LATERALITY, TARGET_REGION } from '../../dicom/concepts/report.js';
import { nameOf } from '../../dicom/codes.js';
import { codedItem, type ContentItem } from '../../dicom/content-item.js';
import { LATERALITY_BELOW_TARGET_REGION } from '../quirks/laterality-below-target-region.js';
import type { RowReader } from '../row-reader.js';

type EventReader = RowReader<'projection_events'>;

/**
 * Anatomy, side and view of an event (rows IMP-146…IMP-149). The side stands below the anatomical structure, below
 * the target region (CP-1676, Q50) or beside both; the view below the structure or beside it.
 */
export function readAnatomyAndView(event: EventReader, item: ContentItem): void {
  event.code(
    { meaning: 'anatomical_structure', code: 'anatomical_structure_code' },
    item,
    ANATOMICAL_STRUCTURE,
  );
  const structures = item.all(ANATOMICAL_STRUCTURE);
  readLaterality(event, item, structures);
  const holders = [...structures, item];
  const views = holders.flatMap((holder) => holder.all(IMAGE_VIEW));
  const view = codedItem(IMAGE_VIEW, holders);
  if (view) event.codeOf({ meaning: 'image_view', code: 'image_view_code' }, view);
  readViewModifiers(event, [...views, ...holders]);
  const eponym = codedItem(PROJECTION_EPONYMOUS_NAME, [...views, item]);
  if (!eponym) return;
  event.codeOf({ meaning: 'projection_eponymous_name', code: 'projection_eponymous_name_code' }, eponym);
}

function readLaterality(event: EventReader, item: ContentItem, structures: readonly ContentItem[]): void {
  const regions = item.all(TARGET_REGION);
  const laterality = codedItem(LATERALITY, [...structures, ...regions, item]);
  if (laterality === null) return;
  event.codeOf({ meaning: 'laterality', code: 'laterality_code' }, laterality);
  if (regions.some((region) => region === laterality.parent))
    event.reading.quirks.add(LATERALITY_BELOW_TARGET_REGION);
}

function readViewModifiers(event: EventReader, parents: readonly ContentItem[]): void {
  for (const parent of parents) {
    const items = parent.all(IMAGE_VIEW_MODIFIER);
    const modifiers = items.map(({ codeOrText }) => nameOf(codeOrText)).filter((name) => name !== null);
    if (modifiers.length === 0) continue;
    const origin = { path: items[0]!.path, raw: modifiers.join(' | ') };
    event.set('image_view_modifiers', modifiers, origin);
    const codes = items.map(({ code }) => code?.value || '').filter(Boolean);
    if (codes.length === modifiers.length) event.set('image_view_modifier_codes', codes, origin);
    return;
  }
}
