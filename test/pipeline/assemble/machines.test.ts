import { describe, expect, it } from 'vitest';
import type { Device, ProjectionEvent } from '../../../warehouse/tables/index.js';
import { corpusDocument, HAS_CORPUS } from './corpus.js';
import { assembledInAllOrders, codesOf, document, onlyStudy } from './documents.js';

const AT = '2026-01-02T10:00:00';
const event = (uid: string | null, kap: number, more: Partial<ProjectionEvent> = {}) => ({
  irradiation_event_uid: uid,
  kap_gy_cm2: kap,
  kvp_kv: 70,
  started_at_local: AT,
  laterality: 'Left',
  event_type_code: '113611',
  ...more,
});
const report = (uid: string, projection: Partial<ProjectionEvent>[], device: Partial<Device> = {}) =>
  document({ uid, projection, device, accumulated: [{ part_kind: 'plane', part: 'single' }] });
const image = (uid: string, projection: Partial<ProjectionEvent>, device: Partial<Device> = {}) =>
  document({
    uid,
    kind: 'image',
    projection: [projection],
    device,
    imageLinks: { sourceImageUids: [], presentationIntent: null, isDerived: false },
  });

describe('objects of equal serial number and station name', () => {
  const written: [string, Partial<Device>][] = [
    ['manufacturer', { manufacturer: 'Maker Health' }],
    ['model', { manufacturer_model_name: 'Model (rev. 2)' }],
    ['institution', { institution_name: 'Other Hospital' }],
  ];
  const here = { institution_name: 'Hospital' };

  it.each(written)('are of one machine though the %s is written differently', (_, otherwise) => {
    const study = onlyStudy(
      assembledInAllOrders([
        report('1.1', [event('e', 2)], here),
        image('1.2', event(null, 2), { ...here, ...otherwise }),
      ]),
    );
    expect(study).toMatchObject({ event_count: 1, kap_total_gy_cm2: 2, device_count: 1 });
  });

  it.each(written)('state events without UIDs once though the %s is written differently', (_, otherwise) => {
    const result = assembledInAllOrders([
      report('1.1', [event(null, 2)], here),
      report('1.2', [event(null, 2)], { ...here, ...otherwise }),
    ]);
    expect(onlyStudy(result)).toMatchObject({ event_count: 1, kap_total_gy_cm2: 2, report_count: 1 });
  });

  it.each(['device_serial_number', 'station_name'])('of which one lacks the %s are two', (name) => {
    const study = onlyStudy(
      assembledInAllOrders([
        report('1.1', [event('e', 2)], here),
        image('1.2', event(null, 2), { institution_name: 'Other Hospital', [name]: null }),
      ]),
    );
    expect(study).toMatchObject({ event_count: 2, kap_total_gy_cm2: 4 });
  });
});

describe('one machine', () => {
  const studyOf = (ofReport: Partial<Device>, ofImage: Partial<Device>) =>
    onlyStudy(
      assembledInAllOrders([report('1.1', [event('e', 2)], ofReport), image('1.2', event(null, 2), ofImage)]),
    );

  it.each([
    ['0012-34', '1234'],
    ['SN 77/a', 'sn77A'],
  ])('may have its serial number written as %s and as %s', (one, other) => {
    const study = studyOf({ device_serial_number: one }, { device_serial_number: other });
    expect(study).toMatchObject({ event_count: 1, kap_total_gy_cm2: 2, device_count: 1 });
    const two = studyOf({ device_serial_number: one }, { device_serial_number: `${other}5` });
    expect(two).toMatchObject({ event_count: 2, kap_total_gy_cm2: 4, device_count: 2 });
  });

  const nameless = { device_serial_number: null, station_name: null };

  it('is known by make and model where headers leave serial number and station name out', () => {
    const observed = { ...nameless, device_observer_uid: '9.9' };
    expect(studyOf(observed, nameless)).toMatchObject({ event_count: 1, kap_total_gy_cm2: 2 });
    expect(studyOf({}, nameless)).toMatchObject({ event_count: 1, kap_total_gy_cm2: 2 });
    expect(studyOf(observed, { ...nameless, manufacturer_model_name: 'Other' }).event_count).toBe(2);
  });

  it('is not known by make and model where two of them are in the study', () => {
    const elsewhere = { device_serial_number: '200', station_name: 'STATION2' };
    const kapWith = (other: ReturnType<typeof document>) =>
      onlyStudy(
        assembledInAllOrders([report('1.1', [event('e', 2)]), other, image('1.3', event(null, 2), nameless)]),
      ).kap_total_gy_cm2;
    expect(kapWith(report('1.2', [event('f', 3)], elsewhere))).toBe(7);
    expect(kapWith(image('1.2', event('f', 3), elsewhere))).toBe(7);
  });
});

