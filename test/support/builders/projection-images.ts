import type { Attributes } from '../dicom-writer/index.js';
import { codeAttributes } from './content-items.js';
import { VALUE, code, type Code } from './codes.js';
import { imageHeader, sourceImage, writeImage, type ImageParts } from './image-header.js';
import { SOP_CLASS, seedOf, sopInstanceUid } from './object-header.js';
import { random, rounded } from './seeded.js';

export interface MammographyImageParts extends ImageParts {
  readonly laterality?: 'L' | 'R';
  readonly view?: 'CC' | 'MLO';
  /** Tells several exposures of one study apart: 1, 2, … */
  readonly exposure?: number;
  readonly intent?: 'FOR PROCESSING' | 'FOR PRESENTATION';
  /** null: no OrganDose. In mGy; written in dGy as the attribute asks. */
  readonly agd_mgy?: number | null;
}

const VIEW: Readonly<Record<'CC' | 'MLO', Code>> = {
  CC: code('R-10242', 'SNM3', 'cranio-caudal'),
  MLO: code('R-10226', 'SNM3', 'medio-lateral oblique'),
};

/** What the modules of digital X-ray images ask for beside the exposure (PS3.3 C.7.6.1, C.8.11.3, C.8.11.4, C.11.2). */
const DIGITAL_X_RAY: Attributes = {
  PatientOrientation: ['A', 'F'],
  PositionReferenceIndicator: '',
  AcquisitionContextSequence: [],
  DetectorType: 'DIRECT',
  ImagerPixelSpacing: [0.1, 0.1],
  PixelIntensityRelationship: 'LOG',
  PixelIntensityRelationshipSign: -1,
  RescaleIntercept: 0,
  RescaleSlope: 1,
  RescaleType: 'US',
  PresentationLUTShape: 'IDENTITY',
  LossyImageCompression: '00',
  BurnedInAnnotation: 'NO',
};

/** These, and the window that images for presentation state (PS3.3 C.11.2). */
function digitalXRay(forPresentation: boolean): Attributes {
  return forPresentation ? { ...DIGITAL_X_RAY, WindowCenter: 32768, WindowWidth: 65536 } : DIGITAL_X_RAY;
}

/** The header of a mammogram, for processing unless said otherwise (PS3.3 C.8.11.7, C.8.7). */
export function mammographyImage(parts: MammographyImageParts = {}): Uint8Array {
  const exposure = parts.exposure ?? 1;
  const intent = parts.intent ?? 'FOR PROCESSING';
  const stream = random(`mammogram/${seedOf(parts)}/${exposure}`);
  const BodyPartThickness = stream.integer(30, 80);
  const ExposureTime = stream.integer(400, 1400);
  const view = parts.view ?? 'CC';
  const agd = rounded(stream.logNormal(1.3, 0.15) * Math.exp((BodyPartThickness - 55) / 60), 3);
  const organDose = parts.agd_mgy === undefined ? agd : parts.agd_mgy;
  const derived = intent === 'FOR PRESENTATION';
  const sopClass = derived ? SOP_CLASS.mammographyForPresentation : SOP_CLASS.mammographyForProcessing;
  return writeImage(
    {
      ...imageHeader(
        { acquisitionDelay_s: 60 * exposure, ...parts },
        sopClass,
        'MG',
        `mammogram/${exposure}/${derived ? 'presentation' : 'processing'}`,
      ),
      ...digitalXRay(derived),
      ImageType: [derived ? 'DERIVED' : 'ORIGINAL', 'PRIMARY'],
      PresentationIntentType: intent,
      SourceImageSequence: derived ? [sourceOf(parts, exposure)] : null,
      AnatomicRegionSequence: [codeAttributes(VALUE.breast)],
      OrganExposed: 'BREAST',
      ViewCodeSequence: [{ ...codeAttributes(VIEW[view]), ViewModifierCodeSequence: [] }],
      ViewPosition: view,
      ImageLaterality: parts.laterality ?? (exposure % 2 === 1 ? 'R' : 'L'),
      PatientSex: 'F',
      ProtocolName: 'ROUTINE',
      KVP: stream.integer(26, 32),
      ExposureTime,
      XRayTubeCurrent: 100,
      Exposure: ExposureTime / 10,
      ExposureInuAs: ExposureTime * 100,
      FocalSpots: 0.3,
      AnodeTargetMaterial: 'TUNGSTEN',
      FilterType: 'STRIP',
      FilterMaterial: 'RHODIUM',
      Grid: ['RECIPROCATING', 'FOCUSED'],
      BodyPartThickness,
      CompressionForce: stream.integer(60, 140),
      DistanceSourceToDetector: 660,
      DistanceSourceToPatient: 640,
      EstimatedRadiographicMagnificationFactor: 1,
      PositionerType: 'MAMMOGRAPHIC',
      PositionerPrimaryAngle: view === 'CC' ? 0 : 45,
      FieldOfViewDimensions: [240, 300],
      ExposureControlMode: 'AUTOMATIC',
      OrganDose: organDose === null ? null : rounded(organDose / 100, 6),
      EntranceDoseInmGy: rounded(agd * 3.2, 3),
    },
    parts,
  );
}

