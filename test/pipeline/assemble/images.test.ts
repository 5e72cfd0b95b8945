import { describe, expect, it } from 'vitest';
import type { ImageLinks } from '../../../pipeline/extract/extraction.js';
import type { ProjectionEvent } from '../../../warehouse/tables/index.js';
import {
  assembledInAllOrders,
  codesOf,
  document,
  NO_SETTINGS,
  onlyStudy,
  type ObjectSaid,
} from './documents.js';

const AT = '2026-01-02T10:00:00';
const links = (more: Partial<ImageLinks> = {}): ImageLinks => ({
  sourceImageUids: [],
  presentationIntent: null,
  isDerived: false,
  ...more,
});
const mammogram = (
  uid: string,
  more: Partial<ProjectionEvent> = {},
  imageLinks: Partial<ImageLinks> = {},
  said: Partial<ObjectSaid> = {},
) =>
  document({
    uid,
    kind: 'image',
    content: 'MG',
    sopClassUid: '1.2.840.10008.5.1.4.1.1.1.2',
    study: { modality_in_object: 'MG' },
    projection: [
      {
        started_at_local: AT,
        laterality: 'Left',
        laterality_code: 'G-A101',
        image_view_code: 'R-10226',
        kvp_kv: 28,
        exposure_mas: 90,
        agd_mgy: 1.5,
        ...more,
      },
    ],
    imageLinks: links(imageLinks),
    ...said,
  });
const report = (events: Partial<ProjectionEvent>[], agd_mgy: number) =>
  document({
    uid: '1.100',
    content: 'MG',
    projection: events,
    accumulated: [{ part_kind: 'breast', part: 'left', agd_mgy }],
    study: { modality_in_object: 'SR' },
  });

