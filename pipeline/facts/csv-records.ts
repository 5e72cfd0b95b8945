import { Readable, Transform } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { fileProblem, type CsvProblem, type CsvSource, type CsvSurvey } from './csv-survey.js';

/** One record of a CSV file; `line` is the line on which it ends. */
export interface CsvRecord {
  readonly line: number;
  readonly cells: readonly string[];
}

/** A file that could not be read to its end, for `isCsvProblem` callers. */
export class CsvUnreadable extends Error {
  constructor(readonly problem: CsvProblem) {
    super(problem.message);
  }
}

/** Longest record, in characters; beyond it a quote was surely never closed. */
const LONGEST_RECORD = 64 * 1024;
/** Each of them ends a row, also where one file has several: a header that was put before rows of another program. */
const LINE_BREAKS = ['\r\n', '\n', '\r'];

/**
 * The records of a file as they are read, the header first; a file of any length costs the memory of a few.
 * @throws CsvUnreadable when a quote is never closed or a record is too long.
 */
export async function* csvRecords(source: CsvSource, survey: CsvSurvey): AsyncGenerator<CsvRecord> {
  const parser = parse({
    delimiter: survey.delimiter,
    from_line: survey.headerLine,
    info: true,
    max_record_size: LONGEST_RECORD,
    record_delimiter: LINE_BREAKS,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
  });
  const text = Readable.from(source.open()).pipe(decoding(survey.encoding));
  text.on('error', (error) => parser.destroy(error));
  text.pipe(parser);
  try {
    for await (const { record, info } of parser as AsyncIterable<ParsedRecord>) {
      yield { line: info.lines, cells: record };
    }
  } catch (error) {
    throw error instanceof CsvError ? new CsvUnreadable(problemOf(error)) : error;
  } finally {
    text.destroy();
    parser.destroy();
  }
}

interface ParsedRecord {
  readonly record: string[];
  readonly info: { readonly lines: number };
}

/** Decodes in pieces and leaves out the byte order mark. */
function decoding(encoding: CsvSurvey['encoding']): Transform {
  const decoder = new TextDecoder(encoding);
  return new Transform({
    readableObjectMode: false,
    transform(chunk: Uint8Array, _encoding, done) {
      done(null, decoder.decode(chunk, { stream: true }));
    },
    flush(done) {
      done(null, decoder.decode());
    },
  });
}

function problemOf(error: CsvError): CsvProblem {
  const line = 'lines' in error && typeof error['lines'] === 'number' ? error['lines'] : null;
  if (error.code === 'CSV_MAX_RECORD_SIZE') {
    return fileProblem('record_too_long', 'a row is longer than 64 KB; a quote may not be closed', line);
  }
  return fileProblem('quote_not_closed', 'a quoted text is never closed', line);
}
