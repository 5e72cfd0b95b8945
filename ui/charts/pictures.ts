import type { ChartGroup } from '../api/types.js';
import { msg } from '../locales/msg.js';
import { formatCount } from '../state/format.js';
import { doseBoxes, frequencyBars } from './bars.js';
import { byBand, labelOf, sortGroups, type Drawing } from './drawing.js';
import { histogram } from './histogram.js';
import { overTime, seriesOf, type Series } from './over-time.js';
import { scatter } from './scatter.js';
import { weekdayHour } from './weekday-hour.js';

/** One drawing of a chart: what may stand together, and what is apart stands under a title of its own. */
export interface Picture {
  readonly title: string;
  readonly n: number;
  readonly svg: SVGSVGElement;
  /** The series and their places, which decide colour, shape and dash. */
  readonly series: readonly Pick<Series, 'name' | 'at'>[];
  /** How many categories there was no room for. */
  readonly more: number;
}

const MAX_ROWS = 30;
const MAX_HISTOGRAMS = 6;

/** The drawings of a chart, one per band. */
export function picturesOf(drawing: Drawing): readonly Picture[] {
  return byBand(drawing.chart.groups).flatMap(([band, groups]) => bandPictures({ ...drawing, groups }, band));
}

function bandPictures(drawing: Drawing, title: string): readonly Picture[] {
  const { groups, options } = drawing;
  const n = groups.reduce((sum, group) => sum + group.n, 0);
  const one = (svg: SVGSVGElement, more = 0, series: Picture['series'] = []): readonly Picture[] => [
    { title, n, svg, series, more },
  ];
  const series = seriesOf(drawing);
  const furtherSeries = new Set(groups.map(labelOf)).size - series.length;
  switch (options.name) {
    case 'dose':
    case 'frequency': {
      const shown = sortGroups(
        groups,
        options.name === 'frequency' && options.sort === 'value' ? 'n' : options.sort,
      );
      const draw = options.name === 'dose' ? doseBoxes : frequencyBars;
      return one(
        draw({ ...drawing, groups: shown.slice(0, MAX_ROWS) }),
        Math.max(0, shown.length - MAX_ROWS),
      );
    }
    case 'over-time':
      return one(overTime(drawing), furtherSeries, series);
    case 'scatter':
      return one(scatter(drawing), furtherSeries, series);
    case 'weekday-hour':
      return one(weekdayHour(drawing));
    case 'histogram':
      return histograms(drawing, title);
  }
}

function histograms(drawing: Drawing, band: string): readonly Picture[] {
  const groups = sortGroups(drawing.groups, drawing.options.sort === 'name' ? 'name' : 'n');
  return groups.slice(0, MAX_HISTOGRAMS).map((group: ChartGroup, at) => ({
    title: [labelOf(group), band].filter(Boolean).join(' · '),
    n: group.n,
    svg: histogram(drawing, group),
    series: [],
    more: at === MAX_HISTOGRAMS - 1 ? groups.length - MAX_HISTOGRAMS : 0,
  }));
}

/** What the figures are, and what was left out of them. */
export function chartNotes({ chart }: Pick<Drawing, 'chart'>): readonly string[] {
  const left = Object.entries(chart.left_out ?? {}).filter(([, n]) => n > 0);
  return [
    msg('chart.n_studies', { n: chart.n_studies }),
    ...left.map(([reason, n]) => `${leftOutWords(reason)}: ${formatCount(n)}`),
    ...methodOf(chart),
  ];
}

function methodOf({ chart }: Drawing['chart']): readonly string[] {
  if (chart === 'dose') return [msg('chart.method.dose'), msg('chart.method.percentiles')];
  return chart === 'over-time' ? [msg('chart.method.percentiles')] : [];
}

const LEFT_OUT = [
  'not_patient',
  'null_value',
  'zero_without_exposure',
  'no_date_or_time',
  'further_categories',
  'not_drawn',
] as const;

function leftOutWords(reason: string): string {
  const known = LEFT_OUT.find((one) => one === reason);
  return known ? msg(`chart.left_out.${known}`) : reason;
}
