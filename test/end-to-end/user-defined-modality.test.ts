import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { studyDeletion } from '../../jobs/serving/study-deletion.js';
import { lakeActions } from '../../reports/lake-actions.js';
import { openLake } from '../../warehouse/index.js';
import { fluoroscopyReport } from '../support/builders/index.js';
import { dose, ingest, sql, type RunOptions } from '../support/program.js';

let scratch: string;
beforeEach(() => {
  scratch = mkdtempSync(join(tmpdir(), 'dose-modality-'));
});
afterEach(() => rmSync(scratch, { recursive: true, force: true }));

/** A store of its own with a drop folder for the reports of one X-ray system. */
class Site {
  readonly #drop: string;
  readonly options: RunOptions;

  constructor(name: string) {
    this.#drop = join(scratch, name, 'drop');
    mkdirSync(this.#drop, { recursive: true });
    this.options = { data: join(scratch, name, 'store') };
  }

  take(...seeds: string[]): void {
    for (const seed of seeds)
      writeFileSync(join(this.#drop, `${seed}.dcm`), fluoroscopyReport({ seed, events: 3 }));
    ingest(this.options, this.#drop);
  }

  async calls(modality: string | null): Promise<void> {
    const ids = sql(this.options, 'SELECT device_id FROM devices').map((row) => String(row['device_id']));
    const lake = await openLake(this.options.data);
    try {
      const actions = lakeActions(lake, studyDeletion(lake, new Uint8Array(32)));
      expect(await actions.changeDevices(ids, { user_defined_modality: modality })).toBe(true);
    } finally {
      await lake.close();
    }
    dose(this.options, 'rebuild', ...ids.flatMap((id) => ['--device', id]));
  }

  tables(): unknown {
    return {
      studies: sql(this.options, 'SELECT * EXCLUDE (patient_pseudonym) FROM studies ORDER BY study_id'),
      events: sql(this.options, 'SELECT * FROM projection_events ORDER BY study_id, event_key'),
      accumulated: sql(this.options, 'SELECT * FROM accumulated_doses ORDER BY study_id, part'),
    };
  }

  modalities(): string[] {
    return sql(this.options, 'SELECT DISTINCT modality FROM studies ORDER BY 1').map((row) =>
      String(row['modality']),
    );
  }
}

describe('the modality that a site gives a system', () => {
  it.each(['DX', 'dual'])('%s gives the same tables, set before the import or after', async (modality) => {
    const after = new Site('after');
    after.take('a', 'b', 'c');
    expect(after.modalities()).toEqual(['RF']);
    await after.calls(modality);

    const before = new Site('before');
    before.take('a');
    await before.calls(modality);
    before.take('b', 'c');

    if (modality === 'DX') expect(after.modalities()).toEqual(['DX']);
    expect(after.tables()).toEqual(before.tables());
  });

  it('is taken back', async () => {
    const site = new Site('back');
    site.take('a', 'b');
    const tables = site.tables();
    await site.calls('DX');
    expect(site.tables()).not.toEqual(tables);
    await site.calls(null);
    expect(site.tables()).toEqual(tables);
  });
});
