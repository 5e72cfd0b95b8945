/** Other ways to write coded concepts, and what takes the difference back from a cell. */
import { WRITTEN_IDENTIFIERS } from './builders/snomed-ct.js';
import { codeIn, everywhere, textIn, withAttribute } from './rewritten-report.js';
import type { Cell, Rewriting } from './same-rows.js';

/** PS3.16 annex L: SNOMED RT codes, retired, and the SNOMED CT concepts that they became; more than builders write. */
const SNOMED_CT: Readonly<Record<string, string>> = {
  ...WRITTEN_IDENTIFIERS,
  'C-111A1': '77004003',
  'C-B1031': '35321007',
  'F-10340': '40199007',
  'F-10450': '102538003',
  'F-10470': '102540008',
  'G-A102': '51440002',
  'G-D101': '47625008',
  'P5-00100': '27483000',
  'R-10206': '399348003',
  'R-10260': '414135002',
  'R-41531': '262202000',
  'T-D0010': '38266002',
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
