/** A coded concept as an object states it: PS3.3 table 8.8-1, absent parts as empty strings. */
export interface Code {
  readonly value: string;
  readonly scheme: string;
  readonly meaning: string;
}

/** What a coded value is called: its meaning, else its value; null where neither is stated. */
export function nameOf(code: Code | null | undefined): string | null {
  return code?.meaning || code?.value || null;
}

/**
 * A concept of the standard with every code it goes by.
 * `keys` are `scheme group:value` (see `codeKey`); `meanings` are folded (see `foldMeaning`).
 */
export interface Concept {
  readonly name: string;
  readonly code: Code;
  readonly keys: ReadonlySet<string>;
  readonly meanings: ReadonlySet<string>;
  /** The same codes as `keys`, each the one object that `declaredCode` gives for it. */
  readonly declared: readonly DeclaredCode[];
}

/** A code that some concept declares: one object per code, so that two are the same code if they are identical. */
export interface DeclaredCode {
  readonly key: string;
  /** Of its scheme, as `schemeGroup` gives it. */
  readonly group: string;
  /** Folded meanings with which equipment sends the code for another concept. */
  readonly misnumbered: ReadonlySet<string> | null;
}

interface ConceptOptions {
  /** Other English meanings that equipment writes for this concept. */
  readonly meanings?: readonly string[];
  /** Codes of *other* concepts under which equipment sends this one; taken only with one of its meanings. */
  readonly misnumberedAs?: readonly string[];
}

/** PS3.16 chapter 8: SNOMED RT and CT under all designators that objects have used for them. */
const SCHEME_GROUPS: ReadonlyMap<string, string> = new Map([
  ['DCM', 'DCM'],
  ['SCT', 'SCT'],
  ['SRT', 'SCT'],
  ['SNM3', 'SCT'],
  ['99SDM', 'SCT'],
  ['SNM', 'SCT'],
  ['SNOMED', 'SCT'],
  ...['RT', 'CT'].flatMap((edition) =>
    ['-', ' ', '_', ''].map((gap): [string, string] => [`SNOMED${gap}${edition}`, 'SCT']),
  ),
  ['2.16.840.1.113883.6.96', 'SCT'],
  ['2.16.840.1.113883.6.5', 'SCT'],
  ['DICOM', 'DCM'],
  ['1.2.840.10008.2.16.4', 'DCM'],
  ['LOINC', 'LN'],
  ['UMLS', 'UMLS'],
  ['NCIT', 'NCIT'],
]);

/** By scheme group and value; `isDeclared` is false for codes that are known only as misnumbered. */
type Entry = { key: string; group: string; isDeclared: boolean; misnumbered: Set<string> | null };
const entries = new Map<string, Map<string, Entry>>();
const declaredMeanings = new Set<string>();

/** Meanings repeat from event to event; the cache is emptied rather than let grow with what objects send. */
const foldedMeanings = new Map<string, string>();
const MOST_FOLDED_MEANINGS = 5_000;

/** Lower case with blanks folded, so that "X-ray  Source" equals "X-Ray Source". */
export function foldMeaning(meaning: string): string {
  const known = foldedMeanings.get(meaning);
  if (known !== undefined) return known;
  const folded = meaning.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
  if (foldedMeanings.size >= MOST_FOLDED_MEANINGS) foldedMeanings.clear();
  foldedMeanings.set(meaning, folded);
  return folded;
}

/** The group of a coding scheme designator: all designators of SNOMED give `SCT`. */
export function schemeGroup(scheme: string): string {
  const known = SCHEME_GROUPS.get(scheme);
  if (known !== undefined) return known;
  const folded = scheme.trim().toUpperCase();
  return SCHEME_GROUPS.get(folded) ?? folded;
}

/** What identifies a coded concept whatever its scheme is called: `DCM:113701`, `SCT:G-C0E8`. */
export function codeKey(code: Pick<Code, 'value' | 'scheme'>): string {
  return `${schemeGroup(code.scheme)}:${code.value}`;
}

function spelledCode(spelled: string): Pick<Code, 'value' | 'scheme'> {
  const [scheme = '', value = ''] = spelled.split(':');
  return { scheme, value };
}

function entryOf({ scheme, value }: Pick<Code, 'value' | 'scheme'>): Entry {
  const group = schemeGroup(scheme);
  const ofGroup = entries.get(group) ?? new Map<string, Entry>();
  entries.set(group, ofGroup);
  const entry = ofGroup.get(value) ?? {
    key: `${group}:${value}`,
    group,
    isDeclared: false,
    misnumbered: null,
  };
  ofGroup.set(value, entry);
  return entry;
}

