import type { CtEvent, Study } from '../../warehouse/tables/index.js';
import { decimalSum, sumOfStated } from './decimal-sum.js';
import { noteTotal, valuesOf, type CurrentReport, type StudyDoses } from './report-totals.js';
import type { StudyFindings } from './study-findings.js';
import {
  isSumOf,
  statedOnce,
  statedValues,
  totalOf,
  type EventValue,
  type ReportedTotal,
  type Total,
} from './totals.js';

type CtDoses = StudyDoses<CtEvent>;
type CtReport = CurrentReport<CtEvent>;

const PHANTOMS = ['head_16cm', 'body_32cm', 'other'] as const;
type Phantom = (typeof PHANTOMS)[number];

/** What a report says of phantoms, worked out once for all totals that ask. */
interface PhantomReport {
  readonly current: CtReport;
  /** The total that it states for each phantom. */
  readonly stated: Readonly<Record<Phantom, number | null>>;
  /** The doses of its events in each phantom. */
  readonly events: Readonly<Record<Phantom, readonly EventValue[]>>;
  /** The phantom of which alone it states totals; null where it names none, or several. */
  readonly onlyPhantom: Phantom | null;
  /** Whether its only total, though it is stated for one phantom, adds the doses in others too. */
  readonly isOverAllPhantoms: boolean;
}

const dlpOf = (event: CtEvent): number | null => event.dlp_mgy_cm;

/** DLP over all phantoms and in each, and effective dose (rows IMP-254, IMP-255, IMP-522; BUG-04). */
export function writeCtTotals(study: Study, doses: CtDoses, findings: StudyFindings): void {
  const reports = doses.reports.map(phantomReport);
  const total = totalOf(reports.map(dlpTotalOf), valuesOf(doses.unreported, dlpOf));
  noteTotal('dlp_total_mgy_cm', total, findings);
  study.dlp_total_mgy_cm = total.value;
  study.dlp_total_mgy_cm_source = total.source;
  study.dlp_total_mgy_cm_event_sum = total.eventSum;
  study.dlp_total_is_mixed = isMixed(doses, reports);
  writePhantom(study, 'dlp_head_16cm_mgy_cm', dlpIn('head_16cm', doses, reports));
  writePhantom(study, 'dlp_body_32cm_mgy_cm', dlpIn('body_32cm', doses, reports));
  writePhantom(study, 'dlp_other_phantom_mgy_cm', dlpIn('other', doses, reports));
  study.effective_dose_total_msv = totalOf(
    doses.reports.map(effectiveDoseOf),
    valuesOf(doses.unreported, (event) => event.effective_dose_msv),
  ).value;
}

function writePhantom(
  study: Study,
  column: 'dlp_head_16cm_mgy_cm' | 'dlp_body_32cm_mgy_cm' | 'dlp_other_phantom_mgy_cm',
  total: Total,
): void {
  study[column] = total.value;
  study[`${column}_source`] = total.source;
  study[`${column}_event_sum`] = total.eventSum;
}

/** The total of a report as it gives it over all phantoms; else the sum of its totals per phantom. */
function dlpTotalOf(report: PhantomReport): ReportedTotal {
  const { current } = report;
  const events = valuesOf(current.events, dlpOf);
  const overAll = statedFor(current, (part) => part === 'all', events);
  return { report: current, stated: overAll ?? statedOverPhantoms(report, events), events };
}

/** The totals per phantom together; one total may stand beside each of several phantoms where the events say so. */
function statedOverPhantoms(
  { current, stated, onlyPhantom }: PhantomReport,
  events: readonly EventValue[],
): number | null {
  if (onlyPhantom !== null) return statedFor(current, (part) => part === onlyPhantom, events);
  const totals = PHANTOMS.map((phantom) => stated[phantom]).filter((total) => total !== null);
  const isOneTotal = statedValues(events).length > 0 && totals.every((total) => total === totals[0]);
  return isOneTotal ? statedOnce(totals, events) : sumOfStated(totals);
}

function statedFor(
  { accumulated }: CtReport,
  isPart: (part: string | null) => boolean,
  events: readonly EventValue[],
): number | null {
  const rows = accumulated.filter((row) => isPart(row.part));
  return statedOnce(
    rows.map((row) => row.dlp_total_mgy_cm),
    events,
  );
}

function phantomReport(current: CtReport): PhantomReport {
  const onlyPhantom = onlyPhantomOf(current);
  // Events that name no phantom are in the one of which alone their report states totals.
  const phantomIn = (event: CtEvent): Phantom =>
    event.ctdi_phantom === null && onlyPhantom !== null ? onlyPhantom : phantomOf(event);
  const events = byPhantom((phantom) =>
    valuesOf(current.events, dlpOf, (event) => phantomIn(event) === phantom),
  );
  const stated = byPhantom((phantom) => statedFor(current, (part) => part === phantom, events[phantom]));
  const isOverAllPhantoms =
    onlyPhantom !== null && addsAll(stated[onlyPhantom], events[onlyPhantom], current);
  return { current, stated, events, onlyPhantom, isOverAllPhantoms };
}

