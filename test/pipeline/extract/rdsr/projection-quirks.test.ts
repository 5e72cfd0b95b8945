import { describe, expect, it } from 'vitest';
import { referencePointOf } from '../../../../pipeline/extract/rdsr/reference-point.js';
import {
  CONCEPT,
  code,
  codeItem,
  container,
  DEVICE_TYPE,
  fluoroscopyReport,
  num,
  text,
  uidRef,
  UNIT,
  VALUE,
  type Children,
} from '../../../support/builders/index.js';
import { bareReport, dcm, eventOf, eventWith, extracted, outcomeOf, srt } from './projection-report.js';

const philips = (value: string, meaning: string) => code(value, '99PHI-IXR-XPER', meaning);

describe('Canon Alphenix', () => {
  const event = (duration_s: number, pulses: number) =>
    eventOf(
      num(dcm('113742', 'Irradiation Duration'), duration_s, UNIT.s),
      num(dcm('113768', 'Number of Pulses'), pulses, UNIT.one),
      num(dcm('113791', 'Pulse Rate'), 7.5, { code: '{pulse}/s' }),
    );
  const durationsOf = (...events: ReturnType<typeof event>[]) => {
    const { projectionEvents, findings } = extracted(bareReport(events));
    return [projectionEvents.map((row) => row.irradiation_duration_s), findings.map(({ path }) => path)];
  };

  it('states durations that its pulses contradict: all are left out, with one finding', () => {
    expect(durationsOf(event(80.7, 7), event(54.15, 5), event(0.76, 1))).toEqual([
      [null, null, null],
      ['irradiation_duration_s'],
    ]);
  });

  it('keeps those of a report of which few are contradicted, or none', () => {
    expect(durationsOf(event(80.7, 7), event(0.9, 7))).toEqual([[80.7, 0.9], []]);
    expect(durationsOf(event(3.8, 7), event(0.9, 7))).toEqual([[3.8, 0.9], []]);
  });
});

describe('Siemens AXIOM-Artis', () => {
  it('tells the field size in the comment of the event', () => {
    const comment = '<FluoroData><SceneCounter SRData="1"/><iiDiameter SRData="220"/></FluoroData>';
    expect(eventWith(text(CONCEPT.comment, comment)).field_size_mm).toBe(220);
    expect(eventWith(text(CONCEPT.comment, '<iiDiameter SRData=" "/>')).field_size_mm).toBeNull();
    const second = [text(CONCEPT.comment, 'a comment'), text(CONCEPT.comment, comment)];
    expect(eventWith(...second).field_size_mm).toBe(220);
  });

  it.each([
    ['HFS ', 'headfirst', 'supine'],
    ['hfp', 'headfirst', 'prone'],
    ['FFS', 'feet-first', 'supine'],
    ['ffp ', 'feet-first', 'prone'],
  ])('tells the patient position %s in the comment of the report', (position, relationship, modifier) => {
    const report = extracted(
      bareReport([eventOf(), eventOf(), text(CONCEPT.comment, positionXml(position))]),
    );
    expect(report.projectionEvents).toHaveLength(2);
    for (const event of report.projectionEvents) {
      expect(event).toMatchObject({
        patient_table_relationship: relationship,
        patient_orientation: 'recumbent',
        patient_orientation_modifier: modifier,
      });
    }
    expect(report.quirks).toContain('siemens-patient-position-in-comment');
  });

  it.each(['HFP', 'on a chair'])('keeps the coded position against a comment of %s', (position) => {
    const orientation = codeItem(dcm('113743', 'Patient Orientation'), srt('F-10440', 'erect'));
    const relationship = codeItem(dcm('113745', 'Patient Table Relationship'), srt('F-10480', 'feet-first'));
    const report = bareReport([
      eventOf(orientation, relationship),
      text(CONCEPT.comment, positionXml(position)),
    ]);
    expect(extracted(report).projectionEvents[0]).toMatchObject({
      patient_orientation: 'erect',
      patient_orientation_modifier: null,
      patient_table_relationship: 'feet-first',
    });
  });
});

