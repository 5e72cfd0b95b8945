import { describe, expect, it } from 'vitest';
import type { AccumulatedDose, ProjectionEvent } from '../../../warehouse/tables/index.js';
import { assembleStudy } from '../../../pipeline/assemble/index.js';
import { studyIdOf } from '../../../pipeline/assemble/study-identifier.js';
import type { AssemblySettings } from '../../../pipeline/assemble/study-document.js';
import { corpusDocument, HAS_CORPUS } from './corpus.js';
import {
  assembledInAllOrders,
  codesOf,
  document,
  NO_SETTINGS,
  onlyStudy,
  STUDY_UID,
  type ObjectSaid,
} from './documents.js';

const FLUORO = { event_type: 'Fluoroscopy', event_type_code: '44491008', event_type_scheme: 'SCT' };
const STATIONARY = {
  event_type: 'Stationary Acquisition',
  event_type_code: '113611',
  event_type_scheme: 'DCM',
};
const GUIDED = { acquisition_device_type_code: '113957' };
const INTEGRATED = { acquisition_device_type_code: '113958' };
const CODE = { A: '113620', B: '113621', single: '113622', all: '113890' } as const;
type PlaneName = keyof typeof CODE;

const event = (
  uid: string,
  kap: number | null,
  plane: PlaneName = 'single',
  more: Partial<ProjectionEvent> = {},
): Partial<ProjectionEvent> => ({
  irradiation_event_uid: uid,
  kap_gy_cm2: kap,
  acquisition_plane: plane,
  acquisition_plane_code: CODE[plane],
  ...FLUORO,
  ...more,
});
const plane = (name: PlaneName, doses: Partial<AccumulatedDose>): Partial<AccumulatedDose> => ({
  part_kind: 'plane',
  part: name,
  part_code: CODE[name],
  ...doses,
});

describe('a report for each exposure', () => {
  const report = (uid: string, minute: number, kap: number) =>
    document({
      uid,
      at: `2026-01-02T10:${minute}:30`,
      study: INTEGRATED,
      projection: [event('e', kap, 'single', { started_at_local: `2026-01-02T10:${minute}:00` })],
      accumulated: [plane('single', { kap_total_gy_cm2: kap })],
    });

  it('keeps those of one event UID that start apart with other doses, with a finding', () => {
    const result = assembledInAllOrders([report('1.1', 10, 1), report('1.2', 12, 2), report('1.3', 14, 3)]);
    expect(result.supersededUids).toEqual([]);
    expect(onlyStudy(result)).toMatchObject({ event_count: 3, kap_total_gy_cm2: 6 });
    expect(codesOf(onlyStudy(result))).toEqual(['event_uid_repeated']);
  });

  it('keeps one that is sent again, also by another clock', () => {
    const result = assembledInAllOrders([report('1.1', 10, 1), report('1.2', 12, 1)]);
    expect(onlyStudy(result)).toMatchObject({ event_count: 1, kap_total_gy_cm2: 1, finding_count: 0 });
  });

  it('keeps one that is sent again with another dose, with a finding', () => {
    const corrected = report('1.2', 10, 2);
    const later = { ...corrected.extraction, contentAtLocal: '2026-01-02T11:00:00' };
    const result = assembledInAllOrders([report('1.1', 10, 1), { ...corrected, extraction: later }]);
    expect(onlyStudy(result)).toMatchObject({ event_count: 1, kap_total_gy_cm2: 2 });
    expect(codesOf(onlyStudy(result))).toEqual(['event_dose_differs']);
  });
});

