import { describe, expect, it } from 'vitest';
import { ctDoseCapture, type CtDoseCaptureParts } from '../../../support/builders/index.js';
import { dataSet, element, privateBlock, sequence } from '../../../support/dicom-writer/index.js';
import { extracted, outcomeOf } from '../../../support/extracted.js';

const read = (parts: CtDoseCaptureParts = {}) => extracted(ctDoseCapture(parts));
const eventOf = (parts: CtDoseCaptureParts) => read(parts).ctEvents[0]!;

describe('a Philips CT dose capture', () => {
  it('is a capture of CT with an event per exposure and the total that it states', () => {
    const { kind, content, ctEvents, accumulatedDoses } = read({ exposures: 4, dlp_total_mgy_cm: 512.5 });
    expect([kind, content, ctEvents.length]).toEqual(['capture', 'CT', 4]);
    expect(accumulatedDoses).toMatchObject([
      { part_kind: 'phantom', part: 'all', dlp_total_mgy_cm: 512.5, event_count_reported: 4, event_count: 4 },
    ]);
  });

  it.each([
    ['multi-frame capture', '1.2.840.10008.5.1.4.1.1.7.4'],
    ['localizer in the series of the dose information', '1.2.840.10008.5.1.4.1.1.2'],
  ])('is one also as %s', (_, SOPClassUID) => {
    expect(read({ exposures: 2, attributes: { SOPClassUID } })).toMatchObject({ kind: 'capture' });
    const attributes = { SOPClassUID, ExposureDoseSequence: null, CommentsOnRadiationDose: null };
    expect(outcomeOf(ctDoseCapture({ attributes, dlp_total_mgy_cm: null }))).toMatchObject({
      outcome: 'not_dose',
    });
  });

  it('says the same however often it is read', () => {
    const bytes = ctDoseCapture({ seed: 3 });
    expect(extracted(bytes)).toEqual(extracted(bytes));
  });

  it('converts its units: milliseconds, microamperes', () => {
    const exposures = [{ exposure_time_ms: 6986, tube_current_ma: 165.044, kvp_kv: 120 }];
    expect(eventOf({ exposures })).toMatchObject({
      exposure_time_s: 6.986,
      tube_current_ma: 165.044,
      kvp_kv: 120,
      xray_source_id: 'A',
      xray_source_count: 1,
    });
  });

  it.each([
    ['16 CM', 'head_16cm', '113690'],
    ['32 CM', 'body_32cm', '113691'],
    [null, null, null],
  ] as const)('knows phantom %j', (phantom, name, code) => {
    const event = eventOf({ exposures: [{ phantom }] });
    expect([event.ctdi_phantom, event.ctdi_phantom_code]).toEqual([name, code]);
  });

  it.each([
    ['CONSTANT_ANGLE', '113805'],
    ['SPIRAL', 'P5-08001'],
    ['SEQUENCED', '113804'],
    ['STATIONARY', '113806'],
    ['FREE', '113807'],
  ] as const)('knows acquisition type %s', (type, code) => {
    expect(eventOf({ exposures: [{ type }] }).ct_acquisition_type_code).toBe(code);
  });

  it.each(['1', '2', '3', '4'])(
    'may be a capture of many frames: class 1.2.840.10008.5.1.4.1.1.7.%s',
    (kind) => {
      const attributes = { SOPClassUID: `1.2.840.10008.5.1.4.1.1.7.${kind}` };
      expect(read({ exposures: 3, attributes }).ctEvents).toHaveLength(3);
    },
  );

  it('skips exposures without a type', () => {
    expect(read({ exposures: [{ type: null }, {}] }).ctEvents).toHaveLength(1);
  });

  it('is read without total, without the DLP of an exposure and without times', () => {
    const { ctEvents, accumulatedDoses, study } = read({
      exposures: [{ dlp_mgy_cm: null, startedAt: null }],
      dlp_total_mgy_cm: null,
    });
    expect(ctEvents[0]).toMatchObject({ dlp_mgy_cm: null, started_at_local: null });
    expect(accumulatedDoses[0]!.dlp_total_mgy_cm).toBeNull();
    expect(study.irradiation_started_at_local).toBeNull();
  });

  it('is read by its total alone where no exposure is listed', () => {
    const { ctEvents, accumulatedDoses } = read({
      exposures: [],
      dlp_total_mgy_cm: 512.5,
      attributes: { ExposureDoseSequence: null, TotalNumberOfExposures: 4 },
    });
    expect(ctEvents).toEqual([]);
    expect(accumulatedDoses).toMatchObject([
      { dlp_total_mgy_cm: 512.5, event_count_reported: 4, event_count: 0 },
    ]);
  });

  it('finds exposure time and tube current also in milliseconds and milliamperes', () => {
    const item = dataSet({ AcquisitionType: 'SPIRAL', ExposureTimeInms: 6986.5, XRayTubeCurrentInmA: 165.5 });
    expect(read({ elements: [sequence(0x0040030e, [item])] }).ctEvents[0]).toMatchObject({
      exposure_time_s: 6.9865,
      tube_current_ma: 165.5,
    });
  });

  it('ends with the exposure that starts last, seconds counted as seconds', () => {
    const { study } = read({
      exposures: [
        { startedAt: '20260105101000', exposure_time_ms: 4000 },
        { startedAt: '20260105101500', exposure_time_ms: 6500 },
      ],
    });
    expect(study.irradiation_started_at_local).toBe('2026-01-05T10:10:00');
    expect(study.irradiation_ended_at_local).toBe('2026-01-05T10:15:06.500');
  });

  it.each([1e15, -1e15])('does not end by an exposure time of %d ms', (exposure_time_ms) => {
    const { study } = read({ exposures: [{ startedAt: '20260105101000', exposure_time_ms }] });
    expect(study.irradiation_ended_at_local).toBe('2026-01-05T10:10:00');
  });

  it('ends with the start of an exposure at the end of the calendar', () => {
    const { study } = read({ exposures: [{ startedAt: '99991231235959', exposure_time_ms: 4000 }] });
    expect(study.irradiation_ended_at_local).toBe('9999-12-31T23:59:59');
  });

  it('finds private elements in whatever block their creator reserved', () => {
    const item = dataSet({ AcquisitionType: 'SPIRAL' }, [
      ...privateBlock(0x00e1, 'SOMEBODY ELSE', { 0x21: ['DS', '1'] }, 0x10),
      ...privateBlock(0x00e1, 'ELSCINT1', { 0x21: ['DS', '248.5'] }, 0x11),
    ]);
    const elements = [sequence(0x0040030e, [item])];
    expect(read({ elements }).ctEvents[0]!.dlp_mgy_cm).toBe(248.5);
  });

  it('finds them by number where the creator was lost', () => {
    const item = dataSet({ AcquisitionType: 'SPIRAL' }, [element(0x00e11021, 'UN', Buffer.from('248.5 '))]);
    expect(read({ elements: [sequence(0x0040030e, [item])] }).ctEvents[0]!.dlp_mgy_cm).toBe(248.5);
  });

  describe('of which an archive dropped what is private', () => {
    const comments =
      'Series #3 PRE KIDNEYS Average CTDIvol=7.2 DLP=196.0\r\nSeries #5 30S Average CTDIvol=11.5 DLP=248.6\r\n' +
      'Series #6 RUN Average CTDIvol=9.3 DLP=657.9\r\nTotal DLP=1102.5';
    const item = (SeriesNumber: number, CTDIvol: number | null) =>
      dataSet({ AcquisitionType: 'SPIRAL', SeriesNumber, CTDIvol });
    const stripped = (...items: ReturnType<typeof item>[]) =>
      read({ comments, dlp_total_mgy_cm: null, elements: [sequence(0x0040030e, items)] });

    it('has the doses that its comment repeats, by series', () => {
      const { ctEvents, accumulatedDoses } = stripped(item(1, 0), item(3, 7.201), item(5, null));
      expect(ctEvents.map((row) => [row.ctdi_vol_mgy, row.dlp_mgy_cm])).toEqual([
        [0, null],
        [7.201, 196],
        [11.5, 248.6],
      ]);
      expect(accumulatedDoses[0]!.dlp_total_mgy_cm).toBe(1102.5);
    });

    it('has none for exposures that share a series', () => {
      expect(stripped(item(6, 4), item(6, 5)).ctEvents.map((row) => row.dlp_mgy_cm)).toEqual([null, null]);
    });

    it('is read by the total in its comment alone', () => {
      const { ctEvents, accumulatedDoses } = read({
        comments,
        dlp_total_mgy_cm: null,
        attributes: { ExposureDoseSequence: null },
      });
      expect([ctEvents.length, accumulatedDoses[0]!.dlp_total_mgy_cm]).toEqual([0, 1102.5]);
    });
  });

  it('takes its private doses before those that its comment rounds', () => {
    const exposures = [{ dlp_mgy_cm: 196.0123 }];
    const { ctEvents, accumulatedDoses } = read({ exposures, comments: 'Total DLP=196.0' });
    expect([ctEvents[0]!.dlp_mgy_cm, accumulatedDoses[0]!.dlp_total_mgy_cm]).toEqual([196.0123, 196.012]);
  });

  it('takes no private number of somebody else for a dose', () => {
    const foreign = privateBlock(0x00e1, 'SOMEBODY ELSE', { 0x21: ['DS', '999'] });
    const item = dataSet({ AcquisitionType: 'SPIRAL' }, foreign);
    const { ctEvents, accumulatedDoses } = read({
      comments: 'Examination of the chest',
      elements: [...foreign, sequence(0x0040030e, [item])],
    });
    expect([ctEvents[0]!.dlp_mgy_cm, accumulatedDoses[0]!.dlp_total_mgy_cm]).toEqual([null, null]);
  });

  it('notes a number of exposures that is not the number it holds', () => {
    const { findings } = read({ exposures: 2, attributes: { TotalNumberOfExposures: 3 } });
    expect(findings.map(({ code }) => code)).toContain('event_count_differs');
  });

  it('describes the study by its protocol and keeps the description in the comment', () => {
    const { study } = read({ attributes: { ProtocolName: 'Abdomen/KUB', StudyDescription: 'CT KUB' } });
    expect(study.study_description).toBe('Abdomen/KUB');
    expect(study.comment).toMatch(
      /^StudyDescription: CT KUB\. Comments on radiation dose: .*Abdomen_usr\.proc$/,
    );
  });
});

