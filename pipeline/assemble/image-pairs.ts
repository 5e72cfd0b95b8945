import { millisecondsOf } from '../dicom/date-time.js';
import type { EquipmentGroups } from './equipment-groups.js';
import {
  contradict,
  eventOfImage,
  isOtherVoltage,
  SAME_ANGLE_DEG,
  statesOtherDose,
  type EventNature,
  type IrradiationEvent,
} from './event-nature.js';
import type { StudyDocument } from './study-document.js';

type Pair = readonly [processing: StudyDocument, presentation: StudyDocument];

/**
 * Pairs of an image for processing and the one for presentation of the same machine, where one leaves out or rounds what
 * the other states (row IMP-557): they contradict each other in nothing, neither agrees so with an image of another
 * exposure, and they are of one moment and agree in tube voltage, exposure or a dose; or else nothing tells the moment of
 * one of them, neither is part of a pair already, and they agree in all of these.
 * `known` are the images that are known to be of one exposure each.
 */
export function imagePairs<E extends IrradiationEvent>(
  known: readonly (readonly StudyDocument[])[],
  nature: EventNature<E>,
  equipment: EquipmentGroups,
): Pair[] {
  const canBeOne = (one: StudyDocument, other: StudyDocument): boolean =>
    equipment.get(one) === equipment.get(other) &&
    !areContradicted(eventOfImage(one, nature), eventOfImage(other, nature), nature);
  const ofOneMoment = mutual(
    known,
    (one, other) =>
      compareMoments(one, other, nature) === 'same' &&
      canBeOne(one, other) &&
      agree('some', one, other, nature),
  );
  const paired = new Set(ofOneMoment.flat());
  const single = known.filter(
    (images) => onlyIntentOf(images) !== null && !images.some((image) => paired.has(image)),
  );
  const ofOneDose = mutual(
    single,
    (one, other) =>
      compareMoments(one, other, nature) !== 'other' &&
      canBeOne(one, other) &&
      agree('all', one, other, nature),
  );
  return [...ofOneMoment, ...ofOneDose];
}

/** What images of one exposure are all for; null where they are for both, or do not all tell. */
export function onlyIntentOf(images: readonly StudyDocument[]): string | null {
  const intents = new Set(images.map(intentOf));
  return intents.size === 1 ? [...intents][0]! : null;
}

function intentOf({ extraction }: StudyDocument): string | null {
  return extraction.imageLinks?.presentationIntent ?? null;
}

/** Pairs of images that agree with each other, and with those of no second exposure. */
function mutual(
  known: readonly (readonly StudyDocument[])[],
  agrees: (processing: StudyDocument, presentation: StudyDocument) => boolean,
): Pair[] {
  const [processing, presentation] = ['FOR PROCESSING', 'FOR PRESENTATION'].map((intent) =>
    known.map((images) => images.filter((image) => intentOf(image) === intent)),
  ) as [StudyDocument[][], StudyDocument[][]];
  return processing.flat().flatMap((one) => {
    const [shown, ...others] = presentation.filter((images) => images.some((image) => agrees(one, image)));
    const other = shown?.find((image) => agrees(one, image));
    if (other === undefined || others.length > 0) return [];
    const rivals = processing.filter((images) => images.some((image) => agrees(image, other)));
    return rivals.length === 1 ? [[one, other] as const] : [];
  });
}

/** Whether two images state one moment, with the seconds alone where one of them leaves the fraction out. */
function compareMoments<E extends IrradiationEvent>(
  one: StudyDocument,
  other: StudyDocument,
  nature: EventNature<E>,
): 'same' | 'other' | 'unknown' {
  const starts = [one, other].map((image) => eventOfImage(image, nature).started_at_local);
  if (starts.includes(null)) return 'unknown';
  const [start, otherStart] = starts as [string, string];
  const isFine = HAS_FRACTION.test(start) && HAS_FRACTION.test(otherStart);
  const [at, otherAt] = [start, otherStart].map((local) =>
    millisecondsOf(isFine ? local : local.slice(0, SECONDS)),
  );
  const told = [whatStatesStart(one), whatStatesStart(other)];
  if (at === otherAt) return told.includes('study') ? 'unknown' : 'same';
  return told.every((moment) => moment === 'acquisition') ? 'other' : 'unknown';
}

/** Whole seconds may be written with a fraction of zeros. */
const HAS_FRACTION = /\.\d*[1-9]/;
const SECONDS = 'YYYY-MM-DDTHH:MM:SS'.length;

/**
 * What the start of an image is that of: radiographs without an acquisition time carry that of their content, which each
 * image has of its own, or of the study (row IMP-368); mammograms do not (row IMP-305).
 */
export function whatStatesStart({ extraction }: StudyDocument): 'acquisition' | 'content' | 'study' {
  return extraction.imageLinks?.startIsOf ?? 'acquisition';
}

/** Whether what two events state cannot be of one exposure. */
function areContradicted<E extends IrradiationEvent>(one: E, other: E, nature: EventNature<E>): boolean {
  const [angle, otherAngle] = [nature.angleOf(one), nature.angleOf(other)];
  return (
    isOtherVoltage(one.kvp_kv, other.kvp_kv) ||
    isOtherExposure(nature.exposureOf(one), nature.exposureOf(other)) ||
    contradict(nature.lateralityOf(one), nature.lateralityOf(other)) ||
    contradict(nature.viewOf(one), nature.viewOf(other)) ||
    (angle !== null && otherAngle !== null && Math.abs(angle - otherAngle) > SAME_ANGLE_DEG) ||
    contradict(one.irradiation_event_uid, other.irradiation_event_uid) ||
    statesOtherDose(one, other, nature)
  );
}

/**
 * Whether two exposures differ by more than what rounding of one of them to whole mA·s makes; a product and what would
 * be multiplied are not compared.
 */
function isOtherExposure(one: string | null, other: string | null): boolean {
  if (one === null || other === null || one === other) return false;
  const [product, otherProduct] = [Number(one), Number(other)];
  if (Number.isNaN(product) || Number.isNaN(otherProduct)) {
    return Number.isNaN(product) && Number.isNaN(otherProduct);
  }
  const isRounded = Number.isInteger(product) || Number.isInteger(otherProduct);
  return Math.abs(product - otherProduct) > (isRounded ? 0.5 : 0);
}

/** Whether two images agree in tube voltage, exposure and a dose, or in some of these. */
function agree<E extends IrradiationEvent>(
  wanted: 'all' | 'some',
  image: StudyDocument,
  otherImage: StudyDocument,
  nature: EventNature<E>,
): boolean {
  const [one, other]: [E, E] = [eventOfImage(image, nature), eventOfImage(otherImage, nature)];
  const doses = nature.dosesOf(other);
  const agreed = [
    one.kvp_kv !== null && one.kvp_kv === other.kvp_kv,
    nature.exposureOf(one) !== null && nature.exposureOf(one) === nature.exposureOf(other),
    nature.dosesOf(one).some((dose, index) => dose !== null && dose === doses[index]),
  ];
  return wanted === 'all' ? agreed.every(Boolean) : agreed.includes(true);
}