describe('Philips Allura Xper and Azurion', () => {
  it('tell the field by shutters at 1 m', () => {
    const event = eventWith(shutters(131, 164.5, 164.5, 131), sourceToDetector(1194));
    expect(event).toMatchObject({
      collimated_field_height_mm: 392.826,
      collimated_field_width_mm: 312.828,
      collimated_field_area_m2: 0.122886971928,
    });
  });

  it('tell it not by a shutter of 0, nor without a distance, nor where the field is stated', () => {
    expect(
      eventWith(shutters(131, 0, 164.5, 131), sourceToDetector(1194)).collimated_field_area_m2,
    ).toBeNull();
    expect(eventWith(shutters(131, 164.5, 164.5, 131)).collimated_field_area_m2).toBeNull();
    const area = num(dcm('113790', 'Collimated Field Area'), 0.02, UNIT.m2);
    const stated = eventWith(area, shutters(131, 164.5, 164.5, 131), sourceToDetector(1194));
    expect(stated).toMatchObject({ collimated_field_area_m2: 0.02, collimated_field_height_mm: null });
  });

  it.each([
    ['Azurion, ten times too small', shutters(7.46, 9, 9, 7.48), ['field_implausible']],
    ['in the unit stated', shutters(74.6, 90, 90, 74.8), []],
  ])('are checked against kerma-area product by dose: %s', (_, edges, codes) => {
    const report = extracted(
      bareReport([
        eventOf(
          num(dcm('122130', 'Dose Area Product'), 4.05878e-6, UNIT.gy_m2),
          num(dcm('113738', 'Dose (RP)'), 0.000603992, UNIT.gy),
          num(dcm('113737', 'Distance Source to Reference Point'), 615, UNIT.mm),
          sourceToDetector(989),
          edges,
        ),
      ]),
    );
    expect(report.findings.map((finding) => finding.code)).toEqual(codes);
  });

  it('leave a negative side of the field out', () => {
    const report = extracted(
      bareReport([eventOf(num(dcm('113789', 'Collimated Field Width'), -2, UNIT.mm))]),
    );
    expect(report.projectionEvents[0]!.collimated_field_width_mm).toBeNull();
    expect(report.findings.map((finding) => finding.code)).toContain('value_impossible');
  });

  it('state the distance to the detector only when it has changed: it is carried forward within a plane', () => {
    const edges = shutters(131, 164.5, 164.5, 131);
    const report = extracted(
      bareReport([
        eventOf(plane('113620'), edges),
        eventOf(plane('113620'), edges, sourceToDetector(1194)),
        eventOf(plane('113620'), edges),
        eventOf(plane('113621'), edges),
        eventOf(plane('113620'), edges, sourceToDetector(0)),
        eventOf(plane('113620')),
      ]),
    );
    const distances = report.projectionEvents.map((event) => event.source_to_detector_mm);
    expect(distances).toEqual([null, 1194, 1194, null, null, null]);
    expect(report.projectionEvents[2]!.collimated_field_height_mm).toBe(392.826);
    expect(report.findings.filter((finding) => finding.code === 'distance_carried_forward')).toHaveLength(1);
    expect(report.quirks).toContain('philips-source-to-detector-when-changed');
  });

  it('state the distance to the detector at the end of an event: it is that of one without 113750', () => {
    const edges = shutters(131, 164.5, 164.5, 131);
    const final = (mm: number) => num(philips('018', 'Final Distance Source to Detector'), mm, UNIT.mm);
    const report = extracted(
      bareReport([
        eventOf(edges, final(1050)),
        eventOf(edges, sourceToDetector(1194), final(1200)),
        eventOf(edges, final(1000)),
        eventOf(edges, final(0)),
      ]),
    );
    const distances = report.projectionEvents.map((event) => event.source_to_detector_mm);
    expect(distances).toEqual([1050, 1194, 1000, null]);
    expect(report.projectionEvents[2]!.collimated_field_height_mm).toBe(329);
    expect(report.findings.map((finding) => finding.code)).not.toContain('distance_carried_forward');
    expect(report.quirks).toContain('philips-final-source-to-detector');
  });

  it('tell the table height under a private code, also within a private container', () => {
    const height = num(philips('021', 'Table Height Position'), 905, UNIT.mm);
    expect(eventWith(height).table_height_mm).toBe(905);
    const nested = extracted(bareReport([eventOf(container(philips('014', 'Beam Position'), [height]))]));
    expect(nested.projectionEvents[0]!.table_height_mm).toBe(905);
    expect(nested.quirks).toContain('philips-nested-table-position');
  });

  it('keep the device type of an Azurion as sent, and note that it is wrong', () => {
    const report = extracted(
      fluoroscopyReport({
        deviceType: DEVICE_TYPE.integrated,
        attributes: { Manufacturer: 'Philips', ManufacturerModelName: 'Azurion' },
      }),
    );
    expect(report.study.acquisition_device_type_code).toBe('113958');
    expect(report.quirks).toContain('philips-azurion-device-type');
    expect(extracted(fluoroscopyReport({ deviceType: DEVICE_TYPE.integrated })).quirks).toEqual([]);
  });
});

