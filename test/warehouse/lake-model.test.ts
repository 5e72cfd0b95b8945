import fc from 'fast-check';
import { describe, it } from 'vitest';
import { temporaryFolder } from './lake-support.js';
import { ModelledLake, STEP_KINDS, type Step } from './modelled-lake.js';

const RUNS = { numRuns: Number(process.env['DOSE_PROPERTY_RUNS'] ?? 3), endOnFailure: true };
/** So that one that never ends fails. */
const LONGEST_RUN_MS = 300_000;

/** Most often what nights bring. */
const kinds = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...STEP_KINDS.slice(0, 6)) },
  { weight: 2, arbitrary: fc.constantFrom(...STEP_KINDS) },
);
const number = fc.integer({ min: 0, max: 1000 });
const faultAt = fc.oneof(
  { weight: 5, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 12 }) },
);
const steps = fc.array(fc.record({ kind: kinds, a: number, b: number, faultAt }), {
  minLength: 6,
  maxLength: 16,
  size: 'max',
});

/** Steps after which the whole store is another one. */
const TURNS_ALL: readonly Step['kind'][] = ['erase', 'rebuild', 'restore'];

async function expectLikeItsModel(modelled: ModelledLake, taken: readonly Step[]): Promise<void> {
  for (const [turn, step] of taken.entries()) {
    await modelled.take(step);
    if (turn % 3 === 2 || TURNS_ALL.includes(step.kind)) await modelled.check(turn * 7 + step.a);
  }
  await modelled.checkAll();
}

describe('a lake beside a model of plain maps', () => {
  it('shows the same after any steps in any order', { timeout: 24 * 3_600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (taken) => {
        const { folder, remove } = await temporaryFolder();
        const modelled = new ModelledLake(folder);
        try {
          await modelled.open();
          await expectLikeItsModel(modelled, taken);
        } finally {
          await modelled.close();
          await remove();
        }
      }),
      { ...RUNS, timeout: LONGEST_RUN_MS },
    );
  });
});
