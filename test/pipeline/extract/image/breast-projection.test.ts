import { describe, expect, it } from 'vitest';
import { mammographyImage, SOP_CLASS } from '../../../support/builders/index.js';
import type { Attributes } from '../../../support/dicom-writer/index.js';
import { extracted } from '../../../support/extracted.js';
import { assembledTogether, said } from '../../../support/same-rows.js';

/** What a mammogram states at the top and a breast projection may state in its functional groups. */
const NOT_AT_TOP: Attributes = {
  ...{ ImageLaterality: null, AnatomicRegionSequence: null, SourceImageSequence: null },
  ...{ KVP: null, ExposureTime: null, XRayTubeCurrent: null, Exposure: null, ExposureInuAs: null },
  ...{ OrganDose: null, EntranceDoseInmGy: null, PositionerPrimaryAngle: null },
};

const read = (attributes: Attributes, SOPClassUID: string = SOP_CLASS.breastProjectionForProcessing) =>
  extracted(mammographyImage({ attributes: { ...NOT_AT_TOP, SOPClassUID, ...attributes } }));
const eventOf = (attributes: Attributes) => read(attributes).projectionEvents[0]!;
const ofFrames = (...frames: readonly Attributes[]): Attributes => ({
  PerFrameFunctionalGroupsSequence: frames,
});
const dosed = (
  OrganDose: string | null,
  PositionerPrimaryAngle = '0',
  more: Attributes = {},
): Attributes => ({
  XRayAcquisitionDoseSequence: [
    { OrganDose, EntranceDoseInmGy: '1.5', ExposureInmAs: 4, ExposureTimeInms: 50 },
  ],
  PositionerPositionSequence: [{ PositionerPrimaryAngle }],
  ...more,
});
const codesOf = (findings: readonly { readonly code: string }[]) => findings.map(({ code }) => code);

describe('a breast projection', () => {
  it.each([
    [SOP_CLASS.breastProjectionForPresentation, 'FOR PRESENTATION'],
    [SOP_CLASS.breastProjectionForProcessing, 'FOR PROCESSING'],
  ])('is a mammogram: class %s', (sopClass, intent) => {
    const { content, projectionEvents, imageLinks, study } = read(
      { KVP: '29', OrganDose: '0.0157', ImageLaterality: 'L', PresentationIntentType: null },
      sopClass,
    );
    expect([content, study.procedure_reported_code]).toEqual(['MG', 'P5-40010']);
    expect(projectionEvents).toMatchObject([{ laterality: 'Left', kvp_kv: 29, agd_mgy: 1.57 }]);
    expect(imageLinks).toMatchObject({ presentationIntent: intent, isDerived: false });
  });

  it('has the doses of its frames summed, and none where one of these is unknown', () => {
    expect(eventOf(ofFrames(dosed('0.005'), dosed('0.006'), dosed('0.004')))).toMatchObject({
      agd_mgy: 1.5,
      entrance_exposure_mgy: 4.5,
      exposure_mas: 12,
      exposure_time_ms: 150,
    });
    expect(eventOf(ofFrames(dosed('0.005'), dosed(null))).agd_mgy).toBeNull();
  });

  it('has the dose at its top before those of its frames, unless it is 0', () => {
    const frames = ofFrames(dosed('0.005'), dosed('0.006'));
    expect(eventOf({ ...frames, OrganDose: '0.0113' }).agd_mgy).toBe(1.13);
    expect(eventOf({ ...frames, OrganDose: '0' }).agd_mgy).toBe(1.1);
  });

  it('has no dose where several frames share one, which may be of each or of all', () => {
    const shared = { SharedFunctionalGroupsSequence: [dosed('0.005')] };
    expect(eventOf({ ...shared, NumberOfFrames: 1 }).agd_mgy).toBe(0.5);
    const { projectionEvents, findings } = read({ ...shared, NumberOfFrames: 15 });
    expect(projectionEvents[0]!.agd_mgy).toBeNull();
    expect(codesOf(findings)).toContain('value_of_frames_unclear');
  });

  it('is a rotational exposure where its frames were taken from several angles', () => {
    const typeOf = (...frames: readonly Attributes[]) => eventOf(ofFrames(...frames)).event_type_code;
    expect(typeOf(dosed('0.005', '-7.5'), dosed('0.005', '7.5'))).toBe('113613');
    expect(typeOf(dosed('0.005'), dosed('0.005'))).toBe('113611');
    expect(eventOf({ PositionerMotion: 'DYNAMIC', NumberOfFrames: 15 }).event_type_code).toBe('113613');
  });

  it('has the side, anatomy and angle that all of its frames state, and none that some state otherwise', () => {
    const anatomy = (FrameLaterality: string, CodeValue: string): Attributes => ({
      FrameAnatomySequence: [
        {
          FrameLaterality,
          AnatomicRegionSequence: [{ CodeValue, CodingSchemeDesignator: 'SCT', CodeMeaning: 'Breast' }],
        },
      ],
    });
    const [left, right] = [anatomy('L', '76752008'), anatomy('R', '80248007')];
    expect(eventOf(ofFrames(dosed('0.005', '45', left), dosed('0.005', '45', left)))).toMatchObject({
      laterality: 'Left',
      anatomical_structure_code: '76752008',
      column_angulation_deg: 45,
    });
    expect(eventOf(ofFrames(dosed('0.005', '40', left), dosed('0.005', '45', right)))).toMatchObject({
      laterality: null,
      anatomical_structure_code: null,
      column_angulation_deg: null,
    });
  });

  it('starts with the first of its frames where the top does not say when', () => {
    const started = (FrameAcquisitionDateTime: string): Attributes => ({
      FrameContentSequence: [{ FrameAcquisitionDateTime }],
    });
    const none = { AcquisitionDate: null, AcquisitionTime: null };
    const frames = ofFrames(started('20260105101501+0100'), started('20260105101500+0100'));
    expect(eventOf({ ...none, ...frames })).toMatchObject({
      started_at_local: '2026-01-05T10:15:00',
      started_at_offset_min: 60,
    });
    expect(eventOf({ ...none, AcquisitionDateTime: '20260105101455', ...frames }).started_at_local).toBe(
      '2026-01-05T10:14:55',
    );
  });

  it('is of the irradiation event of its frames, where it is one', () => {
    const event = (IrradiationEventUID: string): Attributes => ({
      IrradiationEventIdentificationSequence: [{ IrradiationEventUID }],
    });
    expect(eventOf(ofFrames(event('1.2.3'), event('1.2.3'))).irradiation_event_uid).toBe('1.2.3');
    const several = read(ofFrames(event('1.2.3'), event('1.2.4')));
    expect(several.projectionEvents[0]!.irradiation_event_uid).toBeNull();
    expect(codesOf(several.findings)).toContain('several_values');
  });
});

