import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TABLES, type TableName } from '../../warehouse/tables/index.js';
import { readDeltaTable } from '../support/delta-reader/index.js';
import { dose, ingest, sql } from '../support/program.js';

let scratch: string;
let data: string;
const PUBLISHING = { DOSE_PUBLISH: '1' };
const TABLE_NAMES = Object.keys(TABLES) as TableName[];
/** Columns that the views fill with the site's own names, and content that JSON shows in a form of its own. */
const LEFT_OUT = ['display_name', 'standard_name', 'content'];

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'dose-publish-'));
  data = join(scratch, 'store');
  ingest({ data, environment: PUBLISHING }, 'data/samples');
}, 240_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function comparable(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(comparable);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, comparable(field)]));
  const isInstant = typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:]{8}\./.test(value);
  return isInstant ? value.replace(/\.?0*$/, '') : (value ?? null);
}

function lines(table: TableName, rows: readonly Record<string, unknown>[]): string[] {
  const names = TABLES[table].columnNames.filter((name) => !LEFT_OUT.includes(name));
  return rows.map((row) => JSON.stringify(names.map((name) => comparable(row[name])))).sort();
}

/** Every log is sound and shows what `dose sql` shows. */
async function expectPublished(): Promise<void> {
  const snapshots = new Set<unknown>();
  for (const table of TABLE_NAMES) {
    const { rows, violations, state } = await readDeltaTable(join(data, 'lake', table));
    expect({ table, violations }).toEqual({ table, violations: [] });
    for (const { version } of state.txn.values()) snapshots.add(version);
    if (['device_settings', 'standard_names'].includes(table)) continue;
    const shown = lines(table, sql({ data }, `select ${shownColumns(table)} from ${table}`));
    expect(lines(table, rows)).toEqual(shown);
  }
  expect(snapshots.size).toBe(1);
}

function shownColumns(table: TableName): string {
  return TABLES[table].columnNames
    .filter((name) => !LEFT_OUT.includes(name))
    .map((name) => `"${name}"`)
    .join(', ');
}

function found(): string[] {
  const { stdout } = dose({ data }, 'doctor', '--json', '--quick');
  const { findings } = JSON.parse(stdout) as { findings: { code: string; subject: string }[] };
  return findings
    .map(({ code, subject }) => `${code} ${subject}`)
    .filter((text) => text.startsWith('publication'));
}

describe('dose publish', { timeout: 240_000 }, () => {
  it('follows an ingest where the site says so, and shows what dose sql shows, value for value', async () => {
    await expectPublished();
    expect(found()).toEqual([]);
  });

  it('is behind after an ingest without it, named by the doctor, and catches up by command', async () => {
    const [study] = sql({ data }, 'select study_id from studies order by 1 limit 1');
    expect(dose({ data }, 'delete', String(study!['study_id'])).status).toBe(0);
    expect(dose({ data }, 'compact').status).toBe(0);
    expect(found()).toEqual(['publication_behind lake']);
    expect(dose({ data }, 'vacuum').status).toBe(0);
    const published = dose({ data }, 'publish');
    expect(published).toMatchObject({ status: 0, stdout: '' });
    expect(found()).toEqual([]);
    await expectPublished();
  });

  it('takes the flag before the environment', async () => {
    const before = await readDeltaTable(join(data, 'lake', 'study_actions'));
    const [study] = sql({ data }, 'select study_id from studies order by 1 limit 1');
    const id = String(study!['study_id']);
    expect(dose({ data, environment: PUBLISHING }, 'delete', id, '--no-publish').status).toBe(0);
    expect((await readDeltaTable(join(data, 'lake', 'study_actions'))).version).toBe(before.version);
    expect(dose({ data, environment: { DOSE_PUBLISH: '0' } }, 'restore-study', id, '--publish').status).toBe(
      0,
    );
    expect((await readDeltaTable(join(data, 'lake', 'study_actions'))).version).toBe(before.version + 2);
    expect(dose({ data, environment: { DOSE_PUBLISH: 'often' } }, 'compact').status).toBe(3);
  });

  it('that fails is a finding of the ingest, whose studies are there all the same', async () => {
    const log = join(data, 'lake', 'studies', '_delta_log');
    const names = readdirSync(log).sort();
    for (const name of names.filter((file) => file.endsWith('.parquet'))) rmSync(join(log, name));
    writeFileSync(
      join(
        log,
        names.findLast((file) => file.endsWith('.json'))!,
      ),
      '{"add":',
    );
    const drop = join(scratch, 'more');
    writeFileSync(join(scratch, 'more'), 'not a dose object');
    const { status, stderr } = dose({ data, environment: PUBLISHING }, 'ingest', drop);
    expect(stderr).toContain('Not published: studies: ');
    expect(status).toBe(1);
    expect(sql({ data }, "select count(*) as n from source_objects where path = 'more'")).toEqual([{ n: 1 }]);
    expect(found()).toEqual(['publication_damaged lake/studies/_delta_log']);
    expect(dose({ data }, 'publish').status).toBe(1);
    expect(dose({ data }, 'publish', '--withdraw').status).toBe(0);
    expect(existsSync(log)).toBe(false);
    expect(found()).toEqual([]);
    expect(dose({ data }, 'publish').status).toBe(0);
    await expectPublished();
  });
});
