import { conceptAmong, type Code, type Concept } from '../../dicom/codes.js';
import {
  ANATOMICAL_STRUCTURE,
  FINDING_SITE,
  LATERALITY,
  TARGET_REGION,
} from '../../dicom/concepts/report.js';
import {
  BOTH_BREASTS,
  LEFT,
  LEFT_BREAST,
  RIGHT,
  RIGHT_AND_LEFT,
  RIGHT_BREAST,
} from '../../dicom/concepts/values.js';
import { codedItem, type ContentItem } from '../../dicom/content-item.js';
import type { RowReader } from '../row-reader.js';

const SIDES: ReadonlyMap<Concept, 'left' | 'right' | 'both'> = new Map([
  [LEFT_BREAST, 'left'],
  [RIGHT_BREAST, 'right'],
  [BOTH_BREASTS, 'both'],
  [LEFT, 'left'],
  [RIGHT, 'right'],
  [RIGHT_AND_LEFT, 'both'],
]);
const CONCEPTS = [...SIDES.keys()];

/**
 * Accumulated average glandular dose of one breast (TID 10005; rows IMP-231, IMP-242). The side stands below the dose;
 * that of the only dose of a container (`holder`) may stand beside it.
 */
export function readBreastAccumulatedDose(
  row: RowReader<'accumulated_doses'>,
  dose: ContentItem,
  holder: ContentItem | null = null,
): void {
  const item = codedItem(LATERALITY, [dose, holder]) ?? siteIn(dose);
  const code = item?.codeOrText ?? null;
  const side = breastOf(code);
  const path = (item ?? dose).path;
  row.set('part_kind', 'breast', { path, raw: '' });
  row.set('part', side ?? 'unstated', { path, raw: code?.meaning ?? '' });
  if (code) row.setCode({ meaning: 'part_meaning', code: 'part_code' }, code, path);
  if (side === null) {
    row.reading.finding('laterality_not_stated', path, 'accumulated glandular dose without a known breast');
  }
  row.numberOf('agd_mgy', dose, 'mGy');
}

/** Where a maker names the breast instead of the side. */
function siteIn(dose: ContentItem): ContentItem | null {
  const sites = [FINDING_SITE, TARGET_REGION, ANATOMICAL_STRUCTURE].map((site) => codedItem(site, [dose]));
  return sites.find((site) => breastOf(site?.codeOrText ?? null) !== null) ?? null;
}

/** The breast that a laterality code names; null for any other. */
export function breastOf(code: Code | null): 'left' | 'right' | 'both' | null {
  const concept = conceptAmong(code, CONCEPTS);
  return concept ? (SIDES.get(concept) ?? null) : null;
}
