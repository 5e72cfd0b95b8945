import type { DataSet, Element } from '../../dicom/data-set.js';
import { TAG } from '../../dicom/tags.js';
import type { RowReader } from '../row-reader.js';
import { addStated, groupAttributes, isSame } from './functional-groups.js';
import {
  EXPOSED_IN_PARTS,
  numberOfPart,
  setSum,
  sumOfParts,
  type ExposedInParts,
} from './summed-exposure.js';

type EventReader = RowReader<'projection_events'>;

/** Slices that were reconstructed from the projections of one tomosynthesis sweep. */
export const BREAST_TOMOSYNTHESIS = '1.2.840.10008.5.1.4.1.1.13.1.3';

/** Attributes that hold for a sweep where they hold for every projection of it. */
const SAME_IN_EACH_PROJECTION = [TAG.KVP, TAG.XRayTubeCurrentInmA];

/**
 * The attributes of a sweep in one data set, as a mammogram has them: those at the top, else of its acquisition (PS3.3
 * C.8.21.3.4), else of the functional groups and of the one irradiation event that it was reconstructed from (C.8.21.1),
 * else what is the same in each projection.
 */
export function sweepDataSet(dataSet: DataSet): DataSet {
  const [acquisition] = acquisitionsOf(dataSet);
  const places = [
    dataSet.elements,
    acquisition?.elements,
    groupAttributes(dataSet),
    onlySourceEvent(dataSet)?.elements,
  ];
  const elements = new Map<number, Element>();
  for (const place of places) for (const element of place ?? []) addStated(elements, element);
  const [first, ...others] = acquisition?.items(TAG.PerProjectionAcquisitionSequence) ?? [];
  for (const tag of SAME_IN_EACH_PROJECTION) {
    const element = first?.element(tag);
    const isOfAll = element && others.every((other) => isSame(dataSet, element, other.element(tag)));
    if (isOfAll) addStated(elements, element);
  }
  return dataSet.cutTo([...elements.values()]);
}

/** Sweeps whose projections are events of their own are none of these. */
function onlySourceEvent(dataSet: DataSet): DataSet | null {
  const sources = dataSet.items(TAG.SourceIrradiationEventSequence);
  const uids = new Set(sources.map((source) => source.text(TAG.IrradiationEventUID)));
  return uids.size === 1 ? sources[0]! : null;
}

function acquisitionsOf(dataSet: DataSet): readonly DataSet[] {
  return dataSet.items(TAG.XRay3DAcquisitionSequence);
}

/** Dose and exposure of a sweep that states them for each acquisition or projection only. */
export function sumOverSweep(event: EventReader, dataSet: DataSet): void {
  for (const quantity of EXPOSED_IN_PARTS) sumInto(event, dataSet, quantity);
}

/** Several acquisitions are summed whatever the first of them states; one is where the top states nothing. */
function sumInto(event: EventReader, dataSet: DataSet, quantity: ExposedInParts): void {
  const [column, tag] = quantity;
  const acquisitions = acquisitionsOf(dataSet);
  const isStated = (event.row[column] ?? 0) > 0;
  if (isStated && (acquisitions.length < 2 || numberOfPart(dataSet, tag) !== null)) return;
  const sum = sumOfParts(
    acquisitions.map(
      (acquisition) =>
        numberOfPart(acquisition, tag) ??
        sumOfParts(
          acquisition
            .items(TAG.PerProjectionAcquisitionSequence)
            .map((projection) => numberOfPart(projection, tag)),
        ),
    ),
  );
  if (isStated || sum !== null) setSum(event, quantity, sum, TAG.XRay3DAcquisitionSequence);
}

/** The images that the slices were reconstructed from. */
export function contributingImages(dataSet: DataSet): string[] {
  const uids = dataSet
    .items(TAG.ContributingSourcesSequence)
    .flatMap((source) => source.items(TAG.ContributingSOPInstancesReferenceSequence))
    .flatMap((study) => [study, ...study.items(TAG.ReferencedSeriesSequence)])
    .flatMap((series) => [
      ...series.items(TAG.ReferencedInstanceSequence),
      ...series.items(TAG.ReferencedSOPSequence),
    ])
    .map((instance) => instance.text(TAG.ReferencedSOPInstanceUID));
  return [...new Set(uids.filter((uid) => uid !== null))];
}
