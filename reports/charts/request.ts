import type { Filter, FilterProblem, Parsed } from '../filters/filter.js';
import { clausesOf, modalitiesOf } from '../filters/compile.js';
import {
  EVENT_TABLES,
  eventTablesWith,
  fieldOf,
  isIdentity,
  type EventTable,
  type Field,
} from '../filters/fields.js';

export const CHARTS = ['dose', 'frequency', 'over-time', 'weekday-hour', 'histogram', 'scatter'] as const;
export type ChartName = (typeof CHARTS)[number];
export const PERIODS = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type Period = (typeof PERIODS)[number];
export const PAEDIATRIC = ['none', 'weight', 'age'] as const;

/** A chart as it was asked for, checked. */
export interface ChartRequest {
  readonly chart: ChartName;
  readonly filter: Filter;
  readonly value: Field | null;
  readonly by: Field | null;
  readonly x: Field | null;
  readonly splitBySystem: boolean;
  readonly period: Period;
  readonly bins: number;
  /** Whether only the events that the filter's event clauses hold for are counted. */
  readonly matchingOnly: boolean;
  readonly includeNotPatient: boolean;
  /** Whether categories that differ in case and white space only are one. */
  readonly clean: boolean;
  /** How children are divided further: not, by weight (body) or by age (head). */
  readonly paediatric: (typeof PAEDIATRIC)[number];
  readonly categories: number;
  /** The tables whose rows are counted; null when studies are. */
  readonly eventTables: readonly EventTable[] | null;
}

const LIMITS = {
  bins: { least: 2, most: 40, usual: 20 },
  categories: { least: 1, most: 500, usual: 60 },
} as const;

const limitsOf = (key: keyof typeof LIMITS): string => {
  const { least, most, usual } = LIMITS[key];
  return `${least} to ${most}, default ${usual}`;
};

/** What each option of a chart means. */
export const CHART_OPTIONS: Readonly<Record<string, string>> = {
  value: 'Numeric column: of studies, or event. and a column of events',
  by: 'Column whose values are the categories',
  x: 'Numeric column of the horizontal axis (scatter)',
  split: 'device for a series per system; none (default)',
  period: 'day, week, month (default), quarter or year (over-time)',
  bins: `${limitsOf('bins')} (histogram)`,
  events: 'matching counts only events that the event filters hold for; all (default)',
  not_patient: 'include counts studies that are not of patients; exclude (default)',
  clean: 'no keeps categories apart that differ in case or white space only; yes (default)',
  paediatric: 'weight or age divides children further; none (default)',
  categories: `Most categories, ${limitsOf('categories')}`,
};

/** The keys of an address that ask for a chart, not for studies. */
export const CHART_KEYS: ReadonlySet<string> = new Set(Object.keys(CHART_OPTIONS));

/** Reads options one by one, and gathers what is wrong with them. */
class OptionReader {
  readonly problems: FilterProblem[] = [];

  constructor(private readonly query: URLSearchParams) {}

  refuse(field: string, message: string): null {
    this.problems.push({ field, message });
    return null;
  }

  choice<T extends string>(key: string, choices: readonly T[], usual: T): T {
    const text = this.query.get(key) ?? '';
    const found = text === '' ? usual : choices.find((known) => known === text);
    return found ?? this.refuse(key, `expects one of ${choices.join(', ')}`) ?? usual;
  }

  count(key: keyof typeof LIMITS): number {
    const { least, most, usual } = LIMITS[key];
    const text = this.query.get(key) ?? '';
    const number = text === '' ? usual : Number(text);
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    return this.refuse(key, `expects a whole number from ${least} to ${most}`) ?? usual;
  }

  /** A column that can be measured. */
  numberField(key: string): Field | null {
    const text = this.#textOf(key);
    if (text === '') return null;
    const found = chartedField(text);
    return found?.comparison === 'number'
      ? found
      : this.refuse(key, 'expects a numeric column of studies or events');
  }

  /** A column whose values are categories: text, or whole numbers. */
  categoryField(key: string): Field | null {
    const text = this.#textOf(key);
    if (text === '') return null;
    const found = chartedField(text);
    if (found?.comparison === 'list') return this.refuse(key, 'cannot be a column of lists');
    const isMeasured = found?.comparison === 'number' && found.declaration.type !== 'integer';
    return found && !isMeasured ? found : this.refuse(key, 'expects a text column of studies or events');
  }