function byPhantom<T>(of: (phantom: Phantom) => T): Readonly<Record<Phantom, T>> {
  return { head_16cm: of('head_16cm'), body_32cm: of('body_32cm'), other: of('other') };
}

/** The phantom of which alone a report states totals; null where it names none, or several. */
function onlyPhantomOf({ accumulated }: CtReport): Phantom | null {
  const stated = accumulated.filter((row) => row.dlp_total_mgy_cm !== null).map((row) => row.part);
  const named = PHANTOMS.filter((phantom) => stated.includes(phantom));
  return named.length === 1 && stated.every((part) => part === named[0]) ? named[0]! : null;
}

/** Whether what is stated for one phantom is rather the sum of all doses of the report than of its own. */
function addsAll(stated: number | null, ofPhantom: readonly EventValue[], report: CtReport): boolean {
  if (stated === null) return false;
  const own = statedValues(ofPhantom);
  const all = statedValues(valuesOf(report.events, dlpOf));
  if (own.length === all.length || (own.length > 0 && isSumOf(stated, own))) return false;
  return own.length === 0 || isNearer(stated, all, own);
}

function phantomOf(event: CtEvent): Phantom {
  return event.ctdi_phantom === 'head_16cm' || event.ctdi_phantom === 'body_32cm'
    ? event.ctdi_phantom
    : 'other';
}

/** The phantoms in which events of a report have doses. */
function exposedPhantoms({ events }: PhantomReport): Phantom[] {
  return PHANTOMS.filter((phantom) => events[phantom].some(({ value }) => (value ?? 0) > 0));
}

function dlpIn(phantom: Phantom, { unreported }: CtDoses, reports: readonly PhantomReport[]): Total {
  return totalOf(
    reports.map((report, at) => ({
      report: report.current,
      stated: dlpStatedIn(phantom, report, reports.slice(0, at)),
      events: report.events[phantom],
    })),
    valuesOf(unreported, dlpOf, (event) => phantomOf(event) === phantom),
  );
}

/** A total over all phantoms is that of one phantom where every dose of the report is in it. */
function dlpStatedIn(
  phantom: Phantom,
  report: PhantomReport,
  earlier: readonly PhantomReport[],
): number | null {
  const stated = report.isOverAllPhantoms ? null : report.stated[phantom];
  if (stated !== null && report.onlyPhantom !== phantom) return stated;
  const exposed = exposedPhantoms(report);
  const isAlone = exposed.length === 1 && exposed[0] === phantom;
  const ofPhantom = stated ?? (isAlone ? dlpTotalOf(report).stated : null);
  return ofPhantom === null || addsOtherPhantoms(ofPhantom, phantom, report, earlier) ? null : ofPhantom;
}

/**
 * Whether a total may stand for earlier reports of its machine too, with doses in other phantoms: one that its own events
 * do not explain, or explain worse than all so far do.
 */
function addsOtherPhantoms(
  stated: number,
  phantom: Phantom,
  { current, events }: PhantomReport,
  earlier: readonly PhantomReport[],
): boolean {
  const own = statedValues(events[phantom]);
  const ofMachine = earlier.filter((other) => other.current.machine === current.machine);
  const isOfOtherPhantom = ofMachine.some((other) => exposedPhantoms(other).some((one) => one !== phantom));
  if (own.length === 0 || !isOfOtherPhantom) return false;
  const before = ofMachine.flatMap((other) => statedValues(valuesOf(other.current.events, dlpOf)));
  return !isSumOf(stated, own) || isNearer(stated, [...before, ...own], own);
}

function isNearer(stated: number, one: readonly number[], other: readonly number[]): boolean {
  return Math.abs(stated - decimalSum(one)) < Math.abs(stated - decimalSum(other));
}

/** Whether the total adds doses in different stated phantoms; null where there is nothing to add. */
function isMixed(doses: CtDoses, reports: readonly PhantomReport[]): boolean | null {
  const ofEvents = doses.events
    .filter(({ row }) => row.counted === true && (row.dlp_mgy_cm ?? 0) > 0)
    .map(({ row }) => row.ctdi_phantom);
  const ofReports = reports
    .filter(({ isOverAllPhantoms }) => !isOverAllPhantoms)
    .flatMap(({ current }) => current.accumulated)
    .filter((row) => row.part !== 'all' && (row.dlp_total_mgy_cm ?? 0) > 0)
    .map((row) => row.part);
  const stated = new Set([...ofEvents, ...ofReports].filter((phantom) => phantom !== null));
  return doses.events.length === 0 && doses.reports.length === 0 ? null : stated.size > 1;
}

/** The effective dose that a report states is repeated beside each of its phantoms. */
function effectiveDoseOf(report: CtReport): ReportedTotal {
  const stated = report.accumulated.find((row) => row.effective_dose_msv !== null);
  return {
    report,
    stated: stated?.effective_dose_msv ?? null,
    events: valuesOf(report.events, (event) => event.effective_dose_msv),
  };
}
