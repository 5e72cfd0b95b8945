/** Bytes of a CSV file, which can be read more than once. */
export interface CsvSource {
  open(): AsyncIterable<Uint8Array>;
}

export type CsvEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';
export type CsvDelimiter = ',' | ';' | '\t' | '|';

/** How a file is written, recognised from its bytes. */
export interface CsvSurvey {
  readonly encoding: CsvEncoding;
  readonly delimiter: CsvDelimiter;
  /** Line of the header, from 1; spreadsheets may put `sep=;` before it. */
  readonly headerLine: number;
  readonly byteCount: number;
}

/** A file that cannot be used as a whole; nothing of it is applied. */
export interface CsvProblem {
  readonly problem:
    | 'empty'
    | 'too_large'
    | 'is_a_workbook'
    | 'is_not_text'
    | 'one_column_only'
    | 'record_too_long'
    | 'quote_not_closed'
    | 'too_many_rows'
    | 'column_missing'
    | 'column_ambiguous'
    | 'field_unknown'
    | 'mapping_incomplete'
    | 'column_mapped_twice'
    | 'column_unit_unknown';
  readonly line: number | null;
  /** What to do, for a person; names columns, never values. */
  readonly message: string;
}

export function isCsvProblem(value: object): value is CsvProblem {
  return 'problem' in value;
}

const MOST_BYTES = 1024 * 1024 * 1024;
/** The header and a few lines after it are within this many bytes. */
const HEAD_BYTES = 64 * 1024;

/**
 * Recognises encoding and delimiter (row IMP-500). UTF-8 is believed only where the whole file is valid UTF-8, else
 * the text is that of a Western spreadsheet (Windows-1252).
 */
export async function surveyCsv(source: CsvSource): Promise<CsvSurvey | CsvProblem> {
  const head: Uint8Array[] = [];
  let headLength = 0;
  let byteCount = 0;
  const utf8 = new Utf8Check();
  for await (const chunk of source.open()) {
    if (headLength < HEAD_BYTES) {
      head.push(chunk);
      headLength += chunk.length;
    }
    byteCount += chunk.length;
    if (byteCount > MOST_BYTES) return fileProblem('too_large', 'the file is larger than 1 GB; split it');
    utf8.add(chunk);
  }
  const start = Buffer.concat(head).subarray(0, HEAD_BYTES);
  if (start.length === 0) return fileProblem('empty', 'the file is empty');
  if (start.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 3, 4]))) {
    return fileProblem('is_a_workbook', 'this is a workbook or archive; save the sheet as CSV');
  }
  const encoding = encodingOf(start, utf8.isValid());
  const text = new TextDecoder(encoding).decode(start);
  if (text.includes('\u0000')) return fileProblem('is_not_text', 'this is not a text file');
  return layoutOf(text, encoding, byteCount);
}

export function fileProblem(
  problem: CsvProblem['problem'],
  message: string,
  line: number | null = null,
): CsvProblem {
  return { problem, line, message };
}

class Utf8Check {
  readonly #decoder = new TextDecoder('utf-8', { fatal: true });
  #failed = false;

  add(chunk: Uint8Array): void {
    this.#decode(chunk, true);
  }

  isValid(): boolean {
    this.#decode(new Uint8Array(), false);
    return !this.#failed;
  }

  #decode(chunk: Uint8Array, stream: boolean): void {
    if (this.#failed) return;
    try {
      this.#decoder.decode(chunk, { stream });
    } catch {
      this.#failed = true;
    }
  }
}

function encodingOf(start: Buffer, isUtf8: boolean): CsvEncoding {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  return isUtf8 ? 'utf-8' : 'windows-1252';
}

/** The comma last: where another stands as often, the commas belong to texts (`Height, cm`) and numbers. */
const DELIMITERS: readonly CsvDelimiter[] = ['\t', ';', '|', ','];

function layoutOf(text: string, encoding: CsvEncoding, byteCount: number): CsvSurvey | CsvProblem {
  const lines = text.split(/\r\n|\n|\r/);
  const first = lines.findIndex((line) => line.trim() !== '');
  if (first < 0) return fileProblem('empty', 'the file has no header line');
  const declared = DELIMITERS.find((delimiter) => lines[first]!.toLowerCase() === `sep=${delimiter}`);
  const headerAt = declared ? first + 1 : first;
  const delimiter = declared ?? mostFrequentDelimiter(lines.slice(headerAt).join('\n'));
  if (delimiter === null) {
    return fileProblem(
      'one_column_only',
      'the header line has one column only; separate columns by comma, semicolon or tab',
      headerAt + 1,
    );
  }
  return { encoding, delimiter, headerLine: headerAt + 1, byteCount };
}

/** A quoted cell, which may go over several lines; a quote within a cell opens none. */
const QUOTED_CELL = /(^|[\t;|,\n]) *"(?:[^"]|"")*"/g;

/** The delimiter that stands most often outside quotes in the header, with which the text begins. */
function mostFrequentDelimiter(text: string): CsvDelimiter | null {
  const [bare = ''] = text.replace(QUOTED_CELL, '$1').split('\n');
  const counts = DELIMITERS.map((delimiter) => bare.split(delimiter).length - 1);
  const most = Math.max(...counts);
  return most === 0 ? null : DELIMITERS[counts.indexOf(most)]!;
}
