import { carryOrigin } from '../extract/origins.js';
import { grouped } from '../grouped.js';
import type { EquipmentGroups } from './equipment-groups.js';
import {
  contradict,
  eventOfImage,
  SAME_ANGLE_DEG,
  statesOtherDose,
  type EventNature,
  type IrradiationEvent,
} from './event-nature.js';
import { fillBlanks } from './fill-blanks.js';
import { imagePairs, onlyIntentOf, whatStatesStart } from './image-pairs.js';
import { describedBy, noteOtherDoses, type StudyEvent } from './reported-events.js';
import { sourceOf } from './source-image.js';
import type { StudyDocument } from './study-document.js';
import type { StudyFindings } from './study-findings.js';

export const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7';

/** One exposure as its images describe it; the strongest image first. */
export interface ImageExposure<E extends IrradiationEvent> extends StudyEvent<E> {
  readonly images: readonly StudyDocument[];
}

/** Whether an image was computed from others (synthesised, stitched) and so adds no dose. */
export function isComputed({ extraction }: StudyDocument): boolean {
  return extraction.imageLinks?.isDerived ?? false;
}

/** Whether an image is the slices of a tomosynthesis, or reformatted from those of a CT. */
export function isReconstruction({ extraction }: StudyDocument): boolean {
  return extraction.imageLinks?.isReconstruction ?? false;
}

/**
 * The exposures behind a set of images (rows IMP-301, IMP-557; BUG-17). Images are of one exposure when they state one
 * irradiation event UID, unless time and dose, side or view are others; else when their source image is the same or is
 * one of them, and of a chain not two state UIDs that differ; and also without a chain when device, acquisition date and
 * time, laterality, view, kVp, exposure and angle are equal, and doses are not others; or they are a pair, of which one
 * states less. Equal time alone never merges them.
 * `images` come strongest first.
 */
export function imageExposures<E extends IrradiationEvent>(
  images: readonly StudyDocument[],
  nature: EventNature<E>,
  equipment: EquipmentGroups,
  findings: StudyFindings,
): ImageExposure<E>[] {
  const described = images.filter(({ extraction }) => nature.eventsOf(extraction).length > 0);
  const sets = new DisjointSets(described);
  const bearers = new Map<string, StudyDocument>();
  for (const image of described) for (const token of tokensOf(image, nature)) link(image, token);
  for (const images of imagesByUid(described, nature)) joinOfOneUid(images);
  for (const chain of chains(described)) {
    if (eventUidsOf(chain, nature).length === 1) for (const image of chain) sets.join(image, chain[0]!);
  }
  const linked = new Map(sets.groups().flatMap((group) => group.map((image) => [image, group] as const)));
  for (const alike of imagesAlike(described, nature, equipment)) {
    const [first, ...others] = withoutThoseOfOthers(alike, linked);
    for (const image of others) sets.join(image, first!);
  }
  const known = sets.groups();
  for (const [processing, presentation] of imagePairs(known, nature, equipment)) {
    sets.join(presentation, processing);
  }
  return sets.groups().map((group) => exposureOf(group, nature, findings));

  function joinOfOneUid(ofUid: readonly StudyDocument[]): void {
    const exposures = toldApart(ofUid, nature);
    for (const exposure of exposures) for (const image of exposure) sets.join(image, exposure[0]!);
    if (exposures.length < 2) return;
    findings.note(
      'event_uid_repeated',
      'irradiation_event_uid',
      'images of several exposures state one event UID; they are told apart by time and what they state',
    );
  }

  function link(image: StudyDocument, token: string): void {
    const bearer = bearers.get(token);
    if (bearer === undefined) bearers.set(token, image);
    else sets.join(image, bearer);
  }
}

/** What an image that states no event UID shares with the others of its exposure: itself and its source image. */
function tokensOf<E extends IrradiationEvent>(image: StudyDocument, nature: EventNature<E>): string[] {
  const own = `image ${image.extraction.sopInstanceUid}`;
  const source = sourceOf(image);
  const isIdentified = eventOfImage(image, nature).irradiation_event_uid !== null;
  return isIdentified || source === null ? [own] : [own, `image ${source}`];
}

function imagesByUid<E extends IrradiationEvent>(
  images: readonly StudyDocument[],
  nature: EventNature<E>,
): StudyDocument[][] {
  const byUid = grouped(images, (image) => [eventOfImage(image, nature).irradiation_event_uid]);
  return [...byUid.values()];
}

/**
 * The exposures of images that state one event UID: several where equipment gives it to each of a study. Slices of a
 * tomosynthesis repeat the dose of their projections, at a time of their own.
 */
function toldApart<E extends IrradiationEvent>(
  images: readonly StudyDocument[],
  nature: EventNature<E>,
): StudyDocument[][] {
  if (!nature.imagesStateStart || images.some(isReconstruction)) return [[...images]];
  const exposures: StudyDocument[][] = [];
  for (const image of images) {
    const home = exposures.find((others) => others.every((other) => !isOfOther(image, other, nature)));
    if (home) home.push(image);
    else exposures.push([image]);
  }
  return exposures;
}

