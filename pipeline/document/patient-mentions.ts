import { isPlaceholder } from '../assemble/pseudonym.js';
import type { DataSet } from '../dicom/data-set.js';
import { parseDate } from '../dicom/date-time.js';
import { TAG } from '../dicom/tags.js';
import { foldings } from './folded-text.js';
import { statesDate } from './stated-date.js';

/** Whether a text names the patient of an object. */
export type MentionsPatient = (text: string) => boolean;

/** Shortest part of a name or number that is looked for by itself; shorter ones occur by chance. */
const SHORTEST = 4;
/** In the scripts of East Asia a name is as short as this, a word of a text as well. */
const SHORTEST_IDEOGRAPHIC = 2;
const SHORTEST_KANA = 3;
/** An accession number is often a plain count. */
const SHORTEST_ACCESSION_NUMBER = 6;
/** Shortest number that is found with other gaps than it has itself, as `943 476 5919` is for 9434765919. */
const SHORTEST_WITH_GAPS = 8;

/**
 * Finds in free text what identifies the patient of an object: any family, given or middle name in any of its
 * representations, any ID, the accession number, the birth date. Without regard to case, accents and width, and with
 * letters such as ü and ø in either of the ways in which they are written without accents.
 */
export function mentionsPatient(dataSet: DataSet): MentionsPatient {
  const names = NAMES.flatMap((tag) => representations(dataSet.text(tag)));
  const numbers = numbersOf(dataSet);
  const anywhere = [...names.flatMap(wordsOf), ...numbers].filter((word) => !isPlaceholder(word));
  const withoutGaps = [
    ...names.flatMap(eastAsianNames),
    ...numbers.map(closed).filter((number) => number.length >= SHORTEST_WITH_GAPS),
  ];
  const wholeWords = names.flatMap((name) => [...partsOfCompounds(name), ...shortNames(name)]);
  const birthDate = birthDateToFind(dataSet);
  const leastWithoutGaps = Math.min(...withoutGaps.map(({ length }) => length));
  const isMentionIn = (searched: string): boolean => {
    if (anywhere.some((word) => searched.includes(word))) return true;
    if (wholeWords.some((words) => hasInTurn(searched, words))) return true;
    if (birthDate !== null && statesDate(searched, birthDate)) return true;
    if (searched.length < leastWithoutGaps) return false;
    const closedText = closed(searched);
    return withoutGaps.some((word) => closedText.includes(word));
  };
  const isMention = (text: string): boolean => foldings(text).some(isMentionIn);
  // Reports repeat protocols and comments in each event.
  const known = new Map<string, boolean>();
  return (text) => {
    const isKnown = known.get(text);
    if (isKnown !== undefined) return isKnown;
    const isOne = isMention(text);
    known.set(text, isOne);
    return isOne;
  };
}

/** What is longer than any name is looked for in its first characters only. */
const LONGEST_NAMES = 1024;
const NAMES = [TAG.PatientName, TAG.OtherPatientNames, TAG.PatientBirthName, TAG.PatientMotherBirthName];

/** Without what is put between the parts of names and numbers. */
function closed(text: string): string {
  return text.replace(/[\s\-./_\u2010-\u2015]+/g, '');
}

/** Family, given and middle name, as one representation of a name gives them. */
type Components = readonly string[];

function representations(names: string | null): Components[] {
  const folded = foldings((names ?? '').slice(0, LONGEST_NAMES));
  return folded
    .flatMap((spelling) => spelling.split(/[\\=]/))
    .map((group) =>
      group
        .split('^')
        .slice(0, 3)
        .map((component) => component.trim())
        .filter((component) => component !== ''),
    );
}

const EAST_ASIAN = /^[\p{sc=Han}\p{sc=Hangul}\p{sc=Hira}\p{sc=Kana}ー\s]+$/u;
const KANA = /^[\p{sc=Hira}\p{sc=Kana}ー\s]+$/u;

function wordsOf(name: Components): string[] {
  return name.filter((component) => component.length >= shortest(component));
}

