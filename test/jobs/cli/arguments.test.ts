import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ctReport } from '../../support/builders/index.js';
import { dose, PROGRAM } from '../../support/program.js';

const NOWHERE = { data: join(tmpdir(), 'dose-that-is-not-there') };

describe('the command line', () => {
  it.each([
    ['delete', '--erase', '--', 'a1b2'],
    ['mark', '--patient', '--', 'a1b2'],
    ['restore-study', '--', 'a1b2'],
    ['ingest', '--', '/nowhere'],
    ['sql', '--', 'SELECT 1'],
  ])('does not let what follows -- fall away: %s', (...args) => {
    const { status, stderr } = dose(NOWHERE, ...args);
    expect([status, stderr]).toEqual([2, expect.stringContaining('Leave out "--"')]);
  });

  it.each([
    ['ingest', ''],
    ['backup', ''],
    ['sql', 'SELECT 1', '--data', ''],
    ['facts', 'sizes.csv', '--id', 'acc', '--map', ''],
  ])('takes nothing for no folder: %s', (...args) => {
    const { status, stderr } = dose(NOWHERE, ...args);
    expect([status, stderr]).toEqual([2, expect.stringContaining('is empty')]);
  });

  it.each([
    ['sql', 'SELECT 1', '--format', 'csv', '--format', 'json'],
    ['check', '--filter', 'modality==CT', '--filter', 'modality==MG'],
    ['check', '--as-of', '1', '--as-of', '2'],
  ])('refuses an option that is given twice: %s', (...args) => {
    const { status, stderr } = dose(NOWHERE, ...args);
    expect([status, stderr]).toEqual([2, expect.stringContaining('given more than once')]);
  });

  it('takes an option more than once where it is a list', () => {
    const { status, stderr } = dose(NOWHERE, 'rebuild', '--device', 'a', '--device', 'b');
    expect([status, stderr]).toEqual([4, expect.stringContaining('There is no store')]);
  });

  it.each(['abc', '99999', '1.5'])('says that %s is no port', (port) => {
    const { status, stderr } = dose(NOWHERE, 'serve', '--port', port);
    expect([status, stderr]).toEqual([3, expect.stringContaining('port must be a whole number')]);
  });

  it('says how to learn what a command takes where something is missing', () => {
    const { status, stderr } = dose(NOWHERE, 'restore');
    expect([status, stderr]).toEqual([2, expect.stringContaining('dose restore --help')]);
  });

  it('speaks one language wherever it runs, and knows its version from any folder', () => {
    const german = { ...NOWHERE, environment: { LC_ALL: 'de_DE.UTF-8' } };
    const { stderr } = dose(german, 'restore');
    expect(stderr).toMatch(/Not enough non-option arguments[^]*dose restore --help says what it takes/);
    expect(dose(german, 'restore', '--help').stdout).toMatch(/Positionals:\n {2}dir +\S.*\[required\]/);
    const { stdout } = spawnSync(process.execPath, [PROGRAM, '--version'], { cwd: '/', encoding: 'utf8' });
    expect(stdout.trim()).toBe(JSON.parse(readFileSync('package.json', 'utf8')).version);
  });

  it('finds nothing right where there is no store', () => {
    const { status, stdout, stderr } = dose(NOWHERE, 'doctor');
    expect([status, stdout, stderr]).toEqual([4, '', expect.stringContaining('There is no store')]);
  });

  it('lets no store ingest itself', () => {
    const folder = mkdtempSync(join(tmpdir(), 'dose-around-'));
    const data = join(folder, 'store');
    writeFileSync(join(folder, 'report.dcm'), ctReport({ events: 1 }));
    for (const run of ['first', 'second']) {
      const { status, stdout } = dose({ data }, 'ingest', folder, '--json');
      const { counts } = JSON.parse(stdout) as { counts: Record<string, number> };
      expect([status, counts['imported'], counts['not_dose']], run).toEqual([0, run === 'first' ? 1 : 0, 0]);
    }
    rmSync(folder, { recursive: true });
  });

  it('tells of a misspelt variable of the environment on stderr, and goes on', () => {
    const data = mkdtempSync(join(tmpdir(), 'dose-misspelt-'));
    const { status, stdout, stderr } = dose(
      { data, environment: { DOSE_WORKRES: '1' } },
      ...['ingest', data, '--json'],
    );
    expect([status, stderr.split('DOSE_WORKRES').length - 1]).toEqual([0, 1]);
    expect(stderr).toContain(
      'dose: DOSE_WORKRES sets nothing. The setting of the nearest name is DOSE_WORKERS.',
    );
    expect(JSON.parse(stdout)).toHaveProperty('counts');
    rmSync(data, { recursive: true });
  });

  it('records no erasure that names no study', () => {
    const { status, stderr } = dose(NOWHERE, 'delete', '--erase', '--run-id', 'run-1');
    expect([status, stderr]).toEqual([2, expect.stringContaining('names its studies')]);
  });
});