function declare(code: Pick<Code, 'value' | 'scheme'>): DeclaredCode {
  const entry = entryOf(code);
  entry.isDeclared = true;
  return entry;
}

function declareMisnumbered(code: Pick<Code, 'value' | 'scheme'>, meanings: ReadonlySet<string>): void {
  const entry = entryOf(code);
  entry.misnumbered = new Set([...(entry.misnumbered ?? []), ...meanings]);
}

/** Where a code is looked up, by its scheme: the values of these two never coincide, and equipment mistakes them. */
const GROUPS_OF: Readonly<Record<string, readonly string[]>> = {
  '': ['DCM', 'SCT'],
  DCM: ['DCM', 'SCT'],
  SCT: ['SCT', 'DCM'],
};
/** Concepts of SNOMED CT have 00 before their check digit; of six digits they could be codes of DICOM. */
const MAY_BE_SNOMED_CT = /00\d$/;

/**
 * The declared code that value and scheme stand for; null where no concept here declares it. Equipment that leaves the
 * scheme out means a code of the standard's own or of SNOMED, and so does some that calls the one by the name of the
 * other; a scheme of a maker's own is another.
 */
export function declaredCode(value: string, scheme: string): DeclaredCode | null {
  const group = schemeGroup(scheme);
  for (const known of GROUPS_OF[group] ?? [group]) {
    const entry = entries.get(known)?.get(value);
    const isOther = group === 'SCT' && known === 'DCM' && MAY_BE_SNOMED_CT.test(value);
    if (entry?.isDeclared && !isOther) return entry;
  }
  return null;
}

/** Whether the scheme beside a declared code is not the one that it is of. */
export function isMisplaced({ group }: DeclaredCode, scheme: string): boolean {
  return group !== schemeGroup(scheme);
}

/**
 * Declares a concept: its English name and its codes as `SCHEME:value`, the preferred one first.
 * The codes are its identity; name and further meanings serve only where equipment writes another code.
 */
export function concept(name: string, codes: readonly string[], options: ConceptOptions = {}): Concept {
  const known = codes.map(spelledCode);
  const meanings = new Set([name, ...(options.meanings ?? [])].map(foldMeaning));
  const declared = known.map(declare);
  for (const meaning of meanings) declaredMeanings.add(meaning);
  for (const code of options.misnumberedAs ?? []) declareMisnumbered(spelledCode(code), meanings);
  return {
    name,
    code: { ...(known[0] ?? { scheme: '', value: '' }), meaning: name },
    keys: new Set(known.map(codeKey)),
    meanings,
    declared,
  };
}

function isMisnumbered(declared: DeclaredCode, { meaning }: Code): boolean {
  return declared.misnumbered?.has(foldMeaning(meaning)) ?? false;
}

/** Whether a meaning is one by which some concept here is known where its code is not. */
export function isDeclaredMeaning(meaning: string): boolean {
  return meaning !== '' && declaredMeanings.has(foldMeaning(meaning));
}

/** Whether a code is one of those that some concept here declares. */
export function isDeclared(code: Code): boolean {
  return declaredCode(code.value, code.scheme) !== null;
}

/**
 * Whether a code names a concept, and by what. Null = it does not.
 * The code decides (makers write wrong meanings beside right codes, acceptance Q04 and Q18); the meaning
 * counts only where the code is not that of any declared concept.
 */
export function sameConcept(code: Code, wanted: Concept): 'code' | 'meaning' | null {
  const declared = declaredCode(code.value, code.scheme);
  if (declared !== null && !isMisnumbered(declared, code)) {
    return wanted.declared.includes(declared) ? 'code' : null;
  }
  return code.meaning !== '' && wanted.meanings.has(foldMeaning(code.meaning)) ? 'meaning' : null;
}

/** True where `sameConcept` finds the concept by code or meaning; an absent code names nothing. */
export function isConcept(code: Code | null | undefined, wanted: Concept): boolean {
  return code !== null && code !== undefined && sameConcept(code, wanted) !== null;
}

/** The first of several concepts that the code names; those named by code win over those by meaning. */
export function conceptAmong(code: Code | null | undefined, concepts: readonly Concept[]): Concept | null {
  if (code === null || code === undefined) return null;
  let byMeaning: Concept | null = null;
  for (const candidate of concepts) {
    const same = sameConcept(code, candidate);
    if (same === 'code') return candidate;
    if (same === 'meaning') byMeaning ??= candidate;
  }
  return byMeaning;
}
