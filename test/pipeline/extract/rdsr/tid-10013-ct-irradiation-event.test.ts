import { describe, expect, it } from 'vitest';
import {
  CONCEPT,
  code,
  codeItem,
  container,
  ctReport,
  num,
  pname,
  property,
  SOP_CLASS,
  text,
  uidRef,
  UNIT,
  VALUE,
  type Children,
  type Code,
  type ContentItem,
  type CtEventInput,
} from '../../../support/builders/index.js';
import { bareReport, dcm, extracted, outcomeOf, srt } from './projection-report.js';

const eventOf = (input: CtEventInput) => extracted(ctReport({ events: [input] })).ctEvents[0]!;
const acquisition = (...children: Children) => container(dcm('113819', 'CT Acquisition'), children);
const parameters = (...children: Children) => container(dcm('113822', 'CT Acquisition Parameters'), children);
const reportOf = (...children: Children) => extracted(bareReport(children, CT));
const privateGroup = code('1', '99MAKER', 'A group');
const HEAD = dcm('113690', 'IEC Head Dosimetry Phantom');
const BODY = dcm('113691', 'IEC Body Dosimetry Phantom');
const CT = { template: '10011', procedure: VALUE.computedTomography } as const;

describe('a CT event', () => {
  it('keeps both X-ray sources of a dual-source scanner (Siemens Flash)', () => {
    expect(eventOf({ dualSource: true })).toMatchObject({
      xray_source_count: 2,
      xray_source_id: 'A',
      kvp_kv: 100,
      tube_current_ma: 220,
      tube_current_max_ma: 400,
      exposure_time_per_rotation_s: 0.28,
      xray_source_b_id: 'B',
      kvp_b_kv: 150,
      tube_current_b_ma: 120,
      tube_current_max_b_ma: 210,
    });
  });

  it('has the tube current of its code, whatever the meaning beside it (Siemens Intevo)', () => {
    const report = reportOf(
      acquisition(
        parameters(
          container(dcm('113831', 'CT X-Ray Source Parameters'), [
            num(dcm('113734', 'Maximum X-Ray Tube Current'), 180, UNIT.ma),
            num(dcm('113833', 'X-Ray Tube Current'), 320, UNIT.ma),
          ]),
        ),
      ),
    );
    expect(report.ctEvents[0]).toMatchObject({ tube_current_ma: 180, tube_current_max_ma: 320 });
    expect(report.findings).toEqual([]);
  });

  it('is read under meanings of any capitals, and an identification number of the source (PixelMed, Toshiba)', () => {
    const report = reportOf(
      container(dcm('113819', 'CT acquisition'), [
        container(dcm('113822', 'CT acquisition parameters'), [
          num(dcm('113824', 'exposure time'), 4, UNIT.s),
          container(dcm('113831', 'CT X-ray source parameters'), [
            text(dcm('113832', 'Identification Number of the X-Ray Source'), '1'),
            num(dcm('113733', 'Kvp'), 120, UNIT.kv),
          ]),
        ]),
        container(dcm('113829', 'CT dose'), [
          num(dcm('113830', 'mean CTDIvol'), 9.1, UNIT.mgy),
          codeItem(dcm('113835', 'CTDIw phantom type'), dcm('113691', 'IEC body dosimetry phantom')),
          num(dcm('113838', 'dlp'), 310.5, { code: 'mGycm' }),
        ]),
      ]),
    );
    expect(report.ctEvents[0]).toMatchObject({
      exposure_time_s: 4,
      xray_source_id: '1',
      kvp_kv: 120,
      ctdi_vol_mgy: 9.1,
      ctdi_phantom: 'body_32cm',
      dlp_mgy_cm: 310.5,
    });
  });

  it('is read with its values outside the containers of the template', () => {
    const report = reportOf(
      acquisition(
        num(CONCEPT.kvp, 120, UNIT.kv),
        num(CONCEPT.tubeCurrent, 210, UNIT.ma),
        num(dcm('113828', 'Pitch Factor'), 0.9, UNIT.ratio),
        num(dcm('113830', 'Mean CTDIvol'), 9.1, UNIT.mgy),
        num(dcm('113838', 'DLP'), 310.5, UNIT.mgy_cm),
      ),
    );
    expect(report.ctEvents[0]).toMatchObject({
      kvp_kv: 120,
      tube_current_ma: 210,
      pitch_factor: 0.9,
      ctdi_vol_mgy: 9.1,
      dlp_mgy_cm: 310.5,
    });
  });

  it('is read where the maker groups it, and what is accumulated, in containers of its own', () => {
    const report = reportOf(
      container(dcm('113811', 'CT Accumulated Dose Data'), [
        num(dcm('113812', 'Total Number of Irradiation Events'), 1, UNIT.events),
        container(privateGroup, [num(dcm('113813', 'CT Dose Length Product Total'), 310.5, UNIT.mgy_cm)]),
      ]),
      acquisition(
        container(privateGroup, [
          uidRef(CONCEPT.eventUid, '1.2.3'),
          parameters(num(dcm('113828', 'Pitch Factor'), 0.9, UNIT.ratio)),
          container(privateGroup, [
            container(dcm('113829', 'CT Dose'), [
              num(dcm('113830', 'Mean CTDIvol'), 9.1, UNIT.mgy),
              num(dcm('113838', 'DLP'), 310.5, UNIT.mgy_cm),
            ]),
          ]),
        ]),
      ),
    );
    expect(report.ctEvents[0]).toMatchObject({
      irradiation_event_uid: '1.2.3',
      pitch_factor: 0.9,
      ctdi_vol_mgy: 9.1,
      dlp_mgy_cm: 310.5,
    });
    expect(report.accumulatedDoses).toMatchObject([
      { part: 'all', dlp_total_mgy_cm: 310.5, event_count_reported: 1 },
    ]);
  });

  it('is read where the maker groups what stands in the containers of the template', () => {
    const group = (...children: Children) => container(privateGroup, children);
    const [event] = reportOf(
      acquisition(
        parameters(
          group(num(dcm('113824', 'Exposure Time'), 4, UNIT.s)),
          container(dcm('113831', 'CT X-Ray Source Parameters'), [group(num(CONCEPT.kvp, 80, UNIT.kv))]),
          container(dcm('113831', 'CT X-Ray Source Parameters'), [group(num(CONCEPT.kvp, 140, UNIT.kv))]),
        ),
        container(dcm('113829', 'CT Dose'), [
          num(dcm('113830', 'Mean CTDIvol'), 9.1, UNIT.mgy),
          group(
            num(dcm('113830', 'Mean CTDIvol'), 8, UNIT.mgy),
            num(dcm('113838', 'DLP'), 310.5, UNIT.mgy_cm),
          ),
        ]),
      ),
    ).ctEvents;
    expect(event).toMatchObject({
      exposure_time_s: 4,
      kvp_kv: 80,
      kvp_b_kv: 140,
      ctdi_vol_mgy: 9.1,
      dlp_mgy_cm: 310.5,
    });
  });

  it('is read with some of its values in the containers of the template and others beside them', () => {
    const phantom = codeItem(dcm('113835', ''), dcm('113691', 'IEC Body Dosimetry Phantom'));
    const report = reportOf(
      acquisition(
        num(dcm('113830', 'Mean CTDIvol'), 9.1, UNIT.mgy),
        num(dcm('113838', 'DLP'), 300, UNIT.mgy_cm),
        parameters(
          num(dcm('113828', 'Pitch Factor'), 0.9, UNIT.ratio),
          container(dcm('113829', 'CT Dose'), [phantom, num(dcm('113838', 'DLP'), 310.5, UNIT.mgy_cm)]),
        ),
        container(dcm('113831', 'CT X-Ray Source Parameters'), [num(CONCEPT.kvp, 120, UNIT.kv)]),
      ),
    );
    expect(report.ctEvents[0]).toMatchObject({
      pitch_factor: 0.9,
      kvp_kv: 120,
      ctdi_vol_mgy: 9.1,
      dlp_mgy_cm: 310.5,
      ctdi_phantom: 'body_32cm',
    });
  });

  it('is whole in several containers of parameters and of dose, of which the first counts', () => {
    const tube = (name: string, kv: number) =>
      parameters(
        container(dcm('113831', 'CT X-Ray Source Parameters'), [
          text(dcm('113832', 'Identification of the X-Ray Source'), name),
          num(dcm('113733', 'KVP'), kv, UNIT.kv),
        ]),
      );
    const dose = (...children: Children) => container(dcm('113829', 'CT Dose'), children);
    const report = reportOf(
      acquisition(
        tube('1', 100),
        tube('2', 140),
        dose(),
        dose(num(dcm('113838', 'DLP'), 200, UNIT.mgy_cm)),
        dose(num(dcm('113838', 'DLP'), 50, UNIT.mgy_cm), num(dcm('113830', 'Mean CTDIvol'), 3, UNIT.mgy)),
      ),
    );
    expect(report.ctEvents).toMatchObject([
      { xray_source_id: '1', kvp_kv: 100, xray_source_b_id: '2', kvp_b_kv: 140 },
    ]);
    expect(report.ctEvents).toMatchObject([{ dlp_mgy_cm: 200, ctdi_vol_mgy: 3 }]);
    expect(report.findings.map((finding) => finding.code)).toEqual(['several_values']);
  });

  it.each([
    ['CTDIvol', '113830'],
    ['DLP', '113838'],
  ])('has the phantom that stands below its %s', (meaning, value) => {
    const body = codeItem(dcm('113835', 'CTDIw Phantom Type'), dcm('113691', 'IEC Body Dosimetry Phantom'));
    const unit = value === '113838' ? UNIT.mgy_cm : UNIT.mgy;
    const dose = container(dcm('113829', 'CT Dose'), [num(dcm(value, meaning), 9, unit, [property(body)])]);
    expect(reportOf(acquisition(dose)).ctEvents[0]!.ctdi_phantom).toBe('body_32cm');
  });

  it.each([
    [code('1', '99MAKER', 'Body 32 cm'), 'body_32cm'],
    [code('1', '99MAKER', 'CTDI phantom 32cm'), 'body_32cm'],
    [code('1', '99MAKER', 'Paediatric body, 16 cm'), 'head_16cm'],
    [code('HEAD', '99MAKER', ''), 'head_16cm'],
    [code('1', '99MAKER', 'Body 24 cm'), 'other'],
    [code('1', '99MAKER', 'Breast'), 'other'],
    [dcm('113682', 'ACR Accreditation Phantom - CT (body)'), 'other'],
    [dcm('113681', 'Phantom'), null],
  ])('knows the phantom %o', (phantom, expected) => {
    expect(eventOf({ phantom }).ctdi_phantom).toBe(expected);
  });

  it('has the dimensions of the patient beside or below its size-specific doses, and the first of these', () => {
    const method = (value: string) => codeItem(srt('G-C036', 'Measurement Method'), dcm(value, 'A method'));
    const estimate = (value: number | null, ...children: Children) =>
      num(dcm('113930', 'Size Specific Dose Estimation'), value, UNIT.mgy, children);
    const diameter = num(dcm('113980', 'Water Equivalent Diameter'), 28, UNIT.cm);
    const eventWithDose = (...children: Children) =>
      reportOf(acquisition(container(dcm('113829', 'CT Dose'), children))).ctEvents[0];
    expect(eventWithDose(estimate(12), diameter)).toMatchObject({
      ssde_mgy: 12,
      water_equivalent_diameter_mm: 280,
    });
    expect(
      eventWithDose(
        estimate(null, method('113937')),
        estimate(12, method('113934')),
        estimate(13, method('113987'), diameter),
      ),
    ).toMatchObject({ ssde_mgy: 12, ssde_method_code: '113934', water_equivalent_diameter_mm: 280 });
  });

  it('has one source where several containers name the same, unless it states two (dcm4che)', () => {
    const source = (kv: number) =>
      container(dcm('113831', 'CT X-Ray Source Parameters'), [
        text(dcm('113832', 'Identification Number of the X-Ray Source'), '0'),
        num(CONCEPT.kvp, kv, UNIT.kv),
      ]);
    const ofOne = reportOf(acquisition(parameters(source(120), source(100))));
    expect(ofOne.ctEvents[0]).toMatchObject({ xray_source_id: '0', kvp_kv: 120, kvp_b_kv: null });
    expect(ofOne.findings).toMatchObject([{ code: 'several_values' }]);
    const two = num(dcm('113823', 'Number of X-Ray Sources'), 2, { code: '{X-Ray sources}' });
    const ofTwo = reportOf(acquisition(parameters(two, source(120), source(100))));
    expect(ofTwo.ctEvents[0]).toMatchObject({ kvp_kv: 120, kvp_b_kv: 100 });
  });

  it('has tube A before tube B, whichever its report names first', () => {
    const source = (name: string, kv: number) =>
      container(dcm('113831', 'CT X-Ray Source Parameters'), [
        text(dcm('113832', 'Identification of the X-Ray Source'), name),
        num(CONCEPT.kvp, kv, UNIT.kv),
      ]);
    const report = reportOf(acquisition(parameters(source('B', 140), source('A', 80))));
    expect(report.ctEvents[0]).toMatchObject({ xray_source_id: 'A', kvp_kv: 80, kvp_b_kv: 140 });
  });

  it('tells its modulation in the comment (Siemens), unless it states one', () => {
    const comment =
      'Internal technical scan parameters: Organ Characteristic = Abdomen, Body Size = Adult, X-ray Modulation Type = XYZ_EC';
    const said = extracted(ctReport({ events: [{ comment, modulation: null }] }));
    expect(said.ctEvents[0]!.xray_modulation_type).toBe('XYZ_EC');
    expect(said.quirks).toEqual(['siemens-ct-modulation-in-comment']);
    const stated = extracted(ctReport({ events: [{ comment, modulation: 'NONE' }] }));
    expect(stated.ctEvents[0]!.xray_modulation_type).toBe('NONE');
    expect(stated.quirks).toEqual([]);
    expect(eventOf({ comment: 'a comment', modulation: null }).xray_modulation_type).toBeNull();
  });

  it('tells its modulation in a second comment, and behind what a column holds of one', () => {
    const long = `${'Internal technical scan parameters, '.repeat(40)}X-ray Modulation Type = XYZ_EC`;
    for (const comments of [[long], ['a comment', 'X-ray Modulation Type = XYZ_EC']]) {
      const items = comments.map((comment) => text(CONCEPT.comment, comment));
      expect(reportOf(acquisition(...items)).ctEvents[0]!.xray_modulation_type).toBe('XYZ_EC');
    }
  });

  it('is whole beside private numbers with slashes in them (Toshiba vHP)', () => {
    const deviation = code('99TOST-01', '99TOSHIBA-TMSC', 'Standard deviation of population');
    const reduction = code('99TOST-02', '99TOSHIBA-TMSC', 'Dose Reduce Parameters');
    const extra = [container(reduction, [num(deviation, '9.0/9.0/12.5', UNIT.one)])];
    expect(eventOf({ extra })).toEqual(eventOf({}));
  });

  it('takes the first of several values written with slashes, with a finding and the quirk (Toshiba vHP)', () => {
    const report = reportOf(
      acquisition(container(dcm('113829', 'CT Dose'), [num(dcm('113830', ''), '9.1/9.4', UNIT.mgy)])),
    );
    expect(report.ctEvents[0]!.ctdi_vol_mgy).toBe(9.1);
    expect(report.findings.map((finding) => finding.code)).toEqual([
      'number_separator_slash',
      'several_values',
    ]);
    expect(report.quirks).toEqual(['toshiba-slash-between-values']);
  });

  it('takes a target region without a code for absent (Siemens, Canon)', () => {
    const region = { ...codeItem(CONCEPT.targetRegion, VALUE.chest), ConceptCodeSequence: [] };
    const report = reportOf(acquisition(region, text(CONCEPT.acquisitionProtocol, 'Thorax')));
    expect(report.ctEvents[0]).toMatchObject({ target_region: null, acquisition_protocol: 'Thorax' });
  });

  it('keeps a person without a name (SpectrumDynamics)', () => {
    const role = property(codeItem(CONCEPT.personRole, dcm('113851', 'Irradiation Administering')));
    const nameless = { ...pname(CONCEPT.personName, '', [role]), PersonName: null };
    expect(reportOf(acquisition(nameless)).ctEvents[0]!.person_participants).toEqual([
      {
        name: null,
        role: 'Irradiation Administering',
        role_code: '113851',
        organization: null,
        person_id: null,
      },
    ]);
  });

  it('without a dose, as localisers of several makers, has none', () => {
    const localizer = eventOf({ type: 'localizer', ctdi_vol_mgy: null, dlp_mgy_cm: null });
    expect(localizer).toMatchObject({ ctdi_vol_mgy: null, dlp_mgy_cm: null, kvp_kv: 120 });
  });

  it('names its reconstruction, its label and how its effective dose was obtained, with their codes', () => {
    const label = text(dcm('113605', 'Irradiation Event Label'), '3', [
      property(codeItem(dcm('113606', 'Label Type'), dcm('113607', 'Series Number'))),
    ]);
    const method = code('113800', 'DCM', 'DLP to E conversion via MC computation');
    const report = reportOf(
      acquisition(
        label,
        codeItem(dcm('113961', 'Reconstruction Algorithm'), dcm('113962', 'Filtered Back Projection')),
        container(dcm('113829', 'CT Dose'), [
          num(CONCEPT.effectiveDose, 4.2, UNIT.msv, [
            codeItem(srt('G-C036', 'Measurement Method'), method),
            num(dcm('113840', 'Effective Dose Conversion Factor'), 0.014, { code: 'mSv/(mGy.cm)' }),
          ]),
        ]),
      ),
    );
    expect(report.ctEvents[0]).toMatchObject({
      irradiation_event_label: '3',
      irradiation_event_label_type: 'Series Number',
      irradiation_event_label_type_code: '113607',
      reconstruction_algorithm: 'Filtered Back Projection',
      reconstruction_algorithm_code: '113962',
      effective_dose_msv: 4.2,
      effective_dose_method: 'DLP to E conversion via MC computation',
      effective_dose_method_code: '113800',
      effective_dose_conversion_factor: 0.014,
    });
  });

  it('reads how the effective dose was found also beside it', () => {
    const method = dcm('113800', 'DLP to E conversion via MC computation');
    const dose = container(dcm('113829', 'CT Dose'), [
      num(CONCEPT.effectiveDose, 4.2, UNIT.msv),
      codeItem(srt('G-C036', 'Measurement Method'), method),
      num(dcm('113840', 'Effective Dose Conversion Factor'), 0.014, { code: 'mSv/(mGy.cm)' }),
    ]);
    expect(reportOf(acquisition(dose)).ctEvents[0]).toMatchObject({
      effective_dose_method_code: '113800',
      effective_dose_conversion_factor: 0.014,
    });
  });

  it.each([
    ['{ratio}', 1.375, 1.375],
    ['RATIO', 1.375, 1.375],
    ['%', 137.5, 1.375],
    ['mm', 55, null],
  ])('has a pitch in %s that is a ratio', (unit, stated, pitch_factor) => {
    const item = acquisition(num(dcm('113828', 'Pitch Factor'), stated, { code: unit }));
    expect(reportOf(item).ctEvents[0]!.pitch_factor).toBe(pitch_factor);
  });

  it.each(['1', '{X-Ray sources}', 'X-Ray Sources', 'X-RAY SOURCES', 'source'])(
    'counts its sources in %s',
    (unit) => {
      const item = acquisition(num(dcm('113823', 'Number of X-Ray Sources'), 2, { code: unit }));
      expect(reportOf(item).ctEvents[0]!.xray_source_count).toBe(2);
    },
  );

  it('has no tube voltage where 0 is stated', () => {
    const source = (kvp: number) =>
      container(dcm('113831', 'CT X-Ray Source Parameters'), [
        num(CONCEPT.kvp, kvp, UNIT.kv),
        num(CONCEPT.tubeCurrent, 0, UNIT.ma),
      ]);
    const [event] = reportOf(acquisition(parameters(source(0), source(140)))).ctEvents;
    expect(event).toMatchObject({ kvp_kv: null, tube_current_ma: 0, kvp_b_kv: 140 });
  });

  it('leaves an exposure time beyond twice the span of irradiation out, with a finding (Philips)', () => {
    const report = extracted(ctReport({ events: [{ exposure_time_s: 11_912 }, { exposure_time_s: 11 }] }));
    expect(report.ctEvents.map((event) => event.exposure_time_s)).toEqual([null, 11]);
    expect(report.findings.map((finding) => finding.code)).toEqual(['value_impossible']);
  });

  it('leaves the milliseconds of a rotation under the unit of seconds out, with a finding (Philips)', () => {
    const scan = (time_s: number, rotation_s: number) =>
      acquisition(
        num(CONCEPT.exposureTime, time_s, UNIT.s),
        num(dcm('113834', 'Exposure Time per Rotation'), rotation_s, UNIT.s),
      );
    const report = reportOf(scan(400, 0.4), scan(419.9, 0.42), scan(4, 0.4), scan(0.4, 0.4));
    expect(report.ctEvents.map((event) => event.exposure_time_s)).toEqual([null, null, 4, 0.4]);
    expect(report.findings.filter((finding) => finding.code === 'value_impossible')).toHaveLength(2);
  });
});

