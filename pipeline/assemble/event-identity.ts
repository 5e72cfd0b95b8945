import type { EquipmentGroups } from './equipment-groups.js';
import type { EventNature, IrradiationEvent } from './event-nature.js';
import { digestOf, findRepeatedUids, keyOfUid, type Repetition } from './event-uids.js';
import type { StudyDocument } from './study-document.js';
import type { StudyFindings } from './study-findings.js';

/** An event as a report or capture describes it, with what identifies the exposure within the study. */
export interface IdentifiedEvent<E extends IrradiationEvent> {
  readonly key: string;
  readonly row: E;
}

export type IdentifiedEvents<E extends IrradiationEvent> = ReadonlyMap<
  StudyDocument,
  readonly IdentifiedEvent<E>[]
>;

/**
 * Identifies the events of reports and captures: by irradiation event UID, with the plane where one report gives the
 * UID on several planes; a missing UID is replaced by a digest of device, start, plane, type, protocol and doses, and
 * one that reports give to several exposures joined by it.
 * Whether a UID is repeated is asked of all reports of the study, so that an event has the same key in each.
 */
export function identifyReportedEvents<E extends IrradiationEvent>(
  documents: readonly StudyDocument[],
  nature: EventNature<E>,
  equipment: EquipmentGroups,
  findings: StudyFindings,
): IdentifiedEvents<E> {
  const repetition = findRepeatedUids(documents, nature);
  if (repetition.undecidable.size > 0) {
    findings.note(
      'event_uid_repeated',
      'irradiation_event_uid',
      'reports give one event UID to several exposures; they are told apart by their values',
    );
  }
  return new Map(
    documents.map((document) => [
      document,
      identifyEvents(document, nature, equipmentOf(document, equipment), repetition, findings),
    ]),
  );
}

function identifyEvents<E extends IrradiationEvent>(
  { extraction }: StudyDocument,
  nature: EventNature<E>,
  device: string,
  repetition: Repetition,
  findings: StudyFindings,
): IdentifiedEvent<E>[] {
  const occurrences = new Map<string, number>();
  return nature.eventsOf(extraction).map((row) => {
    const uid = row.irradiation_event_uid;
    // A UID that stands for one exposure may be repeated with it; what else has equal values is another exposure.
    if (uid !== null && !repetition.undecidable.has(uid)) {
      return { key: keyOfUid(uid, row, nature, repetition), row };
    }
    if (uid === null && extraction.kind === 'report') {
      findings.note(
        'event_uid_missing',
        'irradiation_event_uid',
        'events without a UID are told apart by their values',
      );
    }
    const byValues =
      uid === null ? `digest-${digestOf(row, nature, device)}` : keyOfUid(uid, row, nature, repetition);
    const occurrence = (occurrences.get(byValues) ?? 0) + 1;
    occurrences.set(byValues, occurrence);
    return { key: occurrence === 1 ? byValues : `${byValues}#${occurrence}`, row };
  });
}

/**
 * The device as the strongest document of the machine names it: others may write it differently. Without the observer
 * UID, which some change with each report.
 */
export function equipmentOf(document: StudyDocument, equipment: EquipmentGroups): string {
  const { device } = (equipment.get(document)?.documents[0] ?? document).extraction;
  return [
    device.manufacturer,
    device.manufacturer_model_name,
    device.device_serial_number,
    device.station_name,
  ].join('|');
}
