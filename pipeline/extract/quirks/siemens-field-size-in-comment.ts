import { COMMENT } from '../../dicom/concepts/report.js';
import type { ContentItem } from '../../dicom/content-item.js';
import type { RowReader } from '../row-reader.js';

const DIAMETER = /<iiDiameter\s+SRData="\s*(\d+(?:\.\d+)?)\s*"/;

/**
 * Siemens AXIOM-Artis (VC14) states the diameter of the image intensifier or detector field only within the XML that
 * it writes into the comment of an event: `<iiDiameter SRData="220"/>`, in mm (Q01, row IMP-191).
 */
export function readFieldSizeFromComment(event: RowReader<'projection_events'>, item: ContentItem): void {
  for (const { path, text } of item.all(COMMENT)) {
    const raw = DIAMETER.exec(text ?? '')?.[1];
    if (raw === undefined || Number(raw) === 0) continue;
    const origin = { path, raw, unit: 'mm', quirk: 'siemens-field-size-in-comment' };
    event.set('field_size_mm', Number(raw), origin);
    return;
  }
}
