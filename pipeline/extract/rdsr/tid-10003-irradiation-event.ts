import { KVP, TUBE_CURRENT } from '../../dicom/concepts/ct.js';
import {
  ACQUISITION_PLANE,
  AVERAGE_GLANDULAR_DOSE,
  BREAST_COMPOSITION,
  DOSE_AREA_PRODUCT,
  DOSE_RP,
  ENTRANCE_EXPOSURE_AT_RP,
  HALF_VALUE_LAYER,
  IRRADIATION_EVENT_TYPE,
  PATIENT_EQUIVALENT_THICKNESS,
  PATIENT_ORIENTATION,
  PATIENT_ORIENTATION_MODIFIER,
  PATIENT_TABLE_RELATIONSHIP,
  PERCENT_FIBROGLANDULAR_TISSUE,
  X_RAY_FILTERS,
} from '../../dicom/concepts/projection.js';
import {
  ACQUISITION_PROTOCOL,
  COMMENT,
  IRRADIATION_EVENT_LABEL,
  IRRADIATION_EVENT_UID,
  LABEL_TYPE,
  TARGET_REGION,
} from '../../dicom/concepts/report.js';
import { codedItem, type ContentItem } from '../../dicom/content-item.js';
import { readFieldSizeFromComment } from '../quirks/siemens-field-size-in-comment.js';
import type { Reading } from '../reading.js';
import { RowReader } from '../row-reader.js';
import { planeOf } from './acquisition-plane.js';
import { readAnatomyAndView } from './anatomy-and-view.js';
import { deriveFromPulses } from './pulses.js';
import { readReferencePoint } from './reference-point.js';
import { readDetectorData } from './tid-10003a-detector-data.js';
import { readSourceData } from './tid-10003b-source-data.js';
import { readMechanicalData } from './tid-10003c-mechanical-data.js';
import { readStart } from './event-start.js';
import { personParticipants } from './tid-1020-person-participant.js';
import { deviceParticipants } from './tid-1021-device-participant.js';

type EventReader = RowReader<'projection_events'>;

/** One projection irradiation event (TID 10003; rows IMP-140…IMP-157). */
export function readProjectionIrradiationEvent(
  reading: Reading,
  item: ContentItem,
  index: number,
): EventReader {
  const event = new RowReader(reading, 'projection_events', index);
  const groups = groupsWithin(item);
  // What the event states itself counts, and of several groups what the first states.
  for (const holder of [...groups.toReversed(), item]) {
    readWhatWasExposed(event, holder);
    readAnatomyAndView(event, holder);
    readPatientOrientation(event, holder);
    readDose(event, holder);
    readBreast(event, holder);
    readDetectorData(event, holder);
    readMechanicalData(event, holder);
    readSourceData(event, holder);
    readFieldSizeFromComment(event, holder);
  }
  deriveFromPulses(event, item);
  event.set('devices_in_event', deviceParticipants([item, ...groups]), { path: item.path, raw: '' });
  event.set('person_participants', personParticipants(item), { path: item.path, raw: '' });
  return event;
}

const EXPOSED_BY = [DOSE_AREA_PRODUCT, DOSE_RP, AVERAGE_GLANDULAR_DOSE, KVP, TUBE_CURRENT];

/**
 * The containers in which an event groups what it states of source, detector and mechanics (TID 10003A to 10003C); one
 * that states nothing of the exposure itself may group it under any concept.
 */
function groupsWithin(item: ContentItem): readonly ContentItem[] {
  const { groups } = item;
  if (groups.length > 0 || EXPOSED_BY.some((concept) => item.child(concept) !== null)) return groups;
  return item.children.filter((child) => child.valueType === 'CONTAINER' && !child.isOf(X_RAY_FILTERS));
}

function readWhatWasExposed(event: EventReader, item: ContentItem): void {
  readPlane(event, item);
  event.uid('irradiation_event_uid', item, IRRADIATION_EVENT_UID);
  event.text('irradiation_event_label', item, IRRADIATION_EVENT_LABEL);
  event.code(
    { meaning: 'irradiation_event_label_type', code: 'irradiation_event_label_type_code' },
    item.child(IRRADIATION_EVENT_LABEL),
    LABEL_TYPE,
  );
  event.row.started_at_offset_min = readStart(event, item) ?? event.row.started_at_offset_min;
  event.code(
    { meaning: 'event_type', code: 'event_type_code', scheme: 'event_type_scheme' },
    item,
    IRRADIATION_EVENT_TYPE,
  );
  event.text('acquisition_protocol', item, ACQUISITION_PROTOCOL);
  event.code(
    { meaning: 'target_region', code: 'target_region_code', scheme: 'target_region_scheme' },
    item,
    TARGET_REGION,
  );
  event.text('comment', item, COMMENT);
}

function readPlane(event: EventReader, item: ContentItem): void {
  const plane = codedItem(ACQUISITION_PLANE, [item]);
  const code = plane?.codeOrText;
  if (!plane || !code) return;
  const origin = { path: plane.path, raw: `${code.value} ${code.scheme} ${code.meaning}` };
  event.set('acquisition_plane', planeOf(code), origin);
  event.set('acquisition_plane_code', code.value || null, origin);
}

/** The modifier stands below the orientation; Canon Alphenix puts it beside (row IMP-150, Q56). */
function readPatientOrientation(event: EventReader, item: ContentItem): void {
  event.code(
    { meaning: 'patient_table_relationship', code: 'patient_table_relationship_code' },
    item,
    PATIENT_TABLE_RELATIONSHIP,
  );
  event.code({ meaning: 'patient_orientation', code: 'patient_orientation_code' }, item, PATIENT_ORIENTATION);
  const modifier = codedItem(PATIENT_ORIENTATION_MODIFIER, [...item.all(PATIENT_ORIENTATION), item]);
  if (!modifier) return;
  event.codeOf(
    { meaning: 'patient_orientation_modifier', code: 'patient_orientation_modifier_code' },
    modifier,
  );
}

function readDose(event: EventReader, item: ContentItem): void {
  event.number('kap_gy_cm2', item, DOSE_AREA_PRODUCT, 'Gy.m2');
  event.number('half_value_layer_mm', item, HALF_VALUE_LAYER, 'mm');
  event.number('patient_equivalent_thickness_mm', item, PATIENT_EQUIVALENT_THICKNESS, 'mm');
  event.number('entrance_exposure_mgy', item, ENTRANCE_EXPOSURE_AT_RP, 'mGy');
  readReferencePoint(event, item);
}

/** Composition of the breast with the share of glandular tissue beside or below it (row IMP-156, BUG-02). */
function readBreast(event: EventReader, item: ContentItem): void {
  const composition = item.child(BREAST_COMPOSITION);
  if (composition) {
    event.codeOf({ meaning: 'breast_composition', code: 'breast_composition_code' }, composition);
  }
  const parent = composition?.child(PERCENT_FIBROGLANDULAR_TISSUE) ? composition : item;
  event.number('percent_fibroglandular', parent, PERCENT_FIBROGLANDULAR_TISSUE, '%');
}
