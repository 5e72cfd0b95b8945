import type { Device } from '../../../warehouse/tables/index.js';
import { codeOf } from '../../dicom/content-item.js';
import type { DataSet } from '../../dicom/data-set.js';
import { showTag } from '../../dicom/element.js';
import { TAG } from '../../dicom/tags.js';
import type { Extraction, Extractor, ImageLinks } from '../extraction.js';
import { isInDecimetres, KODAK_DR_7500_DECIMETRES } from '../quirks/kodak-dr-7500-units.js';
import { isPanoramic, NEWTOM_PANORAMIC_MODALITY } from '../quirks/newtom-panoramic-modality.js';
import {
  namesProtocolInImageComments,
  TOSHIBA_PROTOCOL_IN_IMAGE_COMMENTS,
} from '../quirks/toshiba-protocol-in-image-comments.js';
import type { RowReader } from '../row-reader.js';
import { readAnatomy, readEponym, readLaterality, readSideOfAnatomy, readView } from './anatomy.js';
import { dropImpossible, readBinaryNumber } from './attribute-numbers.js';
import { readExposure } from './exposure.js';
import { readRadiographyFilters } from './filters.js';
import { readGrid } from './grid.js';
import {
  imageExtraction,
  readImageDocument,
  setFixedCodes,
  wallClock,
  type ImageDocument,
} from './image-document.js';
import { readImageLinks } from './image-links.js';
import {
  acquisitionStart,
  readCollimatedField,
  readExposureIndex,
  readRadiologicalThickness,
  setDataAvailable,
  setStart,
  startProjectionEvent,
} from './projection-image.js';
import { readRadiographyProcedure } from './radiography-procedure.js';
import { relativeExposureUnit } from './relative-exposure-unit.js';

type EventReader = RowReader<'projection_events'>;
type Start = ReturnType<typeof acquisitionStart>;

export const RADIOGRAPHY_CLASSES: readonly string[] = [
  '1.2.840.10008.5.1.4.1.1.1', // Computed Radiography
  '1.2.840.10008.5.1.4.1.1.1.1', // Digital X-Ray, for presentation
  '1.2.840.10008.5.1.4.1.1.1.1.1', // Digital X-Ray, for processing
  '1.2.840.10008.5.1.4.1.1.1.3', // Digital Intra-Oral X-Ray, for presentation
  '1.2.840.10008.5.1.4.1.1.1.3.1', // Digital Intra-Oral X-Ray, for processing
];

const PROJECTION_XRAY = { value: '113704', scheme: 'DCM', meaning: 'Projection X-Ray' };

/** Computed, digital, panoramic and intra-oral radiographs that are no mammograms (rows IMP-360…IMP-394). */
export const radiographyImage: Extractor = {
  name: 'radiography-image',
  version: 8,

  accepts: (dataSet) => RADIOGRAPHY_CLASSES.includes(dataSet.text(TAG.SOPClassUID) ?? ''),

  extract(dataSet, reading): Extraction {
    const document = readImageDocument(reading, dataSet);
    const start = startOf(dataSet);
    if (isPanoramic(dataSet.text(TAG.Modality))) reading.quirks.add(NEWTOM_PANORAMIC_MODALITY);
    setFixedCodes(document.study, PROJECTION_XRAY);
    setDataAvailable(document.study);
    readRadiographyProcedure(document);
    return imageExtraction(radiographyImage, document, {
      kind: 'image',
      content: 'projection',
      projectionEvents: [readRadiograph(document, start).row],
      imageLinks: { ...readImageLinks(reading, dataSet), ...whatStates(start) },
    });
  },
};

function readRadiograph({ study, dataSet, device }: ImageDocument, start: Start): EventReader {
  const event = startProjectionEvent(study.reading, dataSet);
  setStart(event, start, study.row.utc_offset_min);
  readProtocol(event, dataSet, device);
  readComment(event, dataSet);
  readAnatomy(event, dataSet);
  if (!readLaterality(event, dataSet, TAG.ImageLaterality)) readSideOfAnatomy(event, dataSet);
  readView(event, dataSet);
  readEponym(event, dataSet);
  readDose(event, dataSet);
  readExposure(event, dataSet);
  readRadiographyFilters(event, dataSet, device);
  readGrid(event, dataSet);
  readCollimatedField(event, dataSet);
  readDetector(event, dataSet, device);
  readDistances(event, dataSet, device);
  readAngles(event, dataSet);
  return event;
}

/** The acquisition; else date and time apart, each from acquisition, else content, else study (row IMP-368). */
function startOf(dataSet: DataSet): Start {
  return (
    acquisitionStart(dataSet) ??
    wallClock(dataSet, {
      dates: [TAG.AcquisitionDate, TAG.ContentDate, TAG.StudyDate],
      times: [TAG.AcquisitionTime, TAG.ContentTime, TAG.StudyTime],
    })
  );
}

const STARTS_BESIDE_ACQUISITION: Readonly<Record<string, 'content' | 'study'>> = {
  [showTag(TAG.ContentTime)]: 'content',
  [showTag(TAG.StudyTime)]: 'study',
};

function whatStates(start: Start): Pick<ImageLinks, 'startIsOf'> {
  const startIsOf = start === null ? undefined : STARTS_BESIDE_ACQUISITION[start.path];
  return startIsOf === undefined ? {} : { startIsOf };
}

