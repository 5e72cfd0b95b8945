import { describe, expect, it } from 'vitest';
import { radiographyImage, type RadiographyImageParts } from '../../../support/builders/index.js';
import { element, type Attributes, type Element } from '../../../support/dicom-writer/index.js';
import { extracted } from '../../../support/extracted.js';

const read = (
  attributes: Attributes,
  parts: Partial<RadiographyImageParts> = {},
  elements: readonly Element[] = [],
) => extracted(radiographyImage({ ...parts, attributes, elements }));
const eventOf = (attributes: Attributes, elements: readonly Element[] = []) =>
  read(attributes, {}, elements).projectionEvents[0]!;

const NOTHING_CODED = {
  ProcedureCodeSequence: null,
  RequestedProcedureCodeSequence: null,
  RequestAttributesSequence: null,
  RequestedProcedureDescription: null,
  PerformedProtocolCodeSequence: null,
};
const coded = (CodeValue: string, CodeMeaning: string) => [
  { CodeValue, CodingSchemeDesignator: 'L', CodeMeaning },
];

describe('a radiograph', () => {
  it('states its kerma-area product in dGy·cm²', () => {
    expect(eventOf({ ImageAndFluoroscopyAreaDoseProduct: '11.013' }).kap_gy_cm2).toBe(1.1013);
  });

  it.each([null, '0'])(
    'is that of the image alone where the other is %j',
    (ImageAndFluoroscopyAreaDoseProduct) => {
      const stated = { ImageAndFluoroscopyAreaDoseProduct, AcquiredImageAreaDoseProduct: 11.1 };
      expect(eventOf(stated).kap_gy_cm2).toBe(1.11);
    },
  );

  it.each(['0', '0.000', null])(
    'has neither kerma-area product nor entrance dose where the header says %j',
    (stated) => {
      expect(eventOf({ ImageAndFluoroscopyAreaDoseProduct: stated }).kap_gy_cm2).toBeNull();
      expect(eventOf({ EntranceDoseInmGy: stated }).entrance_exposure_mgy).toBeNull();
    },
  );

  it('has a finding where several doses stand for one', () => {
    const { projectionEvents, findings } = read({ ImageAndFluoroscopyAreaDoseProduct: ['11', '12'] });
    expect(projectionEvents[0]!.kap_gy_cm2).toBe(1.1);
    expect(findings.map(({ code }) => code)).toEqual(['several_values']);
    expect(read({ ImageAndFluoroscopyAreaDoseProduct: ['11', '11'] }).findings).toEqual([]);
  });

  it('has a finding where several doubles stand for one', () => {
    const distances = (DistanceSourceToIsocenter: readonly number[]) => {
      const { projectionEvents, findings } = read({ DistanceSourceToIsocenter });
      return [projectionEvents[0]!.source_to_isocenter_mm, findings.map(({ code }) => code)];
    };
    expect(distances([1150, 1200])).toEqual([1150, ['several_values']]);
    expect(distances([1150, 1150])).toEqual([1150, []]);
  });

  it('takes date and time each from acquisition, content or study', () => {
    const attributes = {
      AcquisitionDate: null,
      ContentDate: null,
      StudyDate: '20260105',
      AcquisitionTime: null,
      ContentTime: '101501',
    };
    expect(eventOf(attributes).started_at_local).toBe('2026-01-05T10:15:01');
  });

  it('says which of them states the time, whatever the others state', () => {
    const startIsOf = (more: Attributes) =>
      read({ StudyTime: '101500', ContentTime: '101500', AcquisitionTime: '101500', ...more }).imageLinks
        ?.startIsOf;
    expect(startIsOf({})).toBeUndefined();
    expect(startIsOf({ AcquisitionTime: null })).toBe('content');
    expect(startIsOf({ AcquisitionTime: null, ContentTime: null })).toBe('study');
  });

  it('takes date and time of acquisition from one attribute before those of content and study', () => {
    const inOne = { AcquisitionDateTime: '20260105101455.5+0200', ContentTime: '101501' };
    const apart = { AcquisitionDate: '20260105', AcquisitionTime: '101450' };
    const none = { AcquisitionDate: null, AcquisitionTime: null };
    expect(eventOf({ ...inOne, ...none })).toMatchObject({
      started_at_local: '2026-01-05T10:14:55.5',
      started_at_offset_min: 120,
    });
    expect(eventOf({ ...inOne, ...none, AcquisitionDate: '20260105' }).started_at_local).toBe(
      '2026-01-05T10:14:55.5',
    );
    expect(eventOf({ ...inOne, ...apart }).started_at_local).toBe('2026-01-05T10:14:50');
  });

  it.each(['240000', '92030', 'morning'])(
    'says that its time cannot be read before it takes another: %s',
    (time) => {
      const { findings, projectionEvents } = read({ AcquisitionTime: time, ContentTime: '101500' });
      expect(projectionEvents[0]!.started_at_local).toMatch(/T10:15:00$/);
      expect(findings.map(({ code }) => code)).toEqual(['date_time_unreadable']);
    },
  );

  it('has no start and no date where none is stated, and never 1900', () => {
    const none = { AcquisitionDate: null, ContentDate: null, StudyDate: null, SeriesDate: null };
    const { study, projectionEvents } = read(none);
    expect([study.study_date, projectionEvents[0]!.started_at_local]).toEqual([null, null]);
  });

  it.each([
    ['AP', 'R-10206'],
    ['PA', 'R-10214'],
    ['LL', 'R-10236'],
    ['RL', 'R-10232'],
    ['RLD', null],
  ])('knows view position %s', (ViewPosition, code) => {
    expect(eventOf({ ViewPosition, ViewCodeSequence: null }).image_view_code).toBe(code);
  });

  it('names its projection by who described it', () => {
    const ProjectionEponymousNameCodeSequence = [
      { CodeValue: 'R-10263', CodingSchemeDesignator: 'SRT', CodeMeaning: "Towne's projection" },
    ];
    expect(eventOf({ ProjectionEponymousNameCodeSequence })).toMatchObject({
      projection_eponymous_name: "Towne's projection",
      projection_eponymous_name_code: 'R-10263',
    });
  });

  it('keeps both angles of the positioner and those of the table', () => {
    const angles = [element(0x00189470, 'FL', 10.1), element(0x00189469, 'FL', -2.5)];
    const event = eventOf({ PositionerPrimaryAngle: '30', PositionerSecondaryAngle: '-12.5' }, angles);
    expect(event).toMatchObject({
      primary_angle_deg: 30,
      secondary_angle_deg: -12.5,
      table_head_tilt_deg: 10.1,
      table_horizontal_rotation_deg: -2.5,
    });
  });

  it.each([
    ['CARESTREAM HEALTH', 'EI (Mbels)'],
    ['Canon Inc.', 'REX ()'],
    ['SIEMENS', 'EXI (μGy)'],
    ['Unknown', null],
    [null, null],
  ])('scales relative exposure as %s does', (Manufacturer, unit) => {
    const event = eventOf({ Manufacturer, RelativeXRayExposure: 256 });
    expect([event.relative_xray_exposure, event.relative_xray_exposure_unit]).toEqual([256, unit]);
  });

  it('reads past a 0 to what another attribute of the same quantity states', () => {
    expect(
      eventOf({
        ExposureTime: 0,
        ExposureTimeInuS: 480,
        XRayTubeCurrent: 0,
        XRayTubeCurrentInuA: 500,
        ExposureInuAs: 0,
        Exposure: 5,
      }),
    ).toMatchObject({ exposure_time_ms: 0.48, tube_current_ma: 0.5, exposure_mas: 5 });
    const inMilli = { ExposureTimeInms: 0.48, XRayTubeCurrentInmA: 0.5, ExposureInmAs: 0.24 };
    const noneElse = { ExposureTime: 0, ExposureTimeInuS: 0, XRayTubeCurrent: 0, ExposureInuAs: 0 };
    expect(eventOf({ ...noneElse, ...inMilli })).toMatchObject({
      exposure_time_ms: 0.48,
      tube_current_ma: 0.5,
      exposure_mas: 0.24,
    });
  });

  it('has an exposure of 0 where nothing states more', () => {
    const alone = { ExposureTime: 0, XRayTubeCurrent: 0, ExposureInuAs: 0, Exposure: null };
    const none = { exposure_time_ms: 0, tube_current_ma: 0, exposure_mas: 0 };
    expect(eventOf(alone)).toMatchObject(none);
    expect(eventOf({ ...alone, ExposureInmAs: -1, Exposure: 'unknown' })).toMatchObject(none);
  });

  it('states the ratio of its grid, however its numbers are written', () => {
    const ratio = (stated: string) =>
      eventOf({}, [element(0x00187046, 'IS', Buffer.from(stated))]).grid_aspect_ratio;
    expect([ratio('10\\1'), ratio('+10\\ 1 '), ratio('10.0\\1.0'), ratio('10:1')]).toEqual([
      ...['10\\1', '10\\1', '10\\1', '10:1'],
    ]);
  });

  it('puts how the exposure was controlled behind the series description, and not alone', () => {
    const control = 'AEC three fields';
    expect(eventOf({ SeriesDescription: 'AP', ExposureControlModeDescription: control }).comment).toBe(
      'AP, AEC three fields',
    );
    const alone = eventOf({ SeriesDescription: null, ExposureControlModeDescription: control });
    expect([alone.comment, alone.exposure_control_mode_description]).toEqual([null, control]);
  });

  it('is for panoramic units a radiograph of modality PX', () => {
    const { study, content, quirks } = read({}, { modality: 'PX' });
    expect([study.modality_in_object, content]).toEqual(['PX', 'projection']);
    expect(quirks).toContain('newtom-panoramic-modality');
  });

  it.each(['1.2.840.10008.5.1.4.1.1.1.3', '1.2.840.10008.5.1.4.1.1.1.3.1'])(
    'is taken within the mouth too: class %s',
    (SOPClassUID) => {
      const { content, study, projectionEvents } = extracted(
        radiographyImage({ attributes: { SOPClassUID, Modality: 'IO' }, kap_gy_cm2: 0.02 }),
      );
      expect([content, study.modality_in_object]).toEqual(['projection', 'IO']);
      expect(projectionEvents[0]!.kap_gy_cm2).toBe(0.02);
    },
  );

  it('is composed where it was derived from two exposures', () => {
    const source = (uid: string) => ({ ReferencedSOPInstanceUID: uid });
    const of = (uids: readonly string[]) =>
      read({ ImageType: ['DERIVED', 'PRIMARY'], SourceImageSequence: uids.map(source) }).imageLinks;
    expect(of(['1.2.3'])).toMatchObject({ sourceImageUids: ['1.2.3'], isDerived: false });
    expect(of(['1.2.3', '1.2.4'])?.isDerived).toBe(true);
  });
});

