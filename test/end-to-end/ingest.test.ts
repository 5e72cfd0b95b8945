import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { TAG } from '../../pipeline/dicom/tags.js';
import { DEFAULT_LIMITS } from '../../pipeline/dicom/limits.js';
import {
  ctReport,
  fluoroscopyReport,
  mammographyImage,
  radiographyImage,
} from '../support/builders/index.js';
import { CORPUS, hasCorpus } from '../support/corpus.js';
import { dataSet, element, writePart10 } from '../support/dicom-writer/index.js';
import { ingest, sql, startDose, type RunOptions } from '../support/program.js';

const NOBODY = 65534;
const isRoot = process.getuid?.() === 0;

let scratch: string;
let drop: string;
let options: RunOptions;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'dose-e2e-'));
  chmodSync(scratch, 0o777);
  drop = join(scratch, 'drop');
  mkdirSync(drop);
  options = { data: join(scratch, 'store') };
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

function put(name: string, bytes: Uint8Array | string): string {
  const path = join(drop, name);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, bytes);
  return path;
}

/** Everything the store says, bookkeeping of runs left out. */
function contents(): unknown {
  return {
    studies: sql(options, 'SELECT * FROM studies ORDER BY study_id'),
    ct: sql(options, 'SELECT * FROM ct_events ORDER BY study_id, event_key'),
    projection: sql(options, 'SELECT * FROM projection_events ORDER BY study_id, event_key'),
    accumulated: sql(options, 'SELECT * FROM accumulated_doses ORDER BY report_sop_instance_uid, part'),
    objects: sql(options, 'SELECT sha256, path, outcome, reason FROM source_objects ORDER BY path'),
  };
}

