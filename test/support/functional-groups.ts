/** The functional groups of multi-frame images, in which attributes stand that other images have at their top. */
import { dataSet, type Attributes, type DataSet, type Element } from './dicom-writer/data-set.js';
import { attributeOf, type Keyword } from './dicom-writer/dictionary.js';
import { withAttribute } from './rewritten-report.js';
import type { Rewriting } from './same-rows.js';

/** Each group with what it holds (PS3.3 C.7.6.16.2, C.8.15.3, C.8.19.6, and those of breast projections). */
const GROUPS = {
  FrameAnatomySequence: ['AnatomicRegionSequence', 'FrameLaterality'],
  IrradiationEventIdentificationSequence: ['IrradiationEventUID'],
  DerivationImageSequence: ['SourceImageSequence'],
  FrameAcquisitionSequence: ['KVP', 'XRayTubeCurrentInmA'],
  PositionerPositionSequence: ['PositionerPrimaryAngle'],
  FieldOfViewSequence: ['FieldOfViewDimensions', 'FieldOfViewDimensionsInFloat'],
  XRayGeometrySequence: [
    'DistanceSourceToDetector',
    'DistanceSourceToPatient',
    'DistanceSourceToEntrance',
    'EstimatedRadiographicMagnificationFactor',
  ],
  XRayAcquisitionDoseSequence: [
    'ExposureInmAs',
    'ExposureTimeInms',
    'HalfValueLayer',
    'OrganDose',
    'EntranceDoseInmGy',
  ],
  XRayGridSequence: ['Grid'],
  XRayFilterSequence: ['FilterType', 'FilterMaterial', 'FilterThicknessMinimum', 'FilterThicknessMaximum'],
  CTAcquisitionDetailsSequence: ['RevolutionTime', 'SingleCollimationWidth', 'TotalCollimationWidth'],
  CTTableDynamicsSequence: ['SpiralPitchFactor'],
  CTExposureSequence: ['CTDIvol', 'CTDIPhantomTypeCodeSequence', 'ExposureModulationType'],
  UnassignedSharedConvertedAttributesSequence: ['RadiopharmaceuticalInformationSequence'],
} as const satisfies Partial<Record<Keyword, readonly Keyword[]>>;

/** What of an object goes into which group; attributes of another name there are renamed. */
function groupsOf(object: DataSet, left: readonly Keyword[]): Attributes {
  const entries = Object.entries(GROUPS).flatMap(([group, keywords]) => {
    const held = keywords
      .filter((keyword) => !left.includes(keyword))
      .map((keyword) => object.find(({ tag }) => tag === attributeOf(keyword).tag))
      .filter((one): one is Element => one !== undefined);
    return held.length === 0 ? [] : [[group, [held]] as const];
  });
  return Object.fromEntries(entries) as Attributes;
}

function withoutGrouped(object: DataSet, left: readonly Keyword[]): DataSet {
  const grouped = Object.values(GROUPS).flat() as Keyword[];
  const tags = new Set(
    grouped.filter((one) => !left.includes(one)).map((keyword) => attributeOf(keyword).tag),
  );
  return object.filter(({ tag }) => !tags.has(tag));
}

/** What stands at the top in functional groups that all frames share; `left` stays where it is. */
export const inSharedGroups =
  (left: readonly Keyword[] = []): Rewriting =>
  (object) =>
    withAttribute(withoutGrouped(object, left), 'SharedFunctionalGroupsSequence', [
      dataSet(groupsOf(object, left)),
    ]);

/** What stands at the top in the functional groups of each of so many frames. */
export const inGroupsOfFrames =
  (frameCount: number, left: readonly Keyword[] = []): Rewriting =>
  (object) =>
    withAttribute(
      withoutGrouped(object, left),
      'PerFrameFunctionalGroupsSequence',
      Array.from({ length: frameCount }, () => dataSet(groupsOf(object, left))),
    );
