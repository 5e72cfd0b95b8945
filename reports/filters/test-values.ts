import type { Bound, Comparison, Test } from './filter.js';
import { clockSpan, daySpan, instantSpan, relativeDay, type Span } from './moments.js';

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/;

/** What was understood, or what to write instead. */
export type Reading = Test | { readonly kind: 'problem'; readonly message: string };

const problem = (message: string): Reading => ({ kind: 'problem', message });

const WANTED: Record<Comparison, string> = {
  text: 'text',
  list: 'text',
  number: 'a number such as 12.5, or a range such as 10..20, 10.. or ..20',
  boolean: 'true or false',
  date: 'a date such as 2026-01-31, 2026-01 or -28d, or a range such as 2026-01-01..2026-03-31 or -28d..',
  time: 'a time such as 08:30, or a range such as 08:00..17:59',
  timestamp: 'a date and time such as 2026-01-31T08:30, a date, or a range of these',
};

/** Reads `value` of a key as a test that suits the column; exact is true after `key==`. */
export function readTest(comparison: Comparison, value: string, exact: boolean): Reading {
  if (comparison === 'text' || comparison === 'list') {
    return exact ? { kind: 'equals', value } : { kind: 'contains', text: value.trim() };
  }
  const text = value.trim();
  if (comparison === 'boolean') return readBoolean(text);
  const dots = text.indexOf('..');
  if (dots >= 0) return readRange(comparison, text.slice(0, dots), text.slice(dots + 2));
  return readSingle(comparison, text);
}

function readBoolean(text: string): Reading {
  if (text === 'true') return { kind: 'equals', value: true };
  if (text === 'false') return { kind: 'equals', value: false };
  return problem(`expects ${WANTED.boolean}`);
}

function readSingle(comparison: Comparison, text: string): Reading {
  if (comparison === 'number') {
    const value = numberOf(text);
    return value === null ? problem(`expects ${WANTED.number}`) : { kind: 'equals', value };
  }
  if (comparison === 'date') {
    const relative = relativeDay(text);
    if (relative) return { kind: 'range', from: relative, to: relative, toExclusive: false };
  }
  const span = spanOf(comparison, text);
  if (!span) return problem(`expects ${WANTED[comparison]}`);
  if (span.first === span.last) return { kind: 'equals', value: span.first };
  return { kind: 'range', from: span.first, to: span.last, toExclusive: false };
}

function readRange(comparison: Comparison, fromText: string, toText: string): Reading {
  const toExclusive = toText.startsWith('<');
  const left = fromText.trim();
  const right = (toExclusive ? toText.slice(1) : toText).trim();
  const from = left === '' ? null : boundOf(comparison, left, 'first');
  const to = right === '' ? null : boundOf(comparison, right, toExclusive ? 'first' : 'last');
  if (from === undefined || to === undefined) return problem(`expects ${WANTED[comparison]}`);
  if (from === null && to === null) return problem('needs at least one bound, such as 10.. or ..20');
  if (toExclusive && to === null) return problem('needs an upper bound after ..<');
  return { kind: 'range', from, to, toExclusive };
}

/** A bound; undefined when the text is none. Coarse dates and times stand for their first or last instant. */
function boundOf(comparison: Comparison, text: string, end: keyof Span): Bound | undefined {
  if (comparison === 'number') return numberOf(text) ?? undefined;
  if (comparison === 'date') {
    const relative = relativeDay(text);
    if (relative) return relative;
  }
  return spanOf(comparison, text)?.[end];
}

function spanOf(comparison: Comparison, text: string): Span | null {
  if (comparison === 'date') return daySpan(text);
  if (comparison === 'time') return clockSpan(text);
  if (comparison === 'timestamp') return instantSpan(text);
  return null;
}

function numberOf(text: string): number | null {
  if (!NUMBER.test(text)) return null;
  const value = Number(text);
  if (!Number.isFinite(value)) return null;
  return value === 0 ? 0 : value;
}
