import { en } from './en.js';
import { pseudoText } from './pseudo.js';

export type MessageKey = keyof typeof en;

export const PSEUDO_LOCALE = 'en-XA';

let pseudo = false;
let locale = navigator.language || 'en-GB';

/** Sets the language of numbers and dates; `en-XA` also shows every string in the pseudo-locale. */
export function setLocale(tag: string | null): void {
  pseudo = tag === PSEUDO_LOCALE;
  locale = tag && !pseudo ? tag : navigator.language || 'en-GB';
}

export const numberLocale = (): string => locale;

/** Whether there are words under a key that was put together from data. */
export const isMessageKey = (key: string): key is MessageKey => Object.hasOwn(en, key);

/**
 * A string of the pages. `{name}` takes a value; `one|other` chooses by the value `n`.
 */
export function msg(key: MessageKey, values: Readonly<Record<string, string | number>> = {}): string {
  const text = plural(en[key], values['n']).replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? value.toLocaleString(locale) : value;
  });
  return pseudo ? pseudoText(text) : text;
}

function plural(text: string, n: string | number | undefined): string {
  const forms = text.split('|');
  if (forms.length === 1 || typeof n !== 'number') return text;
  return (new Intl.PluralRules('en').select(n) === 'one' ? forms[0] : forms[1]) ?? text;
}
