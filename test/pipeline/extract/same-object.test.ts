import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DataSet as ReadDataSet } from '../../../pipeline/dicom/data-set.js';
import { readPart10 } from '../../../pipeline/dicom/part10.js';
import { TAG } from '../../../pipeline/dicom/tags.js';
import {
  ctDoseCapture,
  mammographyImage,
  nuclearMedicineImage,
  petImage,
  radiographyImage,
  random,
  SOP_CLASS,
} from '../../support/builders/index.js';
import { corpusFiles, hasCorpus } from '../../support/corpus.js';
import {
  element,
  privateBlock,
  type Attributes,
  type DataSet,
  type Element,
} from '../../support/dicom-writer/data-set.js';
import { attributeOf, KEYWORDS, type Keyword } from '../../support/dicom-writer/dictionary.js';
import { writePart10 } from '../../support/dicom-writer/write-part10.js';
import {
  asLongCodes,
  inSnomedCt,
  lowerCase,
  oneOf,
  oneSnomed,
  paddedCodes,
  withScheme,
} from '../../support/other-codes.js';
import { inGroupsOfFrames, inSharedGroups } from '../../support/functional-groups.js';
import { LAYOUTS, withPrivateElements } from '../../support/other-layouts.js';
import {
  everywhere,
  textIn,
  withAttribute,
  writable,
  writableInUtf8,
} from '../../support/rewritten-report.js';
import { asSent, differences, doubtsIn, said, type Rewriting, type Way } from '../../support/same-rows.js';

/* Objects that state doses and are no reports: real ones, and synthetic ones of every kind. */

const REAL = /^(CT-SC|DX-Im|MG-Im|NM-NmIm|NM-PetIm)/;
const TOSHIBA_CT: Attributes = {
  SOPClassUID: '1.2.840.10008.5.1.4.1.1.2',
  Modality: 'CT',
  Manufacturer: 'TOSHIBA',
  AcquisitionNumber: 2,
  SpiralPitchFactor: 0.9,
  CTDIPhantomTypeCodeSequence: [
    { CodeValue: '113691', CodingSchemeDesignator: 'DCM', CodeMeaning: 'IEC Body Dosimetry Phantom' },
  ],
};
const TOSHIBA_DOSES = privateBlock(0x7005, 'TOSHIBA_MEC_CT3', {
  0x08: ['DS', '0.5'],
  0x09: ['LO', '0\\1\\1\\1\\1\\0'],
  0x40: ['FD', 410.5],
  0x63: ['FD', 12.4],
});
/** Attributes of mammograms as images of many frames have them. */
const OF_FRAMES: Attributes = {
  ...{ ImageLaterality: null, FrameLaterality: 'L', IrradiationEventUID: '1.2.3.4' },
  ...{ ExposureTime: null, XRayTubeCurrent: null, Exposure: null, ExposureInuAs: null },
  ...{ ExposureTimeInms: 615, XRayTubeCurrentInmA: 100, ExposureInmAs: 61.5, HalfValueLayer: '0.55' },
};
const breastProjection = (intent: 'FOR PROCESSING' | 'FOR PRESENTATION', SOPClassUID: string): Uint8Array =>
  mammographyImage({ intent, attributes: { ...OF_FRAMES, SOPClassUID } });
const ENHANCED_PET = '1.2.840.10008.5.1.4.1.1.128.1';
const ENHANCED_CT = '1.2.840.10008.5.1.4.1.1.2.1';