describe('GE fluoroscopy', () => {
  it('is read without intent and without a template identifier', () => {
    const report = extracted(fluoroscopyReport({ template: null, intent: null }));
    expect(report.content).toBe('projection');
    expect(report.study.has_intent).toBeNull();
    expect(report.findings.map((finding) => finding.code)).toContain('template_not_stated');
    const empty = extracted(bareReport([], { template: null }));
    expect(empty).toMatchObject({ content: 'projection', projectionEvents: [], accumulatedDoses: [] });
  });

  it('is quarantined where nothing tells the template', () => {
    expect(
      outcomeOf(bareReport([num(CONCEPT.kvp, 80, UNIT.kv)], { template: null, procedure: null })),
    ).toEqual({
      outcome: 'quarantined',
      reason: 'template_unknown',
    });
  });

  it('states the reference point as text', () => {
    const event = eventWith(text(dcm('113780', 'Reference Point Definition'), '15cm below BeamIsocenter'));
    expect(event).toMatchObject({
      reference_point_definition: 'iso_15cm',
      reference_point_definition_text: '15cm below BeamIsocenter',
      reference_point_definition_code: null,
    });
  });

  it('states the reference point below the dose that it is of', () => {
    const point = codeItem(dcm('113780', 'Reference Point Definition'), dcm('113860', ''));
    const dose = num(dcm('113738', 'Dose (RP)'), 0.004, UNIT.gy, [point]);
    expect(eventWith(dose).reference_point_definition).toBe('iso_15cm');
  });
});

describe('a reference point', () => {
  it.each([
    ['15cm below BeamIsocenter', 'iso_15cm'],
    ['15 cm from Isocenter toward Source', 'iso_15cm'],
    ['30cm in Front of Image input surface', 'detector_30cm'],
    ['1cm above Tabletop', 'tabletop_1cm'],
    ['30cm above Tabletop', 'other'],
    ['In Detector Plane', 'detector_plane'],
    ['At Surface of Patient', 'patient_surface'],
    ['Entrance exposure to a 4.2 cm breast thickness', 'breast_42mm'],
    ['Unknown', 'unknown'],
    ['somewhere', 'other'],
  ])('in words, %s, is %s', (words, point) => {
    expect(referencePointOf(null, words)).toBe(point);
  });

  it('is known by its code before its meaning', () => {
    expect(referencePointOf({ value: '113861', scheme: 'DCM', meaning: '15cm from Isocenter' }, '')).toBe(
      'detector_30cm',
    );
    expect(referencePointOf({ value: '113965', scheme: 'DCM', meaning: '' }, '')).toBe('other');
    expect(referencePointOf(null, null)).toBeNull();
  });
});

