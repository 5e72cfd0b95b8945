import type { AccumulatedDose, ProjectionEvent, Study } from '../../warehouse/tables/index.js';
import { isAcquisition, isFluoroscopy } from './modality.js';
import { planeOfAccumulated, planeOfEvent, sidesOf, type Side } from './planes.js';
import { noteTotal, valuesOf, type CurrentReport, type StudyDoses } from './report-totals.js';
import type { StudyEvent } from './reported-events.js';
import type { StudyFindings } from './study-findings.js';
import {
  isSumOf,
  statedOnce,
  statedValues,
  sumInsteadOfTotal,
  totalOf,
  type EventValue,
  type ReportedTotal,
  type Total,
} from './totals.js';
import { decimalSum, sumOfStated } from './decimal-sum.js';

type ProjectionDoses = StudyDoses<ProjectionEvent>;
type Report = CurrentReport<ProjectionEvent>;

/** A dose quantity of projection studies: where reports accumulate it and what it is of an event. */
interface Quantity {
  readonly name: string;
  readonly unit: string;
  readonly accumulated: keyof AccumulatedDose & `${string}`;
  valueOf(event: ProjectionEvent): number | null;
  appliesTo(event: ProjectionEvent): boolean;
  /** Whether it tells fluoroscopy and acquisition apart, which only reports of fluoroscopy do. */
  readonly ofFluoroscopy: boolean;
  /** Its shares of fluoroscopy and acquisition, which make it up (TID 10004). */
  readonly shares: readonly (keyof AccumulatedDose)[];
}

const always = (): boolean => true;
const kap = (event: ProjectionEvent): number | null => event.kap_gy_cm2;
const doseRp = (event: ProjectionEvent): number | null => event.dose_rp_mgy;
/** Some machines write durations a hundred times too long: totals far from them are trusted. */
const duration = (event: ProjectionEvent): number | null => event.irradiation_duration_s;
/** An image that states no number of frames is one frame (row IMP-395). */
const frames = (event: ProjectionEvent): number | null =>
  event.pulse_count ?? (event.source_kind === 'image' ? 1 : null);

function quantity(
  name: string,
  unit: string,
  valueOf: Quantity['valueOf'],
  appliesTo: Quantity['appliesTo'] = always,
  shares: Quantity['shares'] = [],
): Quantity {
  const accumulated = (unit === '' ? name : `${name}_${unit}`) as keyof AccumulatedDose;
  return { name, unit, accumulated, valueOf, appliesTo, ofFluoroscopy: appliesTo !== always, shares };
}

const QUANTITIES: readonly Quantity[] = [
  quantity('kap_total', 'gy_cm2', kap, always, ['kap_fluoro_gy_cm2', 'kap_acquisition_gy_cm2']),
  quantity('kap_fluoro', 'gy_cm2', kap, isFluoroscopy),
  quantity('kap_acquisition', 'gy_cm2', kap, isAcquisition),
  quantity('dose_rp_total', 'mgy', doseRp, always, ['dose_rp_fluoro_mgy', 'dose_rp_acquisition_mgy']),
  quantity('dose_rp_fluoro', 'mgy', doseRp, isFluoroscopy),
  quantity('dose_rp_acquisition', 'mgy', doseRp, isAcquisition),
  quantity('fluoro_time', 's', duration, isFluoroscopy),
  quantity('acquisition_time', 's', duration, isAcquisition),
];

const FRAMES = quantity('frame_count', '', frames, isAcquisition);
/** The pulses of a mammogram are no frames. */
const FRAMES_OF_MAMMOGRAPHY: Quantity = { ...FRAMES, valueOf: () => null };

