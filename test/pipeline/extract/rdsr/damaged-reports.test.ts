import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readPart10 } from '../../../../pipeline/dicom/part10.js';
import { isRefusal } from '../../../../pipeline/extract/extraction.js';
import { extractObject } from '../../../../pipeline/extract/registry.js';
import {
  CONCEPT,
  ctReport,
  fluoroscopyReport,
  mammographyReport,
  num,
  UNIT,
} from '../../../support/builders/index.js';
import { bareReport, dcm, eventOf, extracted } from './projection-report.js';

const REPORTS = [
  fluoroscopyReport({ events: 2, biplane: true }),
  mammographyReport({ events: 2 }),
  ctReport({ events: 2 }),
].map((bytes) => Buffer.from(bytes));

/** Overwrites some bytes behind the meta group. */
function damaged(report: Buffer, places: readonly (readonly [at: number, byte: number])[]): Buffer {
  const copy = Buffer.from(report);
  for (const [at, byte] of places) copy[400 + (at % (copy.length - 400))] = byte;
  return copy;
}

describe('a damaged dose report', () => {
  it('is read, refused or unreadable, and never throws', () => {
    const place = fc.tuple(fc.nat(60_000), fc.nat(255));
    fc.assert(
      fc.property(
        fc.constantFrom(...REPORTS),
        fc.array(place, { minLength: 1, maxLength: 12 }),
        (report, places) => {
          const read = readPart10(damaged(report, places));
          if (!read.ok) return;
          const result = extractObject(read.dataSet);
          if (isRefusal(result)) return;
          for (const row of [...result.projectionEvents, ...result.ctEvents, ...result.accumulatedDoses]) {
            for (const value of Object.values(row)) {
              if (typeof value === 'number') expect(Number.isFinite(value)).toBe(true);
              expect(value).not.toBe('');
              expect(value).not.toBeUndefined();
            }
          }
        },
      ),
      { numRuns: 400 },
    );
  });

  it('gives no dose, voltage or time below 0, and says so; angles may be', () => {
    const angle = num(dcm('112011', 'Positioner Primary Angle'), -12, UNIT.deg);
    const items = [
      num(dcm('122130', 'Dose Area Product'), -0.001, UNIT.gy_m2),
      num(CONCEPT.kvp, -80, UNIT.kv),
      angle,
    ];
    const { projectionEvents, findings } = extracted(bareReport([eventOf(...items)]));
    expect(projectionEvents[0]).toMatchObject({ kap_gy_cm2: null, kvp_kv: null, primary_angle_deg: -12 });
    expect(findings.filter(({ code }) => code === 'value_impossible')).toHaveLength(2);
  });

  it('gives only finite numbers, whatever is written as one', () => {
    const concepts = [
      dcm('122130', 'Dose Area Product'),
      dcm('113793', 'Pulse Width'),
      dcm('113768', 'Number of Pulses'),
      CONCEPT.kvp,
      CONCEPT.tubeCurrent,
    ];
    const units = [UNIT.gy_m2, UNIT.ms, UNIT.one, UNIT.kv, UNIT.ma];
    const written = fc.oneof(
      fc.constantFrom('', 'NaN', 'inf', '1e400', '-1', '0', '1,5', '1\\2\\x', '1/2', '  7 ', '9'.repeat(40)),
      fc.double({ noNaN: true }).map(String),
    );
    fc.assert(
      fc.property(fc.array(written, { minLength: 5, maxLength: 5 }), (texts) => {
        const items = concepts.map((concept, at) => num(concept, texts[at]!, units[at]!));
        const event = extracted(bareReport([eventOf(...items)])).projectionEvents[0]!;
        const numbers = Object.values(event)
          .flat()
          .filter((value) => typeof value === 'number');
        expect(numbers.every(Number.isFinite)).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
