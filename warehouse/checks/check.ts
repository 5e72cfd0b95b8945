import type { QuantityName } from '../tables/index.js';
import type { CheckedRows } from './rows.js';

export const SEVERITIES = ['error', 'warning', 'info'] as const;

/** `error`: a number cannot be right; `warning`: it may not be; `info`: worth knowing when numbers are compared. */
export type Severity = (typeof SEVERITIES)[number];

/** Of what a check says that something is wrong. */
export type Grain = 'study' | 'event' | 'report' | 'device';

/** How far a value may be from where it should be. */
export type Tolerance =
  | {
      readonly kind: 'difference';
      readonly percent: number;
      readonly absolute: number;
      readonly unit: string;
    }
  | { readonly kind: 'range'; readonly least: number; readonly most: number; readonly unit: string };

/** The two numbers that a check holds against each other, in words. */
export interface Compared {
  readonly found: string;
  readonly expected: string;
  readonly unit: string;
  /** Which quantity they are, where it can be shown in several units. */
  readonly quantity?: QuantityName | null;
}

interface About {
  readonly id: string;
  /** What is wrong where it fails, in a few words. */
  readonly title: string;
  readonly severity: Severity;
  readonly grain: Grain;
  /** What is held against what, and why it matters. */
  readonly definition: string;
  readonly tolerance: Tolerance | null;
  readonly compared: Compared | null;
}

/** A predicate over rows of studies: `r` is the row, `s` the row of its study. */
export interface Predicate {
  readonly rows: CheckedRows;
  /** SQL that is true where the check fails; null passes. */
  readonly fails: string;
  /** The two numbers as SQL, where the check compares any. */
  readonly found?: string;
  readonly expected?: string;
}

/** A check of which every failing row belongs to a study: the study fails where any of its rows does. */
export interface StudyCheck extends About {
  readonly grain: 'study' | 'event' | 'report';
  readonly predicates: readonly Predicate[];
  /** True where the predicate looks at the whole store, so that it is not worked out for one study alone. */
  readonly needsWholeStore?: boolean;
}

/** A check of equipment over all of its studies. */
export interface DeviceCheck extends About {
  readonly grain: 'device';
  /** SQL that gives `device_id, found, expected` of each device that fails. */
  readonly sql: string;
}

export type Check = StudyCheck | DeviceCheck;

/** What a declaration of a check over studies states; the rest has its usual value. */
type StatedCheck = Omit<StudyCheck, 'tolerance' | 'compared'> &
  Partial<Pick<StudyCheck, 'tolerance' | 'compared'>>;

export const studyCheck = (stated: StatedCheck): StudyCheck => ({
  tolerance: null,
  compared: null,
  ...stated,
});

/** Fails where a value of rows lies outside what is possible; 0 fails too unless `least` is 0. */
export function rangeCheck(
  about: Pick<StatedCheck, 'id' | 'title' | 'severity' | 'grain' | 'definition'>,
  {
    quantity = null,
    ...range
  }: { readonly least: number; readonly most: number } & Pick<Compared, 'unit' | 'quantity'>,
  values: readonly (readonly [rows: CheckedRows, value: string])[],
): StudyCheck {
  const { least, most, unit } = range;
  return studyCheck({
    ...about,
    tolerance: { kind: 'range', ...range },
    compared: {
      found: 'stated',
      expected: 'nearest possible',
      unit,
      quantity,
    },
    predicates: values.map(([rows, value]) => ({
      rows,
      fails: `${value} NOT BETWEEN ${least} AND ${most}`,
      found: value,
      expected: `CASE WHEN ${value} < ${least} THEN ${least} ELSE ${most} END`,
    })),
  });
}

/** SQL that is true where two numbers are further apart than the tolerance allows. */
export function differ(
  found: string,
  expected: string,
  { percent, absolute }: { readonly percent: number; readonly absolute: number },
): string {
  return `abs(${found} - ${expected}) > greatest(${percent / 100} * abs(${expected}), ${absolute})`;
}
