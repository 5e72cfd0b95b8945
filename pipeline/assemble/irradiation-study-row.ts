import type { Study } from '../../warehouse/tables/index.js';
import { sumOfStated } from './decimal-sum.js';
import type { EventNature, IrradiationEvent } from './event-nature.js';
import { writeIrradiationSpan } from './irradiation-span.js';
import type { IrradiationStudy } from './irradiation-study.js';
import { patientAge } from './patient-age.js';
import type { CurrentReport } from './report-totals.js';
import { studyAttributes } from './study-attributes.js';
import { activityPerDevice, devicesOf, writeDevices } from './study-devices.js';
import { addFindingsOfObjects, type StudyPart } from './study-part.js';

/** The row of a study of X-ray exposures, but for the totals of its modality. */
export function irradiationStudyRow<E extends IrradiationEvent>(
  part: StudyPart,
  doses: IrradiationStudy<E>,
  nature: EventNature<E>,
): Study {
  addFindingsOfObjects(part, doses.superseded);
  const study = studyAttributes(part.documents, part.findings);
  study.study_id = part.studyId;
  study.modality = part.modality;
  Object.assign(study, patientAge(part.documents, part.findings));
  const counted = doses.events.map(({ row }) => row).filter((event) => event.counted);
  writeDevices(study, devicesOf(part.documents, part.equipment), activityPerDevice(counted, nature));
  writeIrradiationSpan(study, doses, nature);
  writeReportCounts(study, doses);
  study.event_count = counted.length;
  return study;
}

/** Reports that stand and those that do not, and how many events they state (rows IMP-526, IMP-560). */
function writeReportCounts<E extends IrradiationEvent>(study: Study, doses: IrradiationStudy<E>): void {
  study.report_count = doses.reports.length;
  study.event_count_reported = eventCountReported(doses.reports);
  const superseded = [...doses.superseded].map(({ extraction }) => extraction.sopInstanceUid).sort();
  study.superseded_reports = superseded.length === 0 ? null : superseded;
}

/**
 * What the current reports count, each its own events or all so far of its machine; null where they share events, since
 * each then counts what another counts.
 */
function eventCountReported<E extends IrradiationEvent>(reports: readonly CurrentReport<E>[]): number | null {
  const keys = reports.flatMap(({ events }) => events.map(({ key }) => key));
  if (new Set(keys).size < keys.length) return null;
  const counts = new Map<object, { reported: number | null; listed: number }>();
  for (const { machine, accumulated, events } of reports) {
    const before = counts.get(machine) ?? { reported: null, listed: 0 };
    const listed = before.listed + events.length;
    const stated = accumulated.find((row) => row.event_count_reported !== null)?.event_count_reported ?? null;
    const isOfAll = stated !== events.length && stated === listed;
    counts.set(machine, { reported: isOfAll ? stated : sumOfStated([before.reported, stated]), listed });
  }
  return sumOfStated([...counts.values()].map(({ reported }) => reported));
}
