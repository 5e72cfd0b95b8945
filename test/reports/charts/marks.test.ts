import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { drawChart, type Chart } from '../../../reports/charts/chart.js';
import { chartCsv } from '../../../reports/charts/csv.js';
import { CHART_KEYS, parseChart } from '../../../reports/charts/request.js';
import { checkScopes } from '../../../reports/filters/compile.js';
import { parseFilter, parseFilterText } from '../../../reports/filters/parse.js';
import { DEFAULT_SORT } from '../../../reports/filters/sort.js';
import { listStudies } from '../../../reports/studies/list.js';
import type { Asking } from '../../../reports/snapshots.js';
import type { CtEvent, Study } from '../../../warehouse/tables/index.js';
import { lakeFixture, type LakeFixture, type SomeRows } from '../../support/lake-fixture.js';

const TODAY = '2026-04-01';
const POLICY = { adultFromYears: 16 };
let lake: LakeFixture | null = null;
afterEach(() => {
  lake?.close();
  lake = null;
});

async function askingOf(rows: SomeRows): Promise<Asking> {
  lake?.close();
  const made = await lakeFixture(rows);
  lake = made;
  return { snapshot: made.snapshot, context: { today: TODAY } };
}

async function chart(asking: Asking, name: string, query: string): Promise<Chart> {
  const params = new URLSearchParams(query);
  const filter = parseFilter(params, CHART_KEYS);
  if (!filter.ok) throw new Error(JSON.stringify(filter.problems));
  const request = parseChart(name, params, filter.value);
  if (!request.ok) throw new Error(JSON.stringify(request.problems));
  return drawChart(asking, request.value, POLICY);
}

async function studiesAt(asking: Asking, address: string): Promise<string[]> {
  const parsed = parseFilterText(address);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const checked = checkScopes(parsed.value);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  const request = { filter: parsed.value, sort: DEFAULT_SORT, page: 1, pageSize: 400, columns: ['study_id'] };
  const { items, total } = await listStudies(asking, request);
  expect(items).toHaveLength(total);
  return items.map((row) => String(row['study_id'])).sort();
}

const texts = fc.constantFrom(
  null,
  'Thorax',
  'thorax',
  ' THORAX ',
  'Abdomen',
  'a&b=c',
  "O'Brien",
  '%',
  '100..200',
  '=x',
  '  ',
);
const phantoms = fc.constantFrom(null, 'head_16cm', 'body_32cm');
const doses = fc.option(fc.constantFrom(0, 0.1, 1, 2.5, 7, 10, 33.3, 100));
const dateOrNull = fc.constantFrom(
  null,
  '2026-01-01',
  '2026-01-31',
  '2026-02-01',
  '2025-12-31',
  '2026-03-29',
);

const study = fc.record({
  study_description: texts,
  study_date: dateOrNull,
  study_time: fc.constantFrom(null, '00:00:00', '08:59:59.999', '09:00:00', '23:59:59'),
  patient_age_years: fc.constantFrom(null, 0.1, 0.25, 5, 15.99, 16, 80),
  patient_weight_kg: fc.constantFrom(null, 4.9, 5, 30, 81),
  is_not_patient: fc.constantFrom(null, false, true),
  device_id: fc.constantFrom(null, 'd1', 'd2', 'd3'),
  dlp_total_mgy_cm: doses,
  dlp_total_is_mixed: fc.constantFrom(null, false, true),
  dlp_head_16cm_mgy_cm: doses,
  dlp_body_32cm_mgy_cm: doses,
  dlp_other_phantom_mgy_cm: doses,
});
const event = fc.record({
  study: fc.nat(),
  acquisition_protocol: texts,
  counted: fc.constantFrom(true, true, true, false),
  ctdi_phantom: phantoms,
  ctdi_vol_mgy: doses,
  dlp_mgy_cm: doses,
  device_id: fc.constantFrom(null, 'd1', 'd2', 'd3'),
  ct_acquisition_type_code: fc.constantFrom(null, '113805', 'P5-08001'),
});

interface Hospital {
  readonly studies: readonly Partial<Study>[];
  readonly ct_events: readonly Partial<CtEvent>[];
}

