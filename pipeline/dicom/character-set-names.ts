/** The single-byte sets of PS3.3 tables C.12-2 and C.12-3 by ISO-IR number, as encodings of WHATWG. */
const SINGLE_BYTE: Readonly<Record<string, string>> = {
  '100': 'windows-1252',
  '101': 'iso-8859-2',
  '109': 'iso-8859-3',
  '110': 'iso-8859-4',
  '144': 'iso-8859-5',
  '127': 'iso-8859-6',
  '126': 'iso-8859-7',
  '138': 'iso-8859-8',
  '148': 'windows-1254',
  '203': 'iso-8859-15',
  '13': 'shift-jis',
  '166': 'windows-874',
};
/** Multi-byte sets with code extensions; those of G1 are supersets of ASCII as a whole (PS3.3 table C.12-4). */
const MULTI_BYTE_G1: Readonly<Record<string, string>> = { '149': 'euc-kr', '58': 'gb18030' };
const MULTI_BYTE_G0 = ['87', '159'];

/** Names of encodings that are not defined terms but stand in objects of the field. */
const FOREIGN_NAMES: ReadonlyMap<string, string> = new Map([
  ['UTF8', 'ISO_IR 192'],
  ['UNICODE', 'ISO_IR 192'],
  ['ISO88591', 'ISO_IR 100'],
  ['LATIN1', 'ISO_IR 100'],
  ['WINDOWS1252', 'ISO_IR 100'],
  ['CP1252', 'ISO_IR 100'],
  ['ISO88592', 'ISO_IR 101'],
  ['ISO88593', 'ISO_IR 109'],
  ['ISO88594', 'ISO_IR 110'],
  ['ISO88595', 'ISO_IR 144'],
  ['ISO88596', 'ISO_IR 127'],
  ['ISO88597', 'ISO_IR 126'],
  ['ISO88598', 'ISO_IR 138'],
  ['ISO88599', 'ISO_IR 148'],
  ['ISO885915', 'ISO_IR 203'],
  ['LATIN9', 'ISO_IR 203'],
  ['SHIFTJIS', 'ISO_IR 13'],
  ['TIS620', 'ISO_IR 166'],
  ['SJIS', 'ISO_IR 13'],
  ['CP932', 'ISO_IR 13'],
  ['MS932', 'ISO_IR 13'],
  ['WINDOWS31J', 'ISO_IR 13'],
  ['EUCKR', 'ISO 2022 IR 149'],
  ['CP949', 'ISO 2022 IR 149'],
  ['UHC', 'ISO 2022 IR 149'],
  ['KSC5601', 'ISO 2022 IR 149'],
  ['KSC56011987', 'ISO 2022 IR 149'],
  ['KSX1001', 'ISO 2022 IR 149'],
  ['GB18030', 'GB18030'],
  ['GBK', 'GBK'],
  ['GB2312', 'GB18030'],
  ['EUCCN', 'GB18030'],
  ['CP936', 'GBK'],
  ['ISO2022GBK', 'GBK'],
  ['ISO2022GB18030', 'GB18030'],
  ['ISO202258', 'ISO 2022 IR 58'],
  ['ASCII', 'ISO_IR 6'],
  ['USASCII', 'ISO_IR 6'],
  ['ISO646', 'ISO_IR 6'],
]);

export interface CharacterSetNames {
  /** Defined terms in their order; an empty first value is `ISO_IR 6`, the default repertoire. */
  readonly terms: readonly string[];
  readonly hasMisspelled: boolean;
  readonly hasUnknown: boolean;
}

/** The defined term that a value of Specific Character Set means; null if none. */
function definedTerm(stated: string): string | null {
  const folded = stated.toUpperCase().replace(/[^A-Z0-9]/g, '');
  if (folded === '') return 'ISO_IR 6';
  const found = /^(?:ISO)?(2022)?(?:ISO)?IR(\d+)$/.exec(folded);
  if (found === null) return FOREIGN_NAMES.get(folded) ?? null;
  const number = found[2] ?? '';
  if (number === '192') return 'ISO_IR 192';
  if (number in MULTI_BYTE_G1 || MULTI_BYTE_G0.includes(number)) return `ISO 2022 IR ${number}`;
  if (number !== '6' && !(number in SINGLE_BYTE)) return null;
  return found[1] === undefined ? `ISO_IR ${number}` : `ISO 2022 IR ${number}`;
}

/** Specific Character Set (0008,0005) as defined terms, with what the field misspells put right. */
export function characterSetNames(specificCharacterSet: string | null): CharacterSetNames {
  const stated = (specificCharacterSet ?? '').split('\\').map((name) => name.replace(/[\s\0]+/g, ' ').trim());
  const terms = stated.map(definedTerm);
  return {
    terms: terms.filter((term) => term !== null),
    hasMisspelled: terms.some((term, at) => term !== null && stated[at] !== '' && term !== stated[at]),
    hasUnknown: terms.includes(null),
  };
}

function numberOf(term: string): string {
  return term.replace(/^.* /, '');
}

/** The encoding of a term that stands alone and is ASCII below 0x80; null where code extensions are needed. */
export function wholeEncoding(term: string): string | null {
  if (term === 'ISO_IR 192') return 'utf-8';
  if (term === 'GB18030' || term === 'GBK') return 'gb18030';
  return SINGLE_BYTE[numberOf(term)] ?? MULTI_BYTE_G1[numberOf(term)] ?? null;
}

/** True for the default repertoire, by either of its names. */
export function isDefaultRepertoire(term: string): boolean {
  return numberOf(term) === '6';
}

/** The term under which the set takes part in code extensions. */
export function extensionTerm(term: string): string {
  return term.replace('ISO_IR', 'ISO 2022 IR');
}

/** All sets that an escape sequence can select. */
export const EXTENSION_TERMS: readonly string[] = [
  '6',
  ...Object.keys(SINGLE_BYTE),
  ...Object.keys(MULTI_BYTE_G1),
  ...MULTI_BYTE_G0,
].map((number) => `ISO 2022 IR ${number}`);
