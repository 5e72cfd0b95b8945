import type { Engine, QueryOptions } from './engine.js';
import type { SqlParameter } from './statement.js';

/** Rows that are held in memory, spilled where there are too many, until they are let go. */
export interface HeldRows {
  /** What to put after FROM. */
  readonly table: string;
  letGo(): Promise<void>;
}

let held = 0;

/** Reads the rows of a SELECT into memory, for several questions about them. Nothing stays behind when it fails. */
export async function holdRows(
  engine: Engine,
  select: string,
  parameters: readonly SqlParameter[],
  options: QueryOptions,
): Promise<HeldRows> {
  const table = `memory.main."held rows ${++held}"`;
  await engine.query(`CREATE TABLE ${table} AS ${select}`, parameters, options);
  return {
    table,
    letGo: async () => {
      await engine.query(`DROP TABLE ${table}`);
    },
  };
}
