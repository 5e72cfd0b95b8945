/** Letters that no accent is taken from, as people write them on a keyboard without them. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  ł: 'l',
  đ: 'd',
  ð: 'd',
  þ: 'th',
  ħ: 'h',
  ŧ: 't',
  ı: 'i',
  ς: 'σ',
};
/** Letters for which two stand where they are not at hand: `Mueller` is Müller, `Soerensen` Sørensen. */
const TWO_LETTERS: Readonly<Record<string, string>> = {
  ä: 'ae',
  ö: 'oe',
  ü: 'ue',
  å: 'aa',
  ø: 'oe',
  đ: 'dj',
};
const PLAIN_LETTER = new RegExp(`[${Object.keys(PLAIN_LETTERS).join('')}]`, 'g');
const LETTER_IN_TWO = new RegExp(`[${Object.keys(TWO_LETTERS).join('')}]`, 'g');
const BEYOND_ASCII = /[^\u0000-\u007f]/;

/** Lower case, half and full width alike, letters without their accents: once, or twice where there are two ways. */
export function foldings(text: string): readonly string[] {
  if (!BEYOND_ASCII.test(text)) return [text.toLowerCase()];
  const lower = text.normalize('NFKC').toLowerCase();
  const inTwo = lower.replace(LETTER_IN_TWO, (letter) => TWO_LETTERS[letter]!);
  return inTwo === lower ? [withoutAccents(lower)] : [withoutAccents(lower), withoutAccents(inTwo)];
}

/** A text in lower case without its accents, each letter that has one in the plain way to write it. */
export function withoutAccents(lower: string): string {
  return lower
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .normalize('NFC')
    .replace(PLAIN_LETTER, (letter) => PLAIN_LETTERS[letter]!);
}