describe('a report for each plane', () => {
  const report = (uid: string, name: PlaneName, kap: number, planeOfEvents: PlaneName = name) =>
    document({
      uid,
      study: GUIDED,
      projection: [event('e', kap, planeOfEvents)],
      accumulated: [plane(name, { kap_total_gy_cm2: kap })],
    });

  it('with one event UID on both leaves two events and both totals', () => {
    const result = assembledInAllOrders([report('1.1', 'A', 1), report('1.2', 'B', 2)]);
    expect(result.supersededUids).toEqual([]);
    expect(result.rows.projection_events.map((row) => row.event_key).sort()).toEqual(['e/A', 'e/B']);
    expect(onlyStudy(result)).toMatchObject({
      kap_total_gy_cm2: 3,
      kap_total_a_gy_cm2: 1,
      kap_total_b_gy_cm2: 2,
    });
  });

  it('is the same event where one of them calls its plane single', () => {
    const result = assembledInAllOrders([report('1.1', 'A', 1), report('1.2', 'single', 1)]);
    expect(result.rows.projection_events.map((row) => row.event_key)).toEqual(['e']);
  });
});

describe('a report without a total', () => {
  const shares = {
    kap_fluoro_gy_cm2: 1,
    kap_acquisition_gy_cm2: 2.2,
    dose_rp_fluoro_mgy: 10,
    dose_rp_acquisition_mgy: null,
  };
  const studyWith = (doses: Partial<AccumulatedDose>, projection: readonly Partial<ProjectionEvent>[]) =>
    onlyStudy(assembledInAllOrders([document({ uid: '1.1', projection, accumulated: [plane('A', doses)] })]));

  it('has that of its fluoroscopy and acquisition, where its events state none', () => {
    expect(studyWith(shares, [event('e', null, 'A')])).toMatchObject({
      kap_total_gy_cm2: 3.2,
      kap_total_a_gy_cm2: 3.2,
      dose_rp_total_mgy: null,
    });
  });

  it('has that of its events where they state one, and its own where it states it', () => {
    expect(studyWith(shares, [event('e', 3, 'A')]).kap_total_gy_cm2).toBe(3);
    expect(studyWith({ ...shares, kap_total_gy_cm2: 3.5 }, []).kap_total_gy_cm2).toBe(3.5);
  });
});

describe('a small dose that a report states twice', () => {
  it.each([
    [[0.1], 0.1],
    [[0.1, 0.1], 0.2],
  ])('is that of its events: %j', (kaps, total) => {
    const study = onlyStudy(
      assembledInAllOrders([
        document({
          uid: '1.1',
          projection: kaps.map((kap, at) => event(`e${at}`, kap)),
          accumulated: [
            plane('single', { kap_total_gy_cm2: 0.1 }),
            plane('single', { kap_total_gy_cm2: 0.1 }),
          ],
        }),
      ]),
    );
    expect(study.kap_total_gy_cm2).toBe(total);
  });
});