const hospital: fc.Arbitrary<Hospital> = fc
  .tuple(fc.array(study, { minLength: 1, maxLength: 14 }), fc.array(event, { maxLength: 40 }))
  .map(([studies, events]) => ({
    studies: studies.map((row, at) => ({ ...row, study_id: `s${at}`, modality: 'CT' })),
    ct_events: events.map(({ study: at, ...row }, key) => ({
      ...row,
      study_id: `s${at % studies.length}`,
      event_key: String(key),
    })),
  }));

const devices = [
  { device_id: 'd1', display_name: 'North (CT1)' },
  { device_id: 'd2', display_name: 'North (CT1)' },
];

const filters = fc.constantFrom(
  '',
  'study_description=thorax',
  'study_description=thorax&study_description.is=null',
  '-study_description=thorax',
  'patient_age_years=5..20',
  'patient_age_years=..10&patient_age_years=16',
  'study_date=2026-01',
  'study_date=-90d..',
  'event.acquisition_protocol=thorax',
  'event.acquisition_protocol=o&event.ctdi_phantom==head_16cm',
  'event.dlp_mgy_cm=1..50&event2.ctdi_vol_mgy=2..',
  '-event.ctdi_phantom=head',
  'event.ctdi_vol_mgy=0..10',
  'dlp_total_mgy_cm=1..50&dlp_total_mgy_cm=100',
  'study_time=08:00..09:00',
);
const options = fc
  .tuple(
    fc.constantFrom('', '&split=device'),
    fc.constantFrom('', '&events=matching'),
    fc.constantFrom('', '&not_patient=include'),
    fc.constantFrom('', '&clean=no'),
    fc.constantFrom('', '&paediatric=weight', '&paediatric=age'),
  )
  .map((parts) => parts.join(''));
const charts = fc.constantFrom(
  ['dose', 'value=event.dlp_mgy_cm&by=event.acquisition_protocol'],
  ['dose', 'value=ctdi_vol_mgy&by=acquisition_protocol'],
  ['dose', 'value=event.ctdi_vol_mgy&by=study_description'],
  ['dose', 'value=dlp_total_mgy_cm&by=study_description'],
  ['frequency', 'by=event.acquisition_protocol'],
  ['frequency', 'by=study_description'],
  ['over-time', 'value=dlp_total_mgy_cm&period=week'],
  ['over-time', 'value=event.dlp_mgy_cm&by=acquisition_protocol&period=month'],
  ['over-time', 'period=quarter'],
  ['weekday-hour', ''],
  ['histogram', 'value=event.dlp_mgy_cm&by=event.acquisition_protocol&bins=4'],
  ['histogram', 'value=dlp_total_mgy_cm&bins=3'],
  ['scatter', 'value=event.ctdi_vol_mgy&x=patient_weight_kg&by=acquisition_protocol'],
);

/** What the chart counts, worked out again without SQL, from the rows of the studies that the filter finds. */
function counted(
  { studies, ct_events }: Hospital,
  query: URLSearchParams,
  found: ReadonlySet<string>,
  eventFilter: (event: Partial<CtEvent>) => boolean,
): readonly { study: Partial<Study>; event: Partial<CtEvent> | null; v: number | null }[] {
  const kept = studies.filter(
    (row) =>
      found.has(row.study_id!) && (query.get('not_patient') === 'include' || row.is_not_patient !== true),
  );
  const value = query.get('value') ?? '';
  const ofEvents = /event\.|ctdi_vol|acquisition_protocol/.test(`${value} ${query.get('by') ?? ''}`);
  const column = value.replace('event.', '') as 'ctdi_vol_mgy';
  const rows = ofEvents
    ? kept.flatMap((row) =>
        ct_events
          .filter((item) => item.study_id === row.study_id && item.counted && eventFilter(item))
          .map((item) => ({ study: row, event: item, v: value === '' ? null : (item[column] ?? null) })),
      )
    : kept.map((row) => ({
        study: row,
        event: null,
        v: value === '' ? null : (row[column as never] ?? null),
      }));
  if (value === '') return rows;
  return rows.filter(
    ({ v, event: item }) =>
      v !== null && !(column === 'ctdi_vol_mgy' && v === 0 && item?.ct_acquisition_type_code === '113805'),
  );
}

