import { axisX, axisY, dot, gridX, gridY } from '@observablehq/plot';
import type { ChartPoint } from '../api/types.js';
import { msg } from '../locales/msg.js';
import { formatNumber } from '../state/format.js';
import { SYMBOLS } from './colours.js';
import { axisLabel, type Drawing } from './drawing.js';
import { seriesOf } from './over-time.js';
import { draw } from './plot.js';

/** Points that are links; with more, a keyboard could not pass and the page would crawl: the table has them all. */
const MAX_LINKS = 400;

/** A dose against a size of the patient, one point a study or event; a point leads to its study. */
export function scatter(drawing: Drawing): SVGSVGElement {
  const { chart, groups, colours, width } = drawing;
  const [xUnit, yUnit] = [chart.x?.unit ?? null, chart.value?.unit ?? null];
  const total = groups.reduce((sum, { points = [] }) => sum + points.length, 0);
  const words = (name: string, { x, y }: ChartPoint): string =>
    `${name}: ${formatNumber(x, xUnit)} ${xUnit ?? ''}, ${formatNumber(y, yUnit)} ${yUnit ?? ''}`;
  return draw(
    msg('chart.scatter'),
    colours,
    {
      width,
      height: 380,
      marginLeft: 56,
      marginTop: 32,
      marginBottom: 44,
      x: { nice: true, label: null },
      y: { zero: true, nice: true, label: null },
      marks: [
        gridX({ stroke: colours.line, strokeOpacity: 1 }),
        gridY({ stroke: colours.line, strokeOpacity: 1 }),
        axisX({
          label: axisLabel(chart.x),
          labelAnchor: 'center',
          labelArrow: 'none',
          color: colours.text,
          tickSize: 4,
        }),
        axisY({ label: axisLabel(chart.value), labelArrow: 'none', color: colours.text, tickSize: 0 }),
        ...seriesOf(drawing).map(({ name, at, groups: rows }) =>
          dot(
            rows.flatMap(({ points = [] }) => points),
            {
              x: 'x',
              y: 'y',
              r: 3,
              symbol: SYMBOLS[at] ?? 'circle',
              stroke: colours.series[at] ?? colours.text,
              strokeOpacity: 0.85,
              ariaLabel: (point: ChartPoint) => words(name, point),
              ...(total <= MAX_LINKS && {
                href: ({ study_id }: ChartPoint) => `/studies/${encodeURIComponent(study_id)}`,
              }),
            },
          ),
        ),
      ],
    },
    drawing.brushed,
  );
}