describe('a biplane report', () => {
  const events = [event('e', 3, 'A'), event('e', 4, 'B'), event('f', 2, 'A')];

  it('gives each plane its total and the study their sum; one UID on two planes is two events', () => {
    const result = assembledInAllOrders([
      document({
        uid: '1.1',
        study: GUIDED,
        projection: events,
        accumulated: [plane('A', { kap_total_gy_cm2: 5.1 }), plane('B', { kap_total_gy_cm2: 4.1 })],
      }),
    ]);
    expect(onlyStudy(result)).toMatchObject({
      modality: 'RF',
      kap_total_gy_cm2: 9.2,
      kap_total_gy_cm2_source: 'accumulated',
      kap_total_gy_cm2_event_sum: 9,
      kap_total_a_gy_cm2: 5.1,
      kap_total_b_gy_cm2: 4.1,
      event_count: 3,
      event_count_a: 2,
      event_count_b: 1,
      plane_count: 2,
    });
    expect(result.rows.projection_events.map((row) => row.event_key).sort()).toEqual(['e/A', 'e/B', 'f']);
  });

  it.each([
    ['states no total', {}],
    ['states a total of 0 beside doses', { kap_total_gy_cm2: 0 }],
  ])('of which one plane %s has the sum of its events for that plane, in both together too', (_, doses) => {
    const study = onlyStudy(
      assembledInAllOrders([
        document({
          uid: '1.1',
          study: GUIDED,
          projection: events,
          accumulated: [plane('A', { kap_total_gy_cm2: 5.1 }), plane('B', doses)],
        }),
      ]),
    );
    expect(study).toMatchObject({
      kap_total_gy_cm2: 9.1,
      kap_total_gy_cm2_source: 'mixed',
      kap_total_a_gy_cm2: 5.1,
      kap_total_b_gy_cm2: 4,
      kap_total_b_gy_cm2_source: 'summed_events',
    });
    expect(codesOf(study)).toContain('total_absent');
  });

  it.each([
    ['plane A states the total of both', [plane('A', { kap_total_gy_cm2: 9 }), plane('B', {})]],
    ['plane A states it rounded differently', [plane('A', { kap_total_gy_cm2: 8.5 })]],
    ['a container of all planes states it', [plane('all', { kap_total_gy_cm2: 6 })]],
    ['a container of a single plane states it', [plane('single', { kap_total_gy_cm2: 6 })]],
  ])('of which %s has that total', (_, accumulated) => {
    const study = onlyStudy(
      assembledInAllOrders([document({ uid: '1.1', study: GUIDED, projection: events, accumulated })]),
    );
    expect(study).toMatchObject({
      kap_total_gy_cm2: accumulated[0]!.kap_total_gy_cm2,
      kap_total_gy_cm2_source: 'accumulated',
    });
  });

  it.each(['single', 'all'] as const)(
    'that accumulates both planes in a container called %s gives neither the total of both',
    (name) => {
      const study = onlyStudy(
        assembledInAllOrders([
          document({
            uid: '1.1',
            study: GUIDED,
            projection: events,
            accumulated: [plane(name, { kap_total_gy_cm2: 9.1 })],
          }),
        ]),
      );
      expect(study).toMatchObject({
        kap_total_gy_cm2: 9.1,
        kap_total_a_gy_cm2: 5,
        kap_total_a_gy_cm2_source: 'summed_events',
        kap_total_b_gy_cm2: 4,
        plane_count: 2,
      });
    },
  );

  it('whose events are of another plane than what it accumulates counts them once', () => {
    const study = onlyStudy(
      assembledInAllOrders([
        document({
          uid: '1.1',
          study: GUIDED,
          projection: [event('e', 4, 'B')],
          accumulated: [plane('A', { kap_total_gy_cm2: 4 })],
        }),
      ]),
    );
    expect(study.kap_total_gy_cm2).toBe(4);
  });

  it('whose container of all planes stands beside A and B takes it for the total and adds nothing', () => {
    const study = onlyStudy(
      assembledInAllOrders([
        document({
          uid: '1.1',
          study: GUIDED,
          projection: events,
          accumulated: [
            plane('A', { kap_total_gy_cm2: 5.1 }),
            plane('B', { kap_total_gy_cm2: 4.1 }),
            plane('all', { kap_total_gy_cm2: 9.3 }),
          ],
        }),
      ]),
    );
    expect(study).toMatchObject({ kap_total_gy_cm2: 9.3, kap_total_a_gy_cm2: 5.1, plane_count: 2 });
  });

  it('is the later one of a report that held plane A only', () => {
    const result = assembledInAllOrders([
      document({
        uid: '1.1',
        study: GUIDED,
        projection: [events[0]!],
        accumulated: [plane('A', { kap_total_gy_cm2: 3 })],
      }),
      document({
        uid: '1.2',
        study: GUIDED,
        projection: events,
        accumulated: [plane('A', { kap_total_gy_cm2: 5 }), plane('B', { kap_total_gy_cm2: 4 })],
      }),
    ]);
    expect(result.supersededUids).toEqual(['1.1']);
    expect(onlyStudy(result)).toMatchObject({ kap_total_gy_cm2: 9, event_count: 3 });
  });
});

