import { describe, expect, it } from 'vitest';
import type { CtEvent } from '../../../warehouse/tables/index.js';
import { corpusDocument, HAS_CORPUS } from './corpus.js';
import { assembledInAllOrders, codesOf, document, onlyStudy } from './documents.js';

const event = (uid: string | null, dlp: number | null, more: Partial<CtEvent> = {}): Partial<CtEvent> => ({
  irradiation_event_uid: uid,
  dlp_mgy_cm: dlp,
  ctdi_phantom: 'body_32cm',
  ...more,
});
const dlpTotal = (dlp: number | null, part = 'all') => ({
  part_kind: 'phantom',
  part,
  dlp_total_mgy_cm: dlp,
});

describe.runIf(HAS_CORPUS)('three cumulative reports of one real study', () => {
  const reports = HAS_CORPUS ? [1, 2, 3].map((n) => corpusDocument(`CT-RDSR-Siemens-Multi-${n}.dcm`)!) : [];

  it('are one study of three events and the DLP of the last, in every order', () => {
    const result = assembledInAllOrders(reports);
    const study = onlyStudy(result);
    expect(study).toMatchObject({
      modality: 'CT',
      event_count: 3,
      report_count: 1,
      dlp_total_mgy_cm: 236.09,
      dlp_total_mgy_cm_source: 'accumulated',
      dlp_body_32cm_mgy_cm: 236.09,
      dlp_total_is_mixed: false,
      ct_localizer_count: 1,
      ct_spiral_count: 2,
      device_count: 1,
    });
    expect(result.rows.ct_events.map((row) => row.event_index)).toEqual([1, 2, 3]);
    expect(result.supersededUids).toEqual(
      [reports[0]!, reports[1]!].map((report) => report.extraction.sopInstanceUid).sort(),
    );
    expect(study.superseded_reports).toEqual(result.supersededUids);
    expect(result.rows.accumulated_doses.filter((row) => row.is_current)).toHaveLength(1);
  });

  it('give the study that stands so far while the last has not come', () => {
    expect(onlyStudy(assembledInAllOrders(reports.slice(0, 2)))).toMatchObject({ event_count: 2 });
  });
});

const otherDevice = { device_serial_number: '200', station_name: 'STATION2' };