const SYNTHETIC: Readonly<Record<string, Uint8Array>> = {
  'mammogram for processing': mammographyImage(),
  'mammogram for presentation': mammographyImage({ intent: 'FOR PRESENTATION' }),
  'computed mammogram': mammographyImage({ attributes: { SOPClassUID: SOP_CLASS.computedRadiography } }),
  'breast projection for processing': breastProjection(
    'FOR PROCESSING',
    SOP_CLASS.breastProjectionForProcessing,
  ),
  'breast projection for presentation': breastProjection(
    'FOR PRESENTATION',
    SOP_CLASS.breastProjectionForPresentation,
  ),
  'slices of a tomosynthesis': mammographyImage({
    attributes: { ...OF_FRAMES, SOPClassUID: SOP_CLASS.breastTomosynthesis },
  }),
  'Hologic projection': mammographyImage({ attributes: { SOPClassUID: SOP_CLASS.secondaryCapture } }),
  'digital radiograph': radiographyImage(),
  'digital radiograph for processing': radiographyImage({ forProcessing: true }),
  'computed radiograph': radiographyImage({ modality: 'CR' }),
  'panoramic radiograph': radiographyImage({ modality: 'PX' }),
  'Philips CT capture': ctDoseCapture(),
  'Toshiba CT image': radiographyImage({ attributes: TOSHIBA_CT, elements: TOSHIBA_DOSES }),
  'Toshiba CT image of many frames': radiographyImage({
    attributes: { ...TOSHIBA_CT, SOPClassUID: ENHANCED_CT },
    elements: TOSHIBA_DOSES,
  }),
  'PET image': petImage(),
  'PET image of many frames': petImage({ attributes: { SOPClassUID: ENHANCED_PET } }),
  'NM image': nuclearMedicineImage(),
};

interface Named {
  readonly name: string;
  readonly read: ReadDataSet;
}

function readable(name: string, bytes: Uint8Array): Named[] {
  const result = readPart10(bytes);
  return result.ok ? [{ name, read: result.dataSet }] : [];
}

const OBJECTS: readonly Named[] = [
  ...corpusFiles()
    .filter((path) => REAL.test(basename(path)))
    .flatMap((path) => readable(basename(path, '.dcm'), readFileSync(path))),
  ...Object.entries(SYNTHETIC).flatMap(([name, bytes]) => readable(name, bytes)),
];

const PIXELS: ReadonlySet<number> = new Set([TAG.PixelData, TAG.FloatPixelData, TAG.DoubleFloatPixelData]);
const withoutPixels: Rewriting = (object) => object.filter(({ tag }) => !PIXELS.has(tag));

/* Rewriting values. */

const isPrivate = (tag: number): boolean => (tag >>> 16) % 2 === 1;
const textOf = (value: Uint8Array): string =>
  Buffer.from(value)
    .toString('latin1')
    .replace(/[\s\0]+$/, '');
const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** Every text of some VRs through `rewrite`, value by value. */
function inTexts(
  vrs: string,
  rewrite: (value: string, element: Element) => string,
  wanted: (element: Element, values: readonly string[]) => boolean = () => true,
): Rewriting {
  const chosen = new Set(vrs.split(' '));
  return (object) =>
    everywhere(object, (set) =>
      set.map((one): Element => {
        if (!chosen.has(one.vr) || !(one.value instanceof Uint8Array)) return one;
        const values = textOf(one.value).split('\\');
        if (values.join('') === '' || !wanted(one, values)) return one;
        return { ...one, value: bytesOf(values.map((value) => rewrite(value, one)).join('\\')) };
      }),
    );
}

const NUMBERS = 'DS IS';
const isNumber = (value: string): boolean => /^\s*[-+]?\d+(\.\d*)?\s*$/.test(value);
const inNumbers = (rewrite: (value: string) => string, vrs = NUMBERS): Rewriting =>
  inTexts(vrs, (value) => (isNumber(value) ? rewrite(value.trim()) : value));

/** Attributes of which several values say something. */
const SEVERAL = new Set(
  (['FieldOfViewDimensions', 'FilterThicknessMinimum', 'FilterThicknessMaximum'] as const).map(
    (keyword) => attributeOf(keyword).tag,
  ),
);
const isSingle = ({ tag }: Element, values: readonly string[]): boolean =>
  values.length === 1 && !SEVERAL.has(tag) && isNumber(values[0]!);

/* What is absent, and what is there without a value. */

/** The attributes that are read and of which the writer knows the VR. */
const KNOWN = Object.keys(TAG)
  .filter((keyword): keyword is Keyword => (KEYWORDS as readonly string[]).includes(keyword))
  .map(attributeOf)
  .filter(({ tag }) => tag >>> 16 > 2);

const sorted = (set: DataSet): DataSet => [...set].sort((one, other) => one.tag - other.tag);
const absentIn = (set: DataSet) => KNOWN.filter(({ tag }) => !set.some((one) => one.tag === tag));

