import { TAG } from '../../../../pipeline/dicom/tags.js';
import { random, SOP_CLASS } from '../../../support/builders/index.js';
import {
  dataSet,
  element,
  type Attributes,
  type DataSet,
  type Element,
} from '../../../support/dicom-writer/data-set.js';
import { attributeOf, KEYWORDS, type Keyword } from '../../../support/dicom-writer/dictionary.js';
import { writePart10 } from '../../../support/dicom-writer/write-part10.js';
import { everywhere, inEvery, itemsIn, textIn, withAttribute } from '../../../support/rewritten-report.js';
import type { Rewriting } from '../../../support/same-rows.js';
import { ENHANCED_PET, ENHANCED_CT } from './objects.js';

/* Rewriting values. */

export const isPrivate = (tag: number): boolean => (tag >>> 16) % 2 === 1;
const textOf = (value: Uint8Array): string =>
  Buffer.from(value)
    .toString('latin1')
    .replace(/[\s\0]+$/, '');
const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** Every text of some VRs through `rewrite`, value by value. */
export function inTexts(
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

export const NUMBERS = 'DS IS';
const isNumber = (value: string): boolean => /^\s*[-+]?\d+(\.\d*)?\s*$/.test(value);
export const inNumbers = (rewrite: (value: string) => string, vrs = NUMBERS): Rewriting =>
  inTexts(vrs, (value) => (isNumber(value) ? rewrite(value.trim()) : value));

/** A number as so many tenths, its point moved by hand: 0.55 is 5.5E-01. */
export function inTenths(value: string): string {
  const [, sign = '', whole = '', fraction = ''] = /^([-+]?)(\d+)\.?(\d*)$/.exec(value)!;
  return `${sign}${whole}${fraction.slice(0, 1) || '0'}.${fraction.slice(1) || '0'}E-01`;
}

/** Attributes of which several values say something. */
const SEVERAL = new Set(
  (
    ['GridAspectRatio', 'FieldOfViewDimensions', 'FilterThicknessMinimum', 'FilterThicknessMaximum'] as const
  ).map((keyword) => attributeOf(keyword).tag),
);
export const isSingle = ({ tag }: Element, values: readonly string[]): boolean =>
  values.length === 1 && !SEVERAL.has(tag) && isNumber(values[0]!);

/* What is absent, and what is there without a value. */

/** The attributes that are read and of which the writer knows the VR. */
const KNOWN = Object.keys(TAG)
  .filter((keyword): keyword is Keyword => (KEYWORDS as readonly string[]).includes(keyword))
  .map(attributeOf)
  .filter(({ tag }) => tag >>> 16 > 2);

const sorted = (set: DataSet): DataSet => [...set].sort((one, other) => one.tag - other.tag);
const absentIn = (set: DataSet) => KNOWN.filter(({ tag }) => !set.some((one) => one.tag === tag));

export const withEmptyAttributes: Rewriting = (object) =>
  everywhere(object, (set) =>
    sorted([
      ...set,
      ...absentIn(set).map(({ tag, vr }) =>
        element(tag, vr, vr === 'SQ' ? { items: [] } : new Uint8Array(0)),
      ),
    ]),
  );
export const withEmptyItems: Rewriting = (object) =>
  sorted([
    ...object,
    ...absentIn(object)
      .filter(({ vr }) => vr === 'SQ')
      .map(({ tag, vr }) => element(tag, vr, { items: [[]] })),
  ]);

const isEmpty = ({ value }: Element): boolean =>
  (value instanceof Uint8Array && textOf(value) === '') ||
  (typeof value === 'object' && 'items' in value && value.items.length === 0);
export const withoutEmptyAttributes: Rewriting = (object) =>
  everywhere(object, (set) => set.filter((one) => !isEmpty(one)));

/* Private blocks, and elements of which an archive no longer knew the VR. */

const littleEndian = (vr: string, numbers: readonly number[]): Uint8Array => {
  const bytes = Buffer.from(
    writePart10([element(0x00090000, vr, numbers)], { preamble: false, metaGroup: false }),
  );
  return bytes.subarray(8);
};

export const withUnknownVrs =
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
export const inAnotherBlock: Rewriting = (object) =>
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

export const withoutCreators: Rewriting = (object) =>
  everywhere(object, (set) => set.filter(({ tag }) => !isPrivate(tag) || (tag & 0xffff) > 0xff));

/* Meanings. */

export const withMeanings =
  (rename: (meaning: string) => string | null): Rewriting =>
  (object) =>
    everywhere(object, (set) => {
      const meaning = textIn(set, 'CodeMeaning');
      return meaning === null || textIn(set, 'CodeValue') === null
        ? set
        : withAttribute(set, 'CodeMeaning', rename(meaning));
    });

const OF_STANDARD = /^(DCM|SCT|SRT|SNM3|99SDM)$/;
export const withoutCodes: Rewriting = (object) =>
  everywhere(object, (set) =>
    textIn(set, 'CodeMeaning') === null || !OF_STANDARD.test(textIn(set, 'CodingSchemeDesignator') ?? '')
      ? set
      : (['CodeValue', 'CodingSchemeDesignator'] as const).reduce<DataSet>(
          (code, keyword) => withAttribute(code, keyword, null),
          set,
        ),
  );
export const A_CODE = /^([CFGPRT]\d?-[0-9A-Z]+|\d{6}|SRT|SNM3|99SDM|DCM)$/;

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
export const inOthers =
  (pairs: readonly (readonly [Keyword, Keyword, factor: number])[], left: string | null = null): Rewriting =>
  (object) =>
    pairs.reduce((set, [from, to, factor]) => {
      const value = numberIn(set, from);
      return value === null ? set : withNumber(withAttribute(set, from, left), to, value * factor);
    }, object);

export const IN_MICRO = [
  ['XRayTubeCurrent', 'XRayTubeCurrentInuA', 1000],
  ['ExposureTime', 'ExposureTimeInuS', 1000],
] as const;
export const AS_DOUBLES = [
  ['XRayTubeCurrent', 'XRayTubeCurrentInmA', 1],
  ['ExposureTime', 'ExposureTimeInms', 1],
  ['ExposureInuAs', 'ExposureInmAs', 0.001],
] as const;
export const IN_MILLI = [['ExposureInuAs', 'Exposure', 0.001]] as const;
export const PROJECTIONS = /^(DX|MG)-|radiograph|mammogram|Hologic/;

/** Zeros in attributes of what another one states. */
export const withZerosBeside: Rewriting = (object) =>
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
export const withOtherDosesBeside: Rewriting = (object) =>
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
export const exposuresAsDoubles: Rewriting = inEvery('ExposureDoseSequence', (exposure) =>
  inOthers([
    ['ExposureTime', 'ExposureTimeInms', 1],
    ['XRayTubeCurrentInuA', 'XRayTubeCurrentInmA', 0.001],
  ])(exposure, random('doubles')),
);

export const withCodeExtensions: Rewriting = (object) =>
  valueIn(object, 'SpecificCharacterSet') === 'ISO_IR 100'
    ? withAttribute(object, 'SpecificCharacterSet', 'ISO 2022 IR 100')
    : object;

const DATE_AND_TIME = ['AcquisitionDate', 'AcquisitionTime'] as const;
export const inOneDateTime: Rewriting = (object) => {
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

export const sideOfSeries: Rewriting = (object) =>
  sideOf(object) === ''
    ? object
    : withAttribute(withAttribute(object, 'ImageLaterality', null), 'Laterality', sideOf(object));

export const sideOfAnatomy: Rewriting = (object) => {
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

export const viewByShortName: Rewriting = (object) => {
  const [view] = itemsIn(object, 'ViewCodeSequence');
  const hasModifiers = view !== undefined && itemsIn(view, 'ViewModifierCodeSequence').length > 0;
  const isNamed = valueIn(object, 'ViewPosition') !== null && !hasModifiers;
  return isNamed ? withAttribute(object, 'ViewCodeSequence', null) : object;
};

export const modifiersBesideView: Rewriting = (object) => {
  const [view] = itemsIn(object, 'ViewCodeSequence');
  const modifiers = view === undefined ? [] : itemsIn(view, 'ViewModifierCodeSequence');
  if (view === undefined || modifiers.length === 0) return object;
  const alone = withAttribute(object, 'ViewCodeSequence', [
    withAttribute(view, 'ViewModifierCodeSequence', null),
  ]);
  return withAttribute(alone, 'ViewModifierCodeSequence', modifiers);
};

/* Words. */

export const inWords = (keywords: readonly Keyword[], rewrite: (value: string) => string): Rewriting => {
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
export const MATERIALS = ['AnodeTargetMaterial', 'FilterMaterial'] as const;
export const withSigns = (words: string): string => words.replace(/[A-Z]+/g, (word) => SIGNS[word] ?? word);

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
export const ofSibling: Rewriting = (object) => {
  const sopClass = valueIn(object, 'SOPClassUID') ?? '';
  const isCtCapture = sopClass === SOP_CLASS.secondaryCapture && valueIn(object, 'Modality') === 'CT';
  if (isCtCapture) return withAttribute(object, 'SOPClassUID', CAPTURE_OF_MANY_FRAMES);
  return withAttribute(object, 'SOPClassUID', SIBLINGS[sopClass] ?? sopClass);
};

export const hasOtherImage = (object: DataSet): boolean => {
  const sopClass = valueIn(object, 'SOPClassUID') ?? '';
  return /^1\.2\.840\.10008\.5\.1\.4\.1\.1\.(1\.|13\.)/.test(SIBLINGS[sopClass] ?? '');
};
/** The image for presentation of one for processing, or the reverse, which does not name it. */
export const ofOtherIntent: Rewriting = (object, by) => {
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
