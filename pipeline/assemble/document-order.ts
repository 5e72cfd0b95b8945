import type { AccumulatedDose } from '../../warehouse/tables/index.js';
import { DOCUMENT_KINDS, type Extraction } from '../extract/extraction.js';
import type { StudyDocument } from './study-document.js';

/** A document that another of the same SOP instance UID and other bytes stands before. */
export interface LosingDocument {
  readonly sopInstanceUid: string;
  readonly sha256: string;
  readonly reason: 'same_uid_other_content';
  /** Whether it states other doses than the content that stands. */
  readonly statesOtherDose: boolean;
}

export interface DistinctDocuments {
  /** One document per SOP instance UID, the strongest first. */
  readonly documents: readonly StudyDocument[];
  readonly losers: readonly LosingDocument[];
}

/**
 * Order among documents, the strongest first: report before capture before image; more events; verified; complete;
 * later content date and time; greater SOP instance UID; greater SHA-256.
 */
export function compareDocuments(one: StudyDocument, other: StudyDocument): number {
  const a = one.extraction;
  const b = other.extraction;
  return (
    DOCUMENT_KINDS.indexOf(a.kind) - DOCUMENT_KINDS.indexOf(b.kind) ||
    eventCountOf(b) - eventCountOf(a) ||
    Number(b.isVerified) - Number(a.isVerified) ||
    Number(b.isComplete) - Number(a.isComplete) ||
    greaterFirst(a.contentAtLocal ?? '', b.contentAtLocal ?? '') ||
    greaterFirst(a.sopInstanceUid, b.sopInstanceUid) ||
    greaterFirst(one.sha256, other.sha256)
  );
}

/** Chronological order of content; the undated first, then by SOP instance UID. */
export function compareContentTime(one: StudyDocument, other: StudyDocument): number {
  return (
    greaterFirst(other.extraction.contentAtLocal ?? '', one.extraction.contentAtLocal ?? '') ||
    greaterFirst(other.extraction.sopInstanceUid, one.extraction.sopInstanceUid)
  );
}

function eventCountOf(extraction: Extraction): number {
  return extraction.ctEvents.length + extraction.projectionEvents.length + extraction.administrations.length;
}

function greaterFirst(one: string, other: string): number {
  if (one === other) return 0;
  return one > other ? -1 : 1;
}

/** The documents without repetition: the same bytes once, and of one SOP instance UID the content first in order. */
export function distinctDocuments(documents: readonly StudyDocument[]): DistinctDocuments {
  if (documents.length === 1) return { documents, losers: [] };
  const ordered = [...documents].sort(compareRepeats);
  const winners = new Map<string, StudyDocument>();
  const losers = new Map<string, LosingDocument>();
  for (const document of ordered) {
    const { sopInstanceUid } = document.extraction;
    const winner = winners.get(sopInstanceUid);
    if (winner === undefined) winners.set(sopInstanceUid, document);
    else if (winner.sha256 !== document.sha256) {
      losers.set(document.sha256, {
        sopInstanceUid,
        sha256: document.sha256,
        reason: 'same_uid_other_content',
        statesOtherDose: dosesOf(winner.extraction) !== dosesOf(document.extraction),
      });
    }
  }
  return { documents: [...winners.values()], losers: [...losers.values()] };
}

/** Files of the same bytes may have been read under other settings of identity: the content then decides. */
function compareRepeats(one: StudyDocument, other: StudyDocument): number {
  return (
    compareDocuments(one, other) || greaterFirst(JSON.stringify(one.identity), JSON.stringify(other.identity))
  );
}

const ACCUMULATED = [
  'dlp_total_mgy_cm',
  'kap_total_gy_cm2',
  'kap_fluoro_gy_cm2',
  'kap_acquisition_gy_cm2',
  'dose_rp_total_mgy',
  'dose_rp_fluoro_mgy',
  'dose_rp_acquisition_mgy',
  'fluoro_time_s',
  'agd_mgy',
  'effective_dose_msv',
] as const satisfies readonly (keyof AccumulatedDose)[];

/** All doses that an object states, in one text, whatever order it states them in. */
function dosesOf(extraction: Extraction): string {
  const rows = [
    ...extraction.ctEvents.map((row) => [row.irradiation_event_uid, row.ctdi_vol_mgy, row.dlp_mgy_cm]),
    ...extraction.projectionEvents.map((row) => [
      row.irradiation_event_uid,
      row.acquisition_plane,
      row.kap_gy_cm2,
      row.dose_rp_mgy,
      row.agd_mgy,
      row.entrance_exposure_mgy,
    ]),
    ...extraction.administrations.map((row) => [row.radionuclide, row.administered_activity_mbq]),
    ...extraction.accumulatedDoses.map((row) => [row.part, ...ACCUMULATED.map((column) => row[column])]),
  ];
  return JSON.stringify(rows.map((row) => JSON.stringify(row)).sort());
}
