import fc from 'fast-check';
import { toMillis, type WallClock } from '../../../support/builders/index.js';
import { trueStudy, type TrueExposure, type TrueMachine, type TrueStudy } from './truth.js';

/** What the accumulated dose of a report is of; `zero` and `absent` leave it to the events. */
export type Totals = 'own' | 'so_far' | 'absent' | 'zero';

/** A report as it is sent. */
export interface SentReport {
  /** Names the object: reports of one name have one SOP instance UID. */
  readonly object: string;
  readonly exposures: readonly TrueExposure[];
  /** All exposures of the machine up to this report. */
  readonly soFar: readonly TrueExposure[];
  readonly totals: Totals;
  readonly contentDelay_s: number;
  readonly isEnhanced: boolean;
  /** States a dose that the report after it corrects. */
  readonly isDraft: boolean;
}

/** How the reports of a machine follow each other. */
type Sequence = 'whole' | 'continued' | 'cumulative' | 'overlapping';

/** How the images of a machine are sent. */
export interface SentImages {
  readonly of: 'processing' | 'presentation' | 'both';
  readonly stateUid: boolean;
  /** Whether an image for presentation names the one for processing as its source. */
  readonly areChained: boolean;
  /** What the images for presentation leave out beside those for processing. */
  readonly leftOut: 'nothing' | 'dose' | 'kvp' | 'exposure' | 'fraction';
}

/** What a machine sends of its exposures. */
export interface Sending {
  readonly machine: TrueMachine;
  readonly reports: readonly SentReport[];
  readonly reportsStateUid: boolean;
  readonly images: SentImages | null;
  readonly dialect: number;
}

export interface SentStudy {
  readonly truth: TrueStudy;
  readonly sendings: readonly Sending[];
}

interface Plan {
  readonly sequence: Sequence | 'none';
  readonly cuts: readonly number[];
  readonly totals: readonly Totals[];
  readonly stateUid: boolean;
  readonly keepsSopUid: boolean;
  readonly enhanced: readonly boolean[];
  readonly drafts: readonly boolean[];
  readonly resent: readonly (null | 0 | 7200)[];
  readonly unreported: number;
  readonly images: SentImages | null;
  readonly dialect: number;
}

const three = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(item, { minLength: 3, maxLength: 3 });

const plan: fc.Arbitrary<Plan> = fc.record({
  sequence: fc.constantFrom<Sequence | 'none'>('whole', 'continued', 'cumulative', 'overlapping', 'none'),
  cuts: fc.array(fc.nat({ max: 6 }), { maxLength: 2 }),
  totals: three(fc.constantFrom<Totals>('own', 'own', 'so_far', 'so_far', 'absent', 'zero')),
  stateUid: fc.boolean(),
  keepsSopUid: fc.boolean(),
  enhanced: three(fc.boolean()),
  drafts: three(fc.boolean()),
  resent: three(fc.constantFrom<null | 0 | 7200>(null, null, 0, 7200)),
  unreported: fc.constantFrom(0, 0, 0, 1, 2),
  images: fc.option(
    fc.record<SentImages>({
      of: fc.constantFrom<SentImages['of']>('processing', 'presentation', 'both'),
      stateUid: fc.boolean(),
      areChained: fc.boolean(),
      leftOut: fc.constantFrom<SentImages['leftOut']>('nothing', 'dose', 'kvp', 'exposure', 'fraction'),
    }),
  ),
  dialect: fc.nat({ max: 4 }),
});

/** Studies with all that their machines send of them. */
export const sentStudy: fc.Arbitrary<SentStudy> = fc
  .record({ truth: trueStudy, plans: fc.tuple(plan, plan) })
  .map(({ truth, plans }) => ({
    truth,
    sendings: truth.machines.map((machine, at) => sendingOf(machine, truth.startedAt, plans[at]!)),
  }));

function sendingOf(machine: TrueMachine, studyStart: WallClock, drawn: Plan): Sending {
  const isImaging = machine.kind === 'radiography' || machine.kind === 'mammography';
  const sequence = drawn.sequence === 'none' && !isImaging ? 'whole' : drawn.sequence;
  const images = isImaging ? (drawn.images ?? (sequence === 'none' ? PLAIN_IMAGES : null)) : null;
  // What no image and no report shows did not take place for anyone.
  const left = images === null || sequence === 'none' ? 0 : drawn.unreported;
  const reported = machine.exposures.slice(0, Math.max(1, machine.exposures.length - left));
  const parts = sequence === 'none' ? [] : partsOf(reported, drawn.cuts);
  const stateUid = drawn.stateUid || !areToldByValues(machine.kind, parts, sequence);
  return {
    machine,
    reports:
      sequence === 'none' ? [] : reportsOf(machine, studyStart, parts, sequence, { ...drawn, stateUid }),
    reportsStateUid: stateUid,
    images: images && tellingImages(machine.exposures, images),
    dialect: drawn.dialect,
  };
}

const PLAIN_IMAGES: SentImages = {
  of: 'both',
  stateUid: true,
  areChained: true,
  leftOut: 'nothing',
};

