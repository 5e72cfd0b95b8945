/** Wildcard patterns that tell test objects from patients (rows IMP-620…IMP-622). */
export interface NotPatientPatterns {
  readonly ids: readonly string[];
  /** Matched against `Family, Given`. */
  readonly names: readonly string[];
  /** Study descriptions. */
  readonly descriptions: readonly string[];
  /** Protocols, of the series and of every event. */
  readonly protocols: readonly string[];
  readonly stations: readonly string[];
}

/** What the guide's version looks for: `phy`, `test` and `qa` anywhere in ID and name. */
export const GUIDE_PATTERNS: NotPatientPatterns = {
  ids: ['*phy*', '*test*', '*qa*'],
  names: ['*phys*', '*test*', '*qa*'],
  descriptions: [],
  protocols: [],
  stations: [],
};

/** Texts of an object that patterns are matched against. */
export type MatchedTexts = { readonly [K in keyof NotPatientPatterns]: readonly (string | null)[] };

const OPTIONAL_KINDS = [
  ['descriptions', 'Descriptions'],
  ['protocols', 'Protocols'],
  ['stations', 'Stations'],
] as const;

/**
 * The patterns that match, never the patient's data, as `IDs: p1 p2 | Names: p1`, with `| Descriptions: …`,
 * `| Protocols: …` and `| Stations: …` where these match; null where nothing does.
 */
export function matchedPatterns(patterns: NotPatientPatterns, texts: MatchedTexts): string | null {
  const matching = (kind: keyof NotPatientPatterns): string =>
    patterns[kind].filter((pattern) => texts[kind].some((text) => matchesWildcard(pattern, text))).join(' ');
  const ids = matching('ids');
  const names = matching('names');
  const others = OPTIONAL_KINDS.flatMap(([kind, title]) => {
    const found = matching(kind);
    return found === '' ? [] : [`${title}: ${found}`];
  });
  if (ids === '' && names === '' && others.length === 0) return null;
  return [`IDs: ${ids}`, `Names: ${names}`, ...others].join(' | ');
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
  if (!places) compiled.set(pattern, (places = placesOf(pattern)));
  return matches(places, [...text.slice(0, LONGEST_MATCHED).toLowerCase()]);
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
