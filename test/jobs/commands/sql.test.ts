import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ctReport } from '../../support/builders/index.js';
import { dose, ingest, type RunOptions } from '../../support/program.js';

let scratch: string;
let options: RunOptions;

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'dose-sql-'));
  options = { data: join(scratch, 'store') };
  writeFileSync(join(scratch, 'a.dcm'), ctReport({ seed: 'sql' }));
  ingest(options, join(scratch, 'a.dcm'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe('dose sql', () => {
  it.each(['', ';', ' ; /* nothing */ ;', 'EXPLAIN'])('says where there is no statement: %j', (query) => {
    const { status, stderr } = dose(options, 'sql', query);
    expect([status, stderr]).toEqual([2, 'dose: There is no statement.\n']);
  });

  it('gives numbers in CSV as numbers, and no text as a formula', () => {
    const query = `SELECT -1.5 AS number, '=1+1' AS text`;
    expect(dose(options, 'sql', query, '--format', 'csv').stdout).toBe("number,text\r\n-1.5,'=1+1\r\n");
  });
});
