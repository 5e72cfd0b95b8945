import { describe, expect, it } from 'vitest';
import {
  code,
  container,
  documentRoot,
  num,
  SOP_CLASS,
  UNIT,
  type Children,
} from '../../../support/builders/index.js';
import { header, writeObject } from '../../../support/builders/object-header.js';
import { assembleStudy } from '../../../../pipeline/assemble/index.js';
import { NO_IDENTITY, NO_SETTINGS } from '../../assemble/documents.js';
import { extracted, outcomeOf } from '../rdsr/projection-report.js';

const varic = (value: string, meaning: string) => code(value, '99SMS_RADSUM', meaning);
const frames = num(varic('C-200', 'Frames'), 12, UNIT.one);
const time = num(varic('C-202', 'Fluoro time'), 93, UNIT.s);
const product = num(varic('C-204', 'Dose area product'), 1.25, { code: 'Gy.cm2' });

function summary(children: Children, title = varic('C-10', 'Radiation Summary')): Uint8Array {
  const attributes = header({}, SOP_CLASS.enhancedReport, 'SR', 'summary');
  return writeObject({ ...attributes, ...documentRoot(title, children, null) }, {});
}

describe('the radiation summary of a Siemens Arcadis Varic', () => {
  it.each([
    ['as sent', [frames, time, product]],
    ['time first', [time, product, frames]],
    ['product first', [product, frames, time]],
  ])('is read in any order: %s', (_, children) => {
    const report = extracted(summary(children));
    expect(report).toMatchObject({ extractor: 'varic', content: 'projection', projectionEvents: [] });
    expect(report.accumulatedDoses).toHaveLength(1);
    expect(report.accumulatedDoses[0]).toMatchObject({
      part: 'single',
      part_kind: 'plane',
      part_code: '113622',
      frame_count: 12,
      fluoro_time_s: 93,
      kap_total_gy_cm2: 1.25,
      event_count: 0,
    });
    expect(report.study.acquisition_device_type_code).toBe('113957');
    expect(report.quirks).toEqual(['siemens-arcadis-varic']);
  });

  it('makes a fluoroscopy study without events', () => {
    const extraction = extracted(summary([frames, time, product]));
    const { studies, projection_events } = assembleStudy(
      [{ extraction, sha256: 'a', identity: NO_IDENTITY }],
      NO_SETTINGS,
    ).rows;
    expect(projection_events).toEqual([]);
    expect(studies).toMatchObject([
      {
        modality: 'RF',
        event_count: 0,
        plane_count: 1,
        kap_total_gy_cm2: 1.25,
        kap_total_gy_cm2_source: 'accumulated',
        kap_total_a_gy_cm2: 1.25,
        fluoro_time_s: 93,
        frame_count: 12,
      },
    ]);
  });

  it('keeps what is not stated absent', () => {
    expect(extracted(summary([product])).accumulatedDoses[0]).toMatchObject({
      frame_count: null,
      fluoro_time_s: null,
      kap_total_gy_cm2: 1.25,
    });
  });

  it('is in the units of its template where those stated are private, or missing', () => {
    const ofTemplate = { code: 'C-901', scheme: '99SMS_RADSUM', meaning: 'unit of product' };
    const report = extracted(
      summary([
        num(varic('C-204', 'Product'), 12.5, ofTemplate),
        num(varic('C-202', 'Time'), 93, { code: '' }),
      ]),
    );
    expect(report.accumulatedDoses[0]).toMatchObject({ kap_total_gy_cm2: 12.5, fluoro_time_s: 93 });
    expect(report.findings.map((finding) => finding.code)).toEqual(['unit_missing', 'unit_missing']);
    const stated = summary([num(varic('C-204', 'Product'), 125, { code: 'cGy.cm2' })]);
    expect(extracted(stated).accumulatedDoses[0]!.kap_total_gy_cm2).toBe(1.25);
  });

  it('is read in further containers, and as a report of another class', () => {
    const group = container(varic('C-20', 'Group'), [container(varic('C-21', 'Group'), [product, time])]);
    const attributes = header({}, '1.2.840.10008.5.1.4.1.1.88.33', 'SR', 'summary');
    const root = documentRoot(varic('C-10', 'Radiation Summary'), [group], null);
    expect(extracted(writeObject({ ...attributes, ...root }, {})).accumulatedDoses).toMatchObject([
      { kap_total_gy_cm2: 1.25, fluoro_time_s: 93 },
    ]);
  });

  it('is no dose report under another title', () => {
    expect(outcomeOf(summary([product], varic('C-11', 'Other')))).toEqual({
      outcome: 'not_dose',
      reason: 'no_extractor',
    });
  });
});
