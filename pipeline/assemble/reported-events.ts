import type { IdentifiedEvents } from './event-identity.js';
import { statesOtherDose, type EventNature, type IrradiationEvent } from './event-nature.js';
import { fillBlanks } from './fill-blanks.js';
import type { StudyDocument } from './study-document.js';
import type { StudyFindings } from './study-findings.js';

/** One exposure of a study: its key within the study and the row that describes it. */
export interface StudyEvent<E extends IrradiationEvent> {
  readonly key: string;
  readonly row: E;
}

/**
 * The events of the current reports, each once: the strongest report that holds an event describes it, weaker ones
 * fill its blanks. A dose that two reports state differently is a finding. `reports` come strongest first.
 */
export function mergeReportedEvents<E extends IrradiationEvent>(
  reports: readonly StudyDocument[],
  identified: IdentifiedEvents<E>,
  nature: EventNature<E>,
  findings: StudyFindings,
): Map<string, StudyEvent<E>> {
  const events = new Map<string, StudyEvent<E>>();
  for (const report of reports) {
    for (const { key, row } of identified.get(report) ?? []) {
      const known = events.get(key);
      const described = describedBy(report, row);
      if (known === undefined) events.set(key, { key, row: described });
      else {
        noteOtherDoses(known.row, described, nature, findings);
        fillBlanks(known.row, described);
      }
    }
  }
  return events;
}

/** A row of its own for the tables, with the object that describes the event first; its offset from UTC is the event's. */
export function describedBy<E extends IrradiationEvent>({ extraction }: StudyDocument, row: E): E {
  const offset = row.started_at_local === null ? null : extraction.study.utc_offset_min;
  return {
    ...row,
    started_at_offset_min: row.started_at_offset_min ?? offset,
    device_id: row.device_id ?? extraction.device.device_id,
    source_sop_instance_uid: extraction.sopInstanceUid,
    source_kind: extraction.kind,
    counted: true,
  };
}

/** Notes where a report that another supersedes states another dose of an event than the one that stands. */
export function noteDosesOfSuperseded<E extends IrradiationEvent>(
  reports: readonly StudyDocument[],
  identified: IdentifiedEvents<E>,
  events: ReadonlyMap<string, StudyEvent<E>>,
  nature: EventNature<E>,
  findings: StudyFindings,
): void {
  for (const { key, row } of reports.flatMap((report) => identified.get(report) ?? [])) {
    const standing = events.get(key);
    if (standing) noteOtherDoses(standing.row, row, nature, findings);
  }
}

/** Notes where two descriptions of one exposure state different doses; the stronger one's stands. */
export function noteOtherDoses<E extends IrradiationEvent>(
  one: E,
  other: E,
  nature: EventNature<E>,
  findings: StudyFindings,
): void {
  if (!statesOtherDose(one, other, nature)) return;
  findings.note('event_dose_differs', null, 'objects state different doses of one event; the first holds');
}