/** Whether two images state starts that differ, and doses, sides or views too. */
function isOfOther<E extends IrradiationEvent>(
  image: StudyDocument,
  other: StudyDocument,
  nature: EventNature<E>,
): boolean {
  const one: E = eventOfImage(image, nature);
  const two: E = eventOfImage(other, nature);
  const [start, otherStart] = [one.started_at_local, two.started_at_local];
  if (start === null || otherStart === null) return false;
  if (withoutTrailingZeros(start) === withoutTrailingZeros(otherStart)) return false;
  return (
    statesOtherDose(one, two, nature) ||
    contradict(nature.lateralityOf(one), nature.lateralityOf(two)) ||
    contradict(nature.viewOf(one), nature.viewOf(two))
  );
}

/** Each image that others were made from, where it came, and these. */
function chains(images: readonly StudyDocument[]): StudyDocument[][] {
  const bySource = grouped(images, (image) => [sourceOf(image)]);
  for (const image of images) bySource.get(image.extraction.sopInstanceUid)?.push(image);
  return [...bySource.values()];
}

function imagesAlike<E extends IrradiationEvent>(
  images: readonly StudyDocument[],
  nature: EventNature<E>,
  equipment: EquipmentGroups,
): StudyDocument[][] {
  const alike = grouped(images, (image) => [acquisitionOf(image, nature, equipment)]);
  return [...alike.values()]
    .flatMap((group) => byAngle(group, nature))
    .flatMap((group) => byDose(group, nature))
    .filter((group) => group.length > 1 && eventUidsOf(group, nature).length < 2 && canBePair(group));
}

/**
 * Of images that are alike those that are not linked to an image for processing that differs: what they leave out or
 * round makes them like another exposure.
 */
function withoutThoseOfOthers(
  alike: readonly StudyDocument[],
  linked: ReadonlyMap<StudyDocument, readonly StudyDocument[]>,
): readonly StudyDocument[] {
  const groups = [...new Set(alike.map((image) => linked.get(image)!))];
  const withRaw = groups.filter((group) => group.some(isForProcessing));
  if (withRaw.length < 2) return alike;
  const ofOthers = withRaw.filter(
    (group) => !group.some((image) => isForProcessing(image) && alike.includes(image)),
  );
  return alike.filter((image) => !ofOthers.includes(linked.get(image)!));
}

function isForProcessing({ extraction }: StudyDocument): boolean {
  return extraction.imageLinks?.presentationIntent === 'FOR PROCESSING';
}

/** The projections of a sweep that carry its time are exposures of their own; what states no angle is of none of them. */
function byAngle<E extends IrradiationEvent>(
  images: readonly StudyDocument[],
  nature: EventNature<E>,
): StudyDocument[][] {
  const angleOf = (image: StudyDocument): number | null => nature.angleOf(eventOfImage(image, nature));
  const angles = images.map(angleOf).filter((angle) => angle !== null);
  if (Math.max(...angles) - Math.min(...angles) <= SAME_ANGLE_DEG || angles.length < 2) return [[...images]];
  const groups = new Map<number | null, StudyDocument[]>();
  const sorted = [...images].sort((one, other) => (angleOf(one) ?? 0) - (angleOf(other) ?? 0));
  for (const image of sorted) {
    const angle = angleOf(image);
    const near = [...groups.keys()].find((known) => known === angle || isNearAngle(known, angle)) ?? angle;
    groups.set(near, [...(groups.get(near) ?? []), image]);
  }
  groups.delete(null);
  return [...groups.values()];
}

function isNearAngle(one: number | null, other: number | null): boolean {
  return one !== null && other !== null && Math.abs(one - other) <= SAME_ANGLE_DEG;
}

/**
 * Exposures of one second and one technique may differ in their dose alone. An image for processing and one for
 * presentation that state it differently are one exposure all the same.
 */
function byDose<E extends IrradiationEvent>(
  images: readonly StudyDocument[],
  nature: EventNature<E>,
): StudyDocument[][] {
  const groups: StudyDocument[][] = [];
  for (const image of images) {
    const isOther = (other: StudyDocument): boolean =>
      statesOtherDose(eventOfImage(image, nature), eventOfImage(other, nature), nature);
    const home = groups.find((others) => !others.some(isOther));
    if (home) home.push(image);
    else groups.push([image]);
  }
  const intents = groups.map((group) => onlyIntentOf(group));
  const isPair = groups.length === 2 && !intents.includes(null) && intents[0] !== intents[1];
  return isPair ? [[...images]] : groups;
}

/**
 * Device, acquisition date and time, laterality, view, kVp and exposure in one text; null where they do not tell one
 * exposure from another. The captures of a tomosynthesis sweep (Hologic, Q36) all carry the time of the sweep.
 */
