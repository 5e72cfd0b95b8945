import { COMMON_ATTRIBUTES } from './common-attributes.js';
import { MODALITY_ATTRIBUTES } from './modality-attributes.js';

/**
 * The attributes that the synthetic objects use: keyword → tag (8 hexadecimal digits) and value representation.
 * Source: DICOM PS3.6. Checked against dcmdump in the tests.
 */
const ATTRIBUTES = { ...COMMON_ATTRIBUTES, ...MODALITY_ATTRIBUTES } as const;

export type Keyword = keyof typeof ATTRIBUTES;

type Packed<K extends Keyword> = (typeof ATTRIBUTES)[K];

/** `'SQ'` for the keyword of a sequence, `'value'` for any other. */
export type VrOf<K extends Keyword> = Packed<K> extends `${string}SQ` ? 'SQ' : 'value';

interface Attribute {
  readonly tag: number;
  readonly vr: string;
}

const BY_KEYWORD = new Map<string, Attribute>(
  Object.entries(ATTRIBUTES).map(([keyword, packed]) => [
    keyword,
    { tag: Number.parseInt(packed.slice(0, 8), 16), vr: packed.slice(8) },
  ]),
);

/** Tag and value representation of a keyword (PS3.6). */
export function attributeOf(keyword: Keyword): Attribute {
  return BY_KEYWORD.get(keyword)!;
}

/** Every keyword of the dictionary, in the order of the table. */
export const KEYWORDS = Object.keys(ATTRIBUTES) as readonly Keyword[];
