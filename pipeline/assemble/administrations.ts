import { hash } from 'node:crypto';
import type { NmAdministration } from '../../warehouse/tables/index.js';
import { startsApart } from './event-starts.js';
import { fillBlanks } from './fill-blanks.js';
import { radionuclideKey } from './radionuclide.js';
import type { StudyDocument } from './study-document.js';
import type { StudyFindings } from './study-findings.js';

/** Two statements of one administered activity may be this far apart. */
const SAME_ACTIVITY = 0.02;
/** Statements are taken for different ones beyond this (row IMP-484). */
const DIFFERENT_ACTIVITY = 1e-4;
const MINUTE_MS = 60_000;
const IMAGE_TO_REPORT_MS = 30 * MINUTE_MS;
const IMAGE_TO_IMAGE_MS = 5 * MINUTE_MS;

/** One administration of a study: the row that describes it and the documents that do. */
export interface Administration {
  readonly key: string;
  readonly row: NmAdministration;
}

/**
 * What identifies each administration that a report states: its event UID, else a digest of nuclide, activity and
 * start, counted where a report states several alike.
 */
export function identifyAdministrations({ extraction }: StudyDocument): Administration[] {
  const occurrences = new Map<string, number>();
  return extraction.administrations.map((row) => {
    const key = row.administration_event_uid ?? digestOf(row);
    const occurrence = (occurrences.get(key) ?? 0) + 1;
    occurrences.set(key, occurrence);
    return { key: occurrence === 1 ? key : `${key}#${occurrence}`, row };
  });
}

function digestOf(row: NmAdministration): string {
  const told = [nuclideOf(row), row.radiopharmaceutical, row.administered_activity_mbq, row.started_at_local];
  return `digest-${hash('sha256', JSON.stringify(told), 'hex').slice(0, 32)}`;
}

/** The administrations of the current reports, each once. `reports` come strongest first. */
export function reportedAdministrations(reports: readonly StudyDocument[]): NmAdministration[] {
  const rows = new Map<string, NmAdministration>();
  for (const report of reports) {
    for (const { key, row } of identifyAdministrations(report)) {
      const known = rows.get(key);
      if (known === undefined) rows.set(key, describedBy(report, row));
      else fillBlanks(known, row);
    }
  }
  return [...rows.values()];
}

function describedBy({ extraction }: StudyDocument, row: NmAdministration): NmAdministration {
  const offset = row.started_at_local === null ? null : extraction.study.utc_offset_min;
  return {
    ...row,
    started_at_offset_min: row.started_at_offset_min ?? offset,
    source_sop_instance_uid: extraction.sopInstanceUid,
    source_kind: extraction.kind,
    counted: true,
  };
}

/**
 * The administrations that images describe: those of one radionuclide, with activities within 2 % and starts within
 * 5 minutes, are one. What leaves start or activity out joins the nearest that does not contradict it.
 * `images` come strongest first.
 */
export function imagedAdministrations(images: readonly StudyDocument[]): NmAdministration[] {
  const stated = images.flatMap((image) =>
    image.extraction.administrations.map((row) => describedBy(image, row)),
  );
  const found: NmAdministration[][] = [];
  for (const level of [0, 1, 2]) {
    const homeless: NmAdministration[] = [];
    for (const row of stated.filter((candidate) => vagueness(candidate) === level)) {
      const nearest = level === 0 ? null : nearestOf(row, found.map(firstOf), IMAGE_TO_IMAGE_MS);
      const home = found.find((cluster) => firstOf(cluster) === nearest);
      if (home) home.push(row);
      else homeless.push(row);
    }
    found.push(...clusters(homeless));
  }
  return found.map(merged);
}

function firstOf(cluster: readonly NmAdministration[]): NmAdministration {
  return cluster[0]!;
}

/** 0: nuclide, activity and start are stated; 1: but for the start; 2: less. The vague must not bridge the clear. */
function vagueness(row: NmAdministration): 0 | 1 | 2 {
  if (nuclideOf(row) === null || row.administered_activity_mbq === null) return 2;
  return row.started_at_local === null ? 1 : 0;
}

/** Rows that can be one administration, by steps from one to the next: the same groups from every order. */
function clusters(rows: readonly NmAdministration[]): NmAdministration[][] {
  let groups: NmAdministration[][] = [];
  for (const row of rows) {
    const near = groups.filter((group) => group.some((other) => isSame(row, other, IMAGE_TO_IMAGE_MS)));
    groups = [...groups.filter((group) => !near.includes(group)), [...near.flat(), row]];
  }
  const rank = new Map(rows.map((row, index) => [row, index]));
  const ranked = groups.map((group) => [...group].sort((a, b) => rank.get(a)! - rank.get(b)!));
  return ranked.sort((a, b) => rank.get(a[0]!)! - rank.get(b[0]!)!);
}