describe('descriptions of a radiograph', () => {
  it('go from study to series to procedure code', () => {
    const described = (attributes: Attributes) => read({ ...NOTHING_CODED, ...attributes }).study;
    expect(described({ StudyDescription: 'Chest' }).study_description).toBe('Chest');
    expect(described({ StudyDescription: null, SeriesDescription: 'AP' }).study_description).toBe('AP');
    const code = { StudyDescription: null, SeriesDescription: null, ProcedureCodeSequence: coded('X', 'XR') };
    expect(described(code)).toMatchObject({ study_description: 'XR', procedure_code_meaning: 'XR' });
  });

  it('take the procedure from protocol, study and series where it is not coded', () => {
    const named = { ...NOTHING_CODED, ProtocolName: 'Chest PA', StudyDescription: 'Chest' };
    expect(read(named).study.procedure_code_meaning).toBe('Chest PA');
    expect(read({ ...named, ProtocolName: null }).study.procedure_code_meaning).toBe('Chest');
  });

  it('take value and meaning of the requested procedure each from the first place that states it', () => {
    const { study } = read({
      ...NOTHING_CODED,
      PerformedProtocolCodeSequence: coded('P1', 'performed'),
      RequestedProcedureDescription: 'asked for in words',
    });
    expect(study).toMatchObject({
      requested_procedure_code_value: 'P1',
      requested_procedure_code_meaning: 'asked for in words',
    });
  });

  it('ask for the requested procedure from the request codes to the performed protocol, and deeper last', () => {
    const inside = { RequestedProcedureCodeSequence: coded('R2', 'asked inside'), CodeMeaning: null };
    const all = {
      RequestedProcedureCodeSequence: coded('R1', 'asked for'),
      RequestAttributesSequence: [{ ...coded('A1', 'of the attributes')[0], ...inside }],
      ProcedureCodeSequence: coded('C1', 'done'),
      RequestedProcedureDescription: 'in words',
      PerformedProtocolCodeSequence: coded('P1', 'performed'),
    };
    const left = Object.entries(all);
    const found: unknown[] = [];
    while (left.length > 0) {
      const { study } = read({ ...NOTHING_CODED, ...Object.fromEntries(left) });
      found.push([study.requested_procedure_code_value, study.requested_procedure_code_meaning]);
      left.shift();
    }
    expect(found).toEqual([
      ['R1', 'asked for'],
      ['A1', 'done'],
      ['C1', 'done'],
      ['P1', 'in words'],
      ['P1', 'performed'],
    ]);
    const deepest = read({ ...NOTHING_CODED, RequestAttributesSequence: [inside] }).study;
    expect(deepest).toMatchObject({
      requested_procedure_code_value: 'R2',
      requested_procedure_code_meaning: 'asked inside',
    });
  });

  it('take the protocol from the series where none is named', () => {
    expect(eventOf({ ProtocolName: null, SeriesDescription: 'AP' }).acquisition_protocol).toBe('AP');
  });
});

