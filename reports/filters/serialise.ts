import { keyOf } from './fields.js';
import type { Bound, Clause, Filter, Test } from './filter.js';

/** The pairs of an address that parse to this filter again. */
export function filterPairs(filter: Filter): readonly (readonly [key: string, value: string])[] {
  return filter.clauses.map((clause) => [signedKey(clause), valueText(clause.test)] as const);
}

/** The query string of a filter, percent-encoded; reading it gives the same filter. */
export function serialiseFilter(filter: Filter): string {
  return serialisePairs(filterPairs(filter));
}

/** Pairs as a query string. */
export function serialisePairs(pairs: Iterable<readonly [key: string, value: string]>): string {
  return [...pairs].map(([key, value]) => `${encode(key)}=${encode(value)}`).join('&');
}

/** What stands in a query string as it is. */
const PLAIN = /^[\w.=:,-]*$/;

/** Percent-encodes what a query string needs, and leaves `=`, `:` and `,` legible. */
function encode(text: string): string {
  if (PLAIN.test(text)) return text;
  return encodeURIComponent(text).replace(/%(3D|3A|2C)/g, (match) => decodeURIComponent(match));
}

function signedKey(clause: Clause): string {
  const key = keyOf(clause) + (clause.test.kind === 'is' ? '.is' : '');
  return clause.negated ? `-${key}` : key;
}

function valueText(test: Test): string {
  switch (test.kind) {
    case 'contains':
      return test.text;
    case 'equals':
      return `=${test.value}`;
    case 'is':
      return test.state;
    case 'range':
      return `${boundText(test.from)}..${test.toExclusive ? '<' : ''}${boundText(test.to)}`;
  }
}

function boundText(bound: Bound | null): string {
  if (bound === null) return '';
  return typeof bound === 'object' ? `${bound.amount}${bound.unit}` : String(bound);
}
