import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ctReport } from '../../support/builders/index.js';
import { dose } from '../../support/program.js';

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

  it('records no erasure that names no study', () => {
    const { status, stderr } = dose(NOWHERE, 'delete', '--erase', '--run-id', 'run-1');
    expect([status, stderr]).toEqual([2, expect.stringContaining('names its studies')]);
  });
});
