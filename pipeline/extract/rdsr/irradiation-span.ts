import { END_OF_IRRADIATION, START_OF_IRRADIATION } from '../../dicom/concepts/ct.js';
import { COMMENT } from '../../dicom/concepts/report.js';
import type { ReportDocument } from './document.js';

/** First and last instant of irradiation and the comment, at the root of both dose templates (BUG-03, IMP-251). */
export function readIrradiationSpan({ study, root }: ReportDocument): void {
  const offset = study.dateTime('irradiation_started_at_local', root, START_OF_IRRADIATION);
  study.dateTime('irradiation_ended_at_local', root, END_OF_IRRADIATION);
  study.row.utc_offset_min ??= offset;
  study.text('comment', root, COMMENT);
}