describe('dose check', () => {
  it('keeps alert and notification, with person and reason, and values of any size', () => {
    const notification = { dlp_mgy_cm: 12_345.678_9, ctdi_vol_mgy: 80, reason: 'urgent', person: 'Doe^Jane' };
    expect(eventOf({ doseCheck: true, notification }).dose_check).toMatchObject({
      dlp_alert_value_configured: true,
      dlp_alert_value_mgy_cm: 2000,
      ctdi_vol_alert_value_mgy: 80,
      accumulated_dlp_forward_estimate_mgy_cm: 2210.5,
      accumulated_ctdi_vol_forward_estimate_mgy: 91.25,
      alert_reason_for_proceeding: 'Clinically indicated',
      alert_person_name: 'Synthetic^Radiographer',
      alert_person_role_code: '113850',
      dlp_notification_value_mgy_cm: 12_345.678_9,
      notification_reason_for_proceeding: 'urgent',
      notification_person_name: 'Doe^Jane',
    });
  });

  it('keeps alert and notification that stand in different containers', () => {
    const details = (value: string, concept: string, dlp: number) =>
      container(dcm(value, 'Details'), [num(dcm(concept, 'DLP'), dlp, UNIT.mgy_cm)]);
    const notification = details('113908', '113911', 500);
    const alert = details('113900', '113903', 1000);
    const configured = container(dcm('113908', 'Details'), [codeItem(dcm('113909', ''), VALUE.yes)]);
    const event = acquisition(notification, container(dcm('113829', 'CT Dose'), [alert, configured]));
    expect(reportOf(event).ctEvents[0]!.dose_check).toMatchObject({
      dlp_alert_value_mgy_cm: 1000,
      dlp_notification_value_mgy_cm: 500,
      dlp_notification_value_configured: true,
    });
  });

  it('may be either without the other, and configured without a value', () => {
    const alert = eventOf({ alert: { dlp_mgy_cm: null }, notification: null }).dose_check!;
    expect(alert.dlp_alert_value_configured).toBe(false);
    expect(alert.dlp_notification_value_configured).toBeNull();
    expect(eventOf({}).dose_check).toBeNull();
  });
});