describe('what a run makes of files', () => {
  it('gives every kind of file its outcome and reason, and exit code 1', () => {
    put('report.dcm', ctReport({ seed: 'e2e' }));
    put(
      'ct/image.dcm',
      writePart10(dataSet({ SOPClassUID: '1.2.840.10008.5.1.4.1.1.2', SOPInstanceUID: '1.2.3' })),
    );
    put('note.txt', 'The scanner was serviced on Monday.\n');
    put('empty.dcm', '');
    const whole = ctReport({ seed: 'cut' });
    put('cut.dcm', whole.subarray(0, Math.floor(whole.length * 0.6)));
    put('random.bin', Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 251)));
    const { status, counts, files } = ingest(options, drop);
    expect(status).toBe(1);
    expect(counts).toMatchObject({ imported: 1, not_dose: 3, quarantined: 2, duplicate: 0 });
    expect(
      Object.fromEntries(files.map(({ path, outcome, reason }) => [path, `${outcome} ${reason}`])),
    ).toEqual({
      'ct/image.dcm': 'not_dose no_extractor',
      'note.txt': 'not_dose not_dicom',
      'random.bin': 'not_dose not_dicom',
      'empty.dcm': 'quarantined empty_file',
      'cut.dcm': 'quarantined truncated',
    });
    expect(sql(options, 'SELECT count(*) AS n FROM studies')).toEqual([{ n: 1 }]);
  });

  it('changes nothing when it runs again, and reads nothing again', () => {
    put('a.dcm', ctReport({ seed: 'twice' }));
    put('b.dcm', fluoroscopyReport({ seed: 'twice-rf' }));
    put('bad.dcm', '');
    ingest(options, drop);
    const before = contents();
    const { counts } = ingest(options, drop);
    expect(counts).toMatchObject({ imported: 0, duplicate: 0, quarantined: 0, unchanged: 3 });
    expect(contents()).toEqual(before);
  });

  it('takes a file that was cut off when it has grown to its whole', () => {
    const whole = ctReport({ seed: 'growing' });
    const path = put('growing.dcm', whole.subarray(0, 4000));
    expect(ingest(options, drop).counts).toMatchObject({ quarantined: 1 });
    writeFileSync(path, whole);
    expect(ingest(options, drop)).toMatchObject({ status: 0, counts: { imported: 1 } });
  });

  it('tells the same file at two places apart as imported and duplicate', () => {
    put('a.dcm', ctReport({ seed: 'copy' }));
    put('copies/a.dcm', ctReport({ seed: 'copy' }));
    const { status, counts } = ingest(options, drop);
    expect(status).toBe(0);
    expect(counts).toMatchObject({ imported: 1, duplicate: 1 });
  });

  it('leaves a file that is still being written for the next run', async () => {
    const path = put('slow.dcm', ctReport({ seed: 'slow' }));
    const run = startDose({ ...options, environment: { DOSE_SETTLE_MS: '1500' } }, 'ingest', drop, '--json');
    let output = '';
    run.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    const touch = setInterval(() => utimesSync(path, new Date(), new Date()), 100);
    await once(run, 'exit');
    clearInterval(touch);
    expect(JSON.parse(output)).toMatchObject({ counts: { imported: 0, still_written: 1 } });
    expect(ingest(options, drop).counts).toMatchObject({ imported: 1 });
  });

  it.skipIf(!isRoot)('goes on past a folder and a file without permission', () => {
    put('good.dcm', ctReport({ seed: 'good' }));
    put('locked/secret.dcm', ctReport({ seed: 'secret' }));
    const unreadable = put('unreadable.dcm', ctReport({ seed: 'unreadable' }));
    chmodSync(join(drop, 'locked'), 0o700);
    chmodSync(unreadable, 0o600);
    const { status, counts, files } = ingest({ ...options, uid: NOBODY }, drop);
    expect(status).toBe(1);
    expect(counts).toMatchObject({ imported: 1, unreadable: 2 });
    expect(files.map(({ path, outcome, reason }) => `${path} ${outcome} ${reason}`).sort()).toEqual([
      'locked unreadable no_permission',
      'unreadable.dcm unreadable no_permission',
    ]);
  });

  it('reads a large image by its header only', () => {
    const image = mammographyImage({ seed: 'large', pixelBytes: 128 });
    truncateSync(put('large.dcm', image), 3e9);
    expect(ingest(options, drop).counts).toMatchObject({ imported: 1 });
  });

  it('refuses bombs with their reason, in bounded time', () => {
    const head = ctReport({ seed: 'bomb' }).subarray(0, 360);
    const meta = head.subarray(0, 144 + Buffer.from(head).readUInt32LE(140));
    const many = Buffer.alloc((DEFAULT_LIMITS.elementCount + 1) * 8);
    for (let at = 0, tag = 0x00090000; at < many.length; at += 8, tag += 1) {
      many.writeUInt16LE(tag >>> 16, at);
      many.writeUInt16LE(tag & 0xffff, at + 2);
      many.write('LO', at + 4, 'latin1');
    }
    put('elements.dcm', Buffer.concat([meta, many]));
    const level = Buffer.from('400030a753510000fffffffffeff00e0ffffffff', 'hex');
    put('nesting.dcm', Buffer.concat([meta, ...Array.from({ length: 10_000 }, () => level)]));
    const inflated = [element(TAG.TextValue, 'UT', Buffer.alloc(140_000_000))];
    put('deflated.dcm', writePart10(inflated, { transferSyntax: 'deflated-le' }));
    truncateSync(put('sparse.dcm', ''), 5e9);
    truncateSync(put('then-sparse.dcm', ctReport({ seed: 'bomb' })), 5e9);
    const { status, files } = ingest(options, drop);
    expect(status).toBe(1);
    expect(
      Object.fromEntries(files.map(({ path, outcome, reason }) => [path, `${outcome} ${reason}`])),
    ).toEqual({
      'deflated.dcm': 'quarantined inflation_limit',
      'elements.dcm': 'quarantined too_many_elements',
      'nesting.dcm': 'quarantined too_deep',
      'sparse.dcm': 'not_dose not_dicom',
      'then-sparse.dcm': 'quarantined malformed',
    });
  });
});

