import { unitOf } from '../../warehouse/tables/index.js';
import { isoDayOfPeriodEnd } from './periods.js';
import { keyOf, type Field } from '../filters/fields.js';
import type { Clause, Filter } from '../filters/filter.js';
import { countStudies } from '../studies/list.js';
import type { Asking, SqlRow } from '../snapshots.js';
import { bandingsOf } from './bands.js';
import type { CountedRows, GroupNumbers, GroupStatistics } from './counted-rows.js';
import { rowsOfFilter, rowsOfSelection } from './gathering.js';
import { histogram } from './histogram.js';
import { keptOf, keysOf, type ChartGroup, type Drawing, type Groups } from './drawing.js';
import { madeInTurns } from './made-in-turns.js';
import { markAddress, markKeys, namesOf, type Names } from './marks.js';
import type { ChartRequest } from './request.js';
import { chartRows, type ChartRows } from './rows.js';
import { scatter } from './scatter.js';
import { isWorthPreparing, NOTHING_SELECTED, selectionOf, type Counts, type Selection } from './selection.js';
import { SqlChartRows } from './sql-chart-rows.js';
import { NO_STATISTICS } from './statistics.js';

export interface ChartColumn {
  readonly column: string;
  readonly label: string;
  readonly unit: string | null;
}

/** The answer to a chart request. */
export interface Chart {
  readonly chart: string;
  readonly value: ChartColumn | null;
  readonly by: ChartColumn | null;
  readonly x: ChartColumn | null;
  readonly counts: 'studies' | 'events';
  readonly method: 'quantile_cont';
  readonly groups: readonly ChartGroup[];
  /** What statistics leave out, and how many of each. */
  readonly left_out: Readonly<Record<string, number>>;
  /** Studies that the chart is about: those of the filter, without those that are not of patients unless asked. */
  readonly n_studies: number;
}

/** What the site decides about statistics. */
export interface StatisticsPolicy {
  readonly adultFromYears: number;
}

/** Works out a chart over the current filter (rows CH-001…014). */
export async function drawChart(
  asking: Asking,
  request: ChartRequest,
  policy: StatisticsPolicy,
): Promise<Chart> {
  const [chart] = await drawCharts(asking, [request], policy);
  return chart!;
}

interface Plan {
  readonly request: ChartRequest;
  readonly rows: ChartRows;
}

/**
 * Works out charts over one filter, in the order of the requests. Those that count the same rows share one reading of
 * the lake: joining events with their studies costs more than all statistics over them.
 */
export async function drawCharts(
  asking: Asking,
  requests: readonly ChartRequest[],
  policy: StatisticsPolicy,
): Promise<readonly Chart[]> {
  const [first] = requests;
  if (!first) return [];
  const plans = plansOf(asking, requests, policy);
  const prepared = preparedOf(asking, first.filter, plans);
  const selection = prepared.length > 0 ? await selectionOf(asking, first.filter) : null;
  const counting = selection ? Promise.resolve(selection.counts) : countStudies(asking, first.filter);
  const once = askingOnce(asking);
  const drawn = new Map<Plan, Chart>();
  const drawGroup = (group: readonly Plan[], selected: Selection | null): Promise<unknown> => {
    const rows = group.map((plan) => plan.rows);
    const draw = (sources: readonly CountedRows[]): Promise<unknown> =>
      Promise.all(
        group.map(async (plan, at) =>
          drawn.set(plan, await chartOf(once, plan, sources[at]!, await counting)),
        ),
      );
    return selected ? rowsOfSelection(once, rows, selected, draw) : rowsOfFilter(once, rows, draw);
  };
  const fromColumns = selection ? prepared : [];
  const fromFilter = plans.filter((plan) => !fromColumns.includes(plan));
  await Promise.all([
    ...groupsThatShare(fromColumns, true).map((group) => drawGroup(group, selection)),
    ...groupsThatShare(fromFilter, false).map((group) => drawGroup(group, null)),
    counting,
  ]);
  return plans.map((plan) => drawn.get(plan)!);
}

