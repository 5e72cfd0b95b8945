import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { DataSet as ReadDataSet } from '../../../../pipeline/dicom/data-set.js';
import { readPart10 } from '../../../../pipeline/dicom/part10.js';
import { TAG } from '../../../../pipeline/dicom/tags.js';
import { corpusFiles, hasCorpus } from '../../../support/corpus.js';
import {
  code,
  documentRoot,
  num,
  radiopharmaceuticalReport,
  SOP_CLASS,
  UNIT,
  VALUE,
} from '../../../support/builders/index.js';
import { header, writeObject } from '../../../support/builders/object-header.js';
import { random, type Random } from '../../../support/builders/seeded.js';
import { dataSet, element, type Attributes, type DataSet } from '../../../support/dicom-writer/data-set.js';
import { writePart10 } from '../../../support/dicom-writer/write-part10.js';
import {
  asLongCodes,
  FOREIGN,
  foreignAsEnglish,
  inSnomedCt,
  lowerCase,
  oneOf,
  oneSnomed,
  paddedCodes,
  withScheme,
} from '../../../support/other-codes.js';
import { LAYOUTS, withPrivateElements } from '../../../support/other-layouts.js';
import {
  codeIn,
  conceptOf,
  inEvery,
  inEveryContent,
  itemsIn,
  textIn,
  withAttribute,
  writable,
  writableInUtf8,
} from '../../../support/rewritten-report.js';
import { asSent, differences, doubtsIn, said, type Rewriting, type Way } from '../../../support/same-rows.js';

const TITLES = /113701|113500|C-10$/;

const ADMINISTRATION = {
  ...{ volume_cm3: 2.5, pre_activity_mbq: 312.5, post_activity_mbq: 9.25, effective_dose_msv: 5.1 },
  ...{ site: code('G-D101', 'SRT', 'Via vein'), laterality: VALUE.left, comment: 'slow' },
  organDoses: [{ organ: VALUE.heart, laterality: VALUE.right, dose_mgy: 14.5 }],
};

/** Radiation summary of a Siemens Arcadis Varic, which is in no collection of real objects. */
function varicSummary(): Uint8Array {
  const concept = (value: string, meaning: string) => code(value, '99SMS_RADSUM', meaning);
  const content = [
    num(concept('C-200', 'Frames'), 12, UNIT.one),
    num(concept('C-202', 'Fluoro time'), 93, UNIT.s),
    num(concept('C-204', 'Dose area product'), 1.25, { code: 'Gy.cm2' }),
  ];
  const root = documentRoot(concept('C-10', 'Radiation Summary'), content, null);
  return writeObject({ ...header({}, SOP_CLASS.enhancedReport, 'SR', 'summary'), ...root }, {});
}

/** Dose reports, real ones of Radiation Dose SR or Enhanced SR, and synthetic ones of rare kinds. */
const REPORTS = [
  ...corpusFiles().map((path) => ({ name: basename(path, '.dcm'), bytes: readFileSync(path) })),
  {
    name: 'radiopharmaceutical report',
    bytes: radiopharmaceuticalReport({
      administrations: [ADMINISTRATION],
      patientCharacteristics: { weight_kg: 71.5, height_cm: 178 },
    }),
  },
  { name: 'radiation summary', bytes: varicSummary() },
]
  .map(({ name, bytes }) => ({ name, read: readPart10(bytes) }))
  .flatMap(({ name, read }) => (read.ok ? [{ name, dataSet: read.dataSet }] : []))
  .filter(({ dataSet }) => dataSet.text(TAG.Modality) === 'SR' && TITLES.test(titleOf(dataSet)));

/** Of what one report says some ten times over, ten times is enough. */
const MOST_EVENTS = 10;

/** A report without the last of its many events. */
const shortened = inEveryContent((children) => {
  let events = 0;
  return children.filter((child) => conceptOf(child) !== 'DCM:113706' || ++events <= MOST_EVENTS);
});

function titleOf(report: ReadDataSet): string {
  return report.item(TAG.ConceptNameCodeSequence)?.text(TAG.CodeValue) ?? '';
}

/* The order of items. */

/** Observers and filters that stand beside each other without containers are told apart by their order. */
const OBSERVER = /^DCM:(12100[5-9]|12101[0-7]|113876)$/;
const FILTER = /^DCM:(113772|113757|113758|113773)$/;

/** Children in another order; those of one concept, and those that go together, keep theirs. */
function shuffled(children: readonly DataSet[], by: Random): readonly DataSet[] {
  const key = (item: DataSet): string =>
    conceptOf(item).replace(OBSERVER, 'observer').replace(FILTER, 'filter');
  const places = children.map((item) => ({ concept: key(item), at: by.next() })).sort((a, b) => a.at - b.at);
  const taken = new Map<string, number>();
  return places.map(({ concept }) => {
    const ordinal = taken.get(concept) ?? 0;
    taken.set(concept, ordinal + 1);
    return children.filter((item) => key(item) === concept)[ordinal]!;
  });
}

