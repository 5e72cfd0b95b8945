import { csvLine } from '../studies/csv.js';
import type { SqlValue } from '../snapshots.js';
import type { Chart } from './chart.js';
import { FIGURES, type ChartGroup } from './drawing.js';

/**
 * A chart's numbers as CSV: the same as in the API, one mark a line (row CH-012). The name of the column that they are
 * of states their unit.
 */
export function chartCsv(chart: Chart): string {
  const bandNames = [...new Set(chart.groups.flatMap((group) => Object.keys(group.bands)))];
  const keys = (group: ChartGroup): SqlValue[] => [
    group.category,
    group.system,
    ...bandNames.map((name) => group.bands[name] ?? null),
  ];
  const keyNames = ['category', 'system', ...bandNames];
  const [column, of] = chart.value ? [['column'], [chart.value.column]] : [[], []];
  if (chart.chart === 'histogram') {
    return table(
      [...keyNames, ...column, 'low', 'high', 'n'],
      chart.groups.flatMap((group) =>
        (group.bins ?? []).map((bin) => [...keys(group), ...of, bin.low, bin.high, bin.n]),
      ),
    );
  }
  if (chart.chart === 'scatter') {
    const names = [...keyNames, 'study_id', chart.x?.column ?? 'x', chart.value?.column ?? 'y'];
    return table(
      names,
      chart.groups.flatMap((group) =>
        (group.points ?? []).map((point) => [...keys(group), point.study_id, point.x, point.y]),
      ),
    );
  }
  const moments = (['period', 'weekday', 'hour'] as const).filter((name) =>
    chart.groups.some((group) => name in group),
  );
  const figures = FIGURES.filter((name) => name === 'n' || chart.value !== null);
  return table(
    [...keyNames, ...moments, ...column, ...figures],
    chart.groups.map((group) => [
      ...keys(group),
      ...moments.map((name) => group[name] ?? null),
      ...of,
      ...figures.map((name) => group[name] ?? null),
    ]),
  );
}

function table(header: readonly string[], lines: readonly (readonly SqlValue[])[]): string {
  return [header, ...lines].map((values) => csvLine(values)).join('');
}