describe('the address behind a mark', () => {
  it(
    'lists exactly the studies that the mark counts, for every chart, filter and option',
    { timeout: 120_000 },
    async () => {
      await fc.assert(
        fc.asyncProperty(hospital, charts, filters, options, async (rows, [name, asked], filter, option) => {
          const query = `${asked}&${filter}${option}`;
          const params = new URLSearchParams(query);
          const matching = params.get('events') === 'matching';
          const onEvent = [...new URLSearchParams(filter)].filter(([key]) => /^-?event\./.test(key));
          const holds = await eventsThatHold(
            rows.ct_events,
            matching ? new URLSearchParams(onEvent).toString() : '',
          );
          const again = await askingOf({ ...rows, devices });
          const answer = await chart(again, name!, query);
          const found = new Set(await studiesAt(again, filter));
          const expected = counted(rows, params, found, (item) => !matching || holds.has(item.event_key!));
          const scattered =
            name === 'scatter'
              ? expected.filter((row) => (row.study.patient_weight_kg ?? null) !== null)
              : expected;
          const dated =
            name === 'over-time'
              ? scattered.filter((row) => row.study.study_date !== null)
              : name === 'weekday-hour'
                ? scattered.filter((row) => row.study.study_date !== null && row.study.study_time !== null)
                : scattered;
          expect(answer.groups.reduce((sum, group) => sum + group.n, 0)).toBe(dated.length);

          const union = new Set<string>();
          for (const group of answer.groups) {
            const listed = await studiesAt(again, group.address!);
            const mine = dated.filter((row) => belongs(row, group, answer, params));
            expect(listed).toEqual([...new Set(mine.map((row) => row.study.study_id!))].sort());
            expect(mine).toHaveLength(group.n);
            listed.forEach((id) => union.add(id));
            for (const [at, bin] of (group.bins ?? []).entries()) {
              const isLast = at === group.bins!.length - 1;
              const inBin = mine.filter(
                (row) => row.v! >= bin.low && (isLast ? row.v! <= bin.high : row.v! < bin.high),
              );
              expect(inBin).toHaveLength(bin.n);
              const binned = bin.address === null ? [] : await studiesAt(again, bin.address);
              expect(binned).toEqual([...new Set(inBin.map((row) => row.study.study_id!))].sort());
            }
          }
          expect([...union].sort()).toEqual([...new Set(dated.map((row) => row.study.study_id!))].sort());
        }),
        { numRuns: Number(process.env['DOSE_PROPERTY_RUNS'] ?? 40) },
      );
    },
  );
});

/** The keys of the events that meet the clauses, asked of a lake where each event is alone in its study. */
async function eventsThatHold(
  events: readonly Partial<CtEvent>[],
  query: string,
): Promise<ReadonlySet<string>> {
  if (query === '') return new Set(events.map((item) => item.event_key!));
  const asking = await askingOf({
    studies: events.map((item) => ({ study_id: item.event_key!, modality: 'CT' })),
    ct_events: events.map((item) => ({ ...item, study_id: item.event_key! })),
  });
  return new Set(await studiesAt(asking, query));
}

const clean = (text: string | null | undefined): string =>
  (text ?? '').trim().replace(/\s+/g, ' ').toLowerCase();

function belongs(
  { study: row, event: item }: { study: Partial<Study>; event: Partial<CtEvent> | null },
  group: Chart['groups'][number],
  answer: Chart,
  params: URLSearchParams,
): boolean {
  if (answer.by) {
    const raw =
      (answer.by.column.startsWith('event.') ? item?.acquisition_protocol : row.study_description) ?? null;
    const label = group.category;
    const same =
      params.get('clean') === 'no'
        ? (raw?.trim() || null) === label && sameRaw(raw, group.address!)
        : clean(raw) === clean(label);
    if (!same) return false;
  }
  if (params.get('split') === 'device') {
    const device = item ? item.device_id : row.device_id;
    const label = device === 'd1' || device === 'd2' ? 'North (CT1)' : device;
    if ((label ?? null) !== group.system) return false;
  }
  const { phantom, age_band: age } = group.bands;
  if (phantom !== undefined && phantom !== phantomOf(row, item)) return false;
  if (age !== undefined && age !== ageBand(row, params.get('paediatric'))) return false;
  if (group.period !== undefined) {
    const date = row.study_date!;
    const starts: Record<string, string> = {
      week: {
        '2026-01-01': '2025-12-29',
        '2026-01-31': '2026-01-26',
        '2026-02-01': '2026-01-26',
        '2025-12-31': '2025-12-29',
        '2026-03-29': '2026-03-23',
      }[date]!,
      month: `${date.slice(0, 7)}-01`,
      quarter: date < '2026' ? '2025-10-01' : '2026-01-01',
    };
    if (starts[params.get('period')!] !== group.period) return false;
  }
  if (group.weekday !== undefined) {
    const weekday = new Date(`${row.study_date}T00:00:00Z`).getUTCDay() || 7;
    if (weekday !== group.weekday || Number(row.study_time!.slice(0, 2)) !== group.hour) return false;
  }
  return true;
}

