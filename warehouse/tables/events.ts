import { column } from './column.js';
import { DEVICE_PARTICIPANT } from './structs.js';

/** The columns that CT and projection events share: identity of the event, its source and when it took place. */
export const EVENT_COLUMNS = {
  study_id: column(1, 'text', 'Study', 'The study that the event belongs to.'),
  event_key: column(
    2,
    'text',
    'Event key',
    'What identifies the exposure within its study: event UID with plane, SOP instance UID, or a digest.',
  ),
  irradiation_event_uid: column(
    3,
    'text',
    'Irradiation event UID',
    'UID of the irradiation event as stated.',
    { source: '113769 DCM; (0008,3010)' },
  ),
  event_index: column(
    4,
    'integer',
    'Event',
    'Ordinal of the event within the study by start, counted from 1.',
  ),
  device_id: column(5, 'text', 'Device', 'The equipment that irradiated.'),
  source_sop_instance_uid: column(
    6,
    'text',
    'Source object',
    'SOP instance UID of the object that describes the event first.',
  ),
  source_kind: column(7, 'text', 'Source kind', 'report, image or capture.'),
  counted: column(
    8,
    'boolean',
    'Counted',
    'Whether the event adds to totals and counts; an image that joins no reported event does not.',
  ),
  started_at_local: column(
    9,
    'timestamp',
    'Started',
    'Start of irradiation by the wall clock of the scanner.',
    { source: '111526 DCM' },
  ),
  started_at_offset_min: column(
    10,
    'integer',
    'UTC offset',
    'Offset of the wall clock from UTC in minutes, where stated.',
  ),
  acquisition_protocol: column(11, 'text', 'Acquisition protocol', 'Protocol name of the acquisition.', {
    source: '125203 DCM; (0018,1030)',
  }),
  standard_name: column(
    12,
    'text',
    'Standard name',
    'Standard name that the site maps this acquisition protocol to.',
  ),
  target_region: column(13, 'text', 'Target region', 'Anatomical region that was irradiated.', {
    source: '123014 DCM',
  }),
  target_region_code: column(14, 'text', 'Target region code', 'Code value of the target region.'),
  target_region_scheme: column(15, 'text', 'Target region scheme', 'Coding scheme of the target region.'),
  comment: column(16, 'text', 'Comment', 'Comment on the event.', { source: '121106 DCM' }),
  irradiation_event_label: column(17, 'text', 'Event label', 'Label of the irradiation event.', {
    source: '113605 DCM',
  }),
  irradiation_event_label_type: column(18, 'text', 'Event label type', 'What the label of the event is.', {
    source: '113606 DCM',
  }),
  irradiation_event_label_type_code: column(
    21,
    'text',
    'Event label type code',
    'Code value of the type of the label.',
  ),
  devices_in_event: column(
    20,
    { list: DEVICE_PARTICIPANT },
    'Devices in event',
    'Devices that took part in the event, with their roles.',
    { source: 'TID 1021' },
  ),
} as const;
