import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { DataSet as ReadDataSet } from '../../../../pipeline/dicom/data-set.js';
import { readPart10 } from '../../../../pipeline/dicom/part10.js';
import { TAG } from '../../../../pipeline/dicom/tags.js';
import {
  ctDoseCapture,
  mammographyImage,
  nuclearMedicineImage,
  petImage,
  radiographyImage,
  SOP_CLASS,
} from '../../../support/builders/index.js';
import { corpusFiles } from '../../../support/corpus.js';
import { privateBlock, type Attributes } from '../../../support/dicom-writer/data-set.js';
import type { Rewriting } from '../../../support/same-rows.js';

/* Objects that state doses and are no reports: real ones, and synthetic ones of every kind. */

const REAL = /^(CT-SC|DX-Im|MG-Im|NM-NmIm|NM-PetIm)/;
const TOSHIBA_CT: Attributes = {
  SOPClassUID: '1.2.840.10008.5.1.4.1.1.2',
  Modality: 'CT',
  Manufacturer: 'TOSHIBA',
  AcquisitionNumber: 2,
  SpiralPitchFactor: 0.9,
  CTDIPhantomTypeCodeSequence: [
    { CodeValue: '113691', CodingSchemeDesignator: 'DCM', CodeMeaning: 'IEC Body Dosimetry Phantom' },
  ],
};
const TOSHIBA_DOSES = privateBlock(0x7005, 'TOSHIBA_MEC_CT3', {
  0x08: ['DS', '0.5'],
  0x09: ['LO', '0\\1\\1\\1\\1\\0'],
  0x40: ['FD', 410.5],
  0x63: ['FD', 12.4],
});
const MUCH: Attributes = {
  ...{ InstitutionName: 'Klinik S\xfcd', OperatorsName: ['M\xfcller^J\xf6rg', 'Li\xe8ge^Ana'] },
  ProjectionEponymousNameCodeSequence: [
    { CodeValue: 'R-10263', CodingSchemeDesignator: 'SRT', CodeMeaning: 'Towne' },
  ],
  ...{
    ImageLaterality: 'L',
    ViewPosition: null,
    EntranceDoseInmGy: '1.25',
    ExposureInuAs: null,
    Exposure: 5,
  },
  ViewCodeSequence: [
    { CodeValue: 'R-10206', CodingSchemeDesignator: 'SRT', CodeMeaning: 'antero-posterior' },
  ],
  ...{
    PositionerPrimaryAngle: '-12.5',
    PositionerSecondaryAngle: '7',
    ColumnAngulation: '3',
    TableHeight: '850',
  },
  ...{ TableHeadTiltAngle: 10.1, TableHorizontalRotationAngle: -2.5, DistanceSourceToIsocenter: 1150.5 },
  ...{ EstimatedRadiographicMagnificationFactor: '1.1', Sensitivity: '400', SpatialResolution: '0.15' },
  ...{
    GridThickness: '1.5',
    GridPitch: '0.25',
    GridAspectRatio: '10\\1',
    GridPeriod: '200',
    GridFocalDistance: '1800',
  },
  ...{
    GridAbsorbingMaterial: 'LEAD',
    GridSpacingMaterial: 'ALUMINUM',
    ExposureControlModeDescription: 'three fields',
  },
  ...{
    DateOfLastCalibration: '20260102',
    TimeOfLastCalibration: '101500',
    GantryID: 'G1',
    TimezoneOffsetFromUTC: '+0100',
  },
  ProcedureCodeSequence: [{ CodeValue: 'XR1', CodingSchemeDesignator: 'L', CodeMeaning: 'Chest' }],
  RequestAttributesSequence: [{ RequestedProcedureDescription: 'Chest, standing' }],
};
const ACQUISITION_DATE_ONLY: Attributes = {
  ...{
    StudyDate: null,
    SeriesDate: null,
    ContentDate: null,
    StudyTime: null,
    SeriesTime: null,
    ContentTime: null,
  },
};
const BEFORE_MIDNIGHT: Attributes = {
  ...{ RadiopharmaceuticalStartDateTime: null, RadiopharmaceuticalStopDateTime: null },
  ...{ RadiopharmaceuticalStartTime: '235830', RadiopharmaceuticalStopTime: '000010' },
  ...{ RadiopharmaceuticalVolume: '2.5', RadiopharmaceuticalSpecificActivity: '2.5' },
};
const AFTER_MIDNIGHT: Attributes = {
  ...{ StudyDate: '20260105', StudyTime: '003000', AcquisitionDate: '20260105', AcquisitionTime: '004500' },
  ...{ NumberOfTimeSlots: 16, NumberOfRRIntervals: 8, CoincidenceWindowWidth: '6.5' },
};

