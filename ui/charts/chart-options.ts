import { CHARTS, PAEDIATRIC, PERIODS, type ChartName } from '../api/choices.js';
import type { Modality } from '../state/modality.js';
import type { MessageKey } from '../locales/msg.js';

export const SORTS = ['n', 'value', 'name'] as const;

/** What the chart panel is set to; column keys as in the filter language. */
export interface ChartOptions {
  readonly name: ChartName;
  readonly value: string;
  readonly by: string;
  readonly x: string;
  readonly split: 'none' | 'device';
  readonly period: (typeof PERIODS)[number];
  readonly bins: string;
  readonly sort: (typeof SORTS)[number];
  readonly paediatric: (typeof PAEDIATRIC)[number];
  readonly view: 'chart' | 'table';
}

const STUDY_NAMES = [
  'study_description',
  'requested_procedure_code_meaning',
  'procedure_code_meaning',
  'standard_name',
];
const EVENT_NAMES = ['event.acquisition_protocol', 'event.standard_name'];

/** The quantities charted per modality, the usual one first (rows CH-001 to CH-009). */
const VALUES: Readonly<Record<Modality, readonly string[]>> = {
  CT: ['dlp_total_mgy_cm', 'event.ctdi_vol_mgy', 'event.dlp_mgy_cm', 'event_count'],
  RF: [
    'kap_total_gy_cm2',
    'dose_rp_total_mgy',
    'fluoro_time_s',
    'event.kap_gy_cm2',
    'event.dose_rp_mgy',
    'event_count',
  ],
  MG: ['event.agd_mgy', 'agd_right_mgy', 'agd_left_mgy', 'event.kvp_kv', 'event.exposure_mas', 'event_count'],
  DX: ['kap_total_gy_cm2', 'event.kap_gy_cm2', 'event.exposure_mas', 'event.kvp_kv', 'event_count'],
  NM: ['administered_activity_mbq'],
};
const X_VALUES: Readonly<Record<Modality, readonly string[]>> = {
  CT: ['patient_weight_kg', 'patient_age_years', 'patient_height_m'],
  RF: ['patient_weight_kg', 'patient_age_years', 'fluoro_time_s'],
  MG: ['event.compression_thickness_mm', 'event.compression_force_n', 'patient_age_years'],
  DX: ['patient_weight_kg', 'patient_age_years'],
  NM: ['patient_weight_kg', 'patient_age_years'],
};
const MORE_NAMES: Readonly<Partial<Record<Modality, readonly string[]>>> = {
  RF: ['performing_physician', 'event.event_type'],
  MG: ['event.image_view', 'event.laterality'],
  DX: ['event.anatomical_structure'],
  NM: ['radiopharmaceutical', 'radionuclide'],
};

export const isEventKey = (key: string): boolean => key.startsWith('event.');

export const valuesOf = (modality: Modality): readonly string[] => VALUES[modality];
export const xValuesOf = (modality: Modality): readonly string[] => X_VALUES[modality];

/** What a chart can be grouped by: a total of a study not by something of its events. */
export function categoriesOf(
  modality: Modality,
  { name, value }: Pick<ChartOptions, 'name' | 'value'>,
): readonly string[] {
  const events = modality === 'NM' ? [] : EVENT_NAMES;
  const all = [...STUDY_NAMES, ...events, ...(MORE_NAMES[modality] ?? [])];
  const ofStudies = needsValue(name) && !isEventKey(value);
  return ofStudies || name === 'weekday-hour' ? all.filter((key) => !isEventKey(key)) : all;
}

export const needsValue = (name: ChartName): boolean => name !== 'frequency' && name !== 'weekday-hour';

/** Options as the address gives them, completed by what is usual for the modality. */
export function completeOptions(modality: Modality, given: Readonly<Record<string, string>>): ChartOptions {
  const pick = <T extends string>(choices: readonly T[], text: string | undefined): T =>
    choices.find((one) => one === text) ?? (choices[0] as T);
  const name = pick(CHARTS, given['name']);
  const value = pick(VALUES[modality], given['value']);
  return {
    name,
    value,
    by: pick(
      categoriesOf(modality, { name, value }),
      given['by'] ?? (isEventKey(value) ? EVENT_NAMES[0] : undefined),
    ),
    x: pick(X_VALUES[modality], given['x']),
    split: pick(['none', 'device'], given['split']),
    period: pick(['month', ...PERIODS], given['period']),
    bins: /^([2-9]|[1-3]\d|40)$/.test(given['bins'] ?? '') ? (given['bins'] ?? '20') : '20',
    sort: pick(SORTS, given['sort']),
    paediatric: pick(PAEDIATRIC, given['paediatric']),
    view: pick(['chart', 'table'], given['view']),
  };
}

/**
 * The options for the address after a change: only what differs from the usual, so that addresses stay short. What
 * stood at its usual value follows the new chart and value.
 */
export function changedOptions(
  modality: Modality,
  before: ChartOptions,
  change: Partial<ChartOptions>,
): Record<string, string> {
  const usualBefore = completeOptions(modality, { name: before.name, value: before.value });
  const chosen = { ...(before.by === usualBefore.by ? withoutBy(before) : before), ...change };
  const wanted = completeOptions(modality, chosen);
  const usual = completeOptions(modality, { name: wanted.name, value: wanted.value });
  const usualValue = completeOptions(modality, {}).value;
  const differing = Object.entries(wanted).filter(([option, value]) =>
    option === 'value'
      ? value !== usualValue
      : option === 'name' || value !== usual[option as keyof ChartOptions],
  );
  return Object.fromEntries(differing);
}

function withoutBy({ by: _by, ...rest }: ChartOptions): Omit<ChartOptions, 'by'> {
  return rest;
}

/** The part of the options that the API is asked with. */
export function chartPairs(options: ChartOptions): [string, string][] {
  const { name, value, by, x, split, period, bins, paediatric } = options;
  return [
    ...(needsValue(name) ? [['value', value] as [string, string]] : []),
    ...(name === 'weekday-hour' ? [] : [['by', by] as [string, string]]),
    ...(name === 'scatter' ? [['x', x] as [string, string]] : []),
    ...(split === 'device' ? [['split', split] as [string, string]] : []),
    ...(name === 'over-time' ? [['period', period] as [string, string]] : []),
    ...(name === 'histogram' ? [['bins', bins] as [string, string]] : []),
    ...(paediatric === 'none' ? [] : [['paediatric', paediatric] as [string, string]]),
  ];
}

export const chartTitle = (name: ChartName): MessageKey => `chart.${name}`;