describe('images without a report', () => {
  it('for processing and for presentation are one exposure by their chain', () => {
    const result = assembledInAllOrders([
      mammogram('1.1', {}, { presentationIntent: 'FOR PROCESSING' }),
      mammogram(
        '1.2',
        { started_at_local: null },
        { presentationIntent: 'FOR PRESENTATION', sourceImageUids: ['1.1'] },
      ),
    ]);
    expect(result.rows.projection_events.map((row) => row.event_key)).toEqual(['1.1']);
    expect(onlyStudy(result)).toMatchObject({ modality: 'MG', agd_left_mgy: 1.5, event_count: 1 });
  });

  it('made from an image that has not come are one exposure with it once it comes', () => {
    const made = { sourceImageUids: ['1.1'] };
    const late = [mammogram('1.2', { kvp_kv: 27 }, made), mammogram('1.3', { kvp_kv: 26 }, made)];
    expect(assembledInAllOrders(late).rows.projection_events.map((row) => row.event_key)).toEqual(['1.1']);
    const all = assembledInAllOrders([...late, mammogram('1.1')]);
    expect(all.rows.projection_events.map((row) => row.event_key)).toEqual(['1.1']);
  });

  it('of one chain are one exposure though only the later ones state its event UID', () => {
    const told = { irradiation_event_uid: 'e', started_at_local: null };
    const made = { sourceImageUids: ['1.1'] };
    const chain = [mammogram('1.1'), mammogram('1.2', told, made)];
    expect(assembledInAllOrders(chain).rows.projection_events.map((row) => row.event_key)).toEqual(['e']);
    const rawMissing = [mammogram('1.3', { started_at_local: null }, made), mammogram('1.2', told, made)];
    expect(onlyStudy(assembledInAllOrders(rawMissing)).event_count).toBe(1);
    const other = mammogram('1.4', { ...told, irradiation_event_uid: 'f' }, made);
    expect(onlyStudy(assembledInAllOrders([...chain, other])).event_count).toBe(3);
  });

  it('equal in time, side, view, kVp and exposure are one exposure also without a chain', () => {
    const study = onlyStudy(assembledInAllOrders([mammogram('1.1'), mammogram('1.2')]));
    expect(study).toMatchObject({ event_count: 1, agd_left_mgy: 1.5 });
  });

  it.each<[string, Partial<ProjectionEvent>, Partial<ProjectionEvent>]>([
    ['time', { started_at_local: AT }, { started_at_local: `${AT}.000` }],
    ['fraction of a second', { started_at_local: `${AT}.5` }, { started_at_local: `${AT}.500` }],
    ['view of mammography', { image_view_code: 'R-10226' }, { image_view_code: '399368009' }],
    [
      'other view',
      { image_view_code: 'R-10214', image_view: 'postero-anterior' },
      { image_view_code: '272479007', image_view: 'Postero-anterior' },
    ],
  ])('are one exposure though they write its %s differently', (_, one, other) => {
    const study = onlyStudy(assembledInAllOrders([mammogram('1.1', one), mammogram('1.2', other)]));
    expect(study).toMatchObject({ event_count: 1, agd_left_mgy: 1.5 });
  });

  it('of two moments within a millisecond are two exposures', () => {
    const at = (fraction: string) => ({ started_at_local: `${AT}.${fraction}` });
    const images = [mammogram('1.1', at('1234')), mammogram('1.2', at('1236'))];
    expect(onlyStudy(assembledInAllOrders(images)).event_count).toBe(2);
  });

  it.each([
    ['side', { laterality: 'Right', laterality_code: 'G-A100' }],
    ['view', { image_view_code: 'R-10242' }],
    ['kVp', { kvp_kv: 29 }],
    ['exposure', { exposure_mas: 91 }],
    ['event UID', { irradiation_event_uid: 'other' }],
  ])('of equal time and another %s are two exposures', (_, more) => {
    const first = mammogram('1.1', { irradiation_event_uid: 'one' });
    expect(onlyStudy(assembledInAllOrders([first, mammogram('1.2', more)])).event_count).toBe(2);
  });

  it('of one event UID are the exposures that time and dose, side or view tell apart, each once', () => {
    const later = { started_at_local: '2026-01-02T10:05:00', agd_mgy: 2 };
    const of = (uid: string, more: Partial<ProjectionEvent> = {}) =>
      mammogram(uid, { irradiation_event_uid: 'all', ...more });
    const result = assembledInAllOrders([of('1.1'), of('1.2'), of('1.3', later), of('1.4', later)]);
    expect(onlyStudy(result)).toMatchObject({ event_count: 2, agd_left_mgy: 3.5 });
    expect(result.rows.projection_events.map((row) => row.irradiation_event_uid)).toEqual(['all', 'all']);
    expect(codesOf(onlyStudy(result))).toEqual(['event_uid_repeated']);
    const otherSide = {
      started_at_local: later.started_at_local,
      laterality: 'Right',
      laterality_code: 'G-A100',
    };
    const sides = onlyStudy(assembledInAllOrders([of('1.1'), of('1.2', otherSide)]));
    expect(sides).toMatchObject({ event_count: 2, agd_left_mgy: 1.5, agd_right_mgy: 1.5 });
    const otherView = { started_at_local: later.started_at_local, image_view_code: 'R-10242' };
    const views = onlyStudy(assembledInAllOrders([of('1.1'), of('1.2', otherView)]));
    expect(views).toMatchObject({ event_count: 2, agd_left_mgy: 3 });
    const doseless = { started_at_local: null, agd_mgy: null };
    const withOthers = assembledInAllOrders([of('1.1', doseless), of('1.2'), of('1.3', later)]);
    expect(onlyStudy(withOthers)).toMatchObject({ event_count: 2, agd_left_mgy: 3.5 });
  });

  it('of one event UID are all in the sum of the events, beside a report of another machine too', () => {
    const device = { device_serial_number: '200', station_name: 'STATION2' };
    const images = [AT, '2026-01-02T10:05:00'].map((started_at_local, at) =>
      mammogram(
        `1.${at}`,
        { irradiation_event_uid: 'all', started_at_local, agd_mgy: 1.5 + at },
        {},
        { device },
      ),
    );
    const reported = { irradiation_event_uid: 'e', started_at_local: '2026-01-02T11:00:00', agd_mgy: 1 };
    const study = onlyStudy(
      assembledInAllOrders([report([{ ...reported, laterality_code: 'T-04030' }], 1), ...images]),
    );
    expect(study).toMatchObject({ event_count: 3, agd_left_mgy: 5, agd_left_mgy_event_sum: 5 });
  });

  it.each<[string, Partial<ProjectionEvent>]>([
    ['dose at the same time', { agd_mgy: 2 }],
    ['time with the same dose', { started_at_local: '2026-01-02T10:00:03' }],
    ['time without a dose', { started_at_local: '2026-01-02T10:00:03', agd_mgy: null }],
    ['view at the same time', { image_view_code: 'R-10242' }],
  ])('of one event UID and another %s are one exposure', (_, more) => {
    const images = [{}, more].map((one, at) => mammogram(`1.${at}`, { irradiation_event_uid: 'e', ...one }));
    expect(onlyStudy(assembledInAllOrders(images)).event_count).toBe(1);
  });

  it('of one event UID that a report holds add nothing to it, however many exposures they are of', () => {
    const event = {
      irradiation_event_uid: 'all',
      started_at_local: AT,
      laterality_code: 'T-04030',
      agd_mgy: 3.5,
    };
    const images = [AT, '2026-01-02T10:05:00'].map((started_at_local, at) =>
      mammogram(`1.${at}`, { irradiation_event_uid: 'all', started_at_local, agd_mgy: 1.5 + at }),
    );
    const study = onlyStudy(assembledInAllOrders([report([event], 3.5), ...images]));
    expect(study).toMatchObject({ event_count: 1, agd_left_mgy: 3.5 });
  });

  const RAW = { presentationIntent: 'FOR PROCESSING' };
  const SHOWN = { presentationIntent: 'FOR PRESENTATION' };
  it.each<[string, Partial<ProjectionEvent>]>([
    ['view', { image_view_code: null }],
    ['side', { laterality: null, laterality_code: null }],
    ['kVp', { kvp_kv: null }],
    ['exposure', { exposure_mas: null }],
    ['kVp and exposure', { kvp_kv: null, exposure_mas: null }],
    ['dose', { agd_mgy: null }],
    ['start', { started_at_local: null }],
    ['exposure, as it rounds it', { exposure_mas: 90.4 }],
    [
      'exposure, but states current and time',
      { exposure_mas: null, tube_current_ma: 90, exposure_time_ms: 1000 },
    ],
    ['fraction of the second', { started_at_local: '2026-01-02T10:00:00.417' }],
  ])('for processing and for presentation are a pair though one leaves out its %s', (_, more) => {
    for (const [raw, shown] of [
      [{}, more],
      [more, {}],
    ]) {
      const pair = [mammogram('1.1', raw, RAW), mammogram('1.2', shown, SHOWN)];
      const study = onlyStudy(assembledInAllOrders(pair));
      expect(study).toMatchObject({ event_count: 1, agd_left_mgy: 1.5 });
    }
  });

  it.each<[string, Partial<ProjectionEvent>, Partial<ImageLinks>]>([
    ['contradict each other', { image_view_code: 'R-10242', kvp_kv: null }, SHOWN],
    ['are of other doses', { agd_mgy: 1.6, kvp_kv: null }, SHOWN],
    ['are of other moments', { started_at_local: '2026-01-02T10:00:01', kvp_kv: null }, SHOWN],
    ['are of no moment and one technique', { started_at_local: null, agd_mgy: null }, SHOWN],
    ['are of other exposures', { exposure_mas: 91, kvp_kv: null }, SHOWN],
    ['are for one purpose', { kvp_kv: null }, RAW],
    ['agree in nothing', { kvp_kv: null, exposure_mas: null, agd_mgy: null }, SHOWN],
  ])('that leave something out and %s are no pair', (_, more, intent) => {
    const images = [mammogram('1.1', {}, RAW), mammogram('1.2', more, intent)];
    expect(onlyStudy(assembledInAllOrders(images)).event_count).toBe(2);
  });

  it('that state no moment are a pair once only', () => {
    const undated = { started_at_local: null };
    const images = [
      mammogram('1.1', {}, RAW),
      mammogram('1.2', {}, SHOWN),
      mammogram('1.3', undated, RAW),
      mammogram('1.4', undated, SHOWN),
    ];
    expect(onlyStudy(assembledInAllOrders(images)).event_count).toBe(2);
    expect(onlyStudy(assembledInAllOrders(images.slice(0, 3))).event_count).toBe(2);
  });

  it('of which the presentation came twice are one exposure', () => {
    const images = [
      mammogram('1.1', { image_view_code: null }, RAW),
      mammogram('1.2', {}, SHOWN),
      mammogram('1.3', {}, SHOWN),
    ];
    expect(onlyStudy(assembledInAllOrders(images)).event_count).toBe(1);
  });

  it('that carry the times of their content are a pair where doses and technique are equal', () => {
    const study = { study_date: '2026-01-02', study_time: '09:00:00' };
    const of = (uid: string, content_time: string, links: Partial<ImageLinks>, kap_gy_cm2: number) =>
      mammogram(
        uid,
        { started_at_local: `2026-01-02T${content_time}`, agd_mgy: null, kap_gy_cm2 },
        { ...links, startIsOf: 'content' },
        {
          content: 'projection',
          study: { ...study, content_time },
        },
      );
    const raw = of('1.1', '10:00:00', RAW, 0.1);
    const pair = (kap_gy_cm2: number) => [raw, of('1.2', '10:00:04', SHOWN, kap_gy_cm2)];
    expect(onlyStudy(assembledInAllOrders(pair(0.1)))).toMatchObject({
      event_count: 1,
      kap_total_gy_cm2: 0.1,
    });
    expect(onlyStudy(assembledInAllOrders(pair(0.2)))).toMatchObject({
      event_count: 2,
      kap_total_gy_cm2: 0.3,
    });
  });

  it('are a pair at the acquisition that the study began with, though one leaves something out', () => {
    const study = { study_date: '2026-01-02', study_time: '10:00:00', content_time: '10:00:00' };
    const of = (uid: string, more: Partial<ProjectionEvent>, intent: Partial<ImageLinks>) =>
      mammogram(uid, { agd_mgy: null, kap_gy_cm2: 0.1, ...more }, intent, { content: 'projection', study });
    const first = [of('1.1', {}, RAW), of('1.2', { kvp_kv: null }, SHOWN)];
    expect(onlyStudy(assembledInAllOrders(first))).toMatchObject({ event_count: 1, kap_total_gy_cm2: 0.1 });
    const shownAgain = [of('1.1', {}, SHOWN), of('1.2', {}, SHOWN)];
    expect(onlyStudy(assembledInAllOrders(shownAgain)).event_count).toBe(1);
    const later = of('1.3', { started_at_local: '2026-01-02T10:05:00' }, SHOWN);
    expect(onlyStudy(assembledInAllOrders([first[0]!, later]))).toMatchObject({
      event_count: 2,
      kap_total_gy_cm2: 0.2,
    });
  });

  it('of which several could be a pair are none', () => {
    const vague = { image_view_code: null };
    const images = [
      mammogram('1.1', {}, RAW),
      mammogram('1.2', { image_view_code: 'R-10242' }, RAW),
      mammogram('1.3', vague, SHOWN),
    ];
    expect(onlyStudy(assembledInAllOrders(images)).event_count).toBe(3);
  });

  it('of one second and technique but other doses are exposures of their own', () => {
    const other = { agd_mgy: 2 };
    const images = [
      mammogram('1.1', {}, RAW),
      mammogram('1.2', other, RAW),
      mammogram('1.3', {}, SHOWN),
      mammogram('1.4', other, SHOWN),
    ];
    const whole = assembledInAllOrders(images);
    expect(onlyStudy(whole)).toMatchObject({ event_count: 2, agd_left_mgy: 3.5 });
    expect(codesOf(onlyStudy(whole))).not.toContain('event_dose_differs');
    expect(onlyStudy(assembledInAllOrders(images.slice(0, 2)))).toMatchObject({
      event_count: 2,
      agd_left_mgy: 3.5,
    });
    expect(onlyStudy(assembledInAllOrders([images[0]!, images[3]!])).event_count).toBe(1);
  });

  it.each<[string, Partial<ProjectionEvent>, Partial<ProjectionEvent>]>([
    ['leaves out the dose', { agd_mgy: 2 }, { agd_mgy: null }],
    [
      'cuts the start to the second',
      { agd_mgy: 2, started_at_local: `${AT}.4` },
      { agd_mgy: 2, started_at_local: AT },
    ],
  ])('of two exposures of one second stay theirs by their chains though one %s', (_, raw, shown) => {
    const madeFrom = (uid: string) => ({ ...SHOWN, sourceImageUids: [uid] });
    const images = [
      mammogram('1.1', {}, RAW),
      mammogram('1.2', raw, RAW),
      mammogram('1.3', { agd_mgy: null }, madeFrom('1.1')),
      mammogram('1.4', shown, madeFrom('1.2')),
    ];
    expect(onlyStudy(assembledInAllOrders(images))).toMatchObject({ event_count: 2, agd_left_mgy: 3.5 });
  });

  it('of the study time are one exposure where they are mammograms, which carry no time but their own', () => {
    const study = { study_date: '2026-01-02', study_time: '10:00:00' };
    const images = ['1.1', '1.2'].map((uid) => mammogram(uid, {}, SHOWN, { study }));
    expect(onlyStudy(assembledInAllOrders(images))).toMatchObject({ event_count: 1, agd_left_mgy: 1.5 });
  });

  it('of equal time with nothing else to tell are two exposures', () => {
    const bare = { kvp_kv: null, exposure_mas: null };
    expect(
      onlyStudy(assembledInAllOrders([mammogram('1.1', bare), mammogram('1.2', bare)])).event_count,
    ).toBe(2);
  });

  it('at several angles of one tomosynthesis sweep each keep their dose', () => {
    const angled = (uid: string, column_angulation_deg: number | null) =>
      mammogram(uid, { agd_mgy: 0.1, column_angulation_deg });
    const sweep = [angled('1.1', -1.1), angled('1.2', 0), angled('1.3', 1.1)];
    expect(onlyStudy(assembledInAllOrders(sweep))).toMatchObject({ event_count: 3, agd_left_mgy: 0.3 });
    const withPairs = [...sweep, angled('1.4', 0.2)];
    expect(onlyStudy(assembledInAllOrders(withPairs))).toMatchObject({ event_count: 3, agd_left_mgy: 0.3 });
  });

  it.each([45.2, null])('of one exposure may round its angle or leave it out: 45 and %s', (angle) => {
    const pair = [
      mammogram('1.1', { column_angulation_deg: 45 }),
      mammogram('1.2', { column_angulation_deg: angle }),
    ];
    expect(onlyStudy(assembledInAllOrders(pair))).toMatchObject({ event_count: 1, agd_left_mgy: 1.5 });
  });

  it('captured from one tomosynthesis sweep each keep their dose', () => {
    const capture = { sopClassUid: '1.2.840.10008.5.1.4.1.1.7' };
    const study = onlyStudy(
      assembledInAllOrders([1, 2, 3].map((n) => mammogram(`1.${n}`, { agd_mgy: 0.1 }, {}, capture))),
    );
    expect(study).toMatchObject({ event_count: 3, agd_left_mgy: 0.3, agd_left_mgy_source: 'summed_events' });
  });

  const slices = (
    uid: string,
    sourceImageUids: readonly string[] = [],
    more: Partial<ProjectionEvent> = {},
  ) =>
    mammogram(
      uid,
      { kvp_kv: null, exposure_mas: null, agd_mgy: 1.5, ...more },
      { isReconstruction: true, sourceImageUids },
      { sopClassUid: '1.2.840.10008.5.1.4.1.1.13.1.3' },
    );

  it('that are slices of a tomosynthesis stand for their sweep once, however thick they are', () => {
    const study = onlyStudy(assembledInAllOrders([slices('1.1'), slices('1.2')]));
    expect(study).toMatchObject({ event_count: 1, agd_left_mgy: 1.5 });
    const sweeps = [slices('1.1'), slices('1.2', [], { started_at_local: '2026-01-02T10:05:00' })];
    expect(onlyStudy(assembledInAllOrders(sweeps))).toMatchObject({ event_count: 2, agd_left_mgy: 3 });
  });

  it('that are slices are beside the mammogram of the same compression another exposure', () => {
    const study = onlyStudy(assembledInAllOrders([mammogram('1.1', { agd_mgy: 1.2 }), slices('1.2')]));
    expect(study).toMatchObject({ event_count: 2, agd_left_mgy: 2.7 });
  });

  it('that are slices add nothing to their projections, which bear the dose', () => {
    const angled = [-1.1, 0, 1.1].map((column_angulation_deg, at) =>
      mammogram(`1.${at}`, { agd_mgy: 0.5, column_angulation_deg }),
    );
    const named = assembledInAllOrders([...angled, slices('1.9', ['1.0', '1.1', '1.2'])]);
    expect(onlyStudy(named)).toMatchObject({ event_count: 3, agd_left_mgy: 1.5 });
    const capture = mammogram('1.1', {}, {}, { sopClassUid: '1.2.840.10008.5.1.4.1.1.7' });
    const captured = onlyStudy(assembledInAllOrders([capture, slices('1.9')]));
    expect(captured).toMatchObject({ event_count: 1, agd_left_mgy: 1.5 });
    const oneObject = onlyStudy(assembledInAllOrders([mammogram('1.1'), slices('1.9', ['1.1'])]));
    expect(oneObject).toMatchObject({ event_count: 1, agd_left_mgy: 1.5 });
  });

  it('that are slices add nothing to the projections of their sweep in one image, nor these to them', () => {
    const sweep = (started_at_local: string) =>
      mammogram('1.1', { agd_mgy: 1.5, exposure_mas: 60, event_type_code: '113613', started_at_local });
    const at = '2026-01-02T10:00:00';
    const same = assembledInAllOrders([sweep(at), slices('1.9', [], { started_at_local: at })]);
    expect(onlyStudy(same)).toMatchObject({ event_count: 1, agd_left_mgy: 1.5 });
    const later = slices('1.9', [], { started_at_local: '2026-01-02T10:05:00' });
    expect(onlyStudy(assembledInAllOrders([sweep(at), later]))).toMatchObject({ agd_left_mgy: 3 });
  });

  it('of which events were deleted leave those of the others', () => {
    const deleted = slices('1.9', [], { irradiation_event_uid: 'deleted' });
    const isLeftOut = (uid: string) => uid === 'deleted';
    const result = assembledInAllOrders([mammogram('1.1'), deleted], { ...NO_SETTINGS, isLeftOut });
    expect(onlyStudy(result)).toMatchObject({ event_count: 1, agd_left_mgy: 1.5 });
  });

  it('that are slices join the event of a report', () => {
    const reported = report([{ irradiation_event_uid: '1.7', laterality_code: 'G-A101', agd_mgy: 1.5 }], 1.5);
    const study = onlyStudy(
      assembledInAllOrders([reported, slices('1.1', [], { irradiation_event_uid: '1.7' })]),
    );
    expect(study).toMatchObject({ event_count: 1, agd_left_mgy: 1.5 });
  });

  it('that were computed from others add no dose: not kept beside their sources, uncounted without', () => {
    const synthetic = mammogram('1.9', { agd_mgy: 9 }, { isDerived: true, sourceImageUids: ['1.1', '1.5'] });
    const beside = assembledInAllOrders([mammogram('1.1'), synthetic]);
    expect(onlyStudy(beside)).toMatchObject({ event_count: 1, agd_left_mgy: 1.5 });
    expect(beside.rows.projection_events).toHaveLength(1);
    const alone = assembledInAllOrders([synthetic]);
    expect(onlyStudy(alone)).toMatchObject({ event_count: 0, agd_left_mgy: null });
    expect(alone.rows.projection_events.map((row) => row.counted)).toEqual([false]);
    expect(codesOf(onlyStudy(alone))).toEqual(['computed_image']);
  });

  it('that were made from a computed one add no dose either', () => {
    const at = (second: number) => ({ started_at_local: `2026-01-02T10:00:${second}` });
    const sources = [mammogram('1.1', at(10)), mammogram('1.2', at(20))];
    const stitched = mammogram('1.3', at(30), { isDerived: true, sourceImageUids: ['1.1', '1.2'] });
    const shown = mammogram('1.4', at(40), { sourceImageUids: ['1.3'] });
    const result = assembledInAllOrders([...sources, stitched, shown]);
    expect(onlyStudy(result)).toMatchObject({ event_count: 2, agd_left_mgy: 3 });
  });

  it('of equal study time and no acquisition time are two exposures unless they are a pair', () => {
    const study = { study_date: '2026-01-02', study_time: '10:00:00', study_date_source: 'study' };
    const of = (uid: string, presentationIntent: string) =>
      mammogram(uid, {}, { presentationIntent, startIsOf: 'study' }, { study, content: 'projection' });
    expect(
      onlyStudy(assembledInAllOrders([of('1.1', 'FOR PRESENTATION'), of('1.2', 'FOR PRESENTATION')]))
        .event_count,
    ).toBe(2);
    expect(
      onlyStudy(assembledInAllOrders([of('1.1', 'FOR PROCESSING'), of('1.2', 'FOR PRESENTATION')]))
        .event_count,
    ).toBe(1);
  });

  it('of the study time on the day of their acquisition, behind midnight, are two exposures too', () => {
    const study = { study_date: '2026-01-01', study_time: '10:00:00', study_date_source: 'study' };
    const images = ['1.1', '1.2'].map((uid) =>
      mammogram(uid, {}, { startIsOf: 'study' }, { study, content: 'projection' }),
    );
    expect(onlyStudy(assembledInAllOrders(images)).event_count).toBe(2);
  });

  it('of the study time in other digits are two exposures too', () => {
    const study = { study_date: '2026-01-02', study_time: '10:00:00.000', study_date_source: 'study' };
    const images = ['1.1', '1.2'].map((uid) =>
      mammogram(uid, {}, { startIsOf: 'study' }, { study, content: 'projection' }),
    );
    expect(onlyStudy(assembledInAllOrders(images)).event_count).toBe(2);
  });
});

