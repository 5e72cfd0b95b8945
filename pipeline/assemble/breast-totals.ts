import type { ProjectionEvent, Study } from '../../warehouse/tables/index.js';
import { sideOf } from './event-nature.js';
import { partName } from './planes.js';
import { noteTotal, valuesOf, type StudyDoses } from './report-totals.js';
import type { StudyFindings } from './study-findings.js';
import { statedOnce, totalOf } from './totals.js';

/**
 * Average glandular dose of each breast (rows IMP-242, IMP-330, IMP-523; BUG-35). The item coded "Both breasts" stands
 * by itself: it is never left plus right.
 */
export function writeBreastTotals(
  study: Study,
  doses: StudyDoses<ProjectionEvent>,
  findings: StudyFindings,
): void {
  for (const breast of ['left', 'right', 'both'] as const) {
    const agdOf = (events: typeof doses.events) =>
      valuesOf(
        events,
        (row) => row.agd_mgy,
        (row) => sideOf(row) === breast,
      );
    const total = totalOf(
      doses.reports.map((report) => {
        const { accumulated, events } = report;
        const rows = accumulated.filter((row) => row.part_kind === 'breast' && partName(row) === breast);
        const own = agdOf(events);
        return {
          report,
          stated: statedOnce(
            rows.map((row) => row.agd_mgy),
            own,
          ),
          events: own,
        };
      }),
      agdOf(doses.unreported),
    );
    const column = `agd_${breast}_mgy` as const;
    noteTotal(column, total, findings);
    study[column] = total.value;
    study[`${column}_source`] = total.source;
    study[`${column}_event_sum`] = total.eventSum;
  }
}
