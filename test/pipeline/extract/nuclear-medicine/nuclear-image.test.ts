import { describe, expect, it } from 'vitest';
import { nuclearMedicineImage, petImage } from '../../../support/builders/index.js';
import type { Attributes } from '../../../support/dicom-writer/index.js';
import { extracted, outcomeOf } from '../../../support/extracted.js';

const pet = (isotope: Attributes, attributes: Attributes = {}) =>
  extracted(petImage({ isotope, attributes }));
const nm = (isotope: Attributes) => extracted(nuclearMedicineImage({ isotope }));
const nuclide = (CodeValue: string, CodeMeaning: string) => [
  { CodeValue, CodingSchemeDesignator: 'SRT', CodeMeaning },
];

describe('activity in an image', () => {
  it('is in Bq for PET and in MBq for NM', () => {
    expect(pet({ RadionuclideTotalDose: '394000000' }).administrations[0]!.administered_activity_mbq).toBe(
      394,
    );
    expect(nm({ RadionuclideTotalDose: '764' }).administrations[0]!.administered_activity_mbq).toBe(764);
  });

  it('is left out with a finding where maker and standard differ on the unit', () => {
    for (const { administrations, findings } of [
      pet({ RadionuclideTotalDose: '394' }),
      pet({ RadionuclideTotalDose: '1480' }),
      nm({ RadionuclideTotalDose: '764000000' }),
    ]) {
      expect(administrations[0]!.administered_activity_mbq).toBeNull();
      expect(findings.map(({ code }) => code)).toContain('value_impossible');
    }
  });

  it.each([null, '0', '0.0'])('is null where it is not stated, and the administration stays: %j', (dose) => {
    const { administrations } = nm({ RadionuclideTotalDose: dose });
    expect(administrations).toMatchObject([{ administered_activity_mbq: null, half_life_s: 21_624 }]);
  });
});

