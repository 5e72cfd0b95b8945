import type { ObjectParts, Random, WallClock } from '../builders/index.js';
import type { Attributes } from '../dicom-writer/index.js';
import type { Dialect } from './dialects.js';
import type { ImagingSystem } from './systems.js';

/** Everything about a study that its objects share. */
export interface StudyContext {
  readonly seed: string;
  readonly stream: Random;
  readonly system: ImagingSystem;
  readonly startedAt: WallClock;
  /** Patient, equipment and request attributes. */
  readonly attributes: Attributes;
  readonly age_years: number;
  readonly weight_kg: number;
  /** Dose of this system relative to the group's median, at this time. */
  readonly doseFactor: number;
  readonly detail: Detail;
  readonly dialect: Dialect;
  /** How many different CT examinations there are, the most frequent first. */
  readonly ctExams: number;
}

/** `full`: objects as large as real ones; `compact`: fewer events, and no more of each than a report needs. */
export type Detail = 'full' | 'compact';

/** One object of a study; the name is unique within the study. */
export interface StudyObject {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** How the dose grows with the body: one at 75 kg, e-fold per `scale_kg`. */
export function sizeFactor(weight_kg: number, scale_kg: number): number {
  return Math.exp((Math.min(weight_kg, 150) - 75) / scale_kg);
}

/** Pixels of a synthetic image: a few, so that readers find some. */
export const PIXEL_BYTES = 128;

/** What every object of a study has from it: identity, time and the maker's way of writing. */
export function writtenBy({ seed, startedAt, dialect }: StudyContext): ObjectParts {
  return { seed, startedAt, file: dialect.file, snomedCt: dialect.snomedCt };
}
