import { suggestedMeaning } from './column-mapping.js';
import { csvRecords, CsvUnreadable } from './csv-records.js';
import {
  fileProblem,
  isCsvProblem,
  surveyCsv,
  type CsvProblem,
  type CsvSource,
  type CsvSurvey,
} from './csv-survey.js';

export interface PreviewColumn {
  readonly name: string;
  /** A field of studies, `accession_number` or `study_instance_uid`; null where the name does not tell. */
  readonly suggestion: string | null;
  readonly examples: readonly string[];
}

export interface FactsPreview {
  readonly survey: CsvSurvey;
  readonly columns: readonly PreviewColumn[];
}

const EXAMPLE_ROWS = 3;
const LONGEST_EXAMPLE = 60;

/** How a file is written, its columns, what each seems to be, and their first values, for choosing columns. */
export async function previewFacts(source: CsvSource): Promise<FactsPreview | CsvProblem> {
  const survey = await surveyCsv(source);
  if (isCsvProblem(survey)) return survey;
  try {
    const rows = await firstRows(source, survey);
    const [header, ...examples] = rows;
    if (header === undefined) return fileProblem('empty', 'the file has no header line');
    return { survey, columns: header.map((name, at) => previewOf(name.trim(), at, examples)) };
  } catch (error) {
    if (error instanceof CsvUnreadable) return error.problem;
    throw error;
  }
}

async function firstRows(source: CsvSource, survey: CsvSurvey): Promise<(readonly string[])[]> {
  const rows: (readonly string[])[] = [];
  for await (const { cells } of csvRecords(source, survey)) {
    rows.push(cells);
    if (rows.length > EXAMPLE_ROWS) break;
  }
  return rows;
}

function previewOf(name: string, at: number, rows: readonly (readonly string[])[]): PreviewColumn {
  const examples = rows.map((cells) => (cells[at] ?? '').trim().slice(0, LONGEST_EXAMPLE));
  return { name, suggestion: suggestedMeaning(name), examples: examples.filter((text) => text !== '') };
}
