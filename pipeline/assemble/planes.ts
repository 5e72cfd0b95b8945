import type { AccumulatedDose, ProjectionEvent } from '../../warehouse/tables/index.js';
import { ALL_PLANES, PLANE_A, PLANE_B, SINGLE_PLANE } from '../dicom/concepts/values.js';
import { namesConcept } from './code-value.js';

type Plane = 'A' | 'B' | 'single' | 'all';
/** Where a plane's doses go: plane A of the study (or its single plane), plane B, both together, or neither. */
export type Side = 'a' | 'b' | 'all' | null;

const CODES = [
  ['A', PLANE_A],
  ['B', PLANE_B],
  ['single', SINGLE_PLANE],
  ['all', ALL_PLANES],
] as const;

function planeOf(name: string | null, code: string | null): Plane | null {
  const named = CODES.find(([plane, concept]) => plane === name || namesConcept(code, null, concept));
  return named?.[0] ?? null;
}

/** Name of a part without the number that tells repeated parts of one report apart. */
export function partName(row: AccumulatedDose): string | null {
  return row.part?.replace(/_\d+$/, '') ?? null;
}

/**
 * Says for one report where each of its planes goes (row IMP-524): A is plane A, else the single plane, else all
 * planes; B is plane B; all planes beside A or B are the total and are not added.
 */
export function sidesOf<T>(items: readonly T[], planeOfItem: (item: T) => Plane | null): (item: T) => Side {
  const planes = new Set(items.map(planeOfItem));
  return (item) => {
    const plane = planeOfItem(item);
    if (plane === 'B') return 'b';
    if (plane === 'A') return 'a';
    if (plane === 'single') return planes.has('A') ? null : 'a';
    const isAlone = !planes.has('A') && !planes.has('single');
    if (plane === 'all') return isAlone && !planes.has('B') ? 'a' : 'all';
    return isAlone && !planes.has('all') ? 'a' : null;
  };
}

export function planeOfAccumulated(row: AccumulatedDose): Plane | null {
  return row.part_kind === 'breast' ? null : planeOf(partName(row), row.part_code);
}

export function planeOfEvent(event: ProjectionEvent): Plane | null {
  return planeOf(event.acquisition_plane, event.acquisition_plane_code);
}
