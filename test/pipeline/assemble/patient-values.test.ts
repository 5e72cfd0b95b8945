import { describe, expect, it } from 'vitest';
import { patientHash, patientValues } from '../../../pipeline/assemble/patient-values.js';
import { readPart10 } from '../../../pipeline/dicom/part10.js';
import { ctReport } from '../../support/builders/index.js';
import { DEFAULT_KEPT, KEEPING, PATIENT_FIELDS, type PatientField } from '../../../warehouse/tables/index.js';
import { assembledInAllOrders, document } from './documents.js';

const SITE_KEY = new Uint8Array(32).fill(3);
const STATED: { readonly [F in PatientField]: string } = {
  patient_name: 'Doe^Jane',
  patient_id: 'Ab-77',
  patient_birth_date: '1961-02-03',
};
function read(bytes: Uint8Array) {
  const result = readPart10(bytes);
  if (!result.ok) throw new Error(result.problem);
  return result.dataSet;
}
const dataSet = read(
  ctReport({ attributes: { PatientName: 'Doe^Jane', PatientID: 'Ab-77', PatientBirthDate: '19610203' } }),
);

describe.each(PATIENT_FIELDS)('%s', (field) => {
  it.each(KEEPING)('is kept as the site says: %s', (kept) => {
    const values = patientValues(dataSet, { ...DEFAULT_KEPT, [field]: kept }, SITE_KEY);
    const texts = { store: STATED[field], hash: patientHash(field, STATED[field], SITE_KEY), drop: null };
    expect(values[field]).toEqual({ kept, text: texts[kept] });
    for (const other of PATIENT_FIELDS.filter((one) => one !== field))
      expect(values[other]).toEqual({ kept: 'drop', text: null });
  });
});

describe('the hash of a value', () => {
  it('is the same however a name is written, and another one under another key', () => {
    const hash = (text: string) => patientHash('patient_name', text, SITE_KEY);
    for (const text of ['DOE^JANE', 'doe, jane', 'Doe^Jane^^^', 'Doe^Jane=山田'])
      expect(hash(text)).toBe(hash('Doe^Jane'));
    expect(hash('=山田^太郎')).toBe(hash('^^=山田^太郎^='));
    expect(hash('=山田^太郎')).not.toBe(hash('=鈴木^花子'));
    expect(hash('Doe^Janet')).not.toBe(hash('Doe^Jane'));
    expect(patientHash('patient_name', 'Doe^Jane', new Uint8Array(32))).not.toBe(hash('Doe^Jane'));
    expect(patientHash('patient_id', 'Doe^Jane', SITE_KEY)).not.toBe(hash('Doe^Jane'));
  });
});

describe('what is not stated', () => {
  it('is not kept: empty values, a name of delimiters, a birth date that is none', () => {
    const blank = read(
      ctReport({ attributes: { PatientName: '^^', PatientID: ' ', PatientBirthDate: '19611332' } }),
    );
    const keeps = {
      ...DEFAULT_KEPT,
      patient_name: 'store',
      patient_id: 'hash',
      patient_birth_date: 'store',
    } as const;
    const values = patientValues(blank, keeps, SITE_KEY);
    expect(PATIENT_FIELDS.map((field) => values[field].text)).toEqual([null, null, null]);
  });
});

describe('a value longer than any person has', () => {
  it('is cut between characters', () => {
    const endless = read(
      ctReport({
        attributes: { SpecificCharacterSet: 'ISO_IR 192', PatientName: `${'x'.repeat(1023)}𠮷` },
      }),
    );
    const { patient_name: name } = patientValues(
      endless,
      { ...DEFAULT_KEPT, patient_name: 'store' },
      SITE_KEY,
    );
    expect(name.text).toBe('x'.repeat(1023));
  });
});

describe('the identity of a study', () => {
  const patient = (name: string | null, id: string | null, kept: 'store' | 'hash' = 'store') => ({
    patient: {
      patient_name: { kept, text: name },
      patient_id: { kept, text: id },
      patient_birth_date: { kept: 'drop', text: null } as const,
    },
  });

  it('is taken field by field from the first document in order that states it', () => {
    const weak = document({
      uid: '1.1',
      kind: 'image',
      content: 'CT',
      ct: [{}],
      identity: patient('Weak', '7'),
    });
    const strong = document({ uid: '1.2', ct: [{}], identity: patient('Strong', null, 'hash') });
    expect(assembledInAllOrders([weak, strong, weak]).patients).toEqual([
      {
        study_id: expect.any(String),
        patient_name: 'Strong',
        patient_id: '7',
        patient_birth_date: null,
        hashed_fields: ['patient_name'],
      },
    ]);
  });

  it('is no row where nothing is kept', () => {
    expect(assembledInAllOrders([document({ uid: '1.1', ct: [{}] })]).patients).toEqual([]);
  });
});