it('a report of both intents reads the intent wherever it stands', () => {
  const intent = codeItem(CONCEPT.hasIntent, VALUE.diagnosticIntent);
  expect(extracted(bareReport([intent])).study.has_intent).toBe('Diagnostic Intent');
});

function positionXml(position: string): string {
  return `<Root><PatientPosition><Position SRData="${position}"/><PositionTime SRData="x"/></PatientPosition></Root>`;
}

function shutters(bottom: number, left: number, right: number, top: number) {
  return container(philips('005', 'Wedges and Shutters'), [
    num(philips('006', 'Bottom Shutter'), bottom, UNIT.mm),
    num(philips('007', 'Left Shutter'), left, UNIT.mm),
    num(philips('008', 'Right Shutter'), right, UNIT.mm),
    num(philips('009', 'Top Shutter'), top, UNIT.mm),
  ]);
}

function sourceToDetector(distance_mm: number) {
  return num(dcm('113750', 'Distance Source to Detector'), distance_mm, UNIT.mm);
}

function plane(value: string) {
  return codeItem(dcm('113764', 'Acquisition Plane'), dcm(value, 'a plane'));
}

describe('tomosynthesis', () => {
  it.each([
    ['a sweep as one event (Hologic)', 1],
    ['its projections as an event each (Giotto, GE Pristina)', 9],
  ])('is kept as sent: %s', (_, count) => {
    const at = (index: number) => `20260301101500.${index}`;
    const events = Array.from({ length: count }, (_event, index) =>
      eventOf(
        uidRef(CONCEPT.eventUid, `1.2.3.${index}`),
        text(CONCEPT.dateTimeStarted, at(index)),
        num(dcm('111631', 'Average Glandular Dose'), 0.2, UNIT.mgy),
      ),
    );
    const report = extracted(bareReport(events, { procedure: VALUE.mammography }));
    expect(report.content).toBe('MG');
    expect(report.projectionEvents.map((event) => event.agd_mgy)).toEqual(Array(count).fill(0.2));
  });
});

describe('a quirk that applied', () => {
  const quirksOf = (...items: Children) => extracted(bareReport([eventOf(...items)])).quirks;

  it.each([
    ['kap-not-in-gy-m2', num(dcm('122130', 'Dose Area Product'), 2, { code: 'dGy.cm2' })],
    ['dose-at-rp-not-in-gy', num(dcm('113738', 'Dose (RP)'), 4, UNIT.mgy)],
    ['reference-point-as-text', text(dcm('113780', 'Reference Point Definition'), 'Unknown')],
    ['laterality-below-target-region', codeItem(CONCEPT.targetRegion, VALUE.breast, [side()])],
    ['eurocolumbus-pulses-in-one-number', num(CONCEPT.kvp, [60, 50, 60], UNIT.kv)],
    ['philips-number-of-frames', num(philips('003', 'Number of Frames'), 7, UNIT.one)],
    ['ge-uid-as-text', text(CONCEPT.eventUid, '1.2.3')],
  ])('is recorded with the object: %s', (quirk, item) => {
    expect(quirksOf(item)).toEqual([quirk]);
  });

  it('is none where the template is followed', () => {
    expect(
      quirksOf(
        num(dcm('122130', 'Dose Area Product'), 0.00002, { code: 'Gym2' }),
        num(dcm('113738', 'Dose (RP)'), 0.004, UNIT.gy),
        codeItem(dcm('113780', 'Reference Point Definition'), dcm('113860', '15cm from Isocenter')),
        codeItem(CONCEPT.anatomicalStructure, VALUE.breast, [side()]),
        num(CONCEPT.kvp, 60, UNIT.kv),
        num(CONCEPT.kvp, 62, UNIT.kv),
      ),
    ).toEqual([]);
  });
});

function side() {
  return codeItem(CONCEPT.laterality, VALUE.left);
}
