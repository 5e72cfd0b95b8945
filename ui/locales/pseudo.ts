const ACCENTED: Readonly<Record<string, string>> = {
  a: 'á',
  e: 'é',
  i: 'í',
  o: 'ó',
  u: 'ú',
  A: 'Å',
  E: 'É',
  I: 'Í',
  O: 'Ö',
  U: 'Ü',
  c: 'ç',
  n: 'ñ',
  s: 'š',
  y: 'ý',
  z: 'ž',
  S: 'Š',
  C: 'Č',
  D: 'Ð',
  R: 'Ř',
  T: 'Ť',
};

/**
 * A string of the generated pseudo-locale: accented, a third longer and in brackets, so that text which is not
 * translatable, cut off or put together from pieces shows at once.
 */
export function pseudoText(text: string): string {
  const accented = [...text].map((letter) => ACCENTED[letter] ?? letter).join('');
  return `⟦${accented}${'·'.repeat(Math.ceil(text.length / 3))}⟧`;
}
