import { hash } from 'node:crypto';
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
  const planes = new Map<string, Set<string | null>>();
  const ofOtherReports = new Map<string, readonly E[]>();
  for (const { extraction } of documents) {
    const seen = new Map<string, E[]>();
    for (const event of nature.eventsOf(extraction)) {
      const uid = event.irradiation_event_uid;
      if (uid === null) continue;
      if (isOnBothPlanes(planes, uid, nature.planeOf(event))) repeated.add(uid);
      const before = seen.get(uid);
      if (before === undefined) seen.set(uid, [event]);
      else {
        const onPlane = before.filter((other) => nature.planeOf(other) === nature.planeOf(event));
        if (onPlane.length < before.length) repeated.add(uid);
        const digest = onPlane.length === 0 ? null : digestOf(event, nature);
        if (onPlane.some((other) => digestOf(other, nature) !== digest)) undecidable.add(uid);
        before.push(event);
      }
      const others = ofOtherReports.get(uid) ?? [];
      if (others.some((other) => isOtherExposure(event, other, nature))) undecidable.add(uid);
    }
    for (const [uid, events] of seen) {
      ofOtherReports.set(uid, [...(ofOtherReports.get(uid) ?? []), ...events]);
    }
  }
  return { repeated, undecidable };
}

/** Of one plane, but with another start and another dose, both of which an exposure has once. */
function isOtherExposure<E extends IrradiationEvent>(one: E, other: E, nature: EventNature<E>): boolean {
  return (
    nature.planeOf(one) === nature.planeOf(other) &&
    startTogether(one, other) === false &&
    statesOtherDose(one, other, nature)
  );
}

/** Some biplane systems send a report for each plane, with the same events in both. */
function isOnBothPlanes(planes: Map<string, Set<string | null>>, uid: string, plane: string | null): boolean {
  const ofUid = planes.get(uid) ?? new Set<string | null>();
  planes.set(uid, ofUid.add(plane));
  return ofUid.has('A') && ofUid.has('B');
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
