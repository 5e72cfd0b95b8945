import { describe, expect, it } from 'vitest';
import {
  CONCEPT,
  code,
  codeItem,
  num,
  text,
  uidRef,
  UNIT,
  VALUE,
  type Code,
} from '../../../support/builders/index.js';
import { accumulatedOf, bareReport, dcm, eventOf, eventWith, extracted, srt } from './projection-report.js';

const DAP = dcm('122130', 'Dose Area Product');
const schemeless = ({ value, meaning }: Code): Code => code(value, '', meaning);
const privately = (meaning: string): Code => code('4711', '99MAKER', meaning);

describe('concept names', () => {
  it('without a scheme are those of the standard, and that is noted', () => {
    const report = extracted(
      bareReport([
        eventOf(
          num(schemeless(DAP), 0.00002, UNIT.gy_m2),
          text(schemeless(CONCEPT.acquisitionProtocol), 'DSA'),
          codeItem(schemeless(CONCEPT.anatomicalStructure), VALUE.heart),
          codeItem(schemeless(dcm('113721', '')), schemeless(srt('P5-06000', ''))),
        ),
      ]),
    );
    expect(report.projectionEvents[0]).toMatchObject({
      kap_gy_cm2: 0.2,
      acquisition_protocol: 'DSA',
      anatomical_structure: 'Heart',
      event_type_code: 'P5-06000',
    });
    expect(report.findings).toContainEqual(
      expect.objectContaining({ code: 'concept_by_meaning', path: '122130 without a scheme' }),
    );
  });

  it.each(['dose area product', 'DOSE AREA PRODUCT', ' Dose  Area Product '])(
    'under a private code are known by their meaning, here %j',
    (meaning) => {
      const report = extracted(bareReport([eventOf(num(privately(meaning), 0.00002, UNIT.gy_m2))]));
      expect(report.projectionEvents[0]!.kap_gy_cm2).toBe(0.2);
      expect(report.findings.map((finding) => finding.code)).toEqual(['concept_by_meaning']);
    },
  );

  it('under a private code say nothing beside the code of the standard', () => {
    const event = eventWith(
      num(CONCEPT.kvp, 70, UNIT.kv),
      num(privately('KVP'), 140, UNIT.kv),
      num(dcm('113736', 'Exposure'), 1000, UNIT.uas),
      num(privately('Exposure'), 9000, UNIT.uas),
    );
    expect(event).toMatchObject({ kvp_kv: 70, kvp_pulses_kv: [70], exposure_mas: 1 });
  });

  it('that are known by their meaning keep their text in the stripped copy', () => {
    expect(
      eventWith(
        text(privately('Acquisition Protocol'), 'Fluoro low'),
        text(privately('Exposure Control Mode'), 'AUTO'),
        text(privately('Operator note'), 'anything'),
      ),
    ).toMatchObject({ acquisition_protocol: 'Fluoro low', exposure_control_mode: 'AUTO', comment: null });
  });

  it.each([
    ['SRT', 'G-C171'],
    ['SNM3', 'G-C171'],
    ['99SDM', 'G-C171'],
    ['SCT', '272741003'],
    ['srt', 'G-C171'],
  ])('of SNOMED are one concept under %s', (scheme, value) => {
    const laterality = codeItem(code(value, scheme, 'side'), VALUE.left);
    expect(eventWith(laterality).laterality).toBe('Left');
  });

  it('with the meaning of another concept go by their code (Siemens Intevo)', () => {
    const event = eventWith(
      num(dcm('113734', 'X-Ray Tube Current Maximum'), 310, UNIT.ma),
      num(dcm('113738', 'Dose Area Product'), 0.0004, UNIT.gy),
    );
    expect(event).toMatchObject({ tube_current_ma: 310, dose_rp_mgy: 0.4, kap_gy_cm2: null });
  });
});

