import fc from 'fast-check';
import { toMillis, type WallClock } from '../../../support/builders/index.js';
import { areToldByValues, tellingImages } from './told-apart.js';
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

/**
 * How the reports of a machine follow each other: the last alone; each with its own events; each with all so far; each
 * with those of the one before too; with totals of all so far and no events; or one for each plane.
 */
type Sequence = 'whole' | 'continued' | 'cumulative' | 'overlapping' | 'totals_only' | 'by_plane';

/** How the images of a machine are sent. */
export interface SentImages {
  readonly of: 'processing' | 'presentation' | 'both';
  readonly uidIn: 'all' | 'processing' | 'none';
  /** Whether an image for presentation names the one for processing as its source. */
  readonly areChained: boolean;
  /** What the images for presentation leave out beside those for processing. */
  readonly leftOut: 'nothing' | 'dose' | 'kvp' | 'exposure' | 'fraction';
  /** Whether there are two images for presentation of each exposure. */
  readonly isShownAgain: boolean;
  /** What states their time, the first that radiographs state (row IMP-368). */
  readonly timeOf: 'acquisition' | 'content' | 'study';
  /** What the images say of their machine. */
  readonly machine: 'all' | 'other_software' | 'no_serial' | 'no_station' | 'make_only';
  /** Seconds that the clock of the images is ahead of that of the reports. */
  readonly ahead_s: 0 | 3;
}

/** How a machine writes its reports. */
export interface Habits {
  readonly dialect: number;
  readonly statesUid: boolean;
  readonly statesStart: boolean;
  /** Whether events state DLP or kerma-area product, or the accumulated dose alone does. */
  readonly statesDose: boolean;
  /** DLP totals for each phantom instead of one over all. */
  readonly totalsPerPhantom: boolean;
}

/** What a machine sends of its exposures. */
export interface Sending {
  readonly machine: TrueMachine;
  readonly reports: readonly SentReport[];
  readonly habits: Habits;
  readonly images: SentImages | null;
  /** The exposures on each dose page of a CT scanner. */
  readonly captures: readonly (readonly TrueExposure[])[];
}

export interface SentStudy {
  readonly truth: TrueStudy;
  readonly sendings: readonly Sending[];
}

interface Plan {
  readonly sequence: Sequence | 'none';
  readonly cuts: readonly number[];
  readonly totals: readonly Totals[];
  readonly keepsSopUid: boolean;
  readonly enhanced: readonly boolean[];
  readonly drafts: readonly boolean[];
  readonly resent: readonly (null | 0 | 7200)[];
  readonly unreported: number;
  readonly habits: Habits;
  readonly images: SentImages | null;
  readonly makesCaptures: boolean;
}

const three = <T>(item: fc.Arbitrary<T>): fc.Arbitrary<T[]> => fc.array(item, { minLength: 3, maxLength: 3 });
const SEQUENCES = [
  'whole',
  'continued',
  'cumulative',
  'overlapping',
  'none',
  'totals_only',
  'by_plane',
] as const;

const plan: fc.Arbitrary<Plan> = fc.record({
  sequence: fc.constantFrom(...SEQUENCES),
  cuts: fc.array(fc.nat({ max: 6 }), { maxLength: 2 }),
  totals: three(fc.constantFrom<Totals>('own', 'own', 'so_far', 'so_far', 'absent', 'zero')),
  keepsSopUid: fc.boolean(),
  enhanced: three(fc.boolean()),
  drafts: three(fc.boolean()),
  resent: three(fc.constantFrom<null | 0 | 7200>(null, null, 0, 7200)),
  unreported: fc.constantFrom(0, 0, 0, 1, 2),
  makesCaptures: fc.constantFrom(false, false, true),
  habits: fc.record<Habits>({
    dialect: fc.nat({ max: 4 }),
    statesUid: fc.boolean(),
    statesStart: fc.constantFrom(true, true, false),
    statesDose: fc.constantFrom(true, true, true, false),
    totalsPerPhantom: fc.boolean(),
  }),
  images: fc.option(
    fc.record<SentImages>({
      of: fc.constantFrom<SentImages['of']>('both', 'processing', 'presentation'),
      uidIn: fc.constantFrom<SentImages['uidIn']>('all', 'processing', 'none'),
      areChained: fc.boolean(),
      leftOut: fc.constantFrom<SentImages['leftOut']>('nothing', 'dose', 'kvp', 'exposure', 'fraction'),
      isShownAgain: fc.boolean(),
      timeOf: fc.constantFrom<SentImages['timeOf']>('acquisition', 'acquisition', 'content', 'study'),
      machine: fc.constantFrom<SentImages['machine']>(
        'all',
        'other_software',
        'no_serial',
        'no_station',
        'make_only',
      ),
      ahead_s: fc.constantFrom<0 | 3>(0, 3),
    }),
  ),
});

const PLAIN_IMAGES: SentImages = {
  of: 'both',
  uidIn: 'all',
  areChained: true,
  leftOut: 'nothing',
  isShownAgain: false,
  timeOf: 'acquisition',
  machine: 'all',
  ahead_s: 0,
};

/** Studies with all that their machines send of them. */
export const sentStudy: fc.Arbitrary<SentStudy> = fc
  .record({ truth: trueStudy, plans: fc.tuple(plan, plan) })
  .map(({ truth, plans }) => ({
    truth,
    sendings: truth.machines.map((_, at) => sendingOf(truth, at, plans[at]!)),
  }));

