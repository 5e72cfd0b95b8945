import { DRGEM_DECIMALS_IN_INTEGER_STRINGS as DRGEM } from '../../../../pipeline/extract/quirks/drgem-decimals-in-integer-strings.js';
import { HOLOGIC_LATERALITY_OF_SERIES as HOLOGIC } from '../../../../pipeline/extract/quirks/hologic-mammography.js';
import { attributeOf, type Keyword } from '../../../support/dicom-writer/dictionary.js';
import {
  asLongCodes,
  inSnomedCt,
  lowerCase,
  oneOf,
  oneSnomed,
  paddedCodes,
  withScheme,
} from '../../../support/other-codes.js';
import { inGroupsOfFrames, inSharedGroups } from '../../../support/functional-groups.js';
import { LAYOUTS, withPrivateElements } from '../../../support/other-layouts.js';
import type { Way } from '../../../support/same-rows.js';
import {
  isPrivate,
  inTexts,
  NUMBERS,
  inNumbers,
  inTenths,
  isSingle,
  withEmptyAttributes,
  withEmptyItems,
  withoutEmptyAttributes,
  withUnknownVrs,
  inAnotherBlock,
  withoutCreators,
  withMeanings,
  withoutCodes,
  A_CODE,
  inOthers,
  IN_MICRO,
  AS_DOUBLES,
  IN_MILLI,
  PROJECTIONS,
  withZerosBeside,
  withOtherDosesBeside,
  exposuresAsDoubles,
  withCodeExtensions,
  inOneDateTime,
  sideOfSeries,
  sideOfAnatomy,
  viewByShortName,
  modifiersBesideView,
  inWords,
  MATERIALS,
  withSigns,
  ofSibling,
} from './rewritings.js';

const OF_FRAMES_WITH_DOSES = /breast projection|of many frames/;
const OF_MANY_FRAMES = /breast projection|slices|of many frames/;
/** Slices of a sweep do not state the doses of their frames, but of their acquisition. */
const OF_ACQUISITION: readonly Keyword[] = [
  'OrganDose',
  'EntranceDoseInmGy',
  'ExposureInmAs',
  'ExposureTimeInms',
];

const SNOMED_RT = /^(SRT|SNM3|99SDM)$/;

