import { EQUIPMENT_COLUMNS, type Device, type Study } from '../../warehouse/tables/index.js';
import type { EquipmentGroups } from './equipment-groups.js';
import { bearsDose, type EventNature, type IrradiationEvent } from './event-nature.js';
import type { StudyDocument } from './study-document.js';

const EQUIPMENT_NAMES = Object.keys(EQUIPMENT_COLUMNS) as (keyof typeof EQUIPMENT_COLUMNS)[];

/**
 * The device of a document as the study knows it. An image of a machine that also reports goes by the device of the
 * strongest report, so that one machine is one device of the study.
 */
export function deviceOf(document: StudyDocument, equipment: EquipmentGroups): Device {
  const { extraction } = document;
  if (extraction.kind === 'report') return extraction.device;
  const report = equipment.get(document)?.documents.find((other) => other.extraction.kind === 'report');
  return report?.extraction.device ?? extraction.device;
}

/** The devices of a study, each once, those of strongest documents first. */
export function devicesOf(documents: readonly StudyDocument[], equipment: EquipmentGroups): Device[] {
  const devices = new Map<string, Device>();
  for (const document of documents) {
    const device = deviceOf(document, equipment);
    if (device.device_id !== null && !devices.has(device.device_id)) devices.set(device.device_id, device);
  }
  return [...devices.values()];
}

/** Writes the equipment of a study: the device with most dose-bearing events, then most events, then the first. */
export function writeDevices(
  study: Study,
  devices: readonly Device[],
  eventsPerDevice: ReadonlyMap<string, DeviceActivity>,
): void {
  const ids = new Set([...devices.map((device) => device.device_id), ...eventsPerDevice.keys()]);
  const known = [...ids].filter((id) => id !== null).sort();
  study.device_ids = known.length === 0 ? null : known;
  study.device_count = known.length;
  const main = mainDevice(devices, eventsPerDevice);
  if (main === null) return;
  const target = study as Record<string, unknown>;
  for (const column of EQUIPMENT_NAMES) target[column] = main[column];
  study.device_id = main.device_id;
}

/** What a device did in a study. */
export interface DeviceActivity {
  readonly doseBearing: number;
  readonly events: number;
}

function mainDevice(
  devices: readonly Device[],
  eventsPerDevice: ReadonlyMap<string, DeviceActivity>,
): Device | null {
  let main: Device | null = null;
  for (const device of devices) {
    if (main === null || isMoreActive(activityOf(device), activityOf(main))) main = device;
  }
  return main;

  function activityOf(device: Device): DeviceActivity {
    return eventsPerDevice.get(device.device_id ?? '') ?? { doseBearing: 0, events: 0 };
  }
}

function isMoreActive(one: DeviceActivity, other: DeviceActivity): boolean {
  return (
    one.doseBearing > other.doseBearing ||
    (one.doseBearing === other.doseBearing && one.events > other.events)
  );
}

/** Counts the counted events of each device, and those with a dose. */
export function activityPerDevice<E extends IrradiationEvent>(
  counted: readonly E[],
  nature: EventNature<E>,
): Map<string, DeviceActivity> {
  const activity = new Map<string, DeviceActivity>();
  for (const event of counted) {
    const id = event.device_id;
    if (id === null) continue;
    const { doseBearing, events } = activity.get(id) ?? { doseBearing: 0, events: 0 };
    activity.set(id, {
      doseBearing: doseBearing + Number(bearsDose(nature, event)),
      events: events + 1,
    });
  }
  return activity;
}