/** Works out what charts over any filter share, where it is worth it, so that the next who asks for one does not wait for it. */
export async function prepareCharts(
  asking: Asking,
  requests: readonly ChartRequest[],
  policy: StatisticsPolicy,
): Promise<void> {
  const prepared = preparedOf(asking, { clauses: [] }, plansOf(asking, requests, policy));
  for (const group of groupsThatShare(prepared, true)) {
    const rows = group.map((plan) => plan.rows);
    await rowsOfSelection(asking, rows, NOTHING_SELECTED, () => Promise.resolve());
  }
}

function plansOf(
  { context }: Asking,
  requests: readonly ChartRequest[],
  { adultFromYears }: StatisticsPolicy,
): readonly Plan[] {
  return requests.map((request) => ({
    request,
    rows: chartRows(request, bandingsOf(request, adultFromYears), context),
  }));
}

/** The charts that are drawn from prepared rows. The points of a scatter chart are none that are counted. */
function preparedOf(asking: Asking, filter: Filter, plans: readonly Plan[]): readonly Plan[] {
  const counting = plans.filter(({ request }) => request.chart !== 'scatter');
  const isWorthIt = isWorthPreparing(
    asking,
    filter,
    counting.map(({ rows }) => rows),
  );
  return isWorthIt ? counting : [];
}

/** Asks what several charts want to know once, such as how often each of the same categories occurs. */
function askingOnce(asking: Asking): Asking {
  const answers = new Map<string, Promise<SqlRow[]>>();
  const { query } = asking.snapshot;
  return {
    ...asking,
    snapshot: {
      ...asking.snapshot,
      query: (sql, values, bounds) => {
        const question = JSON.stringify([sql, values]);
        const answer = answers.get(question) ?? query(sql, values, bounds);
        answers.set(question, answer);
        return answer;
      },
    },
  };
}

/** Rows that are read with the filter are those of patients, or all; prepared ones are both. */
function groupsThatShare(plans: readonly Plan[], isPrepared: boolean): readonly (readonly Plan[])[] {
  const groups = new Map<string, Plan[]>();
  for (const plan of plans) {
    const { sharing, includeNotPatient, filtersEvents } = plan.rows;
    const key = isPrepared ? sharing : JSON.stringify([sharing, includeNotPatient, filtersEvents]);
    const group = groups.get(key);
    if (group) group.push(plan);
    else groups.set(key, [plan]);
  }
  return [...groups.values()];
}

async function chartOf(
  asking: Asking,
  { request, rows }: Plan,
  source: CountedRows,
  all: Counts,
): Promise<Chart> {
  const names = await namesOf(asking, request, rows, source);
  const { groups, leftOut } = await groupsOf({ asking, request, rows, source, names });
  const excluded = request.includeNotPatient ? 0 : all.notPatientCount;
  return {
    chart: request.chart,
    value: columnOf(request.value),
    by: columnOf(request.by),
    x: columnOf(request.x),
    counts: request.eventTables ? 'events' : 'studies',
    method: 'quantile_cont',
    groups,
    left_out: { not_patient: excluded, ...leftOut, further_categories: names.rowsLeftOut },
    n_studies: all.total - excluded,
  };
}

function columnOf(field: Field | null): ChartColumn | null {
  if (!field) return null;
  return { column: keyOf(field), label: field.declaration.label, unit: unitOf(field.column) };
}

async function groupsOf(drawing: Drawing): Promise<Groups> {
  switch (drawing.request.chart) {
    case 'histogram':
      return histogram(drawing);
    case 'scatter':
      return scatter({ ...drawing, source: requireSql(drawing.source) });
    default:
      return grouped(drawing);
  }
}

function requireSql(source: CountedRows): SqlChartRows {
  if (source instanceof SqlChartRows) return source;
  throw new Error('the points of a scatter chart are not among prepared rows');
}

