import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalSum } from '../../../pipeline/assemble/decimal-sum.js';
import type { IdentityFacts } from '../../../pipeline/assemble/study-document.js';
import type { Study } from '../../../warehouse/tables/index.js';
import { assembledInAllOrders, codesOf, document, onlyStudy, type ObjectSaid } from './documents.js';

const study = (said: Partial<Study>, identity: Partial<IdentityFacts> = {}) =>
  onlyStudy(assembledInAllOrders([document({ uid: '1.1', study: said, identity, ct: [] })]));

describe('age', () => {
  it.each([
    ['the birth date where both agree', 45.2, '045Y', 45.2, 'birth_date', []],
    ['the birth date of an infant whose age is sent in whole years', 0.9, '000Y', 0.9, 'birth_date', []],
    ['the age as sent where they are far apart', 45.2, '030Y', 30, 'patient_age', ['age_differs']],
    ['the birth date of the old within 5 %', 90, '086Y', 90, 'birth_date', []],
    ['the age as sent in weeks without a birth date', null, '010W', 70 / 365.25, 'patient_age', []],
    ['nothing above 120 years', null, '200Y', null, null, ['age_out_of_range']],
    ['nothing where nothing is sent', null, null, null, null, []],
  ])('is %s', (_, patientAgeYears, patient_age_as_sent, years, source, codes) => {
    const row = study({ patient_age_as_sent }, { patientAgeYears });
    expect(row.patient_age_years).toBe(years);
    expect(row).toMatchObject({ patient_age_source: source, patient_age_as_sent });
    expect(codesOf(row)).toEqual(codes);
  });

  it('names a birth date that does not count', () => {
    const row = study({ patient_age_as_sent: '040Y' }, { birthDateProblem: 'after_study' });
    expect(row.patient_age_years).toBe(40);
    expect(codesOf(row)).toEqual(['birth_date_does_not_count']);
  });
});

describe('attributes', () => {
  it('come column by column from the first document that states them; another value is a finding', () => {
    const row = onlyStudy(
      assembledInAllOrders([
        document({ uid: '1.2', ct: [], study: { study_description: 'Thorax', patient_sex: null } }),
        document({ uid: '1.1', ct: [], study: { study_description: 'Chest', patient_sex: 'F' } }),
      ]),
    );
    expect(row).toMatchObject({ study_description: 'Thorax', patient_sex: 'F' });
    expect(row.findings).toEqual([
      {
        path: 'study_description',
        code: 'attribute_differs',
        message: 'objects of the study state different values; the first holds',
      },
    ]);
    expect(row.finding_count).toBe(1);
  });

  it('of identity are those of import: all accession numbers, and another patient is a finding', () => {
    const of = (uid: string, accessionNumber: string | null, patientPseudonym: string) =>
      document({ uid, ct: [], identity: { accessionNumber, patientPseudonym } });
    const row = onlyStudy(
      assembledInAllOrders([of('1.3', null, 'p'), of('1.2', 'B', 'p'), of('1.1', 'A', 'q')]),
    );
    expect(row).toMatchObject({
      accession_number: 'B',
      accession_numbers: ['A', 'B'],
      patient_pseudonym: 'p',
    });
    expect(codesOf(row)).toEqual(['attribute_differs', 'patient_differs']);
    expect(JSON.stringify(row.findings)).not.toMatch(/"[ABpq]"/);
  });

  it('mark a test object by its patterns', () => {
    expect(study({}, { notPatientPatterns: 'IDs: qa* | Names: ' })).toMatchObject({
      is_not_patient: true,
      not_patient_patterns: 'IDs: qa* | Names: ',
    });
    expect(study({}).is_not_patient).toBe(false);
  });

  it('hold the findings of the objects, each once', () => {
    const findings = [{ path: '1.2', code: 'value_impossible', message: 'm' }];
    const row = onlyStudy(
      assembledInAllOrders([
        document({ uid: '1.1', ct: [{ irradiation_event_uid: 'a' }], findings }),
        document({ uid: '1.2', ct: [{ irradiation_event_uid: 'b' }], findings }),
      ]),
    );
    expect(row).toMatchObject({ findings, finding_count: 1 });
  });
});

