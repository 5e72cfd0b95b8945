import type { StudyDocument } from './study-document.js';

/** The image that this one was made from; several sources are no chain. */
export function sourceOf({ extraction }: StudyDocument): string | null {
  const sources = extraction.imageLinks?.sourceImageUids ?? [];
  return sources.length === 1 ? sources[0]! : null;
}