/** Protocol, else what comes nearest to one (row IMP-366). */
function readProtocol(event: EventReader, dataSet: DataSet, device: Device): void {
  event.attribute('acquisition_protocol', dataSet, TAG.ProtocolName);
  if (event.row.acquisition_protocol === null && namesProtocolInImageComments(device)) {
    const raw = dataSet.text(TAG.ImageComments);
    const origin = { path: showTag(TAG.ImageComments), raw: raw ?? '' };
    event.set('acquisition_protocol', raw, { ...origin, quirk: TOSHIBA_PROTOCOL_IN_IMAGE_COMMENTS });
  }
  if (event.row.acquisition_protocol === null) {
    event.attribute('acquisition_protocol', dataSet, TAG.SeriesDescription);
  }
  const performed = dataSet.item(TAG.PerformedProtocolCodeSequence);
  const meaning = performed ? codeOf(performed)?.meaning : null;
  if (event.row.acquisition_protocol === null && meaning) {
    const path = showTag(TAG.PerformedProtocolCodeSequence);
    event.set('acquisition_protocol', meaning, { path, raw: meaning });
  }
}

/** Series description, and behind it how the exposure was controlled (row IMP-367). */
function readComment(event: EventReader, dataSet: DataSet): void {
  const series = dataSet.text(TAG.SeriesDescription);
  if (series === null) return;
  const control = dataSet.text(TAG.ExposureControlModeDescription);
  const comment = control === null ? series : `${series}, ${control}`;
  event.set('comment', comment, { path: showTag(TAG.SeriesDescription), raw: series });
}

/**
 * Kerma-area product in dGy·cm², else that without the fluoroscopy before the image, and entrance dose in mGy; an image
 * with one of 0 measured none (row IMP-372).
 */
function readDose(event: EventReader, dataSet: DataSet): void {
  event.attributeNumber('kap_gy_cm2', dataSet, TAG.ImageAndFluoroscopyAreaDoseProduct, 'dGy.cm2');
  if (!event.row.kap_gy_cm2) {
    readBinaryNumber(event, 'kap_gy_cm2', dataSet, TAG.AcquiredImageAreaDoseProduct, 'FL', 'dGy.cm2');
  }
  event.attributeNumber('entrance_exposure_mgy', dataSet, TAG.EntranceDoseInmGy, 'mGy');
  dropImpossible(event, ['kap_gy_cm2', 'entrance_exposure_mgy']);
}

function readDetector(event: EventReader, dataSet: DataSet, device: Device): void {
  readExposureIndex(event, dataSet);
  event.attributeNumber('detector_sensitivity', dataSet, TAG.Sensitivity, '1');
  event.attributeNumber('relative_xray_exposure', dataSet, TAG.RelativeXRayExposure, '1');
  const unit = relativeExposureUnit(device.manufacturer);
  if (event.row.relative_xray_exposure === null || unit === null) return;
  const origin = { path: showTag(TAG.Manufacturer), raw: device.manufacturer ?? '' };
  event.set('relative_xray_exposure_unit', unit, origin);
}

function readDistances(event: EventReader, dataSet: DataSet, device: Device): void {
  event.attributeNumber('source_to_detector_mm', dataSet, TAG.DistanceSourceToDetector, 'mm');
  event.attributeNumber('source_to_patient_mm', dataSet, TAG.DistanceSourceToPatient, 'mm');
  readBinaryNumber(event, 'source_to_isocenter_mm', dataSet, TAG.DistanceSourceToIsocenter, 'FL', 'mm');
  event.attributeNumber('table_height_mm', dataSet, TAG.TableHeight, 'mm');
  dropImpossible(event, ['source_to_detector_mm', 'source_to_patient_mm', 'source_to_isocenter_mm']);
  const stated = event.row.source_to_detector_mm;
  if (stated !== null && isInDecimetres(device, stated)) {
    const origin = { path: showTag(TAG.DistanceSourceToDetector), raw: String(stated), unit: 'dm' };
    event.set('source_to_detector_mm', stated * 100, { ...origin, quirk: KODAK_DR_7500_DECIMETRES });
  }
  readRadiologicalThickness(event, dataSet);
}

/** Angles of positioner, column and table; both angles of the positioner are kept (BUG-08). */
function readAngles(event: EventReader, dataSet: DataSet): void {
  event.attributeNumber('primary_angle_deg', dataSet, TAG.PositionerPrimaryAngle, 'deg');
  event.attributeNumber('secondary_angle_deg', dataSet, TAG.PositionerSecondaryAngle, 'deg');
  event.attributeNumber('column_angulation_deg', dataSet, TAG.ColumnAngulation, 'deg');
  readBinaryNumber(
    event,
    'table_horizontal_rotation_deg',
    dataSet,
    TAG.TableHorizontalRotationAngle,
    'FL',
    'deg',
  );
  readBinaryNumber(event, 'table_head_tilt_deg', dataSet, TAG.TableHeadTiltAngle, 'FL', 'deg');
  readBinaryNumber(event, 'table_cradle_tilt_deg', dataSet, TAG.TableCradleTiltAngle, 'FL', 'deg');
  event.attributeNumber('magnification_factor', dataSet, TAG.EstimatedRadiographicMagnificationFactor, '1');
  dropImpossible(event, ['magnification_factor']);
}