function sendingOf({ machines, startedAt }: TrueStudy, at: number, drawn: Plan): Sending {
  const machine = machines[at]!;
  const isImaging = machine.kind === 'radiography' || machine.kind === 'mammography';
  const isCapturing = machine.kind === 'ct' && drawn.makesCaptures;
  const isSilent = drawn.sequence === 'none' && !isImaging && !isCapturing;
  const sequence = isSilent ? 'whole' : drawn.sequence;
  const images = isImaging ? (drawn.images ?? (sequence === 'none' ? PLAIN_IMAGES : null)) : null;
  // What no image and no report shows is known to nobody.
  const left = images === null || sequence === 'none' ? 0 : drawn.unreported;
  const reported = machine.exposures.slice(0, Math.max(1, machine.exposures.length - left));
  const parts = sequence === 'by_plane' ? planesOf(reported) : partsOf(reported, drawn.cuts);
  const habits = tellingHabits(drawn.habits, machine, sequence, parts);
  return {
    machine,
    reports: sequence === 'none' ? [] : reportsOf(machine, startedAt, parts, sequence, { ...drawn, habits }),
    habits,
    captures: isCapturing ? parts.map((_, last) => parts.slice(0, last + 1).flat()) : [],
    images: images && {
      ...tellingImages(machine.exposures, { ...images, ...statedTime(machine, images) }),
      // Only where the study knows no other machine of the model are images without its number of this one.
      machine: images.machine === 'make_only' && machines.length > 1 ? 'all' : images.machine,
      ahead_s: sequence === 'none' || !habits.statesStart ? 0 : images.ahead_s,
    },
  };
}

function tellingHabits(
  habits: Habits,
  machine: TrueMachine,
  sequence: Sequence | 'none',
  parts: readonly TrueExposure[][],
): Habits {
  const isApart = sequence === 'continued' || sequence === 'overlapping';
  const isTold = !isApart || areToldByValues(machine.kind, parts, habits.statesStart);
  // Of reports that overlap the sum of the events holds; images would fill doses in.
  const mustStateDose = sequence === 'overlapping' || !['ct', 'fluoroscopy'].includes(machine.kind);
  return {
    ...habits,
    statesUid: habits.statesUid || !isTold,
    statesDose: habits.statesDose || mustStateDose,
  };
}

/** Mammograms have no time but that of their acquisition (row IMP-305). */
function statedTime({ kind }: TrueMachine, { timeOf }: SentImages): Pick<SentImages, 'timeOf'> {
  return { timeOf: kind === 'radiography' ? timeOf : 'acquisition' };
}

function planesOf(exposures: readonly TrueExposure[]): TrueExposure[][] {
  const planes = [...new Set(exposures.map(({ plane }) => plane))].sort();
  return planes.map((own) => exposures.filter(({ plane }) => plane === own));
}

/** The exposures that each report is about, none of them empty. */
function partsOf(exposures: readonly TrueExposure[], cuts: readonly number[]): TrueExposure[][] {
  const last = exposures.length - 1;
  const places = [...new Set([0, ...cuts.map((cut) => Math.min(cut, last)), exposures.length])];
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
    const soFar = sequence === 'by_plane' ? part : parts.slice(0, at + 1).flat();
    const exposures = {
      whole: soFar,
      cumulative: soFar,
      continued: part,
      overlapping: [...(parts[at - 1] ?? []), ...part],
      totals_only: [],
      by_plane: part,
    }[sequence];
    const isReplaced = sequence === 'cumulative' && plan.keepsSopUid;
    const report: SentReport = {
      object: `report ${machine.number}/${isReplaced ? 'all' : at}`,
      exposures,
      soFar,
      totals: totalsOf(sequence, plan, at),
      contentDelay_s: (toMillis(soFar.at(-1)!.startedAt) - toMillis(studyStart)) / 1000 + 60 * (at + 1),
      isEnhanced: false,
      isDraft: false,
    };
    return [report, ...othersOf(report, at, plan, sequence === 'totals_only' && at < parts.length - 1)];
  });
}

/**
 * A report without events is taken for what was accumulated up to its content time; one whose events do not state the
 * quantity for a report of its own (blueprint, "Totals").
 */
function totalsOf(sequence: Sequence, { habits, totals }: Plan, at: number): Totals {
  if (sequence === 'totals_only') return 'so_far';
  return habits.statesDose ? totals[at]! : 'own';
}

/** What is sent of a report besides: a twin of another class, a draft with another dose, itself under a new UID. */
function othersOf(report: SentReport, at: number, plan: Plan, isOutdated: boolean): SentReport[] {
  const { object, contentDelay_s } = report;
  const others: SentReport[] = [];
  if (plan.enhanced[at]) others.push({ ...report, object: `${object}, enhanced`, isEnhanced: true });
  // Without UIDs an event of another dose is another event.
  if (plan.drafts[at] && plan.habits.statesUid) {
    others.push({
      ...report,
      object: `${object}, draft`,
      contentDelay_s: contentDelay_s - 30,
      isDraft: true,
    });
  }
  // Of reports without events the latest holds.
  const delay_s = isOutdated ? null : (plan.resent[at] ?? null);
  if (delay_s !== null) {
    others.push({ ...report, object: `${object}, again`, contentDelay_s: contentDelay_s + delay_s });
  }
  return others;
}