/** The exposures that each report is about, none of them empty. */
function partsOf(exposures: readonly TrueExposure[], cuts: readonly number[]): TrueExposure[][] {
  const places = [
    ...new Set([0, ...cuts.map((cut) => Math.min(cut, exposures.length - 1)), exposures.length]),
  ];
  places.sort((one, other) => one - other);
  return places.slice(1).map((end, at) => exposures.slice(places[at], end));
}

function reportsOf(
  machine: TrueMachine,
  studyStart: WallClock,
  parts: readonly TrueExposure[][],
  sequence: Sequence,
  plan: Plan,
): SentReport[] {
  return parts.flatMap((part, at) => {
    if (sequence === 'whole' && at < parts.length - 1) return [];
    const soFar = parts.slice(0, at + 1).flat();
    const exposures = {
      whole: soFar,
      cumulative: soFar,
      continued: part,
      overlapping: [...(parts[at - 1] ?? []), ...part],
    }[sequence];
    const isReplaced = sequence === 'cumulative' && plan.keepsSopUid;
    const report: SentReport = {
      object: `report ${machine.number}/${isReplaced ? 'all' : at}`,
      exposures,
      soFar,
      // Totals of reports that share events count for nothing but their own report.
      totals: sequence === 'overlapping' && plan.totals[at] === 'so_far' ? 'own' : plan.totals[at]!,
      contentDelay_s: (toMillis(soFar.at(-1)!.startedAt) - toMillis(studyStart)) / 1000 + 60 * (at + 1),
      isEnhanced: false,
      isDraft: false,
    };
    return [report, ...othersOf(report, at, plan)];
  });
}

/** What is sent of a report besides: a twin of another class, a draft with another dose, itself under a new UID. */
function othersOf(report: SentReport, at: number, plan: Plan): SentReport[] {
  const others: SentReport[] = [];
  if (plan.enhanced[at]) others.push({ ...report, object: `${report.object}, enhanced`, isEnhanced: true });
  // Without UIDs an event of another dose is another event.
  if (plan.drafts[at] && plan.stateUid) {
    const contentDelay_s = report.contentDelay_s - 30;
    others.push({ ...report, object: `${report.object}, draft`, contentDelay_s, isDraft: true });
  }
  const delay_s = plan.resent[at] ?? null;
  if (delay_s !== null) {
    const contentDelay_s = report.contentDelay_s + delay_s;
    others.push({ ...report, object: `${report.object}, again`, contentDelay_s });
  }
  return others;
}

/**
 * Whether reports without event UIDs tell the exposures apart. Those that are equal in all that a missing UID is
 * replaced by are counted within one report, so equal ones must not stand in two that do not hold each other's.
 */
function areToldByValues(
  kind: TrueMachine['kind'],
  parts: readonly TrueExposure[][],
  sequence: Sequence | 'none',
): boolean {
  if (sequence === 'none' || sequence === 'whole' || sequence === 'cumulative') return true;
  const values = parts.map((part) => new Set(part.map((exposure) => valuesThatReplaceUid(kind, exposure))));
  return values.every((own, at) =>
    values.slice(at + 1).every((other) => ![...own].some((one) => other.has(one))),
  );
}

function valuesThatReplaceUid(kind: TrueMachine['kind'], exposure: TrueExposure): string {
  const { startedAt, plane, isLight, protocol, dose } = exposure;
  return [kind === 'ct' ? '' : startedAt, plane, isLight, protocol, dose].join('|');
}

/**
 * Images that tell of which exposure they are: by event UID, unless what they state does. Images that are equal in all
 * but a chain merge (blueprint, "Events"); those of pairs without a chain must differ in more than what one leaves out.
 */
function tellingImages(exposures: readonly TrueExposure[], images: SentImages): SentImages {
  const leftOut = images.of === 'both' ? images.leftOut : 'nothing';
  const isByValues = images.of === 'both' && !images.areChained;
  const areAlike = (one: TrueExposure, other: TrueExposure): boolean =>
    isOneMoment(one, other, leftOut) &&
    one.side === other.side &&
    one.view === other.view &&
    (leftOut === 'kvp' || one.kvp_kv === other.kvp_kv) &&
    (leftOut === 'exposure' || one.exposure_mas === other.exposure_mas) &&
    ((isByValues && leftOut === 'dose') || areDosesAlike(one, other));
  const isTold = exposures.every((one, at) =>
    exposures.slice(at + 1).every((other) => !areAlike(one, other)),
  );
  return { ...images, leftOut, stateUid: images.stateUid || !isTold };
}

/** Whether images may state one moment: whole seconds may be a moment without its fraction (row IMP-557). */
function isOneMoment(one: TrueExposure, other: TrueExposure, leftOut: SentImages['leftOut']): boolean {
  const [start, otherStart] = [one.startedAt, other.startedAt];
  const isCoarse =
    leftOut === 'fraction' || start.length === WHOLE_SECONDS || otherStart.length === WHOLE_SECONDS;
  return isCoarse
    ? start.slice(0, WHOLE_SECONDS) === otherStart.slice(0, WHOLE_SECONDS)
    : start === otherStart;
}

const WHOLE_SECONDS = 'YYYYMMDDHHMMSS'.length;

/** Objects may round one dose differently: within 1 % it is one. */
function areDosesAlike(one: TrueExposure, other: TrueExposure): boolean {
  return Math.abs(one.dose - other.dose) <= 0.0101 * Math.max(one.dose, other.dose);
}
