import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { drawCharts } from '../../reports/charts/chart.js';
import { parseChartText } from '../../reports/charts/request.js';
import { studyCondition } from '../../reports/filters/compile.js';
import type { Clause, Filter } from '../../reports/filters/filter.js';
import { parseFilterText } from '../../reports/filters/parse.js';
import { orderSql, parseSort, type SortKey } from '../../reports/filters/sort.js';
import { Binding } from '../../reports/filters/sql.js';
import { lakeSnapshots, type LakeSnapshots } from '../../reports/lake-snapshots.js';
import type { Asking, Snapshot, SqlRow } from '../../reports/snapshots.js';
import { studyDetail } from '../../reports/studies/detail.js';
import { facetsOf, parseFacets } from '../../reports/studies/facets.js';
import { allStudies, countStudies, listStudies } from '../../reports/studies/list.js';
import { openLake, type DoseLake } from '../../warehouse/index.js';
import { action, ctEvent, ctStudy, row, temporaryFolder } from '../warehouse/lake-support.js';

const INGEST = { kind: 'ingest', runId: null } as const;
const TODAY = '2024-03-31';
const PROPERTY_RUNS = Number(process.env['DOSE_PROPERTY_RUNS'] ?? 24);
const COLUMNS = ['study_id', 'study_date', 'study_description', 'display_name', 'dlp_total_mgy_cm'];

const studyOf = (n: number) =>
  ctStudy(n, {
    study_date:
      n % 17 === 0
        ? null
        : `${2019 + (n % 6)}-${String((n % 12) + 1).padStart(2, '0')}-${String((n % 27) + 1).padStart(2, '0')}`,
    study_time: `${String(n % 24).padStart(2, '0')}:15:00`,
    modality: n % 11 === 0 ? 'RF' : 'CT',
    study_description: ['Head', 'HEAD ', 'Chest', null][n % 4]!,
    patient_age_years: n % 90,
    is_not_patient: n % 23 === 0,
    dlp_total_mgy_cm: n % 7 === 0 ? null : (n * 37.77) % 211,
    device_id: `device-${n % 3}`,
  });

/** Studies of six years in compacted and fresh parts that overlap, some undated, renamed, deleted and reclassified. */
async function fill(lake: DoseLake): Promise<void> {
  const commit = (numbers: readonly number[]) =>
    lake.commit(INGEST, async () => ({
      add: {
        studies: numbers.map(studyOf),
        ct_events: numbers.flatMap((n) =>
          [0, 1].map((k) =>
            ctEvent(n, {
              event_key: `${n}-${k}`,
              counted: n % 13 !== 0,
              ctdi_vol_mgy: ((n + k) * 7.31) % 40,
              dlp_mgy_cm: ((n + k) * 13.37) % 300,
              ctdi_phantom: n % 2 ? 'head_16cm' : 'body_32cm',
            }),
          ),
        ),
      },
      uids: numbers.map((n) => ({
        kind: 'event',
        uid: ctEvent(n).irradiation_event_uid!,
        studyInstanceUid: studyOf(n).study_instance_uid!,
        studyDate: studyOf(n).study_date,
      })),
    }));
  const all = Array.from({ length: 360 }, (_, n) => n);
  await commit(all.slice(0, 300));
  await lake.compact();
  await commit(all.slice(300, 330));
  await commit(all.slice(330));
  await lake.commit({ kind: 'overlay', runId: null }, async () => ({
    add: {
      device_settings: [
        row('device_settings', { device_id: 'device-1', display_name: 'Named', user_defined_modality: null }),
      ],
      study_actions: [
        action('study-7', 'delete', '2025-01-01T00:00:00'),
        { ...action('study-8', 'reclassify', '2025-01-01T00:00:00'), value: 'RF' },
      ],
    },
  }));
}

