import type { DataSet } from '../../dicom/data-set.js';
import { showTag } from '../../dicom/element.js';
import { TAG } from '../../dicom/tags.js';
import type { Extraction, Extractor, Refusal } from '../extraction.js';
import {
  HOLOGIC_LATERALITY_OF_SERIES,
  HOLOGIC_PROJECTIONS_AS_CAPTURE,
} from '../quirks/hologic-mammography.js';
import type { RowReader } from '../row-reader.js';
import { readAnatomy, readEponym, readLaterality, readSideOfAnatomy, readView } from './anatomy.js';
import { dropImpossible } from './attribute-numbers.js';
import { isBreastProjection, isSweepOfFrames, sumOverFrames } from './breast-projection.js';
import { listAsOnePulse, readExposure } from './exposure.js';
import { readMammographyFilters } from './filters.js';
import { withGroupsAtTop } from './functional-groups.js';
import { readGrid } from './grid.js';
import {
  dateTimeAttribute,
  imageExtraction,
  readImageDocument,
  setFixedCodes,
  type ImageDocument,
} from './image-document.js';
import { readImageLinks } from './image-links.js';
import { materialCode } from './material-names.js';
import {
  acquisitionStart,
  readCollimatedField,
  readExposureIndex,
  readRadiologicalThickness,
  readRequestedProcedureOfImage,
  setDataAvailable,
  setStart,
  startOfFrames,
  startProjectionEvent,
} from './projection-image.js';
import { RADIOGRAPHY_CLASSES } from './radiography.js';
import { BREAST_TOMOSYNTHESIS, sumOverSweep, sweepDataSet } from './tomosynthesis.js';

type EventReader = RowReader<'projection_events'>;

const FOR_PRESENTATION = '1.2.840.10008.5.1.4.1.1.1.2';
const FOR_PROCESSING = '1.2.840.10008.5.1.4.1.1.1.2.1';
const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7';

const MAMMOGRAPHY = { value: 'P5-40010', scheme: 'SRT', meaning: 'Mammography' };

/**
 * Digital mammograms, also as enhanced images, radiographs of modality MG, Hologic's captures of tomosynthesis
 * projections, and the slices of a tomosynthesis, often all that is kept of a sweep (rows IMP-300…IMP-329, CLS-010).
 */
export const mammographyImage: Extractor = {
  name: 'mammography-image',
  version: 8,

  accepts(dataSet) {
    const sopClass = dataSet.text(TAG.SOPClassUID) ?? '';
    if ([FOR_PRESENTATION, FOR_PROCESSING, BREAST_TOMOSYNTHESIS].includes(sopClass)) return true;
    if (isBreastProjection(dataSet)) return true;
    const isOfAnyModality = sopClass === SECONDARY_CAPTURE || RADIOGRAPHY_CLASSES.includes(sopClass);
    return isOfAnyModality && dataSet.text(TAG.Modality)?.toUpperCase() === 'MG';
  },

  extract(dataSet, reading): Extraction | Refusal {
    if (dataSet.text(TAG.SOPClassUID) === SECONDARY_CAPTURE) {
      if (!isOriginal(dataSet)) return { outcome: 'not_dose', reason: 'secondary_capture_not_original' };
      reading.quirks.add(HOLOGIC_PROJECTIONS_AS_CAPTURE);
    }
    const document = readImageDocument(reading, dataSet);
    setFixedCodes(document.study, MAMMOGRAPHY);
    setDataAvailable(document.study);
    readProcedure(document.study, dataSet);
    const event = readEvent(document);
    return imageExtraction(mammographyImage, document, {
      kind: 'image',
      content: 'MG',
      projectionEvents: [event.row],
      imageLinks: readImageLinks(reading, dataSet),
    });
  },
};

function isOriginal(dataSet: DataSet): boolean {
  return dataSet.texts(TAG.ImageType).some((value) => value.toUpperCase() === 'ORIGINAL');
}

/** The protocol stands for the procedure in lists and filters of mammography, and has no code (row IMP-302). */
function readProcedure(study: RowReader<'studies'>, dataSet: DataSet): void {
  if (dataSet.text(TAG.ProtocolName) !== null) {
    study.row.procedure_code_value = null;
    study.attribute('procedure_code_meaning', dataSet, TAG.ProtocolName);
  }
  readRequestedProcedureOfImage(study, dataSet);
}

function readEvent(document: ImageDocument): EventReader {
  if (document.dataSet.text(TAG.SOPClassUID) === BREAST_TOMOSYNTHESIS) return readSweep(document);
  return isBreastProjection(document.dataSet) ? readBreastProjection(document) : readMammogram(document);
}

/** A breast projection states in its functional groups what a mammogram states at the top. */
function readBreastProjection(document: ImageDocument): EventReader {
  const { dataSet, study } = document;
  const event = readMammogram({ ...document, dataSet: withGroupsAtTop(dataSet) });
  if (isSweepOfFrames(dataSet)) setRotational(event);
  if (event.row.started_at_local === null) {
    setStart(event, startOfFrames(dataSet), study.row.utc_offset_min);
  }
  sumOverFrames(event, dataSet);
  listAsOnePulse(event);
  return event;
}