const withEmptyAttributes: Rewriting = (object) =>
  everywhere(object, (set) =>
    sorted([
      ...set,
      ...absentIn(set).map(({ tag, vr }) =>
        element(tag, vr, vr === 'SQ' ? { items: [] } : new Uint8Array(0)),
      ),
    ]),
  );
const withEmptyItems: Rewriting = (object) =>
  sorted([
    ...object,
    ...absentIn(object)
      .filter(({ vr }) => vr === 'SQ')
      .map(({ tag, vr }) => element(tag, vr, { items: [[]] })),
  ]);

const isEmpty = ({ value }: Element): boolean =>
  (value instanceof Uint8Array && textOf(value) === '') ||
  (typeof value === 'object' && 'items' in value && value.items.length === 0);
const withoutEmptyAttributes: Rewriting = (object) =>
  everywhere(object, (set) => set.filter((one) => !isEmpty(one)));

/* Private blocks, and elements of which an archive no longer knew the VR. */

const littleEndian = (vr: string, numbers: readonly number[]): Uint8Array => {
  const bytes = Buffer.from(
    writePart10([element(0x00090000, vr, numbers)], { preamble: false, metaGroup: false }),
  );
  return bytes.subarray(8);
};

const withUnknownVrs =
  (chosen: (element: Element) => boolean): Rewriting =>
  (object) =>
    everywhere(object, (set) =>
      set.map((one): Element => {
        if (!chosen(one)) return one;
        if (Array.isArray(one.value))
          return { ...one, vr: 'UN', value: littleEndian(one.vr, one.value as number[]) };
        return one.vr === 'SQ' ? { ...one, vr: 'UN', length: 'undefined' } : { ...one, vr: 'UN' };
      }),
    );

/** A block (gggg,10xx) in place of which (gggg,20xx) was reserved. */
const inAnotherBlock: Rewriting = (object) =>
  everywhere(object, (set) =>
    sorted(
      set.map((one): Element => {
        const number = one.tag & 0xffff;
        if (!isPrivate(one.tag)) return one;
        if (number === 0x10) return { ...one, tag: one.tag + 0x10 };
        return number >>> 8 === 0x10 ? { ...one, tag: one.tag + 0x1000 } : one;
      }),
    ),
  );

/* Meanings. */

const withMeanings =
  (rename: (meaning: string) => string | null): Rewriting =>
  (object) =>
    everywhere(object, (set) => {
      const meaning = textIn(set, 'CodeMeaning');
      return meaning === null || textIn(set, 'CodeValue') === null
        ? set
        : withAttribute(set, 'CodeMeaning', rename(meaning));
    });

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

const WAYS: readonly (Way & { readonly of?: RegExp })[] = [
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
  {
    how: 'exponents of ten',
    rewrite: inNumbers((value) =>
      `${value}E+01`.replace(/^([-+]?)(.*)E/, '$10.$2E').replace(/^.*$/, `${value}E+00`),
    ),
  },
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
  { how: 'meanings in capitals', rewrite: withMeanings((meaning) => meaning.toUpperCase()), cell: lowerCase },
];

describe('a dose object that is no report', () => {
  it.skipIf(!hasCorpus)('is also one of the real ones', () => {
    expect(OBJECTS.length).toBe(Object.keys(SYNTHETIC).length + 12);
  });

  const written = OBJECTS.map(({ name, read }) => {
    const object = withoutPixels(writable(read), random(name));
    return { name, read, object, said: said(writePart10(object)) };
  });

  it.each(WAYS)('says the same with $how', (way) => {
    const { rewrite = (object) => object, layout = {}, cell = asSent, tells = [], how } = way;
    for (const { name, read, object, said: original } of written) {
      if (way.of?.test(name) === false) continue;
      const plain = way.inUtf8 ? withoutPixels(writableInUtf8(read), random(name)) : object;
      const other = said(writePart10(rewrite(plain, random(`${name}/${how}`)), layout));
      expect.soft(differences(original, other, cell), name).toEqual([]);
      expect.soft(doubtsIn(other, tells), name).toEqual(doubtsIn(original, tells));
    }
  });
});
