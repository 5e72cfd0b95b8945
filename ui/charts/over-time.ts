import { axisX, axisY, dot, gridY, line } from '@observablehq/plot';
import type { ChartGroup } from '../api/types.js';
import { msg } from '../locales/msg.js';
import { DASHES, SYMBOLS } from './colours.js';
import { axisLabel, figuresOf, labelOf, type Drawing } from './drawing.js';
import { draw } from './plot.js';

/** Series drawn at once; more could not be told apart. */
const MAX_SERIES = 8;

/** One series: its place decides its colour, shape and dash, where all fit the same in every picture of a chart. */
export interface Series {
  readonly name: string;
  readonly at: number;
  readonly groups: readonly ChartGroup[];
}

/** The series of a picture, the largest first: in the order of the whole chart, or the picture's own where there are more. */
export function seriesOf({ chart, groups }: Pick<Drawing, 'chart' | 'groups'>): readonly Series[] {
  const all = labelsBySize(chart.groups);
  const names = all.length > MAX_SERIES ? labelsBySize(groups).slice(0, MAX_SERIES) : all;
  return names
    .map((name, at) => ({ name, at, groups: groups.filter((group) => labelOf(group) === name) }))
    .filter((series) => series.groups.length > 0);
}

function labelsBySize(groups: readonly ChartGroup[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const group of groups) counts.set(labelOf(group), (counts.get(labelOf(group)) ?? 0) + group.n);
  return [...counts].sort(([, a], [, b]) => b - a).map(([name]) => name);
}

const periodOf = ({ period }: ChartGroup): Date => new Date(`${period}T00:00:00Z`);

/** Median (or number) per period and category; each series has a colour, a shape and a dash of its own. */
export function overTime(drawing: Drawing): SVGSVGElement {
  const { chart, colours, width } = drawing;
  const unit = chart.value?.unit ?? null;
  const figure = chart.value ? 'median' : 'n';
  const label = chart.value ? `${msg('chart.median')}, ${axisLabel(chart.value)}` : 'n';
  return draw(
    msg('chart.over-time'),
    colours,
    {
      width,
      height: 320,
      marginLeft: 56,
      marginRight: 24,
      marginTop: 32,
      x: { type: 'utc', label: null },
      y: { zero: true, nice: true, label: null },
      marks: [
        gridY({ stroke: colours.line, strokeOpacity: 1 }),
        axisX({ label: null, color: colours.text, tickSize: 4 }),
        axisY({ label, labelArrow: 'none', color: colours.text, tickSize: 0 }),
        ...seriesOf(drawing).flatMap(({ name, at, groups: rows }) => {
          const stroke = colours.series[at] ?? colours.text;
          const sorted = rows.toSorted((a, b) => String(a.period).localeCompare(String(b.period)));
          return [
            line(sorted, {
              x: periodOf,
              y: figure,
              stroke,
              strokeWidth: 1.75,
              strokeDasharray: DASHES[at] || 'none',
            }),
            dot(sorted, {
              x: periodOf,
              y: figure,
              stroke,
              fill: colours.surface,
              symbol: SYMBOLS[at] ?? 'circle',
              r: 4,
              href: ({ address }: ChartGroup) => drawing.href(address),
              ariaLabel: (group: ChartGroup) => `${name}, ${group.period}: ${figuresOf(group, unit)}`,
            }),
          ];
        }),
      ],
    },
    drawing.brushed,
  );
}
