import { foldMeaning } from '../dicom/codes.js';

/** Names of the elements that radiopharmaceuticals and calibration sources are made with. */
const SYMBOLS: Readonly<Record<string, string>> = {
  actinium: 'ac',
  astatine: 'at',
  barium: 'ba',
  bismuth: 'bi',
  bromine: 'br',
  caesium: 'cs',
  carbon: 'c',
  cesium: 'cs',
  chromium: 'cr',
  cobalt: 'co',
  copper: 'cu',
  erbium: 'er',
  fluorine: 'f',
  gadolinium: 'gd',
  gallium: 'ga',
  germanium: 'ge',
  gold: 'au',
  holmium: 'ho',
  indium: 'in',
  iodine: 'i',
  iron: 'fe',
  krypton: 'kr',
  lead: 'pb',
  lutetium: 'lu',
  manganese: 'mn',
  nitrogen: 'n',
  oxygen: 'o',
  phosphorus: 'p',
  potassium: 'k',
  radium: 'ra',
  rhenium: 're',
  rubidium: 'rb',
  ruthenium: 'ru',
  samarium: 'sm',
  scandium: 'sc',
  selenium: 'se',
  sodium: 'na',
  strontium: 'sr',
  tantalum: 'ta',
  technetium: 'tc',
  terbium: 'tb',
  thallium: 'tl',
  thorium: 'th',
  titanium: 'ti',
  xenon: 'xe',
  ytterbium: 'yb',
  yttrium: 'y',
  zinc: 'zn',
  zirconium: 'zr',
};

const ELEMENTS: ReadonlySet<string> = new Set(Object.values(SYMBOLS));

/** Misspelt, or in another language of the same letters, where one alone is meant. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  flourine: 'f',
  fluor: 'f',
  galium: 'ga',
  iod: 'i',
  iode: 'i',
  jod: 'i',
  lutecium: 'lu',
  tecnecio: 'tc',
  technecium: 'tc',
  yodo: 'i',
};

/** PS3.16 CID 18 and 4020: codes of SNOMED RT and CT, for objects that state no name, or none that is known. */
const NUCLIDES_BY_CODE: Readonly<Record<string, string>> = {
  'C-101ED': 'lu177',
  '447553000': 'lu177',
  'C-105A1': 'c11',
  '40565003': 'c11',
  'C-106A1': 'p32',
  '32505007': 'p32',
  'C-107A1': 'n13',
  '21576001': 'n13',
  'C-111A1': 'f18',
  '77004003': 'f18',
  'C-114A4': 'i123',
  '21572004': 'i123',
  'C-114A5': 'i124',
  '40937006': 'i124',
  'C-114A6': 'i125',
  '68630002': 'i125',
  'C-114B1': 'i131',
  '1368003': 'i131',
  'C-127A2': 'cu64',
  '3932008': 'cu64',
  'C-129A2': 'cr51',
  '52745005': 'cr51',
  'C-131A2': 'ga67',
  '2008008': 'ga67',
  'C-131A3': 'ga68',
  '35337001': 'ga68',
  'C-136A2': 'ra223',
  '24853006': 'ra223',
  'C-138A9': 'tl201',
  '60057003': 'tl201',
  'C-145A4': 'in111',
  '56609000': 'in111',
  'C-158A6': 'sr89',
  '7770004': 'sr89',
  'C-162A7': 'y90',
  '14691008': 'y90',
  'C-163A8': 'tc99m',
  '72454006': 'tc99m',
  'C-159A2': 'rb82',
  '79197006': 'rb82',
  'C-172A8': 'xe133',
  '80751004': 'xe133',
  'C-173A5': 'kr81m',
  '61716009': 'kr81m',
  'C-B1038': 'o15',
  '129504001': 'o15',
  'C-B1134': 'sm153',
  '419804008': 'sm153',
  'C-1018D': 're188',
  '423578007': 're188',
  'C-11906': 're186',
  '395865006': 're186',
  'C-116A3': 'se75',
  '43239002': 'se75',
  'C-127A4': 'cu60',
  '425364008': 'cu60',
  'C-127A1': 'cu61',
  '71425003': 'cu61',
  'C-127A5': 'cu62',
  '422934004': 'cu62',
  'C-127A3': 'cu67',
  '53700003': 'cu67',
  'C-162A3': 'y86',
  '10738001': 'y86',
  'C-166A2': 'ti45',
  '75696008': 'ti45',
  'C-168A4': 'zr89',
  '63360001': 'zr89',
  'C-172A5': 'xe127',
  '27081007': 'xe127',
};