const filters = fc
  .tuple(
    fc.constantFrom('', 'modality=CT', 'modality==RF', 'modality=CT&modality=RF', '-modality=CT'),
    fc.constantFrom(
      '',
      'study_date=2021',
      'study_date=2020-05-03..2022-02-01',
      'study_date=..2019-12-31',
      'study_date=-500d..',
      'study_date=2019&study_date=2023-06..',
      'study_date=2022&study_date.is=null',
      '-study_date=2021',
      'study_date.is=null',
    ),
    fc.constantFrom('', 'study_description=head', '-study_description=head', 'patient_age_years=10..60'),
    fc.constantFrom('', 'event.ctdi_vol_mgy=5..20', 'event.acquisition_protocol=1&event2.dlp_mgy_cm=100..'),
    fc.oneof(
      { arbitrary: fc.constant(''), weight: 4 },
      {
        arbitrary: fc.constantFrom(
          'study_id==study-40',
          'study_id==study-34&study_id==study-41',
          'study_instance_uid==1.2.3.17',
          'study_instance_uid==1.2.3.17&study_instance_uid==1.2.3.7&study_instance_uid==1.2.3.8',
          'study_instance_uid==1.2.3.12&study_instance_uid=1.2.3.4',
          '-study_instance_uid==1.2.3.17',
          'event.irradiation_event_uid==1.2.3.12.9',
          'event.irradiation_event_uid==1.2.3.51.9&event2.irradiation_event_uid==1.2.3.51.9',
          'event.irradiation_event_uid==1.2.3.12.9&event2.irradiation_event_uid==1.2.3.13.9',
          'event.irradiation_event_uid==unknown',
        ),
        weight: 2,
      },
    ),
  )
  .map((parts) => parts.filter(Boolean).join('&'));
const sorts = fc.constantFrom(
  '',
  '-study_date',
  'study_date',
  '-dlp_total_mgy_cm',
  'study_description,-study_time',
);

/** Orders in which many studies rank alike, some or none. */
const rankings = fc.constantFrom(
  'patient_age_years',
  '-dlp_total_mgy_cm',
  '-is_not_patient',
  'study_description',
);

function parsedSort(text: string): readonly SortKey[] {
  const keys = parseSort(text);
  if (!keys.ok) throw new Error(text);
  return keys.value;
}

function parsed(text: string): Filter {
  const filter = parseFilterText(text);
  if (!filter.ok) throw new Error(JSON.stringify(filter.problems));
  return filter.value;
}