function acquisitionOf<E extends IrradiationEvent>(
  image: StudyDocument,
  nature: EventNature<E>,
  equipment: EquipmentGroups,
): string | null {
  const { extraction } = image;
  const row = eventOfImage(image, nature);
  const exposure = nature.exposureOf(row);
  if (extraction.sopClassUid === SECONDARY_CAPTURE) return null;
  if (row.started_at_local === null) return null;
  // Slices of several thicknesses are made of one sweep, and state little of how it was exposed.
  if (!isReconstruction(image) && (row.kvp_kv === null || exposure === null)) return null;
  const machine = equipment.get(image)?.documents[0]?.extraction.device.device_id;
  const told = [
    machine,
    withoutTrailingZeros(row.started_at_local),
    nature.lateralityOf(row),
    nature.viewOf(row),
    row.kvp_kv,
    exposure,
  ];
  return JSON.stringify(told);
}

/** An instant in one spelling: `10:15:00.500` and `10:15:00.5` are the same. */
function withoutTrailingZeros(local: string): string {
  return local.replace(/(\.\d*?)0*$/, '$1').replace(/\.$/, '');
}

/**
 * Images that state no acquisition time carry that of the study, all of them, on whatever day they were acquired: then
 * only one for processing and one for presentation are a pair.
 */
function canBePair(images: readonly StudyDocument[]): boolean {
  if (!images.some((image) => whatStatesStart(image) === 'study')) return true;
  const intents = images.map(({ extraction }) => extraction.imageLinks?.presentationIntent ?? null);
  return !intents.includes(null) && new Set(intents).size === images.length;
}

function eventUidsOf<E extends IrradiationEvent>(
  images: readonly StudyDocument[],
  nature: EventNature<E>,
): string[] {
  const uids = images.map((image) => eventOfImage(image, nature).irradiation_event_uid);
  return [...new Set(uids.filter((uid) => uid !== null))].sort();
}

function exposureOf<E extends IrradiationEvent>(
  images: readonly StudyDocument[],
  nature: EventNature<E>,
  findings: StudyFindings,
): ImageExposure<E> {
  const [first] = images;
  const row = describedBy(first!, eventOfImage(first!, nature));
  for (const image of images.slice(1)) {
    const other = eventOfImage(image, nature);
    noteOtherDoses(row, other, nature, findings);
    fillBlanks(row, other);
  }
  row.irradiation_event_uid ??= eventUidsOf(images, nature)[0] ?? null;
  takeFirstStart(row, images, nature);
  return { key: keyOf(images, nature), row, images };
}

/** The slices of a CT acquisition carry times of their own: the exposure began with the first. */
function takeFirstStart<E extends IrradiationEvent>(
  row: E,
  images: readonly StudyDocument[],
  nature: EventNature<E>,
): void {
  for (const image of images) {
    const other = eventOfImage(image, nature);
    const start = other.started_at_local;
    if (start === null || (row.started_at_local !== null && row.started_at_local <= start)) continue;
    row.started_at_local = start;
    carryOrigin(row, other, 'started_at_local');
  }
}

/** The image of an exposure that the others were made from, the strongest of several: others may come from a workstation. */
export function firstImageOf<E extends IrradiationEvent>({ images }: ImageExposure<E>): StudyDocument {
  const uids = new Set(images.map(({ extraction }) => extraction.sopInstanceUid));
  return images.find((image) => !uids.has(sourceOf(image) ?? '')) ?? images[0]!;
}

/** Event UID; else SOP UID of the image at the end of the chain; else of the image for processing; else the least. */
function keyOf<E extends IrradiationEvent>(images: readonly StudyDocument[], nature: EventNature<E>): string {
  const uids = eventUidsOf(images, nature);
  if (uids.length > 0) return uids[0]!;
  const chained = new Set(
    images.filter((image) => sourceOf(image) !== null).map(({ extraction }) => extraction.sopInstanceUid),
  );
  const ends = images.map(sourceOf).filter((source) => source !== null && !chained.has(source));
  if (ends.length > 0) return ends.sort()[0]!;
  const raw = images.filter(isForProcessing);
  return (raw.length > 0 ? raw : images).map(({ extraction }) => extraction.sopInstanceUid).sort()[0]!;
}

/** Groups of documents that grow together; each group and the list of groups keep the order of the documents. */
class DisjointSets {
  readonly #documents: readonly StudyDocument[];
  readonly #parent = new Map<StudyDocument, StudyDocument>();

  constructor(documents: readonly StudyDocument[]) {
    this.#documents = documents;
  }

  join(one: StudyDocument, other: StudyDocument): void {
    const [a, b] = [this.#rootOf(one), this.#rootOf(other)];
    if (a !== b) this.#parent.set(a, b);
  }

  groups(): StudyDocument[][] {
    const groups = new Map<StudyDocument, StudyDocument[]>();
    for (const document of this.#documents) {
      const root = this.#rootOf(document);
      const group = groups.get(root);
      if (group) group.push(document);
      else groups.set(root, [document]);
    }
    return [...groups.values()];
  }

  #rootOf(document: StudyDocument): StudyDocument {
    let root = document;
    for (let parent = this.#parent.get(root); parent !== undefined; parent = this.#parent.get(root))
      root = parent;
    if (root !== document) this.#parent.set(document, root);
    return root;
  }
}
