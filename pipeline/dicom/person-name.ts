import { withoutPadding } from './padding.js';

/** One value of VR PN (PS3.5 6.2.1): its three representations and the components of the first one stated. */
export interface PersonName {
  readonly alphabetic: string | null;
  readonly ideographic: string | null;
  readonly phonetic: string | null;
  readonly family: string | null;
  readonly given: string | null;
  readonly middle: string | null;
  readonly prefix: string | null;
  readonly suffix: string | null;
}

function stated(text: string | undefined): string | null {
  const trimmed = withoutPadding(text ?? '');
  return trimmed === '' ? null : trimmed;
}

/** A component group; one made of delimiters only names nobody. */
function statedGroup(text: string | undefined): string | null {
  const group = stated(text);
  return group === null || /^[\^\s]*$/.test(group) ? null : group;
}

/** The parts of one name; null for all of them where nothing is stated. */
export function personName(raw: string): PersonName {
  const [alphabetic, ideographic, phonetic] = raw.split('=').map(statedGroup);
  const [family, given, middle, prefix, suffix] = (alphabetic ?? ideographic ?? phonetic ?? '')
    .split('^')
    .map(stated);
  return {
    alphabetic: alphabetic ?? null,
    ideographic: ideographic ?? null,
    phonetic: phonetic ?? null,
    family: family ?? null,
    given: given ?? null,
    middle: middle ?? null,
    prefix: prefix ?? null,
    suffix: suffix ?? null,
  };
}

function names(raw: string): string[] {
  return raw.split('\\').filter((name) => name.split('=').some((group) => statedGroup(group) !== null));
}

/** All names of an element as sent, padding and empty ones left out, joined by ` | ` (IMP-025, Q54); null if none. */
export function namesAsSent(raw: string): string | null {
  return stated(names(raw).map(stated).join(' | '));
}

function readable(raw: string): string {
  const { prefix, given, middle, family, suffix } = personName(raw);
  const called = [prefix, given, middle].filter((part) => part !== null).join(' ');
  const name = [family, called === '' ? null : called].filter((part) => part !== null).join(', ');
  return suffix === null ? name : `${name} (${suffix})`;
}

/** Names for people to read: `Family, Prefix Given Middle (Suffix)`, several joined by ` | `; null if none. */
export function displayName(raw: string): string | null {
  return stated(names(raw).map(readable).join(' | '));
}

/**
 * What the not-patient patterns are matched against: `Family, Given` (IMP-621) of every name and every representation of
 * it; without a given name the family name alone.
 */
export function matchableNames(raw: string): string[] {
  return names(raw)
    .flatMap((name) => name.split('='))
    .flatMap((group) => {
      const { family, given } = personName(group);
      if (given === null) return family === null ? [] : [family];
      return [`${family ?? ''}, ${given}`];
    });
}
