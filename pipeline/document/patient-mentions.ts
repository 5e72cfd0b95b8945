import { isPlaceholder } from '../assemble/pseudonym.js';
import type { DataSet } from '../dicom/data-set.js';
import { parseDate } from '../dicom/date-time.js';
import { TAG } from '../dicom/tags.js';

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
 * representations, any ID, the accession number, the birth date. Without regard to case, accents and width.
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
  const wholeWord =
    wholeWords.length === 0 ? null : new RegExp(`${NO_LETTER}(?:${wholeWords.join('|')})${END}`, 'u');
  const birthDate = birthDateToFind(dataSet);
  return (text) => {
    const searched = folded(text);
    if (anywhere.some((word) => searched.includes(word))) return true;
    if (wholeWord?.test(searched) === true) return true;
    if (birthDate !== null && statesDate(searched, birthDate)) return true;
    if (withoutGaps.length === 0) return false;
    const closedText = closed(searched);
    return withoutGaps.some((word) => closedText.includes(word));
  };
}

/** What is longer than any name is looked for in its first characters only. */
const LONGEST_NAMES = 1024;
const NAMES = [TAG.PatientName, TAG.OtherPatientNames, TAG.PatientBirthName, TAG.PatientMotherBirthName];

/** Lower case, half and full width alike, letters without their accents. */
function folded(text: string): string {
  if (!/[^\u0000-\u007f]/.test(text)) return text.toLowerCase();
  return text.normalize('NFKD').replace(/\p{M}/gu, '').normalize('NFC').toLowerCase();
}

/** Without what is put between the parts of names and numbers. */
function closed(text: string): string {
  return text.replace(/[\s\-./]+/g, '');
}

/** Family, given and middle name, as one representation of a name gives them. */
type Components = readonly string[];

function representations(names: string | null): Components[] {
  const groups = (names ?? '').slice(0, LONGEST_NAMES).split(/[\\=]/);
  return groups.map((group) =>
    group
      .split('^')
      .slice(0, 3)
      .map((component) => folded(component).trim())
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

const NO_LETTER = '(?<![\\p{L}\\p{N}])';
const END = '(?![\\p{L}\\p{N}])';

/** `Berg` of a `van der Berg`, `Anna` and `Maria` of an `Anna-Maria`. */
function partsOfCompounds(name: Components): string[] {
  return name
    .map((component) => component.split(/[\s\-'’]+/))
    .filter((parts) => parts.length > 1)
    .flat()
    .filter((part) => part.length >= SHORTEST && !isPlaceholder(part))
    .map(literal);
}

/** Names of which no part is long enough to be looked for are, where they stand side by side: `Li, Na` and `Na Li`. */
function shortNames([family, given]: Components): string[] {
  if (family === undefined || given === undefined || EAST_ASIAN.test(family)) return [];
  if (family.length >= SHORTEST && given.length >= SHORTEST) return [];
  const [one, other] = [literal(family), literal(given)];
  return [`${one}[\\s,^]+${other}`, `${other}[\\s,^]+${one}`];
}

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
}

function numbersOf(dataSet: DataSet): string[] {
  const ids = [dataSet, ...dataSet.items(TAG.OtherPatientIDsSequence)].map((item) =>
    item.text(TAG.PatientID),
  );
  const long = (least: number, numbers: readonly (string | null)[]): string[] =>
    numbers.map((number) => folded(number ?? '').trim()).filter((number) => number.length >= least);
  return [
    ...long(SHORTEST, [...ids, ...dataSet.texts(TAG.OtherPatientIDs)]),
    ...long(SHORTEST_ACCESSION_NUMBER, [dataSet.text(TAG.AccessionNumber)]),
  ];
}

/** As `YYYY-MM-DD`; null also for a newborn, of whom every date in the object would be the birth date. */
function birthDateToFind(dataSet: DataSet): string | null {
  const birthDate = parseDate(dataSet.firstText(TAG.PatientBirthDate) ?? '');
  const days = [TAG.StudyDate, TAG.SeriesDate, TAG.AcquisitionDate, TAG.ContentDate];
  const isNewborn = days.some((tag) => parseDate(dataSet.firstText(tag) ?? '') === birthDate);
  return isNewborn ? null : birthDate;
}

/** In any usual way to write a date with its whole year. */
function statesDate(text: string, date: string): boolean {
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const [yyyy, mm, dd] = date.split('-') as [string, string, string];
  if (!text.includes(yyyy)) return false;
  if (text.includes(`${yyyy}${mm}${dd}`) || text.includes(`${dd}${mm}${yyyy}`)) return true;
  for (const [, ...found] of text.matchAll(/(?<!\d)(\d{1,4})[-./](\d{1,2})[-./](\d{1,4})(?!\d)/g)) {
    const [first, second, third] = found.map(Number);
    if (first === year && second === month && third === day) return true;
    if (third !== year) continue;
    if ((first === day && second === month) || (first === month && second === day)) return true;
  }
  return false;
}
