import type { CsvSource } from '../../../pipeline/facts/csv-survey.js';

/** A CSV file from text or bytes, read in small pieces so that characters and rows are cut anywhere. */
export function csvFile(content: string | Uint8Array, pieceLength = 7): CsvSource {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
  return {
    async *open() {
      for (let start = 0; start < bytes.length; start += pieceLength) {
        yield await Promise.resolve(bytes.subarray(start, start + pieceLength));
      }
    },
  };
}
