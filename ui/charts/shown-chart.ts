import { STATISTICS } from '../api/choices.js';
import type { Chart, ChartGroup } from '../api/types.js';
import { shifted } from '../state/decimal.js';
import { filterMeaning } from '../state/dictionary.js';
import type { Modality } from '../state/modality.js';

/** The chart with its numbers in the units that the reader wants; the addresses of its marks stay as they are. */
export function shownChart(chart: Chart, modality: Modality): Chart {
  const value = shownColumn(chart.value, modality);
  const x = shownColumn(chart.x, modality);
  if (value.shift === 0 && x.shift === 0) return chart;
  return {
    ...chart,
    value: value.column,
    x: x.column,
    groups: chart.groups.map((group) => shownGroup(group, value.shift, x.shift)),
  };
}

function shownColumn<C extends Chart['value']>(
  column: C | undefined,
  modality: Modality,
): { readonly column: C | null; readonly shift: number } {
  if (!column) return { column: null, shift: 0 };
  const { unit, shift } = filterMeaning(column.column, modality);
  return { column: { ...column, unit }, shift };
}

function shownGroup(group: ChartGroup, shift: number, xShift: number): ChartGroup {
  const figures = STATISTICS.flatMap((name) => {
    const figure = group[name];
    return typeof figure === 'number' ? [[name, shifted(figure, shift)] as const] : [];
  });
  const { bins, points } = group;
  return {
    ...group,
    ...Object.fromEntries(figures),
    ...(bins && {
      bins: bins.map((bin) => ({ ...bin, low: shifted(bin.low, shift), high: shifted(bin.high, shift) })),
    }),
    ...(points && {
      points: points.map((point) => ({
        ...point,
        x: shifted(point.x, xShift),
        y: shifted(point.y, shift),
      })),
    }),
  };
}
