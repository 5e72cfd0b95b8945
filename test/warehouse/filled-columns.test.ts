import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filledColumnsIn, filledColumnsOf, filledText } from '../../warehouse/lake/parts/filled-columns.js';
import { openLake, openSnapshot, rebuildCatalog, type DoseLake, type Part } from '../../warehouse/index.js';
import { ctEvent, ctStudy, temporaryFolder } from './lake-support.js';

describe('the columns that a part fills', () => {
  let folder: string;
  let remove: () => Promise<void>;
  beforeEach(async () => {
    ({ folder, remove } = await temporaryFolder());
  });
  afterEach(() => remove());

  const commit = (lake: DoseLake, numbers: readonly number[], description: string | null) =>
    lake.commit({ kind: 'ingest', runId: null }, async () => ({
      add: {
        studies: numbers.map((n) =>
          ctStudy(n, { study_description: description, accession_numbers: n % 2 ? ['A', 'B'] : null }),
        ),
        ct_events: numbers.map((n) => ctEvent(n)),
      },
    }));
  const partsOf = async (lake: DoseLake): Promise<readonly Part[]> => {
    const snapshot = await openSnapshot(lake);
    await snapshot.close();
    return snapshot.parts;
  };
  async function expectTold(lake: DoseLake): Promise<void> {
    const { engine, lakeFolder } = lake.context;
    for (const part of await partsOf(lake)) {
      const byStatistics = await filledColumnsIn(engine, join(lakeFolder, part.file));
      expect(await filledColumnsOf(engine, lakeFolder, [part])).toEqual(byStatistics);
      expect(part.filled).toBe(filledText(part.table, byStatistics));
    }
  }

  it('are those that its own statistics tell, as written, compacted and rebuilt', async () => {
    const lake = await openLake(folder);
    await commit(lake, [1, 2], null);
    await commit(lake, [4], 'Head');
    await expectTold(lake);
    expect(await lake.compact()).not.toBeNull();
    await expectTold(lake);
    const compacted = await partsOf(lake);
    await lake.close();
    await rebuildCatalog(folder);
    const rebuilt = await openLake(folder);
    await expectTold(rebuilt);
    expect(await partsOf(rebuilt)).toEqual(compacted);
    await rebuilt.close();
  });

  it('are looked up in a part that was written before the catalog kept them', async () => {
    const lake = await openLake(folder);
    await commit(lake, [1], null);
    const told = await partsOf(lake);
    lake.context.sqlite.run('UPDATE parts SET filled = NULL');
    for (const [at, part] of (await partsOf(lake)).entries()) {
      expect(part.filled).toBeNull();
      const { engine, lakeFolder } = lake.context;
      expect(await filledColumnsOf(engine, lakeFolder, [part])).toEqual(
        await filledColumnsOf(engine, lakeFolder, [told[at]!]),
      );
    }
    await lake.close();
  });

  it('are those that the table still has', () => {
    expect(filledText('studies', ['study_id', 'column_of_long_ago'])).toBe(
      filledText('studies', ['study_id']),
    );
  });
});
