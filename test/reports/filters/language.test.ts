import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TABLES } from '../../../warehouse/tables/index.js';
import { declarationOf, keyOf } from '../../../reports/filters/fields.js';
import { comparisonOf, type Clause, type Test } from '../../../reports/filters/filter.js';
import { resolveDay } from '../../../reports/filters/moments.js';
import { FILTER_LIMITS, parseFilter, parseFilterText } from '../../../reports/filters/parse.js';
import { serialiseFilter } from '../../../reports/filters/serialise.js';
import { parseSort, serialiseSort } from '../../../reports/filters/sort.js';

const clausesIn = (query: string): readonly Clause[] => {
  const parsed = parseFilterText(query);
  if (!parsed.ok) throw new Error(parsed.problems.map((problem) => problem.message).join());
  return parsed.value.clauses;
};
const problemsIn = (query: string) => {
  const parsed = parseFilterText(query);
  return parsed.ok ? [] : parsed.problems;
};

const text = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
  .map((value) => value.normalize('NFC'));
const numbers = fc
  .double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 })
  .map((n) => (n === 0 ? 0 : n));
const days = fc.date({ min: new Date('1900-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
const dates = days.map((day) => day.toISOString().slice(0, 10));
const relative = fc.record({
  amount: fc.integer({ min: -999, max: 999 }),
  unit: fc.constantFrom('d' as const, 'w' as const, 'm' as const, 'y' as const),
});
const clock = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 59 }))
  .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
const instants = fc.tuple(dates, clock).map(([day, time]) => `${day}T${time}`);

const range = <T>(bound: fc.Arbitrary<T>) =>
  fc
    .record({ from: fc.option(bound), to: fc.option(bound), toExclusive: fc.boolean() })
    .filter(({ from, to }) => from !== null || to !== null)
    .map(({ from, to, toExclusive }) => ({
      kind: 'range' as const,
      from,
      to,
      toExclusive: toExclusive && to !== null,
    }));
const equals = <T>(value: fc.Arbitrary<T>) => value.map((v) => ({ kind: 'equals' as const, value: v }));

function testFor(scope: number, column: string): fc.Arbitrary<Test> {
  const declaration = declarationOf(scope, column)!;
  const state = fc.constantFrom<Test>({ kind: 'is', state: 'null' }, { kind: 'is', state: 'unirradiated' });
  const value = ((): fc.Arbitrary<Test> => {
    switch (comparisonOf(declaration.type)!) {
      case 'number':
        return fc.oneof(equals(numbers), range(numbers));
      case 'boolean':
        return equals(fc.boolean());
      case 'date':
        return fc.oneof(equals(dates), range(fc.oneof(dates, relative)));
      case 'time':
        return fc.oneof(equals(clock.map((t) => `${t}.5`)), range(clock.map((t) => `${t}.25`)));
      case 'timestamp':
        return fc.oneof(equals(instants.map((t) => `${t}.5`)), range(instants.map((t) => `${t}.25`)));
      default:
        return fc.oneof(
          equals(text),
          text
            .map((value) => value.trim())
            .filter((value) => value !== '' && !value.startsWith('='))
            .map((value) => ({ kind: 'contains' as const, text: value })),
        );
    }
  })();
  return fc.oneof({ weight: 5, arbitrary: value }, { weight: 1, arbitrary: state });
}

const columns = [
  ...Object.keys(TABLES.studies.columns).map((column) => ({ scope: 0, column })),
  ...Object.keys(TABLES.ct_events.columns).map((column) => ({ scope: 1, column })),
  ...Object.keys(TABLES.projection_events.columns).map((column) => ({ scope: 2, column })),
].filter(({ scope, column }) => comparisonOf(declarationOf(scope, column)!.type) !== null);

const clause: fc.Arbitrary<Clause> = fc
  .tuple(fc.constantFrom(...columns), fc.boolean())
  .chain(([{ scope, column }, negated]) =>
    testFor(scope, column).map((test) => ({ scope, column, negated, test })),
  );

