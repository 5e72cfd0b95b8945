import type { CtEvent, Study } from '../../warehouse/tables/index.js';
import { noteTotal, valuesOf, type CurrentReport, type StudyDoses } from './report-totals.js';
import type { StudyFindings } from './study-findings.js';
import { statedOnce, totalOf, type ReportedTotal, type Total } from './totals.js';

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
  return { stated, events };
}

function statedFor(report: CtReport, isPart: (part: string | null) => boolean): number | null {
  const rows = report.accumulated.filter((row) => isPart(row.part));
  return statedOnce(
    rows.map((row) => row.dlp_total_mgy_cm),
    valuesOf(report.events, dlpOf),
  );
}

function dlpIn(doses: CtDoses, phantom: Phantom): Total {
  const inPhantom = (event: CtEvent): boolean => phantomOf(event) === phantom;
  return totalOf(
    doses.reports.map((report) => ({
      stated: dlpStatedIn(report, phantom),
      events: valuesOf(report.events, dlpOf, inPhantom),
    })),
    valuesOf(doses.unreported, dlpOf, inPhantom),
  );
}

/** A total over all phantoms is that of one phantom where every dose of the report is in it. */
function dlpStatedIn(report: CtReport, phantom: Phantom): number | null {
  const rows = report.accumulated.filter((row) => row.part === phantom);
  const events = valuesOf(report.events, dlpOf, (event) => phantomOf(event) === phantom);
  const stated = statedOnce(
    rows.map((row) => row.dlp_total_mgy_cm),
    events,
  );
  if (stated !== null) return stated;
  const phantoms = phantomsOf(report.events.map(({ row }) => row));
  return phantoms.size === 1 && phantoms.has(phantom) ? dlpTotalOf(report).stated : null;
}

function phantomOf(event: CtEvent): Phantom {
  return event.ctdi_phantom === 'head_16cm' || event.ctdi_phantom === 'body_32cm'
    ? event.ctdi_phantom
    : 'other';
}

function phantomsOf(events: readonly CtEvent[]): Set<Phantom> {
  return new Set(events.filter((event) => (event.dlp_mgy_cm ?? 0) > 0).map(phantomOf));
}

/** Whether the total adds doses in different stated phantoms; null where there is nothing to add. */
function isMixed(doses: CtDoses): boolean | null {
  const ofEvents = doses.events
    .filter(({ row }) => row.counted === true && (row.dlp_mgy_cm ?? 0) > 0)
    .map(({ row }) => row.ctdi_phantom);
  const ofReports = doses.reports
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
    stated: stated?.effective_dose_msv ?? null,
    events: valuesOf(report.events, (event) => event.effective_dose_msv),
  };
}
