import { withoutPadding } from './padding.js';

/** Why a DS or IS value gave no number, or gave it against the standard. */
export type DecimalProblem =
  | 'number_unreadable'
  | 'number_partly_unreadable'
  | 'number_partly_blank'
  | 'number_not_a_number'
  | 'number_out_of_range'
  | 'number_ambiguous_comma'
  | 'number_separator_slash'
  | 'number_separator_comma';

export interface Decimals {
  /** The value where there is exactly one; null where there is none or several. */
  readonly value: number | null;
  /** All readable values in their order. */
  readonly values: readonly number[];
  readonly problem: DecimalProblem | null;
}

const PLAIN = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const NOT_A_NUMBER = /^[+-]?(?:nan|na|n\/a|inf|infinity|1\.#(?:qnan|snan|ind|inf)\w*)$/i;
/** No quantity of a dose object comes near these; uninitialised memory printed as a number does. */
const GREATEST = 1e15;
const LEAST = 1e-30;
/** PS3.5 allows 16 characters; longer ones are common, endless ones are not numbers. */
const LONGEST = 64;

const ABSENT: Decimals = { value: null, values: [], problem: null };

/** Whether a number is of a size that a quantity of a dose object can have, or 0. */
export function isUsualSize(value: number): boolean {
  return value === 0 || (Math.abs(value) >= LEAST && Math.abs(value) <= GREATEST);
}

/** The number that a text is, or why it is none. */
function numberIn(text: string): number | DecimalProblem {
  if (text.length > LONGEST || !PLAIN.test(text)) {
    return NOT_A_NUMBER.test(text) ? 'number_not_a_number' : 'number_unreadable';
  }
  const value = Number(text) + 0;
  const isUnderflow = value === 0 && /[1-9]/.test(text.replace(/[eE].*$/, ''));
  return isUsualSize(value) && !isUnderflow ? value : 'number_out_of_range';
}

function single(text: string): Decimals {
  const value = numberIn(text);
  if (typeof value !== 'number') return { value: null, values: [], problem: value };
  return { value, values: [value], problem: null };
}

function several(texts: readonly string[], separatorProblem: DecimalProblem | null): Decimals {
  const values: number[] = [];
  let gap: 'number_partly_blank' | 'number_partly_unreadable' | null = null;
  for (const text of texts.map(withoutPadding)) {
    const value = numberIn(text);
    if (typeof value === 'number') values.push(value);
    else if (text !== '') gap = 'number_partly_unreadable';
    else gap ??= 'number_partly_blank';
  }
  if (values.length === 0) return { value: null, values, problem: 'number_unreadable' };
  return { value: null, values, problem: gap ?? separatorProblem };
}

/** Whether values are left over from more: none of them is the value of the field, nor can be paired with others. */
export function isPartial(problem: DecimalProblem | null): boolean {
  return problem === 'number_partly_unreadable' || problem === 'number_partly_blank';
}

/** `1.06,0.206` can only be a pair; `1,5` may be one and a half or two values. */
function separatedByComma(text: string, isPair: boolean): Decimals {
  const texts = text.split(',');
  const isUnambiguous = texts.every((part) => part.includes('.') && PLAIN.test(part.trim()));
  if (isPair || isUnambiguous) return several(texts, 'number_separator_comma');
  const isNumeric = texts.every((part) => PLAIN.test(part.trim()));
  return { value: null, values: [], problem: isNumeric ? 'number_ambiguous_comma' : 'number_unreadable' };
}

/**
 * DS or IS (PS3.5 6.2) as equipment writes them: padded with blanks or NUL, decimals in IS (acceptance Q40),
 * longer than allowed, several values separated by `\`, by `/` (Toshiba vHP, Q21) or, where each has its own
 * point, by `,` (Kodak DR 7500, Q38). An empty value is absent without a problem. A comma that may be a decimal
 * point is not guessed, unless the caller knows that it separates a pair.
 */
export function parseDecimal(raw: string, options: { readonly pairSeparator?: ',' } = {}): Decimals {
  const text = withoutPadding(raw);
  if (text === '') return ABSENT;
  const one = single(text);
  if (one.value !== null || one.problem !== 'number_unreadable') return one;
  if (text.includes('\\')) {
    const parts = text.split('\\');
    return parts.every((part) => withoutPadding(part) === '') ? ABSENT : several(parts, null);
  }
  if (text.includes('/')) return several(text.split('/'), 'number_separator_slash');
  if (text.includes(',')) return separatedByComma(text, options.pairSeparator === ',');
  return one;
}