describe('several CT reports of one study', () => {
  const first = { uid: '1.1', at: '2026-01-02T10:00:00', ct: [event('e1', 100), event('e2', 50)] };
  const second = { uid: '1.2', at: '2026-01-02T10:30:00', ct: [event('e3', 30)] };

  it('with different events are added up', () => {
    const study = onlyStudy(
      assembledInAllOrders([
        document({ ...first, accumulated: [dlpTotal(150.4)] }),
        document({ ...second, accumulated: [dlpTotal(30)] }),
      ]),
    );
    expect(study).toMatchObject({
      event_count: 3,
      report_count: 2,
      dlp_total_mgy_cm: 180.4,
      dlp_total_mgy_cm_source: 'accumulated_sum',
      dlp_total_mgy_cm_event_sum: 180,
    });
    expect(codesOf(study)).toEqual([]);
  });

  it('whose last total stands for all events so far are not added up', () => {
    const study = onlyStudy(
      assembledInAllOrders([
        document({ ...first, accumulated: [dlpTotal(150)] }),
        document({ ...second, accumulated: [dlpTotal(180)] }),
      ]),
    );
    expect(study).toMatchObject({ dlp_total_mgy_cm: 180, dlp_total_mgy_cm_source: 'accumulated' });
  });

  it('whose totals fit nothing give the sum of the events, with a finding', () => {
    const study = onlyStudy(
      assembledInAllOrders([
        document({ ...first, accumulated: [dlpTotal(150)] }),
        document({ ...second, accumulated: [dlpTotal(77)] }),
      ]),
    );
    expect(study).toMatchObject({ dlp_total_mgy_cm: 180, dlp_total_mgy_cm_source: 'summed_events' });
    expect(codesOf(study)).toContain('totals_disagree');
  });

  it('that overlap in part give the sum of the distinct events, with a finding', () => {
    const study = onlyStudy(
      assembledInAllOrders([
        document({ ...first, accumulated: [dlpTotal(150)] }),
        document({ ...second, ct: [event('e2', 50), event('e3', 30)], accumulated: [dlpTotal(80)] }),
      ]),
    );
    expect(study).toMatchObject({
      event_count: 3,
      report_count: 2,
      dlp_total_mgy_cm: 180,
      dlp_total_mgy_cm_source: 'summed_events',
      event_count_reported: null,
    });
    expect(codesOf(study)).toContain('reports_overlap');
  });

  it('that overlap and leave a dose unstated give no total', () => {
    const study = onlyStudy(
      assembledInAllOrders([
        document({ ...first, accumulated: [dlpTotal(150)] }),
        document({ ...second, ct: [event('e2', 50), event('e3', null)], accumulated: [dlpTotal(80)] }),
      ]),
    );
    expect(study).toMatchObject({ dlp_total_mgy_cm: null, dlp_total_mgy_cm_event_sum: 150 });
  });

  it('that overlap and leave a dose unstated give no total, whatever else the study holds', () => {
    const image = document({
      uid: '1.3',
      kind: 'image',
      device: otherDevice,
      ct: [event(null, 5)],
      imageLinks: { sourceImageUids: [], presentationIntent: null, isDerived: false },
    });
    const study = onlyStudy(
      assembledInAllOrders([
        document({ ...first, accumulated: [dlpTotal(150)] }),
        document({ ...second, ct: [event('e2', 50), event('e3', null)], accumulated: [dlpTotal(80)] }),
        image,
      ]),
    );
    expect(study).toMatchObject({
      dlp_total_mgy_cm: null,
      dlp_total_mgy_cm_source: null,
      dlp_total_mgy_cm_event_sum: 155,
    });
  });

  it('of which one repeats the total without any event are not added up', () => {
    const later = { uid: '1.0', at: '2026-01-02T12:00:00' };
    const dlpWith = (dlp: number) =>
      onlyStudy(
        assembledInAllOrders([
          document({ ...first, accumulated: [dlpTotal(150)] }),
          document({ ...later, accumulated: [dlpTotal(dlp)] }),
        ]),
      );
    expect(dlpWith(150)).toMatchObject({ dlp_total_mgy_cm: 150, dlp_total_mgy_cm_source: 'accumulated' });
    expect(dlpWith(20)).toMatchObject({ dlp_total_mgy_cm: 170, dlp_total_mgy_cm_source: 'accumulated_sum' });
  });

  it('that overlap lose nothing of one without events', () => {
    const eventless = { uid: '1.3', at: '2026-01-02T12:00:00' };
    const dlpWith = (dlp: number) =>
      onlyStudy(
        assembledInAllOrders([
          document({ ...first, accumulated: [dlpTotal(150)] }),
          document({ ...second, ct: [event('e2', 50), event('e3', 30)], accumulated: [dlpTotal(80)] }),
          document({ ...eventless, accumulated: [dlpTotal(dlp)] }),
        ]),
      );
    expect(dlpWith(25)).toMatchObject({ dlp_total_mgy_cm: 205, dlp_total_mgy_cm_source: 'mixed' });
    expect(dlpWith(180)).toMatchObject({ dlp_total_mgy_cm: 180, dlp_total_mgy_cm_source: 'summed_events' });
  });

  it('with the same events are one report, the complete one', () => {
    const result = assembledInAllOrders([
      document({ ...first, uid: '1.8', isComplete: false, accumulated: [dlpTotal(150)] }),
      document({ ...first, uid: '1.7', accumulated: [dlpTotal(150)] }),
    ]);
    expect(result.supersededUids).toEqual(['1.8']);
    expect(onlyStudy(result)).toMatchObject({ report_count: 1, dlp_total_mgy_cm: 150 });
  });

  it('of two devices both stand, also where the events of one are part of the other', () => {
    const result = assembledInAllOrders([
      document({ ...first, accumulated: [dlpTotal(150)] }),
      document({ ...second, device: otherDevice, accumulated: [dlpTotal(30)] }),
    ]);
    const study = onlyStudy(result);
    expect(study).toMatchObject({
      device_count: 2,
      dlp_total_mgy_cm: 180,
      device_serial_number: '100',
      event_count: 3,
    });
    expect(result.rows.devices).toHaveLength(2);
    expect(new Set(result.rows.ct_events.map((row) => row.device_id)).size).toBe(2);
  });
});

