import { describe, expect, it } from 'vitest';
import { QueryQueue } from '../../../reports/api/query-queue.js';

/** Work that ends when it is told to. */
function held(): { readonly work: () => Promise<void>; readonly end: () => void } {
  let end: () => void = () => undefined;
  const done = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { work: () => done, end: () => end() };
}

describe('the queue of queries', () => {
  it('runs a few at once, then lists before charts', async () => {
    const queue = new QueryQueue({ concurrent: 1, waiting: 10 });
    const order: string[] = [];
    const first = held();
    const running = queue.run('chart', undefined, first.work);
    const chart = queue.run('chart', undefined, async () => void order.push('chart'));
    const list = queue.run('list', undefined, async () => void order.push('list'));
    expect(order).toEqual([]);
    first.end();
    await Promise.all([running, chart, list]);
    expect(order).toEqual(['list', 'chart']);
  });

  it('refuses what does not fit, and forgets those who have gone', async () => {
    const queue = new QueryQueue({ concurrent: 1, waiting: 1 });
    const first = held();
    const running = queue.run('list', undefined, first.work);
    const gone = new AbortController();
    let ran = false;
    const waiting = queue.run('list', gone.signal, async () => void (ran = true));
    await expect(queue.run('list', undefined, async () => undefined)).rejects.toMatchObject({ status: 503 });
    gone.abort(new Error('gone'));
    await expect(waiting).rejects.toThrow('gone');
    const next = queue.run('chart', undefined, async () => 'ran');
    first.end();
    await running;
    expect(await next).toBe('ran');
    expect(ran).toBe(false);
  });

  it('gives its place back when the work fails', async () => {
    const queue = new QueryQueue({ concurrent: 1, waiting: 1 });
    await expect(queue.run('list', undefined, async () => Promise.reject(new Error('no')))).rejects.toThrow(
      'no',
    );
    expect(await queue.run('list', undefined, async () => 1)).toBe(1);
  });
});