describe('a container of all planes alone', () => {
  it('is plane A and the total', () => {
    const study = onlyStudy(
      assembledInAllOrders([
        document({
          uid: '1.1',
          study: GUIDED,
          projection: [event('e', 3, 'all')],
          accumulated: [plane('all', { kap_total_gy_cm2: 3, fluoro_time_s: 12 })],
        }),
      ]),
    );
    expect(study).toMatchObject({
      kap_total_gy_cm2: 3,
      kap_total_a_gy_cm2: 3,
      kap_total_b_gy_cm2: null,
      fluoro_time_s: 12,
      plane_count: 1,
      event_count_a: 1,
    });
  });
});

describe('fluoroscopy and acquisition', () => {
  it('are told apart, and a total of 0 beside events is their sum', () => {
    const study = onlyStudy(
      assembledInAllOrders([
        document({
          uid: '1.1',
          study: GUIDED,
          projection: [event('e', 3), event('f', 4, 'single', STATIONARY)],
          accumulated: [
            plane('single', { kap_total_gy_cm2: 7, kap_fluoro_gy_cm2: 3, kap_acquisition_gy_cm2: 0 }),
          ],
        }),
      ]),
    );
    expect(study).toMatchObject({
      kap_fluoro_gy_cm2: 3,
      kap_acquisition_gy_cm2: 4,
      kap_acquisition_gy_cm2_source: 'summed_events',
      dose_rp_total_mgy: null,
    });
    expect(codesOf(study)).toEqual(['total_zero']);
  });
});