describe('reports of two scanners in one study', () => {
  const at = (hour: number) => `2026-01-02T${hour}:00:00`;
  const growing = [
    document({ uid: '1.1', at: at(10), ct: [event('e1', 100)], accumulated: [dlpTotal(100)] }),
    document({ uid: '1.3', at: at(12), ct: [event('e2', 50)], accumulated: [dlpTotal(150)] }),
  ];
  const overlapping = [
    document({
      uid: '1.1',
      at: at(10),
      ct: [event('e1', 100), event('e2', 50)],
      accumulated: [dlpTotal(150)],
    }),
    document({ uid: '1.3', at: at(12), ct: [event('e2', 50), event('e3', 20)], accumulated: [dlpTotal(70)] }),
  ];
  const between = (dlp: number | null, total: number) =>
    document({
      uid: '1.2',
      at: at(11),
      device: otherDevice,
      ct: dlp === null ? [] : [event('x', dlp)],
      accumulated: [dlpTotal(total)],
    });
  const unstated = document({
    uid: '1.2',
    at: at(11),
    device: otherDevice,
    ct: [event('x', null)],
    accumulated: [dlpTotal(30)],
  });

  it('add the total that one of them goes on to accumulate to that of the other', () => {
    const study = onlyStudy(assembledInAllOrders([...growing, between(30, 30)]));
    expect(study).toMatchObject({ dlp_total_mgy_cm: 180, dlp_total_mgy_cm_source: 'accumulated_sum' });
    expect(codesOf(study)).toEqual([]);
  });

  it.each([
    ['does not list its events', between(null, 30)],
    ['does not state their doses', unstated],
  ])('keep the total of the one that %s where reports of the other overlap', (_, report) => {
    const study = onlyStudy(assembledInAllOrders([...overlapping, report]));
    expect(study).toMatchObject({ dlp_total_mgy_cm: 200, dlp_total_mgy_cm_source: 'mixed' });
    expect(codesOf(study)).toContain('reports_overlap');
  });

  it('have no total where that of one of them is not known', () => {
    const doubtful = document({ uid: '1.4', at: at(13), ct: [event('e1', 100), event('e4', null)] });
    const study = onlyStudy(assembledInAllOrders([...overlapping, doubtful, between(30, 30)]));
    expect(study).toMatchObject({ dlp_total_mgy_cm: null, dlp_total_mgy_cm_source: null });
  });

  it('count once where one scanner is taken for two', () => {
    const [early, late] = growing;
    const renamed = document({
      uid: '1.3',
      at: at(12),
      device: otherDevice,
      ct: [event('e2', 50)],
      accumulated: [dlpTotal(150)],
    });
    expect(late!.extraction.sopInstanceUid).toBe(renamed.extraction.sopInstanceUid);
    expect(onlyStudy(assembledInAllOrders([early!, renamed])).dlp_total_mgy_cm).toBe(150);
  });
});

describe('a report that is sent again with another UID and a later time', () => {
  it('adds nothing to a total that counts its events already', () => {
    const said = (uid: string, hour: number, key: string, dlp: number, total: number) =>
      document({
        uid,
        at: `2026-01-02T${hour}:00:00`,
        ct: [event(key, dlp)],
        accumulated: [dlpTotal(total)],
      });
    const sent = [said('1.1', 10, 'e1', 5, 5), said('1.2', 11, 'e2', 5, 5), said('1.3', 12, 'e3', 990, 1000)];
    const study = onlyStudy(assembledInAllOrders([...sent, said('1.4', 13, 'e2', 5, 5)]));
    expect(study).toMatchObject({ event_count: 3, dlp_total_mgy_cm: 1000 });
    expect(codesOf(study)).toEqual([]);
  });
});

