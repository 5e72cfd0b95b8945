import { cellValue, studyKey } from './cell-values.js';
import { mapColumns, type ColumnMapping, type FactKeyKind, type MappingRequest } from './column-mapping.js';
import { csvRecords, CsvUnreadable, type CsvRecord } from './csv-records.js';
import {
  fileProblem,
  isCsvProblem,
  surveyCsv,
  type CsvProblem,
  type CsvSource,
  type CsvSurvey,
} from './csv-survey.js';
import type { FactField } from './fact-fields.js';
import type { FactOutcome, FactsLog } from './facts-log.js';

/** What a file says of one study: a value, or null, for each field of the file. */
export interface StatedStudy {
  readonly line: number;
  readonly values: (number | string | null)[];
}

/** All that a file says, ready to be applied. */
export interface ParsedFacts {
  readonly keyKind: FactKeyKind;
  readonly fields: readonly FactField[];
  /** By accession number as it is stored (in clear or hashed), or study UID. */
  readonly studies: ReadonlyMap<string, StatedStudy>;
  readonly overwrites: boolean;
  readonly rowCount: number;
  /** How many heights were taken to be in which unit; to be shown. */
  readonly heightUnits: { readonly cm: number; readonly m: number };
  readonly survey: CsvSurvey;
}

export interface ReadFactsOptions {
  /** The columns to read; a function may choose them by the header. */
  readonly mapping: MappingRequest | ((header: readonly string[]) => MappingRequest | CsvProblem);
  /** Of contradicting rows of one study the last holds where facts overwrite, else the first. */
  readonly overwrites: boolean;
  /** The key as the site stores accession numbers: in clear, or the keyed hash (BUG-21). */
  readonly storedAccessionNumber: (accessionNumber: string) => string;
  readonly log: FactsLog;
  readonly onProgress?: (rowCount: number) => void;
  readonly signal?: AbortSignal;
}

/** More rows are refused, so that a file cannot take the memory of the machine. */
export const MOST_ROWS = 2_000_000;
const PROGRESS_ROWS = 10_000;

/**
 * Reads a CSV file of facts about studies in bounded memory. Rows and cells that cannot be used go to the log with
 * their line; a file that cannot be used at all is a problem, and nothing of it is applied.
 */
export async function readFacts(
  source: CsvSource,
  options: ReadFactsOptions,
): Promise<ParsedFacts | CsvProblem> {
  const survey = await surveyCsv(source);
  if (isCsvProblem(survey)) return survey;
  try {
    return await readRecords(csvRecords(source, survey), survey, options);
  } catch (error) {
    if (error instanceof CsvUnreadable) return error.problem;
    throw error;
  }
}

async function readRecords(
  records: AsyncGenerator<CsvRecord>,
  survey: CsvSurvey,
  options: ReadFactsOptions,
): Promise<ParsedFacts | CsvProblem> {
  let reader: FactsReader | null = null;
  for await (const record of records) {
    if (reader === null) {
      const mapping = mappingFor(record.cells, options);
      if (isCsvProblem(mapping)) return mapping;
      reader = new FactsReader(mapping, record.cells.length, options);
      continue;
    }
    reader.row(record);
    if (reader.rowCount > MOST_ROWS) {
      return fileProblem('too_many_rows', `the file has more than ${MOST_ROWS} rows; split it`, record.line);
    }
    if (reader.rowCount % PROGRESS_ROWS === 0) {
      options.signal?.throwIfAborted();
      options.onProgress?.(reader.rowCount);
    }
  }
  return reader === null ? fileProblem('empty', 'the file has no header line') : reader.parsed(survey);
}

function mappingFor(header: readonly string[], { mapping }: ReadFactsOptions): ColumnMapping | CsvProblem {
  const request = typeof mapping === 'function' ? mapping(header) : mapping;
  return isCsvProblem(request) ? request : mapColumns(header, request);
}

class FactsReader {
  rowCount = 0;
  readonly #studies = new Map<string, StatedStudy>();
  readonly #heightUnits = { cm: 0, m: 0 };

  constructor(
    private readonly mapping: ColumnMapping,
    private readonly headerWidth: number,
    private readonly options: ReadFactsOptions,
  ) {}

  row({ line, cells }: CsvRecord): void {
    if (cells.every((cell) => cell.trim() === '')) return;
    this.rowCount++;
    if (cells.slice(this.headerWidth).some((cell) => cell.trim() !== '')) {
      this.#leaveOut(line, 'too_many_cells');
      return;
    }
    const id = studyKey(cells[this.mapping.idIndex] ?? '', this.mapping.keyKind);
    if ('refused' in id) {
      this.#leaveOut(line, id.refused);
      return;
    }
    const values = this.mapping.columns.map((_, at) => this.#value(cells, at, line));
    if (values.every((value) => value === null)) return;
    this.#state(id.key, { line, values });
  }

  parsed(survey: CsvSurvey): ParsedFacts {
    return {
      keyKind: this.mapping.keyKind,
      fields: this.mapping.columns.map(({ field }) => field),
      studies: this.#studies,
      overwrites: this.options.overwrites,
      rowCount: this.rowCount,
      heightUnits: this.#heightUnits,
      survey,
    };
  }

  #leaveOut(line: number, outcome: FactOutcome): void {
    this.options.log.entry({ line, field: null, outcome, value: null, existing: null });
  }

  #value(cells: readonly string[], at: number, line: number): number | string | null {
    const column = this.mapping.columns[at]!;
    const { field } = column;
    const read = cellValue(cells[column.index] ?? '', column);
    if (read === null) return null;
    if ('refused' in read) {
      this.options.log.entry({ line, field, outcome: read.refused, value: null, existing: null });
      return null;
    }
    if ('unit' in read && read.unit !== 'kg') this.#heightUnits[read.unit]++;
    if ('isCut' in read && read.isCut) {
      this.options.log.entry({ line, field, outcome: 'text_cut', value: null, existing: null });
    }
    return read.value;
  }

  #state(id: string, stated: StatedStudy): void {
    const isAccession = this.mapping.keyKind === 'accession_number';
    const key = isAccession ? this.options.storedAccessionNumber(id) : id;
    const before = this.#studies.get(key);
    if (before === undefined) this.#studies.set(key, stated);
    else this.#merge(key, before, stated);
  }

  #merge(key: string, before: StatedStudy, after: StatedStudy): void {
    const { overwrites, log } = this.options;
    const [holds, yields] = overwrites ? [after, before] : [before, after];
    const values = holds.values.map((value, at) => {
      const other = yields.values[at]!;
      if (value !== null && other !== null && value !== other) {
        const field = this.mapping.columns[at]!.field;
        log.entry({
          line: yields.line,
          field,
          outcome: 'contradicts_other_row',
          value: other,
          existing: value,
        });
      }
      return value ?? other;
    });
    this.#studies.set(key, { line: holds.line, values });
  }
}
