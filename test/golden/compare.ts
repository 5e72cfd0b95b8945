import { shiftDecimal } from '../../pipeline/dicom/decimal-shift.js';
import { leavesOf, pathOf, valueAt, type Leaf } from './golden-leaves.js';
import { SECTIONS } from './golden-map.js';
import type { Section, Target } from './section.js';
import type { Rows } from './rows.js';

export interface Comparison {
  readonly path: string;
  readonly golden: Leaf['value'];
  readonly ours: unknown;
  /** `unmapped`: no column holds it; `different`: one does, and it says something else or nothing. */
  readonly outcome: 'equal' | 'different' | 'unmapped';
}

/** Compares every value of a golden study with our rows. */
export function compareStudy(golden: unknown, rows: Rows): Comparison[] {
  return leavesOf(golden).map((leaf) => compareLeaf(golden, leaf, rows));
}

function compareLeaf(golden: unknown, leaf: Leaf, rows: Rows): Comparison {
  const path = pathOf(leaf.steps);
  const about = { path, golden: leaf.value };
  const found = targetOf(leaf);
  if (!found) return { ...about, ours: undefined, outcome: 'unmapped' };
  const { section, target, depth } = found;
  const row = rowOf(golden, leaf, section, depth, rows);
  const ours = valueFor(row, target, positionOf(leaf));
  return {
    ...about,
    ours,
    outcome: isEqual(leaf.value, textIn(ours, target, leaf), target) ? 'equal' : 'different',
  };
}

interface Found {
  readonly section: Section;
  readonly target: Target;
  /** How many steps lead to what the section's row stands for. */
  readonly depth: number;
}

function targetOf(leaf: Leaf): Found | null {
  for (const section of SECTIONS) {
    const depth = section.prefix === '' ? 0 : section.prefix.split(/\.|(?=\[)/).length;
    if (pathOf(leaf.steps.slice(0, depth)) !== section.prefix) continue;
    const rest = leaf.steps.slice(depth);
    const target = section.targets[numberedPathOf(rest)] ?? section.targets[pathOf(rest)];
    if (target === undefined) continue;
    return { section, depth, target: typeof target === 'string' ? { column: target } : target };
  }
  return null;
}

function numberedPathOf(steps: readonly (string | number)[]): string {
  return steps
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${step}`))
    .join('')
    .replace(/^\./, '');
}

function rowOf(golden: unknown, leaf: Leaf, section: Section, depth: number, rows: Rows): unknown {
  const steps = leaf.steps.slice(0, depth);
  const at = (path: readonly (string | number)[]) => valueAt(golden, [...steps, ...path]);
  const ordinal = steps.findLast((step) => typeof step === 'number') ?? 0;
  const parts = rows.accumulated_doses;
  switch (section.row) {
    case 'only':
      return rows[section.table][0];
    case 'event': {
      if (section.table === 'nm_administrations') return rows.nm_administrations[ordinal];
      const events: readonly { irradiation_event_uid: string | null }[] =
        section.table === 'ct_events' ? rows.ct_events : rows.projection_events;
      const uid = at(['irradiation_event_uid']);
      // Images and captures state no UID, or another than the one of the object: their events stand in order.
      const inOrder =
        uid === undefined || events.length === 1 || events[ordinal]?.irradiation_event_uid === null;
      return inOrder ? events[ordinal] : events.find((event) => event.irradiation_event_uid === uid);
    }
    case 'plane': {
      const plane = at(['acquisition_plane', 'value']);
      // Images have no accumulated dose of their own: their totals are those of the study.
      return parts.length === 0
        ? rows.studies[0]
        : parts.find((row) => row.part_kind === 'plane' && row.part_code === plane);
    }
    case 'breast': {
      const breast = at(['laterality', 'value']);
      return parts.length === 0
        ? totalOfBreast(rows.studies[0], breast)
        : parts.find((row) => row.part_code === breast);
    }
    case 'observer': {
      const type = at(['observer_type', 'value']) ?? DEVICE_OBSERVER;
      return rows.studies[0]?.observers?.find((observer) => observer.type_code === type);
    }
    case 'phantom':
      return parts.findLast((row) => row.part_kind === 'phantom');
  }
}

const DEVICE_OBSERVER = '121007';
const LEFT_BREAST = 'T-04030';

function totalOfBreast(study: Rows['studies'][number] | undefined, breast: unknown): unknown {
  return { agd_mgy: breast === LEFT_BREAST ? study?.agd_left_mgy : study?.agd_right_mgy };
}

/** The text among several joined ones that the golden list has at the same position; else the value itself. */
function textIn(ours: unknown, target: Target, leaf: Leaf): unknown {
  if (typeof ours !== 'string') return ours;
  if (target.as === 'joined') return ours.split(' | ')[positionOf(leaf)];
  return target.as === 'years' ? ours.replace(/ a$/, '') : ours;
}

function valueFor(row: unknown, { column, otherwise }: Target, position: number): unknown {
  const value = valueIn(row, column, position);
  return value === null && otherwise ? valueIn(row, otherwise, position) : value;
}

function positionOf(leaf: Leaf): number {
  return leaf.steps.findLast((step) => typeof step === 'number') ?? 0;
}

function valueIn(row: unknown, column: string, position: number): unknown {
  const steps = column
    .split(/\.|(?=\[)/)
    .map((step) => (step === '[]' ? position : /^\[\d+\]$/.test(step) ? Number(step.slice(1, -1)) : step));
  return valueAt(row, steps);
}

const DEFAULT_DECIMALS = 8;

function isEqual(golden: Leaf['value'], ours: unknown, target: Target): boolean {
  if (ours === null || ours === undefined) return false;
  if (target.as === 'yes_no') return (ours === true ? 'Yes' : 'No') === golden;
  if (target.as === 'date') return `${String(ours)}T00:00:00` === golden;
  if (target.as === 'time') return sameText(`1900-01-01T${String(ours)}`, String(golden));
  if (typeof ours === 'number') return isSameNumber(Number(golden), ours, target);
  if (typeof ours === 'boolean') return ours === golden;
  return typeof ours === 'string' && sameText(ours, String(golden));
}

/** Equal to the last decimal that the golden database keeps. */
function isSameNumber(golden: number, ours: number, target: Target): boolean {
  const shifted = shiftDecimal(ours, target.shift ?? 0);
  const tolerance = 0.5 * 10 ** -(target.decimals ?? DEFAULT_DECIMALS);
  return Number.isFinite(golden) && Math.abs(golden - shifted) <= tolerance * (1 + 1e-6);
}

/** Fractions of a second with and without trailing zeros are the same. */
function sameText(a: string, b: string): boolean {
  const bare = (text: string) => text.replace(/(:\d\d)(?:\.0*|(\.\d*?)0+)$/, '$1$2');
  return a === b || bare(a) === bare(b);
}
