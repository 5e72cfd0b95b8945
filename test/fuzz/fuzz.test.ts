import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { hasCorpus } from '../support/corpus.js';
import { fuzzInput } from './inputs.js';
import { judge } from './judge.js';
import { traced } from './numbers.js';
import { Oracle } from './oracle.js';
import { sources } from './sources.js';

const SEED = 3;
const INPUTS = 300;

const scratch = mkdtempSync(join(tmpdir(), 'dose-fuzz-'));
afterAll(() => rmSync(scratch, { recursive: true }));
const path = join(scratch, 'input.dcm');
const all = sources();
const oracle = new Oracle(all);

describe('damaged objects (a few of those of `npm run test:fuzz`)', () => {
  it('have undamaged sources about which nothing is wrong', () => {
    const complaints = all.flatMap((source) =>
      judge({ source, mutations: [], bytes: source.bytes }, path, oracle).complaints.map((one) => [
        source.name,
        one,
      ]),
    );
    expect(complaints).toEqual([]);
    expect(all.length).toBeGreaterThan(30);
    // Half of the numbers stand in real objects.
    expect(oracle.judged).toBeGreaterThan(hasCorpus ? 2000 : 1000);
  });

  it(
    'are refused with a reason, or taken with numbers that stand in their bytes',
    { timeout: 240_000 },
    () => {
      const outcomes = new Map<string, number>();
      for (let index = 0; index < INPUTS; index++) {
        const input = fuzzInput(SEED, index, all);
        const { outcome, complaints } = judge(input, path, oracle);
        expect({ index, source: input.source.name, mutations: input.mutations, complaints }).toMatchObject({
          complaints: [],
        });
        outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      }
      expect(outcomes.get('imported')).toBeGreaterThan(30);
      expect(outcomes.get('quarantined truncated')).toBeGreaterThan(30);
    },
  );

  it('are told apart by the oracle: a number from another place is seen', () => {
    const source = all.find(({ name }) => name.includes('ct-report'))!;
    const other = Buffer.from(source.bytes);
    const dose = source.places.find(({ tag, length }) => tag === 'x0040a30a' && length > 2)!;
    other.write('9', dose.value, 'latin1');
    const verdict = judge({ source, mutations: [], bytes: source.bytes }, path, oracle);
    expect(verdict).toEqual({ outcome: 'imported', complaints: [] });
    expect(oracle.complaints(other, traced(source.bytes)!)).not.toEqual([]);
  });
});
