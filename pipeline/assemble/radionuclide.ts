import { foldMeaning } from '../dicom/codes.js';

/** Names of the elements that radiopharmaceuticals and calibration sources are made with. */
const SYMBOLS: Readonly<Record<string, string>> = {
  actinium: 'ac',
  bromine: 'br',
  caesium: 'cs',
  carbon: 'c',
  cesium: 'cs',
  chromium: 'cr',
  cobalt: 'co',
  copper: 'cu',
  erbium: 'er',
  fluorine: 'f',
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
  samarium: 'sm',
  scandium: 'sc',
  selenium: 'se',
  sodium: 'na',
  strontium: 'sr',
  technetium: 'tc',
  terbium: 'tb',
  thallium: 'tl',
  titanium: 'ti',
  xenon: 'xe',
  yttrium: 'y',
  zirconium: 'zr',
};

/**
 * A radionuclide whatever its code and spelling: `^18^Fluorine`, `F-18` and `18F` are all `f18`. Retired SNOMED codes
 * and their successors differ, so that reports and images rarely give the same code value; the meaning tells. A meaning
 * that names no nuclide leaves the code; null where neither is stated.
 */
export function radionuclideKey(code: string | null, meaning: string | null): string | null {
  return (meaning === null ? null : nuclideNamed(foldMeaning(meaning))) ?? code ?? meaning;
}

function nuclideNamed(meaning: string): string | null {
  const mass = /(\d{1,3})(m(?![a-z]))?/.exec(meaning);
  if (mass === null) return null;
  const words = meaning.replace(mass[0], ' ').match(/[a-z]+/g) ?? [];
  const symbols = new Set(Object.values(SYMBOLS));
  const element = words.map((word) => SYMBOLS[word] ?? (symbols.has(word) ? word : null)).find(Boolean);
  return element ? `${element}${mass[1]}${mass[2] ?? ''}` : null;
}
