import { millisecondsOf } from '../dicom/date-time.js';
import type { EquipmentGroups } from './equipment-groups.js';
import {
  contradict,
  eventOfImage,
  statesOtherDose,
  type EventNature,
  type IrradiationEvent,
} from './event-nature.js';
import type { StudyDocument } from './study-document.js';

/**
 * Pairs of an image for processing and the one for presentation of the same machine and moment, where one leaves out
 * what the other states (row IMP-557): they contradict each other in nothing, agree in tube voltage, exposure or a dose,
 * and neither agrees so with another image. A moment that is only that of the study is none.
 */
export function imagePairs<E extends IrradiationEvent>(
  images: readonly StudyDocument[],
  nature: EventNature<E>,
  equipment: EquipmentGroups,
): (readonly [processing: StudyDocument, presentation: StudyDocument])[] {
  const [processing, presentation] = ['FOR PROCESSING', 'FOR PRESENTATION'].map((intent) =>
    images.filter((image) => image.extraction.imageLinks?.presentationIntent === intent),
  ) as [StudyDocument[], StudyDocument[]];
  const agree = (one: StudyDocument, other: StudyDocument): boolean =>
    equipment.get(one) === equipment.get(other) &&
    isOfOneMoment(one, other, nature) &&
    isOfOneExposure(eventOfImage(one, nature), eventOfImage(other, nature), nature);
  return processing.flatMap((one) => {
    const [other, ...others] = presentation.filter((shown) => agree(one, shown));
    const isOnly = other && others.length === 0 && processing.filter((raw) => agree(raw, other)).length === 1;
    return isOnly ? [[one, other] as const] : [];
  });
}

function isOfOneMoment<E extends IrradiationEvent>(
  one: StudyDocument,
  other: StudyDocument,
  nature: EventNature<E>,
): boolean {
  const [start, otherStart] = [one, other].map((image) => eventOfImage(image, nature).started_at_local);
  if (!start || !otherStart || millisecondsOf(start) !== millisecondsOf(otherStart)) return false;
  return [one, other].every(({ extraction: { study } }) => {
    const ofStudy = millisecondsOf(`${study.study_date}T${study.study_time}`);
    return ofStudy !== millisecondsOf(start);
  });
}

function isOfOneExposure<E extends IrradiationEvent>(one: E, other: E, nature: EventNature<E>): boolean {
  const told = (tell: (event: E) => string | number | null) => [tell(one), tell(other)] as const;
  const exposure = [told((event) => event.kvp_kv), told(nature.exposureOf)];
  const geometry = [told(nature.lateralityOf), told(nature.viewOf), told(nature.angleOf)];
  const uids = told((event) => event.irradiation_event_uid);
  const isContradicted = [...exposure, ...geometry, uids].some(([a, b]) => contradict(a, b));
  if (isContradicted || statesOtherDose(one, other, nature)) return false;
  const doses = nature.dosesOf(other);
  const isSameDose = nature.dosesOf(one).some((dose, index) => dose !== null && dose === doses[index]);
  return isSameDose || exposure.some(([a, b]) => a !== null && a === b);
}
