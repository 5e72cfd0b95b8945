import type { Rows } from './rows.js';

/**
 * Where a golden value stands in our tables. `column` may go into a list (`kvp_pulses_kv[]`: same position as in the
 * golden list), a list of structs (`filters[].type_code`) or a struct (`dose_check.dlp_alert_value_mgy_cm`).
 * `shift` is the power of ten from our unit to the golden one; `decimals` is how many the golden database keeps.
 */
export interface Target {
  readonly column: string;
  /** The column that answers where the first is absent. */
  readonly otherwise?: string;
  readonly shift?: number;
  readonly decimals?: number;
  /** `joined`: one of the texts that a column joins by ` | `; `years`: an age stated in years. */
  readonly as?: 'yes_no' | 'date' | 'time' | 'joined' | 'years';
}

/** A part of the golden tree that stands for one of our rows, with a target for each path below it. */
export interface Section {
  readonly table: keyof Rows;
  readonly prefix: string;
  /** How the row is found: the only one, by event UID, by plane, by breast, or among the observers by type. */
  readonly row: 'only' | 'event' | 'plane' | 'breast' | 'phantom' | 'observer';
  readonly targets: Readonly<Record<string, Target | string>>;
}

/** The two targets of a coded value. */
export const code = (path: string, meaning: string, value: string) => ({
  [`${path}.meaning`]: meaning,
  [`${path}.value`]: value,
});
/** Targets of the devices in an event. */
export const participant = (path: string) => ({
  ...code(`${path}[].device_role_in_procedure`, 'devices_in_event[].role', 'devices_in_event[].role_code'),
  [`${path}[].device_name`]: 'devices_in_event[].name',
  [`${path}[].device_manufacturer`]: 'devices_in_event[].manufacturer',
  [`${path}[].device_model_name`]: 'devices_in_event[].model_name',
  [`${path}[].device_serial_number`]: 'devices_in_event[].serial_number',
  [`${path}[].device_observer_uid`]: 'devices_in_event[].observer_uid',
});

/** Targets of values that both sides call the same. */
export const sameNames = (names: readonly string[], path = '') =>
  Object.fromEntries(names.map((name) => [`${path}${name}`, name]));