describe('administration in an image', () => {
  it('starts at the time stated on the date of the study where no date is stated', () => {
    const { administrations } = pet(
      {
        RadiopharmaceuticalStartDateTime: null,
        RadiopharmaceuticalStopDateTime: null,
        RadiopharmaceuticalStartTime: '104830',
        RadiopharmaceuticalStopTime: '104900.5',
      },
      { StudyDate: '20260105' },
    );
    expect(administrations[0]).toMatchObject({
      started_at_local: '2026-01-05T10:48:30',
      stopped_at_local: '2026-01-05T10:49:00.5',
    });
  });

  const timesAlone = (start: string | null, stop: string | null, attributes: Attributes) =>
    pet(
      {
        RadiopharmaceuticalStartDateTime: null,
        RadiopharmaceuticalStopDateTime: null,
        RadiopharmaceuticalStartTime: start,
        RadiopharmaceuticalStopTime: stop,
      },
      { StudyDate: '20260105', AcquisitionDate: '20260105', ...attributes },
    );

  it('was the day before where its time alone would lie half a day behind the images', () => {
    const { administrations, findings } = timesAlone('235830', '000010', { AcquisitionTime: '004500' });
    expect(administrations[0]).toMatchObject({
      started_at_local: '2026-01-04T23:58:30',
      stopped_at_local: '2026-01-05T00:00:10',
    });
    expect(findings.map(({ code }) => code)).toContain('date_assumed');
  });

  it('was so also where date and time of the images stand in one attribute', () => {
    const inOne = { AcquisitionDate: null, AcquisitionDateTime: '20260105004500' };
    expect(timesAlone('235830', null, inOne).administrations[0]!.started_at_local).toBe(
      '2026-01-04T23:58:30',
    );
  });

  it('may begin while images are taken, or a day before those of another day', () => {
    const dynamic = timesAlone('100130', null, { AcquisitionTime: '100000' });
    expect(dynamic.administrations[0]!.started_at_local).toBe('2026-01-05T10:01:30');
    const late = timesAlone('150000', null, { AcquisitionDate: '20260106', AcquisitionTime: '090000' });
    expect(late.administrations[0]!.started_at_local).toBe('2026-01-05T15:00:00');
    expect([...dynamic.findings, ...late.findings]).toEqual([]);
  });

  it('was the day after where study and images stand on both sides of midnight', () => {
    const { administrations, findings } = timesAlone('001000', '001100', {
      StudyTime: '235000',
      ...{ AcquisitionDate: '20260106', AcquisitionTime: '010000' },
    });
    expect(administrations[0]).toMatchObject({
      started_at_local: '2026-01-06T00:10:00',
      stopped_at_local: '2026-01-06T00:11:00',
    });
    expect(findings.map(({ code }) => code)).toEqual(['date_assumed']);
    const beforeMidnight = timesAlone('235500', '000500', {
      StudyTime: '235000',
      ...{ AcquisitionDate: '20260106', AcquisitionTime: '010000' },
    });
    expect(beforeMidnight.administrations[0]).toMatchObject({
      started_at_local: '2026-01-05T23:55:00',
      stopped_at_local: '2026-01-06T00:05:00',
    });
    const inTheMorning = timesAlone('013000', null, { StudyTime: '140000', AcquisitionTime: '150000' });
    expect(inTheMorning.administrations[0]!.started_at_local).toBe('2026-01-05T01:30:00');
    expect([...beforeMidnight.findings, ...inTheMorning.findings]).toEqual([]);
  });

  it('has no time that would lie outside the calendar', () => {
    const first = timesAlone('235000', null, {
      ...{ StudyDate: '00010101', AcquisitionDate: '00010101', AcquisitionTime: '003000' },
    });
    expect(first.administrations[0]!.started_at_local).toBeNull();
    const last = timesAlone('235000', '000100', {
      ...{ StudyDate: '99991231', AcquisitionDate: '99991231', AcquisitionTime: '235500' },
    });
    expect(last.administrations[0]).toMatchObject({
      started_at_local: '9999-12-31T23:50:00',
      stopped_at_local: null,
    });
  });

  it('takes the time from beside a date and time that states the day only', () => {
    const { administrations } = pet({
      RadiopharmaceuticalStartDateTime: '20260104',
      RadiopharmaceuticalStartTime: '104830',
    });
    expect(administrations[0]!.started_at_local).toBe('2026-01-04T10:48:30');
  });

  it.each([
    ['1.2.840.10008.5.1.4.1.1.130', '394'],
    ['1.2.840.10008.5.1.4.1.1.130', '394000000'],
    ['1.2.840.10008.5.1.4.1.1.128.1', '394000000'],
    ['1.2.840.10008.5.1.4.1.1.128.1', '394000000\\394000000'],
  ])('stands in enhanced PET in MBq or Bq: class %s, %s', (SOPClassUID, RadionuclideTotalDose) => {
    const { administrations, findings } = pet({ RadionuclideTotalDose }, { SOPClassUID });
    expect(administrations[0]!.administered_activity_mbq).toBe(394);
    expect(findings).toEqual([]);
  });

  it('keeps the name of the agent as sent, and for the agent where it is not coded', () => {
    const { administrations } = nm({ Radiopharmaceutical: 'DPD', RadiopharmaceuticalCodeSequence: null });
    expect(administrations[0]).toMatchObject({
      radiopharmaceutical: 'DPD',
      radiopharmaceutical_code: null,
      radiopharmaceutical_as_sent: 'DPD',
    });
  });

  it('is one of several where two isotopes are named', () => {
    const { administrations } = extracted(
      nuclearMedicineImage({
        attributes: {
          RadiopharmaceuticalInformationSequence: [
            { RadionuclideTotalDose: 100, RadionuclideCodeSequence: nuclide('C-163A8', 'Tc-99m') },
            { RadionuclideTotalDose: 20, RadionuclideCodeSequence: nuclide('C-114A4', 'I-123') },
          ],
        },
      }),
    );
    expect(administrations.map((row) => [row.radionuclide_code, row.administered_activity_mbq])).toEqual([
      ['C-163A8', 100],
      ['C-114A4', 20],
    ]);
  });

  it('does not take the event UID of an image, which may be another than that of the report', () => {
    const { administrations, quirks } = pet({ RadiopharmaceuticalAdministrationEventUID: '1.2.3' });
    expect(administrations[0]!.administration_event_uid).toBeNull();
    expect(quirks).toContain('pet-administration-event-uid-not-read');
  });

  it('keeps the offset from UTC of its start', () => {
    const { administrations } = pet({ RadiopharmaceuticalStartDateTime: '20260105101500+0100' });
    expect(administrations[0]).toMatchObject({
      started_at_local: '2026-01-05T10:15:00',
      started_at_offset_min: 60,
    });
  });

  it('states specific activity per mole, as reports do', () => {
    const { administrations } = pet({ RadiopharmaceuticalSpecificActivity: '2.5' });
    expect(administrations[0]!.specific_activity_bq_mol).toBe(2_500_000);
  });

  it('was requested as the image states it at the top, else in what it answers', () => {
    const code = (CodeValue: string) => [
      { CodeValue, CodingSchemeDesignator: 'L', CodeMeaning: `PET ${CodeValue}` },
    ];
    const requested = (attributes: Attributes) => {
      const { study } = pet({}, attributes);
      return [study.requested_procedure_code_value, study.requested_procedure_code_meaning];
    };
    const RequestAttributesSequence = [{ RequestedProcedureCodeSequence: code('B') }];
    expect(requested({ RequestAttributesSequence })).toEqual(['B', 'PET B']);
    const RequestedProcedureCodeSequence = code('A');
    expect(requested({ RequestAttributesSequence, RequestedProcedureCodeSequence })).toEqual(['A', 'PET A']);
    const RequestedProcedureDescription = 'PET/CT';
    expect(requested({ RequestedProcedureDescription })).toEqual([null, 'PET/CT']);
  });

  it('is in no image that names no radiopharmaceutical', () => {
    const bytes = nuclearMedicineImage({ attributes: { RadiopharmaceuticalInformationSequence: null } });
    expect(outcomeOf(bytes)).toEqual({ outcome: 'not_dose', reason: 'no_radiopharmaceutical_information' });
  });
});

describe('the PET series of an image', () => {
  it('is read from the tags of the standard: R-R intervals and slots are not the same', () => {
    const attributes = {
      SeriesInstanceUID: '1.2.3',
      SeriesDate: '20260105',
      SeriesTime: '115600',
      NumberOfRRIntervals: 8,
      NumberOfTimeSlots: 16,
      NumberOfTimeSlices: 4,
      NumberOfSlices: 47,
    };
    expect(pet({}, attributes).administrations[0]!.pet_series).toMatchObject([
      {
        series_instance_uid: '1.2.3',
        started_at_local: '2026-01-05T11:56:00',
        rr_interval_count: 8,
        time_slot_count: 16,
        time_slice_count: 4,
        slice_count: 47,
        series_type: 'WHOLE BODY | IMAGE',
        energy_window_lower_kev: 435,
      },
    ]);
  });

  it('is in no NM image', () => {
    expect(nm({}).administrations[0]!.pet_series).toBeNull();
  });
});
