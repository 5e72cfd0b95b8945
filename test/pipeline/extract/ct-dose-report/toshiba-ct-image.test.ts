import { describe, expect, it } from 'vitest';
import { radiographyImage } from '../../../support/builders/index.js';
import {
  element,
  privateBlock,
  sequence,
  type Attributes,
  type Element,
} from '../../../support/dicom-writer/index.js';
import { extracted, outcomeOf } from '../../../support/extracted.js';

const CT_IMAGE = '1.2.840.10008.5.1.4.1.1.2';
const DOSES = { 0x63: ['FD', 12.4], 0x40: ['FD', 410.5], 0x08: ['DS', '0.5'] } as const;

/** A CT image of Toshiba: the doses of its acquisition stand in a private block. */
function ctImage(
  attributes: Attributes = {},
  elements: readonly Element[] = privateBlock(0x7005, 'TOSHIBA_MEC_CT3', DOSES),
  object = 'ct/1',
): Uint8Array {
  const header = { SOPClassUID: CT_IMAGE, Modality: 'CT', Manufacturer: 'TOSHIBA', AcquisitionNumber: 2 };
  return radiographyImage({ object, attributes: { ...header, ...attributes }, elements });
}

describe('a CT image of Toshiba', () => {
  it('gives the CTDIvol and DLP of its acquisition', () => {
    const { kind, content, ctEvents, quirks } = extracted(ctImage());
    expect([kind, content]).toEqual(['image', 'CT']);
    expect(ctEvents).toMatchObject([
      { ctdi_vol_mgy: 12.4, dlp_mgy_cm: 410.5, nominal_single_collimation_width_mm: 0.5 },
    ]);
    expect(quirks).toContain('toshiba-ct-dose-in-image-header');
  });

  it('may have been reformatted from others where it does not say of which acquisition it is', () => {
    const isReformatted = (attributes: Attributes) =>
      extracted(ctImage(attributes)).imageLinks?.isReconstruction ?? false;
    expect(isReformatted({})).toBe(false);
    expect(isReformatted({ AcquisitionNumber: null })).toBe(true);
    expect(isReformatted({ AcquisitionNumber: null, IrradiationEventUID: '1.2.3' })).toBe(false);
  });

  it('is the same event as every other image of the acquisition, and not that of another', () => {
    const uidOf = (bytes: Uint8Array) => extracted(bytes).ctEvents[0]!.irradiation_event_uid;
    const first = uidOf(ctImage({ AcquisitionTime: '101500' }, undefined, 'ct/1'));
    const second = uidOf(ctImage({ AcquisitionTime: '101501' }, undefined, 'ct/2'));
    expect(second).toBe(first);
    expect(first).toMatch(/^2\.25\.\d{1,39}$/);
    expect(uidOf(ctImage({ AcquisitionNumber: 3 }))).not.toBe(first);
    const varying = (CTDIvol: number) =>
      uidOf(ctImage({ CTDIvol }, privateBlock(0x7005, 'TOSHIBA_MEC_CT3', { 0x40: ['FD', 410.5] })));
    expect(varying(12.1)).toBe(varying(12.5));
    expect(uidOf(ctImage({ IrradiationEventUID: '1.2.3' }))).toBe('1.2.3');
  });

  it('is of one acquisition however the digits of its number are written', () => {
    const uidOf = (AcquisitionNumber: string) =>
      extracted(ctImage({ AcquisitionNumber })).ctEvents[0]!.irradiation_event_uid;
    expect([uidOf('02'), uidOf('+2'), uidOf('2.0')]).toEqual([uidOf('2'), uidOf('2'), uidOf('2')]);
    expect(uidOf('3')).not.toBe(uidOf('2'));
  });

  it.each(['1.2.840.10008.5.1.4.1.1.2.1', '1.2.840.10008.5.1.4.1.1.2.2'])(
    'may be one of many frames, which state the doses where they are the same in all: class %s',
    (SOPClassUID) => {
      const frame = (CTDIvol: number) => ({ CTExposureSequence: [{ CTDIvol }] });
      const ofFrames = (...frames: readonly Attributes[]) =>
        extracted(
          ctImage(
            { SOPClassUID, AcquisitionNumber: null, PerFrameFunctionalGroupsSequence: frames },
            privateBlock(0x7005, 'TOSHIBA_MEC_CT3', { 0x40: ['FD', 410.5] }),
          ),
        );
      expect(ofFrames(frame(12.4), frame(12.4)).ctEvents).toMatchObject([
        { ctdi_vol_mgy: 12.4, dlp_mgy_cm: 410.5 },
      ]);
      expect(ofFrames(frame(12.4), frame(12.6)).ctEvents).toMatchObject([
        { ctdi_vol_mgy: null, dlp_mgy_cm: 410.5 },
      ]);
      const numbered = { FrameContentSequence: [{ FrameAcquisitionNumber: 2 }] };
      expect(ofFrames(numbered).imageLinks).toBeNull();
    },
  );

  it('takes no number below its top for that of a block at its top', () => {
    const foreign = privateBlock(0x7005, 'SOMEBODY ELSE', { 0x40: ['FD', 999] });
    const shared = (items: readonly Element[]) => [sequence(0x52009229, [[sequence(0x00209170, [items])]])];
    const of = (elements: readonly Element[]) =>
      extracted(ctImage({ SOPClassUID: '1.2.840.10008.5.1.4.1.1.2.2' }, elements)).ctEvents[0]!;
    const ofTop = privateBlock(0x7005, 'TOSHIBA_MEC_CT3', { 0x63: ['FD', 12.4] });
    expect(of([...ofTop, ...shared(foreign)])).toMatchObject({ ctdi_vol_mgy: 12.4, dlp_mgy_cm: null });
    const below = shared(privateBlock(0x7005, 'TOSHIBA_MEC_CT3', DOSES));
    expect(of(below)).toMatchObject({ ctdi_vol_mgy: 12.4, dlp_mgy_cm: 410.5 });
  });

  it('starts at its acquisition, with date and time in one attribute too', () => {
    const none = { AcquisitionDate: null, AcquisitionTime: null };
    const { ctEvents } = extracted(ctImage({ ...none, AcquisitionDateTime: '20260105101500.5+0900' }));
    expect(ctEvents[0]).toMatchObject({
      started_at_local: '2026-01-05T10:15:00.5',
      started_at_offset_min: 540,
    });
  });

  it('states the time of a rotation as exposure time, else as revolution time', () => {
    const rotation_s = (attributes: Attributes) =>
      extracted(ctImage(attributes)).ctEvents[0]!.exposure_time_per_rotation_s;
    expect(rotation_s({ ExposureTime: 500, RevolutionTime: 0.75 })).toBe(0.5);
    expect(rotation_s({ ExposureTime: null, RevolutionTime: 0.75 })).toBe(0.75);
  });

  it('is read where archives passed its doses on as bytes or as text', () => {
    const double = Buffer.alloc(8);
    double.writeDoubleLE(12.4);
    const elements = privateBlock(0x7005, 'TOSHIBA_MEC_CT3', { 0x63: ['UN', double], 0x40: ['LO', '410.5'] });
    expect(extracted(ctImage({}, elements)).ctEvents[0]).toMatchObject({
      ctdi_vol_mgy: 12.4,
      dlp_mgy_cm: 410.5,
    });
  });

  it('multiplies the collimation by the detector rows in use', () => {
    const rows = { ...DOSES, 0x09: ['LO', '0\\1\\1\\1\\1\\0'] } as const;
    const elements = privateBlock(0x7005, 'TOSHIBA_MEC_CT3', rows);
    expect(extracted(ctImage({}, elements)).ctEvents[0]!.nominal_total_collimation_width_mm).toBe(2);
  });

  it.each([
    ['0.5x100 ', 50],
    ['0.5X80', 40],
    ['wide', null],
  ])('states its collimation as %j instead (Aquilion ONE)', (stated, total_mm) => {
    const elements = privateBlock(0x7005, 'TOSHIBA_MEC_CT3', {
      ...DOSES,
      0x08: ['UN', Buffer.from('0.5 ')],
      0x41: ['UN', Buffer.from(stated)],
    });
    expect(extracted(ctImage({}, elements)).ctEvents[0]).toMatchObject({
      nominal_single_collimation_width_mm: 0.5,
      nominal_total_collimation_width_mm: total_mm,
    });
  });

  it('holds no dose where its block states none, or 0', () => {
    expect(outcomeOf(ctImage({}, []))).toEqual({ outcome: 'not_dose', reason: 'no_extractor' });
    const zero = privateBlock(0x7005, 'TOSHIBA_MEC_CT3', { 0x63: ['FD', 0], 0x40: ['FD', 0] });
    expect(outcomeOf(ctImage({}, zero))).toEqual({ outcome: 'not_dose', reason: 'no_dose_in_header' });
  });

  it('is read by the creator of its block, or by number where an archive dropped the creator', () => {
    const dropped = [element(0x70051063, 'FD', 12.4)];
    expect(extracted(ctImage({}, dropped)).ctEvents[0]!.ctdi_vol_mgy).toBe(12.4);
    const foreign = privateBlock(0x7005, 'SOMEBODY ELSE', DOSES);
    expect(outcomeOf(ctImage({}, foreign))).toMatchObject({ reason: 'no_extractor' });
    expect(outcomeOf(ctImage({ Manufacturer: 'SIEMENS' }, dropped))).toMatchObject({
      reason: 'no_extractor',
    });
    expect(outcomeOf(ctImage({ Manufacturer: 'SIEMENS' }))).toMatchObject({ reason: 'no_extractor' });
  });
});
