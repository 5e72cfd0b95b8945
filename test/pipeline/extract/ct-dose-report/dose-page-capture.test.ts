import { describe, expect, it } from 'vitest';
import { ctDoseCapture } from '../../../support/builders/index.js';
import { dataSet, sequence, type Attributes } from '../../../support/dicom-writer/index.js';
import { extracted, outcomeOf } from '../../../support/extracted.js';

const BODY = {
  CodeValue: '113691',
  CodingSchemeDesignator: 'DCM',
  CodeMeaning: 'IEC Body Dosimetry Phantom',
};
/** Neither start nor series, as GE lists an exposure. */
const spiral: Attributes = {
  BodyPartExamined: 'ABDOMEN',
  KVP: 120,
  ExposureTime: 4810,
  XRayTubeCurrentInuA: '310000.00',
  AcquisitionType: 'SPIRAL',
  SingleCollimationWidth: 0.625,
  SpiralPitchFactor: 0.984,
  CTDIvol: 12.31,
  CTDIPhantomTypeCodeSequence: [BODY],
};
const localizer: Attributes = {
  KVP: 120,
  ExposureTime: 3399,
  XRayTubeCurrentInuA: '10000.00',
  AcquisitionType: 'CONSTANT_ANGLE',
};
const COMMENT = 'TotalDLP=612.40\r\nEvent=1 DLP=0.00\r\nEvent=2 DLP=402.10\r\nEvent=3 DLP=210.30';

const page = (items: readonly Attributes[], comments: string | null = COMMENT, attributes: Attributes = {}) =>
  ctDoseCapture({
    comments,
    dlp_total_mgy_cm: null,
    attributes: {
      Manufacturer: 'GE MEDICAL SYSTEMS',
      ManufacturerModelName: 'LightSpeed',
      SeriesDescription: 'Dose Report',
      ImageType: ['DERIVED', 'SECONDARY', 'SCREEN SAVE'],
      TotalNumberOfExposures: items.length,
      ExposureDoseSequence: null,
      ...attributes,
    },
    elements:
      items.length > 0
        ? [
            sequence(
              0x0040030e,
              items.map((item) => dataSet(item)),
            ),
          ]
        : [],
  });

describe('a capture of a dose page that repeats the doses in its header', () => {
  it('is a capture of CT with the CTDIvol of each exposure, and the DLP of its place in the comment (GE)', () => {
    const { kind, content, ctEvents, accumulatedDoses, quirks, findings } = extracted(
      page([localizer, spiral, { ...spiral, CTDIvol: 6.44 }]),
    );
    expect([kind, content]).toEqual(['capture', 'CT']);
    expect(ctEvents.map((row) => [row.ct_acquisition_type_code, row.ctdi_vol_mgy, row.dlp_mgy_cm])).toEqual([
      ['113805', null, 0],
      ['P5-08001', 12.31, 402.1],
      ['P5-08001', 6.44, 210.3],
    ]);
    expect(ctEvents[1]).toMatchObject({
      ctdi_phantom: 'body_32cm',
      ctdi_phantom_code: '113691',
      target_region: 'ABDOMEN',
      kvp_kv: 120,
      tube_current_ma: 310,
      exposure_time_s: 4.81,
      pitch_factor: 0.984,
      nominal_single_collimation_width_mm: 0.625,
      started_at_local: null,
    });
    expect(accumulatedDoses).toMatchObject([
      { part: 'all', dlp_total_mgy_cm: 612.4, event_count_reported: 3, event_count: 3 },
    ]);
    expect([quirks, findings]).toEqual([['ct-dose-in-capture-header'], []]);
  });

  it.each([
    ['Total DLP=612.40 Event=1 DLP=402.10', 612.4, 402.1],
    ['Event=1 DLP=402.10\nTotal DLP = 612.4', 612.4, 402.1],
    ['Event=1 DLP=402.10\r\nEvent=1 DLP=210.30', null, null],
    ['Total DLP=612.4\r\nTotal DLP=402.1', null, null],
    ['Event=2 DLP=402.10', null, null],
    ['Event=1DLP=402.10', null, 402.1],
    ['checked', null, null],
    [null, null, null],
  ])('has of the comment %j the total %s and the DLP %s', (comment, total, dlp) => {
    const { ctEvents, accumulatedDoses } = extracted(page([spiral], comment));
    expect([accumulatedDoses[0]!.dlp_total_mgy_cm, ctEvents[0]!.dlp_mgy_cm]).toEqual([total, dlp]);
    expect(ctEvents[0]!.ctdi_vol_mgy).toBe(12.31);
  });

  it('does not guess what a comma stands for', () => {
    const { accumulatedDoses, findings } = extracted(page([spiral], 'Total DLP=612,40'));
    expect(accumulatedDoses[0]!.dlp_total_mgy_cm).toBeNull();
    expect(findings.map(({ code }) => code)).toEqual(['number_ambiguous_comma']);
  });

  it('is read by the total in its comment alone', () => {
    const { ctEvents, accumulatedDoses } = extracted(page([], 'Total DLP=612.40'));
    expect([ctEvents.length, accumulatedDoses[0]!.dlp_total_mgy_cm]).toEqual([0, 612.4]);
  });

  it.each([
    ['another series', { SeriesDescription: 'Screen Save' }, [spiral], 'no_extractor'],
    ['no CTDIvol and no comment', {}, [localizer], 'dose_in_pixels_only'],
    ['no exposure and no comment', {}, [], 'dose_in_pixels_only'],
  ])('is none with %s', (_, attributes, items, reason) => {
    const outcome = outcomeOf(page(items, 'checked', attributes));
    expect(outcome).toMatchObject({ outcome: 'not_dose', reason });
  });
});
