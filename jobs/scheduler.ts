import { createTask } from 'node-cron';
import type { State } from '../warehouse/state/state.js';

/** Starts the nightly ingest; a night that was missed is made up for. */
export interface Scheduler {
  /** When the next run is due. */
  next(): Date | null;
  stop(): void;
}

export interface SchedulerOptions {
  /** Cron expression in UTC: local time skips or doubles an hour when the clocks change, and with it a night. */
  readonly schedule: string;
  readonly runs: Pick<State['runs'], 'list'>;
  readonly start: (trigger: 'schedule' | 'catch_up') => void;
  readonly now?: () => Date;
}

const MINUTE_MS = 60_000;
/** A run missed longer ago than this is not searched for: the next one is then due soon anyway. */
const SEARCHED_BACK_MINUTES = 8 * 24 * 60;

/** Schedules the ingest, and starts at once the run that fell due while the program was not there. */
export function startScheduler({
  schedule,
  runs,
  start,
  now = () => new Date(),
}: SchedulerOptions): Scheduler {
  const task = createTask(schedule, () => start('schedule'), { timezone: 'UTC', noOverlap: true });
  const lastDue = lastDueBefore(now(), (date) => task.match(date));
  const lastRun = runs.list(1, 'ingest')[0]?.startedAt;
  if (lastDue && lastRun && Date.parse(lastRun) < lastDue.getTime()) start('catch_up');
  void task.start();
  return { next: () => task.getNextRun(), stop: () => void task.destroy() };
}

/** The last whole minute at which the schedule was due; null where there was none in the days searched. */
function lastDueBefore(moment: Date, isDue: (date: Date) => boolean): Date | null {
  const minute = Math.floor(moment.getTime() / MINUTE_MS);
  for (let back = 0; back < SEARCHED_BACK_MINUTES; back++) {
    const candidate = new Date((minute - back) * MINUTE_MS);
    if (isDue(candidate)) return candidate;
  }
  return null;
}