describe('the filter language', () => {
  it('reads back every filter that it writes', () => {
    fc.assert(
      fc.property(fc.array(clause, { maxLength: 12 }), (clauses) => {
        const query = serialiseFilter({ clauses });
        const parsed = parseFilterText(query);
        expect(parsed).toEqual({ ok: true, value: { clauses } });
      }),
      { numRuns: 500 },
    );
  });

  it('never throws, whatever the address holds, and what it accepts it writes and reads again', () => {
    const key = fc.oneof(
      text,
      fc.constantFrom(...columns.map((field) => keyOf(field)), '-study_date', 'event.x.is'),
    );
    const value = fc.oneof(
      text,
      fc.constantFrom('1..2', '..', '-28d..', '2026-02-30', '=', '%', "' OR 1=1 --"),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(key, value), { maxLength: 8 }), (pairs) => {
        const parsed = parseFilter(pairs);
        if (parsed.ok) expect(parseFilterText(serialiseFilter(parsed.value))).toEqual(parsed);
        else for (const problem of parsed.problems) expect(problem.message).not.toBe('');
      }),
      { numRuns: 500 },
    );
  });

  it('reads the example of the documentation', () => {
    const query =
      'modality=CT&study_date=2026-01-01..2026-03-31&study_description=thorax&patient_age_years=16..&event.acquisition_protocol=abdomen';
    expect(clausesIn(query)).toEqual([
      { scope: 0, column: 'modality', negated: false, test: { kind: 'contains', text: 'CT' } },
      {
        scope: 0,
        column: 'study_date',
        negated: false,
        test: { kind: 'range', from: '2026-01-01', to: '2026-03-31', toExclusive: false },
      },
      { scope: 0, column: 'study_description', negated: false, test: { kind: 'contains', text: 'thorax' } },
      {
        scope: 0,
        column: 'patient_age_years',
        negated: false,
        test: { kind: 'range', from: 16, to: null, toExclusive: false },
      },
      {
        scope: 1,
        column: 'acquisition_protocol',
        negated: false,
        test: { kind: 'contains', text: 'abdomen' },
      },
    ]);
  });

  it('ignores blank values, trims text, and keeps exact text as it stands', () => {
    expect(clausesIn('study_description=&manufacturer=+++&patient_age_years=&study_date=')).toEqual([]);
    expect(clausesIn('manufacturer=+GE+')[0]?.test).toEqual({ kind: 'contains', text: 'GE' });
    expect(clausesIn('manufacturer==+GE+')[0]?.test).toEqual({ kind: 'equals', value: ' GE ' });
  });

  it('lets a month, a year or a minute stand for all of it', () => {
    expect(clausesIn('study_date=2024-02')[0]?.test).toMatchObject({ from: '2024-02-01', to: '2024-02-29' });
    expect(clausesIn('study_date=2023..2024-02')[0]?.test).toMatchObject({
      from: '2023-01-01',
      to: '2024-02-29',
    });
    expect(clausesIn('study_time=..10:30')[0]?.test).toMatchObject({ from: null, to: '10:30:59.999999' });
    expect(clausesIn('event.started_at_local=2026-01-31')[0]?.test).toMatchObject({
      from: '2026-01-31T00:00:00',
      to: '2026-01-31T23:59:59.999999',
    });
  });

  it.each([
    ['study_date=2026-02-30', 'study_date', '2026-01-31'],
    ['patient_age_years=old', 'patient_age_years', '12.5'],
    ['patient_age_years=..', 'patient_age_years', 'bound'],
    ['patient_age_years=1..<', 'patient_age_years', 'bound'],
    ['study_time=25:00', 'study_time', '08:30'],
    ['is_not_patient=maybe', 'is_not_patient', 'true or false'],
    ['study_descripton=x', 'study_descripton', 'did you mean study_description?'],
    ['event.acquisition_protocl=x', 'event.acquisition_protocl', 'did you mean event.acquisition_protocol?'],
    ['study_date.is=nothing', 'study_date.is', 'null'],
    ['event.dose_check=x', 'event.dose_check', 'no filter'],
    ['__proto__=x', '__proto__', 'no filter'],
    ['constructor=x', 'constructor', 'no filter'],
  ])('refuses %s by naming the field and what to write', (query, field, hint) => {
    const [problem] = problemsIn(query);
    expect(problem?.field).toBe(field);
    expect(problem?.message).toContain(hint);
  });

  it('limits how many filters there are and how long they are', () => {
    expect(problemsIn(`manufacturer=${'x'.repeat(FILTER_LIMITS.valueLength + 1)}`)[0]?.message).toContain(
      '1000',
    );
    const many = Array.from({ length: FILTER_LIMITS.clauses + 1 }, () => 'manufacturer=x').join('&');
    expect(problemsIn(many)[0]?.field).toBe('filter');
    expect(problemsIn(`${'k'.repeat(500)}=1`)[0]?.field.length).toBeLessThan(50);
  });

  it('counts relative days, weeks, months and years from today', () => {
    const today = '2026-03-31';
    expect(resolveDay({ amount: -28, unit: 'd' }, today)).toBe('2026-03-03');
    expect(resolveDay({ amount: -1, unit: 'w' }, today)).toBe('2026-03-24');
    expect(resolveDay({ amount: -1, unit: 'm' }, today)).toBe('2026-02-28');
    expect(resolveDay({ amount: -2, unit: 'y' }, '2024-02-29')).toBe('2022-02-28');
    expect(resolveDay({ amount: -9999, unit: 'y' }, today)).toBe('0001-01-01');
    expect(resolveDay({ amount: 9999, unit: 'y' }, today)).toBe('9999-12-31');
    expect(resolveDay({ amount: -3, unit: 'm' }, '2026-01-15')).toBe('2025-10-15');
  });

  it('reads an order and writes it again, and refuses columns that it cannot order by', () => {
    const parsed = parseSort('-dlp_total_mgy_cm,study_description');
    expect(parsed.ok && serialiseSort(parsed.value)).toBe('-dlp_total_mgy_cm,study_description');
    for (const bad of [
      'findings',
      'x; DROP TABLE studies',
      'device_ids',
      'patient_pseudonym',
      'toString',
      'a,b,c,d,e,f',
    ]) {
      expect(parseSort(bad).ok).toBe(false);
    }
  });
});
