import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decimalSum } from '../../../pipeline/assemble/decimal-sum.js';
import { assembleStudy } from '../../../pipeline/assemble/index.js';
import type { StudyDocument } from '../../../pipeline/assemble/study-document.js';
import { document, NO_SETTINGS, onlyStudy } from './documents.js';

type Kind = 'fluoro' | 'acquisition';
interface Exposure {
  readonly kap: number;
  readonly kind: Kind;
}
/** How reports go on: each for itself, each repeating the events before, or only the totals. */
type Way = 'apart' | 'repeating' | 'accumulating';
interface Machine {
  readonly way: Way;
  readonly reports: readonly (readonly Exposure[])[];
}

const CODES = { fluoro: '44491008', acquisition: '113611' } as const;
const exposure: fc.Arbitrary<Exposure> = fc.record({
  kap: fc.integer({ min: 10, max: 3000 }).map((thousandths) => thousandths / 1000),
  kind: fc.constantFrom<Kind>('fluoro', 'acquisition'),
});
const machine: fc.Arbitrary<Machine> = fc.record({
  way: fc.constantFrom<Way>('apart', 'repeating', 'accumulating'),
  reports: fc.array(fc.array(exposure, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
});

const sumOf = (exposures: readonly Exposure[], kind?: Kind): number =>
  decimalSum(exposures.filter((one) => kind === undefined || one.kind === kind).map(({ kap }) => kap));

function reportsOf({ way, reports }: Machine, at: number): StudyDocument[] {
  let listed = 0;
  return reports.map((exposures, number) => {
    const soFar = reports.slice(0, number + 1).flat();
    const first = way === 'repeating' ? 0 : listed;
    listed += exposures.length;
    const accumulated = way === 'apart' ? exposures : soFar;
    return document({
      uid: `1.${at}.${number}`,
      at: `2026-01-02T1${number}:0${at}:00`,
      study: { acquisition_device_type_code: '113957' },
      device: { device_serial_number: `${at}`, station_name: `STATION${at}` },
      projection: soFar.slice(first).map(({ kap, kind }, index) => ({
        irradiation_event_uid: `${at}.${first + index}`,
        kap_gy_cm2: kap,
        event_type_code: CODES[kind],
      })),
      accumulated: [
        {
          part_kind: 'plane',
          part: 'single',
          kap_total_gy_cm2: sumOf(accumulated),
          kap_fluoro_gy_cm2: sumOf(accumulated, 'fluoro'),
          kap_acquisition_gy_cm2: sumOf(accumulated, 'acquisition'),
        },
      ],
    });
  });
}

describe('reports that go on, each machine in its way', () => {
  it('come to the doses of all exposures, each once', () => {
    fc.assert(
      fc.property(fc.array(machine, { minLength: 1, maxLength: 3 }), (machines) => {
        const exposures = machines.flatMap(({ reports }) => reports.flat());
        const study = onlyStudy(assembleStudy(machines.flatMap(reportsOf), NO_SETTINGS));
        expect(study.event_count).toBe(exposures.length);
        for (const [column, kind] of [
          ['kap_total_gy_cm2', undefined],
          ['kap_fluoro_gy_cm2', 'fluoro'],
          ['kap_acquisition_gy_cm2', 'acquisition'],
        ] as const) {
          const all = sumOf(exposures, kind);
          // Reports may leave a hundredth open.
          expect(Math.abs((study[column] ?? 0) - all)).toBeLessThanOrEqual(0.011 * all + 1e-9);
        }
      }),
      { numRuns: 500 },
    );
  });
});
