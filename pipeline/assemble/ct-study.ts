import type { CtEvent } from '../../warehouse/tables/index.js';
import { writeCtSummary } from './ct-summary.js';
import { writeCtTotals } from './ct-totals.js';
import { CT_NATURE } from './event-nature.js';
import { assembleIrradiation, type IrradiationStudy } from './irradiation-study.js';
import { irradiationStudyRow } from './irradiation-study-row.js';
import type { Study } from '../../warehouse/tables/index.js';
import type { StudyPart } from './study-part.js';

/** A CT study: its row and its events, from dose reports, dose captures and image headers. */
export function assembleCt(part: StudyPart): {
  readonly study: Study;
  readonly doses: IrradiationStudy<CtEvent>;
} {
  const doses = assembleIrradiation(part, CT_NATURE);
  const study = irradiationStudyRow(part, doses, CT_NATURE);
  writeCtTotals(study, doses, part.findings);
  writeCtSummary(
    study,
    doses.events.map(({ row }) => row).filter((event) => event.counted),
  );
  return { study, doses };
}