describe('a later report that goes on accumulating without repeating events', () => {
  const at = (hour: number) => `2026-01-02T${hour}:00:00`;
  const of = (uid: string, hour: number, said: Partial<ObjectSaid>) =>
    document({ uid, at: at(hour), study: GUIDED, ...said });

  it('adds no fluoroscopy where its own events are acquisitions', () => {
    const study = onlyStudy(
      assembledInAllOrders([
        of('1.1', 10, {
          projection: [event('e', 3)],
          accumulated: [plane('single', { kap_total_gy_cm2: 3, kap_fluoro_gy_cm2: 3, fluoro_time_s: 20 })],
        }),
        of('1.2', 11, {
          projection: [event('f', 4, 'single', STATIONARY)],
          accumulated: [
            plane('single', {
              kap_total_gy_cm2: 7,
              kap_fluoro_gy_cm2: 3,
              kap_acquisition_gy_cm2: 4,
              fluoro_time_s: 20,
            }),
          ],
        }),
      ]),
    );
    expect(study).toMatchObject({
      kap_total_gy_cm2: 7,
      kap_fluoro_gy_cm2: 3,
      kap_fluoro_gy_cm2_source: 'accumulated',
      kap_acquisition_gy_cm2: 4,
    });
  });

  it('adds no dose of plane A where its own events are on plane B', () => {
    const study = onlyStudy(
      assembledInAllOrders([
        of('1.1', 10, {
          projection: [event('e', 3, 'A')],
          accumulated: [plane('A', { kap_total_gy_cm2: 3 }), plane('B', { kap_total_gy_cm2: 0 })],
        }),
        of('1.2', 11, {
          projection: [event('f', 4, 'B')],
          accumulated: [plane('A', { kap_total_gy_cm2: 3 }), plane('B', { kap_total_gy_cm2: 4 })],
        }),
      ]),
    );
    expect(study).toMatchObject({ kap_total_gy_cm2: 7, kap_total_a_gy_cm2: 3, kap_total_b_gy_cm2: 4 });
  });

  it('adds no dose of the left breast where its own exposures are of the right', () => {
    const breast = (part: string, agd_mgy: number) => ({ part_kind: 'breast', part, agd_mgy });
    const exposure = (uid: string, laterality: string, agd_mgy: number) => ({
      irradiation_event_uid: uid,
      laterality,
      agd_mgy,
    });
    const reports = [
      of('1.1', 10, {
        content: 'MG',
        projection: [exposure('e', 'Left', 1.5)],
        accumulated: [breast('left', 1.5)],
      }),
      of('1.2', 11, {
        content: 'MG',
        projection: [exposure('f', 'Right', 2)],
        accumulated: [breast('left', 1.5), breast('right', 2)],
      }),
      of('1.3', 12, {
        content: 'MG',
        projection: [exposure('g', 'Left', 1.2)],
        accumulated: [breast('left', 2.7), breast('right', 2)],
      }),
    ];
    expect(onlyStudy(assembledInAllOrders(reports))).toMatchObject({ agd_left_mgy: 2.7, agd_right_mgy: 2 });
    const left = onlyStudy(assembledInAllOrders(reports.slice(0, 2))).agd_left_mgy;
    expect(left).toBe(1.5);
  });

  it('counts once also doses so small that rounding is as large', () => {
    const frame = (uid: string, hour: number, count: number) =>
      of(uid, hour, {
        projection: [event(`e${uid}`, 0.1, 'single', { ...STATIONARY, pulse_count: 1 })],
        accumulated: [plane('single', { kap_total_gy_cm2: count / 10, frame_count: count })],
      });
    const so = (...counts: number[]) =>
      onlyStudy(assembledInAllOrders(counts.map((count, at) => frame(`1.${at}`, 10 + at, count))));
    expect(so(1, 2)).toMatchObject({ kap_total_gy_cm2: 0.2, frame_count: 2 });
    expect(so(1, 2, 3)).toMatchObject({ kap_total_gy_cm2: 0.3, frame_count: 3 });
    expect(so(1, 1, 1)).toMatchObject({ kap_total_gy_cm2: 0.3, frame_count: 3 });
  });

  it('counts its events once', () => {
    const counting = (uid: string, hour: number, count: number, device: ObjectSaid['device'] = {}) =>
      of(uid, hour, {
        device,
        projection: [event(`e${uid}`, 1)],
        accumulated: [plane('single', { event_count_reported: count })],
      });
    const elsewhere = { device_serial_number: '200', station_name: 'STATION2' };
    const countOf = (...reports: ReturnType<typeof counting>[]) =>
      onlyStudy(assembledInAllOrders(reports)).event_count_reported;
    expect(countOf(counting('1.1', 10, 1), counting('1.3', 12, 2))).toBe(2);
    expect(countOf(counting('1.1', 10, 1), counting('1.3', 12, 1))).toBe(2);
    expect(countOf(counting('1.1', 10, 1), counting('1.2', 11, 4, elsewhere), counting('1.3', 12, 2))).toBe(
      6,
    );
  });

  it('adds what it states of fluoroscopy that no report lists', () => {
    const unlisted = (uid: string, hour: number, kap: number) =>
      of(uid, hour, {
        projection: [event(`e${uid}`, 1, 'single', STATIONARY)],
        accumulated: [plane('single', { kap_total_gy_cm2: kap + 1, kap_fluoro_gy_cm2: kap })],
      });
    const study = onlyStudy(assembledInAllOrders([unlisted('1.1', 10, 2), unlisted('1.2', 11, 2)]));
    expect(study.kap_fluoro_gy_cm2).toBe(4);
  });
});

