import { describe, expect, it } from 'vitest';
import { sizeColumns } from '../../../pipeline/facts/column-mapping.js';
import { isCsvProblem, type CsvSource } from '../../../pipeline/facts/csv-survey.js';
import { previewFacts } from '../../../pipeline/facts/preview-facts.js';
import { describeEntry, isRowProblem, RecordedLog } from '../../../pipeline/facts/facts-log.js';
import {
  MOST_ROWS,
  readFacts,
  type ParsedFacts,
  type ReadFactsOptions,
} from '../../../pipeline/facts/read-facts.js';
import { csvFile } from './csv-source.js';

async function read(source: CsvSource, options: Partial<ReadFactsOptions> = {}) {
  const log = new RecordedLog(100);
  const result = await readFacts(source, {
    mapping: sizeColumns,
    overwrites: false,
    storedAccessionNumber: (number) => number,
    log,
    ...options,
  });
  return { result, log };
}

async function parsed(content: string | Uint8Array, options: Partial<ReadFactsOptions> = {}) {
  const { result, log } = await read(csvFile(content), options);
  if (isCsvProblem(result)) throw new Error(result.message);
  return { facts: result, log, studies: studiesOf(result) };
}

function studiesOf({ studies }: ParsedFacts): Record<string, (number | string | null)[]> {
  return Object.fromEntries([...studies].map(([key, { values }]) => [key, values]));
}

const DESCRIPTIONS = {
  id: 'Accession',
  keyKind: 'accession_number',
  columns: [{ column: 'Text', field: 'description' }],
} as const;