describe('a later report that goes on accumulating, with events in another phantom', () => {
  const head = document({
    uid: '1.1',
    at: '2026-01-02T10:00:00',
    ct: [event('e1', 900, { ctdi_phantom: 'head_16cm' })],
    accumulated: [dlpTotal(900)],
  });
  const ofBoth = {
    dlp_total_mgy_cm: 1300,
    dlp_head_16cm_mgy_cm: 900,
    dlp_body_32cm_mgy_cm: 400,
    dlp_other_phantom_mgy_cm: null,
    dlp_total_is_mixed: true,
  };

  it.each([
    ['over all phantoms', [dlpTotal(1300)]],
    ['as if it were of its own phantom', [dlpTotal(1300, 'body_32cm')]],
    ['as if it were of the first phantom', [dlpTotal(1300, 'head_16cm')]],
    ['for each phantom', [dlpTotal(900, 'head_16cm'), dlpTotal(400, 'body_32cm')]],
  ])('%s has the dose in each phantom once', (_, accumulated) => {
    const body = document({ uid: '1.2', at: '2026-01-02T11:00:00', ct: [event('e2', 400)], accumulated });
    expect(onlyStudy(assembledInAllOrders([head, body]))).toMatchObject(ofBoth);
  });

  it('leaves the dose in its own phantom as its events state it, however small the other is', () => {
    const small = document({
      uid: '1.1',
      at: '2026-01-02T10:00:00',
      ct: [event('e1', 5, { ctdi_phantom: 'head_16cm' })],
      accumulated: [dlpTotal(5)],
    });
    const body = document({
      uid: '1.2',
      at: '2026-01-02T11:00:00',
      ct: [event('e2', 895)],
      accumulated: [dlpTotal(900)],
    });
    expect(onlyStudy(assembledInAllOrders([small, body]))).toMatchObject({
      dlp_total_mgy_cm: 900,
      dlp_head_16cm_mgy_cm: 5,
      dlp_body_32cm_mgy_cm: 895,
    });
  });
});

describe('a CT total', () => {
  it('of 0 beside doses of events is the sum of the events, with a finding', () => {
    const study = onlyStudy(
      assembledInAllOrders([
        document({ uid: '1.1', ct: [event('e1', 0.1), event('e2', 0.2)], accumulated: [dlpTotal(0)] }),
      ]),
    );
    expect(study).toMatchObject({ dlp_total_mgy_cm: 0.3, dlp_total_mgy_cm_source: 'summed_events' });
    expect(codesOf(study)).toEqual(['total_zero']);
  });

  it('that is not stated is the sum of the events, with a finding', () => {
    const study = onlyStudy(assembledInAllOrders([document({ uid: '1.1', ct: [event('e1', 5)] })]));
    expect(study).toMatchObject({ dlp_total_mgy_cm: 5, dlp_total_mgy_cm_source: 'summed_events' });
    expect(codesOf(study)).toEqual(['total_absent']);
  });

  it('without any dose stays blank', () => {
    const study = onlyStudy(assembledInAllOrders([document({ uid: '1.1', ct: [event('e1', null)] })]));
    expect(study).toMatchObject({ dlp_total_mgy_cm: null, dlp_total_mgy_cm_source: null });
  });

  it('over two phantoms is told apart and marked as mixed', () => {
    const study = onlyStudy(
      assembledInAllOrders([
        document({
          uid: '1.1',
          ct: [
            event('e1', 900, { ctdi_phantom: 'head_16cm' }),
            event('e2', 400),
            event('e3', 7, { ctdi_phantom: null }),
          ],
          accumulated: [dlpTotal(1307)],
        }),
      ]),
    );
    expect(study).toMatchObject({
      dlp_total_mgy_cm: 1307,
      dlp_total_is_mixed: true,
      dlp_head_16cm_mgy_cm: 900,
      dlp_head_16cm_mgy_cm_source: 'summed_events',
      dlp_body_32cm_mgy_cm: 400,
      dlp_other_phantom_mgy_cm: 7,
      ctdi_phantoms: ['body_32cm', 'head_16cm'],
    });
  });

  it('that adds half of the dose in the head phantom leaves the dose in each phantom as stated', () => {
    const study = onlyStudy(
      assembledInAllOrders([
        document({
          uid: '1.1',
          ct: [
            event('e1', 100, { ctdi_phantom: 'head_16cm' }),
            event('e2', 200, { ctdi_phantom: 'body_32cm' }),
          ],
          accumulated: [dlpTotal(250), dlpTotal(100, 'head_16cm'), dlpTotal(200, 'body_32cm')],
        }),
      ]),
    );
    expect(study).toMatchObject({
      dlp_total_mgy_cm: 250,
      dlp_total_is_mixed: true,
      dlp_head_16cm_mgy_cm: 100,
      dlp_body_32cm_mgy_cm: 200,
    });
  });

  it('stated per phantom is their sum where no event states its dose and they are equal', () => {
    const ct = [event('e1', null, { ctdi_phantom: 'head_16cm' }), event('e2', null)];
    const accumulated = [dlpTotal(500, 'head_16cm'), dlpTotal(500, 'body_32cm')];
    const study = onlyStudy(assembledInAllOrders([document({ uid: '1.1', ct, accumulated })]));
    expect(study).toMatchObject({ dlp_total_mgy_cm: 1000, dlp_head_16cm_mgy_cm: 500 });
  });

  it('stated per phantom is their sum where one of them alone comes near to the events of the report', () => {
    const before = document({
      uid: '1.1',
      at: '2026-01-02T10:00:00',
      ct: [event('e1', 5), event('e2', 5, { ctdi_phantom: 'head_16cm' })],
      accumulated: [dlpTotal(5, 'body_32cm'), dlpTotal(5, 'head_16cm')],
    });
    const after = document({
      uid: '1.2',
      at: '2026-01-02T11:00:00',
      ct: [event('e3', 495)],
      accumulated: [dlpTotal(500, 'body_32cm'), dlpTotal(5, 'head_16cm')],
    });
    expect(onlyStudy(assembledInAllOrders([before, after]))).toMatchObject({
      dlp_total_mgy_cm: 505,
      dlp_head_16cm_mgy_cm: 5,
      dlp_body_32cm_mgy_cm: 500,
    });
  });

  it('stated per phantom is their sum', () => {
    const study = onlyStudy(
      assembledInAllOrders([
        document({
          uid: '1.1',
          ct: [event('e1', 900, { ctdi_phantom: 'head_16cm' }), event('e2', 400)],
          accumulated: [dlpTotal(901, 'head_16cm'), dlpTotal(402, 'body_32cm')],
        }),
      ]),
    );
    expect(study).toMatchObject({
      dlp_total_mgy_cm: 1303,
      dlp_head_16cm_mgy_cm: 901,
      dlp_head_16cm_mgy_cm_source: 'accumulated',
      dlp_body_32cm_mgy_cm: 402,
    });
  });
});

