import { unitOf } from '../../warehouse/tables/index.js';
import { fieldOf, keyOf, type Field } from '../filters/fields.js';
import type { Bound, Clause, Scope, Test } from '../filters/filter.js';
import type { ChartRequest } from './request.js';

/** Values that never stand in one series: each band is its own, and each can be written as a filter. */
export interface Banding {
  readonly name: 'phantom' | 'reference_point' | 'age_band';
  /** The band of a row: a value of a column, or the number, from 1, that an expression over `s` gives of those known. */
  readonly of: { readonly column: Field } | { readonly sql: string; readonly known: readonly string[] };
  /** The clauses that hold for exactly the rows of a band. */
  clausesOf(band: string): readonly Clause[];
}

const DOSE_UNITS = new Set(['mGy', 'mGy·cm', 'Gy·cm²', 'mSv', 'MBq']);
const PHANTOM_EVENT_COLUMNS = new Set(['ctdi_vol_mgy', 'dlp_mgy_cm']);
/** The band of a value that is not stated. */
export const UNKNOWN = 'unknown';

/** What keeps the values of this chart apart: phantoms, reference points, children and adults. */
export function bandingsOf(request: ChartRequest, adultFromYears: number): readonly Banding[] {
  const measured = [request.value, request.x].filter((field) => field !== null);
  const bandings: Banding[] = [];
  if (measured.some((field) => field.scope > 0 && PHANTOM_EVENT_COLUMNS.has(field.column))) {
    bandings.push(columnBanding('phantom', 1, 'ctdi_phantom'));
  }
  if (measured.some((field) => field.scope === 0 && field.column === 'dlp_total_mgy_cm')) {
    bandings.push(STUDY_PHANTOM);
  }
  const atReferencePoint = measured.find((field) => field.column.startsWith('dose_rp_'));
  if (atReferencePoint) {
    bandings.push(columnBanding('reference_point', atReferencePoint.scope, 'reference_point_definition'));
  }
  if (measured.some(isDose)) bandings.push(ageBanding(adultFromYears, request.paediatric));
  return bandings;
}

function isDose(field: Field): boolean {
  const unit = unitOf(field.column);
  return unit !== null && DOSE_UNITS.has(unit);
}

const clause = (scope: Scope, column: string, test: Test, negated = false): Clause => ({
  scope,
  column,
  negated,
  test,
});
const isNull: Test = { kind: 'is', state: 'null' };
const isZero: Test = { kind: 'equals', value: 0 };
const range = (from: Bound | null, to: Bound | null): Test => ({
  kind: 'range',
  from,
  to,
  toExclusive: to !== null,
});

/** A band for each value of a column; absent is a band of its own. */
function columnBanding(name: Banding['name'], scope: Scope, column: string): Banding {
  return {
    name,
    of: { column: fieldOf(keyOf({ scope, column }))! },
    clausesOf: (band) => [
      clause(scope, column, band === UNKNOWN ? isNull : { kind: 'equals', value: band }),
      ...(band === UNKNOWN ? [clause(scope, column, { kind: 'equals', value: UNKNOWN })] : []),
    ],
  };
}

const PHANTOM_TOTALS = [
  ['head_16cm', 'dlp_head_16cm_mgy_cm'],
  ['body_32cm', 'dlp_body_32cm_mgy_cm'],
  ['other', 'dlp_other_phantom_mgy_cm'],
] as const;

/** The phantoms of a set, written as bits. */
function phantomsOf(set: number): string {
  const phantoms = PHANTOM_TOTALS.filter((_, at) => (set & (2 ** at)) !== 0).map(([phantom]) => phantom);
  return phantoms.join('+') || UNKNOWN;
}

/**
 * The phantoms that a study's total DLP adds up, by which of the totals per phantom are there. A localiser that states
 * DLP 0 and no phantom adds nothing.
 */