/* Meanings. */

/** Two radiography systems send X-Ray Detector Data Available under the code of another concept. */
const MISNUMBERED = 'DCM:113745';
const hasCode = (code: DataSet): boolean => /^(DCM|SRT|SCT):./.test(codeIn(code));

function withNames(rename: (meaning: string, code: DataSet) => string | null): Rewriting {
  return inEvery('ConceptNameCodeSequence', (code) => {
    const meaning = textIn(code, 'CodeMeaning');
    return meaning === null ? code : withAttribute(code, 'CodeMeaning', rename(meaning, code));
  });
}

function withMeanings(rename: (meaning: string) => string): Rewriting {
  return inEvery('ConceptCodeSequence', (code) => {
    const meaning = textIn(code, 'CodeMeaning');
    return meaning === null || !hasCode(code) ? code : withAttribute(code, 'CodeMeaning', rename(meaning));
  });
}

const inAnotherLanguage = (meaning: string, code: DataSet): string =>
  hasCode(code) && codeIn(code) !== MISNUMBERED ? `Gr\xf6\xdfe ${meaning.length}` : meaning;

/* Units: others of the same quantity, and the power of ten of a number in them. */

const UNITS: Readonly<Record<string, readonly (readonly [unit: string, tenfold: number])[]>> = {
  mGycm: [
    ['Gy.cm', -3],
    ['mGy*cm', 0],
    ['cGy.cm', -1],
    ['Gy.m', -5],
  ],
  'Gy.m2': [
    ['dGy.cm2', 5],
    ['uGy.m2', 6],
    ['cGy.cm2', 6],
    ['mGy.cm2', 7],
    ['Gy.cm2', 4],
    ['mGy.m2', 3],
    ['\xb5Gym\xb2', 6],
  ],
  'Gy.cm2': [
    ['dGy.cm2', 1],
    ['Gy.m2', -4],
    ['uGy.m2', 2],
  ],
  Gy: [
    ['mGy', 3],
    ['cGy', 2],
    ['uGy', 6],
    ['\xb5Gy', 6],
  ],
  mGy: [
    ['Gy', -3],
    ['dGy', -2],
    ['cGy', -1],
    ['uGy', 3],
  ],
  mm: [
    ['cm', -1],
    ['m', -3],
    ['um', 3],
  ],
  m2: [
    ['cm2', 4],
    ['mm2', 6],
    ['dm2', 2],
    ['cm^2', 4],
  ],
  s: [
    ['ms', 3],
    ['us', 6],
    ['sec', 0],
  ],
  ms: [
    ['s', -3],
    ['us', 3],
    ['msec', 0],
  ],
  kV: [
    ['V', 3],
    ['kVp', 0],
    ['KV', 0],
  ],
  mA: [
    ['A', -3],
    ['uA', 3],
  ],
  'uA.s': [
    ['mA.s', -3],
    ['mAs', -3],
    ['A.s', -6],
    ['uC', 0],
    ['mC', -3],
  ],
  deg: [
    ['\xb0', 0],
    ['degree', 0],
  ],
  '{pulse}/s': [
    ['/s', 0],
    ['Hz', 0],
    ['pulses/s', 0],
    ['1/s', 0],
  ],
  '1': [
    ['{no units}', 0],
    ['no units', 0],
    ['', 0],
  ],
  '{events}': [
    ['events', 0],
    ['1', 0],
  ],
  '{ratio}': [
    ['ratio', 0],
    ['1', 0],
  ],
  '{X-Ray sources}': [
    ['1', 0],
    ['X-Ray sources', 0],
    ['{X-ray Sources}', 0],
  ],
  MBq: [
    ['kBq', 3],
    ['Bq', 6],
    ['GBq', -3],
  ],
  mSv: [
    ['Sv', -3],
    ['uSv', 3],
  ],
  kg: [['g', 3]],
  m: [['cm', 2]],
  cm: [
    ['m', -2],
    ['mm', 1],
  ],
  cm3: [
    ['mL', 0],
    ['ml', 0],
    ['L', -3],
    ['uL', 3],
  ],
};
const SPELLINGS: Readonly<Record<string, string>> = {
  'mGy.cm': 'mGycm',
  Gym2: 'Gy.m2',
  uAs: 'uA.s',
  'pulse/s': '{pulse}/s',
  'X-ray sources': '{X-Ray sources}',
};

