import type { Study } from '../../warehouse/tables/index.js';
import { millisecondsOf, wallClockAt } from '../dicom/date-time.js';
import type { EventNature, IrradiationEvent } from './event-nature.js';
import type { StudyDoses } from './report-totals.js';
import type { StudyEvent } from './reported-events.js';

/**
 * Start and end of irradiation over the current reports and the events beside them: as a report states it, else its
 * first event and the end of its last (row IMP-251; BUG-06). The study date falls back to the first event.
 */
export function writeIrradiationSpan<E extends IrradiationEvent>(
  study: Study,
  doses: StudyDoses<E>,
  nature: EventNature<E>,
): void {
  const spans = doses.reports.map(({ document, events }) => ({
    start: document.extraction.study.irradiation_started_at_local ?? firstStart(events),
    end: document.extraction.study.irradiation_ended_at_local ?? lastEnd(events, nature),
  }));
  spans.push({ start: firstStart(doses.unreported), end: lastEnd(doses.unreported, nature) });
  study.irradiation_started_at_local = least(spans.map((span) => span.start));
  study.irradiation_ended_at_local = greatest(spans.map((span) => span.end));
  if (study.study_date === null) dateByFirstEvent(study, firstStart(doses.events));
}

function dateByFirstEvent(study: Study, start: string | null): void {
  if (start === null) return;
  study.study_date = start.slice(0, 10);
  study.study_date_source = 'first_event';
  study.study_month = start.slice(0, 7);
  study.study_time ??= start.slice(11);
}

function firstStart<E extends IrradiationEvent>(events: readonly StudyEvent<E>[]): string | null {
  return least(events.map(({ row }) => row.started_at_local));
}

function lastEnd<E extends IrradiationEvent>(
  events: readonly StudyEvent<E>[],
  nature: EventNature<E>,
): string | null {
  return greatest(events.map(({ row }) => endOf(row.started_at_local, nature.durationOf(row))));
}

function least(texts: readonly (string | null)[]): string | null {
  return texts.reduce(
    (least, text) => (text !== null && (least === null || text < least) ? text : least),
    null,
  );
}

function greatest(texts: readonly (string | null)[]): string | null {
  return texts.reduce((most, text) => (text !== null && (most === null || text > most) ? text : most), null);
}

/** No exposure lasts longer than a day; what says so is no duration. */
const LONGEST_S = 86_400;

/** A wall-clock instant some seconds later, to the millisecond; without a duration the instant as stated. */
function endOf(start: string | null, durationS: number | null): string | null {
  if (start === null || durationS === null || durationS <= 0) return start;
  const at = millisecondsOf(start);
  if (at === null || durationS > LONGEST_S) return start;
  return wallClockAt(Math.round(at + durationS * 1000)) ?? start;
}
