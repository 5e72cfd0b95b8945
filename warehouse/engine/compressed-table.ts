import type { Engine, QueryOptions } from './engine.js';
import type { HeldRows } from './held-rows.js';

let made = 0;

/**
 * Reads the rows of SELECTs, one after another, into a table in memory of which the columns are compressed: slower to
 * make than held rows, for rows that stay for many questions. Nothing stays behind when it fails.
 */
export async function compressedTable(
  engine: Engine,
  selects: readonly string[],
  options: QueryOptions,
): Promise<HeldRows> {
  const database = `compressed_${++made}`;
  const table = `${database}.main.rows`;
  const letGo = async (): Promise<void> => {
    await engine.query(`DETACH ${database}`);
  };
  await engine.query(`ATTACH ':memory:' AS ${database} (COMPRESS)`);
  try {
    for (const [at, select] of selects.entries()) {
      const into = at === 0 ? `CREATE TABLE ${table} AS` : `INSERT INTO ${table}`;
      await engine.query(`${into} ${select}`, [], options);
      // Columns are compressed at a checkpoint; until then the rows of a SELECT take several times as much.
      await engine.query(`CHECKPOINT ${database}`, [], options);
    }
  } catch (error) {
    await letGo();
    throw error;
  }
  return { table, letGo };
}