/** A for-processing image and the for-presentation image made from it. */
export function mammographyPair(
  parts: Omit<MammographyImageParts, 'intent' | 'object'> = {},
): readonly [processing: Uint8Array, presentation: Uint8Array] {
  return [
    mammographyImage({ ...parts, intent: 'FOR PROCESSING' }),
    mammographyImage({ ...parts, intent: 'FOR PRESENTATION' }),
  ];
}

function sourceOf(parts: MammographyImageParts, exposure: number): ReturnType<typeof sourceImage> {
  const source = sopInstanceUid(seedOf(parts), `mammogram/${exposure}/processing`);
  return sourceImage(SOP_CLASS.mammographyForProcessing, source);
}

export interface RadiographyImageParts extends ImageParts {
  /** CR and its SOP class; DX or PX with the class for presentation, or for processing. Default DX. */
  readonly modality?: 'DX' | 'CR' | 'PX';
  readonly forProcessing?: boolean;
  /** Tells several exposures of one study apart: 1, 2, … */
  readonly exposure?: number;
  /** null: no dose-area product. Written in dGy·cm² as the attribute asks. */
  readonly kap_gy_cm2?: number | null;
  readonly anatomy?: Code;
}

/** The header of a radiograph (PS3.3 C.8.11, C.8.1, C.8.7). */
export function radiographyImage(parts: RadiographyImageParts = {}): Uint8Array {
  const exposure = parts.exposure ?? 1;
  const modality = parts.modality ?? 'DX';
  const stream = random(`radiograph/${seedOf(parts)}/${exposure}`);
  const ExposureTime = stream.integer(3, 60);
  const XRayTubeCurrent = stream.integer(160, 400);
  const drawn = rounded(stream.logNormal(0.09, 0.5), 5);
  const kap = parts.kap_gy_cm2 === undefined ? drawn : parts.kap_gy_cm2;
  return writeImage(
    {
      ...imageHeader(
        { acquisitionDelay_s: 60 * exposure, ...parts },
        radiographyClass(modality, parts.forProcessing ?? false),
        modality,
        `radiograph/${exposure}`,
      ),
      PresentationIntentType:
        modality === 'CR' ? null : parts.forProcessing === true ? 'FOR PROCESSING' : 'FOR PRESENTATION',
      ...(modality === 'CR' ? {} : { ...digitalXRay(parts.forProcessing !== true), ImageLaterality: 'U' }),
      SeriesDescription: 'PA',
      ProtocolName: modality === 'PX' ? 'Panoramic' : 'Chest PA',
      BodyPartExamined: 'CHEST',
      AnatomicRegionSequence: [codeAttributes(parts.anatomy ?? VALUE.chest)],
      ViewPosition: 'PA',
      KVP: stream.integer(60, 125),
      ExposureTime,
      XRayTubeCurrent,
      Exposure: Math.round((ExposureTime * XRayTubeCurrent) / 1000),
      ExposureInuAs: ExposureTime * XRayTubeCurrent,
      ImageAndFluoroscopyAreaDoseProduct: kap === null ? null : rounded(kap * 10, 6),
      RelativeXRayExposure: stream.integer(200, 600),
      ExposureIndex: rounded(stream.logNormal(300, 0.4), 1),
      TargetExposureIndex: 300,
      DeviationIndex: rounded(stream.between(-3, 3), 2),
      DistanceSourceToDetector: 1800,
      DistanceSourceToPatient: 1600,
      FieldOfViewDimensions: [420, 350],
      FilterType: 'FLAT',
      FilterMaterial: ['ALUMINUM', 'COPPER'],
      FilterThicknessMinimum: [0.9, 0.1],
      FilterThicknessMaximum: [1.1, 0.1],
      Grid: ['FIXED', 'FOCUSED'],
      FocalSpots: 1.2,
      ExposureControlMode: 'AUTOMATIC',
    },
    parts,
  );
}

function radiographyClass(modality: 'DX' | 'CR' | 'PX', forProcessing: boolean): string {
  if (modality === 'CR') return SOP_CLASS.computedRadiography;
  return forProcessing ? SOP_CLASS.digitalXRayForProcessing : SOP_CLASS.digitalXRayForPresentation;
}
