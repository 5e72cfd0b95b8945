import { grouped } from '../grouped.js';
import type { EquipmentGroups } from './equipment-groups.js';
import { equipmentOf, type IdentifiedEvents } from './event-identity.js';
import type { EventNature, IrradiationEvent } from './event-nature.js';
import { digestOf } from './event-uids.js';
import type { StudyDocument } from './study-document.js';
import type { StudyFindings } from './study-findings.js';

/**
 * Notes exposures that two reports of one machine state with the same start, plane, type, protocol and doses, each under
 * UIDs of its own: converters that make new UIDs at each run, and de-identification that maps them otherwise, send one
 * exposure so. A UID tells exposures apart, so both count.
 */
export function noteEqualExposures<E extends IrradiationEvent>(
  reports: readonly StudyDocument[],
  identified: IdentifiedEvents<E>,
  nature: EventNature<E>,
  equipment: EquipmentGroups,
  findings: StudyFindings,
): void {
  if (reports.length < 2) return;
  const told = reports.flatMap((report) => {
    const machine = equipmentOf(report, equipment);
    return identified
      .get(report)!
      .filter(({ row }) => isTold(row, nature))
      .map(({ key, row }) => ({ report, key, digest: digestOf(row, nature, machine) }));
  });
  for (const equal of grouped(told, ({ digest }) => [digest]).values()) {
    const keysOfReports = [...grouped(equal, ({ report }) => [report]).values()].map((own) =>
      own.map(({ key }) => key),
    );
    if (!keysOfReports.some((keys, at) => keysOfReports.slice(0, at).some(sharesNone(keys)))) continue;
    findings.note(
      'exposure_equal_under_other_uid',
      'irradiation_event_uid',
      'reports state exposures of the same start and doses under different UIDs; all of them count',
    );
  }
}

function isTold<E extends IrradiationEvent>(row: E, nature: EventNature<E>): boolean {
  const hasDose = nature.dosesOf(row).some((dose) => dose !== null && dose > 0);
  return row.irradiation_event_uid !== null && row.started_at_local !== null && hasDose;
}

function sharesNone(keys: readonly string[]): (others: readonly string[]) => boolean {
  return (others) => keys.every((key) => !others.includes(key));
}
