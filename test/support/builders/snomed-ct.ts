import type { Attributes } from '../dicom-writer/index.js';

/** SNOMED CT identifiers of the retired SNOMED RT codes that the builders write (PS3.16 annex L). */
export const WRITTEN_IDENTIFIERS: Readonly<Record<string, string>> = {
  'F-61FDB': '349358000',
  'C-10072': '89457008',
  'C-120F9': '105830007',
  'C-127F9': '105837005',
  'C-137F9': '105847008',
  'C-150F9': '105860002',
  'C-164F9': '105874009',
  'C-167F9': '105877002',
  'G-A100': '24028007',
  'G-A101': '7771000',
  'G-C0E3': '363698007',
  'G-C0E8': '363703001',
  'G-C171': '272741003',
  'G-C2D0': '363589002',
  'G-C32C': '408730004',
  'G-C340': '410675002',
  'G-C581': '272737002',
  'P5-06000': '44491008',
  'P5-08000': '77477000',
  'P5-08001': '116152004',
  'P5-0808E': '399331006',
  'P5-40010': '71651007',
  'R-002E9': '371931008',
  'R-00339': '373067005',
  'R-0038D': '373066001',
  'R-10226': '399368009',
  'R-10242': '399162004',
  'R-408C3': '261004008',
  'R-42806': '304283002',
  'R-FB8F1': '702569007',
  'T-04000': '76752008',
  'T-04020': '73056007',
  'T-04030': '80248007',
  'T-32000': '80891009',
  'T-D0005': '91723000',
  'T-D1100': '69536005',
  'T-D3000': '51185008',
};

/** The attributes with every SNOMED RT code that is known here written as SNOMED CT, at any depth. */
export function inSnomedCt(attributes: Attributes): Attributes {
  const identifier = WRITTEN_IDENTIFIERS[String(attributes.CodeValue)];
  if (identifier !== undefined && attributes.CodingSchemeDesignator !== 'DCM') {
    return { ...attributes, CodeValue: identifier, CodingSchemeDesignator: 'SCT' };
  }
  const entries = Object.entries(attributes).map(([keyword, value]) => [keyword, withItems(value)] as const);
  return Object.fromEntries(entries) as Attributes;
}

/** Items given by keyword are attributes again; all other values stay. */
function withItems(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return (value as unknown[]).map((item) => (isAttributes(item) ? inSnomedCt(item) : item));
}

function isAttributes(item: unknown): item is Attributes {
  return typeof item === 'object' && item !== null && !Array.isArray(item);
}