describe('the side of an exposure', () => {
  const unsaid = { laterality: null, laterality_code: null };
  const agdOf = (more: Partial<ProjectionEvent>) => {
    const { agd_left_mgy, agd_right_mgy } = onlyStudy(
      assembledInAllOrders([mammogram('1.1', { ...unsaid, ...more })]),
    );
    return [agd_left_mgy, agd_right_mgy];
  };

  it.each<[string, Partial<ProjectionEvent>]>([
    ['laterality of one letter', { laterality: 'L' }],
    ['anatomical structure of SNOMED RT', { anatomical_structure_code: 'T-04030' }],
    ['anatomical structure of SNOMED CT', { anatomical_structure_code: '80248007' }],
    ['name of the anatomical structure', { anatomical_structure: 'Left breast' }],
    ['target region', { target_region_code: 'T-04030', target_region_scheme: 'SRT' }],
  ])('is that of its %s', (_, more) => {
    expect(agdOf(more)).toEqual([1.5, null]);
  });

  it('is right for the right breast', () => {
    expect(agdOf({ laterality: 'R' })).toEqual([null, 1.5]);
    expect(agdOf({ anatomical_structure_code: 'T-04020' })).toEqual([null, 1.5]);
    expect(agdOf({ target_region_code: '73056007', target_region_scheme: 'SCT' })).toEqual([null, 1.5]);
  });

  it('is that of the laterality where that is stated, and unknown where the anatomy contradicts itself', () => {
    const right = { anatomical_structure_code: 'T-04020' };
    expect(agdOf({ ...right, laterality: 'Left', laterality_code: 'G-A101' })).toEqual([1.5, null]);
    expect(agdOf({ ...right, target_region_code: 'T-04030' })).toEqual([null, null]);
    expect(agdOf({ anatomical_structure_code: 'T-04000', anatomical_structure: 'Breast' })).toEqual([
      null,
      null,
    ]);
  });
});

