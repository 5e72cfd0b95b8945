import type { Chart, ChartGroup } from '../api/types.js';
import { msg, type MessageKey } from '../locales/msg.js';
import { en } from '../locales/en.js';
import { formatCount, formatNumber } from '../state/format.js';
import type { Brushed } from './brush.js';
import type { ChartOptions } from './chart-options.js';
import type { ChartColours } from './colours.js';

/** What a drawing gets: the groups of one band, how wide it may be, and how its marks lead to their studies. */
export interface Drawing {
  readonly chart: Chart;
  readonly options: ChartOptions;
  readonly groups: readonly ChartGroup[];
  readonly width: number;
  readonly colours: ChartColours;
  /** The page that lists exactly the studies of an address; undefined where a mark has none. */
  readonly href: (address: string | null) => string | undefined;
  /** A range of the horizontal axis was dragged. */
  readonly brushed: Brushed;
}

/** The name of a group: its category, and its system where systems are apart. */
export function labelOf({ category, system }: ChartGroup): string {
  const name = category === null || category === '' ? msg('chart.blank') : category;
  return system === null ? name : `${name} · ${system}`;
}

/** The band of a group in words: which phantom, reference point and ages its values belong to. */
export function bandOf({ bands }: ChartGroup): string {
  return Object.entries(bands ?? {})
    .filter(([, value]) => value !== null && value !== undefined)
    .map(([band, value]) => bandWords(band, String(value)))
    .join(', ');
}

function bandWords(band: string, value: string): string {
  if (value.includes('+'))
    return value
      .split('+')
      .map((part) => bandWords(band, part))
      .join(' + ');
  const key = [`band.${band}.${value}`, `band.${value}`, `code.${value}`].find((one) => one in en);
  return key ? msg(key as MessageKey) : value.replaceAll('_', ' ');
}

/** Groups that may stand in one picture together, the largest band first. */
export function byBand(
  groups: readonly ChartGroup[],
): readonly (readonly [band: string, groups: readonly ChartGroup[]])[] {
  const bands = new Map<string, ChartGroup[]>();
  for (const group of groups) {
    const band = bandOf(group);
    bands.set(band, [...(bands.get(band) ?? []), group]);
  }
  const count = (some: readonly ChartGroup[]): number => some.reduce((sum, { n }) => sum + n, 0);
  return [...bands].sort(([, a], [, b]) => count(b) - count(a));
}

/** Largest first by the chosen order. */
export function sortGroups(groups: readonly ChartGroup[], sort: ChartOptions['sort']): readonly ChartGroup[] {
  if (sort === 'name') return groups.toSorted((a, b) => labelOf(a).localeCompare(labelOf(b)));
  const size = (group: ChartGroup): number => (sort === 'value' ? (group.median ?? -Infinity) : group.n);
  return groups.toSorted((a, b) => size(b) - size(a));
}

/** What a mark says when it is pointed at or read out. */
export function figuresOf(group: ChartGroup, unit: string | null): string {
  const number = (label: MessageKey, value: number | null | undefined): string[] =>
    value === null || value === undefined
      ? []
      : [`${msg(label)} ${formatNumber(value, unit)}${unit ? ` ${unit}` : ''}`];
  const quartiles =
    typeof group.q1 === 'number' && typeof group.q3 === 'number'
      ? [`${msg('chart.quartiles')} ${formatNumber(group.q1, unit)} – ${formatNumber(group.q3, unit)}`]
      : [];
  return [
    ...number('chart.median', group.median),
    ...quartiles,
    ...number('chart.mean', group.mean),
    `n ${formatCount(group.n)}`,
  ].join('; ');
}

export function axisLabel(
  column: { readonly label: string; readonly unit?: string | null } | null | undefined,
): string {
  if (!column) return '';
  return column.unit ? `${column.label} (${column.unit})` : column.label;
}

/** Room for the longest label, within reason. */
export const labelMargin = (labels: readonly string[]): number =>
  Math.min(260, 16 + 6.3 * Math.max(4, ...labels.map(({ length }) => length)));

export const shorten = (label: string): string => (label.length > 38 ? `${label.slice(0, 37)}…` : label);
