import { describe, expect, it } from 'vitest';
import { statedOnce } from '../../../pipeline/assemble/totals.js';
import type { CtEvent } from '../../../warehouse/tables/index.js';
import { assembledInAllOrders, codesOf, document, onlyStudy } from './documents.js';

const AT = '2026-01-02T10:00:00';
const scan = (more: Partial<CtEvent> = {}): Partial<CtEvent> => ({
  started_at_local: AT,
  kvp_kv: 120,
  ctdi_vol_mgy: 5,
  dlp_mgy_cm: 100,
  ...more,
});
const total = (dlp_total_mgy_cm: number) => [{ part_kind: 'phantom', part: 'all', dlp_total_mgy_cm }];
const capture = (uid: string, ...ct: Partial<CtEvent>[]) =>
  document({
    uid,
    kind: 'capture',
    ct,
    accumulated: total(ct.reduce((sum, row) => sum + (row.dlp_mgy_cm ?? 0), 0)),
  });
const second = scan({ started_at_local: '2026-01-02T10:05:00', dlp_mgy_cm: 40 });

describe('dose captures', () => {
  it('of a scanner without reports are its reports: one that grew supersedes the earlier one', () => {
    const result = assembledInAllOrders([capture('1.1', scan()), capture('1.2', scan(), second)]);
    expect(onlyStudy(result)).toMatchObject({ event_count: 2, dlp_total_mgy_cm: 140, report_count: 1 });
    expect(result.supersededUids).toEqual(['1.1']);
    expect(result.rows.ct_events.map((row) => row.source_kind)).toEqual(['capture', 'capture']);
    expect(codesOf(onlyStudy(result))).toEqual([]);
  });

  it('of a scanner that reports add nothing and fill the blanks of its events', () => {
    const report = document({
      uid: '1.9',
      ct: [scan({ irradiation_event_uid: 'e', kvp_kv: 120, tube_current_ma: null })],
      accumulated: total(100),
    });
    const result = assembledInAllOrders([report, capture('1.1', scan({ tube_current_ma: 200 }))]);
    expect(onlyStudy(result)).toMatchObject({ event_count: 1, dlp_total_mgy_cm: 100 });
    expect(result.rows.ct_events).toHaveLength(1);
    expect(result.rows.ct_events[0]).toMatchObject({ event_key: 'e', tube_current_ma: 200 });
    expect(result.supersededUids).toEqual(['1.1']);
  });

  it('of two scans a second apart give each event of a report without times its own', () => {
    const reported = (uid: string, dlp_mgy_cm: number) =>
      scan({ irradiation_event_uid: uid, dlp_mgy_cm, started_at_local: null });
    const report = document({
      uid: '1.9',
      ct: [reported('e', 100), reported('f', 40)],
      accumulated: total(140),
    });
    const next = { ...second, started_at_local: '2026-01-02T10:00:01' };
    const result = assembledInAllOrders([report, capture('1.1', scan(), next)]);
    const starts = result.rows.ct_events.map((row) => [row.event_key, row.started_at_local]);
    expect(starts).toEqual([
      ['e', AT],
      ['f', '2026-01-02T10:00:01'],
    ]);
    expect(codesOf(onlyStudy(result))).toEqual([]);
  });

  it('without times add nothing where a report holds equal exposures, and localizers without a dose', () => {
    const reported = (uid: string | null, more: Partial<CtEvent> = {}) =>
      scan({ irradiation_event_uid: uid, started_at_local: null, ...more });
    const localizer = { ctdi_vol_mgy: null, dlp_mgy_cm: null };
    const report = document({
      uid: '1.9',
      ct: [reported('l', localizer), reported('e'), reported('f')],
      accumulated: total(200),
    });
    const page = capture('1.1', reported(null, localizer), reported(null), reported(null));
    const result = assembledInAllOrders([report, page]);
    expect(result.rows.ct_events.map((row) => row.event_key)).toEqual(['l', 'e', 'f']);
    expect(onlyStudy(result)).toMatchObject({ event_count: 3, dlp_total_mgy_cm: 200 });
    expect(codesOf(onlyStudy(result))).toEqual([]);
    const rounded = capture('1.1', reported(null, { ctdi_vol_mgy: 5.004, dlp_mgy_cm: null }));
    expect(codesOf(onlyStudy(assembledInAllOrders([report, rounded])))).toEqual([]);
    const more = assembledInAllOrders([
      report,
      capture('1.1', reported(null), reported(null), reported(null)),
    ]);
    expect(more.rows.ct_events.filter((row) => row.counted === false)).toHaveLength(3);
  });

  it('with an exposure that the report does not hold keep it uncounted, with a finding', () => {
    const report = document({
      uid: '1.9',
      ct: [scan({ irradiation_event_uid: 'e' })],
      accumulated: total(100),
    });
    const result = assembledInAllOrders([report, capture('1.1', scan(), second)]);
    expect(result.rows.ct_events.map((row) => row.counted)).toEqual([true, false]);
    expect(onlyStudy(result)).toMatchObject({ event_count: 1, dlp_total_mgy_cm: 100 });
    expect(codesOf(onlyStudy(result))).toContain('image_joins_no_event');
  });
});

