import { describe, expect, it } from 'vitest';
import { mammographyImage, SOP_CLASS } from '../../../support/builders/index.js';
import type { Attributes } from '../../../support/dicom-writer/index.js';
import { extracted } from '../../../support/extracted.js';

/** What a mammogram states at the top and slices state in their acquisition. */
const NOT_AT_TOP: Attributes = {
  ImageLaterality: null,
  KVP: null,
  ExposureTime: null,
  XRayTubeCurrent: null,
  Exposure: null,
  ExposureInuAs: null,
  AnodeTargetMaterial: null,
  FilterMaterial: null,
  FilterType: null,
  BodyPartThickness: null,
  CompressionForce: null,
  OrganDose: null,
  EntranceDoseInmGy: null,
};

function slices(acquisitions: readonly Attributes[], attributes: Attributes = {}) {
  return extracted(
    mammographyImage({
      attributes: {
        ...NOT_AT_TOP,
        SOPClassUID: SOP_CLASS.breastTomosynthesis,
        XRay3DAcquisitionSequence: acquisitions,
        SharedFunctionalGroupsSequence: [{ FrameAnatomySequence: [{ FrameLaterality: 'L' }] }],
        ...attributes,
      },
    }),
  );
}
const eventOf = (acquisitions: readonly Attributes[], attributes: Attributes = {}) =>
  slices(acquisitions, attributes).projectionEvents[0]!;
const projections = (...doses: (string | null)[]): Attributes => ({
  PerProjectionAcquisitionSequence: doses.map((OrganDose) => ({ OrganDose, ExposureInmAs: 4, KVP: '31' })),
});

describe('the slices of a tomosynthesis', () => {
  it('are one rotational exposure, as their acquisition states it', () => {
    const { content, projectionEvents, imageLinks } = slices([
      {
        KVP: '31',
        XRayTubeCurrentInmA: 200,
        ExposureTimeInms: 290,
        ExposureInmAs: 58,
        AnodeTargetMaterial: 'TUNGSTEN',
        FilterMaterial: 'ALUMINUM',
        BodyPartThickness: '55',
        CompressionForce: '98',
        HalfValueLayer: '0.55',
        OrganDose: '0.0185',
      },
    ]);
    expect([content, projectionEvents.length, imageLinks?.isReconstruction]).toEqual(['MG', 1, true]);
    expect(projectionEvents[0]).toMatchObject({
      event_type_code: '113613',
      laterality: 'Left',
      kvp_kv: 31,
      tube_current_ma: 200,
      exposure_time_ms: 290,
      exposure_mas: 58,
      anode_target_material_code: 'C-164F9',
      compression_thickness_mm: 55,
      compression_force_n: 98,
      half_value_layer_mm: 0.55,
      agd_mgy: 1.85,
    });
  });

  it('have what stands at the top before what stands in the acquisition', () => {
    expect(eventOf([{ OrganDose: '0.02' }], { OrganDose: '0.0185' }).agd_mgy).toBe(1.85);
    expect(eventOf([projections('0.001', '0.001')], { OrganDose: '0.0185' }).agd_mgy).toBe(1.85);
  });

  it('have the doses of their projections summed, and none where one of these is unknown', () => {
    const event = eventOf([projections('0.001', '0.0012', '0.001')]);
    expect(event).toMatchObject({ agd_mgy: 0.32, exposure_mas: 12, kvp_kv: 31 });
    expect(eventOf([projections('0.001', null)]).agd_mgy).toBeNull();
  });

  it('have the tube voltage of their projections where it is the same in each', () => {
    const of = (...voltages: string[]) =>
      eventOf([{ PerProjectionAcquisitionSequence: voltages.map((KVP) => ({ KVP })) }]).kvp_kv;
    expect([of('31', '31'), of('31', '49')]).toEqual([31, null]);
  });

  it('say the same in a data set that states no VR', () => {
    const { projectionEvents } = extracted(
      mammographyImage({
        attributes: {
          ...NOT_AT_TOP,
          SOPClassUID: SOP_CLASS.breastTomosynthesis,
          XRay3DAcquisitionSequence: [projections('0.001000', '0.001200')],
        },
        file: { transferSyntax: 'implicit-le' },
      }),
    );
    expect(projectionEvents[0]).toMatchObject({ agd_mgy: 0.22, exposure_mas: 8, kvp_kv: 31 });
  });

  it('have the doses of several acquisitions summed', () => {
    expect(eventOf([{ OrganDose: '0.01' }, { OrganDose: '0.012' }]).agd_mgy).toBe(2.2);
    expect(eventOf([{ OrganDose: '0.01' }, {}]).agd_mgy).toBeNull();
  });

  it('have the exposure of their projections where the top states 0', () => {
    expect(eventOf([projections('0.001', '0.0012')], { OrganDose: '0', ExposureInmAs: 0 })).toMatchObject({
      agd_mgy: 0.22,
      exposure_mas: 8,
      exposure_pulses_mas: [8],
    });
    expect(eventOf([], { ExposureInmAs: 0 }).exposure_mas).toBe(0);
  });

  it('have side and anatomy also where these stand with each of them', () => {
    const breast = [{ CodeValue: 'T-04000', CodingSchemeDesignator: 'SRT', CodeMeaning: 'Breast' }];
    const slice = (FrameLaterality: string): Attributes => ({
      FrameAnatomySequence: [{ FrameLaterality, AnatomicRegionSequence: breast }],
    });
    const of = (...frames: readonly Attributes[]) =>
      eventOf([], {
        AnatomicRegionSequence: null,
        SharedFunctionalGroupsSequence: null,
        PerFrameFunctionalGroupsSequence: frames,
      });
    expect(of(slice('R'), slice('R'))).toMatchObject({
      laterality: 'Right',
      anatomical_structure_code: 'T-04000',
    });
    expect(of(slice('R'), slice('L')).laterality).toBeNull();
  });

  it('start with their acquisition where the top does not say when', () => {
    const none = { AcquisitionDate: null, AcquisitionTime: null };
    const event = eventOf([{ StartAcquisitionDateTime: '20260105101500' }], none);
    expect(event.started_at_local).toBe('2026-01-05T10:15:00');
  });

  it('are of the irradiation event that they were reconstructed from, where it is one', () => {
    const from = (...uids: string[]) =>
      eventOf([], {
        SourceIrradiationEventSequence: uids.map((IrradiationEventUID) => ({ IrradiationEventUID })),
      }).irradiation_event_uid;
    expect([from('1.2.3'), from('1.2.3', '1.2.3'), from('1.2.3', '1.2.4')]).toEqual(['1.2.3', '1.2.3', null]);
    const sources = { SourceIrradiationEventSequence: [{ IrradiationEventUID: '1.2.3' }] };
    expect(eventOf([], { ...sources, IrradiationEventUID: '1.2.9' }).irradiation_event_uid).toBe('1.2.9');
  });

  it('name the images that they were made from', () => {
    const instance = (uid: string) => ({ ReferencedSOPInstanceUID: uid });
    const { imageLinks } = slices([], {
      ContributingSourcesSequence: [
        {
          ContributingSOPInstancesReferenceSequence: [
            {
              ReferencedSeriesSequence: [
                { ReferencedInstanceSequence: [instance('1.2.3'), instance('1.2.4')] },
              ],
            },
          ],
        },
      ],
    });
    expect(imageLinks).toMatchObject({ sourceImageUids: ['1.2.3', '1.2.4'], isDerived: false });
  });
});
