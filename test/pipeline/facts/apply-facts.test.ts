import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sizeColumns, type MappingRequest } from '../../../pipeline/facts/column-mapping.js';
import { applyFacts } from '../../../pipeline/facts/apply-facts.js';
import { isCsvProblem } from '../../../pipeline/facts/csv-survey.js';
import { describeEntry, RecordedLog } from '../../../pipeline/facts/facts-log.js';
import { readFacts } from '../../../pipeline/facts/read-facts.js';
import { openLake, openSnapshot, type DoseLake } from '../../../warehouse/index.js';
import type { Study } from '../../../warehouse/tables/index.js';
import { ctStudy, row, temporaryFolder } from '../../warehouse/lake-support.js';
import { csvFile } from './csv-source.js';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let lake: DoseLake;
let uploads = 0;

beforeEach(async () => {
  folder = await temporaryFolder();
  lake = await openLake(folder.folder);
  uploads = 0;
});

afterEach(async () => {
  await lake.close();
  await folder.remove();
});

interface Upload {
  readonly overwrites?: boolean;
  readonly mapping?: MappingRequest;
  readonly hash?: (number: string) => string;
  readonly hashOf?: (number: string) => string;
  readonly signal?: AbortSignal;
}

/** Reads and applies a CSV text; uploads follow one another by a second. */
async function upload(csv: string, { overwrites = false, mapping, hash, hashOf, signal }: Upload = {}) {
  const log = new RecordedLog(100);
  const parsed = await readFacts(csvFile(csv), {
    mapping: mapping ?? sizeColumns,
    overwrites,
    storedAccessionNumber: hash ?? ((number) => number),
    log,
  });
  if (isCsvProblem(parsed)) throw new Error(parsed.message);
  uploads++;
  const result = await applyFacts(lake, parsed, {
    source: `upload ${uploads}`,
    now: `2026-01-01T00:00:0${uploads}.000`,
    log,
    ...(signal ? { signal } : {}),
    ...(hashOf ? { hashOf } : {}),
  });
  return { ...result, counts: log.counts, lines: log.entries.map(describeEntry) };
}

async function addStudies(...studies: readonly Partial<Study>[]): Promise<void> {
  const rows = studies.map((study, n) => {
    const number = study.accession_number ?? null;
    return ctStudy(n, { accession_numbers: number === null ? null : [number], ...study });
  });
  await lake.commit({ kind: 'ingest', runId: null }, () => Promise.resolve({ add: { studies: rows } }));
}

async function shown(columns = 'patient_height_m, patient_weight_kg'): Promise<unknown[][]> {
  const snapshot = await openSnapshot(lake);
  const rows = await snapshot.query(`SELECT ${columns} FROM studies ORDER BY study_id`);
  await snapshot.close();
  return rows.map((found) => Object.values(found));
}

