import { hash } from 'node:crypto';
import { grouped } from '../grouped.js';
import { statesOtherDose, type EventNature, type IrradiationEvent } from './event-nature.js';
import { startTogether } from './event-starts.js';
import type { StudyDocument } from './study-document.js';

/** The event UIDs that stand for more than one exposure. */
export interface Repetition {
  /** UIDs that a report repeats, or that stand for plane A here and for plane B there. */
  readonly repeated: ReadonlySet<string>;
  /** UIDs that a report repeats on one and the same plane, or that reports give to events of other starts and doses. */
  readonly undecidable: ReadonlySet<string>;
}

export function findRepeatedUids<E extends IrradiationEvent>(
  documents: readonly StudyDocument[],
  nature: EventNature<E>,
): Repetition {
  const repeated = new Set<string>();
  const undecidable = new Set<string>();
  const stated = documents.flatMap((document) =>
    nature.eventsOf(document.extraction).map((event) => ({ document, event })),
  );
  for (const [uid, ofUid] of grouped(stated, ({ event }) => [event.irradiation_event_uid])) {
    if (ofUid.length < 2) continue;
    const byReport = [...grouped(ofUid, ({ document }) => [document]).values()].map((own) =>
      own.map(({ event }) => event),
    );
    if (areOnSeveralPlanes(byReport, nature)) repeated.add(uid);
    if (areSeveralExposures(byReport, nature)) undecidable.add(uid);
  }
  return { repeated, undecidable };
}

/** Of one report, or on A and on B: some biplane systems send a report for each plane, with the same events in both. */
function areOnSeveralPlanes<E extends IrradiationEvent>(
  byReport: readonly (readonly E[])[],
  nature: EventNature<E>,
): boolean {
  const planesOf = (events: readonly E[]): Set<string | null> => new Set(events.map(nature.planeOf));
  const all = planesOf(byReport.flat());
  return (all.has('A') && all.has('B')) || byReport.some((own) => planesOf(own).size > 1);
}

/** Whether a report states events of one plane that differ, or reports state other exposures. */
function areSeveralExposures<E extends IrradiationEvent>(
  byReport: readonly (readonly E[])[],
  nature: EventNature<E>,
): boolean {
  return byReport.some((own, at) => {
    const earlier = byReport.slice(0, at).flat();
    return (
      differOnOnePlane(own, nature) ||
      own.some((event) => earlier.some((other) => isOtherExposure(event, other, nature)))
    );
  });
}

function differOnOnePlane<E extends IrradiationEvent>(events: readonly E[], nature: EventNature<E>): boolean {
  if (events.length < 2) return false;
  const byPlane = grouped(events, (event) => [nature.planeOf(event) ?? '']);
  return [...byPlane.values()].some(
    (onPlane) => new Set(onPlane.map((event) => digestOf(event, nature))).size > 1,
  );
}

/** Of one plane, but with another start and another dose, both of which an exposure has once. */
function isOtherExposure<E extends IrradiationEvent>(one: E, other: E, nature: EventNature<E>): boolean {
  return (
    nature.planeOf(one) === nature.planeOf(other) &&
    startTogether(one, other) === false &&
    statesOtherDose(one, other, nature)
  );
}

/** The keys of the events that each report identifies by UID. */
export function keysByUid<E extends IrradiationEvent>(
  reports: readonly StudyDocument[],
  nature: EventNature<E>,
): ReadonlyMap<StudyDocument, readonly string[]> {
  const repetition = findRepeatedUids(reports, nature);
  return new Map(
    reports.map((report) => [
      report,
      nature.eventsOf(report.extraction).flatMap((row) => {
        const uid = row.irradiation_event_uid;
        return uid === null ? [] : [keyOfUid(uid, row, nature, repetition)];
      }),
    ]),
  );
}

/** UID of an event, with what tells it from others of that UID. */
export function keyOfUid<E extends IrradiationEvent>(
  uid: string,
  row: E,
  nature: EventNature<E>,
  { repeated, undecidable }: Repetition,
): string {
  const plane = nature.planeOf(row);
  const onPlane = repeated.has(uid) && plane !== null ? `${uid}/${plane}` : uid;
  return undecidable.has(uid) ? `${onPlane}/digest-${digestOf(row, nature)}` : onPlane;
}

/** What an event says of itself, in few characters. */
export function digestOf<E extends IrradiationEvent>(row: E, nature: EventNature<E>, device = ''): string {
  const told = [
    device,
    row.started_at_local,
    nature.planeOf(row),
    nature.typeOf(row),
    row.acquisition_protocol,
    ...nature.dosesOf(row),
  ];
  return hash('sha256', JSON.stringify(told), 'hex').slice(0, 32);
}
