import type { CtEvent, Study } from '../../warehouse/tables/index.js';
import { decimalSum } from './decimal-sum.js';
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
type Phantom = 'head_16cm' | 'body_32cm' | 'other';

const dlpOf = (event: CtEvent): number | null => event.dlp_mgy_cm;

/** DLP over all phantoms and in each, and effective dose (rows IMP-254, IMP-255, IMP-522; BUG-04). */
export function writeCtTotals(study: Study, doses: CtDoses, findings: StudyFindings): void {
  const total = totalOf(doses.reports.map(dlpTotalOf), valuesOf(doses.unreported, dlpOf));
  noteTotal('dlp_total_mgy_cm', total, findings);
  study.dlp_total_mgy_cm = total.value;
  study.dlp_total_mgy_cm_source = total.source;
  study.dlp_total_mgy_cm_event_sum = total.eventSum;
  study.dlp_total_is_mixed = isMixed(doses);
  writePhantom(study, 'dlp_head_16cm_mgy_cm', dlpIn(doses, 'head_16cm'));
  writePhantom(study, 'dlp_body_32cm_mgy_cm', dlpIn(doses, 'body_32cm'));
  writePhantom(study, 'dlp_other_phantom_mgy_cm', dlpIn(doses, 'other'));
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
function dlpTotalOf(report: CtReport): ReportedTotal {
  const events = valuesOf(report.events, dlpOf);
  const overAll = statedFor(report, (part) => part === 'all');
  const stated = overAll ?? statedFor(report, (part) => part !== 'all');
  return { report, stated, events };
}

function statedFor(report: CtReport, isPart: (part: string | null) => boolean): number | null {
  const rows = report.accumulated.filter((row) => isPart(row.part));
  return statedOnce(
    rows.map((row) => row.dlp_total_mgy_cm),
    valuesOf(report.events, dlpOf),
  );
}

function dlpIn(doses: CtDoses, phantom: Phantom): Total {
  return totalOf(
    doses.reports.map((report, at) => ({
      report,
      stated: dlpStatedIn(report, phantom, doses.reports.slice(0, at)),
      events: eventsIn(report, phantom),
    })),
    valuesOf(doses.unreported, dlpOf, (event) => phantomOf(event) === phantom),
  );
}

/** A total over all phantoms is that of one phantom where every dose of the report is in it. */
function dlpStatedIn(report: CtReport, phantom: Phantom, earlier: readonly CtReport[]): number | null {
  const isOfPhantom = !isOverAllPhantoms(report) && report.accumulated.some((row) => row.part === phantom);
  const stated = isOfPhantom ? statedIn(report, phantom) : null;
  if (stated !== null && onlyPhantomOf(report) !== phantom) return stated;
  const phantoms = phantomsOf(report);
  const isAlone = phantoms.size === 1 && phantoms.has(phantom);
  const ofPhantom = stated ?? (isAlone ? dlpTotalOf(report).stated : null);
  return ofPhantom === null || addsOtherPhantoms(report, phantom, ofPhantom, earlier) ? null : ofPhantom;
}

/** Whether a total that its own events do not explain may stand for earlier reports too, with doses in other phantoms. */
function addsOtherPhantoms(
  report: CtReport,
  phantom: Phantom,
  stated: number,
  earlier: readonly CtReport[],
): boolean {
  const own = statedValues(eventsIn(report, phantom));
  if (own.length === 0 || isSumOf(stated, own)) return false;
  return earlier
    .filter(({ machine }) => machine === report.machine)
    .some((other) => [...phantomsOf(other)].some((one) => one !== phantom));
}

function statedIn(report: CtReport, phantom: Phantom): number | null {
  const rows = report.accumulated.filter((row) => row.part === phantom);
  return statedOnce(
    rows.map((row) => row.dlp_total_mgy_cm),
    eventsIn(report, phantom),
  );
}

/** Whether the only total of a report, though it is stated for one phantom, adds the doses in others too. */
function isOverAllPhantoms(report: CtReport): boolean {
  const phantom = onlyPhantomOf(report);
  const stated = phantom === null ? null : statedIn(report, phantom);
  if (phantom === null || stated === null) return false;
  const own = statedValues(eventsIn(report, phantom));
  const all = statedValues(valuesOf(report.events, dlpOf));
  if (own.length === all.length || (own.length > 0 && isSumOf(stated, own))) return false;
  return own.length === 0 || Math.abs(stated - decimalSum(all)) < Math.abs(stated - decimalSum(own));
}

/** The phantom of which alone a report states totals; null where it names none, or several. */
function onlyPhantomOf({ accumulated }: CtReport): Phantom | null {
  const stated = accumulated.filter((row) => row.dlp_total_mgy_cm !== null).map((row) => row.part);
  const named = PHANTOMS.filter((phantom) => stated.includes(phantom));
  return named.length === 1 && stated.every((part) => part === named[0]) ? named[0]! : null;
}

const PHANTOMS = ['head_16cm', 'body_32cm', 'other'] as const;

function eventsIn(report: CtReport, phantom: Phantom): EventValue[] {
  const inReport = phantomIn(report);
  return valuesOf(report.events, dlpOf, (event) => inReport(event) === phantom);
}

/** Events that name no phantom are in the one of which alone their report states totals. */
function phantomIn(report: CtReport): (event: CtEvent) => Phantom {
  const only = onlyPhantomOf(report);
  return (event) => (event.ctdi_phantom === null && only !== null ? only : phantomOf(event));
}

function phantomOf(event: CtEvent): Phantom {
  return event.ctdi_phantom === 'head_16cm' || event.ctdi_phantom === 'body_32cm'
    ? event.ctdi_phantom
    : 'other';
}

function phantomsOf(report: CtReport): Set<Phantom> {
  const bearers = report.events.filter(({ row }) => (row.dlp_mgy_cm ?? 0) > 0);
  return new Set(bearers.map(({ row }) => row).map(phantomIn(report)));
}

/** Whether the total adds doses in different stated phantoms; null where there is nothing to add. */
function isMixed(doses: CtDoses): boolean | null {
  const ofEvents = doses.events
    .filter(({ row }) => row.counted === true && (row.dlp_mgy_cm ?? 0) > 0)
    .map(({ row }) => row.ctdi_phantom);
  const ofReports = doses.reports
    .filter((report) => !isOverAllPhantoms(report))
    .flatMap((report) => report.accumulated)
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
