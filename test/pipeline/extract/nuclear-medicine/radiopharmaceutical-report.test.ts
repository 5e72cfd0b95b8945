import { describe, expect, it } from 'vitest';
import {
  RADIOPHARMACEUTICAL,
  code,
  codeItem,
  container,
  num,
  radiopharmaceuticalReport,
  type Children,
  type RadiopharmaceuticalReportParts,
} from '../../../support/builders/index.js';
import { extracted } from '../../../support/extracted.js';

const read = (parts: RadiopharmaceuticalReportParts = {}) => extracted(radiopharmaceuticalReport(parts));

describe('a radiopharmaceutical dose report', () => {
  it('gives an administration for each container', () => {
    const { kind, content, administrations } = read({
      administrations: [
        { radiopharmaceutical: RADIOPHARMACEUTICAL.fdg, activity_mbq: 294, startedAt: '20260105104000' },
        { radiopharmaceutical: RADIOPHARMACEUTICAL.iodide, activity_mbq: 20, startedAt: null },
      ],
    });
    expect([kind, content]).toEqual(['report', 'NM']);
    expect(administrations).toMatchObject([
      {
        radiopharmaceutical_code: 'C-B1031',
        radionuclide_code: 'C-111A1',
        half_life_s: 6586.2,
        administered_activity_mbq: 294,
        started_at_local: '2026-01-05T10:40:00',
      },
      { radionuclide_code: 'C-114A4', administered_activity_mbq: 20, started_at_local: null },
    ]);
  });

  it('keeps the offset from UTC of its start', () => {
    const { administrations } = read({
      administrations: [{ startedAt: '20260105104000-0500', stoppedAt: '20260105104100-0500' }],
    });
    expect(administrations[0]).toMatchObject({
      started_at_local: '2026-01-05T10:40:00',
      started_at_offset_min: -300,
    });
  });

  it('leaves out an activity that nobody can have been given, in becquerels under another unit or 0', () => {
    const [becquerels, none] = read({
      administrations: [{ activity_mbq: 394_000_000 }, { activity_mbq: 0 }],
    }).administrations;
    expect([becquerels!.administered_activity_mbq, none!.administered_activity_mbq]).toEqual([null, null]);
    const findings = (activity_mbq: number) =>
      read({ administrations: [{ activity_mbq }] }).findings.map(({ code }) => code);
    expect(findings(394_000_000)).toContain('value_impossible');
    expect(findings(0)).not.toContain('value_impossible');
  });

  it('says the same under the codes of SNOMED RT and SNOMED CT', () => {
    const values = (snomedCt: boolean) => read({ seed: 5, snomedCt }).administrations;
    expect(values(true)).toEqual(values(false));
  });

  it('keeps organ doses with side and authority, and the effective dose', () => {
    const { administrations } = read({
      administrations: [
        {
          effective_dose_msv: 7.486,
          organDoses: [
            { organ: code('T-32000', 'SRT', 'Heart'), dose_mgy: 26.4 },
            {
              organ: code('T-28000', 'SRT', 'Lung'),
              laterality: code('G-A102', 'SRT', 'Right and left'),
              dose_mgy: 7.88,
            },
          ],
        },
      ],
    });
    expect(administrations[0]!.effective_dose_msv).toBe(7.486);
    expect(administrations[0]!.organ_doses).toMatchObject([
      { finding_site_code: 'T-32000', laterality: null, organ_dose_mgy: 26.4 },
      { finding_site_code: 'T-28000', laterality_code: 'G-A102', organ_dose_mgy: 7.88 },
    ]);
  });

  it('keeps volume, residual activity and route', () => {
    const { administrations } = read({
      administrations: [
        { volume_cm3: 2.5, pre_activity_mbq: 300, post_activity_mbq: 6, comment: 'left arm' },
      ],
    });
    expect(administrations[0]).toMatchObject({
      volume_cm3: 2.5,
      pre_administration_activity_mbq: 300,
      post_administration_activity_mbq: 6,
      comment: 'left arm',
    });
  });

  it('leaves a volume in a foreign unit out, with a finding', () => {
    const drops = num(code('123005', 'DCM', 'Radiopharmaceutical Volume'), 5, { code: 'drops' });
    const { administrations, findings } = read({ administrations: [{ volume_cm3: null, extra: [drops] }] });
    expect(administrations[0]!.volume_cm3).toBeNull();
    expect(findings.map((finding) => finding.code)).toContain('unit_unknown');
  });

  it('fills height and weight from the patient characteristics only where the header is blank', () => {
    const characteristics = { patientCharacteristics: { weight_kg: 110, height_cm: 178 } };
    const blank = read({ ...characteristics, attributes: { PatientSize: null, PatientWeight: null } });
    expect(blank.study).toMatchObject({ patient_height_m: 1.78, patient_weight_kg: 110 });
    const stated = read({ ...characteristics, attributes: { PatientSize: 1.6, PatientWeight: 55 } });
    expect(stated.study).toMatchObject({ patient_height_m: 1.6, patient_weight_kg: 55 });
  });

  it('has no height and weight that a person cannot have, wherever they are stated', () => {
    const { study, findings } = read({
      patientCharacteristics: { weight_kg: 72_000, height_cm: 17_500 },
      attributes: { PatientSize: null, PatientWeight: 72_000 },
    });
    expect(study).toMatchObject({ patient_height_m: null, patient_weight_kg: null });
    expect(findings.map(({ code }) => code)).toEqual(Array(3).fill('value_impossible'));
    const { study: filled } = read({
      patientCharacteristics: { weight_kg: 72, height_cm: 175 },
      attributes: { PatientSize: 175, PatientWeight: 72_000 },
    });
    expect(filled).toMatchObject({ patient_height_m: 1.75, patient_weight_kg: 72 });
  });

  it.each([
    ['Enhanced SR', '1.2.840.10008.5.1.4.1.1.88.22'],
    ['Comprehensive SR', '1.2.840.10008.5.1.4.1.1.88.33'],
    ['Comprehensive 3D SR', '1.2.840.10008.5.1.4.1.1.88.34'],
    ['Extensible SR', '1.2.840.10008.5.1.4.1.1.88.35'],
  ])('is known by its title in %s', (_, SOPClassUID) => {
    expect(read({ attributes: { SOPClassUID } }).administrations).toHaveLength(1);
  });

  it('is read where an administration groups what it states, and the patient is described in a group', () => {
    const group = (...children: Children) => container(code('G1', '99MAKER', 'A group'), children);
    const characteristics = container(code('121118', 'DCM', 'Patient Characteristics'), [
      num(code('14749-6', 'LN', 'Glucose'), 5.2, { code: 'mmol/l' }),
    ]);
    const administration = container(code('113502', 'DCM', 'Radiopharmaceutical Administration'), [
      group(
        num(code('113507', 'DCM', 'Administered activity'), 10, { code: 'mCi' }),
        codeItem(code('89457008', 'SCT', 'Radionuclide'), code('C-111A1', 'SRT', '^18^Fluorine')),
      ),
    ]);
    const { administrations } = read({
      administrations: [],
      extra: [administration, group(characteristics)],
    });
    expect(administrations).toMatchObject([
      { administered_activity_mbq: 370, radionuclide_code: 'C-111A1', glucose_mmol_l: 5.2 },
    ]);
  });

  it('has glucose and creatinine whether by mass or by amount', () => {
    const characteristics = container(code('121118', 'DCM', 'Patient Characteristics'), [
      num(code('14749-6', 'LN', 'Glucose'), 90, { code: 'mg/dl' }),
      num(code('2160-0', 'LN', 'Serum Creatinine'), 88.4, { code: 'umol/l' }),
    ]);
    const [administration] = read({ extra: [characteristics] }).administrations;
    expect(administration!.glucose_mmol_l).toBeCloseTo(4.9957, 4);
    expect(administration!.serum_creatinine_mg_dl).toBeCloseTo(0.99998, 5);
  });

  it('finds administrations that are grouped in a further container', () => {
    const activity = num(code('113507', 'DCM', 'Administered activity'), 294, { code: 'MBq' });
    const administration = container(code('113502', 'DCM', 'Radiopharmaceutical Administration'), [activity]);
    const group = container(code('G1', '99MAKER', 'Administrations'), [administration, administration]);
    const { administrations } = read({ administrations: [], extra: [group] });
    expect(administrations.map((row) => row.administered_activity_mbq)).toEqual([294, 294]);
  });
});
