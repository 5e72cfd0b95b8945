import { describe, expect, it } from 'vitest';
import { originOf } from '../../../../pipeline/extract/origins.js';
import { Reading } from '../../../../pipeline/extract/reading.js';
import {
  CONCEPT,
  code,
  codeItem,
  container,
  dateTime,
  fluoroscopyReport,
  mammographyReport,
  modifier,
  num,
  pname,
  property,
  text,
  uidRef,
  UNIT,
  VALUE,
  type Children,
} from '../../../support/builders/index.js';
import {
  bareReport,
  dcm,
  eventOf,
  eventWith,
  extracted,
  fluoroscopyEvent,
  srt,
} from './projection-report.js';

describe('a projection irradiation event', () => {
  it('keeps what is stated, in the units of its columns', () => {
    const event = fluoroscopyEvent({
      kap_gy_m2: 1.6e-5,
      dose_rp_gy: 0.00252,
      pulse_count: 24,
      pulse_rate_hz: 7.5,
      irradiation_duration_s: 3.2,
      source_to_detector_mm: 1200,
      collimated_field_area_m2: 0.0341,
      focal_spot_size_mm: 0.6,
    });
    expect(event).toMatchObject({
      acquisition_plane: 'single',
      acquisition_plane_code: '113622',
      event_type: 'Fluoroscopy',
      event_type_code: 'P5-06000',
      kap_gy_cm2: 0.16,
      dose_rp_mgy: 2.52,
      pulse_count: 24,
      pulse_rate_hz: 7.5,
      irradiation_duration_s: 3.2,
      fluoro_mode: 'Pulsed',
      source_to_detector_mm: 1200,
      collimated_field_area_m2: 0.0341,
      focal_spot_size_mm: 0.6,
      reference_point_definition: 'iso_15cm',
    });
  });

  it.each([
    ['dGy.cm2', 2.5, 0.25],
    ['Gym2', 2.5e-6, 0.025],
    ['Gy.cm2', 2.5, 2.5],
    ['cGy.cm2', 250, 2.5],
    ['mGy.cm2', 250, 0.25],
    ['uGy.m2', 12, 0.12],
    ['mGy.m2', 1.2, 12],
  ])('reads a kerma-area product in %s', (unit, stated, kap_gy_cm2) => {
    const event = fluoroscopyEvent({ kap_gy_m2: stated, units: { kap_gy_m2: { code: unit } } });
    expect(event.kap_gy_cm2).toBe(kap_gy_cm2);
  });

  it('leaves a kerma-area product of unknown unit out, with a finding', () => {
    const report = extracted(
      fluoroscopyReport({ events: [{ kap_gy_m2: 3, units: { kap_gy_m2: { code: 'furlong' } } }] }),
    );
    expect(report.projectionEvents[0]!.kap_gy_cm2).toBeNull();
    expect(report.findings.map(({ code }) => code)).toContain('unit_unknown');
  });

  it('reads a dose at the reference point in mGy (Canon Ultimax, Alphenix)', () => {
    expect(fluoroscopyEvent({ dose_rp_gy: 12.5, units: { dose_rp_gy: UNIT.mgy } }).dose_rp_mgy).toBe(12.5);
  });

  it('knows the dose at the reference point by its code whatever its meaning', () => {
    expect(eventWith(num(dcm('113738', 'Dose'), 0.001, UNIT.gy)).dose_rp_mgy).toBe(1);
    expect(eventWith(num(dcm('113738', 'Patientendosis'), 0.001, UNIT.gy)).dose_rp_mgy).toBe(1);
  });

  it('reads every plane', () => {
    const planes = ['113620', '113621', '113622', '113890'].map((value) =>
      eventOf(modifier(codeItem(dcm('113764', 'Acquisition Plane'), dcm(value, 'a plane')))),
    );
    const events = extracted(bareReport(planes)).projectionEvents;
    expect(events.map((event) => event.acquisition_plane)).toEqual(['A', 'B', 'single', 'all']);
  });

  it('holds nothing where measured values are empty, and is kept', () => {
    const event = eventWith(
      num(dcm('122130', 'Dose Area Product'), null, UNIT.gy_m2),
      num(CONCEPT.kvp, null, UNIT.kv),
      num(dcm('112011', 'Positioner Primary Angle'), null, UNIT.deg),
    );
    expect(event).toMatchObject({
      kap_gy_cm2: null,
      kvp_kv: null,
      primary_angle_deg: null,
      dose_rp_mgy: null,
    });
  });

  it('takes a distance or thickness of 0 for absent and keeps a table position of 0', () => {
    const event = fluoroscopyEvent({
      source_to_detector_mm: 0,
      source_to_isocenter_mm: 0,
      table_height_mm: 0,
    });
    expect(event).toMatchObject({
      source_to_detector_mm: null,
      source_to_isocenter_mm: null,
      table_height_mm: 0,
    });
  });

  it('keeps the wall clock and its offset', () => {
    const event = eventWith(dateTime(CONCEPT.dateTimeStarted, '20260301101500.25+0100'));
    expect(event.started_at_local).toBe('2026-03-01T10:15:00.25');
    expect(event.started_at_offset_min).toBe(60);
  });

  it('keeps first and last instant of irradiation of a projection report', () => {
    const report = extracted(
      bareReport([
        dateTime(dcm('113809', 'Start of X-Ray Irradiation'), '20260301101500+0100'),
        dateTime(dcm('113810', 'End of X-Ray Irradiation'), '20260301103000'),
        eventOf(),
      ]),
    );
    expect(report.study).toMatchObject({
      irradiation_started_at_local: '2026-03-01T10:15:00',
      irradiation_ended_at_local: '2026-03-01T10:30:00',
      utc_offset_min: 60,
    });
  });

  it('reads the label with its type', () => {
    const label = text(dcm('113605', 'Irradiation Event Label'), '7', [
      codeItem(dcm('113606', 'Label Type'), dcm('113608', 'Acquisition Number')),
    ]);
    expect(eventWith(label)).toMatchObject({
      irradiation_event_label: '7',
      irradiation_event_label_type: 'Acquisition Number',
    });
  });

  it.each([
    ['below the anatomical structure', codeItem(CONCEPT.anatomicalStructure, VALUE.breast, [side('G-A101')])],
    ['below the target region', codeItem(CONCEPT.targetRegion, VALUE.breast, [side('G-A101')])],
    ['beside both', side('G-A101')],
  ])('finds the laterality %s', (_, item) => {
    expect(eventWith(item)).toMatchObject({ laterality: 'Left', laterality_code: 'G-A101' });
  });

  it('finds what stands beside an item that is left empty below another', () => {
    const empty = (item: ReturnType<typeof codeItem>) => ({ ...item, ConceptCodeSequence: [] });
    const view = codeItem(dcm('111031', 'Image View'), srt('R-10242', 'cranio-caudal'));
    const structure = codeItem(CONCEPT.anatomicalStructure, VALUE.breast, [
      empty(side('G-A100')),
      empty(view),
    ]);
    const event = eventWith(
      empty(structure),
      structure,
      codeItem(CONCEPT.targetRegion, VALUE.breast, [side('G-A101')]),
      view,
      orientation([empty(modifierOfOrientation())]),
      modifierOfOrientation(),
    );
    expect(event).toMatchObject({
      anatomical_structure: 'Breast',
      laterality: 'Left',
      image_view: 'cranio-caudal',
      patient_orientation_modifier: 'supine',
    });
  });

  it('reads view, modifiers and eponym', () => {
    const view = codeItem(dcm('111031', 'Image View'), srt('R-10242', 'cranio-caudal'), [
      codeItem(dcm('111032', 'Image View Modifier'), srt('R-102D6', 'Magnification')),
      codeItem(dcm('111032', 'Image View Modifier'), srt('R-102D7', 'Spot Compression')),
    ]);
    expect(eventWith(view)).toMatchObject({
      image_view: 'cranio-caudal',
      image_view_code: 'R-10242',
      image_view_modifiers: ['Magnification', 'Spot Compression'],
    });
  });

  it.each([
    ['below', [orientation([modifierOfOrientation()])]],
    ['beside', [orientation([]), modifierOfOrientation()]],
  ])('reads the modifier of the orientation %s it', (_, items) => {
    expect(eventWith(...items)).toMatchObject({
      patient_orientation: 'recumbent',
      patient_orientation_modifier: 'supine',
    });
  });

  it('reads an orientation without its modifier', () => {
    expect(eventWith(orientation([]))).toMatchObject({
      patient_orientation_code: 'F-10450',
      patient_orientation_modifier: null,
    });
  });

  it('keeps a filter of which only part is stated', () => {
    const event = fluoroscopyEvent({
      filters: [{ thickness_min_mm: 0.1 }, { type: dcm('111609', 'No filter') }],
    });
    expect(event.filters).toEqual([
      { ...NO_FILTER, thickness_min_mm: 0.1 },
      { ...NO_FILTER, type: 'No filter', type_code: '111609' },
    ]);
  });

  it('tells several filters in one container apart, and the one that stands in the event itself', () => {
    const material = (value: string, meaning: string) =>
      codeItem(dcm('113757', 'X-Ray Filter Material'), srt(value, meaning));
    const filterThickness = (value: number) =>
      num(dcm('113758', 'X-Ray Filter Thickness Minimum'), value, UNIT.mm);
    const copper = [material('C-127F9', 'Copper or Copper compound'), filterThickness(0.2)];
    const aluminium = [material('C-120F9', 'Aluminum or Aluminum compound'), filterThickness(1)];
    const filters = [
      {
        ...NO_FILTER,
        material: 'Copper or Copper compound',
        material_code: 'C-127F9',
        thickness_min_mm: 0.2,
      },
      {
        ...NO_FILTER,
        material: 'Aluminum or Aluminum compound',
        material_code: 'C-120F9',
        thickness_min_mm: 1,
      },
    ];
    const together = container(dcm('113771', 'X-Ray Filters'), [...copper, ...aluminium]);
    expect(eventWith(together).filters).toEqual(filters);
    expect(eventWith(...copper).filters).toEqual(filters.slice(0, 1));
    expect(eventWith(container(dcm('113771', 'X-Ray Filters'), [])).filters).toEqual([NO_FILTER]);
  });

  it('keeps the material and type of a filter that are written as text', () => {
    const filter = [
      text(dcm('113772', 'X-Ray Filter Type'), 'Flat filter'),
      text(dcm('113757', 'X-Ray Filter Material'), 'Cu'),
    ];
    expect(eventWith(container(dcm('113771', 'X-Ray Filters'), filter)).filters).toEqual([
      { ...NO_FILTER, type: 'Flat filter', material: 'Cu' },
    ]);
  });

  it('is read where it groups its data in containers, and from itself where it states them', () => {
    const voltage = num(CONCEPT.kvp, 81, UNIT.kv);
    const group = (...children: Children) => container(code('1', '99MAKER', 'Source data'), children);
    const grouped = eventWith(
      group(num(dcm('122130', 'Dose Area Product'), 0.00002, UNIT.gy_m2), voltage),
      group(num(dcm('113750', 'Distance Source to Detector'), 1100, UNIT.mm)),
    );
    expect(grouped).toMatchObject({ kap_gy_cm2: 0.2, kvp_kv: 81, source_to_detector_mm: 1100 });
    const stated = eventWith(num(CONCEPT.kvp, 70, UNIT.kv), group(voltage));
    expect(stated).toMatchObject({ kvp_kv: 70, kvp_pulses_kv: [70] });
  });

  it('is read where a maker groups only part of it, deeper than one level, and what it is as well', () => {
    const group = (...children: Children) => container(code('1', '99MAKER', 'A group'), children);
    const event = eventWith(
      num(dcm('122130', 'Dose Area Product'), 0.0001, UNIT.gy_m2),
      group(
        group(
          num(dcm('113738', 'Dose (RP)'), 0.002, UNIT.gy),
          num(CONCEPT.kvp, 70, UNIT.kv),
          codeItem(dcm('113764', 'Acquisition Plane'), dcm('113621', 'Plane B')),
        ),
        uidRef(CONCEPT.eventUid, '1.2.3'),
        dateTime(dcm('111526', 'DateTime Started'), '20260301101500+0100'),
      ),
      group(num(CONCEPT.kvp, 81, UNIT.kv)),
    );
    expect(event).toMatchObject({
      irradiation_event_uid: '1.2.3',
      started_at_local: '2026-03-01T10:15:00',
      started_at_offset_min: 60,
      acquisition_plane: 'B',
      kap_gy_cm2: 1,
      dose_rp_mgy: 2,
      kvp_kv: 70,
    });
  });

  it('starts with its irradiation where nothing else says when', () => {
    const irradiation = dateTime(dcm('113809', 'Start of X-Ray Irradiation'), '20260301101500.5+0100');
    expect(eventWith(irradiation)).toMatchObject({
      started_at_local: '2026-03-01T10:15:00.5',
      started_at_offset_min: 60,
    });
    const started = dateTime(CONCEPT.dateTimeStarted, '20260301101400');
    expect(eventWith(irradiation, started)).toMatchObject({
      started_at_local: '2026-03-01T10:14:00',
      started_at_offset_min: null,
    });
  });

  it('keeps grids and modifiers of the view that are written as text', () => {
    const modifierOfView = text(dcm('111032', 'Image View Modifier'), 'Magnification');
    expect(eventWith(text(dcm('111635', 'X-Ray Grid'), 'No grid'), modifierOfView)).toMatchObject({
      grids: ['No grid'],
      grid_codes: null,
      image_view_modifiers: ['Magnification'],
      image_view_modifier_codes: null,
    });
  });

  it('keeps a plane that is written as text', () => {
    expect(eventWith(text(dcm('113764', 'Acquisition Plane'), 'Plane B')).acquisition_plane).toBe('B');
  });

  it('keeps a grid that has a meaning and no code', () => {
    const grids = [dcm('111643', 'Reciprocating grid'), dcm('', 'Focused grid')];
    expect(fluoroscopyEvent({ grids })).toMatchObject({
      grids: ['Reciprocating grid', 'Focused grid'],
      grid_codes: ['111643'],
    });
  });

  it('keeps all grids', () => {
    const grids = [dcm('111643', 'Reciprocating grid'), dcm('111642', 'Focused grid')];
    expect(fluoroscopyEvent({ grids })).toMatchObject({
      grids: ['Reciprocating grid', 'Focused grid'],
      grid_codes: ['111643', '111642'],
    });
  });

  it('reads breast composition with the glandular share below it', () => {
    const composition = codeItem(dcm('111006', 'Breast composition'), srt('F-01711', 'fatty'), [
      num(dcm('111046', 'Percent Fibroglandular Tissue'), 32, { code: '%' }),
    ]);
    expect(eventWith(composition)).toMatchObject({ breast_composition: 'fatty', percent_fibroglandular: 32 });
  });

  it('keeps a person without a name', () => {
    const person = pname(CONCEPT.personName, '', [
      property(codeItem(CONCEPT.personRole, dcm('113851', 'Irradiation Administering'))),
    ]);
    expect(eventWith(person).person_participants).toEqual([
      {
        name: null,
        role: 'Irradiation Administering',
        role_code: '113851',
        organization: null,
        person_id: null,
      },
    ]);
  });

  it('keeps the doses of a mammogram', () => {
    const event = extracted(
      mammographyReport({
        events: [
          { agd_mgy: 1.3, entrance_exposure_mgy: 3.65, compression_force_n: 98, exposure_uas: 90_200 },
        ],
      }),
    ).projectionEvents[0]!;
    expect(event).toMatchObject({
      agd_mgy: 1.3,
      entrance_exposure_mgy: 3.65,
      compression_force_n: 98,
      exposure_mas: 90.2,
      laterality: 'Right',
      reference_point_definition: 'breast_42mm',
    });
  });

  it('traces each value to its place', () => {
    const reading = new Reading('1.2.3');
    const report = extracted(fluoroscopyReport({ events: [{ kap_gy_m2: 1.5e-5 }] }), reading);
    const trace = originOf(report.projectionEvents[0]!, 'kap_gy_cm2')!;
    expect(trace).toMatchObject({ object: '1.2.3', row: 0, unit: 'Gy.m2', quirk: null });
    expect(trace.path).toMatch(/^1\.\d+\.\d+$/);
    expect(Number(trace.raw)).toBe(1.5e-5);
  });
});

const NO_FILTER = {
  type: null,
  type_code: null,
  material: null,
  material_code: null,
  thickness_min_mm: null,
  thickness_max_mm: null,
};

function side(value: string) {
  return codeItem(CONCEPT.laterality, srt(value, value === 'G-A101' ? 'Left' : 'Right'));
}

function orientation(children: Parameters<typeof codeItem>[2]) {
  return codeItem(dcm('113743', 'Patient Orientation'), srt('F-10450', 'recumbent'), children);
}

function modifierOfOrientation() {
  return codeItem(dcm('113744', 'Patient Orientation Modifier'), srt('F-10340', 'supine'));
}