/** A number written with its point elsewhere; several values each. */
function timesTenTo(tenfold: number, written: string): string {
  return written
    .split('\\')
    .map((value) => {
      const [, mantissa = '', exponent = '0'] = /^\s*([^eE\s]*)(?:[eE](\S+))?\s*$/.exec(value) ?? [];
      return mantissa === '' ? value : `${mantissa}e${Number(exponent) + tenfold}`;
    })
    .join('\\');
}

/** Numbers in units of the same quantity; the blank unit is that of the template and is another finding. */
const inOtherUnits: Rewriting = (report, by) =>
  inEvery('MeasuredValueSequence', (measured) => {
    const [unit] = itemsIn(measured, 'MeasurementUnitsCodeSequence');
    const number = textIn(measured, 'NumericValue');
    const stated = unit === undefined ? null : textIn(unit, 'CodeValue');
    if (unit === undefined || stated === null || number === null) return measured;
    const others = UNITS[SPELLINGS[stated] ?? stated]?.filter(([other]) => other !== '');
    if (others === undefined) return measured;
    const [other, tenfold] = by.pick(others);
    const renamed = withAttribute(withAttribute(unit, 'CodeValue', other), 'CodeMeaning', other);
    const scaled = withAttribute(measured, 'MeasurementUnitsCodeSequence', [renamed]);
    return withAttribute(scaled, 'NumericValue', timesTenTo(tenfold, number));
  })(report);

/** Numbers with as many digits and another form: exponents, signs and zeros. */
const writtenOtherwise: Rewriting = (report, by) =>
  inEvery('MeasuredValueSequence', (measured) => {
    const number = textIn(measured, 'NumericValue');
    if (number === null || number.includes('\\')) return measured;
    const plain = number.trim();
    const forms = [
      /e/i.test(plain) ? plain : `${plain}e0`,
      plain.replace(/^(?=[\d.])/, '+'),
      ` ${plain} `,
      plain.replace(/^(-?)/, '$100'),
    ];
    return /^[-+]?\d/.test(plain) ? withAttribute(measured, 'NumericValue', by.pick(forms)) : measured;
  })(report);

/* What nobody knows, and what a reader has no use for. */

const item = (attributes: Attributes): DataSet => dataSet(attributes);
const unknownCode = { CodeValue: 'X-1', CodingSchemeDesignator: '99NOBODY', CodeMeaning: 'Of nobody' };
const UNKNOWN: readonly DataSet[] = [
  item({
    RelationshipType: 'CONTAINS',
    ValueType: 'TEXT',
    ConceptNameCodeSequence: [unknownCode],
    TextValue: '7',
  }),
  item({
    RelationshipType: 'CONTAINS',
    ValueType: 'NUM',
    ConceptNameCodeSequence: [unknownCode],
    MeasuredValueSequence: [
      {
        NumericValue: '99999',
        MeasurementUnitsCodeSequence: [
          { CodeValue: 'Gy', CodingSchemeDesignator: 'UCUM', CodeMeaning: 'Gy' },
        ],
      },
    ],
  }),
  item({
    RelationshipType: 'HAS CONCEPT MOD',
    ValueType: 'CODE',
    ConceptNameCodeSequence: [
      { CodeValue: '121049', CodingSchemeDesignator: 'DCM', CodeMeaning: 'Language' },
    ],
    ConceptCodeSequence: [{ CodeValue: 'de', CodingSchemeDesignator: 'RFC5646', CodeMeaning: 'German' }],
  }),
  item({
    RelationshipType: 'CONTAINS',
    ValueType: 'CONTAINER',
    ContinuityOfContent: 'CONTINUOUS',
    ConceptNameCodeSequence: [unknownCode],
    ContentSequence: [
      {
        RelationshipType: 'CONTAINS',
        ValueType: 'TEXT',
        ConceptNameCodeSequence: [unknownCode],
        TextValue: '8',
      },
    ],
  }),
  item({ RelationshipType: 'CONTAINS', ValueType: 'CONTAINER', ContinuityOfContent: 'SEPARATE' }),
  // By reference (PS3.3 C.17.3.2.5): (0040,DB73) names an item that stands elsewhere.
  [...item({ RelationshipType: 'INFERRED FROM' }), element(0x0040db73, 'UL', [1, 2])],
  item({ RelationshipType: 'CONTAINS', ValueType: 'IMAGE' }),
];

const withUnknownItems: Rewriting = (report, by) =>
  inEveryContent((children) => [
    ...children.flatMap((child) => (by.chance(0.3) ? [by.pick(UNKNOWN), child] : [child])),
    by.pick(UNKNOWN),
  ])(report);