/** KAP, dose at the reference point, times and frames over the study and in each plane (rows IMP-234…IMP-239, IMP-524). */
export function writeProjectionTotals(study: Study, doses: ProjectionDoses, findings: StudyFindings): void {
  const ledger = planeLedger(doses);
  const columns = study as Record<string, unknown>;
  for (const quantity of QUANTITIES) {
    const total = totalIn(null, quantity, ledger);
    if (isExpected(quantity, study.modality)) {
      noteTotal(`${quantity.name}_${quantity.unit}`, total, findings);
    }
    write(`${quantity.name}_${quantity.unit}`, total);
    write(`${quantity.name}_a_${quantity.unit}`, totalIn('a', quantity, ledger));
    write(`${quantity.name}_b_${quantity.unit}`, totalIn('b', quantity, ledger));
  }
  writeFrames(study, ledger, findings);
  writePlanes(study, ledger);

  function write(column: string, total: Total): void {
    columns[column] = total.value;
    columns[`${column}_source`] = total.source;
    columns[`${column}_event_sum`] = total.eventSum;
  }
}

/** What the reports of a modality accumulate: mammography glandular dose only, radiography nothing of fluoroscopy. */
function isExpected({ ofFluoroscopy }: Quantity, modality: string | null): boolean {
  return modality === 'RF' || (modality === 'DX' && !ofFluoroscopy);
}

function writeFrames(study: Study, ledger: PlaneLedger, findings: StudyFindings): void {
  const quantity = study.modality === 'MG' ? FRAMES_OF_MAMMOGRAPHY : FRAMES;
  const total = totalIn(null, quantity, ledger);
  if (isExpected(quantity, study.modality)) noteTotal('frame_count', total, findings);
  study.frame_count = total.value;
  study.frame_count_source = total.source;
  study.frame_count_event_sum = total.eventSum;
  study.frame_count_a = totalIn('a', quantity, ledger).value;
  study.frame_count_b = totalIn('b', quantity, ledger).value;
}

/** Number of planes, and of events in each. */
function writePlanes(study: Study, { reports, unreported, sideOfEvent }: PlaneLedger): void {
  const sides = [...sideOfEvent.values()];
  study.event_count_a = sides.filter((side) => side === 'a').length;
  study.event_count_b = sides.filter((side) => side === 'b').length;
  const planes = new Set<Side>([
    ...sides,
    ...reports.flatMap(({ sideOf, report }) => report.accumulated.map(sideOf)),
  ]);
  study.plane_count =
    reports.length + unreported.length === 0 ? null : Number(planes.has('a')) + Number(planes.has('b'));
}

/** A report with the side of each of its parts. */
interface ReportInPlanes {
  readonly report: Report;
  readonly sideOf: (row: AccumulatedDose) => Side;
}

/** The reports with the side of each of their parts, and the side of every counted event. */
interface PlaneLedger {
  readonly reports: readonly ReportInPlanes[];
  readonly unreported: readonly StudyEvent<ProjectionEvent>[];
  readonly sideOfEvent: ReadonlyMap<ProjectionEvent, Side>;
}

function planeLedger({ reports, unreported }: ProjectionDoses): PlaneLedger {
  const sideOfEvent = new Map<ProjectionEvent, Side>();
  for (const events of [...reports.map((report) => report.events), unreported]) {
    const rows = events.map(({ row }) => row);
    const sideOf = sidesOf(rows, planeOfEvent);
    for (const row of rows) if (!sideOfEvent.has(row)) sideOfEvent.set(row, sideOf(row));
  }
  return {
    reports: reports.map((report) => ({ report, sideOf: sidesOfAccumulated(report) })),
    unreported,
    sideOfEvent,
  };
}

/** What is accumulated of neither plane A nor plane B, in a report with events of both, is of both together. */
function sidesOfAccumulated({ accumulated, events }: Report): (row: AccumulatedDose) => Side {
  const parts = accumulated.filter((row) => row.part_kind !== 'breast');
  const sideOf = sidesOf(parts, planeOfAccumulated);
  const planes = new Set(events.map(({ row }) => planeOfEvent(row)));
  const isOfBoth = planes.has('A') && planes.has('B') && !parts.some(isOfOnePlane);
  return isOfBoth ? (row) => sideOf(row) && 'all' : sideOf;
}

function isOfOnePlane(row: AccumulatedDose): boolean {
  const plane = planeOfAccumulated(row);
  return plane === 'A' || plane === 'B';
}