const STUDY_PHANTOM: Banding = {
  name: 'phantom',
  of: {
    sql: `CASE WHEN s."dlp_total_is_mixed" THEN 1 ELSE 2${PHANTOM_TOTALS.map(
      ([phantom, column], at) =>
        ` + CASE WHEN s."${column}" IS NULL${phantom === 'other' ? ` OR s."${column}" = 0` : ''} THEN 0 ELSE ${2 ** at} END`,
    ).join('')} END`,
    known: ['mixed', ...Array.from({ length: 2 ** PHANTOM_TOTALS.length }, (_, set) => phantomsOf(set))],
  },
  clausesOf(band) {
    const mixed: Test = { kind: 'equals', value: true };
    if (band === 'mixed') return [clause(0, 'dlp_total_is_mixed', mixed)];
    const present = new Set(band.split('+'));
    return [
      clause(0, 'dlp_total_is_mixed', mixed, true),
      ...PHANTOM_TOTALS.flatMap(([phantom, column]) => {
        const isAbsent = phantom === 'other' ? [isNull, isZero] : [isNull];
        return isAbsent.map((test) => clause(0, column, test, present.has(phantom)));
      }),
    ];
  },
};

interface Step {
  readonly band: string;
  readonly from: number | null;
  readonly to: number | null;
}

/** Weight bands of children for body examinations, in kg. */
const WEIGHT_STEPS: readonly Step[] = [
  { band: 'child_under_5_kg', from: null, to: 5 },
  { band: 'child_5_to_15_kg', from: 5, to: 15 },
  { band: 'child_15_to_30_kg', from: 15, to: 30 },
  { band: 'child_30_to_50_kg', from: 30, to: 50 },
  { band: 'child_50_to_80_kg', from: 50, to: 80 },
  { band: 'child_from_80_kg', from: 80, to: null },
];

/** Age bands of children for head examinations, in years: 3 months are a quarter. */
const ageSteps = (adult: number): readonly Step[] => [
  { band: 'child_under_3_months', from: null, to: 0.25 },
  { band: 'child_3_months_to_1_year', from: 0.25, to: 1 },
  { band: 'child_1_to_6_years', from: 1, to: 6 },
  { band: 'child_from_6_years', from: 6, to: adult },
];

/** Adults and children, and children by weight or age where asked; unknown age or weight is a band of its own. */
function ageBanding(adult: number, paediatric: ChartRequest['paediatric']): Banding {
  const age = 's."patient_age_years"';
  const weight = 's."patient_weight_kg"';
  const years = ageSteps(adult);
  const known = [
    UNKNOWN,
    'adult',
    'child',
    'child_of_unknown_weight',
    ...[...WEIGHT_STEPS, ...years].map(({ band }) => band),
  ];
  const numberOf = (band: string): number => known.indexOf(band) + 1;
  const steps = (column: string, of: readonly Step[]): string =>
    of
      .map(({ band, to }) =>
        to === null ? `ELSE ${numberOf(band)}` : `WHEN ${column} < ${to} THEN ${numberOf(band)}`,
      )
      .join(' ');
  const child = {
    none: String(numberOf('child')),
    weight: `CASE WHEN ${weight} IS NULL THEN ${numberOf('child_of_unknown_weight')} ${steps(weight, WEIGHT_STEPS)} END`,
    age: `CASE ${steps(age, years)} END`,
  }[paediatric];
  return {
    name: 'age_band',
    of: {
      sql: `CASE WHEN ${age} IS NULL THEN ${numberOf(UNKNOWN)} WHEN ${age} >= ${Number(adult)} THEN ${numberOf('adult')} ELSE ${child} END`,
      known,
    },
    clausesOf(band) {
      const ofAge = (test: Test): Clause => clause(0, 'patient_age_years', test);
      if (band === UNKNOWN) return [ofAge(isNull)];
      if (band === 'adult') return [ofAge({ kind: 'range', from: adult, to: null, toExclusive: false })];
      const step = years.find((known) => known.band === band);
      if (step) return [ofAge(range(step.from, step.to))];
      const children = ofAge(range(null, adult));
      if (band === 'child_of_unknown_weight') return [children, clause(0, 'patient_weight_kg', isNull)];
      const weighed = WEIGHT_STEPS.find((known) => known.band === band);
      return weighed
        ? [children, clause(0, 'patient_weight_kg', range(weighed.from, weighed.to))]
        : [children];
    },
  };
}
