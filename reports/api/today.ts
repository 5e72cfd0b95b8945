import type { Dependencies } from './dependencies.js';

/** Today's date where the site is. */
export function todayOf({ config }: Pick<Dependencies, 'config'>): string {
  if (config.today) return config.today();
  return dayOf(new Date());
}

/** The date of a moment by the clock of this machine. */
export function dayOf(moment: Date): string {
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 10);
}
