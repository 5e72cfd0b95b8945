import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { INDEXED_COLUMNS, openLake, openSnapshot, type DoseLake } from '../../warehouse/index.js';
import type { Study } from '../../warehouse/tables/index.js';
import { CORPUS, hasCorpus } from '../support/corpus.js';
import { dose, ingest, sql, type RunOptions } from '../support/program.js';

let scratch: string;
let options: RunOptions;

beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'dose-rebuild-'));
  options = { data: join(scratch, 'store') };
  ingest(options, 'data/samples', ...(hasCorpus ? [CORPUS] : []));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

interface Cell {
  readonly study_id: string;
  readonly table: string;
  readonly change: string;
  readonly column: string;
  readonly before: string;
  readonly after: string;
}

function rebuild(...flags: string[]): { status: number | null; cells: Cell[]; told: string } {
  const { status, stdout, stderr } = dose(options, 'rebuild', ...flags);
  return { status, cells: parse(stdout, { columns: true }), told: stderr };
}

async function inLake(work: (lake: DoseLake) => Promise<unknown>): Promise<void> {
  const lake = await openLake(options.data);
  try {
    await work(lake);
  } finally {
    await lake.close();
  }
}

/** Stores another total and description in one study, as an extractor with a fault would have. */
function spoil(studyInstanceUid: string): Promise<void> {
  return inLake((lake) =>
    lake.commit({ kind: 'ingest', runId: null }, async (base) => {
      const [study] = await base.studiesByUid([studyInstanceUid]);
      const where = { column: 'study_id', values: [study!.study_id!] } as const;
      const events = await base.columnsOf(
        'ct_events',
        (await import('../../warehouse/tables/index.js')).TABLES.ct_events.columnNames as never[],
        where,
      );
      const spoiled: Study = { ...study!, dlp_total_mgy_cm: 12_345, study_description: '=1+1' };
      return {
        add: { studies: [spoiled], ct_events: events.slice(1) as never[] },
        removeStudies: [study!.study_id!],
      };
    }),
  );
}

it('every study and event is found by its id or UID, at its day', () =>
  inLake(async (lake) => {
    const snapshot = await openSnapshot(lake);
    for (const column of INDEXED_COLUMNS) {
      const named = await snapshot.query(
        `SELECT DISTINCT ${column} AS name, study_date FROM studies
         JOIN (SELECT study_id, irradiation_event_uid FROM ct_events
               UNION ALL SELECT study_id, irradiation_event_uid FROM projection_events) USING (study_id)
         WHERE ${column} IS NOT NULL`,
      );
      expect(named.length).toBeGreaterThan(30);
      for (const { name, study_date } of named)
        expect(snapshot.daysWith(column, [String(name)]), `${column} ${String(name)}`).toContain(study_date);
      expect(snapshot.daysWith(column, ['1.2.3.no'])).toEqual([]);
    }
    await snapshot.close();
  }));

const A_CT = `SELECT study_id, study_instance_uid, dlp_total_mgy_cm FROM studies
              WHERE modality = 'CT' AND dlp_total_mgy_cm > 0 ORDER BY study_id LIMIT 1`;
const EVENTS = 'SELECT * FROM ct_events ORDER BY study_id, event_key';

describe('dose rebuild', () => {
  it('changes nothing right after an ingest', () => {
    const snapshots = sql(options, EVENTS);
    const { status, cells, told } = rebuild();
    expect(cells).toEqual([]);
    expect(status).toBe(0);
    expect(told).toMatch(/\d{2,} studies of \d{2,} objects read again, 0 changed\./);
    expect(sql(options, EVENTS)).toEqual(snapshots);
  });

  it('mends what differs, and names every cell and row', async () => {
    const [study] = sql(options, A_CT);
    const events = sql(options, EVENTS);
    const total = study!['dlp_total_mgy_cm'];
    await spoil(String(study!['study_instance_uid']));

    const { cells: wouldChange } = rebuild('--dry-run');
    expect(sql(options, A_CT)[0]!['dlp_total_mgy_cm']).toBe(12_345);

    const { status, cells } = rebuild();
    expect(cells).toEqual(wouldChange);
    expect(status).toBe(0);
    const about = { study_id: study!['study_id'], table: 'studies', column: 'dlp_total_mgy_cm' };
    expect(cells).toContainEqual(
      expect.objectContaining({ ...about, change: 'changed', before: '12345', after: String(total) }),
    );
    const formula = { column: 'study_description', before: "'=1+1" };
    expect(cells).toContainEqual(expect.objectContaining({ ...about, ...formula }));
    expect(cells).toContainEqual(
      expect.objectContaining({ study_id: study!['study_id'], table: 'accumulated_doses', change: 'added' }),
    );
    expect(sql(options, A_CT)).toEqual([study]);
    expect(sql(options, EVENTS)).toEqual(events);
    expect(rebuild().cells).toEqual([]);
  });

  it('leaves deleted studies deleted, and mends them for a restore', async () => {
    const [study] = sql(options, A_CT);
    const id = String(study!['study_id']);
    await spoil(String(study!['study_instance_uid']));
    dose(options, 'delete', id);
    expect(rebuild().cells.length).toBeGreaterThan(0);
    expect(sql(options, `SELECT 1 FROM studies WHERE study_id = '${id}'`)).toEqual([]);
    dose(options, 'restore-study', id);
    expect(sql(options, A_CT)).toEqual([study]);
  });
});