describe('reading a CSV file of facts', () => {
  it('reads the example of the guide: accession number, height in cm, weight in kg', async () => {
    const { facts, studies, log } = await parsed('AccessionNumber,Height,Weight\n12345,175,70\n');
    expect(studies).toEqual({ '12345': [1.75, 70] });
    expect(facts.fields).toEqual(['patient_height_m', 'patient_weight_kg']);
    expect(facts.heightUnits).toEqual({ cm: 1, m: 0 });
    expect(log.entries).toEqual([]);
  });

  it('finds the study UID where there is no accession number', async () => {
    const { facts, studies } = await parsed('StudyInstanceUID;Weight\r\n1.2.840.1;70,5\r\n');
    expect(facts.keyKind).toBe('study_instance_uid');
    expect(studies).toEqual({ '1.2.840.1': [70.5] });
  });

  it('tells centimetres from metres by the value, and by what header or cell say', async () => {
    const { studies, facts, log } = await parsed('Accession,Height (cm)\na,175\nb,1.75\nc,1.75 m\n');
    expect(studies).toEqual({ a: [1.75], c: [1.75] });
    expect(facts.heightUnits).toEqual({ cm: 1, m: 1 });
    expect(log.entries.map(describeEntry)).toEqual([
      'line 3: height left out: not possible for a person in cm or m, or kg',
    ]);
    expect((await parsed('Accession,Height\na,175.5\nb,1.8\nc,50 cm\n')).studies).toEqual({
      a: [1.755],
      b: [1.8],
      c: [0.5],
    });
  });

  it('leaves out what cannot be, keeps the other value of the row, and names the line', async () => {
    const { studies, log } = await parsed(
      'AccessionNumber,Height,Weight\na,0,70\nb,tall,71\nc,300,0\n,170,70\nd,,\ne,15,-70\nf,170,1e2\n',
    );
    expect(studies).toEqual({ a: [null, 70], b: [null, 71], f: [1.7, null] });
    expect(log.entries.map(({ line, outcome }) => `${line} ${outcome}`)).toEqual([
      '2 out_of_range',
      '3 not_a_number',
      '4 out_of_range',
      '4 out_of_range',
      '5 id_missing',
      '7 out_of_range',
      '7 not_a_number',
      '8 not_a_number',
    ]);
    expect(log.entries.every(isRowProblem)).toBe(true);
  });

  it('never repeats an accession number in the log', async () => {
    const { log } = await parsed('AccessionNumber,Height\nSECRET77,9999\nSECRET77,170\nSECRET77,180\n');
    expect(log.entries.length).toBe(2);
    expect(log.entries.map(describeEntry).join()).not.toContain('SECRET');
  });

  it.each([
    ['UTF-8 with byte order mark', Buffer.from('\ufeffAccession,Text\n1,Schädel\n')],
    ['UTF-8', Buffer.from('Accession,Text\n1,Schädel\n')],
    ['UTF-16', Buffer.from('\ufeffAccession\tText\n1\tSchädel\n', 'utf16le')],
    ['Windows-1252', Buffer.from('Accession;Text\r\n1;Schädel\r\n', 'latin1')],
    ['a declared separator', Buffer.from('sep=|\r\nAccession|Text\r\n1|Schädel\r\n')],
    ['old line ends', Buffer.from('Accession,Text\r1,Schädel\r')],
  ])('recognises %s', async (_, bytes) => {
    for (const pieceLength of [1, 3, 4096]) {
      const { result } = await read(csvFile(bytes, pieceLength), { mapping: DESCRIPTIONS });
      expect(!isCsvProblem(result) && studiesOf(result)).toEqual({ '1': ['Schädel'] });
    }
  });

  it.each([
    ['\r\n under the header, \n under the rows', 'AccessionNumber,Height\r\n1,170\n2,180\n'],
    ['\n under the header, \r\n under the rows', 'AccessionNumber,Height\n1,170\r\n2,180\r\n'],
    ['\r\r\n', 'AccessionNumber,Height\r\r\n1,170\r\r\n2,180\r\r\n'],
  ])('ends a row at every line break of a file: %s', async (_, csv) => {
    expect((await parsed(csv)).studies).toEqual({ '1': [1.7], '2': [1.8] });
  });

  it.each([
    ['commas in names of columns', 'AccessionNumber;Height, cm;Weight, kg\n1;170,5;70,2\n'],
    ['a line break in the name of a column', '"AccessionNumber";"Weight";"Height\nof patient"\n1;70,2;x\n'],
    ['blanks beside quotes', '"AccessionNumber" ; "Height" ; "Weight"\n"1" ; "170,5" ; "70,2"\n'],
  ])('finds the delimiter and the cells despite %s', async (_, csv) => {
    const { studies } = await parsed(csv);
    expect(studies['1']?.at(-1)).toBe(70.2);
  });

  it('leaves out a row that has more cells than the header, as of a decimal comma without quotes', async () => {
    const { studies, log } = await parsed(
      'AccessionNumber,Height,Weight\n1,175,5,70,2\n2,170,60,,\n3,"170,5",60\n',
    );
    expect(studies).toEqual({ '2': [1.7, 60], '3': [1.705, 60] });
    expect(log.entries.map(({ line, outcome }) => [line, outcome])).toEqual([[2, 'too_many_cells']]);
  });

  it.each([
    ['Height (in)', 'height'],
    ['height_mm', 'height'],
    ['Weight (lb)', 'weight'],
    ['Weight [g]', 'weight'],
  ])('refuses a column in another unit, whose numbers would pass for others: %s', async (column, field) => {
    const mapping = {
      id: 'Accession',
      keyKind: 'accession_number' as const,
      columns: [{ column, field }],
    };
    const { result } = await read(csvFile(`Accession,${column}\n1,70\n`), { mapping });
    expect(result).toMatchObject({ problem: 'column_unit_unknown' });
  });

  it.each(['Accession,Height (mm),Weight\n1,1750,70\n', 'Accession,Height,Weight_lbs\n1,175,154\n'])(
    'does not pass over such a column where it finds the columns itself: %j',
    async (text) => {
      const { result } = await read(csvFile(text), { mapping: sizeColumns });
      expect(result).toMatchObject({ problem: 'column_unit_unknown' });
    },
  );

  it('takes the column in cm, m or kg where another unit stands beside it', async () => {
    const { studies } = await parsed(
      'Accession,Height (in),Height (cm),Weight (lb),Weight (kg)\n1,69,175,154,70\n',
    );
    expect(studies).toEqual({ '1': [1.75, 70] });
  });

  it('takes quotes, delimiters and line breaks inside texts as text', async () => {
    const { studies, log } = await parsed(
      'Accession,Text\n1,"Chest, ""high"" res"\n2,"two\nlines"\n3,5" screen\n4,ok\n,x\n',
      { mapping: DESCRIPTIONS },
    );
    expect(studies).toEqual({
      '1': ['Chest, "high" res'],
      '2': ['two lines'],
      '3': ['5" screen'],
      '4': ['ok'],
    });
    expect(log.entries.map(({ line, outcome }) => [line, outcome])).toEqual([[7, 'id_missing']]);
  });

  it('keeps formulas as the text they are, without control characters, and cuts endless text', async () => {
    const { studies, log } = await parsed(
      `Accession,Text\n1,=cmd|' /C calc'!A0\n2,a\u0007b\u001b[31m\n3,${'x'.repeat(5000)}\n4,${'x'.repeat(1023)}𠮷\n`,
      { mapping: DESCRIPTIONS },
    );
    expect(studies['1']).toEqual([`=cmd|' /C calc'!A0`]);
    expect(studies['2']).toEqual(['a b [31m']);
    expect(studies['3']).toEqual(['x'.repeat(1024)]);
    expect(studies['4']).toEqual(['x'.repeat(1023)]);
    expect(log.counts).toEqual({ text_cut: 2 });
  });

  it('unwraps numbers that a spreadsheet protected, and refuses those that it spoilt', async () => {
    const { studies, log } = await parsed('AccessionNumber,Height\n"=""00123""",170\n1.23457E+11,171\n');
    expect(studies).toEqual({ '00123': [1.7] });
    expect(log.entries.map(({ outcome }) => outcome)).toEqual(['id_damaged_by_spreadsheet']);
  });

  it('takes the first of contradicting rows, or the last where facts overwrite', async () => {
    const csv = 'AccessionNumber,Height,Weight\n1,170,\n1,180,80\n1,170,80\n';
    const kept = await parsed(csv);
    expect(kept.studies).toEqual({ '1': [1.7, 80] });
    expect(kept.log.entries.map(describeEntry)).toEqual([
      'line 3: height of 180 cm (1.8 m) left out: another row of the file says 170 cm (1.7 m) of the same study',
    ]);
    const overwritten = await parsed(csv.replace('1,170,80', '1,175,80'), { overwrites: true });
    expect(overwritten.studies).toEqual({ '1': [1.75, 80] });
  });

  it('hashes the id as the site hashes accession numbers', async () => {
    const { studies } = await parsed('AccessionNumber,Height\n 1 ,170\n', {
      storedAccessionNumber: (number) => `hash of ${number}`,
    });
    expect(studies).toEqual({ 'hash of 1': [1.7] });
  });

  it.each([
    ['', 'empty'],
    ['\n\n', 'empty'],
    ['PK\u0003\u0004rest', 'is_a_workbook'],
    ['a,b\n\u0000\u0001', 'is_not_text'],
    ['AccessionNumber\n1\n', 'one_column_only'],
    ['Number,Size of file\n1,2\n', 'mapping_incomplete'],
    [
      'AccessionNumber,Height,height\n1,170,1\n',
      'column_ambiguous',
      { id: 'AccessionNumber', column: 'HEIGHT' },
    ],
    ['AccessionNumber,Height\n1,170\n', 'column_missing', { id: 'AccessionNumber', column: 'Tallness' }],
    ['AccessionNumber,Height\n1,170\n', 'column_mapped_twice', { id: 'Height', column: 'Height' }],
    ['AccessionNumber,Height\n1,170\n2,"17\n3,4\n', 'quote_not_closed'],
    [`AccessionNumber,Height\n1,"${'9\n'.repeat(60_000)}"\n`, 'record_too_long'],
  ])('refuses a file as a whole with the reason: %j → %s', async (content, problem, columns?: object) => {
    const chosen = columns as { id: string; column: string } | undefined;
    const mapping = chosen
      ? {
          id: chosen.id,
          keyKind: 'accession_number' as const,
          columns: [{ column: chosen.column, field: 'height' }],
        }
      : sizeColumns;
    const { result } = await read(csvFile(content, 4096), { mapping });
    expect(result).toMatchObject({ problem });
  });

  it('refuses a field that no fact may state, such as what a study is found by', async () => {
    for (const field of ['study_id', 'modality', 'patient_name', 'constructor', 'dlp_total_mgy_cm']) {
      const mapping = { ...DESCRIPTIONS, columns: [{ column: 'Text', field }] };
      const { result } = await read(csvFile('Accession,Text\n1,x\n'), { mapping });
      expect(result).toMatchObject({ problem: 'field_unknown' });
    }
  });

  it('shows the columns, what each seems to be and its first values, for choosing', async () => {
    const preview = await previewFacts(
      csvFile('"Acc, No";AccessionNumber;Size;Weight [kg]\n1;A1;170;\n2;A2;;80\n'),
    );
    if (isCsvProblem(preview)) throw new Error(preview.message);
    expect(preview.survey).toMatchObject({ delimiter: ';', encoding: 'utf-8' });
    expect(preview.columns).toEqual([
      { name: 'Acc, No', suggestion: null, examples: ['1', '2'] },
      { name: 'AccessionNumber', suggestion: 'accession_number', examples: ['A1', 'A2'] },
      { name: 'Size', suggestion: 'patient_height_m', examples: ['170'] },
      { name: 'Weight [kg]', suggestion: 'patient_weight_kg', examples: ['80'] },
    ]);
    expect(await previewFacts(csvFile(''))).toMatchObject({ problem: 'empty' });
  });

  it('reads very many rows in bounded memory, and stops when told', async () => {
    const rows = 200_000;
    const source: CsvSource = {
      async *open() {
        yield Buffer.from('AccessionNumber,Height,Weight\n');
        for (let start = 0; start < rows; start += 1000) {
          const lines = Array.from(
            { length: 1000 },
            (_, n) => `A${start + n},${150 + (n % 50)},${50 + (n % 50)}`,
          );
          yield await Promise.resolve(Buffer.from(`${lines.join('\n')}\n`));
        }
      },
    };
    const before = process.memoryUsage().heapUsed;
    const { result } = await read(source);
    if (isCsvProblem(result)) throw new Error(result.message);
    expect(result.studies.size).toBe(rows);
    expect(result.rowCount).toBeLessThan(MOST_ROWS);
    expect((process.memoryUsage().heapUsed - before) / 2 ** 20).toBeLessThan(160);
    const stopping = new AbortController();
    const stopped = read(source, { signal: stopping.signal, onProgress: () => stopping.abort() });
    await expect(stopped).rejects.toThrow(/abort/i);
  }, 120_000);
});
