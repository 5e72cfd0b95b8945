import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  codeKey,
  concept,
  conceptAmong,
  foldMeaning,
  isConcept,
  sameConcept,
  type Code,
  type Concept,
} from '../../../pipeline/dicom/codes.js';
import * as ct from '../../../pipeline/dicom/concepts/ct.js';
import * as views from '../../../pipeline/dicom/concepts/image-views.js';
import * as nuclearMedicine from '../../../pipeline/dicom/concepts/nuclear-medicine.js';
import * as projection from '../../../pipeline/dicom/concepts/projection.js';
import * as report from '../../../pipeline/dicom/concepts/report.js';
import * as values from '../../../pipeline/dicom/concepts/values.js';

function code(spelled: string, meaning = ''): Code {
  const [scheme = '', value = ''] = spelled.split(':');
  return { scheme, value, meaning };
}

describe('a coded concept', () => {
  it('is named by its code, whatever the meaning beside it', () => {
    expect(sameConcept(code('DCM:113734', 'mA'), ct.TUBE_CURRENT)).toBe('code');
    expect(sameConcept(code('DCM:113738', 'Dose'), projection.DOSE_RP)).toBe('code');
    expect(sameConcept(code('DCM:113738'), projection.DOSE_AREA_PRODUCT)).toBeNull();
  });
  it.each([
    'SCT:116152004',
    'SRT:P5-08001',
    'SNM3:P5-08001',
    '99SDM:P5-08001',
    'UMLS:C0860888',
    'srt:P5-08001',
  ])('is the same in every scheme: spiral as %s', (spelled) =>
    expect(sameConcept(code(spelled), values.CT_SPIRAL)).toBe('code'),
  );
  it.each(['SRT:113734', 'SCT:113734', 'snomed ct:113734', ':113734'])(
    'is known by a code of the standard under the name of another: %s',
    (spelled) => expect(sameConcept(code(spelled), ct.TUBE_CURRENT)).toBe('code'),
  );
  it.each(['DCM:P5-08001', 'DCM:116152004', 'SNOMED CT:116152004', 'SNOMEDCT:116152004'])(
    'is known by a code of SNOMED under the name of another: %s',
    (spelled) => expect(sameConcept(code(spelled), values.CT_SPIRAL)).toBe('code'),
  );
  it('is not known by its number in another vocabulary', () => {
    expect(sameConcept(code('99XYZ:113734'), ct.TUBE_CURRENT)).toBeNull();
    expect(sameConcept(code('LN:113734'), ct.TUBE_CURRENT)).toBeNull();
    // 111006 and 121005 would be concepts of SNOMED CT too.
    expect(sameConcept(code('SCT:121005'), report.OBSERVER_TYPE)).toBeNull();
    expect(sameConcept(code('DCM:121005'), report.OBSERVER_TYPE)).toBe('code');
  });
  it('has both codes of exposure time', () => {
    expect(sameConcept(code('DCM:113824'), ct.EXPOSURE_TIME)).toBe('code');
    expect(sameConcept(code('DCM:113735'), ct.EXPOSURE_TIME)).toBe('code');
  });
  it('is named by its meaning where the code is private or wrong', () => {
    expect(sameConcept(code('99XYZ:1', 'dose area  PRODUCT'), projection.DOSE_AREA_PRODUCT)).toBe('meaning');
    expect(
      sameConcept(
        code('99X:7', 'Identification number of the X-ray source'),
        ct.IDENTIFICATION_OF_X_RAY_SOURCE,
      ),
    ).toBe('meaning');
    expect(sameConcept(code('99X:7', ''), projection.DOSE_AREA_PRODUCT)).toBeNull();
  });
  it('is not named by the meaning beside the code of another concept', () => {
    expect(sameConcept(code('DCM:113734', 'Maximum X-Ray Tube Current'), ct.MAXIMUM_TUBE_CURRENT)).toBeNull();
  });
  it('keeps detector data apart from the table relationship whose code it is sent under', () => {
    const sent = code('DCM:113745', 'X-Ray Detector Data Available');
    expect(sameConcept(sent, projection.PATIENT_TABLE_RELATIONSHIP)).toBeNull();
    expect(sameConcept(sent, projection.X_RAY_DETECTOR_DATA_AVAILABLE)).toBe('meaning');
    expect(
      isConcept(code('DCM:113745', 'Patient Table Relationship'), projection.PATIENT_TABLE_RELATIONSHIP),
    ).toBe(true);
  });
  it('is chosen among several by code before meaning', () => {
    const types = [values.CT_STATIONARY, values.STATIONARY_ACQUISITION];
    expect(conceptAmong(code('DCM:113611', 'Stationary Acquisition'), types)).toBe(
      values.STATIONARY_ACQUISITION,
    );
    expect(conceptAmong(code('99X:1', 'Stationary Acquisition'), types)).toBe(values.CT_STATIONARY);
    expect(conceptAmong(code('99X:1', 'Other'), types)).toBeNull();
    expect(conceptAmong(null, types)).toBeNull();
    expect(isConcept(undefined, values.YES)).toBe(false);
  });
});

describe('the dictionary', () => {
  const dictionaries: Record<string, Record<string, unknown>> = {
    ct,
    nuclearMedicine,
    projection,
    report,
    values,
    views,
  };
  const isDeclared = (value: unknown): value is Concept =>
    typeof value === 'object' && value !== null && 'keys' in value && 'meanings' in value;

  it('gives every key of the standard to one concept name only', () => {
    const names = new Map<string, Set<string>>();
    for (const declared of Object.values(dictionaries)
      .flatMap((file) => Object.values(file))
      .filter(isDeclared)) {
      for (const key of declared.keys) names.set(key, (names.get(key) ?? new Set()).add(declared.name));
    }
    const shared = [...names].filter(([, of]) => of.size > 1).map(([key]) => key);
    // erect (CID 19) and standing (CID 20) are one concept of SNOMED CT
    expect(shared).toEqual(['SCT:10904000']);
    expect(names.size).toBeGreaterThan(350);
  });
  it('writes DCM codes as six digits and SNOMED codes in a form of RT or CT', () => {
    for (const declared of Object.values(dictionaries)
      .flatMap((file) => Object.values(file))
      .filter(isDeclared)) {
      for (const key of declared.keys) {
        if (key.startsWith('DCM:')) expect(key).toMatch(/^DCM:1\d{5}$/);
        if (key.startsWith('SCT:')) expect(key).toMatch(/^SCT:(\d{5,18}|[A-Z][A-Z0-9]?-[0-9A-F]{4,6})$/);
      }
    }
  });
});

describe('properties', () => {
  const text = fc.string({ minLength: 1 });
  it('every concept is named by each of its own codes and meanings', () => {
    fc.assert(
      fc.property(text, fc.stringMatching(/^[0-9]{6}$/), (name, value) => {
        const declared = concept(name, [`99TEST:${value}`]);
        expect(sameConcept(code(`99TEST:${value}`, 'any'), declared)).toBe('code');
      }),
    );
  });
  it('folding twice is folding once, and the key does not depend on blanks around the scheme', () => {
    fc.assert(
      fc.property(text, (meaning) => {
        expect(foldMeaning(foldMeaning(meaning))).toBe(foldMeaning(meaning));
        expect(codeKey({ scheme: ` ${meaning.trim()} `, value: '1' })).toBe(
          codeKey({ scheme: meaning.trim(), value: '1' }),
        );
      }),
    );
  });
});