function shortest(component: string): number {
  if (KANA.test(component)) return SHORTEST_KANA;
  return EAST_ASIAN.test(component) ? SHORTEST_IDEOGRAPHIC : SHORTEST;
}

/** Family and given name of one character each, as they stand together. */
function eastAsianNames(name: Components): string[] {
  const whole = closed(name.join(''));
  return name.length > 1 && EAST_ASIAN.test(whole) && whole.length >= shortest(whole) ? [whole] : [];
}

/** Whole words that stand one after another in a text. */
type Words = readonly string[];

/** `Berg` of a `van der Berg`, `Anna`, `Maria` and `AnnaMaria` of an `Anna-Maria`. */
function partsOfCompounds(name: Components): Words[] {
  return name
    .map((component) => component.split(/[\s\-'’,]+/))
    .filter((parts) => parts.length > 1)
    .flatMap((parts) => [...parts, parts.join('')])
    .filter((part) => part.length >= SHORTEST && !isPlaceholder(part))
    .map((part) => [part]);
}

/** Names of which no part is long enough to be looked for are, where they stand side by side: `Li, Na` and `Na Li`. */
function shortNames([family, given]: Components): Words[] {
  if (family === undefined || given === undefined || EAST_ASIAN.test(family)) return [];
  if (family.length >= SHORTEST && given.length >= SHORTEST) return [];
  return [
    [family, given],
    [given, family],
  ];
}

const ENDS_IN_LETTER = /[\p{L}\p{N}]$/u;
const BEGINS_WITH_LETTER = /^[\p{L}\p{N}]/u;
const BETWEEN_WORDS = /[\s,^_]+/y;

/** Without an expression of its own for each patient, which takes longer to compile than an object to read. */
function hasInTurn(text: string, words: Words): boolean {
  const [first] = words as [string];
  for (let at = text.indexOf(first); at >= 0; at = text.indexOf(first, at + 1)) {
    if (ENDS_IN_LETTER.test(text.slice(Math.max(0, at - 2), at))) continue;
    const end = endOf(text, at, words);
    if (end !== null && !BEGINS_WITH_LETTER.test(text.slice(end, end + 2))) return true;
  }
  return false;
}

/** Where the words end that begin at a place; null where they do not stand there. */
function endOf(text: string, at: number, words: Words): number | null {
  let end = at;
  for (const [index, word] of words.entries()) {
    if (index > 0) {
      BETWEEN_WORDS.lastIndex = end;
      if (!BETWEEN_WORDS.test(text)) return null;
      end = BETWEEN_WORDS.lastIndex;
    }
    if (!text.startsWith(word, end)) return null;
    end += word.length;
  }
  return end;
}

function numbersOf(dataSet: DataSet): string[] {
  const ids = [dataSet, ...dataSet.items(TAG.OtherPatientIDsSequence)].map((item) =>
    item.text(TAG.PatientID),
  );
  const requests = [TAG.ReferencedRequestSequence, TAG.RequestAttributesSequence].flatMap((tag) =>
    dataSet.items(tag),
  );
  const accessionNumbers = [dataSet, ...requests].map((item) => item.text(TAG.AccessionNumber));
  const long = (least: number, numbers: readonly (string | null)[]): string[] =>
    numbers
      .flatMap((number) => foldings(number ?? ''))
      .map((number) => number.trim())
      .filter((number) => number.length >= least);
  return [
    ...long(SHORTEST, [...ids, ...dataSet.texts(TAG.OtherPatientIDs)]),
    ...long(SHORTEST_ACCESSION_NUMBER, accessionNumbers),
  ];
}

/** As `YYYY-MM-DD`; null also for a newborn, of whom every date in the object would be the birth date. */
function birthDateToFind(dataSet: DataSet): string | null {
  const birthDate = parseDate(dataSet.firstText(TAG.PatientBirthDate) ?? '');
  const days = [TAG.StudyDate, TAG.SeriesDate, TAG.AcquisitionDate, TAG.ContentDate];
  const isNewborn = days.some((tag) => parseDate(dataSet.firstText(tag) ?? '') === birthDate);
  return isNewborn ? null : birthDate;
}
