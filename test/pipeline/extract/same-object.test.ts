import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DataSet as ReadDataSet } from '../../../pipeline/dicom/data-set.js';
import { DRGEM_DECIMALS_IN_INTEGER_STRINGS as DRGEM } from '../../../pipeline/extract/quirks/drgem-decimals-in-integer-strings.js';
import { HOLOGIC_LATERALITY_OF_SERIES as HOLOGIC } from '../../../pipeline/extract/quirks/hologic-mammography.js';
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
  dataSet,
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
  inEvery,
  itemsIn,
  textIn,
  withAttribute,
  writable,
  writableInUtf8,
} from '../../support/rewritten-report.js';
import {
  asSent,
  assembledTogether,
  differences,
  doubtsIn,
  said,
  type Rewriting,
  type Way,
} from '../../support/same-rows.js';

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
const MUCH: Attributes = {
  ...{ InstitutionName: 'Klinik S\xfcd', OperatorsName: ['M\xfcller^J\xf6rg', 'Li\xe8ge^Ana'] },
  ProjectionEponymousNameCodeSequence: [
    { CodeValue: 'R-10263', CodingSchemeDesignator: 'SRT', CodeMeaning: 'Towne' },
  ],
  ...{
    ImageLaterality: 'L',
    ViewPosition: null,
    EntranceDoseInmGy: '1.25',
    ExposureInuAs: null,
    Exposure: 5,
  },
  ViewCodeSequence: [
    { CodeValue: 'R-10206', CodingSchemeDesignator: 'SRT', CodeMeaning: 'antero-posterior' },
  ],
  ...{
    PositionerPrimaryAngle: '-12.5',
    PositionerSecondaryAngle: '7',
    ColumnAngulation: '3',
    TableHeight: '850',
  },
  ...{ TableHeadTiltAngle: 10.1, TableHorizontalRotationAngle: -2.5, DistanceSourceToIsocenter: 1150.5 },
  ...{ EstimatedRadiographicMagnificationFactor: '1.1', Sensitivity: '400', SpatialResolution: '0.15' },
  ...{
    GridThickness: '1.5',
    GridPitch: '0.25',
    GridAspectRatio: '10\\1',
    GridPeriod: '200',
    GridFocalDistance: '1800',
  },
  ...{
    GridAbsorbingMaterial: 'LEAD',
    GridSpacingMaterial: 'ALUMINUM',
    ExposureControlModeDescription: 'three fields',
  },
  ...{
    DateOfLastCalibration: '20260102',
    TimeOfLastCalibration: '101500',
    GantryID: 'G1',
    TimezoneOffsetFromUTC: '+0100',
  },
  ProcedureCodeSequence: [{ CodeValue: 'XR1', CodingSchemeDesignator: 'L', CodeMeaning: 'Chest' }],
  RequestAttributesSequence: [{ RequestedProcedureDescription: 'Chest, standing' }],
};
const ACQUISITION_DATE_ONLY: Attributes = {
  ...{
    StudyDate: null,
    SeriesDate: null,
    ContentDate: null,
    StudyTime: null,
    SeriesTime: null,
    ContentTime: null,
  },
};
const BEFORE_MIDNIGHT: Attributes = {
  ...{ RadiopharmaceuticalStartDateTime: null, RadiopharmaceuticalStopDateTime: null },
  ...{ RadiopharmaceuticalStartTime: '235830', RadiopharmaceuticalStopTime: '000010' },
  ...{ RadiopharmaceuticalVolume: '2.5', RadiopharmaceuticalSpecificActivity: '2.5' },
};
const AFTER_MIDNIGHT: Attributes = {
  ...{ StudyDate: '20260105', StudyTime: '003000', AcquisitionDate: '20260105', AcquisitionTime: '004500' },
  ...{ NumberOfTimeSlots: 16, NumberOfRRIntervals: 8, CoincidenceWindowWidth: '6.5' },
};

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
  'radiograph that states much': radiographyImage({ attributes: MUCH }),
  'radiograph without other dates': radiographyImage({ attributes: ACQUISITION_DATE_ONLY }),
  'panoramic radiograph': radiographyImage({ modality: 'PX' }),
  'Philips CT capture': ctDoseCapture(),
  'Toshiba CT image': radiographyImage({ attributes: TOSHIBA_CT, elements: TOSHIBA_DOSES }),
  'Toshiba CT image of many frames': radiographyImage({
    attributes: { ...TOSHIBA_CT, SOPClassUID: ENHANCED_CT },
    elements: TOSHIBA_DOSES,
  }),
  'PET image': petImage(),
  'PET image of many frames': petImage({ attributes: { SOPClassUID: ENHANCED_PET } }),
  'PET image after midnight': petImage({ isotope: BEFORE_MIDNIGHT, attributes: AFTER_MIDNIGHT }),
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

