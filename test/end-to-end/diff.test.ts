import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { studyDeletion } from '../../jobs/serving/study-deletion.js';
import { lakeActions } from '../../reports/lake-actions.js';
import { openLake } from '../../warehouse/index.js';
import { ctReport } from '../support/builders/index.js';
import { dose, ingest, sql, type RunOptions } from '../support/program.js';

let scratch: string;
let drop: string;
let options: RunOptions;

beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'dose-diff-'));
  drop = join(scratch, 'drop');
  mkdirSync(drop);
  options = { data: join(scratch, 'store') };
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

function take(seed: string): void {
  writeFileSync(join(drop, `${seed}.dcm`), ctReport({ seed, events: 3 }));
  ingest(options, drop);
}

async function newest(): Promise<string> {
  const lake = await openLake(options.data);
  const { id } = lake.latestSnapshot()!;
  await lake.close();
  return String(id);
}

interface Line {
  readonly table: string;
  readonly row: string;
  readonly change: string;
  readonly column: string;
  readonly before: string;
  readonly after: string;
}

function diff(before: string, after: string): Line[] {
  const { status, stdout, stderr } = dose(options, 'diff', before, after);
  if (status !== 0) throw new Error(stderr);
  return parse(stdout, { columns: true });
}

const changes = (lines: readonly Line[]): string[] =>
  [...new Set(lines.map(({ table, change }) => `${table} ${change}`))].sort();

describe('dose diff', () => {
  it('tells rows that came from rows that went', async () => {
    take('a');
    const first = await newest();
    take('b');
    const second = await newest();
    const [study] = sql(options, 'SELECT study_id FROM studies ORDER BY study_id DESC LIMIT 1');
    const added = diff(first, second);
    expect(changes(added)).toEqual(['accumulated_doses added', 'ct_events added', 'studies added']);
    expect(added.filter(({ table }) => table === 'ct_events')).toHaveLength(3);
    expect(changes(diff(second, first))).toEqual([
      'accumulated_doses removed',
      'ct_events removed',
      'studies removed',
    ]);
    dose(options, 'delete', String(study!['study_id']));
    const deleted = diff(second, await newest());
    expect(changes(deleted)).toContain('studies removed');
    expect(deleted.find(({ table }) => table === 'studies')!.row).toBe(study!['study_id']);
    expect(diff(second, second)).toEqual([]);
  });

  it('names the cells that a name given by the site changes, never as formulas', async () => {
    take('a');
    const before = await newest();
    const [device] = sql(options, 'SELECT device_id, display_name FROM devices');
    const lake = await openLake(options.data);
    const actions = lakeActions(lake, studyDeletion(lake, new Uint8Array(32)));
    await actions.changeDevices([String(device!['device_id'])], { display_name: '=NORTH("1")' });
    await lake.close();
    const lines = diff(before, await newest());
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      table: 'studies',
      change: 'changed',
      column: 'display_name',
      before: device!['display_name'],
      after: '\'=NORTH("1")',
    });
  });

  it('refuses a snapshot that is not there', async () => {
    take('a');
    const { status, stderr } = dose(options, 'diff', '1', '99');
    expect(status).toBe(4);
    expect(stderr).toContain('There is no such snapshot. The nearest one kept is');
  });
});