describe('filters of a radiograph', () => {
  const filtersOf = (attributes: Attributes, elements: readonly Element[] = []) =>
    eventOf(
      { FilterThicknessMinimum: null, FilterThicknessMaximum: null, FilterMaterial: null, ...attributes },
      elements,
    ).filters;

  it('are none without a type, and one that says so for NONE', () => {
    expect(filtersOf({ FilterType: null, FilterMaterial: 'COPPER' })).toBeNull();
    expect(filtersOf({ FilterType: 'NONE' })).toMatchObject([{ type: 'No filter', type_code: '111609' }]);
  });

  it('know the butterfly', () => {
    expect(filtersOf({ FilterType: 'BUTTERFLY' })).toMatchObject([{ type_code: '113652' }]);
  });

  it('exchange a least thickness above the greatest, and keep 0', () => {
    const thickness = { FilterThicknessMinimum: 1.06, FilterThicknessMaximum: 0.94 };
    const wedge = { FilterType: 'WEDGE', FilterMaterial: 'ALUMINUM', ...thickness };
    expect(filtersOf(wedge)).toMatchObject([{ thickness_min_mm: 0.94, thickness_max_mm: 1.06 }]);
    const zero = { ...wedge, FilterThicknessMinimum: 0, FilterThicknessMaximum: 0 };
    expect(filtersOf(zero)).toMatchObject([{ thickness_min_mm: 0, thickness_max_mm: 0 }]);
  });

  it('have no thickness below 0', () => {
    const attributes = {
      FilterType: 'FLAT',
      FilterMaterial: 'COPPER',
      FilterThicknessMinimum: -0.2,
      FilterThicknessMaximum: 0.2,
    };
    expect(filtersOf(attributes)).toMatchObject([{ thickness_min_mm: null, thickness_max_mm: 0.2 }]);
    expect(read(attributes).findings.map(({ code }) => code)).toEqual(['value_impossible']);
  });

  it('pair several materials with as many thicknesses', () => {
    const pair = {
      FilterType: 'WEDGE',
      FilterMaterial: ['ALUMINUM', 'COPPER'],
      FilterThicknessMinimum: [0.9, 0.1],
      FilterThicknessMaximum: [1.1, 0.2],
    };
    expect(filtersOf(pair)).toMatchObject([
      { type: 'Flat filter', material_code: 'C-120F9', thickness_min_mm: 0.9, thickness_max_mm: 1.1 },
      { type: 'Flat filter', material_code: 'C-127F9', thickness_min_mm: 0.1, thickness_max_mm: 0.2 },
    ]);
  });

  it('take a comma for what separates as many thicknesses as there are materials, and for nothing else', () => {
    const of = (FilterMaterial: string | readonly string[], least: string) =>
      filtersOf({ FilterType: 'FLAT', FilterMaterial }, [element(0x00187052, 'DS', Buffer.from(least))])?.map(
        (filter) => filter.thickness_min_mm,
      );
    expect(of('ALUMINUM,COPPER', '1,0 ')).toEqual([1, 0]);
    expect(of(['ALUMINUM', 'COPPER'], '1,0.1 ')).toEqual([1, 0.1]);
    expect(of('COPPER', '0,1 ')).toEqual([null]);
  });

  it('keep the thicknesses of a type that is not known', () => {
    const odd = { FilterType: 'ODD', FilterMaterial: 'COPPER', FilterThicknessMinimum: 0.1 };
    expect(filtersOf(odd)).toMatchObject([{ type: null, material_code: 'C-127F9', thickness_min_mm: 0.1 }]);
  });
});