describe('CT images that state the doses of their acquisition', () => {
  const slice = (uid: string, more: Partial<CtEvent>) =>
    document({ uid, kind: 'image', ct: [scan({ irradiation_event_uid: 'made', ...more })] });

  it('are one event, from the first slice on', () => {
    const result = assembledInAllOrders([
      slice('1.1', { started_at_local: '2026-01-02T10:00:02' }),
      slice('1.2', { started_at_local: AT }),
      slice('1.3', { started_at_local: '2026-01-02T10:00:01' }),
    ]);
    expect(onlyStudy(result)).toMatchObject({ event_count: 1, dlp_total_mgy_cm: 100, report_count: 0 });
    expect(result.rows.ct_events[0]).toMatchObject({ started_at_local: AT, source_kind: 'image' });
  });

  it('add nothing where they no longer say of which acquisition they are and repeat its doses', () => {
    const reformatted = (uid: string, more: Partial<CtEvent> = {}) =>
      document({
        uid,
        kind: 'image',
        ct: [scan({ irradiation_event_uid: 'made of no number', ...more })],
        imageLinks: {
          sourceImageUids: [],
          presentationIntent: null,
          isDerived: false,
          isReconstruction: true,
        },
      });
    const whole = onlyStudy(assembledInAllOrders([slice('1.1', {}), slice('1.2', {}), reformatted('1.3')]));
    expect(whole).toMatchObject({ event_count: 1, dlp_total_mgy_cm: 100 });
    const alone = onlyStudy(assembledInAllOrders([reformatted('1.3'), reformatted('1.4')]));
    expect(alone).toMatchObject({ event_count: 1, dlp_total_mgy_cm: 100 });
    const other = reformatted('1.3', { dlp_mgy_cm: 40 });
    expect(onlyStudy(assembledInAllOrders([slice('1.1', {}), other])).dlp_total_mgy_cm).toBe(140);
  });

  it('join the one event of the report with their CTDIvol and DLP where the report gives no time', () => {
    const events = [
      scan({ irradiation_event_uid: 'e', started_at_local: null, acquisition_protocol: null }),
      scan({ irradiation_event_uid: 'f', started_at_local: null, dlp_mgy_cm: 40 }),
    ];
    const report = document({ uid: '1.9', ct: events, accumulated: total(140) });
    const result = assembledInAllOrders([report, slice('1.1', { acquisition_protocol: 'Abdomen' })]);
    expect(result.rows.ct_events.map((row) => [row.event_key, row.acquisition_protocol])).toEqual([
      ['e', 'Abdomen'],
      ['f', null],
    ]);
  });
});

describe('an image of another station that states the event of a report', () => {
  it('joins it and is of its machine', () => {
    const report = document({
      uid: '1.9',
      projection: [{ irradiation_event_uid: 'e', kap_gy_cm2: 1 }],
    });
    const image = document({
      uid: '1.1',
      kind: 'image',
      device: { manufacturer: 'Workstation', device_serial_number: 'w', station_name: 'W' },
      projection: [{ irradiation_event_uid: 'e', kap_gy_cm2: 1, exposure_index: 300 }],
    });
    const result = assembledInAllOrders([report, image]);
    expect(onlyStudy(result)).toMatchObject({ event_count: 1, kap_total_gy_cm2: 1, device_count: 1 });
    expect(result.rows.projection_events[0]).toMatchObject({ exposure_index: 300 });
  });
});

describe('a part that one report states several times', () => {
  const events = [
    { key: 'a', value: 60 },
    { key: 'b', value: 40 },
  ];
  it.each([
    ['their sum where the events sum to it', [60, 40], 100],
    ['the one that the events sum to', [100, 30], 100],
    ['one of equal ones', [55, 55], 55],
    ['their sum where nothing tells', [10, 20], 30],
    ['the only one', [null, 7], 7],
    ['blank where none is', [null], null],
  ])('is %s', (_, stated, expected) => {
    expect(statedOnce(stated, events)).toBe(expected);
  });
});
