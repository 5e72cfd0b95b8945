import type { CtEvent } from '../../../warehouse/tables/index.js';
import type { ContentItem } from '../../dicom/content-item.js';
import {
  DEVICE_MANUFACTURER,
  DEVICE_MODEL_NAME,
  DEVICE_NAME,
  DEVICE_OBSERVER_UID,
  DEVICE_ROLE_IN_PROCEDURE,
  DEVICE_SERIAL_NUMBER,
} from '../../dicom/concepts/report.js';

type DeviceParticipants = NonNullable<CtEvent['devices_in_event']>;

/** Devices that took part, in any of the containers of an event; the same device is listed once. */
export function deviceParticipants(containers: readonly (ContentItem | null)[]): DeviceParticipants | null {
  const seen = new Map<string, DeviceParticipants[number]>();
  for (const container of containers) {
    for (const role of container?.all(DEVICE_ROLE_IN_PROCEDURE) ?? []) {
      const participant = participantOf(role);
      seen.set(JSON.stringify(participant), participant);
    }
  }
  return seen.size > 0 ? [...seen.values()] : null;
}

function participantOf(role: ContentItem): DeviceParticipants[number] {
  return {
    role: role.codeOrText?.meaning ?? null,
    role_code: role.code?.value ?? null,
    name: role.child(DEVICE_NAME)?.text ?? null,
    manufacturer: role.child(DEVICE_MANUFACTURER)?.text ?? null,
    model_name: role.child(DEVICE_MODEL_NAME)?.text ?? null,
    serial_number: role.child(DEVICE_SERIAL_NUMBER)?.text ?? null,
    observer_uid: role.child(DEVICE_OBSERVER_UID)?.uid ?? null,
  };
}
