import { withoutAccents } from './folded-text.js';

/** Languages in which months are known by name, besides numbers. */
const LANGUAGES = 'en en-GB de fr es it pt nl da sv nb fi pl cs sk hu ro hr sl tr ru uk el'.split(' ');

/** Numbers and words of a text, one after another. */
const NUMBERS_AND_WORDS = /\d+|\p{L}+/gu;
/** What stands between the parts of a date as a word: `3rd of February`, `3 de febrero de 1961`, `1961年2月3日`. */
const BETWEEN_PARTS: ReadonlySet<string> = new Set(
  'st nd rd th of the er de del di den a y 年 月 日 년 월 일'.split(' '),
);

/**
 * Whether a text (lower case, without accents) states a date, `YYYY-MM-DD`, in any usual way to write one with its
 * whole year: in numbers or with the name of the month, in the order of any country, with any separators or none.
 */
export function statesDate(text: string, date: string): boolean {
  const [yyyy, mm, dd] = date.split('-') as [string, string, string];
  if (!text.includes(yyyy)) return false;
  if (text.includes(`${yyyy}${mm}${dd}`) || text.includes(`${dd}${mm}${yyyy}`)) return true;
  const parts = (text.match(NUMBERS_AND_WORDS) ?? []).filter((part) => !BETWEEN_PARTS.has(part));
  const [month, day] = [Number(mm), Number(dd)];
  const isYear = (part: string | undefined): boolean => part === yyyy;
  const isDay = (part: string | undefined): boolean => isNumber(part, day);
  const isMonth = (part: string | undefined): boolean => isNumber(part, month) || isNameOf(month, part);
  return parts.some((first, at) => {
    const [second, third] = [parts[at + 1], parts[at + 2]];
    if (isYear(first)) return isMonth(second) && isDay(third);
    if (!isYear(third)) return false;
    return (isDay(first) && isMonth(second)) || (isMonth(first) && isDay(second));
  });
}

function isNumber(part: string | undefined, number: number): boolean {
  return part !== undefined && /^\d{1,2}$/.test(part) && Number(part) === number;
}

function isNameOf(month: number, part: string | undefined): boolean {
  if (part === undefined || !isWord(part)) return false;
  return (namesOfMonths ??= allNamesOfMonths())[month - 1]!.has(part);
}

const isWord = (part: string): boolean => /^\p{L}/u.test(part);

let namesOfMonths: readonly ReadonlySet<string>[] | null = null;

/** Long and short names of the twelve months as dates hold them, made when the first is asked for. */
function allNamesOfMonths(): readonly ReadonlySet<string>[] {
  const formats = LANGUAGES.flatMap((language) =>
    (['long', 'short'] as const).flatMap((month) => [
      new Intl.DateTimeFormat(language, { month, timeZone: 'UTC' }),
      new Intl.DateTimeFormat(language, { day: 'numeric', month, timeZone: 'UTC' }),
    ]),
  );
  return Array.from({ length: 12 }, (_, index) => {
    const anyDay = Date.UTC(2000, index, 15);
    const names = formats.flatMap((format) =>
      format.formatToParts(anyDay).filter(({ type }) => type === 'month'),
    );
    return new Set(
      names.map(({ value }) => withoutAccents(value.toLowerCase()).replaceAll('.', '')).filter(isWord),
    );
  });
}