const related: Rewriting = inEvery('ContentSequence', (child) => {
  const loosened = withAttribute(child, 'RelationshipType', 'CONTAINS');
  const isContainer = textIn(child, 'ValueType') === 'CONTAINER';
  return isContainer ? withAttribute(loosened, 'ContinuityOfContent', 'CONTINUOUS') : loosened;
});

const BY_MEANING = 'concept_by_meaning';
const WAYS: readonly Way[] = [
  {
    how: 'items in other orders',
    rewrite: (report, by) => inEveryContent((children) => shuffled(children, by))(report),
  },
  { how: 'codes of SNOMED CT for those of SNOMED RT', rewrite: inSnomedCt, cell: oneSnomed },
  ...(['SRT', 'SNM3', '99SDM', 'SNOMED-RT', 'srt'] as const).map((scheme): Way => {
    const schemes = /^(SRT|SNM3)$/;
    return {
      how: `SNOMED RT called ${scheme}`,
      rewrite: withScheme(schemes, scheme),
      cell: oneOf(/^(SRT|SNM3|99SDM|SNOMED-RT|srt)$/, 'SRT'),
    };
  }),
  {
    how: 'codes without a scheme',
    rewrite: withScheme(/^(DCM|SRT|SNM3)$/, ''),
    cell: oneOf(/^(DCM|SRT|SNM3|)$/, null),
    tells: [BY_MEANING],
  },
  {
    how: 'codes of the standard called SNOMED',
    rewrite: withScheme(/^DCM$/, 'SRT'),
    cell: oneOf(/^(DCM|SRT)$/, 'SRT'),
    tells: [BY_MEANING],
  },
  {
    how: 'codes of SNOMED called those of the standard',
    rewrite: withScheme(/^(SRT|SNM3)$/, 'DCM'),
    cell: oneOf(/^(DCM|SRT|SNM3)$/, 'DCM'),
    tells: [BY_MEANING],
  },
  { how: 'codes as long codes', rewrite: asLongCodes },
  { how: 'codes with blanks behind them', rewrite: paddedCodes },
  { how: 'names of concepts in capitals', rewrite: withNames((meaning) => meaning.toUpperCase()) },
  {
    how: 'names of concepts in small letters',
    rewrite: withNames((meaning) => ` ${meaning.toLowerCase()} `),
  },
  { how: 'names of concepts in another language', rewrite: withNames(inAnotherLanguage) },
  {
    how: 'no names of concepts',
    rewrite: withNames((meaning, code) => (inAnotherLanguage(meaning, code) === meaning ? meaning : null)),
  },
  {
    how: 'meanings of values in capitals',
    rewrite: withMeanings((meaning) => meaning.toUpperCase()),
    cell: lowerCase,
  },
  {
    how: 'meanings of values in another language',
    rewrite: withMeanings((meaning) => `${FOREIGN}${meaning}`),
    cell: foreignAsEnglish,
  },
  ...[1, 2, 3].map((seed): Way => ({
    how: `other units, ${seed}`,
    rewrite: inOtherUnits,
    tells: ['kap-not-in-gy-m2', 'dose-at-rp-not-in-gy'],
  })),
  { how: 'numbers in another form', rewrite: writtenOtherwise },
  { how: 'items that nobody knows', rewrite: withUnknownItems },
  { how: 'private elements', rewrite: withPrivateElements },
  { how: 'other relationships and continuity', rewrite: related },
  {
    how: 'the class of Enhanced SR',
    rewrite: (report) => withAttribute(report, 'SOPClassUID', '1.2.840.10008.5.1.4.1.1.88.22'),
  },
  {
    how: 'no template',
    rewrite: (report) => withAttribute(report, 'ContentTemplateSequence', null),
    tells: ['template_not_stated', 'ge-template-not-stated'],
  },
  ...LAYOUTS,
];

describe('a dose report', () => {
  it.skipIf(!hasCorpus)('is also one of the real ones', () => expect(REPORTS.length).toBeGreaterThan(20));

  const written = REPORTS.map(({ name, dataSet }) => {
    const report = shortened(writable(dataSet));
    return { name, dataSet, report, said: said(writePart10(report)) };
  });

  it.each(WAYS)('says the same with $how', (way) => {
    const { rewrite = (report) => report, layout = {}, cell = asSent, tells = [], how } = way;
    for (const { name, dataSet, report, said: original } of written) {
      const rewritten = rewrite(
        way.inUtf8 ? shortened(writableInUtf8(dataSet)) : report,
        random(`${name}/${how}`),
      );
      const other = said(writePart10(rewritten, layout));
      expect(differences(original, other, cell), name).toEqual([]);
      expect(doubtsIn(other, tells), name).toEqual(doubtsIn(original, tells));
    }
  });
});
