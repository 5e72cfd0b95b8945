/** Materials of anodes and filters: PS3.16 CID 10006 and 10016, the older "X or X compound" concepts included. */
import { concept, type Concept } from '../codes.js';

function material(name: string, codes: readonly string[], symbol: string, meanings: string[] = []): Concept {
  const compound = [name, ...meanings].map((spelling) => `${spelling} or ${spelling} compound`);
  return concept(name, codes, { meanings: [...meanings, ...compound, symbol] });
}

export const ALUMINUM = material(
  'Aluminum',
  ['SCT:12503006', 'SRT:C-12000', 'SRT:C-120F9', 'SCT:105830007'],
  'Al',
  ['Aluminium'],
);
export const COPPER = material(
  'Copper',
  ['SCT:66925006', 'SRT:C-12700', 'SRT:C-127F9', 'SCT:105837005'],
  'Cu',
);
export const MOLYBDENUM = material(
  'Molybdenum',
  ['SCT:71128006', 'SRT:C-15000', 'SRT:C-150F9', 'SCT:105860002'],
  'Mo',
);
export const RHODIUM = material(
  'Rhodium',
  ['SCT:59801003', 'SRT:C-16700', 'SRT:C-167F9', 'SCT:105877002'],
  'Rh',
);
export const SILVER = material(
  'Silver',
  ['SCT:41967008', 'SRT:C-13700', 'SRT:C-137F9', 'SCT:105847008'],
  'Ag',
);
export const TUNGSTEN = material(
  'Tungsten',
  ['SCT:26194003', 'SRT:C-16400', 'SRT:C-164F9', 'SCT:105874009'],
  'W',
);
export const NIOBIUM = material(
  'Niobium',
  ['SCT:767776000', 'DCM:113710', 'SRT:C-1190E', 'SCT:429310004'],
  'Nb',
);
export const EUROPIUM = material(
  'Europium',
  ['SCT:767775001', 'DCM:113711', 'SRT:C-1190F', 'SCT:429591003'],
  'Eu',
);
export const LEAD = material('Lead', ['SCT:88488004', 'SRT:C-13200', 'SRT:C-132F9', 'SCT:105842002'], 'Pb');
export const TANTALUM = material(
  'Tantalum',
  ['SCT:45215009', 'SRT:C-15600', 'SRT:C-156F9', 'SCT:105866008'],
  'Ta',
);
export const TIN = material('Tin', ['SCT:12597001', 'SRT:C-13900', 'SRT:C-139F9', 'SCT:105849006'], 'Sn');
export const MATERIALS: readonly Concept[] = [
  ALUMINUM,
  COPPER,
  MOLYBDENUM,
  RHODIUM,
  SILVER,
  TUNGSTEN,
  NIOBIUM,
  EUROPIUM,
  LEAD,
  TANTALUM,
  TIN,
];