describe('the date of a study', () => {
  it('is that of the first event where no object states one', () => {
    const row = onlyStudy(
      assembledInAllOrders([
        document({
          uid: '1.1',
          ct: [
            { irradiation_event_uid: 'b', started_at_local: '2026-01-02T10:05:00.5', exposure_time_s: 2.25 },
            { irradiation_event_uid: 'a', started_at_local: '2026-01-02T10:00:00' },
          ],
        }),
      ]),
    );
    expect(row).toMatchObject({
      study_date: '2026-01-02',
      study_date_source: 'first_event',
      study_month: '2026-01',
      study_time: '10:00:00',
      irradiation_started_at_local: '2026-01-02T10:00:00',
      irradiation_ended_at_local: '2026-01-02T10:05:02.750',
    });
  });

  it('has no time of an object that states another day', () => {
    const object = (uid: string, study_date: string | null, study_time: string | null) =>
      document({ uid, ct: [], study: { study_date, study_time, study_date_source: study_date && 'study' } });
    const timeOf = (...documents: readonly ReturnType<typeof document>[]) =>
      onlyStudy(assembledInAllOrders(documents)).study_time;
    const withoutTime = object('1.3', '2026-01-01', null);
    const nextDay = object('1.2', '2026-01-02', '00:05:00');
    expect(timeOf(withoutTime, nextDay)).toBeNull();
    expect(timeOf(withoutTime, nextDay, object('1.1', '2026-01-01', '23:50:00'))).toBe('23:50:00');
    expect(timeOf(withoutTime, nextDay, object('1.1', null, '23:50:00'))).toBe('23:50:00');
  });

  it('ends irradiation with the start of an event at the end of the calendar', () => {
    const started_at_local = '9999-12-31T23:59:59';
    const ct = [{ irradiation_event_uid: 'a', started_at_local, exposure_time_s: 2 }];
    expect(onlyStudy(assembledInAllOrders([document({ uid: '1.1', ct })]))).toMatchObject({
      irradiation_started_at_local: started_at_local,
      irradiation_ended_at_local: started_at_local,
    });
  });

  it('proper goes before one taken from content', () => {
    const row = onlyStudy(
      assembledInAllOrders([
        document({ uid: '1.2', ct: [], study: { study_date: '2026-01-03', study_date_source: 'content' } }),
        document({ uid: '1.1', ct: [], study: { study_date: '2026-01-02', study_date_source: 'study' } }),
      ]),
    );
    expect(row).toMatchObject({ study_date: '2026-01-02', study_date_source: 'study' });
    expect(codesOf(row)).toEqual([]);
  });
});

describe('a decimal sum', () => {
  it('is exact in decimals', () => {
    expect(decimalSum([0.1, 0.2])).toBe(0.3);
    expect(decimalSum([77574802.1, 7.7e-7])).toBe(77574802.10000077);
    expect(decimalSum([1e-7, 0.1, 1e15])).toBe(1000000000000000.1);
    expect(decimalSum([])).toBe(0);
  });

  it('does not depend on the order, nor on how it is worked out', () => {
    const decimal = fc.tuple(fc.integer({ min: 0, max: 1e9 }), fc.integer({ min: 0, max: 14 }));
    fc.assert(
      fc.property(fc.array(decimal, { minLength: 1, maxLength: 12 }), (parts) => {
        const values = parts.map(([digits, places]) => Number(`${digits}e-${places}`));
        const exact = parts.reduce(
          (sum, [digits, places]) => sum + BigInt(digits) * 10n ** BigInt(14 - places),
          0n,
        );
        expect(decimalSum(values)).toBe(Number(`${exact}e-14`));
        expect(decimalSum([...values].reverse())).toBe(decimalSum(values));
      }),
    );
  });
});

describe('the offset from UTC of the start of an event', () => {
  const at = { irradiation_event_uid: 'e', started_at_local: '2026-01-02T10:00:00' };
  const offsetsOf = (...said: Omit<ObjectSaid, 'uid'>[]) =>
    assembledInAllOrders(said.map((one, n) => document({ uid: `1.${n}`, ...one }))).rows.ct_events.map(
      (row) => row.started_at_offset_min,
    );
  const study = { utc_offset_min: 60 };

  it('is that of its object where the event states none', () => {
    expect(offsetsOf({ study, ct: [at] })).toEqual([60]);
    expect(offsetsOf({ study, ct: [{ ...at, started_at_offset_min: 0 }] })).toEqual([0]);
    expect(offsetsOf({ ct: [at] })).toEqual([null]);
  });

  it('is blank without a start', () => {
    expect(offsetsOf({ study, ct: [{ irradiation_event_uid: 'e' }] })).toEqual([null]);
  });

  it('is that of the object that states the start', () => {
    const without = { irradiation_event_uid: 'e', dlp_mgy_cm: 5 };
    const strongest = { study: { utc_offset_min: 120 }, ct: [without, { irradiation_event_uid: 'f' }] };
    const other = { study, ct: [at, { irradiation_event_uid: 'g' }] };
    expect(offsetsOf({ ...strongest, isVerified: true }, other)).toEqual([60, null, null]);
  });
});