describe('a total DLP that a report states for one phantom', () => {
  const head = (uid: string, dlp: number) => event(uid, dlp, { ctdi_phantom: 'head_16cm' });
  const studyOf = (ct: readonly Partial<CtEvent>[], total: number, phantom: string) =>
    onlyStudy(assembledInAllOrders([document({ uid: '1.1', ct, accumulated: [dlpTotal(total, phantom)] })]));

  it('is not the dose in that phantom where it adds those in others', () => {
    expect(studyOf([head('e1', 900), event('e2', 400)], 1302, 'body_32cm')).toMatchObject({
      dlp_total_mgy_cm: 1302,
      dlp_total_is_mixed: true,
      dlp_head_16cm_mgy_cm: 900,
      dlp_body_32cm_mgy_cm: 400,
      dlp_body_32cm_mgy_cm_source: 'summed_events',
    });
  });

  it('is that of the phantom of all its events where these are in another', () => {
    expect(studyOf([event('e1', 400)], 401, 'head_16cm')).toMatchObject({
      dlp_total_mgy_cm: 401,
      dlp_total_is_mixed: false,
      dlp_head_16cm_mgy_cm: null,
      dlp_body_32cm_mgy_cm: 401,
    });
  });

  it('says the phantom of events that name none', () => {
    expect(studyOf([event('e1', 400, { ctdi_phantom: null })], 401, 'head_16cm')).toMatchObject({
      dlp_total_mgy_cm: 401,
      dlp_head_16cm_mgy_cm: 401,
      dlp_other_phantom_mgy_cm: null,
    });
  });

  it('is the dose in that phantom where its events say so', () => {
    expect(studyOf([head('e1', 900), event('e2', 7)], 905, 'head_16cm')).toMatchObject({
      dlp_head_16cm_mgy_cm: 905,
      dlp_head_16cm_mgy_cm_source: 'accumulated',
      dlp_body_32cm_mgy_cm: 7,
    });
  });
});

