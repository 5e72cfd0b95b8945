/** Other ways to write coded concepts, and what takes the difference back from a cell. */
import { codeIn, everywhere, textIn, withAttribute } from './rewritten-report.js';
import type { Cell, Rewriting } from './same-rows.js';

/** PS3.16 annex L: SNOMED RT codes, retired, and the SNOMED CT concepts that they became. */
const SNOMED_CT: Readonly<Record<string, string>> = {
  'C-10072': '89457008',
  'C-111A1': '77004003',
  'C-120F9': '105830007',
  'C-127F9': '66925006',
  'C-137F9': '41967008',
  'C-150F9': '71128006',
  'C-164F9': '26194003',
  'C-167F9': '59801003',
  'C-B1031': '35321007',
  'F-10340': '40199007',
  'F-10450': '102538003',
  'F-10470': '102540008',
  'F-61FDB': '349358000',
  'G-A100': '24028007',
  'G-A101': '7771000',
  'G-A102': '51440002',
  'G-C0E3': '363698007',
  'G-C0E8': '363703001',
  'G-C171': '272741003',
  'G-C2D0': '363589002',
  'G-C32C': '408730004',
  'G-C340': '410675002',
  'G-C581': '272737002',
  'G-D101': '47625008',
  'P5-00100': '27483000',
  'P5-06000': '44491008',
  'P5-08000': '77477000',
  'P5-08001': '116152004',
  'P5-0808E': '399331006',
  'P5-40010': '71651007',
  'R-002E9': '371931008',
  'R-00339': '373067005',
  'R-0038D': '373066001',
  'R-10206': '399348003',
  'R-10226': '399368009',
  'R-10242': '399162004',
  'R-10260': '414135002',
  'R-408C3': '261004008',
  'R-41531': '262202000',
  'R-42806': '304283002',
  'T-04000': '76752008',
  'T-04020': '73056007',
  'T-04030': '80248007',
  'T-32000': '80891009',
  'T-D0005': '91723000',
  'T-D0010': '38266002',
  'T-D3000': '51185008',
  'T-D4000': '818981001',
};
const SNOMED_RT_SCHEMES = ['SRT', 'SNM3', '99SDM'];

export const inSnomedCt: Rewriting = (report) =>
  everywhere(report, (set) => {
    const [scheme = '', value = ''] = codeIn(set).split(':');
    const identifier = SNOMED_RT_SCHEMES.includes(scheme) ? SNOMED_CT[value] : undefined;
    if (identifier === undefined) return set;
    return withAttribute(withAttribute(set, 'CodeValue', identifier), 'CodingSchemeDesignator', 'SCT');
  });

export const oneSnomed: Cell = (value) => {
  if (typeof value !== 'string') return value;
  return SNOMED_RT_SCHEMES.includes(value) ? 'SCT' : (SNOMED_CT[value] ?? value);
};

export function withScheme(from: RegExp, to: string): Rewriting {
  return (report) =>
    everywhere(report, (set) =>
      from.test(textIn(set, 'CodingSchemeDesignator') ?? '')
        ? withAttribute(set, 'CodingSchemeDesignator', to)
        : set,
    );
}

export const oneOf =
  (from: RegExp, to: string | null): Cell =>
  (value) =>
    typeof value === 'string' && from.test(value) ? to : value;

/** A code in the attribute for codes of more than 16 characters. */
export const asLongCodes: Rewriting = (report) =>
  everywhere(report, (set) => {
    const value = textIn(set, 'CodeValue');
    return value === null
      ? set
      : withAttribute(withAttribute(set, 'CodeValue', null), 'LongCodeValue', value);
  });

/** Codes with blanks behind them, as equipment with fields of fixed length pads them. */
export const paddedCodes: Rewriting = (report) =>
  everywhere(report, (set) => {
    const value = textIn(set, 'CodeValue');
    return value === null ? set : withAttribute(set, 'CodeValue', `${value}   `);
  });

export const lowerCase: Cell = (value) => (typeof value === 'string' ? value.toLowerCase() : value);
export const FOREIGN = '\xfcb. ';
export const foreignAsEnglish: Cell = (value) =>
  typeof value === 'string' ? value.split(FOREIGN).join('') : value;