/** Without cleaning, marks that differ in padding only have one label; their addresses hold the text as it is. */
function sameRaw(raw: string | null, address: string): boolean {
  const values = [...new URLSearchParams(address)];
  return values.some(([key, value]) =>
    raw === null
      ? /(description|protocol)\.is$/.test(key) && value === 'null'
      : /(description|protocol)$/.test(key) && value === `=${raw}`,
  );
}

function phantomOf(row: Partial<Study>, item: Partial<CtEvent> | null): string {
  if (item) return item.ctdi_phantom ?? 'unknown';
  if (row.dlp_total_is_mixed) return 'mixed';
  const parts = [
    (row.dlp_head_16cm_mgy_cm ?? null) !== null ? 'head_16cm' : '',
    (row.dlp_body_32cm_mgy_cm ?? null) !== null ? 'body_32cm' : '',
    (row.dlp_other_phantom_mgy_cm ?? 0) !== 0 ? 'other' : '',
  ];
  return parts.filter(Boolean).join('+') || 'unknown';
}

function ageBand(
  { patient_age_years: age, patient_weight_kg: kg }: Partial<Study>,
  split: string | null,
): string {
  if (age === null || age === undefined) return 'unknown';
  if (age >= 16) return 'adult';
  if (split === 'age') {
    if (age < 0.25) return 'child_under_3_months';
    if (age < 1) return 'child_3_months_to_1_year';
    return age < 6 ? 'child_1_to_6_years' : 'child_from_6_years';
  }
  if (split !== 'weight') return 'child';
  if (kg === null || kg === undefined) return 'child_of_unknown_weight';
  if (kg < 5) return 'child_under_5_kg';
  if (kg < 15) return 'child_5_to_15_kg';
  if (kg < 50) return 'child_30_to_50_kg';
  return 'child_from_80_kg';
}