describe('reports without events', () => {
  const total = (scopeUid: string, dlp: number) => ({
    ...dlpTotal(dlp),
    scope: 'Study',
    scope_uid: scopeUid,
  });

  it('of one scope are superseded by the latest', () => {
    const result = assembledInAllOrders([
      document({ uid: '1.1', at: '2026-01-02T10:00:00', accumulated: [total('s', 10)] }),
      document({ uid: '1.2', at: '2026-01-02T11:00:00', accumulated: [total('s', 25)] }),
    ]);
    expect(onlyStudy(result)).toMatchObject({ dlp_total_mgy_cm: 25, report_count: 1, event_count: 0 });
    expect(result.supersededUids).toEqual(['1.1']);
  });

  it('of different scopes are added up', () => {
    const study = onlyStudy(
      assembledInAllOrders([
        document({ uid: '1.1', at: '2026-01-02T10:00:00', accumulated: [total('p1', 10)] }),
        document({ uid: '1.2', at: '2026-01-02T11:00:00', accumulated: [total('p2', 25)] }),
      ]),
    );
    expect(study).toMatchObject({ dlp_total_mgy_cm: 35, dlp_total_mgy_cm_source: 'accumulated_sum' });
  });

  it('are superseded by a report that declares them its predecessor, never both by each other', () => {
    const one = document({ uid: '1.1', accumulated: [dlpTotal(10)], predecessorUids: ['1.2'] });
    const two = document({ uid: '1.2', accumulated: [dlpTotal(25)], predecessorUids: ['1.1'] });
    expect(assembledInAllOrders([one, two]).supersededUids).toEqual(['1.1']);
    const plain = document({ uid: '1.3', accumulated: [dlpTotal(10)] });
    const next = document({ uid: '1.0', accumulated: [dlpTotal(25)], predecessorUids: ['1.3'] });
    expect(assembledInAllOrders([plain, next]).supersededUids).toEqual(['1.3']);
  });
});

describe('events', () => {
  it('without a UID are told apart by their values, and the same event in two reports is one', () => {
    const one = event(null, 10, { started_at_local: '2026-01-02T10:00:00' });
    const two = event(null, 20, { started_at_local: '2026-01-02T10:05:00' });
    const result = assembledInAllOrders([
      document({ uid: '1.1', ct: [one], accumulated: [dlpTotal(10)] }),
      document({ uid: '1.2', ct: [one, two], accumulated: [dlpTotal(30)] }),
    ]);
    expect(result.supersededUids).toEqual(['1.1']);
    expect(result.rows.ct_events.map((row) => row.dlp_mgy_cm)).toEqual([10, 20]);
    expect(result.rows.ct_events[0]!.event_key).toMatch(/^digest-[0-9a-f]{32}$/);
    expect(codesOf(onlyStudy(result))).toEqual(['event_uid_missing']);
  });

  it('without UID and time that look the same are still as many as the report holds', () => {
    const result = assembledInAllOrders([document({ uid: '1.1', ct: [event(null, 3), event(null, 3)] })]);
    expect(onlyStudy(result)).toMatchObject({ event_count: 2, dlp_total_mgy_cm: 6 });
  });

  it('of one UID and different values in one report are kept apart, with a finding', () => {
    const result = assembledInAllOrders([document({ uid: '1.1', ct: [event('e', 3), event('e', 4)] })]);
    expect(onlyStudy(result)).toMatchObject({ event_count: 2, dlp_total_mgy_cm: 7 });
    expect(codesOf(onlyStudy(result))).toContain('event_uid_repeated');
  });

  it('that two reports state with the same start and doses under other UIDs all count, with a finding', () => {
    const started = (uid: string, second: number) => ({
      ...event(uid, 10),
      started_at_local: `2026-01-02T10:00:0${second}`,
    });
    const codes = (...second: ReturnType<typeof event>[]) => {
      const result = assembledInAllOrders([
        document({ uid: '1.1', ct: [started('a', 1), started('b', 1), started('c', 2)] }),
        document({ uid: '1.2', ct: second }),
      ]);
      return [onlyStudy(result).event_count, codesOf(onlyStudy(result))];
    };
    const doubtful = expect.arrayContaining(['exposure_equal_under_other_uid']) as unknown;
    expect(codes(started('x', 1), started('y', 1), started('z', 2))).toEqual([6, doubtful]);
    expect(codes(started('b', 1), started('d', 3))[1]).not.toContain('exposure_equal_under_other_uid');
    expect(codes(event('x', 10))[1]).not.toContain('exposure_equal_under_other_uid');
  });

  it('of one UID that stands for several exposures are as many as the report holds, also those of equal values', () => {
    const three = [event('e', 10), event('e', 10), event('e', 25)];
    const result = assembledInAllOrders([
      document({ uid: '1.1', ct: three }),
      document({ uid: '1.2', ct: [...three, event('e', 10)] }),
    ]);
    expect(result.supersededUids).toEqual(['1.1']);
    expect(onlyStudy(result)).toMatchObject({ event_count: 4, dlp_total_mgy_cm: 55 });
  });

  it('that another study holds too stay, with a finding', () => {
    const settings = { userDefinedModality: new Map(), sharedEventUids: new Set(['e1']) };
    const study = onlyStudy(assembledInAllOrders([document({ uid: '1.1', ct: [event('e1', 3)] })], settings));
    expect(study.event_count).toBe(1);
    expect(codesOf(study)).toContain('event_uid_in_other_study');
  });
});