function merged(rows: readonly NmAdministration[]): NmAdministration {
  const [first, ...others] = rows;
  for (const other of others) join(first!, other);
  return first!;
}

/** Fills the blanks of an administration from an image of it, and adds the PET series that the image is of. */
function join(target: NmAdministration, source: NmAdministration): void {
  fillBlanks(target, source);
  const series = new Map((target.pet_series ?? []).map((one) => [one.series_instance_uid, one]));
  for (const one of source.pet_series ?? []) {
    if (!series.has(one.series_instance_uid)) series.set(one.series_instance_uid, one);
  }
  if (series.size === 0) return;
  target.pet_series = [...series.values()].sort((a, b) =>
    (a.series_instance_uid ?? '') < (b.series_instance_uid ?? '') ? -1 : 1,
  );
}

/**
 * Joins what images say to the administrations of the reports, which are the list: each to the nearest of the same
 * radionuclide, activity within 2 %, start within 30 minutes or missing; differences are findings. Gives what joins
 * none of them: kept, uncounted, with a finding.
 */
export function joinAdministrations(
  reported: readonly NmAdministration[],
  imaged: readonly NmAdministration[],
  findings: StudyFindings,
): NmAdministration[] {
  const beside: NmAdministration[] = [];
  const byStart = [...imaged].sort((one, other) => compareStart(one, other));
  for (const image of byStart) {
    const nearest = nearestOf(image, reported, IMAGE_TO_REPORT_MS);
    if (nearest === null) {
      image.counted = false;
      beside.push(image);
      findings.note(
        'image_joins_no_administration',
        null,
        'images match no administration of the report; they are kept and not counted',
      );
      continue;
    }
    noteDifferences(nearest, image, findings);
    join(nearest, image);
  }
  return beside;
}

function noteDifferences(reported: NmAdministration, image: NmAdministration, findings: StudyFindings): void {
  const [a, b] = [reported.administered_activity_mbq, image.administered_activity_mbq];
  if (a !== null && b !== null && Math.abs(a - b) > DIFFERENT_ACTIVITY * Math.max(a, b)) {
    note('administered_activity_mbq');
  }
  const apart = startsApart(reported, image);
  if (apart !== null && apart > 0) note('started_at_local');

  function note(column: string): void {
    findings.note(
      'administration_differs',
      column,
      'report and images state an administration differently; the report holds',
    );
  }
}

/** The candidate that can be the same administration and is nearest in start, then in activity, then the first. */
function nearestOf(
  row: NmAdministration,
  candidates: readonly NmAdministration[],
  farthestMs: number,
): NmAdministration | null {
  const distance = (other: NmAdministration): readonly [number, number] => [
    startsApart(row, other) ?? farthestMs,
    Math.abs((row.administered_activity_mbq ?? 0) - (other.administered_activity_mbq ?? 0)),
  ];
  let nearest: NmAdministration | null = null;
  for (const other of candidates) {
    if (!isSame(row, other, farthestMs)) continue;
    if (nearest === null || isNearer(distance(other), distance(nearest))) nearest = other;
  }
  return nearest;
}

function isNearer(one: readonly [number, number], other: readonly [number, number]): boolean {
  return one[0] < other[0] || (one[0] === other[0] && one[1] < other[1]);
}

/** Whether two statements can be of one administration; what one leaves out speaks against nothing. */
function isSame(one: NmAdministration, other: NmAdministration, farthestMs: number): boolean {
  const [nuclide, otherNuclide] = [nuclideOf(one), nuclideOf(other)];
  if (nuclide !== null && otherNuclide !== null && nuclide !== otherNuclide) return false;
  const [a, b] = [one.administered_activity_mbq, other.administered_activity_mbq];
  if (a !== null && b !== null && Math.abs(a - b) > SAME_ACTIVITY * Math.max(a, b)) return false;
  const apart = startsApart(one, other);
  return apart === null || apart <= farthestMs;
}

/** The radionuclide of an administration, whatever its code and spelling; null where not stated. */
export function nuclideOf(row: NmAdministration): string | null {
  return radionuclideKey(row.radionuclide_code, row.radionuclide);
}

/** Order of start, those without last; then of activity and of the document that describes it. */
export function compareStart(one: NmAdministration, other: NmAdministration): number {
  const key = (row: NmAdministration): string =>
    [
      row.started_at_local ?? '~',
      String(row.administered_activity_mbq ?? 0).padStart(24),
      row.administration_event_uid ?? '',
      row.source_sop_instance_uid ?? '',
    ].join('|');
  const [a, b] = [key(one), key(other)];
  return a === b ? 0 : a < b ? -1 : 1;
}
