import type { AccumulatedDose } from '../../warehouse/tables/index.js';
import type { EquipmentGroup } from './equipment-groups.js';
import type { IrradiationEvent } from './event-nature.js';
import type { StudyEvent } from './reported-events.js';
import type { StudyDocument } from './study-document.js';
import type { StudyFindings } from './study-findings.js';
import type { EventValue, Total, TotalDoubt } from './totals.js';

/** A current report with its events as assembled. */
export interface CurrentReport<E extends IrradiationEvent> {
  readonly document: StudyDocument;
  readonly machine: EquipmentGroup;
  readonly accumulated: readonly AccumulatedDose[];
  readonly events: readonly StudyEvent<E>[];
}

/** What totals are made of: the current reports in order of content time, and the counted events beside them. */
export interface StudyDoses<E extends IrradiationEvent> {
  readonly reports: readonly CurrentReport<E>[];
  readonly unreported: readonly StudyEvent<E>[];
  /** Every event row of the study, counted or not, in order of start. */
  readonly events: readonly StudyEvent<E>[];
}

/** The values of a quantity over those events that it applies to. */
export function valuesOf<E extends IrradiationEvent>(
  events: readonly StudyEvent<E>[],
  valueOf: (row: E) => number | null,
  appliesTo: (row: E) => boolean = () => true,
): EventValue[] {
  return events.filter(({ row }) => appliesTo(row)).map(({ key, row }) => ({ key, value: valueOf(row) }));
}

const DOUBTS: Readonly<Record<TotalDoubt, readonly [code: string, message: string]>> = {
  absent: ['total_absent', 'the report states no total; it is the sum of its events'],
  zero: ['total_zero', 'the report states a total of 0 beside doses of events; it is the sum of its events'],
  partly_absent: [
    'total_absent',
    'the report states no total of one plane, or 0 beside doses; that plane is the sum of its events',
  ],
  overlap: ['reports_overlap', 'reports share some of their events; the total is the sum of the events'],
  disagrees: [
    'totals_disagree',
    'totals of several reports fit neither their own nor all events; the total is the sum of the events',
  ],
  far_from_events: [
    'totals_disagree',
    'totals of several reports are far from what their events state; the total is the sum of these totals',
  ],
};

/** Notes why a total is not what a report accumulated. */
export function noteTotal(column: string, total: Total, findings: StudyFindings): void {
  if (total.doubt === null) return;
  const [code, message] = DOUBTS[total.doubt];
  findings.note(code, column, total.value === null ? `${message}, which not every event states` : message);
}