  #textOf(key: string): string {
    return this.query.get(key)?.trim() ?? '';
  }
}

/** The field of this name that a chart may show; null where there is none, or it identifies a patient. */
function chartedField(text: string): Field | null {
  const found = fieldOf(text) ?? fieldOf(`event.${text}`);
  return !found || found.scope > 1 || isIdentity(found.declaration) ? null : found;
}

/** Reads a chart's options beside its filter; problems name the option and what it expects (rows CH-001…010). */
export function parseChart(name: string, query: URLSearchParams, filter: Filter): Parsed<ChartRequest> {
  const chart = CHARTS.find((known) => known === name);
  if (!chart)
    return { ok: false, problems: [{ field: 'chart', message: `expects one of ${CHARTS.join(', ')}` }] };
  const reader = new OptionReader(query);
  const options = {
    chart,
    filter,
    ...axesOf(chart, reader),
    splitBySystem: reader.choice('split', ['none', 'device'], 'none') === 'device',
    period: reader.choice('period', PERIODS, 'month'),
    bins: reader.count('bins'),
    matchingOnly: reader.choice('events', ['all', 'matching'], 'all') === 'matching',
    includeNotPatient: reader.choice('not_patient', ['exclude', 'include'], 'exclude') === 'include',
    clean: reader.choice('clean', ['yes', 'no'], 'yes') === 'yes',
    paediatric: reader.choice('paediatric', PAEDIATRIC, 'none'),
    categories: reader.count('categories'),
  };
  const eventTables = reader.problems.length > 0 ? null : tablesOf(options, reader);
  if (reader.problems.length > 0) return { ok: false, problems: reader.problems };
  return { ok: true, value: { ...options, eventTables } };
}

/** The columns that the chart is of. */
function axesOf(chart: ChartName, reader: OptionReader): Pick<ChartRequest, 'value' | 'x' | 'by'> {
  const needsValue = chart === 'dose' || chart === 'histogram' || chart === 'scatter';
  const value = chart === 'frequency' || chart === 'weekday-hour' ? null : reader.numberField('value');
  const x = chart === 'scatter' ? reader.numberField('x') : null;
  const by = reader.categoryField('by');
  if (needsValue && !value && reader.problems.length === 0)
    reader.refuse('value', 'needs a numeric column, such as dlp_total_mgy_cm');
  if (chart === 'scatter' && !x && reader.problems.length === 0)
    reader.refuse('x', 'needs a numeric column, such as patient_weight_kg');
  return { value, x, by };
}

/** Reads a chart written as `name?option=value&…`. */
export function parseChartText(text: string, filter: Filter): Parsed<ChartRequest> {
  const [name = '', ...options] = text.split('?');
  return parseChart(name, new URLSearchParams(options.join('?')), filter);
}

/** The event tables that the chart counts rows of; null when it counts studies. */
function tablesOf(
  options: Pick<ChartRequest, 'filter' | 'value' | 'by' | 'x' | 'matchingOnly'>,
  reader: OptionReader,
): readonly EventTable[] | null {
  const { filter, value, by, x, matchingOnly } = options;
  const fields = [value, by, x].filter((field) => field !== null);
  const ofEvents = fields.filter((field) => field.scope > 0);
  if (ofEvents.length === 0) return null;
  if (value && value.scope === 0) {
    return reader.refuse(
      'value',
      'a total of the study cannot be charted by something of its events; choose a column of events',
    );
  }
  const columns = ofEvents.map((field) => field.column);
  if (matchingOnly) columns.push(...clausesOf(filter, 1).map((clause) => clause.column));
  const modalities = modalitiesOf(filter);
  const fitting = eventTablesWith(columns);
  if (fitting.length === 0)
    return reader.refuse('value', `no kind of event has all of ${columns.join(', ')}`);
  const reached = fitting.filter(
    (table) => !modalities || EVENT_TABLES[table].some((modality) => modalities.includes(modality)),
  );
  return reached.length > 0 ? reached : fitting.slice(0, 1);
}
