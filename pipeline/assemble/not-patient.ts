import type { NotPatientPatterns } from '../../warehouse/tables/index.js';

/** Stands for a text of an object that is not to be had any more. */
export const HIDDEN = Symbol('hidden text');

/** Texts of an object that patterns are matched against. */
export type MatchedTexts = {
  readonly [K in keyof NotPatientPatterns]: readonly (string | typeof HIDDEN | null)[];
};

const OPTIONAL_KINDS = [
  ['descriptions', 'Descriptions'],
  ['protocols', 'Protocols'],
  ['stations', 'Stations'],
] as const;

/**
 * The patterns that match, never the patient's data, as `IDs: p1 p2 | Names: p1`, with `| Descriptions: …`,
 * `| Protocols: …` and `| Stations: …` where these match; null where nothing does. Of texts that are hidden now, the
 * patterns that still exist match as they did before: `former` is what was found then.
 */
export function matchedPatterns(
  patterns: NotPatientPatterns,
  texts: MatchedTexts,
  former: string | null = null,
): string | null {
  const matching = (kind: keyof NotPatientPatterns): string => {
    const matches = (pattern: string): boolean =>
      texts[kind].some((text) =>
        text === HIDDEN ? matchedBefore(former, kind, pattern) : matchesWildcard(pattern, text),
      );
    return patterns[kind].filter(matches).join(' ');
  };
  const ids = matching('ids');
  const names = matching('names');
  const others = OPTIONAL_KINDS.flatMap(([kind, title]) => {
    const found = matching(kind);
    return found === '' ? [] : [`${title}: ${found}`];
  });
  if (ids === '' && names === '' && others.length === 0) return null;
  return [`IDs: ${ids}`, `Names: ${names}`, ...others].join(' | ');
}

function matchedBefore(former: string | null, kind: keyof NotPatientPatterns, pattern: string): boolean {
  const list = former?.split(' | ').find((part) => part.toLowerCase().startsWith(`${kind}: `));
  return list !== undefined && `${list} `.includes(` ${pattern} `);
}

/** One place of a pattern: any text, or a test of one character. */
type Place = '*' | ((character: string) => boolean);

const compiled = new Map<string, readonly Place[]>();

/**
 * `*` any text, `?` any one character, `[abc]` and `[!abc]` one of or none of; without regard to case. Takes at most
 * the product of both lengths, whatever the pattern; text beyond 1,024 characters is not looked at.
 */
export function matchesWildcard(pattern: string, text: string | null): boolean {
  if (text === null || text === '') return false;
  let places = compiled.get(pattern);
  if (!places) compiled.set(pattern, (places = placesOf(pattern.normalize('NFC'))));
  return matches(places, [...text.slice(0, LONGEST_MATCHED).normalize('NFC').toLowerCase()]);
}

const LONGEST_MATCHED = 1024;

function placesOf(pattern: string): Place[] {
  const parts = pattern.toLowerCase().match(/\[!?[^\]]+\]|[^]/gu) ?? [];
  return parts.map((part): Place => {
    if (part === '*') return '*';
    if (part === '?') return () => true;
    if (part.length < 3 || !part.startsWith('[')) return (character) => character === part;
    const isNot = part.startsWith('[!') && part.length > 3;
    const set = part.slice(isNot ? 2 : 1, -1);
    return (character) => isInSet(character, set) !== isNot;
  });
}

/** Characters one by one, and ranges such as `a-f`; a range that runs backwards holds nothing. */
function isInSet(character: string, set: string): boolean {
  const members = set.match(/[^]-[^]|[^]/gu) ?? [];
  return members.some((member) => {
    const [first, dash, last] = [...member];
    return dash === '-' && last !== undefined
      ? character >= first! && character <= last
      : character === member;
  });
}

/** Tries each `*` from the shortest text on; an earlier `*` need never be tried again once a later one is reached. */
function matches(places: readonly Place[], text: readonly string[]): boolean {
  let at = 0;
  let place = 0;
  let star = -1;
  let starAt = 0;
  while (at < text.length) {
    const test = places[place];
    if (test === '*') {
      star = place++;
      starAt = at;
    } else if (test?.(text[at]!)) {
      place++;
      at++;
    } else if (star >= 0) {
      place = star + 1;
      at = ++starAt;
    } else {
      return false;
    }
  }
  return places.slice(place).every((rest) => rest === '*');
}
