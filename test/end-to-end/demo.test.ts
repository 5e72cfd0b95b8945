import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { CheckSummary } from '../../reports/checks/check-summary.js';
import { USUAL_PERIOD } from '../support/hospital/calendar.js';
import { generateHospital } from '../support/hospital/generate-hospital.js';
import { digestOf } from '../support/hospital/samples.js';
import { dose, ingest, sql, startDose, type RunOptions } from '../support/program.js';

let scratch: string;
let options: RunOptions;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'dose-demo-'));
  options = { data: join(scratch, 'store') };
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

const inScratch = (name: string): string => join(scratch, name);
const demo = (folder: string, ...flags: string[]) =>
  dose(options, 'demo', '--out', inScratch(folder), ...flags);

function filesOf(folder: string): { path: string; bytes: Uint8Array }[] {
  return readdirSync(inScratch(folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path: path.slice(inScratch(folder).length), bytes: readFileSync(path) }));
}

describe('dose demo', () => {
  it('writes the same files for the same seed, others for another, and tells what it wrote', () => {
    const { status, stdout, stderr } = demo('a', '--studies', '12', '--seed', 'one');
    expect([status, stdout]).toEqual([0, '']);
    expect(stderr).toMatch(/^\d+ objects of 12 studies, [\d.]+ [kM]B, in /);
    demo('b', '--studies', '12', '--seed', 'one');
    demo('c', '--studies', '12', '--seed', 'two');
    expect(filesOf('a').length).toBeGreaterThanOrEqual(12);
    expect(digestOf(filesOf('b'))).toBe(digestOf(filesOf('a')));
    expect(digestOf(filesOf('c'))).not.toBe(digestOf(filesOf('a')));
    expect(existsSync(options.data)).toBe(false);
  });

  it('writes objects that all go in, as so many studies of the days asked for', () => {
    demo('a', '--studies', '80', '--from', '2026-02-01', '--to', '2026-02-28');
    const { status, counts } = ingest(options, inScratch('a'));
    expect(status).toBe(0);
    expect(counts).toMatchObject({ imported: filesOf('a').length, quarantined: 0, not_dose: 0 });
    const [found] = sql(
      options,
      `SELECT count(DISTINCT study_instance_uid) AS n, min(study_date) >= '2026-02-01' AND max(study_date) <= '2026-02-28'
       AS is_within, list_sort(list(DISTINCT modality)) AS modalities FROM studies`,
    );
    expect(found).toEqual({ n: 80, is_within: true, modalities: ['CT', 'DX', 'MG', 'NM', 'RF'] });
    const [{ n: withNames } = {}] = sql(
      options,
      `SELECT count(*) AS n FROM source_objects WHERE list_contains(list_transform(findings, f -> f.code), 'identity_in_text')`,
    );
    expect(withNames).toBe(0);
    const { stdout } = dose(options, 'check', '--format', 'json');
    const { checks } = JSON.parse(stdout) as CheckSummary;
    expect(checks.filter(({ study_count: n }) => n > 0)).toEqual([]);
  });

  it('leaves a folder that holds something alone, unless told', () => {
    mkdirSync(inScratch('full'));
    writeFileSync(join(inScratch('full'), 'mine.txt'), 'mine');
    const refused = demo('full', '--studies', '2');
    expect(refused.status).toBe(2);
    expect(refused.stderr).toContain('is not empty');
    expect(filesOf('full')).toHaveLength(1);
    expect(demo('full', '--studies', '2', '--overwrite').status).toBe(0);
    expect(readFileSync(join(inScratch('full'), 'mine.txt'), 'utf8')).toBe('mine');
    expect(filesOf('full').length).toBeGreaterThan(2);
  });

  it.each([
    [['--studies', '0'], 2, 'whole number'],
    [['--studies', '1.5'], 2, 'whole number'],
    [['--studies', 'many'], 2, 'whole number'],
    [['--studies', '2', '--from', '2026-02-30'], 2, '--from must be a day'],
    [['--studies', '2', '--from', '2026-02-02', '--to', '2026-02-01'], 2, 'must not be after'],
    [[], 2, 'studies'],
  ])('says what is wrong with %j', (flags, status, message) => {
    const result = demo('wrong', ...flags);
    expect(result.status).toBe(status);
    expect(result.stderr).toContain(message);
    expect(existsSync(inScratch('wrong'))).toBe(false);
  });

  it('ends with 4 where the folder cannot be had', () => {
    writeFileSync(inScratch('file'), '');
    const { status, stderr } = demo('file', '--studies', '2');
    expect(status).toBe(4);
    expect(stderr).toContain('cannot be used as a folder');
  });

  it('stops cleanly on Ctrl-C, with whole files only', async () => {
    const run = startDose(options, 'demo', '--studies', '100000', '--out', inScratch('a'), '--seed', 'one');
    const ended = once(run, 'exit');
    await vi.waitUntil(() => existsSync(inScratch('a')) && filesOf('a').length > 20, 30_000);
    run.kill('SIGINT');
    expect(await ended).toEqual([1, null]);
    const written = new Map(filesOf('a').map(({ path, bytes }) => [path.slice(1), Buffer.from(bytes)]));
    for (const { path, bytes } of generateHospital({ seed: 'one', ...USUAL_PERIOD, studies: 100_000 })) {
      if (written.size === 0) break;
      expect(written.get(path)?.equals(bytes), path).toBe(true);
      written.delete(path);
    }
  });
});
