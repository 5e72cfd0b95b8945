import type { DataSet, Element } from '../../dicom/data-set.js';
import { parseDecimal } from '../../dicom/decimal.js';
import { TAG } from '../../dicom/tags.js';
import { isUidPlaceholder } from '../../dicom/uid.js';

/** What a frame states of itself: the whole image has the sum of it. */
const OF_ONE_FRAME: ReadonlySet<number> = new Set([
  TAG.OrganDose,
  TAG.EntranceDose,
  TAG.EntranceDoseInmGy,
  TAG.ImageAndFluoroscopyAreaDoseProduct,
  TAG.Exposure,
  TAG.ExposureInuAs,
  TAG.ExposureInmAs,
  TAG.ExposureTime,
  TAG.ExposureTimeInuS,
  TAG.ExposureTimeInms,
]);

/** The functional groups of each frame of a multi-frame image (PS3.3 C.7.6.16.2). */
export function framesOf(dataSet: DataSet): readonly DataSet[] {
  return dataSet.items(TAG.PerFrameFunctionalGroupsSequence);
}

/** Number of frames: as many as have functional groups, else as stated; 1 of an image that says nothing of frames. */
export function frameCountOf(dataSet: DataSet): number {
  const stated = parseDecimal(dataSet.firstText(TAG.NumberOfFrames) ?? '').value;
  return Math.max(framesOf(dataSet).length, stated ?? 1, 1);
}

/** Every attribute in the functional groups of one item, in whatever group it stands. */
function attributesOf(groups: DataSet | null): ReadonlyMap<number, Element> {
  const found = new Map<number, Element>();
  for (const group of groups?.elements ?? []) {
    for (const element of group.items?.[0]?.elements ?? []) addStated(found, element);
  }
  return found;
}

/** The functional group of one item that states a value of an attribute. */
export function groupStating(groups: DataSet | null, tag: number): DataSet | null {
  for (const { items } of groups?.elements ?? []) {
    const group = items?.[0];
    if (group && (group.element(tag)?.length ?? 0) > 0) return group;
  }
  return null;
}

/** Puts an attribute among others, where none of these states a value of it. */
export function addStated(elements: Map<number, Element>, element: Element): void {
  const known = elements.get(element.tag);
  if (known === undefined || known.length === 0) elements.set(element.tag, element);
}

/**
 * What the functional groups say of the whole image: what all frames share, and what every frame states alike. Doses and
 * exposures of frames are not among it.
 */
export function groupAttributes(dataSet: DataSet): Element[] {
  const found = new Map(attributesOf(dataSet.item(TAG.SharedFunctionalGroupsSequence)));
  for (const element of statedAlike(dataSet)) addStated(found, element);
  return [...found.values()].filter(({ tag }) => !OF_ONE_FRAME.has(tag));
}

function statedAlike(dataSet: DataSet): Element[] {
  const [first, ...others] = framesOf(dataSet).map(attributesOf);
  return [...(first?.values() ?? [])].filter((element) =>
    others.every((frame) => isSame(dataSet, element, frame.get(element.tag))),
  );
}

/** Whether two elements of a data set, or of items in it, have the same value. */
export function isSame({ bytes }: DataSet, one: Element, other: Element | null | undefined): boolean {
  if (other?.tag !== one.tag || other.items?.length !== one.items?.length) return false;
  if (one.items) return one.items.every((item, index) => areSame(item, other.items![index]!));
  const valueOf = ({ offset, length }: Element) => bytes.subarray(offset, offset + length);
  return Buffer.compare(valueOf(one), valueOf(other)) === 0;
}

function areSame(one: DataSet, other: DataSet): boolean {
  return (
    one.elements.length === other.elements.length &&
    one.elements.every((element, index) => isSame(one, element, other.elements[index]))
  );
}

function isPrivate(group: number): boolean {
  return group % 2 === 1;
}

/** A multi-frame image with what its functional groups say of the whole of it at its top, where the top says nothing. */
export function withGroupsAtTop(dataSet: DataSet): DataSet {
  const attributes = groupAttributes(dataSet);
  if (attributes.length === 0) return dataSet;
  const elements = new Map(dataSet.elements.map((element) => [element.tag, element]));
  const privateGroups = new Set(dataSet.elements.map(({ tag }) => tag >>> 16).filter(isPrivate));
  // A block of the top may be reserved for somebody else than that of the same number below.
  const below = attributes.filter(({ tag }) => !privateGroups.has(tag >>> 16));
  for (const element of below) addStated(elements, element);
  return dataSet.cutTo([...elements.values()]);
}

/** The irradiation events that an image stands for: as its top states them, else as its frames do. */
export function irradiationEventUids(dataSet: DataSet): string[] {
  const tag = TAG.IrradiationEventUID;
  const stated = dataSet.texts(tag);
  const ofFrames = () => framesOf(dataSet).flatMap((frame) => groupStating(frame, tag)?.texts(tag) ?? []);
  return [...new Set(stated.length > 0 ? stated : ofFrames())].filter((uid) => !isUidPlaceholder(uid));
}