describe('the answers of a lake in many parts', () => {
  let lake: DoseLake;
  let snapshots: LakeSnapshots;
  let snapshot: Snapshot;
  let asking: Asking;
  let remove: () => Promise<void>;
  beforeAll(async () => {
    const temporary = await temporaryFolder();
    remove = temporary.remove;
    lake = await openLake(temporary.folder);
    await fill(lake);
    snapshots = lakeSnapshots(lake);
    snapshot = await snapshots.open();
    asking = { snapshot, context: { today: TODAY } };
  }, 120_000);
  afterAll(async () => {
    snapshot.release();
    await snapshots.close();
    await lake.close();
    await remove();
  });

  /** The same by plain SQL over the views, which read every part. */
  async function plainly(filter: Filter, sort: string): Promise<readonly SqlRow[]> {
    const binding = new Binding();
    const condition = studyCondition(filter, 's', binding, asking.context);
    const order = orderSql(parsedSort(sort), 's');
    return snapshot.query(
      `SELECT ${COLUMNS.join(', ')}, is_not_patient FROM studies s WHERE ${condition} ORDER BY ${order}`,
      binding.values,
    );
  }

  it('have the rows, order and count that plain SQL gives', { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(filters, sorts, fc.constantFrom(1, 2), async (text, sort, page) => {
        const filter = parsed(text);
        const request = { filter, sort: parsedSort(sort), columns: COLUMNS };
        const expected = (await plainly(filter, sort)).map(({ is_not_patient: mark, ...rest }) => ({
          mark,
          rest,
        }));
        const list = await listStudies(asking, { ...request, page, pageSize: 10 });
        expect(list.total).toBe(expected.length);
        expect(list.notPatientCount).toBe(expected.filter(({ mark }) => mark === true).length);
        const rows = expected.map(({ rest }) => rest);
        expect(list.items).toEqual(rows.slice((page - 1) * 10, page * 10));
        const written: SqlRow[] = [];
        for await (const some of allStudies(asking, request, 37)) written.push(...some);
        expect(written).toEqual(rows);
      }),
      { numRuns: PROPERTY_RUNS },
    );
  });

  it('have the studies of a patient, whose ids were looked up, and of all others', async () => {
    const found = (ids: readonly string[], about: Partial<Clause> = {}): Filter => {
      const test = { kind: 'contains', text: 'a' } as const;
      return { clauses: [{ scope: 0, column: 'patient_id', negated: false, test, studyIds: ids, ...about }] };
    };
    const ids = ['study-40', 'study-34', 'study-7', 'study-8', 'unknown'];
    const filters = [
      found(ids),
      found(ids, { negated: true }),
      found(ids, { test: { kind: 'is', state: 'null' } }),
      { clauses: [...found(['study-40']).clauses, ...found(['study-41']).clauses] },
      { clauses: [...found(ids).clauses, ...parsed('modality=CT&study_date=2019..2022').clauses] },
    ];
    const totals: number[] = [];
    for (const filter of filters) {
      const expected = await plainly(filter, '-study_date');
      const request = { filter, sort: parsedSort('-study_date'), page: 1, pageSize: 400, columns: COLUMNS };
      const { items, total } = await listStudies(asking, request);
      expect(items).toEqual(expected.map(({ is_not_patient: _, ...shown }) => shown));
      totals.push(total);
    }
    expect(totals).toEqual([3, 356, 356, 2, expect.any(Number)]);
    expect(
      await listStudies(asking, { filter: found([]), sort: [], page: 1, pageSize: 10, columns: COLUMNS }),
    ).toEqual({
      total: 0,
      notPatientCount: 0,
      items: [],
    });
  });

  /** A snapshot of which the columns of lists are in memory, or become so. */
  async function held(from: LakeSnapshots): Promise<Snapshot> {
    const open = await from.open();
    const named = [...COLUMNS.slice(1), 'modality', 'is_not_patient', 'patient_age_years', 'device_id'];
    const question = (table: string) => open.query(`SELECT count(*) AS n FROM ${table}`, []);
    await vi.waitFor(() => expect(open.prepared.studies({}, named, question)).not.toBeNull(), 20_000);
    return open;
  }

  /** Whether lists, counts, facets and charts from memory are those from parts. */
  async function expectTheSame(inMemory: Snapshot, plain: Snapshot, numRuns: number): Promise<void> {
    let answered = 0;
    const studies: Snapshot['prepared']['studies'] = (extent, usedIn, work) => {
      const answer = inMemory.prepared.studies(extent, usedIn, work);
      answered += answer ? 1 : 0;
      return answer;
    };
    const { context } = asking;
    const asked: Asking = { context, snapshot: plain };
    const ready: Asking = {
      context,
      snapshot: { ...inMemory, prepared: { ...inMemory.prepared, studies } },
    };
    const large = { rowCount: () => 1_000_000, slices: () => plain.slices(70) };
    await fc.assert(
      fc.asyncProperty(filters, rankings, fc.constantFrom(1, 2, 7), async (text, sort, page) => {
        const filter = parsed(text);
        const list = { filter, sort: parsedSort(sort), page, pageSize: 10, columns: COLUMNS };
        expect(await listStudies(ready, list)).toEqual(await listStudies(asked, list));
        expect(await countStudies(ready, filter)).toEqual(await countStudies(asked, filter));
        const facets = parseFacets(['study_description', 'display_name', 'modality']);
        if (!facets.ok) throw new Error('facets');
        expect(await facetsOf(ready, filter, facets.value)).toEqual(
          await facetsOf(asked, filter, facets.value),
        );
        const chart = parseChartText('dose?value=dlp_total_mgy_cm&by=study_description', filter);
        if (!chart.ok) throw new Error('chart');
        const readyLarge = { ...ready, snapshot: { ...ready.snapshot, ...large } };
        const policy = { adultFromYears: 16 };
        expect(await drawCharts(readyLarge, [chart.value], policy)).toEqual(
          await drawCharts(asked, [chart.value], policy),
        );
      }),
      // The others may happen to ask for what is never held.
      { numRuns, examples: [['modality=CT', 'study_description', 1]] },
    );
    const ofTheExample = { counts: 2, pages: 1, facets: 3 };
    expect(answered).toBeGreaterThanOrEqual(Object.values(ofTheExample).reduce((sum, n) => sum + n));
  }

  it('are the same from studies that are ready in memory', { timeout: 240_000 }, async () => {
    const fromMemory = lakeSnapshots(lake, { readyFrom: 1, readyAfterMs: 0 });
    const inMemory = await held(fromMemory);
    await expectTheSame(inMemory, snapshot, PROPERTY_RUNS);
    inMemory.release();
    await fromMemory.close();
  });

  it('show a study with every row and column that the views have of it', { timeout: 120_000 }, async () => {
    const ids = (await snapshot.query('SELECT study_id FROM studies ORDER BY study_id', [])).filter(
      (_, at) => at % 29 === 0,
    );
    expect(ids.length).toBeGreaterThan(10);
    for (const { study_id: id } of ids) {
      const rowsOf = (table: string, order: string) =>
        snapshot.query(`SELECT * FROM ${table} WHERE study_id = $1 ORDER BY ${order}`, [String(id)]);
      const detail = await studyDetail(asking, String(id), false);
      const [study] = await rowsOf('studies', 'study_id');
      // The pseudonym is for those who see identity.
      expect({ ...detail?.study, patient_pseudonym: study!['patient_pseudonym'] }).toEqual(study);
      expect(detail?.ct_events).toEqual(await rowsOf('ct_events', 'event_index NULLS LAST, event_key'));
    }
    expect(await studyDetail(asking, 'study-7', false)).toBeNull();
  });

  it('count every study in one slice, whatever the size of the slices', async () => {
    const all = await snapshot.query('SELECT count(*) AS n FROM studies', []);
    for (const studyCount of [1, 70, 1_000]) {
      const slices = snapshot.slices(studyCount);
      const counts: number[] = [];
      for (const { extent, conditionSql } of slices) {
        const [row] = await snapshot.query(
          `SELECT count(*) AS n FROM ${snapshot.relation('studies', extent)} s WHERE ${conditionSql}`,
          [],
        );
        counts.push(Number(row!['n']));
      }
      expect(counts.reduce((sum, n) => sum + n, 0)).toBe(Number(all[0]!['n']));
      expect(slices).toHaveLength({ 1: 7, 70: 7, 1_000: 1 }[studyCount]!);
    }
  });

  it('have the figures that plain SQL gives, drawn together or alone', { timeout: 240_000 }, async () => {
    const charts = [
      'dose?value=event.dlp_mgy_cm&by=event.acquisition_protocol',
      'dose?value=event.ctdi_vol_mgy&by=event.acquisition_protocol',
      'frequency?by=event.acquisition_protocol',
      'frequency?by=study_description',
      'over-time?value=dlp_total_mgy_cm',
      'weekday-hour',
      'histogram?value=dlp_total_mgy_cm',
      'dose?value=event.dlp_mgy_cm&by=event.acquisition_protocol&split=device',
      'dose?value=dlp_total_mgy_cm&by=study_description&not_patient=include&clean=no',
      'scatter?value=event.dlp_mgy_cm&x=patient_age_years',
      'frequency?by=study_description&categories=1',
      'histogram?value=patient_age_years&bins=10',
      'histogram?value=patient_age_years&by=study_description&categories=1&split=device',
      'over-time?value=dlp_total_mgy_cm&period=week&by=study_description',
      'weekday-hour?by=study_description&categories=2&not_patient=include',
    ];
    const large: Asking = {
      ...asking,
      snapshot: { ...snapshot, rowCount: () => 1_000_000, slices: () => snapshot.slices(70) },
    };
    await fc.assert(
      fc.asyncProperty(filters, async (text) => {
        const filter = parsed(text);
        const requests = charts.map((chart) => {
          const request = parseChartText(chart, filter);
          if (!request.ok) throw new Error(chart);
          return request.value;
        });
        const together = await drawCharts(asking, requests, { adultFromYears: 16 });
        const alone = await drawCharts(asking, [requests[1]!], { adultFromYears: 16 });
        expect(alone[0]).toEqual(together[1]);
        const backwards = [...requests].reverse();
        const fromPrepared = await drawCharts(large, backwards, { adultFromYears: 16 });
        expect([...fromPrepared].reverse()).toEqual(together);
        const binding = new Binding();
        const condition = studyCondition(filter, 's', binding, asking.context);
        const quartiles = await snapshot.query(
          `SELECT e.acquisition_protocol AS category, count(e.dlp_mgy_cm) AS n,
                  quantile_cont(e.dlp_mgy_cm, 0.5) AS median, quantile_cont(e.dlp_mgy_cm, 0.25) AS q1, max(e.dlp_mgy_cm) AS max
           FROM studies s JOIN ct_events e ON e.study_id = s.study_id
           WHERE ${condition} AND s.is_not_patient IS NOT TRUE AND e.counted
           GROUP BY e.acquisition_protocol, e.ctdi_phantom, s.patient_age_years IS NULL, s.patient_age_years >= 16`,
          binding.values,
        );
        const figures = together[0]!.groups.map(({ category, n, median, q1, max }) => ({
          category,
          n,
          median,
          q1,
          max,
        }));
        const byText = (rows: readonly object[]): readonly string[] =>
          rows.map((one) => JSON.stringify(one)).sort();
        if (!text.includes('modality==RF')) expect(byText(figures)).toEqual(byText(quartiles));
        const total = together[4]!.groups.reduce((sum, { n }) => sum + n, 0);
        expect(total).toBe(
          (await plainly(filter, '')).filter(
            (one) =>
              one['study_date'] !== null &&
              one['dlp_total_mgy_cm'] !== null &&
              one['is_not_patient'] !== true,
          ).length,
        );
      }),
      { numRuns: Math.ceil(PROPERTY_RUNS / 2) },
    );
  });

  it(
    'are the same from studies that an earlier snapshot holds, as long as overlays do not change',
    { timeout: 240_000 },
    async () => {
      const fromMemory = lakeSnapshots(lake, { readyFrom: 1, readyAfterMs: 0 });
      const first = await held(fromMemory);
      first.release();
      const next = async (change: () => Promise<unknown>): Promise<void> => {
        await change();
        const [inMemory, plain] = [await fromMemory.open(), await snapshots.open()];
        const inHeld = inMemory.prepared.studies({}, ['modality'], async (from) => from);
        expect(await inHeld).toMatch(/WHERE .*study_number/);
        await expectTheSame(inMemory, plain, PROPERTY_RUNS / 4);
        inMemory.release();
        plain.release();
      };
      await next(() => lake.commit(INGEST, async () => ({ add: { studies: [500, 501, 502].map(studyOf) } })));
      // The parts of which studies are replaced are written anew.
      await next(() =>
        lake.commit(INGEST, async () => ({
          removeStudies: ['study-40', 'study-331'],
          add: { studies: [{ ...studyOf(40), study_description: 'Chest', modality: 'RF' }] },
        })),
      );
      await lake.commit({ kind: 'overlay', runId: null }, async () => ({
        add: { study_actions: [action('study-12', 'delete', '2025-01-02T00:00:00')] },
      }));
      const after = await fromMemory.open();
      expect(after.prepared.studies({}, ['modality'], async (from) => from)).toBeNull();
      after.release();
      await fromMemory.close();
    },
  );
});
