import {
  code,
  ctReport,
  fluoroscopyReport,
  mammographyReport,
  radiographyReport,
  rounded,
  SOP_CLASS,
  VALUE,
  type CtdiPhantom,
  type CtReportParts,
  type ProjectionEventInput,
  type ProjectionReportParts,
} from '../../../support/builders/index.js';
import { agdOf, ctdiVolOf, dlpOf, doseRpOf, durationOf, kapOf, sumOf } from './doses.js';
import { layoutOf, machineAttributes } from './machines.js';
import type { Sending, SentReport } from './sending.js';
import type { TrueExposure, TrueStudy } from './truth.js';

/** The bytes of a report. */
export function writeReport(truth: TrueStudy, sending: Sending, report: SentReport): Uint8Array {
  const { kind } = sending.machine;
  const parts = {
    seed: truth.seed,
    startedAt: truth.startedAt,
    object: report.object,
    compact: true,
    contentDelay_s: report.contentDelay_s,
    attributes: {
      ...machineAttributes(sending.machine),
      ...(report.isEnhanced ? { SOPClassUID: SOP_CLASS.enhancedReport } : {}),
    },
    ...layoutOf(sending.habits.dialect),
  };
  const said = report.isDraft ? misread(report) : report;
  if (kind === 'ct') return ctReport({ ...parts, ...ctContent(sending, said) });
  const content = projectionContent(sending, said);
  if (kind === 'fluoroscopy') return fluoroscopyReport({ ...parts, ...content });
  return (kind === 'mammography' ? mammographyReport : radiographyReport)({ ...parts, ...content });
}

/** A draft states another dose of the first exposure. */
function misread(report: SentReport): SentReport {
  const [first] = report.soFar;
  const other = (exposure: TrueExposure): TrueExposure =>
    exposure === first ? { ...exposure, dose: exposure.dose * 2 + 7 } : exposure;
  return { ...report, exposures: report.exposures.map(other), soFar: report.soFar.map(other) };
}

/** What the accumulated dose is the sum of: null where the report accumulates nothing, none where it states 0. */
function accumulatedExposures({ totals, exposures, soFar }: SentReport): readonly TrueExposure[] | null {
  if (totals === 'absent') return null;
  if (totals === 'zero') return [];
  return totals === 'own' ? exposures : soFar;
}

function uidOf({ habits }: Sending, { uid }: TrueExposure): string | null {
  return habits.statesUid ? uid : null;
}

function ctContent(sending: Sending, report: SentReport): CtReportParts {
  const accumulated = accumulatedExposures(report);
  return {
    events: report.exposures.map((exposure) => ({
      uid: uidOf(sending, exposure),
      type: exposure.isLight ? 'localizer' : 'spiral',
      protocol: exposure.protocol,
      dlp_mgy_cm: sending.habits.statesDose ? dlpOf(exposure) : null,
      ctdi_vol_mgy: ctdiVolOf(exposure),
      phantom: exposure.phantom,
      sources: [{ kvp_kv: exposure.kvp_kv, tube_current_ma: exposure.exposure_mas }],
    })),
    accumulated: accumulated && {
      event_count: accumulated.length,
      ...(sending.habits.totalsPerPhantom
        ? { dlp_per_phantom: dlpPerPhantom(accumulated) }
        : { dlp_mgy_cm: sumOf(accumulated, dlpOf) }),
    },
  };
}

function dlpPerPhantom(exposures: readonly TrueExposure[]): { phantom: CtdiPhantom; dlp_mgy_cm: number }[] {
  const phantoms = [...new Set(exposures.map(({ phantom }) => phantom))].sort();
  return phantoms.map((phantom) => {
    const inPhantom = exposures.filter((exposure) => exposure.phantom === phantom);
    return { phantom, dlp_mgy_cm: sumOf(inPhantom, dlpOf) };
  });
}

/** Units that makers state kerma-area product in, as multiples of 1 Gy·cm². */
const KAP_UNITS = [
  ['Gy.m2', 1e-4],
  ['Gym2', 1e-4],
  ['dGy.cm2', 10],
  ['cGy.cm2', 100],
  ['uGy.m2', 100],
] as const;

/** A number in another unit of it, as a decimal. */
function inUnit(value: number, factor: number): number {
  return rounded(value * factor, 9);
}