describe('images of a device that reports', () => {
  const reported = {
    irradiation_event_uid: 'e',
    started_at_local: AT,
    agd_mgy: 1.51,
    laterality: 'Left breast',
    laterality_code: 'T-04030',
  };

  it('join the event of their UID and fill only its blanks', () => {
    const image = mammogram('1.1', {
      irradiation_event_uid: 'e',
      started_at_local: '2026-01-02T12:00:00',
      compression_force_n: 80,
    });
    const result = assembledInAllOrders([report([reported], 1.51), image]);
    expect(result.rows.projection_events).toHaveLength(1);
    expect(result.rows.projection_events[0]).toMatchObject({
      event_key: 'e',
      source_kind: 'report',
      source_sop_instance_uid: '1.100',
      agd_mgy: 1.51,
      started_at_local: AT,
      compression_force_n: 80,
      kvp_kv: 28,
    });
    expect(onlyStudy(result)).toMatchObject({ agd_left_mgy: 1.51, agd_left_mgy_source: 'accumulated' });
  });

  it('join the one event within 5 s of the same side and kVp, whatever the codes of the side', () => {
    const image = mammogram('1.1', { started_at_local: '2026-01-02T10:00:05' });
    const result = assembledInAllOrders([report([{ ...reported, kvp_kv: 28.2 }], 1.51), image]);
    expect(result.rows.projection_events).toHaveLength(1);
    expect(codesOf(onlyStudy(result))).toEqual([]);
  });

  it.each([
    ['in UTC', 0, '2026-01-02T10:00:00', 60, '2026-01-02T11:00:02'],
    ['in UTC before midnight', 0, '2026-01-01T23:30:00', 60, '2026-01-02T00:30:02'],
    [
      'of another zone by a clock that was not set to it',
      0,
      '2026-01-02T11:00:00',
      60,
      '2026-01-02T11:00:02',
    ],
  ])('join the event of a report %s', (_, offset, reportedAt, imageOffset, imageAt) => {
    const said = { started_at_local: reportedAt, started_at_offset_min: offset };
    const image = mammogram('1.1', { started_at_local: imageAt, started_at_offset_min: imageOffset });
    const result = assembledInAllOrders([report([{ ...reported, kvp_kv: 28, ...said }], 1.51), image]);
    expect(result.rows.projection_events).toMatchObject([said]);
    expect(codesOf(onlyStudy(result))).toEqual([]);
  });

  it.each([
    ['an hour later', { started_at_local: '2026-01-02T11:00:00', started_at_offset_min: 0 }],
    ['later than 5 s', { started_at_local: '2026-01-02T10:00:06' }],
    ['of another kVp', { kvp_kv: 30 }],
    ['of the other side', { laterality: 'Right', laterality_code: 'G-A100' }],
  ])('%s are kept uncounted, with a finding', (_, more) => {
    const result = assembledInAllOrders([
      report([{ ...reported, kvp_kv: 28 }], 1.51),
      mammogram('1.1', more),
    ]);
    expect(result.rows.projection_events.map((row) => row.counted).sort()).toEqual([false, true]);
    expect(onlyStudy(result)).toMatchObject({ event_count: 1, agd_left_mgy: 1.51, agd_right_mgy: null });
    expect(codesOf(onlyStudy(result))).toContain('image_joins_no_event');
    expect(result.rows.devices.map((row) => row.device_id)).toEqual([
      result.rows.projection_events[0]!.device_id,
    ]);
  });

  it('between two events that both fit join neither', () => {
    const second = { ...reported, irradiation_event_uid: 'f', started_at_local: '2026-01-02T10:00:02' };
    const events = [
      { ...reported, kvp_kv: 28 },
      { ...second, kvp_kv: 28 },
    ];
    const result = assembledInAllOrders([report(events, 3.02), mammogram('1.1')]);
    expect(result.rows.projection_events.filter((row) => row.counted)).toHaveLength(2);
  });

  it('are counted beside it when they are of another device', () => {
    const device = { device_serial_number: '200', station_name: 'STATION2' };
    const study = onlyStudy(
      assembledInAllOrders([report([reported], 1.51), mammogram('1.1', {}, {}, { device })]),
    );
    expect(study).toMatchObject({ event_count: 2, agd_left_mgy: 3.01, agd_left_mgy_source: 'mixed' });
  });

  it('are of the same device although only the report states an observer UID', () => {
    const withObserver = document({
      uid: '1.100',
      content: 'MG',
      device: { device_observer_uid: '9.9', software_versions: 'A' },
      projection: [{ ...reported, kvp_kv: 28 }],
    });
    const study = onlyStudy(assembledInAllOrders([withObserver, mammogram('1.1')]));
    expect(study).toMatchObject({ device_count: 1, event_count: 1, modality_in_object: 'MG' });
  });
});

describe('radiographs', () => {
  const radiograph = (uid: string, kap: number | null, modality = 'CR') =>
    document({
      uid,
      kind: 'image',
      study: { modality_in_object: modality },
      projection: [
        { kap_gy_cm2: kap, event_type_code: '113611', event_type_scheme: 'DCM', acquisition_plane: 'single' },
      ],
      imageLinks: links(),
    });

  it('of CR, DX and PX are radiography that keeps its modality as sent', () => {
    const study = onlyStudy(
      assembledInAllOrders([radiograph('1.1', 0.1, 'PX'), radiograph('1.2', 0.2, 'PX')]),
    );
    expect(study).toMatchObject({
      modality: 'DX',
      modality_in_object: 'PX',
      kap_total_gy_cm2: 0.3,
      kap_total_gy_cm2_source: 'summed_events',
      frame_count: 2,
      plane_count: 1,
      event_count_a: 2,
      report_count: 0,
    });
    expect(codesOf(study)).toEqual([]);
  });

  it('without any kerma-area product total nothing, not 0', () => {
    expect(onlyStudy(assembledInAllOrders([radiograph('1.1', null)])).kap_total_gy_cm2).toBeNull();
  });
});
