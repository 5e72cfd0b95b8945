import { COMMENT } from '../../dicom/concepts/report.js';
import type { ContentItem } from '../../dicom/content-item.js';
import type { RowReader } from '../row-reader.js';

const DIAMETER = /<iiDiameter\s+SRData="\s*(\d+(?:\.\d+)?)\s*"/;

/**
 * Siemens AXIOM-Artis (VC14) states the diameter of the image intensifier or detector field only within the XML that
 * it writes into the comment of an event: `<iiDiameter SRData="220"/>`, in mm (Q01, row IMP-191).
 */
export function readFieldSizeFromComment(event: RowReader<'projection_events'>, item: ContentItem): void {
  const comment = item.child(COMMENT);
  const stated = DIAMETER.exec(comment?.text ?? '')?.[1];
  if (!comment || stated === undefined || Number(stated) === 0) return;
  event.set('field_size_mm', Number(stated), {
    path: comment.path,
    raw: stated,
    unit: 'mm',
    quirk: 'siemens-field-size-in-comment',
  });
}
