import { axisX, axisY, gridY, rectY } from '@observablehq/plot';
import type { ChartBin, ChartGroup } from '../api/types.js';
import { formatCount, formatNumber } from '../state/format.js';
import { axisLabel, labelOf, type Drawing } from './drawing.js';
import { draw } from './plot.js';

/** How the values of one category are spread, in bins that are the same for all categories of the chart. */
export function histogram(drawing: Drawing, group: ChartGroup): SVGSVGElement {
  const { chart, colours, width } = drawing;
  const unit = chart.value?.unit ?? null;
  const bins = group.bins ?? [];
  return draw(
    labelOf(group),
    colours,
    {
      width,
      height: 190,
      marginLeft: 48,
      marginBottom: 40,
      x: { label: null },
      y: { zero: true, nice: true, label: null },
      marks: [
        gridY({ stroke: colours.line, strokeOpacity: 1 }),
        axisX({
          label: axisLabel(chart.value),
          labelAnchor: 'center',
          labelArrow: 'none',
          color: colours.text,
          tickSize: 4,
        }),
        axisY({ label: 'n', labelArrow: 'none', color: colours.text, tickSize: 0, ticks: 4 }),
        rectY(
          bins.filter(({ n }) => n > 0),
          {
            x1: 'low',
            x2: 'high',
            y: 'n',
            fill: colours.soft,
            stroke: colours.accent,
            inset: 0.5,
            href: ({ address }: ChartBin) => drawing.href(address),
            ariaLabel: ({ low, high, n }: ChartBin) =>
              `${labelOf(group)}, ${formatNumber(low, unit)} – ${formatNumber(high, unit)}${unit ? ` ${unit}` : ''}: n ${formatCount(n)}`,
          },
        ),
      ],
    },
    drawing.brushed,
  );
}
