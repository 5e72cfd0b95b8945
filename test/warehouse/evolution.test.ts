import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openEngine, openLake, openSnapshot } from '../../warehouse/index.js';
import { fieldIds } from '../../warehouse/engine/column-types.js';
import { defineTable, TABLES } from '../../warehouse/tables/index.js';
import { batchOf, ctStudy, temporaryFolder } from './lake-support.js';

it('a part written before a column was declared reads as null there, beside newer parts', async () => {
  const { folder, remove } = await temporaryFolder();
  const lake = await openLake(folder);
  try {
    await lake.commit({ kind: 'ingest', runId: null }, () =>
      Promise.resolve({ add: { studies: [ctStudy(1, { comment: 'lost' }), ctStudy(2)] } }),
    );
    const pin = lake.pin();
    const { file } = pin.parts[0]!;
    pin.release();
    const older = Object.fromEntries(
      Object.entries(TABLES.studies.columns).filter(
        ([name]) => name !== 'comment' && name !== 'display_name',
      ),
    );
    const table = defineTable('studies', { grain: 'older', key: ['study_id'], sortedBy: [] }, older);
    const path = join(lake.directory, 'lake', file);
    await lake.context.engine.query(
      `COPY (SELECT * EXCLUDE (comment, display_name) FROM read_parquet('${path}')) TO '${path}.older'
       (FORMAT parquet, FIELD_IDS ${fieldIds(table)})`,
    );
    await rename(`${path}.older`, path);
    lake.context.sqlite.run("UPDATE parts SET layout = 'older', sha256 = NULL");
    await lake.commit({ kind: 'ingest', runId: null }, () =>
      Promise.resolve({ add: { studies: [ctStudy(3, { comment: 'new' })] } }),
    );

    const snapshot = await openSnapshot(lake);
    const rows = await snapshot.query('SELECT * FROM studies ORDER BY study_id');
    expect(rows).toEqual(
      [ctStudy(1), ctStudy(2), ctStudy(3, { comment: 'new' })].map((study) => ({
        ...study,
        display_name: 'Blank',
      })),
    );
    await snapshot.close();

    await lake.compact();
    const compacted = await openSnapshot(lake);
    expect(await compacted.query('SELECT * FROM studies ORDER BY study_id')).toEqual(rows);
    expect(new Set(compacted.parts.map(({ layout }) => layout)).has('older')).toBe(false);
    await compacted.close();
  } finally {
    await lake.close();
    await remove();
  }
});

it('closing while queries run lets them end', async () => {
  const { folder, remove } = await temporaryFolder();
  const engine = await openEngine();
  const lake = await openLake(folder, { engine });
  await lake.commit({ kind: 'ingest', runId: null }, () => Promise.resolve({ add: batchOf(0, 5) }));
  const snapshot = await openSnapshot(lake);
  const slow = snapshot.query('SELECT count(*) AS n FROM studies, range(3000000)');
  const closed = snapshot.close().then(() => engine.close());
  expect(await slow).toEqual([{ n: 15_000_000 }]);
  await closed;
  await expect(snapshot.query('SELECT 1')).rejects.toThrow('The engine is closed');
  const late = await openSnapshot(lake, { isolated: {} });
  await lake.close();
  await late.close();
  await remove();
});