/**
 * A radionuclide whatever its code and spelling: `^18^Fluorine`, `F-18` and `18F` are all `f18`. Retired SNOMED codes
 * and their successors differ, so that reports and images rarely give the same code value; the meaning tells. A meaning
 * that names no known nuclide leaves the code; null where neither is stated.
 */
export function radionuclideKey(code: string | null, meaning: string | null): string | null {
  const named = meaning === null ? null : nuclideNamed(foldMeaning(meaning));
  return named ?? NUCLIDES_BY_CODE[code ?? ''] ?? code ?? meaning;
}

const NUCLIDES: ReadonlySet<string> = new Set(Object.values(NUCLIDES_BY_CODE));

/** The one nuclide of those above that the name of a radiopharmaceutical states: `18F-FDG`, `Lu177`, `Tc-99m MDP`. */
export function radionuclideIn(radiopharmaceutical: string | null): string | null {
  const name = foldMeaning(radiopharmaceutical ?? '').replaceAll('^', '');
  const masses = [...name.matchAll(/(?<!\d)\d{2,3}(?!\d)m?/g)];
  const named = masses.flatMap(({ index, 0: mass }) => {
    const before = /([a-z]+)[\s-]*$/.exec(name.slice(0, index))?.[0] ?? '';
    const after = /^[\s-]*[a-z]+/.exec(name.slice(index + mass.length))?.[0] ?? '';
    return [nuclideNamed(`${before}${mass}`), nuclideNamed(`${mass}${after}`)];
  });
  const known = new Set(named.filter((nuclide) => nuclide !== null && NUCLIDES.has(nuclide)));
  return known.size === 1 ? [...known][0]! : null;
}

/** The element is what stands at the mass number, as in `Sodium Fluoride F-18`; else the first that is named. */
function nuclideNamed(meaning: string): string | null {
  const mass = /(\d{1,3})(m(?![a-z]))?/.exec(meaning);
  if (mass === null) return null;
  const before = meaning.slice(0, mass.index);
  const after = meaning.slice(mass.index + mass[0].length);
  const atMass = [/^[\^-]*([a-z]+)/.exec(after)?.[1], /([a-z]+)[\^-]*$/.exec(before)?.[1]];
  const element =
    firstOf(atMass, elementOf) ??
    firstOf(atMass, isomerOf) ??
    firstOf(`${before} ${after}`.match(/[a-z]+/g) ?? [], elementOf);
  if (element === null) return null;
  const isIsomer = mass[2] !== undefined || element.isIsomer;
  return `${element.symbol}${mass[1]}${isIsomer ? 'm' : ''}`;
}

interface Element {
  readonly symbol: string;
  readonly isIsomer: boolean;
}

function firstOf(
  words: readonly (string | undefined)[],
  read: (word: string) => Element | null,
): Element | null {
  for (const word of words) {
    const element = word === undefined ? null : read(word);
    if (element !== null) return element;
  }
  return null;
}

function elementOf(word: string): Element | null {
  const symbol = SYMBOLS[word] ?? OTHER_NAMES[word] ?? (ELEMENTS.has(word) ? word : null);
  return symbol === null ? null : { symbol, isIsomer: false };
}

/** Of `99mTc` and `99Tcm`, where the m stands with the element. */
function isomerOf(word: string): Element | null {
  const element = firstOf([word.replace(/^m/, ''), word.replace(/m$/, '')], elementOf);
  return element === null ? null : { ...element, isIsomer: true };
}
