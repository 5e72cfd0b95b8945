import { openLake, openSnapshot, MODEL_NAMES } from '../../warehouse/index.js';

/** All rows that the views of a store show, in an order of their own, without the columns left out: to be compared. */
export async function contentOf(store: string, leftOut: ReadonlySet<string>): Promise<string> {
  const lake = await openLake(store);
  const snapshot = await openSnapshot(lake);
  const content: Record<string, string[]> = {};
  for (const name of MODEL_NAMES) {
    const rows = await snapshot.query(`SELECT * FROM ${name}`);
    content[name] = rows
      .map((row) => JSON.stringify(Object.entries(row).filter(([column]) => !leftOut.has(column))))
      .sort();
  }
  await snapshot.close();
  await lake.close();
  return JSON.stringify(content);
}
