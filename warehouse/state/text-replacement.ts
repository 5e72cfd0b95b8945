/** Gives a text with what is to be hidden replaced; the same text where there is nothing to hide. */
export type TextReplacement = (text: string) => string;

/** Shorter texts occur by chance in texts that have nothing to do with them. */
const LEAST_LENGTH = 4;

/**
 * Replaces texts wherever they stand as words of their own, in any case of letters. Texts of fewer than four characters
 * are left.
 */
export function replacing(texts: readonly string[], replacement: string): TextReplacement {
  const words = texts.filter((text) => text.length >= LEAST_LENGTH).sort((a, b) => b.length - a.length);
  if (words.length === 0) return (text) => text;
  const patterns = pages(words).map(
    (page) => new RegExp(`(?<![\\p{L}\\p{N}])(?:${page.map(escaped).join('|')})(?![\\p{L}\\p{N}])`, 'giu'),
  );
  return (text) => patterns.reduce((rest, pattern) => rest.replace(pattern, () => replacement), text);
}

const PAGE = 500;

function pages(words: readonly string[]): (readonly string[])[] {
  const count = Math.ceil(words.length / PAGE);
  return Array.from({ length: count }, (_, page) => words.slice(page * PAGE, (page + 1) * PAGE));
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
