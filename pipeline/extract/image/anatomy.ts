import { isConcept, nameOf, type Code, type Concept } from '../../dicom/codes.js';
import { LEFT, RIGHT, RIGHT_AND_LEFT } from '../../dicom/concepts/values.js';
import { codeOf } from '../../dicom/content-item.js';
import type { DataSet } from '../../dicom/data-set.js';
import { showTag } from '../../dicom/element.js';
import { TAG } from '../../dicom/tags.js';
import type { RowReader } from '../row-reader.js';

type EventReader = RowReader<'projection_events'>;

const SIDES: Readonly<Record<string, Code>> = {
  R: { value: 'G-A100', scheme: 'SRT', meaning: 'Right' },
  L: { value: 'G-A101', scheme: 'SRT', meaning: 'Left' },
  B: { value: 'G-A102', scheme: 'SRT', meaning: 'Right and left' },
};

/** Anatomic region, which is also the region that was irradiated (rows IMP-308, IMP-369). */
export function readAnatomy(event: EventReader, dataSet: DataSet): void {
  const item = dataSet.item(TAG.AnatomicRegionSequence);
  const code = item ? codeOf(item) : null;
  if (!code) return;
  const path = showTag(TAG.AnatomicRegionSequence);
  event.setCode({ meaning: 'anatomical_structure', code: 'anatomical_structure_code' }, code, path);
  event.setCode(
    { meaning: 'target_region', code: 'target_region_code', scheme: 'target_region_scheme' },
    code,
    path,
  );
}

/** Side from an attribute of laterality: `R`, `L` or `B`, also spelt out; true where one was stated. */
export function readLaterality(event: EventReader, dataSet: DataSet, tag: number, quirk?: string): boolean {
  const raw = dataSet.firstText(tag);
  const letter = raw === null ? null : /^(R|L|B)(IGHT|EFT|OTH)?$/i.exec(raw)?.[1]?.toUpperCase();
  const code = letter ? SIDES[letter] : undefined;
  if (!code) return false;
  event.setCode({ meaning: 'laterality', code: 'laterality_code' }, code, showTag(tag), quirk);
  return true;
}

const CODED_SIDES: readonly (readonly [Concept, letter: string])[] = [
  [RIGHT, 'R'],
  [LEFT, 'L'],
  [RIGHT_AND_LEFT, 'B'],
];

/** Side as a modifier of the anatomic region (PS3.3 10.5), for images that state it nowhere else. */
export function readSideOfAnatomy(event: EventReader, dataSet: DataSet): void {
  const modifiers = dataSet.item(TAG.AnatomicRegionSequence)?.items(TAG.AnatomicRegionModifierSequence) ?? [];
  for (const code of modifiers.map(codeOf)) {
    const side = CODED_SIDES.find(([concept]) => isConcept(code, concept))?.[1];
    if (side === undefined) continue;
    const columns = { meaning: 'laterality', code: 'laterality_code' } as const;
    return event.setCode(columns, SIDES[side]!, showTag(TAG.AnatomicRegionModifierSequence));
  }
}

/** Views by the short names of View Position, as codes (row IMP-371 and PS3.16 CID 4014). */
const VIEW_POSITIONS: Readonly<Record<string, readonly [value: string, meaning: string]>> = {
  AP: ['R-10206', 'antero-posterior'],
  PA: ['R-10214', 'postero-anterior'],
  LL: ['R-10236', 'left lateral'],
  RL: ['R-10232', 'right lateral'],
  CC: ['R-10242', 'cranio-caudal'],
  MLO: ['R-10226', 'medio-lateral oblique'],
  ML: ['R-10224', 'medio-lateral'],
  LM: ['R-10228', 'latero-medial'],
  LMO: ['R-10230', 'latero-medial oblique'],
  FB: ['R-10244', 'caudo-cranial (from below)'],
  SIO: ['R-102D0', 'superolateral to inferomedial oblique'],
  XCC: ['R-102CF', 'cranio-caudal exaggerated'],
  XCCL: ['R-1024A', 'cranio-caudal exaggerated laterally'],
  XCCM: ['R-1024B', 'cranio-caudal exaggerated medially'],
};

/** View with its modifiers, by code; else by View Position (rows IMP-310, IMP-371). */
export function readView(event: EventReader, dataSet: DataSet): void {
  const item = dataSet.item(TAG.ViewCodeSequence);
  const coded = item ? codeOf(item) : null;
  const columns = { meaning: 'image_view', code: 'image_view_code' } as const;
  if (coded) event.setCode(columns, coded, showTag(TAG.ViewCodeSequence));
  else readViewPosition(event, dataSet);
  readViewModifiers(
    event,
    [...(item?.items(TAG.ViewModifierCodeSequence) ?? [])].concat(
      dataSet.items(TAG.ViewModifierCodeSequence),
    ),
  );
}

/** The projection by the name of who described it (PS3.16 CID 4012), beside the view or below it. */
export function readEponym(event: EventReader, dataSet: DataSet): void {
  const tag = TAG.ProjectionEponymousNameCodeSequence;
  const item = dataSet.item(tag) ?? dataSet.item(TAG.ViewCodeSequence)?.item(tag);
  const code = item ? codeOf(item) : null;
  if (!code) return;
  const columns = {
    meaning: 'projection_eponymous_name',
    code: 'projection_eponymous_name_code',
  } as const;
  event.setCode(columns, code, showTag(tag));
}

function readViewModifiers(event: EventReader, items: readonly DataSet[]): void {
  const codes = items.map(codeOf).filter((code) => code !== null);
  if (codes.length === 0) return;
  const names = codes.map((code) => nameOf(code)!);
  const origin = { path: showTag(TAG.ViewModifierCodeSequence), raw: names.join(' | ') };
  event.set('image_view_modifiers', names, origin);
  const values = codes.map(({ value }) => value);
  if (!values.includes('')) event.set('image_view_modifier_codes', values, origin);
}

function readViewPosition(event: EventReader, dataSet: DataSet): void {
  const raw = dataSet.firstText(TAG.ViewPosition);
  const view = raw === null ? undefined : VIEW_POSITIONS[raw.toUpperCase()];
  if (!view) return;
  const code = { value: view[0], scheme: 'SRT', meaning: view[1] };
  event.setCode({ meaning: 'image_view', code: 'image_view_code' }, code, showTag(TAG.ViewPosition));
}
