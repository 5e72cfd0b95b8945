import fc from 'fast-check';
import { uid, plusSeconds, type WallClock } from '../../../support/builders/index.js';

export type MachineKind = 'ct' | 'fluoroscopy' | 'radiography' | 'mammography';

/** One exposure that took place: what every object of it has to state. */
export interface TrueExposure {
  readonly uid: string;
  readonly startedAt: WallClock;
  /**
   * The dose in steps: of DLP 0.01 mGy·cm, of kerma-area product 0.001 Gy·cm², of average glandular dose 0.01 mGy. All
   * else that is measured follows from it.
   */
  readonly dose: number;
  readonly kvp_kv: number;
  readonly exposure_mas: number;
  readonly protocol: string;
  /** CT: a localizer or a spiral; fluoroscopy: fluoroscopy or an acquisition; else an acquisition. */
  readonly isLight: boolean;
  /** A mammogram that is the sweep of a tomosynthesis. */
  readonly isSweep: boolean;
  readonly phantom: 'head_16cm' | 'body_32cm';
  readonly plane: 'A' | 'B' | 'single';
  readonly side: 'left' | 'right';
  /** One of two views: cranio-caudal or oblique of a breast, else postero-anterior or antero-posterior. */
  readonly view: 'first' | 'second';
}

/** One machine in a study, with what it did there in order of time. */
export interface TrueMachine {
  readonly kind: MachineKind;
  readonly number: number;
  readonly exposures: readonly TrueExposure[];
}

/** What took place under one StudyInstanceUID. */
export interface TrueStudy {
  readonly seed: string;
  readonly startedAt: WallClock;
  readonly machines: readonly TrueMachine[];
}

/** An exposure as drawn; few choices of each, so that exposures are often alike in all but one. */
interface Draw {
  readonly gap_s: number;
  readonly dose: number;
  readonly technique: number;
  readonly isLight: boolean;
  readonly isSecond: boolean;
  readonly isOtherView: boolean;
  readonly sharesUid: boolean;
}

const drawnExposure: fc.Arbitrary<Draw> = fc.record({
  gap_s: fc.constantFrom(45, 0, 0.4, 1, 4, 7, 2400, 86_400),
  dose: fc.oneof(fc.constantFrom(500, 500, 501, 20, 1), fc.integer({ min: 1, max: 99_999 })),
  technique: fc.constantFrom(0, 0, 1, 2),
  isLight: fc.boolean(),
  isSecond: fc.boolean(),
  isOtherView: fc.boolean(),
  sharesUid: fc.boolean(),
});

const drawnMachine = fc.record({
  kind: fc.constantFrom<MachineKind>('ct', 'fluoroscopy', 'radiography', 'mammography'),
  isBiplane: fc.boolean(),
  exposures: fc.array(drawnExposure, { minLength: 1, maxLength: 6 }),
});

/** Studies of one or two machines, some of them over midnight; machines may work at the same time. */
export const trueStudy: fc.Arbitrary<TrueStudy> = fc
  .record({
    seed: fc.nat({ max: 1_000_000 }),
    startedAt: fc.constantFrom('20260112101500', '20260331235955'),
    machines: fc.array(drawnMachine, { minLength: 1, maxLength: 2 }),
  })
  .map(({ seed, startedAt, machines }) => ({
    seed: `ledger ${seed}`,
    startedAt,
    machines: machines.map(({ kind, isBiplane, exposures }, at) => ({
      kind,
      number: at + 1,
      exposures: exposuresOf(`ledger ${seed}/${at}`, startedAt, kind, isBiplane, exposures),
    })),
  }));

function exposuresOf(
  seed: string,
  studyStart: WallClock,
  kind: MachineKind,
  isBiplane: boolean,
  draws: readonly Draw[],
): TrueExposure[] {
  let elapsed_s = 0;
  const exposures: TrueExposure[] = [];
  for (const [at, draw] of draws.entries()) {
    elapsed_s += draw.gap_s;
    const plane = isBiplane && kind === 'fluoroscopy' ? (draw.isSecond ? 'B' : 'A') : 'single';
    const isSweep = draw.isLight && kind === 'mammography';
    const before = exposures.at(-1);
    // Biplane systems may give one UID to what both planes did at once.
    const isOneWithBefore = draw.sharesUid && plane === 'B' && before?.plane === 'A' && draw.gap_s === 0;
    exposures.push({
      uid: isOneWithBefore ? before.uid : uid(seed, `exposure/${at}`),
      startedAt: plusSeconds(studyStart, elapsed_s),
      dose: draw.dose,
      kvp_kv: [70, 70, 71][draw.technique]!,
      exposure_mas: [90, 5, 90][draw.technique]! + (isSweep ? 30 : 0),
      protocol: `Protocol ${draw.technique}`,
      isLight: draw.isLight && (kind === 'ct' || kind === 'fluoroscopy'),
      isSweep,
      phantom: draw.isSecond ? 'head_16cm' : 'body_32cm',
      plane,
      side: draw.isSecond ? 'left' : 'right',
      view: draw.isOtherView ? 'second' : 'first',
    });
  }
  return exposures;
}
