import type { Clause, Filter, Test } from '../filters/filter.js';
import { serialiseFilter } from '../filters/serialise.js';
import type { FilterContext } from '../filters/compile.js';
import { ask, type Asking, type SqlValue } from '../snapshots.js';
import { narrow } from './address.js';
import type { Banding } from './bands.js';
import type { CountedRows, GroupNumbers } from './counted-rows.js';
import type { ChartRows } from './rows.js';
import { SYSTEMS } from './spellings.js';
import type { ChartRequest } from './request.js';

/** A category as the chart shows it: its number, the spellings that it gathers and the most frequent of them. */
export interface Category {
  readonly number: number;
  /** How many rows are counted in it. */
  readonly n: number;
  readonly label: string | null;
  readonly raws: readonly SqlValue[];
}

/** The names behind the keys of marks. */
export interface Names {
  readonly categories: ReadonlyMap<number, Category>;
  /** Rows in categories beyond the number asked for. */
  readonly rowsLeftOut: number;
  readonly devices: ReadonlyMap<string, readonly string[]>;
  readonly systems: ReadonlyMap<number, string>;
  readonly periods: ReadonlyMap<number, string>;
  /** The names of bands by banding and number. */
  readonly bands: ReadonlyMap<string, ReadonlyMap<number, string>>;
}

/** Looks up categories (the most frequent ones), systems, periods and bands. */
export async function namesOf(
  asking: Asking,
  request: ChartRequest,
  rows: ChartRows,
  source: CountedRows,
): Promise<Names> {
  const textsOf = (key: string): Promise<ReadonlyMap<number, string>> =>
    rows.spellings[key] ? source.texts(key) : Promise.resolve(new Map());
  const [bands, categories, devices, systems, periods] = await Promise.all([
    Promise.all(
      rows.bandings.map(async (banding) => [banding.name, await bandsOf(banding, source)] as const),
    ),
    request.by ? categoriesOf(request, source) : { kept: [], rowsLeftOut: 0 },
    request.splitBySystem ? devicesByLabel(asking) : new Map<string, readonly string[]>(),
    textsOf('system'),
    textsOf('period'),
  ]);
  const kept = new Map(categories.kept.map((category) => [category.number, category] as const));
  const { rowsLeftOut } = categories;
  return { categories: kept, rowsLeftOut, devices, systems, periods, bands: new Map(bands) };
}

async function bandsOf({ name, of }: Banding, source: CountedRows): Promise<ReadonlyMap<number, string>> {
  return 'known' in of ? new Map(of.known.map((band, at) => [at + 1, band])) : source.texts(name);
}

const bandOf = (numbers: GroupNumbers, name: string, names: Names): string =>
  names.bands.get(name)!.get(numbers[name]!)!;

async function categoriesOf(
  request: ChartRequest,
  source: CountedRows,
): Promise<{ readonly kept: readonly Category[]; readonly rowsLeftOut: number }> {
  const byNumber = new Map<number, { readonly raws: SqlValue[]; n: number }>();
  for (const { category, raw, n } of await source.spellings()) {
    const spellings = byNumber.get(category) ?? { raws: [], n: 0 };
    spellings.raws.push(raw);
    spellings.n += n;
    byNumber.set(category, spellings);
  }
  const ordered = [...byNumber].sort(([a, left], [b, right]) => right.n - left.n || a - b);
  const kept = ordered
    .slice(0, request.categories)
    .map(([number, { raws, n }]) => ({ number, n, label: labelOf(raws), raws }));
  const rowsLeftOut = ordered.slice(request.categories).reduce((sum, [, { n }]) => sum + n, 0);
  return { kept, rowsLeftOut };
}

/** The most frequent spelling without padding; null when there is no text at all. */
function labelOf(raws: readonly SqlValue[]): string | null {
  const first = raws.find((raw) => raw !== null && String(raw).trim() !== '');
  return first === undefined ? null : String(first).trim().replace(/\s+/g, ' ');
}

async function devicesByLabel(asking: Asking): Promise<ReadonlyMap<string, readonly string[]>> {
  const rows = await ask(
    asking,
    `SELECT label, list_sort(list(device_id)) AS ids FROM ${SYSTEMS} GROUP BY label`,
  );
  return new Map(
    rows.map(
      (row) => [String(row['label']), Array.isArray(row['ids']) ? row['ids'].map(String) : []] as const,
    ),
  );
}

/** What identifies a mark among those of its chart. */
export interface MarkKeys {
  readonly category: string | null;
  readonly system: string | null;
  readonly bands: Readonly<Record<string, string>>;
}

/** The keys of a group as the chart shows them. */
export function markKeys(
  numbers: GroupNumbers,
  request: ChartRequest,
  rows: ChartRows,
  names: Names,
): MarkKeys {
  const category = request.by ? (names.categories.get(numbers['category']!)?.label ?? null) : null;
  const system = request.splitBySystem ? systemOf(numbers, names) || null : null;
  const bands = Object.fromEntries(rows.bandings.map(({ name }) => [name, bandOf(numbers, name, names)]));
  return { category, system, bands };
}

const systemOf = (numbers: GroupNumbers, names: Names): string => names.systems.get(numbers['system']!)!;

/** The query string that lists exactly the studies of a mark; null when the filter already speaks of too many events. */
export function markAddress(
  numbers: GroupNumbers,
  request: ChartRequest,
  rows: ChartRows,
  names: Names,
  context: FilterContext,
  more: readonly Clause[] = [],
): string | null {
  const clauses = [
    ...rows.always,
    ...categoryClauses(numbers, request, names),
    ...systemClauses(numbers, request, rows, names),
    ...rows.bandings.flatMap((banding) => banding.clausesOf(bandOf(numbers, banding.name, names))),
    ...more,
  ];
  const { eventScope } = rows;
  if (eventScope === null && clauses.some((clause) => clause.scope > 0)) return null;
  const placed = clauses.map((clause) =>
    clause.scope > 0 && eventScope ? { ...clause, scope: eventScope } : clause,
  );
  const narrowed: Filter = narrow(rows.filter, placed, context.today);
  return serialiseFilter(narrowed);
}

function categoryClauses(numbers: GroupNumbers, request: ChartRequest, names: Names): readonly Clause[] {
  if (!request.by) return [];
  const { scope, column } = request.by;
  const raws = names.categories.get(numbers['category']!)?.raws ?? [];
  return raws.map((raw) => ({ scope, column, negated: false, test: equalTo(raw) }));
}

function systemClauses(
  numbers: GroupNumbers,
  request: ChartRequest,
  rows: ChartRows,
  names: Names,
): readonly Clause[] {
  if (!request.splitBySystem) return [];
  const label = systemOf(numbers, names);
  const ids: readonly (string | null)[] = label === '' ? [null] : (names.devices.get(label) ?? [label]);
  return ids.map((id) => ({
    scope: rows.deviceScope,
    column: 'device_id',
    negated: false,
    test: equalTo(id),
  }));
}

function equalTo(raw: SqlValue): Test {
  if (typeof raw === 'string' || typeof raw === 'number' || typeof raw === 'boolean')
    return { kind: 'equals', value: raw };
  return { kind: 'is', state: 'null' };
}
