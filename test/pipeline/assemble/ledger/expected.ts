import { agdOf, ctdiVolOf, dlpOf, doseRpOf, durationOf, kapOf, sumOf } from './doses.js';
import type { Sending, SentStudy } from './sending.js';
import type { MachineKind, TrueExposure } from './truth.js';

/** One study of a modality: counts and totals by column, and each counted event in one line. */
export interface LedgerPage {
  readonly modality: string;
  readonly totals: Readonly<Record<string, number>>;
  readonly events: readonly string[];
  /** Whether the objects state when the exposures were. */
  readonly statesStarts: boolean;
}

/** What is compared of an event; null where no object states it. */
export interface EventLine {
  readonly uid: string | null;
  readonly at: string | null;
  readonly plane: string | null;
  readonly phantom: string | null;
  readonly protocol: string | null;
  readonly side: string | null;
  readonly view: string | null;
  readonly isLight: boolean;
  readonly kvp_kv: number | null;
  readonly exposure_mas: number | null;
  /** CTDIvol and DLP, or kerma-area product, dose at the reference point and average glandular dose. */
  readonly doses: readonly (number | null)[];
}

const MODALITY: Readonly<Record<MachineKind, string>> = {
  ct: 'CT',
  fluoroscopy: 'RF',
  radiography: 'DX',
  mammography: 'MG',
};

/** What the ledger says of a study: one page for each modality. */
export function expectedPages({ sendings }: SentStudy): LedgerPage[] {
  const modalities = [...new Set(sendings.map(({ machine }) => MODALITY[machine.kind]))].sort();
  return modalities.map((modality) => {
    const own = sendings.filter(({ machine }) => MODALITY[machine.kind] === modality);
    const counted = own.flatMap(countedExposures);
    return {
      modality,
      totals: {
        ...expectedCounts(modality, counted),
        ...expectedTotals(modality, own.flatMap(totalledExposures), own.every(tellsPhantoms)),
      },
      events: own.flatMap((sending) => expectedEvents(sending, own.every(statesStarts))).sort(),
      statesStarts: own.every(statesStarts),
    };
  });
}

/** Where a machine reports, what its reports hold counts; else what its images show. */
function countedExposures({ machine, reports }: Sending): readonly TrueExposure[] {
  if (reports.length === 0) return machine.exposures;
  return [...new Set(reports.flatMap(({ exposures }) => exposures))];
}

/** What the totals are of: reports may accumulate what they do not list. */
function totalledExposures({ machine, reports }: Sending): readonly TrueExposure[] {
  return reports.length > 0 ? [...new Set(reports.flatMap(({ soFar }) => soFar))] : machine.exposures;
}

/** Whether the dose in each phantom is stated at all. */
function tellsPhantoms({ reports, habits }: Sending): boolean {
  const areListed = reports.every(({ exposures }) => exposures.length > 0);
  return reports.length === 0 || habits.totalsPerPhantom || (habits.statesDose && areListed);
}

/** Content and study of an image are at other times than its exposure. */
function statesStarts({ reports, habits, images }: Sending): boolean {
  const isReported = reports.length > 0 && habits.statesStart;
  return isReported || images === null || images.timeOf === 'acquisition';
}

function expectedEvents(sending: Sending, comparesStart: boolean): string[] {
  const { machine, reports, habits, images } = sending;
  const isReported = reports.length > 0;
  const imagesStateUid = images !== null && images.uidIn !== 'none';
  const statesUid = isReported ? habits.statesUid : imagesStateUid;
  // A report that states no start has it of the images that join it.
  const statesStart = !isReported || habits.statesStart || (habits.statesUid && imagesStateUid);
  return countedExposures(sending).map((exposure) =>
    JSON.stringify({
      ...(machine.kind === 'ct'
        ? ctLine(exposure, !isReported || habits.statesDose)
        : projectionLine(exposure, sending)),
      uid: statesUid ? exposure.uid : null,
      at: comparesStart && statesStart && machine.kind !== 'ct' ? wholeSeconds(exposure.startedAt) : null,
    }),
  );
}

const NOTHING: EventLine = {
  uid: null,
  at: null,
  plane: null,
  phantom: null,
  protocol: null,
  side: null,
  view: null,
  isLight: false,
  kvp_kv: null,
  exposure_mas: null,
  doses: [],
};

