import type { Clause, Filter, Test } from '../filters/filter.js';
import { serialiseFilter } from '../filters/serialise.js';
import type { FilterContext } from '../filters/compile.js';
import { ask, type Asking, type SqlRow, type SqlValue } from '../snapshots.js';
import { narrow } from './address.js';
import type { Banding } from './bands.js';
import type { Gathered } from './gathering.js';
import { SYSTEMS, type ChartRows } from './rows.js';
import type { ChartRequest } from './request.js';

/** A category as the chart shows it: its number as text, the spellings that it gathers and the most frequent of them. */
export interface Category {
  readonly key: string;
  /** How many rows are counted in it. */
  readonly n: number;
  readonly label: string | null;
  readonly raws: readonly SqlValue[];
}

/** The names behind the keys of marks. */
export interface Names {
  readonly categories: ReadonlyMap<string, Category>;
  /** Rows in categories beyond the number asked for. */
  readonly rowsLeftOut: number;
  readonly devices: ReadonlyMap<string, readonly string[]>;
  /** The names of bands by banding and number. */
  readonly bands: ReadonlyMap<string, ReadonlyMap<number, string>>;
}

/** Looks up categories (the most frequent ones), systems and bands. */
export async function namesOf(
  asking: Asking,
  request: ChartRequest,
  rows: ChartRows,
  source: Gathered,
): Promise<Names> {
  const [bands, categories, devices] = await Promise.all([
    Promise.all(rows.bandings.map((banding) => bandsOf(asking, banding, source))),
    request.by ? categoriesOf(asking, request, source) : { kept: [], rowsLeftOut: 0 },
    request.splitBySystem ? devicesByLabel(asking) : new Map<string, readonly string[]>(),
  ]);
  const kept = new Map(categories.kept.map((category) => [category.key, category] as const));
  return { categories: kept, rowsLeftOut: categories.rowsLeftOut, devices, bands: new Map(bands) };
}

async function bandsOf(
  asking: Asking,
  { name, of }: Banding,
  source: Gathered,
): Promise<readonly [string, ReadonlyMap<number, string>]> {
  if ('known' in of) return [name, new Map(of.known.map((band, at) => [at + 1, band] as const))];
  const found = await ask(asking, `SELECT DISTINCT category_number, category FROM ${source.spellings[name]}`);
  return [
    name,
    new Map(found.map((row) => [Number(row['category_number']), String(row['category'])] as const)),
  ];
}

const bandOf = (row: SqlRow, name: string, names: Names): string =>
  names.bands.get(name)!.get(Number(row[name]))!;

async function categoriesOf(
  asking: Asking,
  request: ChartRequest,
  source: Gathered,
): Promise<{ readonly kept: readonly Category[]; readonly rowsLeftOut: number }> {
  const spelled = await ask(
    asking,
    `SELECT k.category_number, k.raw, g.n
     FROM (SELECT raw, count(*) AS n FROM (${source.rawSql}) GROUP BY raw) g
     JOIN ${source.spellings['category']} k ON k.raw_number = g.raw
     ORDER BY g.n DESC, k.raw ASC NULLS LAST`,
  );
  const byKey = new Map<string, { readonly raws: SqlValue[]; n: number }>();
  for (const row of spelled) {
    const key = String(row['category_number']);
    const spellings = byKey.get(key) ?? { raws: [], n: 0 };
    spellings.raws.push(row['raw'] ?? null);
    spellings.n += Number(row['n']);
    byKey.set(key, spellings);
  }
  const ordered = [...byKey].sort(([a, left], [b, right]) => right.n - left.n || Number(a) - Number(b));
  const kept = ordered
    .slice(0, request.categories)
    .map(([key, { raws, n }]) => ({ key, n, label: labelOf(raws), raws }));
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

/** The keys of a result row as the chart shows them. */
export function markKeys(row: SqlRow, request: ChartRequest, rows: ChartRows, names: Names): MarkKeys {
  const category = request.by ? (names.categories.get(String(row['category']))?.label ?? null) : null;
  const system = request.splitBySystem ? String(row['system']) || null : null;
  const bands = Object.fromEntries(rows.bandings.map(({ name }) => [name, bandOf(row, name, names)]));
  return { category, system, bands };
}

/** The query string that lists exactly the studies of a mark; null when the filter already speaks of too many events. */
export function markAddress(
  row: SqlRow,
  request: ChartRequest,
  rows: ChartRows,
  names: Names,
  context: FilterContext,
  more: readonly Clause[] = [],
): string | null {
  const clauses = [
    ...rows.always,
    ...categoryClauses(row, request, names),
    ...systemClauses(row, request, rows, names),
    ...rows.bandings.flatMap((banding) => banding.clausesOf(bandOf(row, banding.name, names))),
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

function categoryClauses(row: SqlRow, request: ChartRequest, names: Names): readonly Clause[] {
  if (!request.by) return [];
  const { scope, column } = request.by;
  const raws = names.categories.get(String(row['category']))?.raws ?? [];
  return raws.map((raw) => ({ scope, column, negated: false, test: equalTo(raw) }));
}

function systemClauses(row: SqlRow, request: ChartRequest, rows: ChartRows, names: Names): readonly Clause[] {
  if (!request.splitBySystem) return [];
  const label = String(row['system']);
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
