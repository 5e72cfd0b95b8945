import { compareContentTime } from './document-order.js';
import type { EquipmentGroups } from './equipment-groups.js';
import type { StudyDocument } from './study-document.js';

/** The keys of the events that each report holds. */
export type EventSets = ReadonlyMap<StudyDocument, ReadonlySet<string>>;

/**
 * The reports of one study and kind that another report of the same device supersedes (rows IMP-551…IMP-554, IMP-559):
 * those whose events are a proper part of another's, or equal to them and lower in the order. A report without events
 * is superseded only by one of the same scope with later content time, or by one that declares it its predecessor.
 * `reports` come strongest first; the answer is derived anew from every set of documents.
 */
export function supersededReports(
  reports: readonly StudyDocument[],
  eventSets: EventSets,
  equipment: EquipmentGroups,
): Set<StudyDocument> {
  const superseded = new Set<StudyDocument>();
  if (reports.length < 2) return superseded;
  reports.forEach((report, rank) => {
    const others = reports
      .map((other, otherRank) => ({ other, isStronger: otherRank < rank }))
      .filter(({ other }) => other !== report && equipment.get(other) === equipment.get(report));
    const isSuperseded = others.some(({ other, isStronger }) =>
      setOf(report).size > 0
        ? isPartOf(setOf(report), setOf(other), isStronger)
        : supersedesWithoutEvents(other, report, isStronger, reports),
    );
    if (isSuperseded) superseded.add(report);
  });
  return superseded;

  function setOf(report: StudyDocument): ReadonlySet<string> {
    return eventSets.get(report) ?? new Set();
  }
}

/**
 * The reports that count, as their contents followed each other: one that repeats an earlier report under another UID
 * and time stands where that did, since later totals may count its events already.
 */
export function inOrderOfContent(
  reports: readonly StudyDocument[],
  superseded: ReadonlySet<StudyDocument>,
  eventSets: EventSets,
  equipment: EquipmentGroups,
): StudyDocument[] {
  const counting = reports.filter((report) => !superseded.has(report));
  const places = new Map(counting.map((report) => [report, placeOf(report)]));
  return counting.sort((one, other) => compareContentTime(places.get(one)!, places.get(other)!));

  /** The first report that holds the same events. */
  function placeOf(report: StudyDocument): StudyDocument {
    const events = eventSets.get(report);
    if (report.extraction.contentAtLocal === null || events === undefined || events.size === 0) return report;
    const repeated = [...superseded].filter(
      (other) =>
        other.extraction.contentAtLocal !== null &&
        equipment.get(other) === equipment.get(report) &&
        events.size === eventSets.get(other)?.size &&
        isPartOf(events, eventSets.get(other)!, true),
    );
    return [report, ...repeated].sort(compareContentTime)[0]!;
  }
}

/** A proper part; or the same set, where the other stands before. */
function isPartOf(part: ReadonlySet<string>, whole: ReadonlySet<string>, wholeIsStronger: boolean): boolean {
  if (part.size > whole.size || (part.size === whole.size && !wholeIsStronger)) return false;
  for (const key of part) if (!whole.has(key)) return false;
  return true;
}

function supersedesWithoutEvents(
  later: StudyDocument,
  earlier: StudyDocument,
  laterIsStronger: boolean,
  reports: readonly StudyDocument[],
): boolean {
  return (
    declaresPredecessor(later, earlier, laterIsStronger, reports) ||
    (hasSameScope(later, earlier) && isLater(later, earlier, laterIsStronger))
  );
}

function isLater(later: StudyDocument, earlier: StudyDocument, laterIsStronger: boolean): boolean {
  const after = later.extraction.contentAtLocal;
  const before = earlier.extraction.contentAtLocal;
  if (after === null || before === null) return false;
  // The same content sent again under a new UID: one of them is enough.
  if (after === before) return laterIsStronger && totalsOf(later) === totalsOf(earlier);
  return after > before;
}

function totalsOf({ extraction }: StudyDocument): string {
  const rows = extraction.accumulatedDoses.map((row) => ({ ...row, report_sop_instance_uid: null }));
  return JSON.stringify(rows.map((row) => JSON.stringify(row)).sort());
}

/** Scope of accumulation with its UID; reports that state none have none in common. */
function hasSameScope(one: StudyDocument, other: StudyDocument): boolean {
  const scope = scopeOf(one);
  return scope !== null && scope === scopeOf(other);
}

function scopeOf({ extraction }: StudyDocument): string | null {
  const row = extraction.accumulatedDoses.find((accumulated) => accumulated.scope !== null);
  const scope = extraction.study.scope_of_accumulation_code ?? row?.scope ?? null;
  return scope === null ? null : `${scope}|${row?.scope_uid ?? ''}`;
}

/** Whether a report declares another its predecessor; where two declare each other, the stronger one holds. */
function declaresPredecessor(
  later: StudyDocument,
  earlier: StudyDocument,
  laterIsStronger: boolean,
  reports: readonly StudyDocument[],
): boolean {
  if (!later.extraction.predecessorUids.includes(earlier.extraction.sopInstanceUid)) return false;
  return laterIsStronger || !descendsFrom(earlier, later, reports);
}

function descendsFrom(
  report: StudyDocument,
  ancestor: StudyDocument,
  reports: readonly StudyDocument[],
): boolean {
  const seen = new Set<string>();
  const open = [...report.extraction.predecessorUids];
  for (let uid = open.pop(); uid !== undefined; uid = open.pop()) {
    if (uid === ancestor.extraction.sopInstanceUid) return true;
    if (seen.has(uid)) continue;
    seen.add(uid);
    const next = reports.find((candidate) => candidate.extraction.sopInstanceUid === uid);
    open.push(...(next?.extraction.predecessorUids ?? []));
  }
  return false;
}
