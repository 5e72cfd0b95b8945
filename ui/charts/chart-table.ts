import { html, nothing } from 'lit';
import type { Chart, ChartGroup } from '../api/types.js';
import { dataTable, type TableColumn } from '../components/data-table.js';
import { msg, type MessageKey } from '../locales/msg.js';
import { formatCount, formatNumber } from '../state/format.js';
import { bandOf, labelOf } from './drawing.js';
import { weekdayName } from './weekday-hour.js';

interface Line {
  readonly group: ChartGroup;
  readonly at: string;
  readonly n: number;
  readonly address: string | null;
  readonly x?: number;
  readonly y?: number;
  readonly studyId?: string;
}

const FIGURES: readonly (readonly [keyof ChartGroup, MessageKey])[] = [
  ['median', 'chart.median'],
  ['q1', 'chart.q1'],
  ['q3', 'chart.q3'],
  ['mean', 'chart.mean'],
  ['min', 'chart.least'],
  ['max', 'chart.greatest'],
];

/** The numbers of a chart as a table: every mark a row, with the way to its studies. */
export function chartTable(chart: Chart, href: (address: string | null) => string | undefined): unknown {
  const lines = chart.groups.flatMap((group) => linesOf(group, chart));
  const unit = chart.value?.unit ?? null;
  const has = (test: (line: Line) => boolean): boolean => lines.some(test);
  const columns: TableColumn<Line>[] = [
    {
      id: 'category',
      heading: chart.by?.label ?? msg('chart.category'),
      cell: ({ group }) => labelOf(group),
    },
    ...(has(({ group }) => bandOf(group) !== '')
      ? [{ id: 'band', heading: msg('chart.band'), cell: ({ group }: Line) => bandOf(group) }]
      : []),
    ...(has(({ at }) => at !== '')
      ? [{ id: 'at', heading: msg('chart.at'), cell: ({ at }: Line) => at }]
      : []),
    ...pointColumns(chart, has),
    {
      id: 'n',
      heading: 'n',
      numeric: true,
      raw: ({ n }) => n,
      cell: ({ n }) => formatCount(n),
    },
    ...FIGURES.filter(([figure]) => has(({ group }) => typeof group[figure] === 'number')).map(
      ([figure, heading]): TableColumn<Line> => ({
        id: figure,
        heading: msg(heading),
        unit,
        numeric: true,
        raw: ({ group }) => group[figure] as number | null,
        cell: ({ group }) => formatNumber(Number(group[figure] ?? NaN), unit),
      }),
    ),
    { id: 'studies', heading: msg('home.studies'), cell: (line) => studiesLink(line, href) },
  ];
  return dataTable<Line>({
    caption: msg('chart.as_table'),
    rows: lines,
    columns,
    key: (line) => String(lines.indexOf(line)),
  });
}

function pointColumns(chart: Chart, has: (test: (line: Line) => boolean) => boolean): TableColumn<Line>[] {
  if (!has(({ x }) => x !== undefined)) return [];
  const column = (
    id: 'x' | 'y',
    of: { label: string; unit?: string | null } | null | undefined,
  ): TableColumn<Line> => ({
    id,
    heading: of?.label ?? id,
    unit: of?.unit ?? null,
    numeric: true,
    raw: (line) => line[id],
    cell: (line) => formatNumber(line[id] ?? NaN, of?.unit ?? null),
  });
  return [column('x', chart.x), column('y', chart.value)];
}

function linesOf(group: ChartGroup, { value }: Chart): readonly Line[] {
  if (group.points) {
    return group.points.map(({ x, y, study_id }) => ({
      group,
      at: '',
      n: 1,
      address: null,
      x,
      y,
      studyId: study_id,
    }));
  }
  if (group.bins) {
    const unit = value?.unit ?? null;
    return group.bins
      .filter(({ n }) => n > 0)
      .map(({ low, high, n, address }) => ({
        group,
        at: `${formatNumber(low, unit)} – ${formatNumber(high, unit)}`,
        n,
        address,
      }));
  }
  const at =
    group.period ?? (group.weekday === undefined ? '' : `${weekdayName(group.weekday)} ${group.hour}:00`);
  return [{ group, at, n: group.n, address: group.address }];
}

function studiesLink(
  { address, studyId, group, at }: Line,
  href: (address: string | null) => string | undefined,
): unknown {
  const target = studyId === undefined ? href(address) : `/studies/${encodeURIComponent(studyId)}`;
  if (target === undefined) return nothing;
  return html`<a href=${target}
    >${msg('chart.show')}<span class="visually-hidden"> ${labelOf(group)} ${at}</span></a
  >`;
}
