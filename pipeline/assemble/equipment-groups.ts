import type { Device } from '../../warehouse/tables/index.js';
import { CT_NATURE, PROJECTION_NATURE } from './event-nature.js';
import { keysByUid } from './event-uids.js';
import type { StudyDocument } from './study-document.js';

/** Attributes that two objects may leave out but not contradict, unless serial number and station name both agree. */
const IDENTIFYING = [
  'manufacturer',
  'manufacturer_model_name',
  'device_serial_number',
  'station_name',
  'institution_name',
] as const satisfies readonly (keyof Device)[];

/** What one piece of equipment did in a study. */
export interface EquipmentGroup {
  /** Strongest first. */
  readonly documents: readonly StudyDocument[];
}

/** The equipment of each document. */
export type EquipmentGroups = ReadonlyMap<StudyDocument, EquipmentGroup>;

/**
 * Groups documents by the machine that they come from. A device id is too fine for that: reports state an observer UID
 * and images do not, and the two often differ in how they write the software versions. An image or another report that
 * states the event of a report is of its machine too (what lies in between may have put its own name into the header).
 * `documents` come strongest first, and so they stand in each group.
 */
export function groupEquipment(documents: readonly StudyDocument[]): EquipmentGroups {
  const groupOf = new Map<StudyDocument, EquipmentGroup>();
  for (const machine of mergeMachines(machinesByDevice(documents))) {
    const group = { documents: documents.filter((document) => machine.documents.has(document)) };
    for (const document of group.documents) groupOf.set(document, group);
  }
  return groupOf;
}

interface Machine {
  readonly documents: Set<StudyDocument>;
  readonly devices: Device[];
  /** UIDs of the events that its reports, and its images, state. */
  readonly reportedUids: Set<string>;
  readonly imagedUids: Set<string>;
  /** Keys of the events that its reports state: a UID that a report repeats is not enough to know an event by. */
  readonly reportedKeys: Set<string>;
}

function machinesByDevice(documents: readonly StudyDocument[]): Machine[] {
  const machines = new Map<string, Machine>();
  const keysOf = reportedKeys(documents);
  for (const document of documents) {
    const { device, kind } = document.extraction;
    const id = device.device_id ?? '';
    const machine = machines.get(id) ?? {
      documents: new Set(),
      devices: [device],
      reportedUids: new Set(),
      imagedUids: new Set(),
      reportedKeys: new Set(),
    };
    machines.set(id, machine);
    machine.documents.add(document);
    addEventUids(document, kind === 'image' ? machine.imagedUids : machine.reportedUids);
    for (const key of keysOf(document)) machine.reportedKeys.add(key);
  }
  return [...machines.values()];
}

function addEventUids({ extraction }: StudyDocument, uids: Set<string>): void {
  for (const event of [...extraction.ctEvents, ...extraction.projectionEvents]) {
    if (event.irradiation_event_uid !== null) uids.add(event.irradiation_event_uid);
  }
}

function reportedKeys(documents: readonly StudyDocument[]): (document: StudyDocument) => readonly string[] {
  const reports = documents.filter(({ extraction }) => extraction.kind !== 'image');
  if (reports.length < 2) return () => [];
  const keys = [keysByUid(reports, CT_NATURE), keysByUid(reports, PROJECTION_NATURE)];
  return (document) => keys.flatMap((ofNature) => ofNature.get(document) ?? []);
}

function mergeMachines(machines: readonly Machine[]): readonly Machine[] {
  let merged: Machine[] = [];
  for (const machine of machines) {
    const same = merged.filter((other) => isSameMachine(machine, other));
    merged = [...merged.filter((other) => !same.includes(other)), united([machine, ...same])];
  }
  return merged;
}

function united(machines: readonly Machine[]): Machine {
  if (machines.length === 1) return machines[0]!;
  return {
    documents: new Set(machines.flatMap((machine) => [...machine.documents])),
    devices: machines.flatMap((machine) => machine.devices),
    reportedUids: new Set(machines.flatMap((machine) => [...machine.reportedUids])),
    imagedUids: new Set(machines.flatMap((machine) => [...machine.imagedUids])),
    reportedKeys: new Set(machines.flatMap((machine) => [...machine.reportedKeys])),
  };
}

function isSameMachine(one: Machine, other: Machine): boolean {
  return (
    one.devices.some((a) => other.devices.some((b) => isSameEquipment(a, b))) ||
    meets(one.reportedKeys, other.reportedKeys) ||
    meets(one.reportedUids, other.imagedUids) ||
    meets(one.imagedUids, other.reportedUids)
  );
}

function meets(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  for (const uid of one) if (other.has(uid)) return true;
  return false;
}

/**
 * Whether two headers can be of one machine: serial number and station name agree, however archives write the maker,
 * model and institution; or one of the two agrees and nothing contradicts.
 */
function isSameEquipment(one: Device, other: Device): boolean {
  if (one.device_id !== null && one.device_id === other.device_id) return true;
  const agreeing = [
    agrees(one.device_serial_number, other.device_serial_number),
    agrees(one.station_name, other.station_name),
  ];
  if (!agreeing.includes(false)) return true;
  return agreeing.includes(true) && !IDENTIFYING.some((name) => contradicts(one[name], other[name]));
}

function contradicts(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && folded(one) !== folded(other);
}

function agrees(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && folded(one) === folded(other);
}

function folded(text: string): string {
  return text.trim().toLowerCase();
}