describe('a run that is stopped', () => {
  const fill = (count: number) => {
    for (let index = 0; index < count; index++) put(`${index}.dcm`, ctReport({ seed: `kill-${index}` }));
    for (let index = 0; index < 20; index++)
      put(`dx/${index}.dcm`, radiographyImage({ seed: `kill-dx-${index}` }));
  };

  it('leaves the snapshot before it intact when killed, and the next run ends as if nothing had happened', async () => {
    fill(150);
    for (const delayMs of [250, 500, 800, 1200]) {
      const run = startDose(options, 'ingest', drop);
      const ended = once(run, 'exit');
      setTimeout(() => run.kill('SIGKILL'), delayMs);
      await ended;
    }
    ingest(options, drop);
    const afterKills = contents();
    const undisturbed = { ...options, data: join(scratch, 'undisturbed') };
    mkdirSync(undisturbed.data);
    cpSync(join(options.data, 'site.key'), join(undisturbed.data, 'site.key'));
    ingest(undisturbed, drop);
    options = undisturbed;
    expect(afterKills).toEqual(contents());
  });

  it('finishes or abandons the batch on SIGTERM, and does not pass for done', async () => {
    fill(150);
    const run = startDose(options, 'ingest', drop);
    const ended = once(run, 'exit');
    await vi.waitUntil(() => existsSync(join(options.data, 'site.key')), 20_000);
    run.kill('SIGTERM');
    expect(await ended).toEqual([1, null]);
    ingest(options, drop);
    expect(sql(options, 'SELECT count(*) AS n FROM studies')).toEqual([{ n: 170 }]);
  });
});

/** Files of a folder in which the bytes of a word stand, in any case. Parts are compressed: their rows are asked too. */
function filesHolding(folder: string, word: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => readFileSync(path, 'latin1').toLowerCase().includes(word));
}

describe('identity', () => {
  it('leaves no name, number or birth date of a patient in any file of the store', () => {
    const identity = {
      PatientName: 'Zzyzxquill^Ottoline',
      PatientID: 'MRN-77345190',
      PatientBirthDate: '19430517',
    };
    put('a.dcm', ctReport({ seed: 'id', attributes: { ...identity, StudyDescription: 'CT of Zzyzxquill' } }));
    put('b.dcm', radiographyImage({ seed: 'id2', attributes: identity }));
    ingest(options, drop);
    const found = sql(
      options,
      `SELECT count(*) AS n FROM studies WHERE columns(*)::VARCHAR ILIKE '%zzyzxquill%' OR columns(*)::VARCHAR ILIKE '%77345190%'`,
    );
    expect(found).toEqual([{ n: 0 }]);
    for (const word of ['zzyzxquill', 'ottoline', '77345190', '19430517']) {
      expect(filesHolding(options.data, word)).toEqual([]);
    }
    const documents = sql(
      options,
      'SELECT study_description, patient_age_years, patient_pseudonym FROM studies ORDER BY 2',
    );
    expect(documents.every((row) => typeof row['patient_pseudonym'] === 'string')).toBe(true);
    expect(documents.some((row) => row['study_description'] === null)).toBe(true);
  });
});

describe.skipIf(!hasCorpus)('real objects', () => {
  it('ingests the whole corpus, superseding the earlier of cumulative reports', () => {
    cpSync(join(CORPUS, 'dicom'), drop, { recursive: true });
    const { status, counts, files } = ingest(options, drop);
    expect(status).toBe(0);
    expect(counts).toMatchObject({ imported: 36, superseded: 2, not_dose: 1 });
    expect(files).toEqual([
      expect.objectContaining({ path: 'ESR_non-dose.dcm', outcome: 'not_dose', reason: 'no_extractor' }),
    ]);
    expect(
      sql(options, `SELECT dlp_total_mgy_cm, event_count FROM studies WHERE station_name = 'CTAWP12345'`),
    ).toContainEqual({ dlp_total_mgy_cm: 236.09, event_count: 3 });
  });
});
