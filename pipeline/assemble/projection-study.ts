import type { ProjectionEvent, Study } from '../../warehouse/tables/index.js';
import { writeBreastTotals } from './breast-totals.js';
import { PROJECTION_NATURE } from './event-nature.js';
import { assembleIrradiation, type IrradiationStudy } from './irradiation-study.js';
import { irradiationStudyRow } from './irradiation-study-row.js';
import { writeProjectionTotals } from './projection-totals.js';
import type { StudyPart } from './study-part.js';

/** A fluoroscopy, radiography or mammography study: its row and its events. */
export function assembleProjection(part: StudyPart): {
  readonly study: Study;
  readonly doses: IrradiationStudy<ProjectionEvent>;
} {
  const doses = assembleIrradiation(part, PROJECTION_NATURE);
  const study = irradiationStudyRow(part, doses, PROJECTION_NATURE);
  writeProjectionTotals(study, doses, part.findings);
  if (part.content === 'MG') writeBreastTotals(study, doses, part.findings);
  study.reference_point_definition = referencePoint(doses);
  return { study, doses };
}

/** The reference point of all doses; null where they are at different points, which must not be added or compared. */
function referencePoint(doses: IrradiationStudy<ProjectionEvent>): string | null {
  const ofEvents = doses.events
    .filter(({ row }) => row.counted === true && row.dose_rp_mgy !== null)
    .map(({ row }) => row.reference_point_definition);
  const ofReports = doses.reports
    .flatMap(({ accumulated }) => accumulated)
    .filter((row) => row.dose_rp_total_mgy !== null)
    .map((row) => row.reference_point_definition);
  const points = new Set([...ofEvents, ...ofReports].filter((point) => point !== null));
  return points.size === 1 ? [...points][0]! : null;
}
