import { EXAMINATIONS, SCANNERS } from './lake/hospital.js';

/** A source of numbers from 0 to 1, the same for the same seed. */
export type Draw = () => number;

export function seededDraw(seed: number): Draw {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const pick = <T>(draw: Draw, values: readonly T[]): T => values[Math.floor(draw() * values.length)]!;

function day(draw: Draw, fromYear: number, years: number): string {
  return new Date(Date.UTC(fromYear, 0, 1) + draw() * years * 365 * 86_400_000).toISOString().slice(0, 10);
}

/** A filter as one types it into the page of CT; drawn anew each time, so that it was never asked before. */
export function narrowFilter(draw: Draw): URLSearchParams {
  const filter = new URLSearchParams({ modality: 'CT' });
  const kind = Math.floor(draw() * 4);
  if (kind !== 1) {
    const words = pick(draw, EXAMINATIONS).study_description.split(' ');
    filter.append(
      'study_description',
      words
        .slice(1)
        .join(' ')
        .slice(0, 4 + Math.floor(draw() * 12)),
    );
  }
  if (kind === 1) filter.append('station_name', pick(draw, SCANNERS).station_name);
  if (kind >= 2) filter.append('study_date', `${day(draw, 2016, 5)}..${day(draw, 2021, 5)}`);
  filter.append('patient_age_years', `${(draw() * 60).toFixed(3)}..`);
  return filter;
}

/** A filter that keeps nine tenths of everything or more. */
export function wideFilter(draw: Draw): URLSearchParams {
  return new URLSearchParams({ modality: 'CT', patient_age_years: `${(draw() * 16).toFixed(4)}..` });
}

const LIST_COLUMNS = [
  'study_date,study_time,study_description,procedure_code_meaning,requested_procedure_code_meaning',
  'accession_number,standard_name,display_name,manufacturer,manufacturer_model_name,station_name',
  'institution_name,event_count,dlp_total_mgy_cm,is_not_patient',
].join(',');

export function listPath(filter: URLSearchParams, sort?: string): string {
  const query = new URLSearchParams(filter);
  query.append('page_size', '25');
  query.append('columns', LIST_COLUMNS);
  if (sort !== undefined) query.append('sort', sort);
  return `/studies?${query}`;
}

/** The eight charts of a page of CT. */
export const EIGHT_CHARTS: readonly string[] = [
  'dose?value=event.dlp_mgy_cm&by=event.acquisition_protocol',
  'dose?value=event.ctdi_vol_mgy&by=event.acquisition_protocol',
  'frequency?by=event.acquisition_protocol',
  'frequency?by=study_description',
  'over-time?value=dlp_total_mgy_cm&period=month',
  'weekday-hour',
  'histogram?value=dlp_total_mgy_cm',
  'histogram?value=event.ctdi_vol_mgy',
];

/** One chart of these over a filter. */
export function chartPath(chart: string, filter: URLSearchParams): string {
  const [name = '', options = ''] = chart.split('?');
  return `/charts/${name}?${filter}${options === '' ? '' : `&${options}`}`;
}

/** The eight charts over a filter in one request. */
export function eightChartsPath(filter: URLSearchParams): string {
  const query = new URLSearchParams(filter);
  for (const chart of EIGHT_CHARTS) query.append('chart', chart);
  return `/charts?${query}`;
}
