import { axisX, axisY, barX, dot, ruleY, text, tickX } from '@observablehq/plot';
import type { ChartGroup } from '../api/types.js';
import { msg } from '../locales/msg.js';
import { formatCount } from '../state/format.js';
import {
  axisLabel,
  figuresOf,
  labelMargin,
  labelOf,
  shortLabel,
  sortGroups,
  type Drawing,
} from './drawing.js';
import { draw } from './plot.js';

const ROW_PX = 26;

/** Median in its box of quartiles, whiskers, mean and n per category: the first thing that a physicist asks. */
export function doseBoxes(drawing: Drawing): SVGSVGElement {
  const { chart, groups, options, colours, width } = drawing;
  const unit = chart.value?.unit ?? null;
  const rows = sortGroups(groups, options.sort);
  const label = (group: ChartGroup): string => `${labelOf(group)}: ${figuresOf(group, unit)}`;
  return draw(msg('chart.dose'), colours, {
    ...frame(drawing, rows),
    x: { zero: true, label: null, grid: true, nice: true },
    marks: [
      ...axes(drawing, rows, axisLabel(chart.value)),
      ruleY(rows, { y: labelOf, x1: 'whisker_low', x2: 'whisker_high', stroke: colours.muted }),
      barX(rows, {
        y: labelOf,
        x1: 'q1',
        x2: 'q3',
        fill: colours.soft,
        stroke: colours.accent,
        strokeWidth: 1,
        insetTop: 4,
        insetBottom: 4,
        href: ({ address }: ChartGroup) => drawing.href(address),
        ariaLabel: label,
      }),
      tickX(rows, {
        y: labelOf,
        x: 'median',
        stroke: colours.text,
        strokeWidth: 2.5,
        insetTop: 2,
        insetBottom: 2,
      }),
      dot(rows, {
        y: labelOf,
        x: 'mean',
        symbol: 'diamond',
        r: 3.5,
        fill: colours.surface,
        stroke: colours.text,
      }),
      counts(rows, colours.muted),
    ],
    width,
  });
}

/** How often each category occurs. */
export function frequencyBars(drawing: Drawing): SVGSVGElement {
  const { groups, options, colours } = drawing;
  const rows = sortGroups(groups, options.sort === 'name' ? 'name' : 'n');
  return draw(msg('chart.frequency'), colours, {
    ...frame(drawing, rows),
    x: { zero: true, label: null, grid: true, nice: true },
    marks: [
      ...axes(drawing, rows, 'n'),
      barX(rows, {
        y: labelOf,
        x: 'n',
        fill: colours.soft,
        stroke: colours.accent,
        insetTop: 4,
        insetBottom: 4,
        href: ({ address }: ChartGroup) => drawing.href(address),
        ariaLabel: (group: ChartGroup) => `${labelOf(group)}: n ${formatCount(group.n)}`,
      }),
      counts(rows, colours.muted),
    ],
  });
}

function frame({ width }: Drawing, rows: readonly ChartGroup[]) {
  return {
    width,
    height: rows.length * ROW_PX + 48,
    marginLeft: labelMargin(rows.map((row) => shortLabel(row, width))),
    marginRight: 64,
    marginTop: 8,
    marginBottom: 40,
    y: { domain: rows.map(labelOf), label: null },
  };
}

function axes({ colours, width }: Drawing, rows: readonly ChartGroup[], label: string) {
  const short = new Map(rows.map((row) => [labelOf(row), shortLabel(row, width)]));
  return [
    axisX({ label, labelAnchor: 'center', labelArrow: 'none', color: colours.text, tickSize: 0 }),
    axisY({
      label: null,
      tickSize: 0,
      tickFormat: (name: string) => short.get(name) ?? name,
      color: colours.text,
    }),
  ];
}

const counts = (rows: readonly ChartGroup[], fill: string) =>
  text(rows, {
    y: labelOf,
    text: (group: ChartGroup) => `n ${formatCount(group.n)}`,
    frameAnchor: 'right',
    textAnchor: 'start',
    dx: 8,
    fill,
  });
