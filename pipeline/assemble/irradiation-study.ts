import { noteEqualExposures } from './equal-exposures.js';
import { identifyReportedEvents, type IdentifiedEvents } from './event-identity.js';
import type { EventNature, IrradiationEvent } from './event-nature.js';
import type { EquipmentGroup, EquipmentGroups } from './equipment-groups.js';
import { firstImageOf, imageExposures, type ImageExposure } from './image-exposures.js';
import {
  acquiredAndComputed,
  joinImages,
  strayComputedImages,
  type ReportedByMachine,
} from './image-joins.js';
import type { CurrentReport, StudyDoses } from './report-totals.js';
import {
  describedBy,
  mergeReportedEvents,
  noteDosesOfSuperseded,
  type StudyEvent,
} from './reported-events.js';
import { deviceOf } from './study-devices.js';
import type { StudyDocument } from './study-document.js';
import { StudyFindings } from './study-findings.js';
import type { StudyPart } from './study-part.js';
import { inOrderOfContent, supersededReports, type EventSets } from './superseded-reports.js';

/** The doses of a CT, projection or mammography study, and the reports that no longer count. */
export interface IrradiationStudy<E extends IrradiationEvent> extends StudyDoses<E> {
  readonly superseded: ReadonlySet<StudyDocument>;
}

/**
 * Finds which reports hold, makes each exposure one event, and numbers the events by start. Where a machine reports,
 * what its dose captures say is joined to the report like an image; else captures are its reports.
 */
export function assembleIrradiation<E extends IrradiationEvent>(
  part: StudyPart,
  nature: EventNature<E>,
): IrradiationStudy<E> {
  const { equipment, findings } = part;
  const [reports, captures, images] = roles(part);
  const identified = identifyReportedEvents([...reports, ...captures], nature, equipment, findings);
  const sets = eventSets(identified);
  const superseded = supersededReports(reports, sets, equipment);
  const current = reports.filter((report) => !superseded.has(report));
  const merged = mergeReportedEvents(current, identified, nature, findings);
  noteEqualExposures(current, identified, nature, equipment, findings);
  noteDosesOfSuperseded([...superseded], identified, merged, nature, findings);
  for (const capture of captures) superseded.add(capture);
  const reported = reportedByMachine(current, identified, merged, equipment);
  const [acquired, computed] = acquiredAndComputed(images, nature);
  const beside = [
    ...joinImages(capturedExposures(captures, identified), reported, nature, findings),
    ...joinImages(imageExposures(acquired, nature, equipment, findings), reported, nature, findings),
    ...strayComputedImages(
      imageExposures(computed, nature, equipment, new StudyFindings()),
      acquired,
      reported,
      nature,
      findings,
    ),
  ];
  for (const exposure of beside) {
    exposure.row.device_id = deviceOf(firstImageOf(exposure), equipment).device_id;
  }
  const chronological = inOrderOfContent(reports, superseded, sets, equipment);
  const unreported = withoutTakenKeys(beside, merged);
  const events = numbered(
    [...merged.values(), ...unreported],
    placesInReports(chronological, identified),
    part,
  );
  noteSharedUids(events, part);
  return {
    superseded,
    events,
    reports: chronological.map((report) => currentReport(report, equipment, identified, merged)),
    unreported: unreported.filter(({ row }) => row.counted === true),
  };
}

/** The documents by what they are here: reports, captures beside reports of the same machine, and images. */
function roles({
  documents,
  equipment,
}: StudyPart): readonly [StudyDocument[], StudyDocument[], StudyDocument[]] {
  const [reports, captures, images]: [StudyDocument[], StudyDocument[], StudyDocument[]] = [[], [], []];
  for (const document of documents) {
    const { kind } = document.extraction;
    if (kind === 'image') images.push(document);
    else if (kind === 'capture' && hasReport(document, equipment)) captures.push(document);
    else reports.push(document);
  }
  return [reports, captures, images];
}

function hasReport(document: StudyDocument, equipment: EquipmentGroups): boolean {
  const group = equipment.get(document)?.documents ?? [];
  return group.some(({ extraction }) => extraction.kind === 'report');
}

