import { unitOf } from '../../warehouse/tables/index.js';
import { isoDayOfPeriodEnd } from './periods.js';
import { keyOf, type Field } from '../filters/fields.js';
import type { Clause } from '../filters/filter.js';
import { ask, type Asking, type SqlRow } from '../snapshots.js';
import { bandingsOf } from './bands.js';
import { gathered, type Gathered } from './gathering.js';
import { histogram } from './histogram.js';
import { keptRows, keysOf, type ChartGroup, type Drawing, type Groups } from './drawing.js';
import { markAddress, markKeys, namesOf } from './marks.js';
import type { ChartRequest } from './request.js';
import { chartRows, type ChartRows } from './rows.js';
import { scatter } from './scatter.js';
import { withSelection, type Counts } from './selection.js';
import { statistics, statisticsSql } from './statistics.js';

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
  const plans = requests.map((request): Plan => {
    const rows = chartRows(request, bandingsOf(request, policy.adultFromYears), asking.context);
    return { request, rows };
  });
  const charts = plans.map(({ rows }) => rows);
  return withSelection(asking, first.filter, charts, async (counting, selection) => {
    const once = askingOnce(asking);
    const drawn = new Map<Plan, Chart>();
    const drawGroup = (group: readonly Plan[]): Promise<unknown> =>
      gathered(
        asking,
        group.map(({ rows }) => rows),
        selection,
        (sources) =>
          Promise.all(
            group.map(async (plan, at) =>
              drawn.set(plan, await chartOf(once, plan, sources[at]!, await counting)),
            ),
          ),
      );
    await Promise.all(groupsThatShare(plans, selection !== null).map(drawGroup));
    return plans.map((plan) => drawn.get(plan)!);
  });
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
  source: Gathered,
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
      return scatter(drawing);
    default:
      return grouped(drawing);
  }
}

/** The greatest number that stands for a category or band; null for keys that are no such numbers. */
function mostOf({ names }: Drawing, key: string): number | null {
  if (key === 'whole') return 0;
  const numbers =
    key === 'category' ? [...names.categories.keys()].map(Number) : names.bands.get(key)?.keys();
  return numbers ? Math.max(0, ...numbers) : null;
}

/** Counts or statistics per category, system, band and moment. */
async function grouped(drawing: Drawing): Promise<Groups> {
  const { asking, request, rows, names } = drawing;
  const moments =
    { 'over-time': ['period'], 'weekday-hour': ['weekday', 'hour'] }[request.chart as string] ?? [];
  const keys = keysOf(drawing, moments);
  const measured = request.value !== null;
  const found = measured ? await measuredGroups(drawing, keys) : await countedGroups(drawing, keys);
  const dated = found.filter((row) => moments.every((name) => row[name] !== null));
  const counted = dated.filter((row) => Number(row['n']) > 0);
  const groups = counted.map((row): ChartGroup => ({
    ...markKeys(row, request, rows, names),
    n: Number(row['n']),
    ...(measured ? { n_null: Number(row['n_null']), ...statistics(row) } : {}),
    ...momentOf(row, moments),
    address: markAddress(row, request, rows, names, asking.context, momentClauses(row, request)),
  }));
  const sum = (of: readonly SqlRow[], name: string): number =>
    of.reduce((n, row) => n + Number(row[name] ?? 0), 0);
  const undated = found.filter((row) => !dated.includes(row));
  return {
    groups,
    leftOut: {
      ...(measured ? { null_value: sum(dated, 'n_null'), zero_without_exposure: sum(dated, 'n_zero') } : {}),
      ...(moments.length > 0
        ? { no_date_or_time: sum(undated, 'n') + sum(undated, 'n_null') + sum(undated, 'n_zero') }
        : {}),
    },
  };
}

function measuredGroups(drawing: Drawing, keys: readonly string[]): Promise<readonly SqlRow[]> {
  const bounded = keys.map((name) => ({ name, most: mostOf(drawing, name) }));
  return ask(drawing.asking, statisticsSql(keptRows(drawing), bounded));
}

/** How many rows each group has; those of the categories are known with their names. */
async function countedGroups(drawing: Drawing, keys: readonly string[]): Promise<readonly SqlRow[]> {
  if (keys.length === 1 && keys[0] === 'category') {
    return [...drawing.names.categories.values()].map(({ key, n }) => ({ category: Number(key), n }));
  }
  const names = keys.join(', ');
  const rows = `(${keptRows(drawing)})`;
  return ask(
    drawing.asking,
    `SELECT ${names}, count(*) AS n FROM ${rows} GROUP BY ALL ORDER BY n DESC, ${names}`,
  );
}

function momentOf(row: SqlRow, moments: readonly string[]): Partial<ChartGroup> {
  if (moments.includes('period')) return { period: String(row['period']) };
  if (moments.includes('weekday')) return { weekday: Number(row['weekday']), hour: Number(row['hour']) };
  return {};
}

function momentClauses(row: SqlRow, request: ChartRequest): readonly Clause[] {
  if (request.chart === 'over-time') {
    const from = String(row['period']);
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
  const hour = String(row['hour']).padStart(2, '0');
  return [
    {
      scope: 0,
      column: 'study_weekday',
      negated: false,
      test: { kind: 'equals', value: Number(row['weekday']) },
    },
    {
      scope: 0,
      column: 'study_time',
      negated: false,
      test: { kind: 'range', from: `${hour}:00:00`, to: `${hour}:59:59.999999`, toExclusive: false },
    },
  ];
}
