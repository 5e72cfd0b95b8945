import type { Engine } from '../../engine/engine.js';
import { footerFrom, type Footer } from './footer.js';

/** The footer of a part; null when the file is torn or not a part of a store. */
export async function readFooter(engine: Engine, path: string): Promise<Footer | null> {
  let rows;
  try {
    rows = await engine.query(
      'SELECT decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata(?)',
      [path],
    );
  } catch {
    return null;
  }
  return footerFrom(new Map(rows.map(({ key, value }) => [String(key), String(value)])));
}
