import type { AssembledStudy } from '../../pipeline/assemble/assembled-study.js';
import { assembleStudy } from '../../pipeline/assemble/index.js';
import type { Extraction } from '../../pipeline/extract/extraction.js';
import { NO_IDENTITY, NO_SETTINGS } from '../pipeline/assemble/documents.js';
import type { Random } from './builders/seeded.js';
import type { DataSet } from './dicom-writer/data-set.js';
import type { FileLayout } from './dicom-writer/write-part10.js';
import { extracted } from './extracted.js';

export type Rewriting = (object: DataSet, by: Random) => DataSet;
export type Cell = (value: unknown) => unknown;

/** Another way to write an object down. */
export interface Way {
  readonly how: string;
  readonly rewrite?: Rewriting;
  readonly layout?: FileLayout;
  readonly inUtf8?: boolean;
  /** What the rewriting changes in texts and codes as sent, taken back before rows are compared. */
  readonly cell?: Cell;
  /** Findings and quirks that the other way adds or takes away: they tell how an object is written. */
  readonly tells?: readonly string[];
}

/** What an object says, and the study that it makes by itself. */
export interface Said {
  readonly extraction: Extraction;
  readonly study: AssembledStudy;
}

export function said(bytes: Uint8Array): Said {
  const extraction = extracted(bytes);
  return { extraction, study: assembled([extraction]) };
}

/** The study that two objects make together. */
export function assembledTogether(one: Said, other: Said): AssembledStudy {
  return assembled([one.extraction, other.extraction]);
}

function assembled(extractions: readonly Extraction[]): AssembledStudy {
  const documents = extractions.map((extraction, index) => ({
    extraction,
    sha256: String(index),
    identity: NO_IDENTITY,
  }));
  return assembleStudy(documents, NO_SETTINGS);
}

export const asSent: Cell = (value) => value;

const BOOKKEEPING = new Set(['findings', 'finding_count', 'quirks']);

/** All cells by their place, without those that tell how the object was written. */
function cellsOf({ extraction, study }: Said, cell: Cell): Map<string, unknown> {
  const { ctEvents, projectionEvents, administrations, accumulatedDoses, device, content } = extraction;
  const { imageLinks } = extraction;
  const own = { ctEvents, projectionEvents, administrations, accumulatedDoses, device, content, imageLinks };
  const cells = new Map<string, unknown>();
  const note = (value: unknown, place: string): void => {
    if (typeof value !== 'object' || value === null) cells.set(place, cell(value));
    else {
      for (const [name, field] of Object.entries(value)) {
        if (!BOOKKEEPING.has(name)) note(field, `${place}.${name}`);
      }
    }
  };
  note({ own, study: study.rows }, '');
  return cells;
}

const MOST_DIFFERENCES = 10;

/** The first cells in which two readings of one object differ. */
export function differences(one: Said, other: Said, cell: Cell): string[] {
  const [cells, others] = [cellsOf(one, cell), cellsOf(other, cell)];
  return [...new Set([...cells.keys(), ...others.keys()])]
    .filter((place) => !Object.is(cells.get(place) ?? null, others.get(place) ?? null))
    .slice(0, MOST_DIFFERENCES)
    .map((place) => `${place}: ${String(cells.get(place))} → ${String(others.get(place))}`);
}

/** What is doubtful about an object, in whatever order it was found. */
export function doubtsIn({ extraction, study }: Said, tells: readonly string[]): string[] {
  const ofStudy = study.rows.studies.flatMap(({ findings }) => findings ?? []).map(({ code }) => code ?? '');
  const doubts = [...extraction.findings.map(({ code }) => code), ...extraction.quirks, ...ofStudy];
  return [...new Set(doubts)].filter((doubt) => !tells.includes(doubt)).sort();
}