describe('coded values', () => {
  it.each([
    [code('P5-06000', 'SRT', 'Fluoroscopy'), 'P5-06000'],
    [code('44491008', 'SCT', 'Fluoroscopy'), '44491008'],
  ])('keep the code as sent: %o', (type, value) => {
    expect(eventWith(codeItem(dcm('113721', 'Irradiation Event Type'), type))).toMatchObject({
      event_type: 'Fluoroscopy',
      event_type_code: value,
    });
  });

  it.each([
    ['T-04020', 'SRT', 'right'],
    ['73056007', 'SCT', 'right'],
    ['C0222600', 'UMLS', 'right'],
    ['T-04030', 'SNM3', 'left'],
    ['80248007', 'SCT', 'left'],
    ['C0222601', 'UMLS', 'left'],
    ['T-04080', 'SRT', 'both'],
    ['63762007', 'SCT', 'both'],
    ['C0222605', 'UMLS', 'both'],
    ['G-A100', 'SRT', 'right'],
    ['x', '99MAKER', 'unstated'],
  ])('name the breast: %s %s', (value, scheme, part) => {
    const side = codeItem(CONCEPT.laterality, code(value, scheme, 'a side'));
    const agd = num(dcm('111637', 'Accumulated Average Glandular Dose'), 3.2, UNIT.mgy, [side]);
    const report = extracted(bareReport([accumulatedOf(null, agd)], { procedure: VALUE.mammography }));
    expect(report.accumulatedDoses).toMatchObject([{ part, part_kind: 'breast', agd_mgy: 3.2 }]);
  });

  it.each([CONCEPT.targetRegion, srt('G-C0E3', 'Finding Site'), CONCEPT.anatomicalStructure])(
    'name the breast where a maker states the site instead of the side: %o',
    (site) => {
      const agd = num(dcm('111637', 'Accumulated Average Glandular Dose'), 3.2, UNIT.mgy, [
        codeItem(site, VALUE.leftBreast),
      ]);
      const report = extracted(bareReport([accumulatedOf(null, agd)], { procedure: VALUE.mammography }));
      expect(report.accumulatedDoses).toMatchObject([{ part: 'left', part_code: 'T-04030' }]);
    },
  );

  it('written as text are their meaning', () => {
    const event = eventWith(
      text(dcm('113721', 'Irradiation Event Type'), 'Fluoroscopy'),
      text(CONCEPT.targetRegion, 'Heart'),
      text(dcm('111632', 'Anode Target Material'), 'Tungsten'),
    );
    expect(event).toMatchObject({
      event_type: 'Fluoroscopy',
      event_type_code: null,
      target_region: 'Heart',
      anode_target_material: 'Tungsten',
    });
  });

  it('stand for text where the template asks for it', () => {
    const protocol = codeItem(CONCEPT.acquisitionProtocol, code('P1', '99MAKER', 'Cardiac 15 f/s'));
    expect(eventWith(protocol).acquisition_protocol).toBe('Cardiac 15 f/s');
  });

  it('are those of the item that states one, where an empty item of its concept stands before it', () => {
    const twice = (item: ReturnType<typeof codeItem>) => [{ ...item, ConceptCodeSequence: [] }, item];
    const { study } = extracted(
      bareReport([
        ...twice(codeItem(CONCEPT.scope, VALUE.study)),
        ...twice(codeItem(dcm('113943', 'X-Ray Source Data Available'), VALUE.yes)),
        eventOf(),
      ]),
    );
    expect(study).toMatchObject({ scope_of_accumulation: 'Study', source_data_available: true });
  });

  it('may be empty (target region of Siemens and Canon)', () => {
    const empty = { ...codeItem(CONCEPT.targetRegion, VALUE.chest), ConceptCodeSequence: [] };
    expect(eventWith(empty, num(CONCEPT.kvp, 70, UNIT.kv))).toMatchObject({
      target_region: null,
      target_region_code: null,
      kvp_kv: 70,
    });
  });
});

describe('UIDs and instants', () => {
  it('written as text are read (GE), and the quirk is named', () => {
    const report = extracted(
      bareReport([
        text(CONCEPT.deviceObserverUid, '1.2.3.4'),
        codeItem(CONCEPT.scope, VALUE.study, [text(CONCEPT.studyInstanceUid, '1.2.3')]),
        eventOf(text(CONCEPT.eventUid, '1.2.3.5'), text(CONCEPT.dateTimeStarted, '20260301101500.5+0100')),
        accumulatedOf(VALUE.singlePlane),
      ]),
    );
    expect(report.device.device_observer_uid).toBe('1.2.3.4');
    expect(report.accumulatedDoses[0]!.scope_uid).toBe('1.2.3');
    expect(report.projectionEvents[0]).toMatchObject({
      irradiation_event_uid: '1.2.3.5',
      started_at_local: '2026-03-01T10:15:00.5',
      started_at_offset_min: 60,
    });
    expect(report.quirks).toEqual(['ge-uid-as-text']);
  });

  it('of a device observer that are those of the study are none (GE OEC Fluorostar)', () => {
    const report = extracted(
      bareReport([uidRef(CONCEPT.deviceObserverUid, '1.2.3.9')], {
        attributes: { StudyInstanceUID: '1.2.3.9' },
      }),
    );
    expect(report.device.device_observer_uid).toBeNull();
    expect(report.quirks).toEqual(['ge-oec-observer-uid-is-study-uid']);
  });
});

describe('a UID', () => {
  it.each(['$IrradiationEventUID', 'N/A', 'UNKNOWN', '0', '0.0'])(
    'of an event, sent as %j, is none, so that exposures which share it stay apart (dcm4che)',
    (placeholder) => {
      const report = extracted(
        bareReport([eventOf(uidRef(dcm('113769', 'Irradiation Event UID'), placeholder))]),
      );
      expect(report.projectionEvents[0]!.irradiation_event_uid).toBeNull();
      expect(report.findings).toMatchObject([{ code: 'uid_is_placeholder', path: '1.2.1' }]);
    },
  );

  it('of an event is kept however a maker writes it', () => {
    const uid = '3f2504e0-4f89-11d3-9a0c-0305e82c3301';
    const report = extracted(bareReport([eventOf(uidRef(dcm('113769', 'Irradiation Event UID'), uid))]));
    expect(report.projectionEvents[0]!.irradiation_event_uid).toBe(uid);
  });
});