function projectionContent(sending: Sending, report: SentReport): ProjectionReportParts {
  const { kind } = sending.machine;
  const [kapUnit, kapFactor] = KAP_UNITS[sending.habits.dialect]!;
  const isMammography = kind === 'mammography';
  const events = report.exposures.map((exposure): ProjectionEventInput => ({
    uid: uidOf(sending, exposure),
    startedAt: sending.habits.statesStart ? exposure.startedAt : null,
    type: kind === 'fluoroscopy' && exposure.isLight ? 'fluoroscopy' : 'stationary',
    protocol: exposure.protocol,
    plane: exposure.plane,
    kvp_kv: exposure.kvp_kv,
    exposure_uas: exposure.exposure_mas * 1000,
    ...(isMammography
      ? {
          laterality: exposure.side === 'left' ? VALUE.left : VALUE.right,
          imageView: BREAST_VIEW[exposure.view],
          agd_mgy: agdOf(exposure),
          entrance_exposure_mgy: agdOf(exposure) * 3,
        }
      : {
          laterality: kind === 'radiography' ? (exposure.side === 'left' ? VALUE.left : VALUE.right) : null,
          imageView: kind === 'radiography' ? VIEW[exposure.view] : null,
          kap_gy_m2: sending.habits.statesDose ? inUnit(kapOf(exposure), kapFactor) : null,
          units: { kap_gy_m2: { code: kapUnit } },
        }),
    ...(kind === 'fluoroscopy'
      ? { dose_rp_gy: inUnit(doseRpOf(exposure), 1e-3), irradiation_duration_s: durationOf(exposure) }
      : {}),
  }));
  const accumulated = accumulatedExposures(report);
  if (accumulated === null) return { events, accumulated: null, accumulated_agd: null };
  if (isMammography) {
    return { events, accumulated: [{ plane: 'single' }], accumulated_agd: accumulatedAgd(accumulated) };
  }
  return {
    events,
    accumulated: accumulatedPlanes(accumulated, report, kind === 'fluoroscopy', kapUnit, kapFactor),
  };
}

const BREAST_VIEW = {
  first: code('R-10242', 'SNM3', 'cranio-caudal'),
  second: code('R-10226', 'SNM3', 'medio-lateral oblique'),
};
const VIEW = {
  first: code('R-10214', 'SRT', 'postero-anterior'),
  second: code('R-10206', 'SRT', 'antero-posterior'),
};

function accumulatedAgd(
  exposures: readonly TrueExposure[],
): NonNullable<ProjectionReportParts['accumulated_agd']> {
  const sides = [
    ['left', VALUE.leftBreast],
    ['right', VALUE.rightBreast],
  ] as const;
  return sides.flatMap(([side, breast]) => {
    const ofSide = exposures.filter((exposure) => exposure.side === side);
    return ofSide.length === 0 ? [] : [{ breast, agd_mgy: sumOf(ofSide, agdOf) }];
  });
}

function accumulatedPlanes(
  exposures: readonly TrueExposure[],
  { soFar }: SentReport,
  isFluoroscopy: boolean,
  kapUnit: string,
  kapFactor: number,
): NonNullable<ProjectionReportParts['accumulated']> {
  const planes = [...new Set(soFar.map(({ plane }) => plane))].sort();
  return planes.map((plane) => {
    const all = exposures.filter((exposure) => exposure.plane === plane);
    const light = all.filter(({ isLight }) => isLight);
    const heavy = all.filter(({ isLight }) => !isLight);
    const kap = (of: readonly TrueExposure[]): number => inUnit(sumOf(of, kapOf), kapFactor);
    const doseRp = (of: readonly TrueExposure[]): number => inUnit(sumOf(of, doseRpOf), 1e-3);
    const unit = { code: kapUnit };
    const total = { plane, kap_total_gy_m2: kap(all), units: { kap_total_gy_m2: unit } };
    if (!isFluoroscopy) return { ...total, frame_count: all.length };
    return {
      ...total,
      units: { kap_total_gy_m2: unit, kap_fluoro_gy_m2: unit, kap_acquisition_gy_m2: unit },
      kap_fluoro_gy_m2: kap(light),
      kap_acquisition_gy_m2: kap(heavy),
      dose_rp_total_gy: doseRp(all),
      dose_rp_fluoro_gy: doseRp(light),
      dose_rp_acquisition_gy: doseRp(heavy),
      fluoro_time_s: sumOf(light, durationOf),
      acquisition_time_s: sumOf(heavy, durationOf),
      frame_count: null,
    };
  });
}