function setRotational(event: EventReader): void {
  event.setCode(
    { meaning: 'event_type', code: 'event_type_code', scheme: 'event_type_scheme' },
    { value: '113613', scheme: 'DCM', meaning: 'Rotational Acquisition' },
    showTag(TAG.SOPClassUID),
  );
}

/** A sweep is one rotational exposure, which states in its acquisition what a mammogram states at the top. */
function readSweep(document: ImageDocument): EventReader {
  const dataSet = sweepDataSet(document.dataSet);
  const event = readMammogram({ ...document, dataSet });
  setRotational(event);
  if (event.row.started_at_local === null) {
    const start = dateTimeAttribute(dataSet, TAG.StartAcquisitionDateTime);
    setStart(event, start, document.study.row.utc_offset_min);
  }
  sumOverSweep(event, document.dataSet);
  listAsOnePulse(event);
  return event;
}

function readMammogram({ dataSet, study, device }: ImageDocument): EventReader {
  const event = startProjectionEvent(study.reading, dataSet);
  // Content and study time are those of other exposures (row IMP-305).
  setStart(event, acquisitionStart(dataSet), study.row.utc_offset_min);
  event.attribute('acquisition_protocol', dataSet, TAG.ProtocolName);
  readAnatomy(event, dataSet);
  if (!readLaterality(event, dataSet, TAG.ImageLaterality)) {
    const isQuirk = !RADIOGRAPHY_CLASSES.includes(dataSet.text(TAG.SOPClassUID) ?? '');
    readLaterality(event, dataSet, TAG.Laterality, isQuirk ? HOLOGIC_LATERALITY_OF_SERIES : undefined);
  }
  if (event.row.laterality === null) readLaterality(event, dataSet, TAG.FrameLaterality);
  if (event.row.laterality === null) readSideOfAnatomy(event, dataSet);
  readView(event, dataSet);
  readEponym(event, dataSet);
  readExposure(event, dataSet);
  readAnode(event, dataSet);
  readGrid(event, dataSet);
  event.attribute('comment', dataSet, TAG.ExposureControlModeDescription);
  readCompression(event, dataSet);
  readExposureIndex(event, dataSet);
  readCollimatedField(event, dataSet);
  readRadiologicalThickness(event, dataSet);
  readBreastDose(event, dataSet);
  readMammographyFilters(event, dataSet, device);
  return event;
}

function readAnode(event: EventReader, dataSet: DataSet): void {
  const name = dataSet.firstText(TAG.AnodeTargetMaterial);
  const code = name === null ? null : materialCode(name);
  if (!code) return;
  const columns = { meaning: 'anode_target_material', code: 'anode_target_material_code' } as const;
  event.setCode(columns, code, showTag(TAG.AnodeTargetMaterial));
}

/** Compression and geometry; the force is kept as sent for every model (row IMP-320: never divided by ten). */
function readCompression(event: EventReader, dataSet: DataSet): void {
  event.attributeNumber('compression_thickness_mm', dataSet, TAG.BodyPartThickness, 'mm');
  event.attributeNumber('compression_force_n', dataSet, TAG.CompressionForce, 'N');
  event.attributeNumber('compression_pressure_kpa', dataSet, TAG.CompressionPressure, 'kPa');
  event.attributeNumber('compression_contact_area_mm2', dataSet, TAG.CompressionContactArea, 'mm2');
  event.attributeNumber('magnification_factor', dataSet, TAG.EstimatedRadiographicMagnificationFactor, '1');
  event.attributeNumber('column_angulation_deg', dataSet, TAG.PositionerPrimaryAngle, 'deg');
  event.attributeNumber('source_to_detector_mm', dataSet, TAG.DistanceSourceToDetector, 'mm');
  event.attributeNumber('source_to_patient_mm', dataSet, TAG.DistanceSourceToEntrance, 'mm');
  dropImpossible(event, [
    'compression_thickness_mm',
    'magnification_factor',
    'source_to_detector_mm',
    'source_to_patient_mm',
  ]);
}

/** Organ Dose is in dGy in a header (row IMP-326, Q37), unlike in reports. */
function readBreastDose(event: EventReader, dataSet: DataSet): void {
  event.attributeNumber('agd_mgy', dataSet, TAG.OrganDose, 'dGy');
  event.attributeNumber('entrance_exposure_mgy', dataSet, TAG.EntranceDoseInmGy, 'mGy');
  event.attributeNumber('half_value_layer_mm', dataSet, TAG.HalfValueLayer, 'mm');
  dropImpossible(event, ['agd_mgy', 'entrance_exposure_mgy', 'half_value_layer_mm']);
  readFibroglandularTissue(event, dataSet);
}

/** GE states the share of fibroglandular tissue in the comment on the dose: `31 %` (row IMP-328). */
function readFibroglandularTissue(event: EventReader, dataSet: DataSet): void {
  const raw = dataSet.text(TAG.CommentsOnRadiationDose);
  const stated = raw === null ? null : /^\s*(\d+(?:\.\d+)?)\s*%\s*$/.exec(raw)?.[1];
  if (raw === null || !stated) return;
  const origin = { path: showTag(TAG.CommentsOnRadiationDose), raw, unit: '%' };
  event.set('percent_fibroglandular', Number(stated), origin);
}
