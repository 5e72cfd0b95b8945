import type { DataSet, Element } from '../../dicom/data-set.js';
import { parseDecimal } from '../../dicom/decimal.js';
import { showTag } from '../../dicom/element.js';
import { TAG } from '../../dicom/tags.js';
import type { NumberColumn, RowReader } from '../row-reader.js';
import { inUnitOfColumn } from '../stated-numbers.js';

type EventReader = RowReader<'projection_events'>;

/** Slices that were reconstructed from the projections of one tomosynthesis sweep. */
export const BREAST_TOMOSYNTHESIS = '1.2.840.10008.5.1.4.1.1.13.1.3';

/** Attributes that hold for every projection of a sweep. */
const SAME_IN_EACH_PROJECTION = [TAG.KVP, TAG.XRayTubeCurrentInmA];

/**
 * The attributes of a sweep in one data set, as a mammogram has them: those at the top, else of its acquisition (PS3.3
 * C.8.21.3.4), else of the groups that all frames share and of the one irradiation event that it was reconstructed from
 * (C.8.21.1), else what is the same in each projection.
 */
export function sweepDataSet(dataSet: DataSet): DataSet {
  const [acquisition] = acquisitionsOf(dataSet);
  const shared = dataSet.item(TAG.SharedFunctionalGroupsSequence);
  const places = [
    dataSet,
    acquisition,
    shared?.item(TAG.FrameAnatomySequence),
    shared?.item(TAG.IrradiationEventIdentificationSequence),
    onlySourceEvent(dataSet),
  ];
  const elements = new Map<number, Element>();
  for (const place of places) for (const element of place?.elements ?? []) addStated(elements, element);
  for (const tag of SAME_IN_EACH_PROJECTION) {
    const element = acquisition?.item(TAG.PerProjectionAcquisitionSequence)?.element(tag);
    if (element) addStated(elements, element);
  }
  return dataSet.cutTo([...elements.values()]);
}

function addStated(elements: Map<number, Element>, element: Element): void {
  const known = elements.get(element.tag);
  if (known === undefined || known.length === 0) elements.set(element.tag, element);
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
  sumInto(event, 'agd_mgy', dataSet, TAG.OrganDose, 'dGy');
  sumInto(event, 'entrance_exposure_mgy', dataSet, TAG.EntranceDoseInmGy, 'mGy');
  sumInto(event, 'exposure_mas', dataSet, TAG.ExposureInmAs, 'mA.s');
  sumInto(event, 'exposure_time_ms', dataSet, TAG.ExposureTimeInms, 'ms');
}

/** Several acquisitions are summed whatever the first of them states; one is where the top states nothing. */
function sumInto(
  event: EventReader,
  column: NumberColumn<'projection_events'>,
  dataSet: DataSet,
  tag: number,
  unit: string,
): void {
  const acquisitions = acquisitionsOf(dataSet);
  const isStated = event.row[column] !== null;
  if (isStated && (acquisitions.length < 2 || numberOf(dataSet, tag) !== null)) return;
  const sum = sumOf(
    acquisitions.map(
      (acquisition) =>
        numberOf(acquisition, tag) ??
        sumOf(
          acquisition
            .items(TAG.PerProjectionAcquisitionSequence)
            .map((projection) => numberOf(projection, tag)),
        ),
    ),
  );
  event.row[column] = null;
  if (sum === null) return;
  const at = { path: showTag(TAG.XRay3DAcquisitionSequence) };
  const value = inUnitOfColumn(event.reading, column, [sum], unit, unit, at)[0];
  if (value !== undefined) event.set(column, value, { ...at, raw: String(sum), unit });
}

const DOUBLES: readonly number[] = [TAG.ExposureInmAs, TAG.ExposureTimeInms];

/** A number above 0 of one item; where no VR is told, the attribute says whether it is text or a double. */
function numberOf(item: DataSet, tag: number): number | null {
  const value = DOUBLES.includes(tag)
    ? item.binaryNumbers(tag, 'FD')[0]
    : parseDecimal(item.text(tag) ?? '').values[0];
  return value !== undefined && value > 0 ? value : null;
}

/** A sum over some of the parts would pass for that over all. */
function sumOf(parts: readonly (number | null)[]): number | null {
  const stated = parts.filter((part) => part !== null);
  if (stated.length === 0 || stated.length < parts.length) return null;
  return Number(stated.reduce((sum, part) => sum + part, 0).toPrecision(12));
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
