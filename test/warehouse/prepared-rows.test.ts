import { describe, expect, it } from 'vitest';
import { PreparedRows, type Preparation } from '../../warehouse/models/prepared-rows.js';

/** A store of tables that only remembers what it holds; `bytesOf` tells how much room a table takes. */
function heldTables(bytesOf: (select: string) => number = () => 10) {
  const held = new Map<string, string>();
  let count = 0;
  const tables = new PreparedRows<string>(async (selects) => {
    const select = selects.join('; ');
    if (select.includes('FAILS')) throw new Error('out of memory');
    const table = `t${++count}`;
    held.set(table, select);
    return { product: table, byteCount: bytesOf(select), letGo: async () => void held.delete(table) };
  }, 500);
  return { held, tables, made: () => count };
}

const preparation = (name: string, ...expressions: string[]): Preparation => ({
  name,
  expressions: new Map(expressions.map((sql) => [sql, sql.startsWith('k.') ? 'JOIN k' : ''])),
  selectsSql: (columns, joins) => [
    `SELECT ${[...columns].map(([sql, column]) => `${sql} AS ${column}`).join(', ')} FROM ${[name, ...joins].join(' ')}`,
  ],
});

describe('rows that are prepared for the questions of any filter', () => {
  it('are made once, for those too who ask meanwhile', async () => {
    const { tables, made } = heldTables();
    const ask = () => tables.use(preparation('events', 'a', 'k.b'), async (_, columns) => columns.get('k.b'));
    expect(await Promise.all([ask(), ask(), ask()])).toEqual(['c1', 'c1', 'c1']);
    expect(made()).toBe(1);
  });

  it('gain what is asked for besides, and the former ones go with their last user', async () => {
    const { tables, held } = heldTables();
    let letFirstEnd = (): void => undefined;
    const firstMayEnd = new Promise<void>((resolve) => (letFirstEnd = resolve));
    const first = tables.use(preparation('events', 'a'), async (table) => {
      await firstMayEnd;
      return held.get(table);
    });
    const wider = await tables.use(preparation('events', 'k.b'), async (table) => held.get(table));
    expect(wider).toBe('SELECT a AS c0, k.b AS c1 FROM events JOIN k');
    expect(held.size).toBe(2);
    letFirstEnd();
    expect(await first).toBe('SELECT a AS c0 FROM events');
    expect([...held.values()]).toEqual([wider]);
  });

  it('make room for others, the least recently used first, never those in use', async () => {
    const { tables, held } = heldTables(() => 240);
    const nothing = async (): Promise<void> => undefined;
    await tables.use(preparation('used', 'a'), async () => {
      await tables.use(preparation('old', 'a'), nothing);
      await tables.use(preparation('new', 'a'), nothing);
    });
    expect([...held.values()]).toEqual(['SELECT a AS c0 FROM used', 'SELECT a AS c0 FROM new']);
  });

  it('are tried again by the next who asks where they could not be made', async () => {
    const { tables, held } = heldTables();
    const failing = { ...preparation('events', 'a'), selectsSql: () => ['FAILS'] };
    await expect(tables.use(failing, async () => 'drawn')).rejects.toThrow('out of memory');
    expect(await tables.use(preparation('events', 'a'), async () => 'drawn')).toBe('drawn');
    await tables.close();
    expect(held.size).toBe(0);
  });
});