describe('links of a breast projection', () => {
  const madeFrom = (...uids: string[]): Attributes => ({
    DerivationImageSequence: [
      { SourceImageSequence: uids.map((ReferencedSOPInstanceUID) => ({ ReferencedSOPInstanceUID })) },
    ],
  });
  const linksOf = (attributes: Attributes) =>
    read({ ImageType: ['DERIVED', 'PRIMARY', 'TOMO_PROJ', 'NONE'], ...attributes }).imageLinks;

  it('name the images that its frames were made from', () => {
    expect(linksOf({ SharedFunctionalGroupsSequence: [madeFrom('1.2.3')] })).toMatchObject({
      sourceImageUids: ['1.2.3'],
      isDerived: false,
    });
  });

  it('tell projections that were gathered, and stand for their sweep, from a view that was computed of them', () => {
    const gathered = linksOf(ofFrames(madeFrom('1.2.3'), madeFrom('1.2.4')));
    expect(gathered).toMatchObject({
      sourceImageUids: ['1.2.3', '1.2.4'],
      isDerived: false,
      isReconstruction: true,
    });
    expect(linksOf(ofFrames(madeFrom('1.2.3', '1.2.4')))?.isDerived).toBe(true);
  });

  it.each(['GENERATED_2D', 'MAXIMUM', 'MEAN', 'SUBTRACTION'])(
    'know a computed view by its type: %s',
    (type) => {
      const ImageType = ['DERIVED', 'PRIMARY', 'TOMOSYNTHESIS', type];
      expect(linksOf({ ImageType, OrganDose: '0.0157' })?.isDerived).toBe(true);
    },
  );
});

describe('a study of breast projections', () => {
  const object = (SOPInstanceUID: string, sopClass: string, attributes: Attributes) =>
    said(
      mammographyImage({
        attributes: {
          ...NOT_AT_TOP,
          ...{
            SOPClassUID: sopClass,
            SOPInstanceUID,
            KVP: '29',
            ExposureInmAs: 60,
            PresentationIntentType: null,
          },
          SharedFunctionalGroupsSequence: [{ FrameAnatomySequence: [{ FrameLaterality: 'L' }] }],
          ...attributes,
        },
      }),
    );
  const madeFrom = (ReferencedSOPInstanceUID: string) => ({
    DerivationImageSequence: [{ SourceImageSequence: [{ ReferencedSOPInstanceUID }] }],
  });
  const processing = object('1.2.1', SOP_CLASS.breastProjectionForProcessing, { OrganDose: '0.0157' });

  it('counts the dose of an image for processing and one for presentation once, linked or not', () => {
    const frames: readonly Attributes[] = [madeFrom('1.2.1'), {}];
    for (const frame of frames) {
      const presentation = object('1.2.2', SOP_CLASS.breastProjectionForPresentation, {
        ...ofFrames(frame),
        OrganDose: '0.0157',
      });
      const { studies } = assembledTogether(processing, presentation).rows;
      expect(studies).toMatchObject([{ event_count: 1, agd_left_mgy: 1.57 }]);
    }
  });

  it('has no dose of a view that was computed', () => {
    const synthesised = object('1.2.3', SOP_CLASS.breastProjectionForPresentation, {
      ImageType: ['DERIVED', 'PRIMARY', 'TOMOSYNTHESIS', 'GENERATED_2D'],
      AcquisitionTime: '090000',
      OrganDose: '0.0157',
    });
    const { studies } = assembledTogether(processing, synthesised).rows;
    expect(studies).toMatchObject([{ event_count: 1, agd_left_mgy: 1.57 }]);
  });

  it('counts a sweep by its projections, and not by the slices made of them too', () => {
    const projections = ofFrames(dosed('0.008', '-7.5'), dosed('0.0077', '7.5'));
    const sweep = object('1.2.4', SOP_CLASS.breastProjectionForProcessing, projections);
    const slices = object('1.2.5', SOP_CLASS.breastTomosynthesis, {
      XRay3DAcquisitionSequence: [{ OrganDose: '0.0157', ExposureInmAs: 8 }],
    });
    const { studies } = assembledTogether(sweep, slices).rows;
    expect(studies).toMatchObject([{ event_count: 1, agd_left_mgy: 1.57 }]);
  });
});
