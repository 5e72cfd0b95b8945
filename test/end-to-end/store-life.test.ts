import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../support/study-scenarios.js';
import { STEP_KINDS, StoreLife, type Step } from './store-life/life.js';

const RUNS = Number(process.env['DOSE_PROPERTY_RUNS'] ?? 1);
const SEED = Number(process.env['DOSE_SEED'] ?? 1);
const MOST_STEPS = Number(process.env['DOSE_STEPS'] ?? 30);

const number = fc.nat(1000);
const step: fc.Arbitrary<Step> = fc.record({
  kind: fc.oneof(
    fc.constantFrom<Step['kind']>('put', 'ingest'),
    fc.constantFrom<Step['kind']>('delete', 'restore', 'decideHeld'),
    { weight: 2, arbitrary: fc.constantFrom(...STEP_KINDS) },
  ),
  a: number,
  b: number,
  killedAt: fc.oneof(
    { weight: 5, arbitrary: fc.constant(0) },
    { weight: 1, arbitrary: fc.integer({ min: 1, max: 12 }) },
  ),
});
/**
 * Without those of which two studies state an event: once one of these is deleted, the other goes on where it was there
 * before, and is held for a copy of the deleted one where it comes after.
 */
const ALONE = SCENARIOS.filter(({ name }) => name !== 'an event that two studies state');
const life = fc.record({
  scenarios: fc.shuffledSubarray([...ALONE.keys()], { minLength: 2, maxLength: 6 }),
  steps: fc.array(step, { minLength: Math.floor(MOST_STEPS / 2), maxLength: MOST_STEPS, size: 'max' }),
});

describe('a store to which much is done', () => {
  it('shows what one would that was told everything at once', { timeout: 24 * 3_600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(life, async ({ scenarios, steps }) => {
        const folder = mkdtempSync(join(tmpdir(), 'dose-life-'));
        try {
          const store = new StoreLife(
            folder,
            scenarios.map((at) => ALONE[at]!),
          );
          for (const one of steps) await store.take(one);
          const [shown, expected] = await store.shownAndExpected();
          expect(shown, store.told.join('\n')).toEqual(expected);
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      }),
      { numRuns: RUNS, seed: SEED, endOnFailure: true },
    );
  });
});