describe('one SOP instance UID with two contents', () => {
  it('gives the first in order; the other is named, and whether a dose differs', () => {
    const result = assembledInAllOrders([
      document({ uid: '1.1', sha: 'aa', ct: [event('e1', 3)], accumulated: [dlpTotal(3)] }),
      document({ uid: '1.1', sha: 'bb', ct: [event('e1', 4)], accumulated: [dlpTotal(4)] }),
    ]);
    expect(result.losers).toEqual([
      { sopInstanceUid: '1.1', sha256: 'aa', reason: 'same_uid_other_content', statesOtherDose: true },
    ]);
    expect(onlyStudy(result).dlp_total_mgy_cm).toBe(4);
    const again = assembledInAllOrders([
      document({ uid: '1.1', sha: 'aa', ct: [event('e1', 3)], study: { comment: 'one' } }),
      document({ uid: '1.1', sha: 'bb', ct: [event('e1', 3)], study: { comment: 'other' } }),
    ]);
    expect(again.losers).toMatchObject([{ sha256: 'aa', statesOtherDose: false }]);
    expect(codesOf(onlyStudy(result))).toEqual([]);
  });
});

describe('CT events without a start', () => {
  const order = (...documents: Parameters<typeof assembledInAllOrders>[0]) =>
    assembledInAllOrders(documents).rows.ct_events.map((row) => row.irradiation_event_uid);

  it('stand as the report lists them, not by their UIDs', () => {
    const uids = ['1.9', '1.10', '1.11', '1.2'];
    const report = document({ uid: '1.1', ct: uids.map((uid) => event(uid, 10)) });
    expect(order(report)).toEqual(uids);
  });

  it('of several reports follow the content time of these', () => {
    const earlier = { uid: '1.2', at: '2026-01-02T10:00:00', ct: [event('e9', 1)] };
    const later = { uid: '1.1', at: '2026-01-02T11:00:00', ct: [event('e3', 1), event('e1', 1)] };
    expect(order(document(later), document(earlier))).toEqual(['e9', 'e3', 'e1']);
  });

  it('come after those that have one', () => {
    const ct = [event('e1', 1), event('e2', 1, { started_at_local: '2026-01-02T10:00:00' })];
    expect(order(document({ uid: '1.1', ct }))).toEqual(['e2', 'e1']);
  });
});

describe('an acquisition type under a private code', () => {
  it('counts by its meaning; a code of another type does not', () => {
    const type = (value: string, scheme: string, meaning: string) => ({
      ct_acquisition_type: meaning,
      ct_acquisition_type_code: value,
      ct_acquisition_type_scheme: scheme,
    });
    const ct = [
      event('e1', 1, type('HEL', '99MAKER', 'Spiral Acquisition')),
      event('e2', 1, type('113805', 'DCM', 'Spiral Acquisition')),
      event('e3', 1, type('116152004', 'SCT', 'Helical')),
      event('e4', 1, { ct_acquisition_type: 'HELICAL' }),
      event('e5', 1, type('AX', '99MAKER', 'Axial')),
      event('e6', 1, type('SC', '99MAKER', 'Scout')),
    ];
    const study = onlyStudy(assembledInAllOrders([document({ uid: '1.1', ct })]));
    expect(study).toMatchObject({ ct_axial_count: 1, ct_spiral_count: 3, ct_localizer_count: 2 });
  });
});
