import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
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
    const { status, stderr } = dose({ data: join(folder, 'store') }, 'ingest', folder);
    expect([status, stderr]).toEqual([2, expect.stringContaining('The store itself lies in')]);
    rmSync(folder, { recursive: true });
  });

  it('records no erasure that names no study', () => {
    const { status, stderr } = dose(NOWHERE, 'delete', '--erase', '--run-id', 'run-1');
    expect([status, stderr]).toEqual([2, expect.stringContaining('names its studies')]);
  });
});
