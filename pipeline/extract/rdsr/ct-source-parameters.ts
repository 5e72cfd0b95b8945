import {
  EXPOSURE_TIME_PER_ROTATION,
  FILTER_ALUMINUM_EQUIVALENT,
  IDENTIFICATION_OF_X_RAY_SOURCE,
  KVP,
  MAXIMUM_TUBE_CURRENT,
  TUBE_CURRENT,
} from '../../dicom/concepts/ct.js';
import type { ContentItem } from '../../dicom/content-item.js';
import type { RowReader } from '../row-reader.js';

const FIRST_SOURCE = {
  id: 'xray_source_id',
  kvp: 'kvp_kv',
  current: 'tube_current_ma',
  maximum: 'tube_current_max_ma',
  rotation: 'exposure_time_per_rotation_s',
  filter: 'filter_aluminium_equivalent_mm',
} as const;

const SECOND_SOURCE = {
  id: 'xray_source_b_id',
  kvp: 'kvp_b_kv',
  current: 'tube_current_b_ma',
  maximum: 'tube_current_max_b_ma',
  rotation: 'exposure_time_per_rotation_b_s',
  filter: 'filter_aluminium_equivalent_b_mm',
} as const;

/**
 * Parameters of the X-ray sources of an event (TID 10013, 113831; rows IMP-268, IMP-269, IMP-281): the first two, as
 * dual-source scanners have. More are named in a finding.
 */
export function readSourceParameters(event: RowReader<'ct_events'>, stated: readonly ContentItem[]): void {
  const sources = inOrderOfTubes(tubesAmong(event, stated));
  for (const holder of sources[0]?.holders.toReversed() ?? []) readSource(event, holder, FIRST_SOURCE);
  for (const holder of sources[1]?.holders.toReversed() ?? []) readSource(event, holder, SECOND_SOURCE);
  if (sources[2]) {
    event.reading.finding('several_values', sources[2].path, `${sources.length} X-ray sources; two are kept`);
  }
}

/**
 * Containers that name one and the same tube, in an event that does not state two, are of several exposures with it, as
 * dcm4che's conversion of performed procedure steps has them: the first stands for them.
 */
function tubesAmong(
  { row, reading }: RowReader<'ct_events'>,
  stated: readonly ContentItem[],
): readonly ContentItem[] {
  const names = stated.map(nameOf);
  if ((row.xray_source_count ?? 0) > 1) return stated;
  const tubes = stated.filter(
    (_, index) => names[index] === undefined || names.indexOf(names[index]) === index,
  );
  if (tubes.length < stated.length) {
    const message = `${stated.length} exposures of one X-ray source; the parameters of the first are taken`;
    reading.finding('several_values', stated[0]!.path, message);
  }
  return tubes;
}

function nameOf(source: ContentItem): string | undefined {
  return source.child(IDENTIFICATION_OF_X_RAY_SOURCE)?.text?.toUpperCase();
}

/** Tube A before tube B where they are named so, however the report orders them. */
function inOrderOfTubes(sources: readonly ContentItem[]): readonly ContentItem[] {
  return sources.map(nameOf).join() === 'B,A' ? sources.toReversed() : sources;
}

function readSource(
  event: RowReader<'ct_events'>,
  source: ContentItem,
  columns: typeof FIRST_SOURCE | typeof SECOND_SOURCE,
): void {
  event.text(columns.id, source, IDENTIFICATION_OF_X_RAY_SOURCE);
  event.numberAboveZero(columns.kvp, source, KVP);
  event.number(columns.current, source, TUBE_CURRENT);
  event.number(columns.maximum, source, MAXIMUM_TUBE_CURRENT);
  event.number(columns.rotation, source, EXPOSURE_TIME_PER_ROTATION);
  event.number(columns.filter, source, FILTER_ALUMINUM_EQUIVALENT);
}
