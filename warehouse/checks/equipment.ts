import type { DeviceCheck } from './check.js';

/** A system is every device that goes by its name: a new software version makes a new device. */
const SYSTEM =
  "CASE WHEN display_name IS NULL OR display_name = 'Blank' THEN device_id ELSE display_name END";
const GIVEN_NAME =
  "d.display_name <> coalesce(nullif(left(trim(concat_ws(' ', d.institution_name, d.station_name)), 1024), ''), 'Blank')";

/** Equipment over all of its studies. */
export const DEVICE_CHECKS: readonly DeviceCheck[] = [
  {
    id: 'device_silent',
    title: 'Silent for longer than usual',
    severity: 'warning',
    grain: 'device',
    definition:
      'The days since the last study are held against three times the gap that 95 of 100 gaps between days with studies stay within, over the last 365 days with at least 20 such days. Systems silent for more than 180 days count as retired.',
    tolerance: null,
    compared: { found: 'days without a study', expected: 'usual at most', unit: 'days' },
    sql: `
      WITH days AS (
        SELECT ${SYSTEM} AS system, study_date, arg_max(device_id, coalesce(study_time, '')) AS device_id
        FROM {studies}
        WHERE study_date BETWEEN {today} - 365 AND {today} AND device_id IS NOT NULL
        GROUP BY ALL
      ), gaps AS (
        SELECT system, study_date, device_id,
          date_diff('day', lag(study_date) OVER (PARTITION BY system ORDER BY study_date), study_date) AS gap
        FROM days
      )
      SELECT arg_max(device_id, study_date) AS device_id,
        date_diff('day', max(study_date), {today}) AS found,
        greatest(3 * quantile_cont(gap, 0.95), 3) AS expected
      FROM gaps GROUP BY system HAVING count(*) >= 20 AND found > expected AND found <= 180`,
  },
  {
    id: 'device_identity_changed',
    title: 'A device changed its identity',
    severity: 'info',
    grain: 'device',
    definition:
      'A device first seen in the last 90 days has make, model and serial number of an earlier one, with another station, institution, department or software: names and settings of the site may be needed for it too.',
    tolerance: null,
    compared: { found: 'identities of this serial number', expected: 'one', unit: 'identities' },
    sql: `
      WITH seen AS (
        SELECT device_id, min(study_date) AS first_day FROM {studies} WHERE device_id IS NOT NULL GROUP BY device_id
      ), identities AS (
        SELECT d.device_id, seen.first_day,
          count(*) OVER same AS identities, min(seen.first_day) OVER same AS known_since
        FROM {devices} d JOIN seen USING (device_id)
        WHERE d.device_serial_number IS NOT NULL
        WINDOW same AS (PARTITION BY d.manufacturer, d.manufacturer_model_name, d.device_serial_number)
      )
      SELECT device_id, identities AS found, 1 AS expected FROM identities
      WHERE first_day > known_since AND first_day BETWEEN {today} - 90 AND {today}`,
  },
  {
    id: 'equipment_unnamed',
    title: 'Equipment without a name',
    severity: 'info',
    grain: 'device',
    definition:
      'A device that states neither institution nor station and was given no name, or one without a given name where the site names its others.',
    tolerance: null,
    compared: null,
    sql: `
      SELECT d.device_id, NULL AS found, NULL AS expected FROM {devices} d
      WHERE d.display_name = 'Blank'
        OR (NOT (${GIVEN_NAME}) AND EXISTS (SELECT 1 FROM {devices} d WHERE ${GIVEN_NAME}))`,
  },
  {
    id: 'device_clock_offset',
    title: 'The clock of a device is off',
    severity: 'warning',
    grain: 'device',
    definition:
      'The median time from the start of the study to the first exposure, over the studies of the last 90 days (at least 5), tells how far the clock that stamps exposures is from the one that stamps studies.',
    tolerance: { kind: 'range', least: -0.5, most: 6, unit: 'h' },
    compared: { found: 'median from study to first exposure', expected: 'at most', unit: 'h' },
    sql: `
      SELECT device_id,
        median(date_diff('second', study_date + try_cast(study_time AS TIME), irradiation_started_at_local)) / 3600 AS found,
        CASE WHEN found < 0 THEN -0.5 ELSE 6 END AS expected
      FROM {studies}
      WHERE study_date BETWEEN {today} - 90 AND {today} AND device_id IS NOT NULL
        AND study_time IS NOT NULL AND irradiation_started_at_local IS NOT NULL
      GROUP BY device_id HAVING count(*) >= 5 AND found NOT BETWEEN -0.5 AND 6`,
  },
];
