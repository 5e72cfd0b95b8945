import { ROTATIONAL_ACQUISITION } from '../dicom/concepts/values.js';
import { grouped } from '../grouped.js';
import { namesConcept } from './code-value.js';
import type { EquipmentGroups } from './equipment-groups.js';
import {
  bearsDose,
  contradict,
  eventOfImage,
  isOtherVoltage,
  statesOtherDose,
  type EventNature,
  type IrradiationEvent,
} from './event-nature.js';
import { startTogether } from './event-starts.js';
import { fillBlanks } from './fill-blanks.js';
import { isComputed, isReconstruction, SECONDARY_CAPTURE, type ImageExposure } from './image-exposures.js';
import { noteOtherDoses, type StudyEvent } from './reported-events.js';
import { sourceOf } from './source-image.js';
import type { StudyDocument } from './study-document.js';
import type { StudyFindings } from './study-findings.js';

/** What the current reports of each machine hold. */
export interface ReportedByMachine<E extends IrradiationEvent> {
  readonly equipment: EquipmentGroups;
  /** Every event that a current report holds. */
  readonly events: readonly StudyEvent<E>[];
  /** The events of the machine of a document; null where no report of it is in the study. */
  eventsOfMachine(document: StudyDocument): readonly StudyEvent<E>[] | null;
}

/**
 * Joins the exposures that images describe to the events that reports hold (blueprint, "Events"): by event UID, else to
 * the one event of the same machine within 5 s of the same laterality and kVp. Images fill blanks only. Gives the
 * exposures that stand beside the reports: counted where no report of the machine is in the study, else kept uncounted
 * with a finding.
 */
export function joinImages<E extends IrradiationEvent>(
  exposures: readonly ImageExposure<E>[],
  reported: ReportedByMachine<E>,
  nature: EventNature<E>,
  findings: StudyFindings,
): ImageExposure<E>[] {
  const byUid = grouped(reported.events, ({ row }) => [row.irradiation_event_uid]);
  const beside: ImageExposure<E>[] = [];
  // All are matched before any fills a blank, by which the next would be matched.
  const matches = exposures.map((exposure) => {
    const ofMachine = reported.eventsOfMachine(exposure.images[0]!);
    const event =
      eventOfUid(exposure, byUid, nature) ??
      (ofMachine === null ? null : eventOfMoment(exposure, ofMachine, nature));
    return { exposure, ofMachine, event };
  });
  for (const { exposure, ofMachine, event } of matches) {
    if (event !== null) {
      noteOtherDoses(event.row, exposure.row, nature, findings);
      fillBlanks(event.row, exposure.row);
      continue;
    }
    if (ofMachine !== null && isHeldAlready(exposure, exposures, ofMachine, nature)) continue;
    exposure.row.counted = ofMachine === null;
    beside.push(exposure);
    if (ofMachine !== null) {
      findings.note(
        'image_joins_no_event',
        null,
        'images of a device that also reports match none of its events; they are kept and not counted',
      );
    }
  }
  return beside;
}

/**
 * Whether the reports of a machine hold what its capture states although none of their events is known to be it: they
 * hold as many of its doses, which captures round or state in part, or it states none, as of a localizer.
 */
function isHeldAlready<E extends IrradiationEvent>(
  { row, images }: ImageExposure<E>,
  exposures: readonly ImageExposure<E>[],
  events: readonly StudyEvent<E>[],
  nature: EventNature<E>,
): boolean {
  if (images[0]!.extraction.kind !== 'capture') return false;
  if (!bearsDose(nature, row)) return true;
  const count = (others: readonly { readonly row: E }[]) =>
    others.filter((other) => bearsDose(nature, other.row) && !statesOtherDose(row, other.row, nature)).length;
  return count(events) > 0 && count(events) >= count(exposures);
}

/**
 * The images that were computed from others and from nothing that the study holds: kept, uncounted, with a finding.
 * Those of an exposure that the study holds add nothing.
 */
export function strayComputedImages<E extends IrradiationEvent>(
  exposures: readonly ImageExposure<E>[],
  acquired: readonly StudyDocument[],
  reported: ReportedByMachine<E>,
  nature: EventNature<E>,
  findings: StudyFindings,
): ImageExposure<E>[] {
  const uids = new Set<string | null>(reported.events.map(({ row }) => row.irradiation_event_uid));
  const images = new Set<string>();
  const events = acquired.flatMap(({ extraction }) => nature.eventsOf(extraction));
  for (const { extraction } of acquired) images.add(extraction.sopInstanceUid);
  for (const event of events) uids.add(event.irradiation_event_uid);
  const stray = exposures.filter((exposure) => !isOfKnownExposure(exposure));
  for (const { row } of stray) row.counted = false;
  if (stray.length > 0) {
    findings.note(
      'computed_image',
      null,
      'images computed from others (synthesised, stitched) are kept and add no dose',
    );
  }
  return stray;

  function isOfKnownExposure({ row, images: members }: ImageExposure<E>): boolean {
    if (row.irradiation_event_uid !== null && uids.has(row.irradiation_event_uid)) return true;
    if (events.some((event) => nature.isKnownByDose(row, event))) return true;
    const sources = members.flatMap(({ extraction }) => extraction.imageLinks?.sourceImageUids ?? []);
    return sources.some((uid) => images.has(uid));
  }
}

