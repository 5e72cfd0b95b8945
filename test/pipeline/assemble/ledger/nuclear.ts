import fc from 'fast-check';
import type { NmAdministration, Study } from '../../../../warehouse/tables/index.js';
import {
  nuclearMedicineImage,
  petImage,
  plusSeconds,
  RADIOPHARMACEUTICAL,
  radiopharmaceuticalReport,
  toMillis,
  uid,
  type Radiopharmaceutical,
  type WallClock,
} from '../../../support/builders/index.js';

/** One administration that took place. */
interface TrueAdministration {
  readonly uid: string;
  readonly agent: Radiopharmaceutical;
  readonly activity_mbq: number;
  readonly startedAt: WallClock;
}

/** A nuclear medicine study with what was sent of it: reports, and images of each administration. */
export interface SentNuclearStudy {
  readonly seed: string;
  readonly administrations: readonly TrueAdministration[];
  readonly reports: readonly (readonly TrueAdministration[])[];
  readonly statesUid: boolean;
  readonly imagesOfEach: number;
  /** Images state the time of day of the start alone. */
  readonly statesTimeOnly: boolean;
  readonly snomedCt: boolean;
}

const STUDY_START = '20260112101500';
const AGENTS = [RADIOPHARMACEUTICAL.fdg, RADIOPHARMACEUTICAL.mdp, RADIOPHARMACEUTICAL.iodide];

const drawnAdministrations = fc.array(
  fc.record({
    agent: fc.constantFrom(...AGENTS),
    activity_mbq: fc.constantFrom(100, 100, 101, 103, 290.5),
    gap_s: fc.constantFrom(0, 60, 240, 400, 1900),
  }),
  { minLength: 1, maxLength: 4 },
);

/** How reports follow each other: none, the last alone, each with its own administrations, or with all so far. */
type Sequence = 'none' | 'whole' | 'continued' | 'cumulative';

export const sentNuclearStudy: fc.Arbitrary<SentNuclearStudy> = fc
  .record({
    seed: fc.nat({ max: 1_000_000 }),
    drawn: drawnAdministrations,
    sequence: fc.constantFrom<Sequence>('none', 'whole', 'continued', 'cumulative'),
    cut: fc.nat({ max: 4 }),
    statesUid: fc.boolean(),
    imagesOfEach: fc.nat({ max: 2 }),
    statesTimeOnly: fc.boolean(),
    snomedCt: fc.boolean(),
  })
  .map(({ seed, drawn, sequence, cut, statesUid, ...sent }) => {
    const name = `nuclear ledger ${seed}`;
    const all = administrationsOf(name, drawn);
    const administrations = sequence === 'none' ? toldApart(all) : all;
    const at = Math.min(Math.max(cut, 1), administrations.length);
    const [first, rest] = [administrations.slice(0, at), administrations.slice(at)];
    const reports = {
      none: [],
      whole: [administrations],
      continued: [first, rest],
      cumulative: [first, administrations],
    }[sequence].filter((report) => report.length > 0);
    return {
      ...sent,
      seed: name,
      administrations,
      reports,
      // Equal ones in two reports are one where they state no UID.
      statesUid: statesUid || sequence === 'continued',
      imagesOfEach: sequence === 'none' ? Math.max(1, sent.imagesOfEach) : sent.imagesOfEach,
    };
  });

function administrationsOf(
  seed: string,
  drawn: readonly { agent: Radiopharmaceutical; activity_mbq: number; gap_s: number }[],
): TrueAdministration[] {
  let elapsed_s = -7000;
  return drawn.map(({ agent, activity_mbq, gap_s }, at) => {
    elapsed_s += gap_s;
    const startedAt = plusSeconds(STUDY_START, elapsed_s);
    return { uid: uid(seed, `administration/${at}`), agent, activity_mbq, startedAt };
  });
}

/** Images tell administrations apart that are of other nuclides, more than 2 % or more than 5 minutes apart. */
function toldApart(administrations: readonly TrueAdministration[]): TrueAdministration[] {
  const told: TrueAdministration[] = [];
  for (const one of administrations) {
    const isLikeAnother = told.some(
      (other) =>
        other.agent === one.agent &&
        Math.abs(other.activity_mbq - one.activity_mbq) <=
          0.02 * Math.max(other.activity_mbq, one.activity_mbq) &&
        toMillis(one.startedAt) - toMillis(other.startedAt) <= 300_000,
    );
    if (!isLikeAnother) told.push(one);
  }
  return told;
}

/** The bytes of everything that is sent. */
export function nuclearObjects(study: SentNuclearStudy): Uint8Array[] {
  const { seed, snomedCt, statesUid, administrations, imagesOfEach } = study;
  const parts = { seed, startedAt: STUDY_START, snomedCt };
  const said = ({ agent, activity_mbq, startedAt }: TrueAdministration) => ({
    radiopharmaceutical: agent,
    activity_mbq,
    startedAt,
    stoppedAt: null,
  });
  const reports = study.reports.map((own, at) =>
    radiopharmaceuticalReport({
      ...parts,
      object: `report ${at}`,
      contentDelay_s: 600 * (at + 1),
      administrations: own.map((one) => ({ ...said(one), uid: statesUid ? one.uid : null })),
    }),
  );
  const images = administrations.flatMap((one, at) =>
    Array.from({ length: imagesOfEach }, (_, image) =>
      (one.agent === RADIOPHARMACEUTICAL.fdg ? petImage : nuclearMedicineImage)({
        ...parts,
        object: `image ${at}/${image}`,
        administration: said(one),
        isotope: study.statesTimeOnly ? { RadiopharmaceuticalStartDateTime: null } : {},
      }),
    ),
  );
  return [...reports, ...images];
}

/** What the ledger says: the number of administrations, the activity where it is of one nuclide, and each of them. */
export function expectedAdministrations({ administrations }: SentNuclearStudy): unknown {
  const agents = new Set(administrations.map(({ agent }) => agent.radionuclide.value));
  const activity_mbq = administrations.reduce((sum, one) => sum + one.activity_mbq, 0);
  return {
    administration_count: administrations.length,
    administered_activity_mbq: agents.size === 1 ? activity_mbq : null,
    administrations: administrations
      .map(({ agent, activity_mbq, startedAt }) =>
        [/\d+/.exec(agent.radionuclide.meaning)![0], activity_mbq, startedAt].join(' '),
      )
      .sort(),
  };
}

/** The same of the tables. */
export function foundAdministrations(study: Study, rows: readonly NmAdministration[]): unknown {
  return {
    administration_count: study.administration_count,
    administered_activity_mbq: study.administered_activity_mbq,
    administrations: rows
      .filter(({ counted }) => counted)
      .map(({ radionuclide, administered_activity_mbq, started_at_local }) =>
        [
          /\d+/.exec(radionuclide ?? '')?.[0],
          administered_activity_mbq,
          started_at_local?.replace(/[-:T]/g, ''),
        ].join(' '),
      )
      .sort(),
  };
}