describe('a CT report', () => {
  it.each([
    ['in containers of its own', (events: ContentItem[]) => [container(privateGroup, events)]],
    [
      'two containers deep',
      (events: ContentItem[]) => [container(privateGroup, [container(privateGroup, events)])],
    ],
  ])('is read with its events %s', (_, grouped) => {
    const events = [1, 2].map((dlp) => acquisition(num(dcm('113838', 'DLP'), dlp, UNIT.mgy_cm)));
    expect(reportOf(...grouped(events)).ctEvents.map((event) => event.dlp_mgy_cm)).toEqual([1, 2]);
  });

  it.each([
    ['below the total', code('130745', 'DCM', 'CT Dose Length Product Sub-Total'), true],
    ['beside the total', code('130745', 'DCM', 'CT Dose Length Product Sub-Total'), false],
    ['below the total (PixelMed)', code('220005', '99PMP', 'CT Dose Length Product Sub-Total'), true],
  ])('keeps the sub-totals of each phantom, %s', (_, concept, isBelow) => {
    const ofPhantom = (dlp: number, phantom: Code) =>
      num(concept, dlp, UNIT.mgy_cm, [codeItem(dcm('113835', ''), phantom)]);
    const partsOf = (...dlps: [number, number]) => {
      const subTotals = [
        ofPhantom(dlps[0], dcm('113690', 'IEC Head Dosimetry Phantom')),
        ofPhantom(dlps[1], dcm('113691', 'IEC Body Dosimetry Phantom')),
      ];
      const total = num(dcm('113813', ''), 100, UNIT.mgy_cm, isBelow ? subTotals : []);
      const { accumulatedDoses } = reportOf(
        container(dcm('113811', ''), isBelow ? [total] : [total, ...subTotals]),
      );
      return accumulatedDoses.map(({ part, dlp_total_mgy_cm: dlp }) => [part, dlp]);
    };
    expect(partsOf(40, 60)).toEqual([
      ['head_16cm', 40],
      ['body_32cm', 60],
    ]);
    expect(partsOf(40, 50), 'which do not make it up').toEqual([['all', 100]]);
  });

  it('keeps the dose in each phantom beside a total that adds half of that in the head phantom (PixelMed)', () => {
    const ofPhantom = (dlp: number, phantom: Code) =>
      num(code('220005', '99PMP', 'CT Dose Length Product Sub-Total'), dlp, UNIT.mgy_cm, [
        codeItem(dcm('113835', ''), phantom),
      ]);
    const total = num(dcm('113813', ''), 250, UNIT.mgy_cm, [
      codeItem(dcm('113835', ''), BODY),
      ofPhantom(100, HEAD),
      ofPhantom(200, BODY),
    ]);
    const report = reportOf(container(dcm('113811', 'CT Accumulated Dose Data'), [total]));
    expect(
      report.accumulatedDoses.map(({ part, dlp_total_mgy_cm: dlp, part_code }) => [part, dlp, part_code]),
    ).toEqual([
      ['all', 250, null],
      ['head_16cm', 100, '113690'],
      ['body_32cm', 200, '113691'],
    ]);
    expect(report.quirks).toContain('pixelmed-head-dose-halved-in-total');
    expect(report.findings.map((finding) => finding.code)).toContain('dlp_converted');
  });

  it.each([
    ['adds half of the dose of its events in the head phantom (PixelMed)', 250, 'all'],
    ['is that of its events in the body phantom', 200, 'body_32cm'],
    ['is that of all its events', 300, 'body_32cm'],
  ])('has a total of the body phantom that %s', (_, dlp, part) => {
    const scan = (dose: number, phantom: Code) =>
      acquisition(num(dcm('113838', 'DLP'), dose, UNIT.mgy_cm), codeItem(dcm('113835', ''), phantom));
    const total = num(dcm('113813', ''), dlp, UNIT.mgy_cm, [codeItem(dcm('113835', ''), BODY)]);
    const accumulated = container(dcm('113811', 'CT Accumulated Dose Data'), [total]);
    const report = reportOf(accumulated, scan(100, HEAD), scan(150, BODY), scan(50, BODY));
    expect(report.accumulatedDoses).toMatchObject([{ part, dlp_total_mgy_cm: dlp }]);
    expect(report.quirks.includes('pixelmed-head-dose-halved-in-total')).toBe(part === 'all');
  });

  it('is read as Enhanced SR by its title; another Enhanced SR is none (GE)', () => {
    expect(extracted(ctReport({ enhancedReport: true })).content).toBe('CT');
    const other = { CodeValue: '126000', CodingSchemeDesignator: 'DCM', CodeMeaning: 'Imaging report' };
    const attributes = { ConceptNameCodeSequence: [other], SOPClassUID: SOP_CLASS.enhancedReport };
    expect(outcomeOf(ctReport({ attributes }))).toEqual({ outcome: 'not_dose', reason: 'no_extractor' });
  });

  it('keeps the totals of each phantom, and how the effective dose was obtained', () => {
    const report = reportOf(
      container(dcm('113811', 'CT Accumulated Dose Data'), [
        num(dcm('113812', ''), 3, UNIT.events),
        num(dcm('113813', ''), 100, UNIT.mgy_cm, [
          codeItem(dcm('113835', ''), dcm('113690', 'IEC Head Dosimetry Phantom')),
        ]),
        num(dcm('113813', ''), 250, UNIT.mgy_cm, [
          codeItem(dcm('113835', ''), dcm('113691', 'IEC Body Dosimetry Phantom')),
        ]),
        num(dcm('113814', ''), 5.1, UNIT.msv, [
          codeItem(srt('G-C036', 'Measurement Method'), dcm('113800', 'DLP to E conversion')),
          text(dcm('121406', 'Reference Authority'), 'ICRP 60'),
          text(dcm('113815', 'Patient Model'), 'MIRD'),
        ]),
      ]),
    );
    const shared = {
      event_count_reported: 3,
      effective_dose_msv: 5.1,
      effective_dose_method: 'DLP to E conversion',
      effective_dose_method_code: '113800',
      effective_dose_reference_authority: 'ICRP 60',
      patient_model: 'MIRD',
    };
    expect(report.accumulatedDoses).toMatchObject([
      { part: 'head_16cm', dlp_total_mgy_cm: 100, ...shared },
      { part: 'body_32cm', dlp_total_mgy_cm: 250, ...shared },
    ]);
    expect(report.findings.map((finding) => finding.code)).toEqual(['event_count_differs']);
  });

  it('has its total wherever it stands, and the phantom of an only total beside it', () => {
    const total = num(dcm('113813', 'CT Dose Length Product Total'), 100, UNIT.mgy_cm);
    const head = codeItem(dcm('113835', ''), dcm('113690', 'IEC Head Dosimetry Phantom'));
    expect(reportOf(total).accumulatedDoses).toMatchObject([{ part: 'all', dlp_total_mgy_cm: 100 }]);
    const beside = reportOf(container(dcm('113811', 'CT Accumulated Dose Data'), [total, head]));
    expect(beside.accumulatedDoses).toMatchObject([{ part: 'head_16cm', dlp_total_mgy_cm: 100 }]);
    const dlp = num(dcm('113838', 'DLP'), 100, UNIT.mgy_cm);
    const asEvent = reportOf(container(dcm('113811', 'CT Accumulated Dose Data'), [dlp]));
    expect(asEvent.accumulatedDoses).toMatchObject([{ part: 'all', dlp_total_mgy_cm: 100 }]);
  });

  it('takes no observer, and no device, together from what is said of several', () => {
    const type = (value: Code) => codeItem(CONCEPT.observerType, value);
    const device = (uid: string, ...rest: Children) => [
      type(VALUE.device),
      uidRef(CONCEPT.deviceObserverUid, uid),
      ...rest,
    ];
    const said = [
      type(dcm('121006', 'Person')),
      pname(dcm('121008', 'Person Observer Name'), 'First^A'),
      type(dcm('121006', 'Person')),
      pname(dcm('121008', 'Person Observer Name'), 'Second^B'),
      text(dcm('121009', "Person Observer's Organization Name"), 'Clinic of the second'),
      ...device('1.2.3', text(CONCEPT.deviceObserverName, 'Archive')),
      ...device('1.2.4', text(CONCEPT.deviceObserverSerial, '42')),
    ];
    const report = reportOf(...said);
    expect(report.study.observers).toMatchObject([
      { name: 'First^A', organization: null },
      { name: 'Second^B', organization: 'Clinic of the second' },
      { uid: '1.2.3', name: 'Archive', serial_number: null },
      { uid: '1.2.4', name: null, serial_number: '42' },
    ]);
    expect(report.device).toMatchObject({
      device_observer_uid: '1.2.3',
      device_observer_name: 'Archive',
      device_observer_serial_number: null,
    });
    const irradiating = codeItem(dcm('113876', 'Device Role'), dcm('113859', 'Irradiating Device'));
    expect(reportOf(...said, irradiating).device).toMatchObject({
      device_observer_uid: '1.2.4',
      device_observer_name: null,
      device_observer_serial_number: '42',
    });
  });

  it('names its observers, persons and devices, in whatever order they stand', () => {
    const report = reportOf(
      codeItem(CONCEPT.observerType, dcm('121006', 'Person')),
      codeItem(CONCEPT.observerType, VALUE.device),
      pname(dcm('121008', 'Person Observer Name'), 'Doe^Jane'),
      text(dcm('121009', "Person Observer's Organization Name"), 'Samplewick'),
      codeItem(dcm('121011', "Person Observer's Role in this Procedure"), dcm('121094', 'Performing')),
      uidRef(CONCEPT.deviceObserverUid, '1.2.3'),
      text(CONCEPT.deviceObserverName, 'CT1'),
      codeItem(dcm('113876', 'Device Role in Procedure'), dcm('113859', 'Irradiating Device')),
      uidRef(CONCEPT.deviceObserverUid, '1.2.4'),
    );
    expect(report.study.observers).toMatchObject([
      { type_code: '121006', name: 'Doe^Jane', organization: 'Samplewick', role_in_procedure: 'Performing' },
      { type_code: '121007', uid: '1.2.3', name: 'CT1', role_in_procedure_code: '113859' },
      { type_code: null, uid: '1.2.4', name: null },
    ]);
    expect(report.device.device_observer_uid).toBe('1.2.3');
  });
});