describe('equipment and patient of a radiograph', () => {
  it('have no number where a maker wrote text, and the patient none of 0', () => {
    const { study, device, findings } = read({}, {}, [
      element(0x00181050, 'DS', Buffer.from('0.194 x 0.194 ')),
      element(0x00101020, 'DS', Buffer.from('unknown ')),
      element(0x00101030, 'DS', Buffer.from('0 ')),
    ]);
    expect(device.spatial_resolution_mm).toBeNull();
    expect(study).toMatchObject({ patient_height_m: null, patient_weight_kg: null });
    expect(findings.map(({ code, path }) => [code, path])).toContainEqual([
      'number_unreadable',
      '(0010,1020)',
    ]);
  });

  it('have the resolution that is stated, however it is written, and no finding where it is text', () => {
    const resolution = (stated: string) => {
      const { device, findings } = read({}, {}, [element(0x00181050, 'DS', Buffer.from(stated))]);
      return [device.spatial_resolution_mm, findings.length];
    };
    expect(resolution('0.15')).toEqual([0.15, 0]);
    expect(resolution('0.15\\0.15 ')).toEqual([0.15, 0]);
    expect(resolution('0.194 x 0.194 ')).toEqual([null, 0]);
  });

  it('have no date of last calibration where several are stated', () => {
    const dates = (DateOfLastCalibration: readonly string[]) =>
      read({ DateOfLastCalibration, TimeOfLastCalibration: null }).device.last_calibrated_on;
    expect(dates(['20260102'])).toBe('2026-01-02');
    expect(dates(['20260102', '20260105'])).toBeNull();
  });

  it('join several names and software versions', () => {
    const { study, device } = read({
      OperatorsName: ['Lovelace^Ada', 'Hopper^Grace'],
      SoftwareVersions: ['A1', 'B2'],
    });
    expect(study.operator).toBe('Lovelace^Ada | Hopper^Grace');
    expect(device.software_versions).toBe('A1 | B2');
  });
});

