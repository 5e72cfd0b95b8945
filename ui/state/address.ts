/**
 * One condition of the filter language as it stands in the address: `value` starts with `=` for an exact match,
 * `a..b` is a range; a key that ends in `.is` asks for null; a leading `-` of the key negates.
 */
export interface Clause {
  readonly key: string;
  readonly negated: boolean;
  readonly value: string;
}

/** The whole state of a list page. Everything that is null stands at its default and out of the address. */
export interface ListAddress {
  readonly clauses: readonly Clause[];
  readonly sort: string | null;
  readonly page: number;
  readonly pageSize: number | null;
  readonly columns: readonly string[] | null;
  /** Options of the chart panel by name (`name`, `value`, `by`, …); null while it is closed. */
  readonly chart: Readonly<Record<string, string>> | null;
}

export const EMPTY_ADDRESS: ListAddress = {
  clauses: [],
  sort: null,
  page: 1,
  pageSize: null,
  columns: null,
  chart: null,
};

type Pair = readonly [key: string, value: string];

/** Reads an address; what it does not know is taken as a filter, so that the server can refuse it by name. */
export function parseAddress(query: string): ListAddress {
  const clauses: Clause[] = [];
  const chart: Record<string, string> = {};
  let address: ListAddress = EMPTY_ADDRESS;
  for (const [key, value] of pairsOf(query)) {
    if (key === 'sort') address = { ...address, sort: value };
    else if (key === 'page') address = { ...address, page: positive(value) ?? 1 };
    else if (key === 'page_size') address = { ...address, pageSize: positive(value) };
    else if (key === 'columns') address = { ...address, columns: value.split(',').filter(Boolean) };
    else if (key === 'chart') chart['name'] = value;
    else if (key.startsWith('chart.')) chart[key.slice('chart.'.length)] = value;
    else if (value !== '') clauses.push(clauseOf(key, value));
  }
  return { ...address, clauses, chart: chart['name'] ? chart : null };
}

/** Writes an address: short, in a fixed order, readable. Parsing gives the same state back. */
export function formatAddress(address: ListAddress): string {
  const { name, ...options } = address.chart ?? {};
  const pairs: Pair[] = [
    ...clausePairs(address.clauses),
    ...(address.sort ? [['sort', address.sort] as const] : []),
    ...(address.page > 1 ? [['page', String(address.page)] as const] : []),
    ...(address.pageSize ? [['page_size', String(address.pageSize)] as const] : []),
    ...(address.columns ? [['columns', address.columns.join(',')] as const] : []),
    ...(name ? [['chart', name] as const] : []),
    ...Object.entries(options).map(([option, value]) => [`chart.${option}`, value] as const),
  ];
  return formatPairs(pairs);
}

/** The conditions alone, as the API takes them. */
export function formatClauses(clauses: readonly Clause[]): string {
  return formatPairs(clausePairs(clauses));
}

export function formatPairs(pairs: readonly Pair[]): string {
  return pairs.map(([key, value]) => `${escape(key)}=${escape(value)}`).join('&');
}

function clausePairs(clauses: readonly Clause[]): Pair[] {
  return clauses.map(({ key, negated, value }) => [`${negated ? '-' : ''}${key}`, value]);
}

function clauseOf(key: string, value: string): Clause {
  const negated = key.startsWith('-');
  return { key: negated ? key.slice(1) : key, negated, value };
}

function pairsOf(query: string): Pair[] {
  return query
    .replace(/^\?/, '')
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const at = part.indexOf('=');
      return at < 0 ? [unescape(part), ''] : [unescape(part.slice(0, at)), unescape(part.slice(at + 1))];
    });
}

function unescape(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

/** Leaves readable what the syntax of a query allows; a space is `+`. */
function escape(text: string): string {
  return encodeURIComponent(text)
    .replace(/%(2C|2F|3A|3B|3D|40|24|3F)/g, (code) => decodeURIComponent(code))
    .replaceAll('%20', '+');
}

function positive(text: string): number | null {
  const number = Number(text);
  return Number.isInteger(number) && number > 0 ? number : null;
}
