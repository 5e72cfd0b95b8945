import type { Chart, ChartGroup } from '../api/types.js';
import { msg, type MessageKey } from '../locales/msg.js';
import { en } from '../locales/en.js';
import { formatCount, formatNumber } from '../state/format.js';
import { massNumbersRaised } from '../state/mass-number.js';
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
export function labelOf(group: ChartGroup): string {
  return [categoryOf(group), ...systemOf(group)].join(BETWEEN);
}

const BETWEEN = ' · ';

const categoryOf = ({ category }: ChartGroup): string =>
  category === null || category === '' ? msg('chart.blank') : massNumbersRaised(category);

const systemOf = ({ system }: ChartGroup): readonly string[] => (system === null ? [] : [system]);

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

const SIGN_PX = 6.3;
const LABEL_GAP_PX = 16;
/** Beside labels there must be room for what they name. */
const LABEL_SHARE = 0.4;

/** Room for the longest label. */
export const labelMargin = (labels: readonly string[]): number =>
  LABEL_GAP_PX + SIGN_PX * Math.max(4, ...labels.map(({ length }) => length));

/**
 * The name of a group as it fits beside a drawing of this width. Of a system the end is kept, of a category the
 * beginning: there they differ.
 */
export function shortLabel(group: ChartGroup, width: number): string {
  const room = Math.floor((width * LABEL_SHARE - LABEL_GAP_PX) / SIGN_PX);
  const category = categoryOf(group);
  const [system] = systemOf(group);
  if (system === undefined) return keepStart(category, room);
  const both = room - BETWEEN.length;
  const ofSystem = keepEnd(system, Math.max(Math.ceil(both / 2), both - category.length));
  return keepStart(category, both - ofSystem.length) + BETWEEN + ofSystem;
}

const keepStart = (text: string, room: number): string =>
  text.length > room ? `${text.slice(0, room - 1).trimEnd()}…` : text;

const keepEnd = (text: string, room: number): string =>
  text.length > room ? `…${text.slice(text.length - room + 1).trimStart()}` : text;