describe('quirks of radiographs', () => {
  it('read material and thickness from the filter type of Siemens Multix', () => {
    const { projectionEvents, quirks } = read({ Manufacturer: 'SIEMENS', FilterType: 'CU_0.2_MM' });
    expect(projectionEvents[0]!.filters).toEqual([
      {
        type: 'Flat filter',
        type_code: '113653',
        material: 'Copper or Copper compound',
        material_code: 'C-127F9',
        thickness_min_mm: 0.2,
        thickness_max_mm: 0.2,
      },
    ]);
    expect(quirks).toContain('siemens-multix-filter-type');
  });

  it('accept the British spelling of Philips Digital Diagnost', () => {
    const { projectionEvents, quirks } = read({ FilterType: 'FLAT', FilterMaterial: 'ALUMINIUM' });
    expect(projectionEvents[0]!.filters).toMatchObject([{ material_code: 'C-120F9' }]);
    expect(quirks).toContain('philips-aluminium-spelling');
  });

  it.each([
    ['Canon Inc.', 'CXDI Control Software NE', 'canon-cxdi-requested-procedure'],
    ['CARESTREAM HEALTH', 'DRX-REVOLUTION', 'carestream-drx-revolution-requested-procedure'],
  ])('take the requested procedure of %s %s from the study description', (maker, model, quirk) => {
    const device = { Manufacturer: maker, ManufacturerModelName: model };
    const { study, quirks } = read({ ...NOTHING_CODED, ...device, StudyDescription: 'XR CHEST' });
    expect(study.requested_procedure_code_meaning).toBe('XR CHEST');
    expect(quirks).toContain(quirk);
  });

  it('take it from there for no other device', () => {
    const { study } = read({ ...NOTHING_CODED, StudyDescription: 'XR CHEST' });
    expect(study.requested_procedure_code_meaning).toBeNull();
  });

  it('find the protocol of Toshiba TM_TFD_1.0 in the image comments', () => {
    const toshiba = { Manufacturer: 'TOSHIBA_MEC', SoftwareVersions: 'TM_TFD_1.0', ImageComments: 'KNEE' };
    const { projectionEvents, quirks } = read({ ...toshiba, ProtocolName: null });
    expect(projectionEvents[0]!.acquisition_protocol).toBe('KNEE');
    expect(quirks).toContain('toshiba-protocol-in-image-comments');
    const other = eventOf({
      ...toshiba,
      SoftwareVersions: '2.0',
      ProtocolName: null,
      SeriesDescription: 'AP',
    });
    expect(other.acquisition_protocol).toBe('AP');
  });

  it('take distances of the Kodak DR 7500 as decimetres, unless they can only be millimetres', () => {
    const kodak = { Manufacturer: 'KODAK', ManufacturerModelName: 'DR 7500' };
    const { projectionEvents, quirks } = read({ ...kodak, DistanceSourceToDetector: '11.5' });
    expect(projectionEvents[0]!.source_to_detector_mm).toBe(1150);
    expect(quirks).toContain('kodak-dr-7500-decimetres');
    expect(eventOf({ ...kodak, DistanceSourceToDetector: '1150' }).source_to_detector_mm).toBe(1150);
    expect(eventOf({ DistanceSourceToDetector: '11.5' }).source_to_detector_mm).toBe(11.5);
  });

  it('take the comma in thicknesses of the Kodak DR 7500 for the separator of a pair', () => {
    const kodak = { Manufacturer: 'KODAK', ManufacturerModelName: 'DR 7500', FilterType: 'WEDGE' };
    const { projectionEvents, quirks } = read({ ...kodak, FilterMaterial: 'ALUMINUM,COPPER' }, {}, [
      element(0x00187052, 'DS', Buffer.from('1,0')),
      element(0x00187054, 'DS', Buffer.from('2,0.2 ')),
    ]);
    expect(projectionEvents[0]!.filters).toMatchObject([
      { material_code: 'C-120F9', thickness_min_mm: 1, thickness_max_mm: 2 },
      { material_code: 'C-127F9', thickness_min_mm: 0, thickness_max_mm: 0.2 },
    ]);
    expect(quirks).toContain('kodak-dr-7500-thickness-pair');
  });

  it('take decimals of DRGEM in integer strings as they stand', () => {
    const { projectionEvents, quirks } = read({ ExposureInuAs: null }, {}, [
      element(0x00181150, 'IS', Buffer.from('12.5')),
      element(0x00181151, 'IS', Buffer.from('200.4 ')),
      element(0x00181152, 'IS', Buffer.from('2.51\0')),
    ]);
    expect(projectionEvents[0]).toMatchObject({
      exposure_time_ms: 12.5,
      tube_current_ma: 200.4,
      exposure_mas: 2.51,
    });
    expect(quirks).toContain('drgem-decimals-in-integer-strings');
  });

  it('name no quirk for a radiograph that needs none', () => {
    expect(read({}).quirks).toEqual([]);
  });
});