describe('an image that a workstation made from one of a machine', () => {
  const workstation = { manufacturer: 'Other', station_name: 'WORKSTATION', device_serial_number: null };
  const made = (uid: string, source: string) =>
    document({
      uid,
      at: '2026-01-02T12:00:00',
      kind: 'image',
      projection: [event(null, 2)],
      device: workstation,
      imageLinks: { sourceImageUids: [source], presentationIntent: null, isDerived: false },
    });

  it('is of the event that the machine reports', () => {
    const said = [report('1.1', [event('e', 2)]), image('1.2', event(null, 2)), made('1.3', '1.2')];
    const study = onlyStudy(assembledInAllOrders(said));
    expect(study).toMatchObject({ event_count: 1, kap_total_gy_cm2: 2, device_count: 1 });
  });

  it('leaves the exposure to the machine', () => {
    const result = assembledInAllOrders([image('1.2', event(null, 2)), made('1.3', '1.2')]);
    expect(onlyStudy(result)).toMatchObject({ event_count: 1, device_serial_number: '100' });
    expect(result.rows.projection_events[0]!.device_id).toBe(onlyStudy(result).device_id);
  });
});

describe('reports that share an event UID', () => {
  const elsewhere = { device_serial_number: '200', station_name: 'STATION2', institution_name: 'Other' };

  it('are of one machine whatever their headers say', () => {
    const early = report('1.1', [event('e', 2)]);
    const late = report('1.2', [event('e', 2), event('f', 1)], elsewhere);
    const result = assembledInAllOrders([early, late]);
    expect(result.supersededUids).toEqual(['1.1']);
    expect(onlyStudy(result)).toMatchObject({ event_count: 2, kap_total_gy_cm2: 3, report_count: 1 });
  });

  it('are of one machine also through a third', () => {
    const chain = [
      report('1.1', [event('e', 2)]),
      report('1.2', [event('f', 1)], elsewhere),
      report('1.3', [event('e', 2), event('f', 1), event('g', 4)], { station_name: 'STATION3' }),
    ];
    const result = assembledInAllOrders(chain);
    expect(result.supersededUids).toEqual(['1.1', '1.2']);
    expect(onlyStudy(result).kap_total_gy_cm2).toBe(7);
  });

  it('that a report gives to several exposures are of one machine only where these are the same too', () => {
    const of = (...kaps: number[]) => kaps.map((kap) => event('e', kap));
    const apart = assembledInAllOrders([report('1.1', of(2, 3)), report('1.2', of(4), elsewhere)]);
    expect(onlyStudy(apart)).toMatchObject({ event_count: 3, kap_total_gy_cm2: 9, report_count: 2 });
    const alike = assembledInAllOrders([report('1.1', of(2, 3)), report('1.2', of(2), elsewhere)]);
    expect(onlyStudy(alike)).toMatchObject({ event_count: 2, kap_total_gy_cm2: 5, report_count: 1 });
  });

  it.runIf(HAS_CORPUS)('count the fluoroscopy time of a real examination once', () => {
    const { extraction, ...sent } = corpusDocument('RF-RDSR-Canon-Alphenix-rotational.dcm')!;
    const station_name = 'as the archive writes it';
    const device = { ...extraction.device, station_name, device_id: station_name };
    const copy = { ...sent, extraction: { ...extraction, device, sopInstanceUid: '1.2.3' } };
    const study = onlyStudy(assembledInAllOrders([{ ...sent, extraction }, copy]));
    expect(study).toMatchObject({ fluoro_time_s: 70, report_count: 1 });
    expect(codesOf(study)).not.toContain('reports_overlap');
  });
});
