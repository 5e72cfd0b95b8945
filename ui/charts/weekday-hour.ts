import { axisX, axisY, cell, text } from '@observablehq/plot';
import type { ChartGroup } from '../api/types.js';
import { msg, numberLocale } from '../locales/msg.js';
import { formatCount } from '../state/format.js';
import type { Drawing } from './drawing.js';
import { draw } from './plot.js';

const MONDAY = Date.UTC(2024, 0, 1);
const HOURS = Array.from({ length: 24 }, (_none, hour) => hour);
const [LEFT_PX, RIGHT_PX] = [56, 20];
/** A narrower cell has no room for its number, which its mark says and the table shows. */
const LEAST_CELL_PX = 22;

/** The weekday's name; 1 is Monday. */
export function weekdayName(weekday: number): string {
  const day = new Date(MONDAY + (weekday - 1) * 86_400_000);
  return new Intl.DateTimeFormat(numberLocale(), { weekday: 'short', timeZone: 'UTC' }).format(day);
}

/** When studies are made: a number in every cell where there is room, and its shade. */
export function weekdayHour(drawing: Drawing): SVGSVGElement {
  const { groups, colours, width } = drawing;
  const rows = groups.filter(({ weekday, hour }) => weekday !== undefined && hour !== undefined);
  const isRoomy = (width - LEFT_PX - RIGHT_PX) / HOURS.length >= LEAST_CELL_PX;
  const weekday = (group: ChartGroup): string => weekdayName(group.weekday ?? 1);
  return draw(msg('chart.weekday-hour'), colours, {
    width,
    height: 7 * 30 + 52,
    marginLeft: LEFT_PX,
    marginRight: RIGHT_PX,
    marginTop: 8,
    marginBottom: 44,
    x: { domain: HOURS, label: null },
    y: { domain: [1, 2, 3, 4, 5, 6, 7].map(weekdayName), label: null },
    color: {
      type: 'linear',
      domain: [0, Math.max(1, ...rows.map(({ n }) => n))],
      range: [colours.surface, colours.soft],
    },
    marks: [
      axisX({
        label: msg('chart.hour'),
        labelAnchor: 'center',
        labelArrow: 'none',
        tickSize: 0,
        ticks: HOURS.filter((hour) => isRoomy || hour % 3 === 0),
        color: colours.text,
      }),
      axisY({ label: null, tickSize: 0, color: colours.text }),
      cell(rows, {
        x: 'hour',
        y: weekday,
        fill: 'n',
        stroke: colours.line,
        inset: 0.5,
        href: ({ address }: ChartGroup) => drawing.href(address),
        ariaLabel: (group: ChartGroup) => `${weekday(group)} ${group.hour}:00, n ${formatCount(group.n)}`,
      }),
      text(isRoomy ? rows : [], {
        x: 'hour',
        y: weekday,
        text: ({ n }: ChartGroup) => String(n),
        fill: colours.text,
        pointerEvents: 'none',
      }),
    ],
  });
}