function numberIn(row: AccumulatedDose, column: keyof AccumulatedDose): number | null {
  const value = row[column];
  return typeof value === 'number' ? value : null;
}

/** A total that neither report nor events state, from its shares; null unless both are stated. */
function sumOfShares(row: AccumulatedDose, { shares }: Quantity): number | null {
  const stated = shares.map((column) => numberIn(row, column)).filter((value) => value !== null);
  return stated.length > 0 && stated.length === shares.length ? decimalSum(stated) : null;
}

/** A total over all planes (`null`), or in one of them. */
function totalIn(side: 'a' | 'b' | null, quantity: Quantity, ledger: PlaneLedger): Total {
  return totalOf(
    ledger.reports.map((ofReport) =>
      side === null
        ? totalOverPlanes(quantity, ofReport, ledger)
        : totalInPlane(side, quantity, ofReport, ledger),
    ),
    valuesIn(side ?? 'all', quantity, ledger.unreported, ledger),
    quantity.valueOf === duration ? 'totals_far_from_events' : 'events',
  );
}

function valuesIn(
  part: Side,
  quantity: Quantity,
  events: readonly StudyEvent<ProjectionEvent>[],
  { sideOfEvent }: PlaneLedger,
): EventValue[] {
  const isInPart = (event: ProjectionEvent): boolean =>
    quantity.appliesTo(event) && (part === 'all' || sideOfEvent.get(event) === part);
  return valuesOf(events, (row) => quantity.valueOf(row), isInPart);
}

function totalInPlane(
  part: Side,
  quantity: Quantity,
  { report, sideOf }: ReportInPlanes,
  ledger: PlaneLedger,
): ReportedTotal {
  const rows = report.accumulated.filter((row) => row.part_kind !== 'breast' && sideOf(row) === part);
  const events = valuesIn(part, quantity, report.events, ledger);
  const values = rows.map((row) => numberIn(row, quantity.accumulated));
  const isStated = [...values, ...events.map(({ value }) => value)].some((value) => value !== null);
  const stated = statedOnce(isStated ? values : rows.map((row) => sumOfShares(row, quantity)), events);
  return { report, stated, events };
}

/**
 * The container of all planes beside others, else the planes together. Where plane A or B is accumulated and the other,
 * though its events state the quantity, is not, its events stand for it; unless what is accumulated is that of both.
 */
function totalOverPlanes(quantity: Quantity, ofReport: ReportInPlanes, ledger: PlaneLedger): ReportedTotal {
  const overAll = totalInPlane('all', quantity, ofReport, ledger);
  if (overAll.stated !== null) return overAll;
  const planes = (['a', 'b'] as const).map((side) => totalInPlane(side, quantity, ofReport, ledger));
  const stated = sumOfStated(planes.map((plane) => plane.stated));
  const missing = planes.map(sumInsteadOfTotal).filter((sum) => sum !== null);
  if (!stated || missing.length === 0 || !isOfPlanesApart(ofReport)) return { ...overAll, stated };
  const accumulated = planes.filter((plane) => sumInsteadOfTotal(plane) === null);
  if (isOfBothPlanes(stated, accumulated, overAll)) return { ...overAll, stated };
  return { ...overAll, stated: decimalSum([stated, ...missing]), isPartlySummed: true };
}

/** Whether a report accumulates plane A and plane B, and nothing of a single plane that may be both. */
function isOfPlanesApart({ report }: ReportInPlanes): boolean {
  return report.accumulated.filter((row) => row.part_kind !== 'breast').every(isOfOnePlane);
}

/** Whether what one plane accumulates is nearer to the events of both planes than to its own. */
function isOfBothPlanes(
  stated: number,
  accumulated: readonly ReportedTotal[],
  { events }: ReportedTotal,
): boolean {
  const own = statedValues(accumulated.flatMap((plane) => plane.events));
  const ofBoth = statedValues(events);
  if (own.length === 0) return isSumOf(stated, ofBoth);
  return Math.abs(stated - decimalSum(ofBoth)) <= Math.abs(stated - decimalSum(own));
}