describe('the figures of a chart', () => {
  it('are quartiles by linear interpolation, whiskers at data, and say what they leave out', async () => {
    const values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 100];
    const asking = await askingOf({
      studies: [
        ...values.map((v, at) => ({
          study_id: `s${at}`,
          modality: 'CT',
          dlp_total_mgy_cm: v,
          dlp_body_32cm_mgy_cm: v,
          patient_age_years: 50,
          study_description: 'A',
        })),
        {
          study_id: 'null',
          modality: 'CT',
          patient_age_years: 50,
          study_description: 'A',
          dlp_body_32cm_mgy_cm: 1,
        },
        {
          study_id: 'test',
          modality: 'CT',
          is_not_patient: true,
          dlp_total_mgy_cm: 1e6,
          study_description: 'A',
        },
      ],
    });
    const answer = await chart(asking, 'dose', 'modality=CT&value=dlp_total_mgy_cm&by=study_description');
    expect(answer.groups).toHaveLength(1);
    expect(answer.groups[0]).toMatchObject({
      category: 'A',
      n: 10,
      n_null: 1,
      mean: 14.5,
      median: 5.5,
      q1: 3.25,
      q3: 7.75,
      min: 1,
      max: 100,
      whisker_low: 1,
      whisker_high: 9,
      bands: { phantom: 'body_32cm', age_band: 'adult' },
    });
    expect(answer.left_out).toMatchObject({ not_patient: 1, null_value: 1 });
    expect(answer.n_studies).toBe(11);
    expect(answer.value).toEqual({ column: 'dlp_total_mgy_cm', label: 'Total DLP', unit: 'mGy·cm' });
    expect(chartCsv(answer).split('\r\n')).toEqual([
      'category,system,phantom,age_band,column,n,n_null,mean,median,q1,q3,min,max,whisker_low,whisker_high',
      'A,,body_32cm,adult,dlp_total_mgy_cm,10,1,14.5,5.5,3.25,7.75,1,100,1,9',
      '',
    ]);
  });

  it.each([
    [[0.1, 0.2, 0.3], 0.2],
    [[1, 2, 1e30], 1e30 / 3],
    [[1e23, 1e23, 1e23], 1e23],
    [[-1e15, 1e15, 3], 1],
  ])('have the mean of %j, broken numbers among them or not', async (values, mean) => {
    const asking = await askingOf({
      studies: values.map((v, at) => ({
        study_id: `s${at}`,
        modality: 'CT',
        dlp_total_mgy_cm: v,
        dlp_body_32cm_mgy_cm: 1,
        patient_age_years: 50,
      })),
    });
    const { groups } = await chart(asking, 'dose', 'value=dlp_total_mgy_cm');
    expect(groups[0]!.mean! / mean).toBeCloseTo(1, 12);
  });

  it('never mix doses at different reference points', async () => {
    const asking = await askingOf({
      studies: [
        {
          study_id: 'a',
          modality: 'RF',
          dose_rp_total_mgy: 1,
          reference_point_definition: 'iso_15cm',
          patient_age_years: 40,
        },
        {
          study_id: 'b',
          modality: 'RF',
          dose_rp_total_mgy: 9,
          reference_point_definition: 'patient_surface',
          patient_age_years: 40,
        },
        { study_id: 'c', modality: 'RF', dose_rp_total_mgy: 5, patient_age_years: 40 },
      ],
    });
    const answer = await chart(asking, 'dose', 'value=dose_rp_total_mgy');
    expect(answer.groups.map((group) => group.bands['reference_point']).sort()).toEqual([
      'iso_15cm',
      'patient_surface',
      'unknown',
    ]);
  });

  it('leave out an accumulated 0 of a breast without events, and say so', async () => {
    const asking = await askingOf({
      studies: [
        { study_id: 'a', modality: 'MG', agd_left_mgy: 0, patient_age_years: 50 },
        { study_id: 'b', modality: 'MG', agd_left_mgy: 2, agd_left_mgy_event_sum: 2, patient_age_years: 50 },
      ],
    });
    const answer = await chart(asking, 'dose', 'value=agd_left_mgy');
    expect(answer.groups).toHaveLength(1);
    expect(answer.groups[0]).toMatchObject({ n: 1, median: 2, n_null: 0 });
    expect(answer.left_out).toMatchObject({ zero_without_exposure: 1 });
  });

  it('keep to the most frequent categories and say how many rows are in others', async () => {
    const asking = await askingOf({
      studies: ['a', 'a', 'b', 'c'].map((text, at) => ({
        study_id: `s${at}`,
        modality: 'DX',
        study_description: text,
      })),
    });
    const answer = await chart(asking, 'frequency', 'by=study_description&categories=1');
    expect(answer.groups.map((group) => [group.category, group.n])).toEqual([['a', 2]]);
    expect(answer.left_out['further_categories']).toBe(2);
  });

  it.each([
    ['nonsense', '', 'chart'],
    ['dose', '', 'value'],
    ['dose', 'value=study_description', 'value'],
    ['dose', 'value=dlp_total_mgy_cm&by=acquisition_protocol', 'value'],
    ['dose', 'value=event.kap_gy_cm2&by=event.ctdi_phantom', 'value'],
    ['frequency', 'by=patient_pseudonym', 'by'],
    ['frequency', 'by=findings', 'by'],
    ['scatter', 'value=dlp_total_mgy_cm', 'x'],
    ['histogram', 'value=dlp_total_mgy_cm&bins=1000', 'bins'],
    ['over-time', 'period=decade', 'period'],
    ['frequency', 'categories=-1', 'categories'],
  ])('refuses %s of "%s" by naming %s', (name, query, field) => {
    const parsed = parseChart(name, new URLSearchParams(query), { clauses: [] });
    expect(parsed.ok).toBe(false);
    expect(parsed.ok ? '' : parsed.problems[0]?.field).toBe(field);
  });
});