export const WAYS: readonly (Way & { readonly of?: RegExp })[] = [
  ...LAYOUTS,
  { how: 'undefined lengths of items', layout: { itemLength: 'undefined' } },
  { how: 'undefined lengths of sequences', layout: { sequenceLength: 'undefined' } },
  { how: 'private elements', rewrite: withPrivateElements },
  { how: 'private blocks elsewhere', rewrite: inAnotherBlock },
  {
    how: 'private elements of unknown VR',
    rewrite: withUnknownVrs(({ tag }) => isPrivate(tag) && (tag & 0xffff) > 0xff),
  },
  { how: 'sequences of unknown VR', rewrite: withUnknownVrs(({ vr }) => vr === 'SQ') },
  { how: 'attributes without a value', rewrite: withEmptyAttributes },
  { how: 'sequences of an empty item', rewrite: withEmptyItems },
  { how: 'no attributes without a value', rewrite: withoutEmptyAttributes },
  { how: 'exponents', rewrite: inNumbers((value) => `${value}e0`) },
  { how: 'exponents above and below 0', rewrite: inNumbers(inTenths) },
  { how: 'plus signs', rewrite: inNumbers((value) => value.replace(/^(?=\d)/, '+')) },
  { how: 'zeros before numbers', rewrite: inNumbers((value) => value.replace(/^([-+]?)/, '$100')) },
  {
    how: 'zeros behind numbers',
    rewrite: inNumbers((value) => (value.includes('.') ? `${value}00000000000` : `${value}.00000000000`)),
  },
  { how: 'blanks around texts', rewrite: inTexts('CS SH LO DS IS AS', (value) => ` ${value.trim()}  `) },
  { how: 'blanks behind times', rewrite: inTexts('DA TM DT UI', (value) => `${value.trim()}  `) },
  {
    how: 'NULs behind texts',
    rewrite: inTexts(
      'CS SH LO DS IS DA TM DT UI AS PN',
      (value) => `${value}\0`,
      (_, values) => values.length === 1,
    ),
  },
  { how: 'numbers stated twice', rewrite: inTexts(NUMBERS, (value) => `${value}\\${value}`, isSingle) },
  {
    how: 'numbers with another behind',
    rewrite: inTexts(NUMBERS, (value) => `${value}\\7`, isSingle),
    tells: ['several_values'],
  },
  {
    how: 'times with a fraction of zeros',
    rewrite: inTexts('TM', (value) => (value.includes('.') ? value : `${value}.000000`)),
    cell: (value) => (typeof value === 'string' ? value.replace(/\.0+$/, '') : value),
  },
  { how: 'functional groups that frames share', of: OF_MANY_FRAMES, rewrite: inSharedGroups(OF_ACQUISITION) },
  {
    how: 'functional groups of each frame',
    of: OF_MANY_FRAMES,
    rewrite: inGroupsOfFrames(3, OF_ACQUISITION),
  },
  { how: 'doses that frames share', of: OF_FRAMES_WITH_DOSES, rewrite: inSharedGroups() },
  { how: 'doses of its only frame', of: OF_FRAMES_WITH_DOSES, rewrite: inGroupsOfFrames(1) },
  {
    how: 'elements of unknown VR',
    rewrite: withUnknownVrs(({ vr, tag }) => vr !== 'SQ' && tag !== attributeOf('SpecificCharacterSet').tag),
  },
  { how: 'private blocks without their creators', rewrite: withoutCreators },
  { how: 'currents and times in micro-units', of: PROJECTIONS, rewrite: inOthers(IN_MICRO) },
  {
    how: 'currents and times in micro-units beside zeros',
    of: PROJECTIONS,
    rewrite: inOthers(IN_MICRO, '0'),
  },
  { how: 'currents, times and products as doubles', of: PROJECTIONS, rewrite: inOthers(AS_DOUBLES) },
  { how: 'products in whole units', of: PROJECTIONS, rewrite: inOthers(IN_MILLI), tells: [DRGEM] },
  { how: 'zeros beside what is stated', rewrite: withZerosBeside },
  { how: 'other doses beside those of the image', rewrite: withOtherDosesBeside },
  { how: 'exposures of a capture as doubles', of: /Philips/, rewrite: exposuresAsDoubles },
  { how: 'code extensions', rewrite: withCodeExtensions },
  { how: 'date and time in one', rewrite: inOneDateTime },
  {
    how: 'dates with points',
    rewrite: inTexts('DA', (value) => value.replace(/^(\d{4})(\d\d)(\d\d)$/, '$1.$2.$3')),
  },
  {
    how: 'times with colons',
    rewrite: inTexts('TM', (value) => value.replace(/^(\d\d)(\d\d)(\d\d)/, '$1:$2:$3')),
  },
  { how: 'the side of the series', of: /^MG-|mammogram/, rewrite: sideOfSeries, tells: [HOLOGIC] },
  { how: 'the side of the anatomy', rewrite: sideOfAnatomy, cell: lowerCase },
  { how: 'the view by its short name', of: /^MG-|mammogram/, rewrite: viewByShortName, cell: lowerCase },
  { how: 'modifiers beside their view', rewrite: modifiersBesideView },
  { how: 'signs of materials', rewrite: inWords(MATERIALS, withSigns) },
  {
    how: 'several words with commas',
    rewrite: inWords(['Grid', 'FilterMaterial'], (words) => words.replaceAll('\\', ',')),
  },
  { how: 'words in small letters', rewrite: inTexts('CS', (word) => word.toLowerCase()), cell: lowerCase },
  { how: 'the class of a sibling', rewrite: ofSibling },
  { how: 'codes of SNOMED CT', rewrite: inSnomedCt, cell: oneSnomed },
  ...['SRT', 'SNM3', '99SDM', 'SNOMED-RT', 'srt'].map((scheme): Way => ({
    how: `SNOMED RT called ${scheme}`,
    rewrite: withScheme(SNOMED_RT, scheme),
    cell: oneOf(/^(SRT|SNM3|99SDM|SNOMED-RT|srt)$/, 'SRT'),
  })),
  {
    how: 'codes without a scheme',
    rewrite: withScheme(/^(DCM|SRT|SNM3|99SDM)$/, ''),
    cell: oneOf(/^(DCM|SRT|SNM3|99SDM|)$/, null),
  },
  { how: 'codes as long codes', rewrite: asLongCodes },
  { how: 'codes with blanks behind them', rewrite: paddedCodes },
  { how: 'meanings without codes', rewrite: withoutCodes, cell: oneOf(A_CODE, null) },
  { how: 'meanings in capitals', rewrite: withMeanings((meaning) => meaning.toUpperCase()), cell: lowerCase },
];