function reportedByMachine<E extends IrradiationEvent>(
  current: readonly StudyDocument[],
  identified: IdentifiedEvents<E>,
  merged: ReadonlyMap<string, StudyEvent<E>>,
  equipment: EquipmentGroups,
): ReportedByMachine<E> {
  const ofMachine = new Map<EquipmentGroup, Map<string, StudyEvent<E>>>();
  for (const report of current) {
    const machine = equipment.get(report)!;
    const events = ofMachine.get(machine) ?? new Map<string, StudyEvent<E>>();
    ofMachine.set(machine, events);
    for (const { key } of identified.get(report) ?? []) events.set(key, merged.get(key)!);
  }
  return {
    equipment,
    events: [...merged.values()],
    eventsOfMachine(document) {
      const events = ofMachine.get(equipment.get(document)!);
      return events ? [...events.values()] : null;
    },
  };
}

/** The exposures that captures state, each once: several captures of one dose page repeat them. */
function capturedExposures<E extends IrradiationEvent>(
  captures: readonly StudyDocument[],
  identified: IdentifiedEvents<E>,
): ImageExposure<E>[] {
  const exposures = new Map<string, ImageExposure<E>>();
  for (const capture of captures) {
    for (const { key, row } of identified.get(capture) ?? []) {
      if (!exposures.has(key)) exposures.set(key, { key, row: describedBy(capture, row), images: [capture] });
    }
  }
  return [...exposures.values()];
}

/** An exposure beside the reports may carry the UID of a reported event that it could not be told from. */
function withoutTakenKeys<E extends IrradiationEvent>(
  beside: readonly ImageExposure<E>[],
  merged: ReadonlyMap<string, StudyEvent<E>>,
): StudyEvent<E>[] {
  const taken = new Set(merged.keys());
  return beside.map((exposure) => {
    const key = taken.has(exposure.key)
      ? `${exposure.key}/${exposure.images[0]!.extraction.sopInstanceUid}`
      : exposure.key;
    taken.add(key);
    return { key, row: exposure.row };
  });
}

function eventSets<E extends IrradiationEvent>(identified: IdentifiedEvents<E>): EventSets {
  const sets = new Map<StudyDocument, ReadonlySet<string>>();
  for (const [report, events] of identified) sets.set(report, new Set(events.map(({ key }) => key)));
  return sets;
}

function currentReport<E extends IrradiationEvent>(
  document: StudyDocument,
  equipment: EquipmentGroups,
  identified: IdentifiedEvents<E>,
  reported: ReadonlyMap<string, StudyEvent<E>>,
): CurrentReport<E> {
  const keys = new Set((identified.get(document) ?? []).map(({ key }) => key));
  const events = [...keys].map((key) => reported.get(key)).filter((event) => event !== undefined);
  const machine = equipment.get(document)!;
  return { document, machine, accumulated: document.extraction.accumulatedDoses, events };
}

/** Where each event stands in the reports, told one after the other: CT reports give their events no start. */
function placesInReports<E extends IrradiationEvent>(
  reports: readonly StudyDocument[],
  identified: IdentifiedEvents<E>,
): ReadonlyMap<string, number> {
  const places = new Map<string, number>();
  for (const report of reports) {
    for (const { key } of identified.get(report) ?? []) if (!places.has(key)) places.set(key, places.size);
  }
  return places;
}

/** The events in order of start, those without a start last; then as the reports list them, then by key. */
function numbered<E extends IrradiationEvent>(
  events: readonly StudyEvent<E>[],
  places: ReadonlyMap<string, number>,
  part: StudyPart,
): StudyEvent<E>[] {
  const placeOf = ({ key }: StudyEvent<E>): number => places.get(key) ?? places.size;
  const ordered = [...events].sort(
    (one, other) =>
      compareText(one.row.started_at_local ?? '~', other.row.started_at_local ?? '~') ||
      placeOf(one) - placeOf(other) ||
      compareText(one.key, other.key),
  );
  ordered.forEach(({ key, row }, index) => {
    row.study_id = part.studyId;
    row.event_key = key;
    row.event_index = index + 1;
  });
  return ordered;
}

function compareText(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}

function noteSharedUids<E extends IrradiationEvent>(
  events: readonly StudyEvent<E>[],
  { settings, findings }: StudyPart,
): void {
  const shared = settings.sharedEventUids;
  if (shared === undefined || shared.size === 0) return;
  if (!events.some(({ row }) => shared.has(row.irradiation_event_uid ?? ''))) return;
  findings.note(
    'event_uid_in_other_study',
    'irradiation_event_uid',
    'an irradiation event of this study stands in another study too; both keep it',
  );
}