describe('fluoroscopy times of several reports', () => {
  const timed = (uid: string, seconds: number | null, statedSeconds: number | null) =>
    document({
      uid: `1.${uid}`,
      at: `2026-01-02T10:0${uid}:00`,
      study: GUIDED,
      projection: [event(`e${uid}`, 1, 'single', { irradiation_duration_s: seconds })],
      accumulated: [plane('single', { kap_total_gy_cm2: 1, fluoro_time_s: statedSeconds })],
    });
  const timeOf = (...documents: Parameters<typeof assembledInAllOrders>[0]) =>
    onlyStudy(assembledInAllOrders(documents));

  it('are as stated where no event duration comes near them, with a finding', () => {
    const study = timeOf(timed('1', 6718.5, 70), timed('2', 6800, 71));
    expect(study).toMatchObject({
      fluoro_time_s: 141,
      fluoro_time_s_source: 'accumulated_sum',
      fluoro_time_s_event_sum: 13518.5,
      kap_total_gy_cm2: 2,
    });
    expect(codesOf(study)).toContain('totals_disagree');
  });

  it('are those of the events where one report states no total or one that is near', () => {
    expect(timeOf(timed('1', 6718.5, 70), timed('2', 6800, null)).fluoro_time_s).toBe(13518.5);
    expect(timeOf(timed('1', 6718.5, 70), timed('2', 100, 90)).fluoro_time_s).toBe(6818.5);
    expect(timeOf(timed('1', 10, 30), timed('2', 5, 15)).fluoro_time_s).toBe(15);
  });

  it('leave the rule to times: doses that disagree are those of the events', () => {
    const dosed = (uid: string) =>
      document({
        uid: `1.${uid}`,
        study: GUIDED,
        projection: [event(`e${uid}`, 100)],
        accumulated: [plane('single', { kap_total_gy_cm2: 1 })],
      });
    expect(timeOf(dosed('1'), dosed('2')).kap_total_gy_cm2).toBe(200);
  });

  it.runIf(HAS_CORPUS)('are as stated by a real machine whose event durations are too long', () => {
    const { extraction, ...sent } = corpusDocument('RF-RDSR-Canon-Alphenix-rotational.dcm')!;
    const projectionEvents = extraction.projectionEvents.map((row) => ({
      ...row,
      irradiation_event_uid: `${row.irradiation_event_uid}.9`,
    }));
    const copy = { ...sent, extraction: { ...extraction, projectionEvents, sopInstanceUid: '1.2.3' } };
    expect(timeOf({ ...sent, extraction }, copy).fluoro_time_s).toBe(140);
  });
});

describe('the frames of mammography', () => {
  const exposures = [event('e', 1, 'single', { ...STATIONARY, pulse_count: 2 })];
  const framesOf = (said: Partial<ObjectSaid>) =>
    onlyStudy(
      assembledInAllOrders([document({ uid: '1.1', content: 'MG', projection: exposures, ...said })]),
    );

  it('are not known from the pulses of its exposures', () => {
    expect(framesOf({})).toMatchObject({ frame_count: null, frame_count_a: null, frame_count_source: null });
  });

  it('are what a report states', () => {
    const study = framesOf({ accumulated: [plane('single', { frame_count: 1 })] });
    expect(study).toMatchObject({ frame_count: 1, frame_count_source: 'accumulated' });
  });

  it.runIf(HAS_CORPUS)('are not known of a real examination', () => {
    const study = onlyStudy(assembledInAllOrders([corpusDocument('MG-RDSR-GEPristina-2D.dcm')!]));
    expect(study).toMatchObject({ modality: 'MG', event_count: 8, frame_count: null });
  });
});

describe('doses at different reference points', () => {
  it('leave the reference point of the study blank', () => {
    const at = (point: string) => ({ dose_rp_mgy: 1, reference_point_definition: point });
    const of = (...points: string[]) =>
      onlyStudy(
        assembledInAllOrders([
          document({
            uid: '1.1',
            projection: points.map((point, n) => event(`e${n}`, 1, 'single', at(point))),
          }),
        ]),
      ).reference_point_definition;
    expect(of('iso_15cm', 'iso_15cm')).toBe('iso_15cm');
    expect(of('iso_15cm', 'tabletop_1cm')).toBeNull();
  });
});

