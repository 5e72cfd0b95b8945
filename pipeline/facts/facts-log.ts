import { shownFact } from './cell-values.js';
import type { FactField } from './fact-fields.js';

/** What became of a value, or why nothing did. */
export const FACT_OUTCOMES = [
  'inserted',
  'replaced',
  'kept_existing',
  'already_so',
  'waiting_for_study',
  'id_missing',
  'id_too_long',
  'id_is_not_a_uid',
  'id_damaged_by_spreadsheet',
  'too_many_cells',
  'not_a_number',
  'out_of_range',
  'contradicts_other_row',
  'text_cut',
] as const;
export type FactOutcome = (typeof FACT_OUTCOMES)[number];

/** One line of the log: a value of a row, or a row as a whole. Rows are named by line, never by what identifies. */
export interface FactsLogEntry {
  readonly line: number;
  readonly field: FactField | null;
  readonly outcome: FactOutcome;
  readonly value: number | string | null;
  /** What stands there already, where it stays or was replaced. */
  readonly existing: number | string | null;
}

/** Takes the log as it arises. */
export interface FactsLog {
  entry(entry: FactsLogEntry): void;
  /** Applying begins; when it begins again (another process took over), entries since the last time do not count. */
  applying(): void;
}

const PROBLEMS: ReadonlySet<FactOutcome> = new Set<FactOutcome>([
  'id_missing',
  'id_too_long',
  'id_is_not_a_uid',
  'id_damaged_by_spreadsheet',
  'too_many_cells',
  'not_a_number',
  'out_of_range',
  'contradicts_other_row',
  'text_cut',
]);

/** Whether something is wrong with the row, as against a value that was not needed. */
export function isRowProblem({ outcome }: FactsLogEntry): boolean {
  return PROBLEMS.has(outcome);
}

const FIELD_WORDS: Readonly<Record<FactField, string>> = {
  patient_height_m: 'height',
  patient_weight_kg: 'weight',
  study_description: 'study description',
  procedure_code_meaning: 'procedure',
  requested_procedure_code_meaning: 'requested procedure',
  referring_physician: 'referring physician',
  performing_physician: 'performing physician',
  operator: 'operator',
};

/** A log line for a person (row IMP-506). */
export function describeEntry({ line, field, outcome, value, existing }: FactsLogEntry): string {
  const what = field === null ? 'row' : FIELD_WORDS[field];
  const now = field === null || value === null ? '' : ` of ${shownFact(field, value)}`;
  const before = field === null || existing === null ? '' : shownFact(field, existing);
  return `line ${line}: ${sentence(outcome, what, now, before)}`;
}

function sentence(outcome: FactOutcome, what: string, now: string, before: string): string {
  switch (outcome) {
    case 'inserted':
      return `inserted ${what}${now}`;
    case 'replaced':
      return `inserted ${what}${now} in place of ${before}`;
    case 'kept_existing':
      return `${what}${now} not inserted as ${before} is there already`;
    case 'already_so':
      return `${what}${now} is there already`;
    case 'waiting_for_study':
      return `${what}${now} kept until the study arrives`;
    case 'id_missing':
      return 'row left out: no accession number or study UID';
    case 'id_too_long':
      return 'row left out: the accession number or study UID has more than 64 characters';
    case 'id_is_not_a_uid':
      return 'row left out: what should be a study UID is none';
    case 'id_damaged_by_spreadsheet':
      return 'row left out: a spreadsheet has shortened the number to the form 1.23E+11';
    case 'too_many_cells':
      return 'row left out: it has more cells than the header; a decimal comma may stand unquoted';
    case 'not_a_number':
      return `${what} left out: not a number`;
    case 'out_of_range':
      return `${what} left out: not possible for a person in cm or m, or kg`;
    case 'contradicts_other_row':
      return `${what}${now} left out: another row of the file says ${before} of the same study`;
    case 'text_cut':
      return `${what} cut to 1024 characters`;
  }
}

/** Keeps counts of everything and the first entries, for showing them. */
export class RecordedLog implements FactsLog {
  #reading = emptyRecord();
  #applying = emptyRecord();
  #isApplying = false;

  constructor(private readonly mostEntries: number) {}

  entry(entry: FactsLogEntry): void {
    const record = this.#isApplying ? this.#applying : this.#reading;
    record.counts[entry.outcome] = (record.counts[entry.outcome] ?? 0) + 1;
    if (record.entries.length < this.mostEntries) record.entries.push(entry);
  }

  applying(): void {
    this.#isApplying = true;
    this.#applying = emptyRecord();
  }

  get counts(): Readonly<Partial<Record<FactOutcome, number>>> {
    const counts = { ...this.#reading.counts };
    for (const outcome of FACT_OUTCOMES) {
      const more = this.#applying.counts[outcome];
      if (more !== undefined) counts[outcome] = (counts[outcome] ?? 0) + more;
    }
    return counts;
  }

  /** Entries in order of line. */
  get entries(): readonly FactsLogEntry[] {
    return [...this.#reading.entries, ...this.#applying.entries].sort((one, other) => one.line - other.line);
  }
}

interface LogRecord {
  readonly counts: Partial<Record<FactOutcome, number>>;
  readonly entries: FactsLogEntry[];
}

function emptyRecord(): LogRecord {
  return { counts: {}, entries: [] };
}