describe('facts applied to the lake', () => {
  it('fills blanks of every study of the accession number and leaves what objects say', async () => {
    await addStudies(
      { accession_number: 'A', patient_weight_kg: 61 },
      { accession_number: 'A' },
      { accession_number: 'B' },
    );
    const { lines, factCount, snapshot } = await upload('AccessionNumber,Height,Weight\nA,175,70\n');
    expect(await shown()).toEqual([
      [1.75, 61],
      [1.75, 70],
      [null, null],
    ]);
    expect(factCount).toBe(2);
    expect(snapshot?.id).toBe(2);
    expect(lines).toEqual(['line 2: inserted height of 175 cm (1.75 m)', 'line 2: inserted weight of 70 kg']);
  });

  it('says what stays, and replaces it when told to overwrite', async () => {
    await addStudies({ accession_number: 'A', patient_height_m: 1.6, patient_weight_kg: 70 });
    const csv = 'AccessionNumber,Height,Weight\nA,175,70\n';
    expect((await upload(csv)).lines).toEqual([
      'line 2: height of 175 cm (1.75 m) not inserted as 160 cm (1.6 m) is there already',
      'line 2: weight of 70 kg is there already',
    ]);
    expect(await shown()).toEqual([[1.6, 70]]);
    expect((await upload(csv, { overwrites: true })).lines).toEqual([
      'line 2: inserted height of 175 cm (1.75 m) in place of 160 cm (1.6 m)',
      'line 2: weight of 70 kg is there already',
    ]);
    expect(await shown()).toEqual([[1.75, 70]]);
  });

  it('replaces it also where the clock was set back since the earlier upload', async () => {
    await addStudies({ accession_number: 'A1' });
    await upload('AccessionNumber,Weight\nA1,70\n', { overwrites: true });
    uploads -= 2;
    const { counts } = await upload('AccessionNumber,Weight\nA1,80\n', { overwrites: true });
    expect(counts).toMatchObject({ replaced: 1 });
    expect(await shown('patient_weight_kg')).toEqual([[80]]);
  });

  it('waits for studies that have not arrived, by accession number, hash and UID', async () => {
    const byNumber = await upload('AccessionNumber,Height\nA,170\n');
    expect(byNumber).toMatchObject({ waitingCount: 1, knownCount: 0, counts: { waiting_for_study: 1 } });
    await upload('AccessionNumber,Height\nB,171\n', { hash: (number) => `hash of ${number}` });
    await upload('StudyInstanceUID,Height\n1.2.3.2,172\n');
    await addStudies(
      { accession_number: 'A' },
      { accession_number: 'hash of B' },
      {},
      { accession_number: 'B' },
    );
    expect(await shown('patient_height_m')).toEqual([[1.7], [1.71], [1.72], [null]]);
  });

  it('reach studies that still have the hash of a number, and others that come with the number itself', async () => {
    const hashOf = (number: string) => `hash of ${number}`;
    await addStudies({ accession_number: 'hash of A' }, { accession_number: 'B' });
    const csv = 'AccessionNumber,Height\nA,170\nB,171\nC,172\n';
    expect(await upload(csv, { hashOf })).toMatchObject({
      knownCount: 2,
      waitingCount: 1,
      counts: { inserted: 2, waiting_for_study: 1 },
    });
    expect(await shown('patient_height_m')).toEqual([[1.7], [1.71]]);
    expect(await upload(csv, { hashOf })).toMatchObject({ factCount: 0, counts: { already_so: 3 } });
    await addStudies({ study_id: 'new', accession_number: 'A' });
    expect(await shown('patient_height_m')).toEqual([[1.7], [1.7], [1.71]]);
  });

  it('changes nothing when the same file comes again', async () => {
    const csv = 'AccessionNumber,Height,Weight\nA,175,70\n';
    for (const overwrites of [false, true]) {
      await upload(csv, { overwrites });
      const again = await upload(csv, { overwrites });
      expect(again).toMatchObject({ factCount: 0, snapshot: null, counts: { already_so: 2 } });
    }
    await addStudies({ accession_number: 'A' });
    expect(await shown()).toEqual([[1.75, 70]]);
  });

  it('works out later uploads as if each had been applied in its turn', async () => {
    await addStudies({ accession_number: 'A' });
    const height = (cm: number, overwrites = false) =>
      upload(`AccessionNumber,Height\nA,${cm}\n`, { overwrites });
    await height(170);
    expect((await height(171)).counts).toEqual({ kept_existing: 1 });
    expect(await shown('patient_height_m')).toEqual([[1.7]]);
    await height(172, true);
    expect(await shown('patient_height_m')).toEqual([[1.72]]);
    await height(173);
    await height(174, true);
    await height(172, true);
    expect(await shown('patient_height_m')).toEqual([[1.72]]);
  });

  it('states descriptions, procedures and people, which standard names then follow', async () => {
    await addStudies({ accession_number: 'A', study_description: 'scan', modality: 'CT' });
    await lake.commit({ kind: 'overlay', runId: null }, () =>
      Promise.resolve({
        add: {
          standard_names: [
            row('standard_names', {
              modality: 'CT',
              field: 'study_description',
              text: 'CT thorax',
              standard_name: 'Chest',
            }),
          ],
        },
      }),
    );
    await upload('Acc;Text;Proc;Doctor\nA;CT thorax;"=HYPERLINK(""x"")";<b>Who</b>\n', {
      overwrites: true,
      mapping: {
        id: 'Acc',
        keyKind: 'accession_number',
        columns: [
          { column: 'Text', field: 'study_description' },
          { column: 'Proc', field: 'procedure' },
          { column: 'Doctor', field: 'performing_physician' },
        ],
      },
    });
    const columns = 'study_description, standard_name, procedure_code_meaning, performing_physician';
    expect(await shown(columns)).toEqual([['CT thorax', 'Chest', '=HYPERLINK("x")', '<b>Who</b>']]);
  });

  it('find a study by every accession number that it has, and every study by a number that several share', async () => {
    await addStudies(
      { accession_number: 'B', accession_numbers: ['A', 'B', 'C'] },
      { accession_number: 'C', accession_numbers: ['C'] },
      { accession_number: 'D', accession_numbers: ['D', 'E'], patient_weight_kg: 60 },
    );
    const { lines, knownCount, waitingCount } = await upload(
      'AccessionNumber,Height,Weight\nA,171,\nC,,72\nE,175,75\nF,160,50\n',
    );
    expect(await shown()).toEqual([
      [1.71, 72],
      [null, 72],
      [1.75, 60],
    ]);
    expect([knownCount, waitingCount]).toEqual([3, 1]);
    expect(lines).toContain('line 4: weight of 75 kg not inserted as 60 kg is there already');
  });

  it.each([
    [false, 1.71, 'line 3: height of 172 cm (1.72 m) left out: another row of the file says 171 cm (1.71 m)'],
    [true, 1.72, 'line 2: height of 171 cm (1.71 m) left out: another row of the file says 172 cm (1.72 m)'],
  ])(
    'hold of contradicting rows of one study by two numbers, overwriting %s, the one that the log names',
    async (overwrites, height, line) => {
      await addStudies({ accession_number: 'A', accession_numbers: ['A', 'Z'] });
      const csv = 'AccessionNumber,Height\nZ,171\nA,172\n';
      const first = await upload(csv, { overwrites });
      expect(first.lines).toContain(`${line} of the same study`);
      expect(first.counts).toEqual({ contradicts_other_row: 1, inserted: 1 });
      expect(await shown('patient_height_m')).toEqual([[height]]);
      const again = await upload(csv, { overwrites });
      expect(again).toMatchObject({ factCount: 0, counts: { contradicts_other_row: 1, already_so: 1 } });
    },
  );

  it('count for a study of one of the numbers alone, where another row holds for a study of both', async () => {
    await addStudies(
      { accession_number: 'A', accession_numbers: ['A', 'B'] },
      { accession_number: 'B', accession_numbers: ['B'] },
    );
    const { counts } = await upload('AccessionNumber,Height\nA,171\nB,172\n');
    expect(await shown('patient_height_m')).toEqual([[1.71], [1.72]]);
    expect(counts).toEqual({ contradicts_other_row: 1, inserted: 2 });
  });

  it('are worked out in the order of uploads, whichever number of the study each names', async () => {
    await addStudies({ accession_number: 'A', accession_numbers: ['A', 'B'] });
    const height = (key: string, cm: number, overwrites: boolean) =>
      upload(`AccessionNumber,Height\n${key},${cm}\n`, { overwrites });
    const heightNow = () => shown('patient_height_m');
    await height('B', 170, false);
    expect((await height('A', 171, false)).counts).toEqual({ kept_existing: 1 });
    expect(await heightNow()).toEqual([[1.7]]);
    await height('A', 172, true);
    await height('B', 173, true);
    expect(await heightNow()).toEqual([[1.73]]);
    expect((await height('A', 172, true)).counts).toEqual({ replaced: 1 });
    expect(await heightNow()).toEqual([[1.72]]);
    expect(await height('A', 172, true)).toMatchObject({ factCount: 0, counts: { already_so: 1 } });
  });

  it.each([[['A']], [['A', 'B']]])(
    'are worked out in the order of uploads, by study UID or accession number of %j',
    async (numbers) => {
      const study = { accession_number: 'A', accession_numbers: numbers };
      await addStudies(study, study);
      const uid = '1.2.3.0';
      const stated = async (id: string, kg: number, overwrites: boolean) => {
        const key = id.startsWith('1.2') ? 'StudyInstanceUID' : 'AccessionNumber';
        const { counts } = await upload(`${key},Weight\n${id},${kg}\n`, { overwrites });
        return [...Object.entries(counts).flat(), ...(await shown('patient_weight_kg')).flat()];
      };
      expect(await stated(uid, 80, false)).toEqual(['inserted', 1, 80, null]);
      expect(await stated('A', 81, false)).toEqual(['inserted', 1, 80, 81]);
      expect(await stated(uid, 82, false)).toEqual(['kept_existing', 1, 80, 81]);
      expect(await stated(uid, 83, true)).toEqual(['replaced', 1, 83, 81]);
      expect(await stated('A', 84, true)).toEqual(['replaced', 1, 84, 84]);
      expect(await stated(uid, 83, true)).toEqual(['replaced', 1, 83, 84]);
      expect(await stated('1.2.3.1', 85, false)).toEqual(['kept_existing', 1, 83, 84]);
    },
  );

  it('of an accession number first hold before those of the study UID that come after', async () => {
    await addStudies({ accession_number: 'A' });
    await upload('AccessionNumber,Weight\nA,81\n');
    expect((await upload('StudyInstanceUID,Weight\n1.2.3.0,80\n')).counts).toEqual({ kept_existing: 1 });
    expect(await shown('patient_weight_kg')).toEqual([[81]]);
  });

  it('wait for studies that arrive with several numbers, hashed ones too', async () => {
    const hash = (number: string) => `hash of ${number}`;
    await upload('AccessionNumber,Height,Weight\nA,171,\nB,,72\n', { hash });
    await addStudies({ accession_number: 'hash of A', accession_numbers: ['hash of A', 'hash of B'] });
    expect(await shown()).toEqual([[1.71, 72]]);
  });

  it('applies nothing of a file when it is stopped', async () => {
    const stopped = upload('AccessionNumber,Height\nA,175\n', { signal: AbortSignal.abort() });
    await expect(stopped).rejects.toThrow(/abort/i);
    expect(lake.latestSnapshot()).toBeNull();
  });
});
