import { describe, expect, it } from 'vitest';
import { ctReport } from '../../../support/builders/index.js';
import { element } from '../../../support/dicom-writer/index.js';
import { extracted } from '../../../support/extracted.js';

type Attributes = NonNullable<Parameters<typeof ctReport>[0]>['attributes'];

const read = (attributes: Attributes) => extracted(ctReport({ attributes: attributes ?? {} }));
const study = (attributes: Attributes) => read(attributes).study;
const device = (attributes: Attributes) => read(attributes).device;
const codes = (attributes: Attributes) => read(attributes).findings.map((finding) => finding.code);
const code = (CodeValue: string | null, CodeMeaning: string | null) => ({
  CodeValue,
  CodingSchemeDesignator: '99SITE',
  CodeMeaning,
});

describe('the study module', () => {
  it.each([
    [{}, '2026-03-01', 'study', []],
    [{ StudyDate: null }, '2026-03-02', 'content', ['study_date_missing']],
    [{ StudyDate: '' }, '2026-03-02', 'content', ['study_date_missing']],
    [{ StudyDate: '20269999' }, '2026-03-02', 'content', ['date_unreadable', 'study_date_missing']],
    [{ StudyDate: null, ContentDate: null }, '2026-03-03', 'series', ['study_date_missing']],
    [
      { StudyDate: null, ContentDate: null, SeriesDate: null, AcquisitionDate: '20260304' },
      '2026-03-04',
      'acquisition',
      ['study_date_missing'],
    ],
    [
      { StudyDate: null, ContentDate: null, SeriesDate: null, AcquisitionDateTime: '20260305101500' },
      '2026-03-05',
      'acquisition',
      ['study_date_missing'],
    ],
    [{ StudyDate: null, ContentDate: null, SeriesDate: null }, null, null, []],
  ])(
    'takes its date from study, content, series, acquisition, and never 1900: %o',
    (less, date, source, found) => {
      const dates = { StudyDate: '20260301', ContentDate: '20260302', SeriesDate: '20260303', ...less };
      expect(study(dates)).toMatchObject({ study_date: date, study_date_source: source });
      expect(codes(dates)).toEqual(found);
    },
  );

  it.each([
    [{}, '10:20:30'],
    [{ StudyTime: '102030.25+0100' }, '10:20:30.25'],
    [{ StudyTime: '1020' }, '10:20:00'],
    [{ StudyTime: null }, '11:00:00'],
    [{ StudyTime: null, ContentTime: null }, '12:00:00'],
    [{ StudyTime: 'noon', ContentTime: null, SeriesTime: null }, null],
    [
      {
        StudyTime: null,
        ContentTime: null,
        SeriesTime: null,
        StudyDate: '20260301',
        AcquisitionDateTime: '20260301131500',
      },
      '13:15:00',
    ],
    [{ StudyTime: null, ContentTime: null, SeriesTime: null, AcquisitionDateTime: '20260301' }, null],
  ])('takes its time from study, content, series: %o', (less, study_time) => {
    const times = { StudyTime: '102030', ContentTime: '110000', SeriesTime: '120000', ...less };
    expect(study(times).study_time).toBe(study_time);
  });

  it.each([
    [{ StudyTime: null }, '2026-03-01', '23:57:00'],
    [{ StudyTime: null, AcquisitionDate: null, AcquisitionTime: null }, '2026-03-01', null],
    [{ StudyTime: null, ContentDate: null }, '2026-03-01', '00:20:00'],
    [{ StudyDate: null }, '2026-03-02', '00:20:00'],
    [{ StudyDate: null, ContentTime: null }, '2026-03-02', '23:55:00'],
    [{ StudyDate: null, ContentTime: null, StudyTime: null }, '2026-03-02', '00:10:00'],
  ])('takes no time of another day where the study ran over midnight: %o', (less, study_date, study_time) => {
    const moments = {
      ...{
        StudyDate: '20260301',
        StudyTime: '235500',
        AcquisitionDate: '20260301',
        AcquisitionTime: '235700',
      },
      ...{ SeriesDate: '20260302', SeriesTime: '001000', ContentDate: '20260302', ContentTime: '002000' },
      ...less,
    };
    expect(study(moments)).toMatchObject({ study_date, study_time });
  });

  it('keeps series and content of the object', () => {
    const times = { SeriesInstanceUID: '1.2.3', SeriesTime: '120000', ContentTime: '110000.5' };
    expect(study(times)).toMatchObject({
      series_instance_uid: '1.2.3',
      series_time: '12:00:00',
      content_time: '11:00:00.5',
    });
  });

  it('joins several names of staff and leaves out names of separators only', () => {
    expect(
      study({
        PerformingPhysicianName: ['Doe^Jane', 'Roe^Richard'],
        OperatorsName: '^^',
        ReferringPhysicianName: 'Poe^Edgar',
        NameOfPhysiciansReadingStudy: '',
      }),
    ).toMatchObject({
      performing_physician: 'Doe^Jane | Roe^Richard',
      operator: null,
      referring_physician: 'Poe^Edgar',
      reading_physician: null,
    });
  });

  it('takes the procedure from its code', () => {
    expect(study({ ProcedureCodeSequence: [code('P1', 'CT chest'), code('P2', 'other')] })).toMatchObject({
      procedure_code_value: 'P1',
      procedure_code_meaning: 'CT chest',
    });
    expect(study({ ProcedureCodeSequence: [] }).procedure_code_meaning).toBeNull();
  });

  it.each([
    ['the code of the request', {}, 'R1', 'Request code'],
    ['its description', { request: { RequestedProcedureDescription: 'Request text' } }, null, 'Request text'],
    ['the description of the study', { request: {} }, null, 'Top text'],
    ['the code of the study', { request: {}, RequestedProcedureDescription: null }, 'T1', 'Top code'],
  ])(
    'takes the requested procedure from %s',
    (_, { request, ...less }: Record<string, unknown>, value, meaning) => {
      const ofRequest = request ?? {
        RequestedProcedureCodeSequence: [code('R1', 'Request code')],
        RequestedProcedureDescription: 'Request text',
      };
      const said = study({
        RequestAttributesSequence: [ofRequest],
        RequestedProcedureDescription: 'Top text',
        RequestedProcedureCodeSequence: [code('T1', 'Top code')],
        ...less,
      } as Attributes);
      expect(said.requested_procedure_code_meaning).toBe(meaning);
      if (value !== null) expect(said.requested_procedure_code_value).toBe(value);
    },
  );
});

