import type { Study } from '../../../warehouse/tables/index.js';
import type { RowReader } from '../row-reader.js';

/**
 * Leaves out a CT exposure time of more than twice the span of irradiation: some scanners send milliseconds under the
 * unit of seconds. Whole seconds of clock resolution are allowed for.
 */
export function dropImpossibleExposureTimes(study: Study, events: readonly RowReader<'ct_events'>[]): void {
  const span_s = secondsBetween(study.irradiation_started_at_local, study.irradiation_ended_at_local);
  if (span_s === null || span_s <= 0) return;
  for (const { row, reading, index } of events) {
    if (row.exposure_time_s === null || row.exposure_time_s <= 2 * (span_s + 1)) continue;
    reading.finding(
      'value_impossible',
      `event ${index + 1}`,
      `exposure_time_s: ${row.exposure_time_s} s is beyond twice the irradiation span of ${span_s} s; left out`,
    );
    row.exposure_time_s = null;
  }
}

/** Seconds from one wall-clock instant to another; null where either is absent. */
export function secondsBetween(start: string | null, end: string | null): number | null {
  if (start === null || end === null) return null;
  return (Date.parse(`${end.slice(0, 23)}Z`) - Date.parse(`${start.slice(0, 23)}Z`)) / 1000;
}