describe('the modality of projection content', () => {
  const modality = (
    documents: Parameters<typeof assembleStudy>[0],
    settings: AssemblySettings = NO_SETTINGS,
  ) => onlyStudy(assembledInAllOrders(documents, settings)).modality;
  const radiograph = document({
    uid: '1.1',
    study: INTEGRATED,
    projection: [event('e', 1, 'single', STATIONARY)],
  });

  it('is what the device type says', () => {
    expect(modality([radiograph])).toBe('DX');
    expect(modality([document({ uid: '1.1', study: GUIDED, projection: [] })])).toBe('RF');
    expect(modality([document({ uid: '1.1', kind: 'capture', study: GUIDED, projection: [] })])).toBe('RF');
  });

  it('of an Azurion is fluoroscopy, whatever it calls itself', () => {
    const device = { manufacturer_model_name: 'Azurion' };
    expect(modality([document({ uid: '1.1', study: INTEGRATED, device, projection: [] })])).toBe('RF');
  });

  it('without a device type is fluoroscopy where any plane has fluoroscopy, else radiography', () => {
    const without = document({ uid: '1.1', projection: [event('e', 1, 'single', STATIONARY)] });
    expect(modality([without])).toBe('DX');
    const timed = plane('B', { fluoro_time_s: 2 });
    expect(modality([document({ uid: '1.1', projection: [], accumulated: [plane('A', {}), timed] })])).toBe(
      'RF',
    );
    expect(modality([document({ uid: '1.1', projection: [event('e', 0)] })])).toBe('RF');
  });

  it.each([
    ['Fluoroscopy-Guided Mini C-Arm', 'RF'],
    ['Integrated DR system', 'DX'],
    ['Cassette-Based System', 'DX'],
  ])("is told by the words of a maker's own device type: %s", (acquisition_device_type, expected) => {
    const events = expected === 'RF' ? [event('e', 1, 'single', STATIONARY)] : [event('e', 1)];
    const study = { acquisition_device_type, acquisition_device_type_code: 'X-1' };
    expect(modality([document({ uid: '1.1', study, projection: events })])).toBe(expected);
  });

  it('is what the site says of the device, before and after', () => {
    const id = radiograph.extraction.device.device_id!;
    expect(modality([radiograph], { userDefinedModality: new Map([[id, 'RF']]) })).toBe('RF');
    expect(modality([radiograph], { userDefinedModality: new Map([[id, 'dual']]) })).toBe('DX');
  });

  it('comes after supersession', () => {
    const early = document({
      uid: '1.1',
      at: '2026-01-02T10:00:00',
      study: GUIDED,
      projection: [event('e', 1, 'single', STATIONARY)],
    });
    const late = document({
      uid: '1.2',
      at: '2026-01-02T11:00:00',
      study: INTEGRATED,
      projection: [event('e', 1, 'single', STATIONARY), event('f', 1, 'single', STATIONARY)],
    });
    expect(modality([early, late])).toBe('DX');
  });
});

describe('fluoroscopy and radiography under one study', () => {
  const other = { device_serial_number: '200', station_name: 'STATION2' };
  const fluoroscopy = document({ uid: '1.1', study: GUIDED, projection: [event('e', 5)] });
  const radiography = document({
    uid: '1.2',
    study: INTEGRATED,
    device: other,
    projection: [event('x', 1, 'single', STATIONARY)],
  });

  it('of two devices are two rows; fluoroscopy holds the bare identifier in every order of arrival', () => {
    const result = assembledInAllOrders([fluoroscopy, radiography]);
    const bare = studyIdOf(STUDY_UID, 'projection');
    const ofDevice = studyIdOf(STUDY_UID, 'projection', radiography.extraction.device.device_id!);
    expect(result.rows.studies.map((row) => [row.study_id, row.modality, row.kap_total_gy_cm2])).toEqual([
      [bare, 'RF', 5],
      [ofDevice, 'DX', 1],
    ]);
    expect(result.rows.projection_events.map((row) => row.study_id)).toEqual([bare, ofDevice]);
  });

  it('keep the identifier with a device as an alias of the row that holds the device', () => {
    const alone = assembleStudy([radiography], NO_SETTINGS);
    const alias = alone.aliases.find(({ studyId }) => studyId === alone.rows.studies[0]!.study_id)!;
    const both = assembleStudy([fluoroscopy, radiography], NO_SETTINGS);
    expect(both.rows.studies[1]!.study_id).toBe(alias.aliasId);
  });

  it('of one device are one row', () => {
    const same = document({
      uid: '1.2',
      study: INTEGRATED,
      projection: [event('x', 1, 'single', STATIONARY)],
    });
    expect(onlyStudy(assembledInAllOrders([fluoroscopy, same]))).toMatchObject({
      modality: 'RF',
      kap_total_gy_cm2: 6,
      device_count: 1,
    });
  });
});
