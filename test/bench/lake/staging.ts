import type { Engine } from '../../../warehouse/index.js';
import { EXAMINATIONS, SCANNERS } from './hospital.js';

/** A month of studies to generate: those numbered `from` up to but not including `to`. */
export interface Month {
  /** YYYY-MM-DD, the first of the month. */
  readonly firstDay: string;
  readonly from: number;
  readonly to: number;
}

/** Gives the engine what all months draw from: examinations, scanners and a seeded uniform draw. */
export async function prepareStaging(engine: Engine, seed: number): Promise<void> {
  const table = async (name: string, rows: readonly object[]): Promise<void> => {
    const shape = JSON.stringify([sqlShape(rows[0]!)]);
    await engine.query(
      `CREATE TABLE ${name} AS
       SELECT row_number() OVER () - 1 AS ordinal, r.* FROM (SELECT unnest(from_json(?, '${shape}')) AS r)`,
      [JSON.stringify(rows)],
    );
  };
  await table('examinations', EXAMINATIONS);
  await table('scanners', SCANNERS);
  await engine.query(`CREATE MACRO uniform(n, purpose) AS (hash(n, purpose, ${seed}) % 1000003) / 1000003.0`);
  await engine.query(
    `CREATE MACRO normal(n, purpose) AS
       (uniform(n, purpose || 1) + uniform(n, purpose || 2) + uniform(n, purpose || 3) - 1.5) * 2`,
  );
}

function sqlShape(row: object): object {
  const types = { string: 'VARCHAR', number: 'DOUBLE', boolean: 'BOOLEAN' };
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [name, types[typeof value as keyof typeof types]]),
  );
}

/** Fills the tables `study_draws` and `event_draws` with a month. */
export async function stageMonth(engine: Engine, { firstDay, from, to }: Month): Promise<void> {
  await engine.query(`CREATE OR REPLACE TABLE study_draws AS ${studyDraws(firstDay, from, to)}`);
  await engine.query(`CREATE OR REPLACE TABLE event_draws AS ${EVENT_DRAWS}`);
}

/** One row a study: when, where, of whom and which examination; fewer at night and at weekends. */
function studyDraws(firstDay: string, from: number, to: number): string {
  return `
    WITH drawn AS (
      SELECT n, md5(n || 'study') AS study_id,
        DATE '${firstDay}' + CAST(floor((n - ${from}) * day(last_day(DATE '${firstDay}')) / ${to - from}) AS INTEGER) AS day,
        CAST(least(86399, greatest(0, CASE WHEN uniform(n, 'night') < 0.12 THEN uniform(n, 'time') * 86400
          ELSE 46000 + normal(n, 'time') * 9000 END)) AS INTEGER) AS second_of_day,
        CAST(floor(uniform(n, 'scanner') * ${SCANNERS.length}) AS INTEGER) AS scanner_at,
        CAST(floor(pow(uniform(n, 'examination'), 1.6) * ${EXAMINATIONS.length}) AS INTEGER) AS examination_at,
        CAST(floor(CASE WHEN uniform(n, 'child') < 0.06 THEN uniform(n, 'age') * 16
          ELSE greatest(16, least(99, 61 + normal(n, 'age') * 17)) END * 365.25) AS INTEGER) AS age_days,
        CASE WHEN uniform(n, 'scans') < 0.35 THEN 1 WHEN uniform(n, 'scans') < 0.75 THEN 2
          WHEN uniform(n, 'scans') < 0.95 THEN 3 ELSE 4 END AS scan_count
      FROM range(${from}, ${to}) t(n)
    ), dated AS (
      SELECT * REPLACE (CASE WHEN isodow(day) > 5 AND uniform(n, 'weekend') < 0.6 AND day(day) > 2
        THEN day - 2 ELSE day END AS day) FROM drawn
    )
    SELECT d.*, d.day + to_seconds(second_of_day) AS started_at, d.age_days / 365.25 AS age_years,
      least(1, 0.25 + d.age_days / 365.25 / 21) AS size,
      '1.3.12.2.1107.5.1.4.' || s.device_serial_number || '.' || strftime(d.day + to_seconds(second_of_day), '%Y%m%d%H%M%S')
        || '.' || lpad(CAST(n AS VARCHAR), 9, '0') AS uid,
      e.* EXCLUDE (ordinal), s.* EXCLUDE (ordinal)
    FROM dated d JOIN examinations e ON e.ordinal = d.examination_at JOIN scanners s ON s.ordinal = d.scanner_at`;
}

/** A localiser and one to four scans a study; doses as scanners state them, with two decimals. */
const EVENT_DRAWS = `
  WITH listed AS (
    SELECT d.n, d.study_id, d.uid, d.device_id, d.started_at, d.size, d.is_head, d.target_region, d.target_region_code,
      d.scan_count, i AS event_index, i = 1 AS is_localiser, e.acquisition_protocol,
      e.ctdi_vol_mgy AS usual_ctdi, e.scanning_length_mm AS usual_length
    FROM study_draws d, unnest(range(1, d.scan_count + 2)) t(i)
    JOIN examinations e ON e.ordinal = (d.examination_at + greatest(0, i - 2)) % ${EXAMINATIONS.length}
  ), measured AS (
    SELECT *, n * 8 + event_index AS draw,
      CASE WHEN is_localiser THEN 0.05 + round(uniform(n * 8, 'scout') / 10, 2)
        ELSE round(usual_ctdi * size * exp(0.3 * normal(n * 8 + event_index, 'dose')), 2) END AS ctdi_vol_mgy,
      round(usual_length * (0.6 + 0.4 * size) * (0.85 + 0.3 * uniform(n * 8 + event_index, 'length')), 1) AS length_mm
    FROM listed
  )
  SELECT *, round(ctdi_vol_mgy * length_mm / 10, 2) AS dlp_mgy_cm,
    uid || '.' || event_index AS event_uid, started_at + to_seconds(event_index * 40) AS event_started_at
  FROM measured`;