function ctLine(exposure: TrueExposure, statesDose: boolean): EventLine {
  const { phantom, protocol, isLight, kvp_kv } = exposure;
  const doses = [ctdiVolOf(exposure), statesDose ? dlpOf(exposure) : null];
  return { ...NOTHING, phantom, protocol, isLight, kvp_kv, doses };
}

function projectionLine(exposure: TrueExposure, { machine: { kind }, habits }: Sending): EventLine {
  const { plane, protocol, kvp_kv, exposure_mas, side, view, isLight } = exposure;
  const isSided = kind !== 'fluoroscopy';
  return {
    ...NOTHING,
    plane,
    protocol,
    side: isSided ? side : null,
    view: isSided ? view : null,
    isLight,
    kvp_kv,
    exposure_mas,
    doses: [
      kind === 'mammography' || !habits.statesDose ? null : kapOf(exposure),
      kind === 'fluoroscopy' ? doseRpOf(exposure) : null,
      kind === 'mammography' ? agdOf(exposure) : null,
    ],
  };
}

/** An image that rounds the start may be the one that states it. */
export function wholeSeconds(startedAt: string): string {
  return startedAt.slice(0, 'YYYYMMDDHHMMSS'.length);
}

function expectedCounts(modality: string, counted: readonly TrueExposure[]): Record<string, number> {
  const light = counted.filter(({ isLight }) => isLight).length;
  const inPlaneB = counted.filter(({ plane }) => plane === 'B').length;
  const event_count = counted.length;
  if (modality === 'CT') {
    return { event_count, ct_localizer_count: light, ct_spiral_count: event_count - light };
  }
  return { event_count, event_count_a: event_count - inPlaneB, event_count_b: inPlaneB };
}

function expectedTotals(
  modality: string,
  exposures: readonly TrueExposure[],
  tellsPhantoms: boolean,
): Record<string, number> {
  const those = (isPart: (one: TrueExposure) => boolean): TrueExposure[] => exposures.filter(isPart);
  if (modality === 'DX') return { kap_total_gy_cm2: sumOf(exposures, kapOf) };
  if (modality === 'MG') {
    const [left, right] = [those(({ side }) => side === 'left'), those(({ side }) => side === 'right')];
    return { agd_left_mgy: sumOf(left, agdOf), agd_right_mgy: sumOf(right, agdOf) };
  }
  if (modality === 'CT') {
    const head = those(({ phantom }) => phantom === 'head_16cm');
    const body = those(({ phantom }) => phantom === 'body_32cm');
    const dlp_total_mgy_cm = sumOf(exposures, dlpOf);
    if (!tellsPhantoms) return { dlp_total_mgy_cm };
    return {
      dlp_total_mgy_cm,
      dlp_head_16cm_mgy_cm: sumOf(head, dlpOf),
      dlp_body_32cm_mgy_cm: sumOf(body, dlpOf),
    };
  }
  return {
    ...fluoroscopyTotals('', exposures),
    ...fluoroscopyTotals(
      '_a',
      those(({ plane }) => plane !== 'B'),
    ),
    ...fluoroscopyTotals(
      '_b',
      those(({ plane }) => plane === 'B'),
    ),
  };
}

function fluoroscopyTotals(plane: string, exposures: readonly TrueExposure[]): Record<string, number> {
  const fluoro = exposures.filter(({ isLight }) => isLight);
  const acquired = exposures.filter(({ isLight }) => !isLight);
  return {
    [`kap_total${plane}_gy_cm2`]: sumOf(exposures, kapOf),
    [`kap_fluoro${plane}_gy_cm2`]: sumOf(fluoro, kapOf),
    [`kap_acquisition${plane}_gy_cm2`]: sumOf(acquired, kapOf),
    [`dose_rp_total${plane}_mgy`]: sumOf(exposures, doseRpOf),
    [`dose_rp_fluoro${plane}_mgy`]: sumOf(fluoro, doseRpOf),
    [`dose_rp_acquisition${plane}_mgy`]: sumOf(acquired, doseRpOf),
    [`fluoro_time${plane}_s`]: sumOf(fluoro, durationOf),
    [`acquisition_time${plane}_s`]: sumOf(acquired, durationOf),
  };
}
