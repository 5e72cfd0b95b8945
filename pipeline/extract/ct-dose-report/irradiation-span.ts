import type { CtEvent, Study } from '../../../warehouse/tables/index.js';
import { wallClockAt } from '../../dicom/date-time.js';

/** Irradiation from the start of the first event to the end of the one that starts last (row IMP-420, BUG-06). */
export function readIrradiationSpan(study: Study, events: readonly CtEvent[]): void {
  const started = events
    .filter((event) => event.started_at_local !== null)
    .sort((one, other) => (one.started_at_local! < other.started_at_local! ? -1 : 1));
  const first = started[0];
  const last = started.at(-1);
  if (!first || !last) return;
  study.irradiation_started_at_local = first.started_at_local;
  study.irradiation_ended_at_local = later(last.started_at_local!, plausible(last.exposure_time_s));
}

const LONGEST_S = 3600;

/** An exposure time that cannot be one says nothing of the end. */
function plausible(exposureTime_s: number | null): number {
  return exposureTime_s !== null && exposureTime_s >= 0 && exposureTime_s <= LONGEST_S ? exposureTime_s : 0;
}

/** A wall clock some seconds later, to the millisecond. */
function later(local: string, seconds: number): string {
  const instant = Date.parse(`${local.slice(0, 23)}Z`) + Math.round(seconds * 1000);
  return (wallClockAt(instant) ?? local).replace(/\.000$/, '');
}