describe('the requested procedure of a report', () => {
  const ofReferenced = (request: object, more: Attributes = {}) =>
    study({ ReferencedRequestSequence: [request], ...more } as Attributes);

  it('is that of the request which the report refers to, where nothing else states one', () => {
    expect(ofReferenced({ RequestedProcedureDescription: 'XR chest' })).toMatchObject({
      requested_procedure_code_meaning: 'XR chest',
      requested_procedure_code_value: null,
    });
    const coded = { RequestedProcedureCodeSequence: [code('R1', 'CT head')], AccessionNumber: 'A1' };
    expect(ofReferenced({ ...coded, RequestedProcedureDescription: 'other' })).toMatchObject({
      requested_procedure_code_meaning: 'CT head',
      requested_procedure_code_value: 'R1',
    });
    const stated = ofReferenced(coded, { RequestedProcedureDescription: 'Top text' });
    expect(stated).toMatchObject({
      requested_procedure_code_meaning: 'Top text',
      requested_procedure_code_value: null,
    });
  });
});

describe('the patient module', () => {
  it.each([
    [{ PatientSize: '1.72' }, 1.72, []],
    [{ PatientSize: '1,72' }, null, ['number_ambiguous_comma']],
    [{ PatientSize: 'unknown' }, null, ['number_unreadable']],
    [{ PatientSize: '0' }, null, []],
    [{ PatientSize: '' }, null, []],
    [{ PatientSize: '-1' }, null, ['value_impossible']],
    [{ PatientSize: '175' }, null, ['value_impossible']],
    [{ PatientSize: '2.72' }, 2.72, []],
  ])('has a height only where one is stated: %o', (attributes, height_m, found) => {
    expect(study(attributes).patient_height_m).toBe(height_m);
    expect(codes(attributes)).toEqual(found);
  });

  it.each([
    ['72000', null, ['value_impossible']],
    ['700.1', null, ['value_impossible']],
    ['635', 635, []],
    ['0', null, []],
  ])('has no weight that a person cannot have: %s', (PatientWeight, weight_kg, found) => {
    expect(study({ PatientWeight }).patient_weight_kg).toBe(weight_kg);
    expect(codes({ PatientWeight })).toEqual(found);
  });

  it('keeps sex, weight and age as sent', () => {
    expect(study({ PatientSex: 'O', PatientWeight: '71.5', PatientAge: '006M' })).toMatchObject({
      patient_sex: 'O',
      patient_weight_kg: 71.5,
      patient_age_as_sent: '006M',
    });
  });
});

describe('the equipment module', () => {
  it.each([
    ['0.194', 0.194],
    ['', null],
    ['0.194 x 0.194', null],
  ])('has a spatial resolution where %j is a number', (SpatialResolution, expected) => {
    expect(device({ SpatialResolution }).spatial_resolution_mm).toBe(expected);
  });

  it('has a last calibration where it is one', () => {
    const one = { DateOfLastCalibration: '20260101', TimeOfLastCalibration: '101500' };
    expect(device(one)).toMatchObject({ last_calibrated_on: '2026-01-01', last_calibrated_at: '10:15:00' });
    const several = { DateOfLastCalibration: ['20260101', '20260201'], TimeOfLastCalibration: ['1', '2'] };
    expect(device(several)).toMatchObject({ last_calibrated_on: null, last_calibrated_at: null });
    expect(codes(several)).toEqual(['several_values']);
  });

  it('joins several software versions', () => {
    expect(device({ SoftwareVersions: ['VA1', 'SP2'] }).software_versions).toBe('VA1 | SP2');
  });

  it('is another device with any other attribute of its identity', () => {
    const id = device({}).device_id;
    expect(device({}).device_id).toBe(id);
    expect(device({ SoftwareVersions: '2.0' }).device_id).not.toBe(id);
    expect(device({ StationName: 'OTHER' }).device_id).not.toBe(id);
    expect(device({ InstitutionAddress: 'moved' }).device_id).toBe(id);
  });

  it('is read where its names are of no declared character set', () => {
    const bytes = Buffer.from('Klinikum M\u00fcnchen ', 'latin1');
    const report = extracted(
      ctReport({
        attributes: { SpecificCharacterSet: null },
        elements: [element(0x00080080, 'LO', bytes)],
      }),
    );
    expect(report.device.institution_name).toBe('Klinikum München');
  });
});
