import { groupBy } from './group.js';
import type { AnyRow } from './filter.js';
import type { Hospital } from './hospital.js';

type Label = (column: string) => { label: string; unit: string | null };

interface Values {
  readonly study: AnyRow;
  readonly category: string | null;
  readonly value: number | null;
  readonly x: number | null;
}

/** A chart over the selected studies, with the figures and addresses of the contract. */
export function chart(
  name: string,
  studies: readonly AnyRow[],
  all: Hospital,
  query: URLSearchParams,
  label: Label,
): AnyRow {
  const value = query.get('value');
  const by = query.get('by') ?? 'study_description';
  const filters = [...query].filter(
    ([key]) => !/^(value|by|split|period|bins|x|events|not_patient)$/.test(key),
  );
  const base = filters.map(([key, text]) => `${key}=${text}`).join('&');
  const patients = studies.filter((row) => row['is_not_patient'] !== true);
  const rows = patients.flatMap((study) => valuesOf(study, all, value, by, query.get('x')));
  const split = query.get('split') === 'device';
  const keyOf = ({ study, category }: Values): string =>
    [category, split ? study['display_name'] : '', value ? band(study) : ''].join('|');
  const groups = [...groupBy(rows, keyOf).values()];
  return {
    chart: name,
    value: value ? { column: value, ...label(value) } : null,
    by: { column: by, label: label(by).label },
    x: query.get('x') ? { column: query.get('x'), ...label(query.get('x') ?? '') } : null,
    method: 'quantile_cont',
    n_studies: patients.length,
    left_out: {
      not_patient: studies.length - patients.length,
      null_value: rows.filter((row) => row.value === null).length,
    },
    groups: groupsOf(name, rows, groups, { base, by, split, query }),
  };
}

interface Asked {
  readonly base: string;
  readonly by: string;
  readonly split: boolean;
  readonly query: URLSearchParams;
}

function groupsOf(
  name: string,
  rows: readonly Values[],
  groups: readonly (readonly Values[])[],
  asked: Asked,
): AnyRow[] {
  if (name === 'weekday-hour') return weekdayHour(rows, asked);
  if (name === 'over-time') return groups.flatMap((group) => overTime(group, asked));
  if (name === 'histogram')
    return groups.map((group) => ({ ...head(group, asked), bins: bins(rows, group, asked) }));
  if (name === 'scatter') {
    return groups.map((group) => ({
      ...head(group, asked),
      points: group
        .filter(({ value, x }) => value !== null && x !== null)
        .map(({ study, value, x }) => ({ x, y: value, study_id: study['study_id'] })),
    }));
  }
  return groups.map((group) => ({ ...head(group, asked), ...figures(group) }));
}

function head(group: readonly Values[], { base, by, split, query }: Asked): AnyRow {
  const { category, study } = group[0]!;
  const of = category === null ? `${by}.is=null` : `${by}==${encodeURIComponent(category)}`;
  const system = split ? String(study['display_name']) : null;
  return {
    category,
    system,
    bands: query.get('value') ? { age_band: band(study) } : {},
    n: group.filter(({ value }) => value !== null).length || group.length,
    n_null: group.filter(({ value }) => value === null).length,
    address: [base, of, split ? `device_id==${String(study['device_id'])}` : ''].filter(Boolean).join('&'),
  };
}

function band(study: AnyRow): string {
  const age = study['patient_age_years'];
  return typeof age === 'number' ? (age >= 16 ? 'adult' : 'child') : 'unknown';
}

function figures(group: readonly Values[]): AnyRow {
  const values = group.flatMap(({ value }) => (value === null ? [] : [value])).toSorted((a, b) => a - b);
  const at = (share: number): number | null => {
    if (values.length === 0) return null;
    const place = share * (values.length - 1);
    const low = values[Math.floor(place)]!;
    return low + (values[Math.ceil(place)]! - low) * (place - Math.floor(place));
  };
  return {
    median: at(0.5),
    q1: at(0.25),
    q3: at(0.75),
    min: at(0),
    max: at(1),
    whisker_low: at(0),
    whisker_high: at(1),
    mean: values.length > 0 ? values.reduce((sum, value) => sum + value, 0) / values.length : null,
  };
}

function overTime(group: readonly Values[], asked: Asked): AnyRow[] {
  const months = groupBy(group, ({ study }) => String(study['study_date']).slice(0, 7));
  return [...months].toSorted().map(([month, some]) => ({
    ...head(some, asked),
    ...figures(some),
    period: `${month}-01`,
    address: `${String(head(some, asked)['address'])}&study_date=${month}-01..${month}-31`,
  }));
}

function weekdayHour(rows: readonly Values[], { base }: Asked): AnyRow[] {
  const cell = ({ study }: Values): string => {
    const weekday = new Date(`${String(study['study_date'])}T00:00Z`).getUTCDay() || 7;
    return `${weekday}|${Number(String(study['study_time']).slice(0, 2))}`;
  };
  return [...groupBy(rows, cell)].map(([key, some]) => {
    const [weekday, hour] = key.split('|').map(Number);
    return { category: null, system: null, weekday, hour, n: some.length, address: base };
  });
}

function bins(all: readonly Values[], group: readonly Values[], { base, query }: Asked): AnyRow[] {
  const values = all.flatMap(({ value }) => (value === null ? [] : [value]));
  const [low, high, count] = [Math.min(...values), Math.max(...values), Number(query.get('bins') ?? 20)];
  const step = (high - low) / count;
  return Array.from({ length: count }, (_none, at) => {
    const [from, to] = [low + at * step, low + (at + 1) * step];
    const n = group.filter(
      ({ value }) => value !== null && value >= from && (value < to || at === count - 1),
    ).length;
    return { low: from, high: to, n, address: `${base}&${query.get('value')}=${from}..${to}` };
  });
}

function valuesOf(
  study: AnyRow,
  all: Hospital,
  value: string | null,
  by: string,
  x: string | null,
): Values[] {
  const ofEvent = [value, by, x].some((column) => column?.startsWith('event.'));
  const events = [...all.ct_events, ...all.projection_events] as AnyRow[];
  const rows = ofEvent ? events.filter((event) => event['study_id'] === study['study_id']) : [study];
  const read = (row: AnyRow, column: string | null): unknown =>
    column === null ? null : ((column.startsWith('event.') ? row[column.slice(6)] : study[column]) ?? null);
  return rows.map((row) => ({
    study,
    category: read(row, by) as string | null,
    value: read(row, value) as number | null,
    x: read(row, x) as number | null,
  }));
}