describe('captures that hold their doses in pixels only', () => {
  it.each([
    ['GE MEDICAL SYSTEMS', 'Dose Report'],
    ['SIEMENS', 'Patient Protocol'],
    ['Philips', 'Dose Info'],
  ])('are named as such: %s %s', (Manufacturer, SeriesDescription) => {
    const attributes = { Manufacturer, SeriesDescription, ExposureDoseSequence: null };
    expect(outcomeOf(ctDoseCapture({ attributes, dlp_total_mgy_cm: null }))).toEqual({
      outcome: 'not_dose',
      reason: 'dose_in_pixels_only',
    });
  });

  it('are for Toshiba those with an image type of two values', () => {
    const toshiba = { Manufacturer: 'TOSHIBA', SeriesDescription: null, ExposureDoseSequence: null };
    const of = (ImageType: readonly string[]) =>
      outcomeOf(ctDoseCapture({ attributes: { ...toshiba, ImageType } }));
    expect(of(['DERIVED', 'SECONDARY'])).toMatchObject({ reason: 'dose_in_pixels_only' });
    expect(of(['DERIVED', 'SECONDARY', 'MPR'])).toMatchObject({ reason: 'no_extractor' });
  });

  it('are not other captures', () => {
    const attributes = { Manufacturer: 'SIEMENS', SeriesDescription: 'Topogram', ExposureDoseSequence: null };
    expect(outcomeOf(ctDoseCapture({ attributes }))).toMatchObject({ reason: 'no_extractor' });
  });
});
