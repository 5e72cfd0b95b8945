import type { DataSet } from '../../dicom/data-set.js';
import { parseDecimal } from '../../dicom/decimal.js';
import { showTag } from '../../dicom/element.js';
import { TAG } from '../../dicom/tags.js';
import type { RowReader } from '../row-reader.js';
import { frameCountOf, framesOf, groupStating } from './functional-groups.js';
import {
  EXPOSED_IN_PARTS,
  numberOfPart,
  setSum,
  sumOfParts,
  type ExposedInParts,
} from './summed-exposure.js';

type EventReader = RowReader<'projection_events'>;

export const BREAST_PROJECTION_FOR_PRESENTATION = '1.2.840.10008.5.1.4.1.1.13.1.4';
export const BREAST_PROJECTION_FOR_PROCESSING = '1.2.840.10008.5.1.4.1.1.13.1.5';

/** Whether an image is a mammogram, or all projections of a sweep, as an enhanced image with functional groups. */
export function isBreastProjection(dataSet: DataSet): boolean {
  const sopClass = dataSet.text(TAG.SOPClassUID);
  return sopClass === BREAST_PROJECTION_FOR_PRESENTATION || sopClass === BREAST_PROJECTION_FOR_PROCESSING;
}

/** Whether the frames are projections that were taken while the tube moved. */
export function isSweepOfFrames(dataSet: DataSet): boolean {
  if (frameCountOf(dataSet) < 2) return false;
  return dataSet.firstText(TAG.PositionerMotion)?.toUpperCase() === 'DYNAMIC' || anglesOf(dataSet).size > 1;
}

function anglesOf(dataSet: DataSet): ReadonlySet<number> {
  const tag = TAG.PositionerPrimaryAngle;
  const stated = framesOf(dataSet).map((frame) => groupStating(frame, tag)?.text(tag) ?? '');
  return new Set(stated.flatMap((angle) => parseDecimal(angle).values.slice(0, 1)));
}

/** Dose and exposure of an image that states them for its frames only: the sum over all of them. */
export function sumOverFrames(event: EventReader, dataSet: DataSet): void {
  for (const quantity of EXPOSED_IN_PARTS) {
    if ((event.row[quantity[0]] ?? 0) > 0) continue;
    const ofFrames = framesOf(dataSet).map((frame) => numberIn(frame, quantity));
    if (ofFrames.some((part) => part !== null)) {
      setSum(event, quantity, sumOfParts(ofFrames), TAG.PerFrameFunctionalGroupsSequence);
    } else takeShared(event, dataSet, quantity);
  }
}

/** Whether what several frames share is of each or of all of them, nothing tells. */
function takeShared(event: EventReader, dataSet: DataSet, quantity: ExposedInParts): void {
  const tag = TAG.SharedFunctionalGroupsSequence;
  const shared = numberIn(dataSet.item(tag), quantity);
  if (shared === null) return;
  const frameCount = frameCountOf(dataSet);
  if (frameCount === 1) return setSum(event, quantity, shared, tag);
  const message = `${quantity[0]}: one value for ${frameCount} frames, of each or of all of them; left out`;
  event.reading.finding('value_of_frames_unclear', showTag(quantity[1]), message);
}

function numberIn(groups: DataSet | null, [, tag]: ExposedInParts): number | null {
  return numberOfPart(groupStating(groups, tag), tag);
}