/** Attributes of mammograms as images of many frames have them. */
const OF_FRAMES: Attributes = {
  ...{ ImageLaterality: null, FrameLaterality: 'L', IrradiationEventUID: '1.2.3.4' },
  ...{ ExposureTime: null, XRayTubeCurrent: null, Exposure: null, ExposureInuAs: null },
  ...{ ExposureTimeInms: 615, XRayTubeCurrentInmA: 100, ExposureInmAs: 61.5, HalfValueLayer: '0.55' },
};
const breastProjection = (intent: 'FOR PROCESSING' | 'FOR PRESENTATION', SOPClassUID: string): Uint8Array =>
  mammographyImage({ intent, attributes: { ...OF_FRAMES, SOPClassUID } });
export const ENHANCED_PET = '1.2.840.10008.5.1.4.1.1.128.1';
export const ENHANCED_CT = '1.2.840.10008.5.1.4.1.1.2.1';

export const SYNTHETIC: Readonly<Record<string, Uint8Array>> = {
  'mammogram for processing': mammographyImage(),
  'mammogram for presentation': mammographyImage({ intent: 'FOR PRESENTATION' }),
  'computed mammogram': mammographyImage({ attributes: { SOPClassUID: SOP_CLASS.computedRadiography } }),
  'breast projection for processing': breastProjection(
    'FOR PROCESSING',
    SOP_CLASS.breastProjectionForProcessing,
  ),
  'breast projection for presentation': breastProjection(
    'FOR PRESENTATION',
    SOP_CLASS.breastProjectionForPresentation,
  ),
  'slices of a tomosynthesis': mammographyImage({
    attributes: { ...OF_FRAMES, SOPClassUID: SOP_CLASS.breastTomosynthesis },
  }),
  'Hologic projection': mammographyImage({ attributes: { SOPClassUID: SOP_CLASS.secondaryCapture } }),
  'digital radiograph': radiographyImage(),
  'digital radiograph for processing': radiographyImage({ forProcessing: true }),
  'computed radiograph': radiographyImage({ modality: 'CR' }),
  'radiograph that states much': radiographyImage({ attributes: MUCH }),
  'radiograph without other dates': radiographyImage({ attributes: ACQUISITION_DATE_ONLY }),
  'panoramic radiograph': radiographyImage({ modality: 'PX' }),
  'Philips CT capture': ctDoseCapture(),
  'Toshiba CT image': radiographyImage({ attributes: TOSHIBA_CT, elements: TOSHIBA_DOSES }),
  'Toshiba CT image of many frames': radiographyImage({
    attributes: { ...TOSHIBA_CT, SOPClassUID: ENHANCED_CT },
    elements: TOSHIBA_DOSES,
  }),
  'PET image': petImage(),
  'PET image of many frames': petImage({ attributes: { SOPClassUID: ENHANCED_PET } }),
  'PET image after midnight': petImage({ isotope: BEFORE_MIDNIGHT, attributes: AFTER_MIDNIGHT }),
  'NM image': nuclearMedicineImage(),
};

interface Named {
  readonly name: string;
  readonly read: ReadDataSet;
}

function readable(name: string, bytes: Uint8Array): Named[] {
  const result = readPart10(bytes);
  return result.ok ? [{ name, read: result.dataSet }] : [];
}

export const OBJECTS: readonly Named[] = [
  ...corpusFiles()
    .filter((path) => REAL.test(basename(path)))
    .flatMap((path) => readable(basename(path, '.dcm'), readFileSync(path))),
  ...Object.entries(SYNTHETIC).flatMap(([name, bytes]) => readable(name, bytes)),
];

const PIXELS: ReadonlySet<number> = new Set([TAG.PixelData, TAG.FloatPixelData, TAG.DoubleFloatPixelData]);
export const withoutPixels: Rewriting = (object) => object.filter(({ tag }) => !PIXELS.has(tag));