/** Counts or statistics per category, system, band and moment. */
async function grouped(drawing: Drawing): Promise<Groups> {
  const { asking, request, rows, names } = drawing;
  const moments = MOMENTS[request.chart] ?? [];
  const keys = keysOf(drawing, moments);
  const isMeasured = request.value !== null;
  const found = isMeasured
    ? await drawing.source.statistics(keys, keptOf(drawing))
    : await countedGroups(drawing, keys);
  const dated = found.filter(({ numbers }) => moments.every((key) => isKnown(key, numbers, names)));
  const markOf = ({ numbers, n, nNull, figures }: GroupStatistics): ChartGroup => ({
    ...markKeys(numbers, request, rows, names),
    n,
    ...(isMeasured ? { n_null: nNull, ...figures } : {}),
    ...momentOf(numbers, moments, names),
    address: markAddress(
      numbers,
      request,
      rows,
      names,
      asking.context,
      momentClauses(numbers, request, names),
    ),
  });
  const groups = await madeInTurns(
    dated.filter(({ n }) => n > 0),
    markOf,
  );
  const sum = (of: readonly GroupStatistics[], count: (group: GroupStatistics) => number): number =>
    of.reduce((total, group) => total + count(group), 0);
  const undated = found.filter((group) => !dated.includes(group));
  return {
    groups,
    leftOut: {
      ...(isMeasured
        ? {
            null_value: sum(dated, ({ nNull }) => nNull),
            zero_without_exposure: sum(dated, ({ nZero }) => nZero),
          }
        : {}),
      ...(moments.length > 0
        ? { no_date_or_time: sum(undated, ({ n, nNull, nZero }) => n + nNull + nZero) }
        : {}),
    },
  };
}

/** How many rows each group has; those of the categories are known with their names. */
async function countedGroups(drawing: Drawing, keys: readonly string[]): Promise<readonly GroupStatistics[]> {
  const counts =
    keys.length === 1 && keys[0] === 'category'
      ? [...drawing.names.categories.values()].map(({ number, n }) => ({ numbers: { category: number }, n }))
      : await drawing.source.counts(keys, keptOf(drawing));
  return counts.map((count) => ({ ...count, nNull: 0, nZero: 0, figures: NO_STATISTICS }));
}

/** The keys that say when. */
const MOMENTS: Readonly<Partial<Record<ChartRequest['chart'], readonly string[]>>> = {
  'over-time': ['period'],
  'weekday-hour': ['weekday', 'hour'],
};

/** Whether it is known when the studies of a group were. */
function isKnown(key: string, numbers: GroupNumbers, { periods }: Names): boolean {
  return key === 'period' ? periods.get(numbers['period']!) !== '' : numbers[key]! > 0;
}

const periodOf = (numbers: GroupNumbers, { periods }: Names): string => periods.get(numbers['period']!)!;

function momentOf(numbers: GroupNumbers, moments: readonly string[], names: Names): Partial<ChartGroup> {
  if (moments.includes('period')) return { period: periodOf(numbers, names) };
  if (moments.includes('weekday')) return { weekday: numbers['weekday']! - 1, hour: numbers['hour']! - 1 };
  return {};
}

function momentClauses(numbers: GroupNumbers, request: ChartRequest, names: Names): readonly Clause[] {
  if (request.chart === 'over-time') {
    const from = periodOf(numbers, names);
    const to = isoDayOfPeriodEnd(from, request.period);
    return [
      {
        scope: 0,
        column: 'study_date',
        negated: false,
        test: { kind: 'range', from, to, toExclusive: false },
      },
    ];
  }
  if (request.chart !== 'weekday-hour') return [];
  const { weekday, hour } = momentOf(numbers, ['weekday'], names);
  const from = String(hour).padStart(2, '0');
  return [
    {
      scope: 0,
      column: 'study_weekday',
      negated: false,
      test: { kind: 'equals', value: weekday! },
    },
    {
      scope: 0,
      column: 'study_time',
      negated: false,
      test: { kind: 'range', from: `${from}:00:00`, to: `${from}:59:59.999999`, toExclusive: false },
    },
  ];
}
