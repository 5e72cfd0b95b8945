import type { NmAdministration, Study } from '../../warehouse/tables/index.js';
import {
  compareStart,
  identifyAdministrations,
  imagedAdministrations,
  joinAdministrations,
  nuclideOf,
  reportedAdministrations,
} from './administrations.js';
import { sumOfStated } from './decimal-sum.js';
import { patientAge } from './patient-age.js';
import { radionuclideIn } from './radionuclide.js';
import { studyAttributes } from './study-attributes.js';
import { devicesOf, writeDevices } from './study-devices.js';
import type { StudyDocument } from './study-document.js';
import { addFindingsOfObjects, type StudyPart } from './study-part.js';
import { supersededReports } from './superseded-reports.js';

/** A nuclear medicine study: its row, its administrations, and the reports that no longer count. */
export interface NuclearMedicineStudy {
  readonly study: Study;
  readonly administrations: readonly NmAdministration[];
  readonly superseded: ReadonlySet<StudyDocument>;
}

/**
 * Assembles a nuclear medicine study (rows IMP-480…IMP-487, IMP-555). With radiopharmaceutical reports, their
 * administrations are the list that images join; without, the images make the list.
 */
export function assembleNuclearMedicine(part: StudyPart): NuclearMedicineStudy {
  const reports = part.documents.filter(({ extraction }) => extraction.kind !== 'image');
  const images = part.documents.filter(({ extraction }) => extraction.kind === 'image');
  const keys = new Map(
    reports.map((report) => [report, new Set(identifyAdministrations(report).map(({ key }) => key))]),
  );
  const superseded = supersededReports(reports, keys, part.equipment);
  const current = reports.filter((report) => !superseded.has(report));
  const reported = reportedAdministrations(current);
  const imaged = imagedAdministrations(images);
  const beside = reported.length === 0 ? imaged : joinAdministrations(reported, imaged, part.findings);
  const administrations = numbered([...reported, ...beside], part.studyId);
  const study = studyRow(part, superseded, administrations);
  study.report_count = current.length;
  return { study, administrations, superseded };
}

/** Administrations in order of start, counted within each radionuclide. */
function numbered(rows: readonly NmAdministration[], studyId: string): NmAdministration[] {
  const ordinals = new Map<string | null, number>();
  return [...rows].sort(compareStart).map((row) => {
    const ordinal = (ordinals.get(row.radionuclide_code) ?? 0) + 1;
    ordinals.set(row.radionuclide_code, ordinal);
    row.study_id = studyId;
    row.administration_index = ordinal;
    return row;
  });
}

function studyRow(
  part: StudyPart,
  superseded: ReadonlySet<StudyDocument>,
  administrations: readonly NmAdministration[],
): Study {
  addFindingsOfObjects(part, superseded);
  const study = studyAttributes(part.documents, part.findings);
  study.study_id = part.studyId;
  study.modality = part.modality;
  Object.assign(study, patientAge(part.documents, part.findings));
  writeDevices(study, devicesOf(part.documents, part.equipment), new Map());
  writeAdministrations(
    study,
    administrations.filter((row) => row.counted),
  );
  dateByFirstAdministration(study, administrations);
  study.event_count = 0;
  const uids = [...superseded].map(({ extraction }) => extraction.sopInstanceUid).sort();
  study.superseded_reports = uids.length === 0 ? null : uids;
  return study;
}

/** Activities of different radionuclides are not added. */
function writeAdministrations(study: Study, counted: readonly NmAdministration[]): void {
  study.administration_count = counted.length;
  const nuclides = new Set(counted.map(whatWasGiven));
  const activities = counted.map((row) => row.administered_activity_mbq);
  const isWhole = nuclides.size === 1 && activities.every((activity) => activity !== null);
  study.administered_activity_mbq = isWhole ? sumOfStated(activities) : null;
  study.radionuclide = eachNamed(counted.map((row) => row.radionuclide));
  study.radiopharmaceutical = eachNamed(
    counted.map((row) => row.radiopharmaceutical ?? row.radiopharmaceutical_as_sent),
  );
  const doses = counted.map((row) => row.effective_dose_msv);
  study.effective_dose_total_msv = doses.includes(null) ? null : sumOfStated(doses);
}

/** The nuclide; where none is stated that of the agent's name, else this name. */
function whatWasGiven(row: NmAdministration): string | null {
  const agent = row.radiopharmaceutical ?? row.radiopharmaceutical_as_sent;
  return (
    nuclideOf(row) ??
    radionuclideIn(row.radiopharmaceutical) ??
    radionuclideIn(row.radiopharmaceutical_as_sent) ??
    agent
  );
}

function eachNamed(names: readonly (string | null)[]): string | null {
  const stated = new Set(names.filter((name) => name !== null));
  return stated.size === 0 ? null : [...stated].sort().join(' | ');
}

function dateByFirstAdministration(study: Study, administrations: readonly NmAdministration[]): void {
  const start = administrations[0]?.started_at_local ?? null;
  if (study.study_date !== null || start === null) return;
  study.study_date = start.slice(0, 10);
  study.study_date_source = 'first_event';
  study.study_month = start.slice(0, 7);
  study.study_time ??= start.slice(11);
}
