import type { DataSet } from '../../dicom/data-set.js';
import { parseDateTime, parseTime, wallClockAt } from '../../dicom/date-time.js';
import { showTag } from '../../dicom/element.js';
import { TAG } from '../../dicom/tags.js';
import { dateTimeAttribute, wallClock, type ImageDocument } from '../image/image-document.js';
import { acquisitionStart } from '../image/projection-image.js';
import type { RowReader } from '../row-reader.js';

const DAY_MS = 86_400_000;

interface TimeTags {
  readonly dateTime: number;
  readonly time: number;
}

const START: TimeTags = {
  dateTime: TAG.RadiopharmaceuticalStartDateTime,
  time: TAG.RadiopharmaceuticalStartTime,
};
const STOP: TimeTags = {
  dateTime: TAG.RadiopharmaceuticalStopDateTime,
  time: TAG.RadiopharmaceuticalStopTime,
};

interface StatedTime {
  readonly local: string;
  readonly path: string;
  readonly raw: string;
  /** Whether the date stands with the time, and is not that of the study. */
  readonly isDated: boolean;
  /** Offset from UTC that stands with the time. */
  readonly offsetMinutes?: number | null;
}

/**
 * Start and stop of an administration: date and time, or a time on the date of the study (row IMP-482). Of a time alone
 * nothing says which midnight it stands before: one that would lie half a day and more behind the images is of the day
 * before; one as long before the study of the day after, where images follow it there; and so is a stop as long before
 * its start.
 */
export function readAdministrationTimes(
  row: RowReader<'nm_administrations'>,
  document: ImageDocument,
  item: DataSet,
): void {
  const start = nearStudy(row, document, statedTime(document, item, START));
  if (start) {
    row.set('started_at_local', start.local, start);
    row.row.started_at_offset_min = start.offsetMinutes ?? null;
  }
  const stop = behindStart(start, statedTime(document, item, STOP));
  if (stop) row.set('stopped_at_local', stop.local, stop);
}

function statedTime({ study }: ImageDocument, item: DataSet, tags: TimeTags): StatedTime | null {
  const whole = dateTimeAttribute(item, tags.dateTime);
  if (whole) return { ...whole, isDated: true };
  const raw = item.firstText(tags.time);
  const time = raw === null ? null : parseTime(raw);
  const day = dayAlone(item, tags.dateTime);
  const date = day ?? study.row.study_date;
  if (raw === null || time === null || date === null) return null;
  return { local: `${date}T${time}`, path: showTag(tags.time), raw, isDated: day !== null };
}

/** The day of a DT attribute that states no time. */
function dayAlone(item: DataSet, tag: number): string | null {
  const parsed = parseDateTime(item.firstText(tag) ?? '');
  return parsed?.precision === 'day' ? (parsed.local?.slice(0, 10) ?? null) : null;
}

function nearStudy(
  { reading }: RowReader<'nm_administrations'>,
  { dataSet, study }: ImageDocument,
  start: StatedTime | null,
): StatedTime | null {
  const images =
    acquisitionStart(dataSet) ?? wallClock(dataSet, { dates: [TAG.SeriesDate], times: [TAG.SeriesTime] });
  if (start === null || start.isDated || images === null) return start;
  if (millisecondsFrom(images.local, start.local) > DAY_MS / 2) {
    return assumed('lies behind the images', 'before', movedByDays(start, -1));
  }
  const { study_date: date, study_time: time } = study.row;
  const dayAfter = movedByDays(start, 1);
  const isBeforeStudy = time !== null && millisecondsFrom(start.local, `${date}T${time}`) > DAY_MS / 2;
  const isBeforeImages = dayAfter !== null && millisecondsFrom(dayAfter.local, images.local) >= 0;
  return isBeforeStudy && isBeforeImages ? assumed('lies half a day before it', 'after', dayAfter) : start;

  function assumed(why: string, which: string, moved: StatedTime | null): StatedTime | null {
    const message = `on the date of the study the time of start ${why}; the day ${which} is taken`;
    if (moved !== null) reading.finding('date_assumed', moved.path, message);
    return moved;
  }
}

function behindStart(start: StatedTime | null, stop: StatedTime | null): StatedTime | null {
  if (start === null || stop === null || stop.isDated) return stop;
  const onSameDay = { ...stop, local: `${start.local.slice(0, 10)}${stop.local.slice(10)}` };
  const isBehindMidnight = millisecondsFrom(onSameDay.local, start.local) > DAY_MS / 2;
  return isBehindMidnight ? movedByDays(onSameDay, 1) : onSameDay;
}

/** Null beyond the calendar. */
function movedByDays(stated: StatedTime, days: number): StatedTime | null {
  const day = wallClockAt(instantOf(stated.local.slice(0, 10)) + days * DAY_MS)?.slice(0, 10);
  return day === undefined ? null : { ...stated, local: `${day}${stated.local.slice(10)}` };
}

function millisecondsFrom(one: string, other: string): number {
  return instantOf(other) - instantOf(one);
}

/** Milliseconds of a wall clock, or of the midnight that begins a day; both as if they were of UTC. */
function instantOf(local: string): number {
  return Date.parse(local.length > 10 ? `${local.slice(0, 23)}Z` : local);
}
