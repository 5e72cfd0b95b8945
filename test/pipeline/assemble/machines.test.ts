import { describe, expect, it } from 'vitest';
import type { Device, ProjectionEvent } from '../../../warehouse/tables/index.js';
import { assembledInAllOrders, document, onlyStudy } from './documents.js';

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
