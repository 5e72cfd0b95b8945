import type { Device } from '../../warehouse/tables/index.js';
import { CT_NATURE, PROJECTION_NATURE } from './event-nature.js';
import { keysByUid } from './event-uids.js';
import { sourceOf } from './source-image.js';
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
 * states the event of a report is of its machine too, and so is an image that was made from one of the machine (what
 * lies in between may have put its own name into the header).
 * `documents` come strongest first, and so they stand in each group.
 */
export function groupEquipment(documents: readonly StudyDocument[]): EquipmentGroups {
  if (documents.length === 1) return new Map([[documents[0]!, { documents }]]);
  const groupOf = new Map<StudyDocument, EquipmentGroup>();
  for (const machine of withNameless(mergeMachines(machinesByDevice(documents)))) {
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
  /** SOP instance UIDs of its images, and of those that they were made from. */
  readonly imageUids: Set<string>;
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
      imageUids: new Set(),
      reportedKeys: new Set(),
    };
    machines.set(id, machine);
    machine.documents.add(document);
    addEventUids(document, kind === 'image' ? machine.imagedUids : machine.reportedUids);
    if (kind === 'image') addImageUids(document, machine.imageUids);
    for (const key of keysOf(document)) machine.reportedKeys.add(key);
  }
  return [...machines.values()];
}

function addEventUids({ extraction }: StudyDocument, uids: Set<string>): void {
  for (const event of [...extraction.ctEvents, ...extraction.projectionEvents]) {
    if (event.irradiation_event_uid !== null) uids.add(event.irradiation_event_uid);
  }
}

function addImageUids(image: StudyDocument, uids: Set<string>): void {
  uids.add(image.extraction.sopInstanceUid);
  const source = sourceOf(image);
  if (source !== null) uids.add(source);
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

/** Images whose header tells nothing of a machine but its make and model are of the only such one, where that reports. */
function withNameless(machines: readonly Machine[]): readonly Machine[] {
  const known = machines.filter((machine) => isReporting(machine) || machine.devices.some(isNamed));
  const ofKnown = new Map<Machine, Machine[]>();
  for (const machine of machines) {
    const alike = isReporting(machine) ? [] : known.filter((other) => isOfModel(machine, other));
    const others = alike.filter((other) => other !== machine);
    const home = others.length === 1 && isReporting(others[0]!) ? others[0]! : machine;
    ofKnown.set(home, [...(ofKnown.get(home) ?? []), machine]);
  }
  return [...ofKnown.values()].map(united);
}

function isNamed(device: Device): boolean {
  return folded('device_serial_number', device) !== '' || folded('station_name', device) !== '';
}

function isReporting({ documents }: Machine): boolean {
  return [...documents].some(({ extraction }) => extraction.kind === 'report');
}

function isOfModel(one: Machine, other: Machine): boolean {
  return one.devices.every((a) =>
    other.devices.every(
      (b) =>
        agrees('manufacturer', a, b) &&
        agrees('manufacturer_model_name', a, b) &&
        !IDENTIFYING.some((name) => contradicts(name, a, b)),
    ),
  );
}

function united(machines: readonly Machine[]): Machine {
  if (machines.length === 1) return machines[0]!;
  return {
    documents: new Set(machines.flatMap((machine) => [...machine.documents])),
    devices: machines.flatMap((machine) => machine.devices),
    reportedUids: new Set(machines.flatMap((machine) => [...machine.reportedUids])),
    imagedUids: new Set(machines.flatMap((machine) => [...machine.imagedUids])),
    imageUids: new Set(machines.flatMap((machine) => [...machine.imageUids])),
    reportedKeys: new Set(machines.flatMap((machine) => [...machine.reportedKeys])),
  };
}

function isSameMachine(one: Machine, other: Machine): boolean {
  return (
    one.devices.some((a) => other.devices.some((b) => isSameEquipment(a, b))) ||
    meets(one.reportedKeys, other.reportedKeys) ||
    meets(one.reportedUids, other.imagedUids) ||
    meets(one.imagedUids, other.reportedUids) ||
    meets(one.imageUids, other.imageUids)
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
  const agreeing = [agrees('device_serial_number', one, other), agrees('station_name', one, other)];
  if (!agreeing.includes(false)) return true;
  return agreeing.includes(true) && !IDENTIFYING.some((name) => contradicts(name, one, other));
}

type Identifying = (typeof IDENTIFYING)[number];

function contradicts(name: Identifying, one: Device, other: Device): boolean {
  const [a, b] = [folded(name, one), folded(name, other)];
  return a !== '' && b !== '' && a !== b;
}

function agrees(name: Identifying, one: Device, other: Device): boolean {
  const text = folded(name, one);
  return text !== '' && text === folded(name, other);
}

/** Letters and digits alone; serial numbers are also written with zeros before them. */
function folded(name: Identifying, device: Device): string {
  const text = (device[name] ?? '').toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');
  return name === 'device_serial_number' ? text.replace(/^0+(?=.)/, '') : text;
}