/**
 * Images apart: those acquired, and those computed from others or made from one that was. The slices of a tomosynthesis stand for their sweep
 * where the projections, which bear the same dose, did not come.
 */
export function acquiredAndComputed<E extends IrradiationEvent>(
  images: readonly StudyDocument[],
  nature: EventNature<E>,
): readonly [acquired: StudyDocument[], computed: StudyDocument[]] {
  const fromComputed = computedAndMadeFrom(images);
  const bearers = images.filter(
    (image) =>
      !fromComputed.has(image) &&
      !isReconstruction(image) &&
      nature.eventsOf(image.extraction).some((event) => bearsDose(nature, event)),
  );
  const addsNothing = (image: StudyDocument): boolean =>
    fromComputed.has(image) ||
    (isReconstruction(image) &&
      nature.eventsOf(image.extraction).length > 0 &&
      bearers.some((one) => isProjectionOf(image, one, nature)));
  return [images.filter((image) => !addsNothing(image)), images.filter(addsNothing)];
}

function computedAndMadeFrom(images: readonly StudyDocument[]): ReadonlySet<StudyDocument> {
  const byUid = new Map(images.map((image) => [image.extraction.sopInstanceUid, image]));
  const found = new Set<StudyDocument>();
  for (const image of images) {
    const chain = new Set<StudyDocument>();
    for (
      let at: StudyDocument | undefined = image;
      at !== undefined && !chain.has(at);
      at = byUid.get(sourceOf(at) ?? '')
    ) {
      chain.add(at);
      if (isComputed(at)) found.add(image);
    }
  }
  return found;
}

/**
 * Whether slices were made from an image: one of several that they name, or a capture of projections of the same side
 * and view (Hologic, Q36), or the projections of a sweep of these and of the same moment, or of CT an image of the same
 * doses. A single image that they name is one exposure with them.
 */
function isProjectionOf<E extends IrradiationEvent>(
  slices: StudyDocument,
  image: StudyDocument,
  nature: EventNature<E>,
): boolean {
  const sources = slices.extraction.imageLinks?.sourceImageUids ?? [];
  if (sources.length > 1 && sources.includes(image.extraction.sopInstanceUid)) return true;
  const [one, other] = [eventOfImage(slices, nature), eventOfImage(image, nature)];
  const isSameView =
    nature.lateralityOf(one) === nature.lateralityOf(other) && nature.viewOf(one) === nature.viewOf(other);
  const type = nature.typeOf(other);
  const isOfSweep =
    image.extraction.sopClassUid === SECONDARY_CAPTURE ||
    (namesConcept(type, type, ROTATIONAL_ACQUISITION) && startTogether(one, other) !== false);
  return nature.isKnownByDose(one, other) || (isOfSweep && isSameView);
}

/** The event of the UID; where a report gives it on several planes, the one that fits. */
function eventOfUid<E extends IrradiationEvent>(
  { row }: ImageExposure<E>,
  byUid: ReadonlyMap<string, readonly StudyEvent<E>[]>,
  nature: EventNature<E>,
): StudyEvent<E> | null {
  const events = byUid.get(row.irradiation_event_uid ?? '') ?? [];
  if (events.length < 2) return events[0] ?? null;
  return theOnly(events.filter((event) => fits(row, event.row, nature)));
}

function eventOfMoment<E extends IrradiationEvent>(
  { row }: ImageExposure<E>,
  events: readonly StudyEvent<E>[],
  nature: EventNature<E>,
): StudyEvent<E> | null {
  const near = events.filter((event) => startTogether(row, event.row) && fits(row, event.row, nature));
  if (near.length > 0) return theOnly(near);
  return theOnly(events.filter((event) => nature.isKnownByDose(row, event.row)));
}

function theOnly<T>(candidates: readonly T[]): T | null {
  return candidates.length === 1 ? candidates[0]! : null;
}

/** Same laterality and kVp; one that is not stated speaks against nothing, but both together must tell something. */
function fits<E extends IrradiationEvent>(one: E, other: E, nature: EventNature<E>): boolean {
  const sides = [nature.lateralityOf(one), nature.lateralityOf(other)] as const;
  if (contradict(...sides)) return false;
  if (one.kvp_kv !== null && other.kvp_kv !== null) return !isOtherVoltage(one.kvp_kv, other.kvp_kv);
  return sides[0] !== null && sides[0] === sides[1];
}