/** A number as so many tenths, its point moved by hand: 0.55 is 5.5E-01. */
function inTenths(value: string): string {
  const [, sign = '', whole = '', fraction = ''] = /^([-+]?)(\d+)\.?(\d*)$/.exec(value)!;
  return `${sign}${whole}${fraction.slice(0, 1) || '0'}.${fraction.slice(1) || '0'}E-01`;
}

/** Attributes of which several values say something. */
const SEVERAL = new Set(
  (
    ['GridAspectRatio', 'FieldOfViewDimensions', 'FilterThicknessMinimum', 'FilterThicknessMaximum'] as const
  ).map((keyword) => attributeOf(keyword).tag),
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

const withoutCreators: Rewriting = (object) =>
  everywhere(object, (set) => set.filter(({ tag }) => !isPrivate(tag) || (tag & 0xffff) > 0xff));

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

const OF_STANDARD = /^(DCM|SCT|SRT|SNM3|99SDM)$/;
const withoutCodes: Rewriting = (object) =>
  everywhere(object, (set) =>
    textIn(set, 'CodeMeaning') === null || !OF_STANDARD.test(textIn(set, 'CodingSchemeDesignator') ?? '')
      ? set
      : (['CodeValue', 'CodingSchemeDesignator'] as const).reduce<DataSet>(
          (code, keyword) => withAttribute(code, keyword, null),
          set,
        ),
  );
const A_CODE = /^([CFGPRT]\d?-[0-9A-Z]+|\d{6}|SRT|SNM3|99SDM|DCM)$/;

/* The same quantity in another attribute. */

const valueIn = (set: DataSet, keyword: Keyword): string | null => textIn(set, keyword) || null;
const numberIn = (set: DataSet, keyword: Keyword): number | null => {
  const text = valueIn(set, keyword);
  return text === null || !isNumber(text) ? null : Number(text);
};
const withNumber = (set: DataSet, keyword: Keyword, value: number): DataSet => {
  const { tag, vr } = attributeOf(keyword);
  const number = Number(value.toPrecision(12));
  const others = set.filter((one) => one.tag !== tag);
  return sorted([...others, element(tag, vr, vr === 'FD' ? [number] : bytesOf(String(number)))]);
};

/** Numbers of some attributes in others, so many times as great, at the top; what was there stays as `left`, if so. */
const inOthers =
  (pairs: readonly (readonly [Keyword, Keyword, factor: number])[], left: string | null = null): Rewriting =>
  (object) =>
    pairs.reduce((set, [from, to, factor]) => {
      const value = numberIn(set, from);
      return value === null ? set : withNumber(withAttribute(set, from, left), to, value * factor);
    }, object);

const IN_MICRO = [
  ['XRayTubeCurrent', 'XRayTubeCurrentInuA', 1000],
  ['ExposureTime', 'ExposureTimeInuS', 1000],
] as const;
const AS_DOUBLES = [
  ['XRayTubeCurrent', 'XRayTubeCurrentInmA', 1],
  ['ExposureTime', 'ExposureTimeInms', 1],
  ['ExposureInuAs', 'ExposureInmAs', 0.001],
] as const;
const IN_MILLI = [['ExposureInuAs', 'Exposure', 0.001]] as const;
const PROJECTIONS = /^(DX|MG)-|radiograph|mammogram|Hologic/;

/** Zeros in attributes of what another one states. */
const withZerosBeside: Rewriting = (object) =>
  (
    [
      'XRayTubeCurrentInuA',
      'ExposureTimeInuS',
      'XRayTubeCurrentInmA',
      'ExposureTimeInms',
      'ExposureInmAs',
    ] as const
  ).reduce<DataSet>((set, keyword) => {
    const isThere = set.some(({ tag }) => tag === attributeOf(keyword).tag);
    return isThere ? set : withNumber(set, keyword, 0);
  }, object);

/** The coarse doses of whole decigrays, and those of a performed procedure step, beside those of the image. */
const withOtherDosesBeside: Rewriting = (object) =>
  sorted([
    ...object.filter(({ tag }) => tag !== attributeOf('EntranceDose').tag),
    element(attributeOf('EntranceDose').tag, 'US', [7]),
    ...(object.some(({ tag }) => tag === attributeOf('ExposureDoseSequence').tag)
      ? []
      : [
          element(attributeOf('ExposureDoseSequence').tag, 'SQ', {
            items: [dataSet({ KVP: '44', ExposureTime: 7, OrganDose: '7', EntranceDoseInmGy: '7' })],
          }),
        ]),
  ]);

/** Currents and times of the exposures of a capture. */
const exposuresAsDoubles: Rewriting = inEvery('ExposureDoseSequence', (exposure) =>
  inOthers([
    ['ExposureTime', 'ExposureTimeInms', 1],
    ['XRayTubeCurrentInuA', 'XRayTubeCurrentInmA', 0.001],
  ])(exposure, random('doubles')),
);

const withCodeExtensions: Rewriting = (object) =>
  valueIn(object, 'SpecificCharacterSet') === 'ISO_IR 100'
    ? withAttribute(object, 'SpecificCharacterSet', 'ISO 2022 IR 100')
    : object;

const DATE_AND_TIME = ['AcquisitionDate', 'AcquisitionTime'] as const;
const inOneDateTime: Rewriting = (object) => {
  const [date, time] = DATE_AND_TIME.map((keyword) => valueIn(object, keyword));
  if (!date || !time) return object;
  const apart = DATE_AND_TIME.reduce<DataSet>((set, keyword) => withAttribute(set, keyword, null), object);
  return withAttribute(apart, 'AcquisitionDateTime', `${date}${time}`);
};

/* Sides and views. */

const SIDES: Readonly<Record<string, Attributes>> = {
  R: { CodeValue: '24028007', CodingSchemeDesignator: 'SCT', CodeMeaning: 'Right' },
  L: { CodeValue: 'G-A101', CodingSchemeDesignator: 'SNM3', CodeMeaning: 'LEFT' },
};
const sideOf = (object: DataSet): string => valueIn(object, 'ImageLaterality') ?? '';

const sideOfSeries: Rewriting = (object) =>
  sideOf(object) === ''
    ? object
    : withAttribute(withAttribute(object, 'ImageLaterality', null), 'Laterality', sideOf(object));

const sideOfAnatomy: Rewriting = (object) => {
  const side = SIDES[sideOf(object)];
  const [region] = itemsIn(object, 'AnatomicRegionSequence');
  if (!side || !region) return object;
  const coded = withAttribute(region, 'AnatomicRegionModifierSequence', [dataSet(side)]);
  const without = ['ImageLaterality', 'Laterality'] as const;
  return without.reduce<DataSet>(
    (set, keyword) => withAttribute(set, keyword, null),
    withAttribute(object, 'AnatomicRegionSequence', [coded]),
  );
};

const viewByShortName: Rewriting = (object) => {
  const [view] = itemsIn(object, 'ViewCodeSequence');
  const hasModifiers = view !== undefined && itemsIn(view, 'ViewModifierCodeSequence').length > 0;
  const isNamed = valueIn(object, 'ViewPosition') !== null && !hasModifiers;
  return isNamed ? withAttribute(object, 'ViewCodeSequence', null) : object;
};

const modifiersBesideView: Rewriting = (object) => {
  const [view] = itemsIn(object, 'ViewCodeSequence');
  const modifiers = view === undefined ? [] : itemsIn(view, 'ViewModifierCodeSequence');
  if (view === undefined || modifiers.length === 0) return object;
  const alone = withAttribute(object, 'ViewCodeSequence', [
    withAttribute(view, 'ViewModifierCodeSequence', null),
  ]);
  return withAttribute(alone, 'ViewModifierCodeSequence', modifiers);
};

/* Words. */

const inWords = (keywords: readonly Keyword[], rewrite: (value: string) => string): Rewriting => {
  const tags = new Set(keywords.map((keyword) => attributeOf(keyword).tag));
  return (object) =>
    object.map((one) =>
      tags.has(one.tag) && one.value instanceof Uint8Array
        ? { ...one, value: bytesOf(rewrite(textOf(one.value))) }
        : one,
    );
};
const SIGNS: Readonly<Record<string, string>> = {
  ...{ ALUMINUM: 'Al', COPPER: 'Cu', MOLYBDENUM: 'Mo', RHODIUM: 'Rh', SILVER: 'Ag', TUNGSTEN: 'W' },
};
const MATERIALS = ['AnodeTargetMaterial', 'FilterMaterial'] as const;
const withSigns = (words: string): string => words.replace(/[A-Z]+/g, (word) => SIGNS[word] ?? word);

/** The class of another image that is read as this one is. */
const SIBLINGS: Readonly<Record<string, string>> = {
  [SOP_CLASS.mammographyForProcessing]: SOP_CLASS.mammographyForPresentation,
  [SOP_CLASS.mammographyForPresentation]: SOP_CLASS.mammographyForProcessing,
  [SOP_CLASS.digitalXRayForProcessing]: SOP_CLASS.digitalXRayForPresentation,
  [SOP_CLASS.digitalXRayForPresentation]: SOP_CLASS.digitalXRayForProcessing,
  [SOP_CLASS.breastProjectionForProcessing]: SOP_CLASS.breastProjectionForPresentation,
  [SOP_CLASS.breastProjectionForPresentation]: SOP_CLASS.breastProjectionForProcessing,
  [SOP_CLASS.positronEmissionTomography]: ENHANCED_PET,
  [ENHANCED_PET]: '1.2.840.10008.5.1.4.1.1.130',
  [ENHANCED_CT]: '1.2.840.10008.5.1.4.1.1.2.2',
};
const CAPTURE_OF_MANY_FRAMES = '1.2.840.10008.5.1.4.1.1.7.2';
const ofSibling: Rewriting = (object) => {
  const sopClass = valueIn(object, 'SOPClassUID') ?? '';
  const isCtCapture = sopClass === SOP_CLASS.secondaryCapture && valueIn(object, 'Modality') === 'CT';
  if (isCtCapture) return withAttribute(object, 'SOPClassUID', CAPTURE_OF_MANY_FRAMES);
  return withAttribute(object, 'SOPClassUID', SIBLINGS[sopClass] ?? sopClass);
};

const hasOtherImage = (object: DataSet): boolean => {
  const sopClass = valueIn(object, 'SOPClassUID') ?? '';
  return /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.(1\.|13\.)/.test(SIBLINGS[sopClass] ?? '');
};
/** The image for presentation of one for processing, or the reverse, which does not name it. */
const ofOtherIntent: Rewriting = (object, by) => {
  const isForProcessing = valueIn(object, 'PresentationIntentType') === 'FOR PROCESSING';
  const intent = isForProcessing ? 'FOR PRESENTATION' : 'FOR PROCESSING';
  const other = withAttribute(ofSibling(object, by), 'PresentationIntentType', intent);
  const unnamed = withAttribute(
    withAttribute(other, 'SourceImageSequence', null),
    'IrradiationEventUID',
    null,
  );
  return withAttribute(unnamed, 'SOPInstanceUID', '1.2.3.99');
};

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

  // Where rows are the same to the last cell, they meet as they did.
  it.each(WAYS.filter(({ cell }) => cell !== undefined))(
    'is one exposure with the other image of it, with $how',
    (way) => {
      const { rewrite = (object) => object, layout = {}, how } = way;
      for (const { name, read, object, said: original } of written) {
        if (way.of?.test(name) === false || !hasOtherImage(object)) continue;
        const plain = way.inUtf8 ? withoutPixels(writableInUtf8(read), random(name)) : object;
        const rewritten = rewrite(ofOtherIntent(plain, random(name)), random(`${name}/${how}`));
        const other = said(writePart10(rewritten, layout));
        const { studies } = assembledTogether(original, other).rows;
        const [alone] = original.study.rows.studies;
        expect.soft(studies, name).toMatchObject([
          {
            event_count: 1,
            kap_total_gy_cm2: alone!.kap_total_gy_cm2,
            agd_left_mgy: alone!.agd_left_mgy,
            agd_right_mgy: alone!.agd_right_mgy,
          },
        ]);
      }
    },
  );
});
