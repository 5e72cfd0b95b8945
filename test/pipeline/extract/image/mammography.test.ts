import { describe, expect, it } from 'vitest';
import {
  mammographyImage,
  mammographyPair,
  SOP_CLASS,
  sopInstanceUid,
  type MammographyImageParts,
} from '../../../support/builders/index.js';
import { element, privateBlock, type Attributes } from '../../../support/dicom-writer/index.js';
import { extracted, outcomeOf } from '../../../support/extracted.js';

const read = (attributes: Attributes, parts: Partial<MammographyImageParts> = {}) =>
  extracted(mammographyImage({ ...parts, attributes }));
const eventOf = (attributes: Attributes, parts: Partial<MammographyImageParts> = {}) =>
  read(attributes, parts).projectionEvents[0]!;

describe('a mammogram', () => {
  it('is one event of a single plane, with the codes that its class fixes', () => {
    const { content, kind, study, projectionEvents } = read({});
    expect([content, kind, projectionEvents.length]).toEqual(['MG', 'image', 1]);
    expect(projectionEvents[0]).toMatchObject({ acquisition_plane: 'single', event_type_code: '113611' });
    expect(study).toMatchObject({ procedure_reported_code: 'P5-40010', has_intent_code: 'R-408C3' });
  });

  it('is described by its protocol, whatever procedure is coded', () => {
    const coded = [{ CodeValue: 'MAM', CodingSchemeDesignator: 'L', CodeMeaning: 'Mammography bilateral' }];
    const { study } = read({ ProcedureCodeSequence: coded, ProtocolName: 'ROUTINE' });
    expect(study).toMatchObject({ procedure_code_meaning: 'ROUTINE', procedure_code_value: null });
    const unnamed = read({ ProcedureCodeSequence: coded, ProtocolName: null }).study;
    expect(unnamed).toMatchObject({
      procedure_code_meaning: 'Mammography bilateral',
      procedure_code_value: 'MAM',
    });
  });

  it('was requested as its request says where the top does not', () => {
    const RequestedProcedureCodeSequence = [
      { CodeValue: 'MG', CodingSchemeDesignator: 'L', CodeMeaning: 'Screening' },
    ];
    const { study } = read({ RequestAttributesSequence: [{ RequestedProcedureCodeSequence }] });
    expect(study).toMatchObject({
      requested_procedure_code_value: 'MG',
      requested_procedure_code_meaning: 'Screening',
    });
  });

  it('states its organ dose in dGy, which is 100 mGy', () => {
    expect(eventOf({ OrganDose: '0.01373' }).agd_mgy).toBe(1.373);
  });

  it.each(['0', '', null])(
    'has neither glandular nor entrance dose where the header says %j',
    (OrganDose) => {
      expect(eventOf({ OrganDose }).agd_mgy).toBeNull();
      expect(eventOf({ EntranceDoseInmGy: OrganDose }).entrance_exposure_mgy).toBeNull();
    },
  );

  it('keeps the compression force as sent, also of a Senographe DS', () => {
    const attributes = {
      Manufacturer: 'GE MEDICAL SYSTEMS',
      ManufacturerModelName: 'Senograph DS ADS_43.10.1',
      CompressionForce: '50',
    };
    expect(eventOf(attributes).compression_force_n).toBe(50);
  });

  it('has the pressure of the compression and the area that it is on', () => {
    expect(eventOf({ CompressionPressure: '9.8', CompressionContactArea: '10200' })).toMatchObject({
      compression_pressure_kpa: 9.8,
      compression_contact_area_mm2: 10_200,
    });
  });

  it('has no compression thickness, tube voltage or distance of 0', () => {
    const event = eventOf({ BodyPartThickness: 0, KVP: 0, DistanceSourceToDetector: 0, CompressionForce: 0 });
    expect(event).toMatchObject({
      compression_thickness_mm: null,
      kvp_kv: null,
      kvp_pulses_kv: null,
      source_to_detector_mm: null,
      compression_force_n: 0,
    });
  });

  it.each([
    ['R', 'Right'],
    ['L ', 'Left'],
    ['LEFT', 'Left'],
    ['r', 'Right'],
  ])('takes laterality %j as %s', (ImageLaterality, side) => {
    expect(eventOf({ ImageLaterality }).laterality).toBe(side);
  });

  it('leaves a laterality that is none blank', () => {
    expect(eventOf({ ImageLaterality: 'X' }).laterality).toBeNull();
  });

  it('finds the side in the laterality of the series, as Hologic sends it', () => {
    const { projectionEvents, quirks } = read({ ImageLaterality: null, Laterality: 'L' });
    expect(projectionEvents[0]).toMatchObject({ laterality: 'Left', laterality_code: 'G-A101' });
    expect(quirks).toContain('hologic-laterality-of-series');
  });

  it.each([
    ['G-A100', 'SRT', 'Right', 'G-A100'],
    ['7771000', 'SCT', 'Left', 'G-A101'],
  ])('finds the side in the modifier %s of its anatomic region', (value, scheme, meaning, side) => {
    const modifier = { CodeValue: value, CodingSchemeDesignator: scheme, CodeMeaning: meaning };
    const breast = { CodeValue: 'T-04000', CodingSchemeDesignator: 'SRT', CodeMeaning: 'Breast' };
    const AnatomicRegionSequence = [{ ...breast, AnatomicRegionModifierSequence: [modifier] }];
    const of = (ImageLaterality: string | null) => eventOf({ ImageLaterality, AnatomicRegionSequence });
    expect(of(null).laterality_code).toBe(side);
    expect(of(side === 'G-A100' ? 'L' : 'R').laterality_code).not.toBe(side);
  });

  it.each([[['RECIPROCATING', 'FOCUSED']], [['FOCUSED', 'RECIPROCATING']], [['FO', 'RECIPROCATING']]])(
    'reads grid properties in any order: %j',
    (Grid) => {
      expect([...(eventOf({ Grid }).grid_codes ?? [])].sort()).toEqual(['111642', '111643']);
    },
  );

  it('reads a grid of a single value as one word, not letter by letter', () => {
    expect(eventOf({ Grid: 'FOCUSED' }).grids).toEqual(['Focused grid']);
    expect(eventOf({ Grid: 'NONE' }).grids).toEqual(['No grid']);
    expect(eventOf({ Grid: null }).grids).toBeNull();
  });

  it('takes a grid that is removed or parked for no kind of grid', () => {
    expect(eventOf({ Grid: 'REMOVED' }).grids).toBeNull();
    expect(eventOf({ Grid: 'PARKED' }).grids).toBeNull();
    expect(eventOf({ Grid: ['FOCUSSED', 'RECIP'] }).grids).toEqual(['Focused grid', 'Reciprocating grid']);
  });

  it.each([
    ['MOLYBDENUM', 'C-150F9'],
    ['tungsten ', 'C-164F9'],
    ['RHODIUM', 'C-167F9'],
  ])('knows the anode %s', (AnodeTargetMaterial, code) => {
    expect(eventOf({ AnodeTargetMaterial }).anode_target_material_code).toBe(code);
  });

  it('leaves an unknown anode blank, and a filter without material too', () => {
    const event = eventOf({ AnodeTargetMaterial: 'UNOBTAINIUM', FilterMaterial: null });
    expect([event.anode_target_material, event.filters]).toEqual([null, null]);
  });

  it('has a filter of its material also where the type says that there is none', () => {
    const filters = (FilterType: string | null) => eventOf({ FilterType, FilterMaterial: 'RHODIUM' }).filters;
    expect(filters('NONE')).toMatchObject([{ type: null, material_code: 'C-167F9' }]);
    expect(filters(null)).toMatchObject([{ type: null, material_code: 'C-167F9' }]);
    expect(filters('FLAT')).toMatchObject([{ type_code: '113653', material_code: 'C-167F9' }]);
  });

  it('takes the exact exposure before the rounded one, and the rounded one where it stands alone', () => {
    expect(eventOf({ ExposureInuAs: 51800, Exposure: 52 }).exposure_mas).toBe(51.8);
    expect(eventOf({ ExposureInuAs: null, Exposure: 52 }).exposure_mas).toBe(52);
  });

  it('reads the share of fibroglandular tissue from a comment that is one', () => {
    expect(eventOf({ CommentsOnRadiationDose: '31 %' }).percent_fibroglandular).toBe(31);
    expect(eventOf({ CommentsOnRadiationDose: 'dose 20% above level' }).percent_fibroglandular).toBeNull();
  });

  it('reads the radiological thickness from the block of its creator only, wherever the block stands', () => {
    const thickness = { 0x49: ['DS', '45'] as const };
    const of = (creator: string, block: number) =>
      extracted(mammographyImage({ elements: privateBlock(0x0045, creator, thickness, block) }));
    expect(of('GEMS_SENO_02', 0x10).projectionEvents[0]!.radiological_thickness_mm).toBe(45);
    expect(of('GEMS_SENO_02', 0x11).projectionEvents[0]!.radiological_thickness_mm).toBe(45);
    expect(of('SOMEBODY ELSE', 0x10).projectionEvents[0]!.radiological_thickness_mm).toBeNull();
  });

  it('reads it by number where an image of GE lost its creators, and of no other maker', () => {
    const of = (Manufacturer: string) =>
      extracted(
        mammographyImage({ attributes: { Manufacturer }, elements: [element(0x00451049, 'DS', '45')] }),
      ).projectionEvents[0]!.radiological_thickness_mm;
    expect(of('GE MEDICAL SYSTEMS')).toBe(45);
    expect(of('HOLOGIC, Inc.')).toBeNull();
  });

  it('reads the modifiers of the view', () => {
    const modifier = { CodeValue: 'R-102D6', CodingSchemeDesignator: 'SNM3', CodeMeaning: 'Magnification' };
    const view = { CodeValue: 'R-10242', CodingSchemeDesignator: 'SNM3', CodeMeaning: 'cranio-caudal' };
    const event = eventOf({ ViewCodeSequence: [{ ...view, ViewModifierCodeSequence: [modifier] }] });
    expect(event).toMatchObject({ image_view_code: 'R-10242', image_view_modifiers: ['Magnification'] });
    expect(event.image_view_modifier_codes).toEqual(['R-102D6']);
  });

  it('reads a modifier of the view that has no meaning by its code', () => {
    const modifier = { CodeValue: 'R-102D5', CodingSchemeDesignator: 'SRT' };
    const event = eventOf({ ViewModifierCodeSequence: [modifier] });
    expect(event.image_view_modifiers).toEqual(['R-102D5']);
  });

  it('takes the view from its short name where no code is stated', () => {
    expect(eventOf({ ViewCodeSequence: null, ViewPosition: 'MLO' }).image_view_code).toBe('R-10226');
  });

  it('starts at its acquisition and at nothing else', () => {
    const at = { AcquisitionDate: '20260105', AcquisitionTime: '101500.250' };
    expect(eventOf(at).started_at_local).toBe('2026-01-05T10:15:00.250');
    const none = { AcquisitionDate: null, AcquisitionTime: null };
    expect(eventOf(none).started_at_local).toBeNull();
    expect(eventOf({ ...none, AcquisitionDateTime: '20260105101500-0500' })).toMatchObject({
      started_at_local: '2026-01-05T10:15:00',
      started_at_offset_min: -300,
    });
  });

  it('is read without a study time', () => {
    expect(read({ StudyTime: null, ContentTime: '101501' }).study.study_time).toBe('10:15:01');
  });

  it('states an irradiation event only where it states one', () => {
    expect(eventOf({}).irradiation_event_uid).toBeNull();
    expect(eventOf({ IrradiationEventUID: '1.2.3' }).irradiation_event_uid).toBe('1.2.3');
  });

  it('holds nothing that names the patient', () => {
    const attributes = {
      PatientName: 'Secretname^Ada',
      PatientID: 'SECRET-4711',
      PatientBirthDate: '19610203',
      PatientComments: 'Secretcomment',
    };
    const all = JSON.stringify(read(attributes));
    for (const secret of ['Secretname', 'SECRET-4711', '19610203', '1961-02-03', 'Secretcomment']) {
      expect(all).not.toContain(secret);
    }
  });
});

describe('materials of a mammogram', () => {
  it.each([
    ['W', 'Rh', 'C-164F9', 'C-167F9'],
    ['Mo', 'Al', 'C-150F9', 'C-120F9'],
    ['TUNGSTEN', 'SILVER', 'C-164F9', 'C-137F9'],
  ])('are coded by name or sign: %s and %s', (AnodeTargetMaterial, FilterMaterial, anode, filter) => {
    const event = eventOf({ AnodeTargetMaterial, FilterMaterial });
    expect(event.anode_target_material_code).toBe(anode);
    expect(event.filters?.map(({ material_code }) => material_code)).toEqual([filter]);
  });
});

describe('links between mammograms', () => {
  it('name the image for processing that one for presentation was made from', () => {
    const [processing, presentation] = mammographyPair({ seed: 7 }).map((bytes) => extracted(bytes));
    expect(presentation!.imageLinks).toEqual({
      sourceImageUids: [sopInstanceUid(7, 'mammogram/1/processing')],
      presentationIntent: 'FOR PRESENTATION',
      isDerived: false,
    });
    expect(processing!.imageLinks).toMatchObject({ sourceImageUids: [], isDerived: false });
  });

  it.each(['FOR PROCESSING', 'FOR PRESENTATION'] as const)('know by its class an image %s', (intent) => {
    const bytes = mammographyImage({ intent, attributes: { PresentationIntentType: null } });
    expect(extracted(bytes).imageLinks?.presentationIntent).toBe(intent);
  });

  it.each([
    ['TOMOSYNTHESIS', 'GENERATED_2D'],
    ['TOMO_2D'],
    ['Synthetic'],
    ['TOMO_SYNTHETIC_2D'],
    ['', 'RECOMBINED'],
    ['POST_CONTRAST', 'SUBTRACTION', '', '', '', '', '50000'],
    ['POST_CONTRAST', 'ADDITION'],
  ])('know a computed image by its type: %s %s', (...types) => {
    const ImageType = ['DERIVED', 'PRIMARY', ...types];
    expect(read({ ImageType }).imageLinks?.isDerived).toBe(true);
  });

  it.each([
    ['DERIVED', 'LOW_ENERGY'],
    ['ORIGINAL', 'HIGH_ENERGY'],
  ])('know the images of a contrast-enhanced mammogram as acquired: %s %s', (origin, energy) => {
    const ImageType = [origin, 'PRIMARY', 'POST_CONTRAST', '', energy];
    expect(read({ ImageType }).imageLinks?.isDerived).toBe(false);
  });

  it('know a synthesised view by the description of its series where its type does not tell', () => {
    const linked = (origin: string, SeriesDescription: string) => {
      const { imageLinks, quirks } = read({ ImageType: [origin, 'PRIMARY'], SeriesDescription });
      return [imageLinks?.isDerived, quirks.includes('synthesised-view-in-series-description')];
    };
    expect(linked('DERIVED', 'L CC C-View')).toEqual([true, true]);
    expect(linked('DERIVED', 'R MLO S-View')).toEqual([true, true]);
    expect(linked('DERIVED', 'RCC V-Preview')).toEqual([true, true]);
    expect(linked('DERIVED', 'L-MLO Insight 2D')).toEqual([true, true]);
    expect(linked('DERIVED', 'LCC Synthetic')).toEqual([true, true]);
    expect(linked('DERIVED', 'R CC tomosynthesis')).toEqual([false, false]);
    expect(linked('DERIVED', 'R MLO')).toEqual([false, false]);
    expect(linked('ORIGINAL', 'L CC C-View')).toEqual([false, false]);
  });

  it('know an image that stands for several events as composed, with no event of its own', () => {
    const { imageLinks, projectionEvents, findings } = read({
      ImageType: ['DERIVED', 'PRIMARY'],
      IrradiationEventUID: ['1.2.3', '1.2.4'],
    });
    expect(imageLinks?.isDerived).toBe(true);
    expect(projectionEvents[0]!.irradiation_event_uid).toBeNull();
    expect(findings.map(({ code }) => code)).toContain('several_values');
  });
});

describe('a computed or digital radiograph of modality MG', () => {
  const of = (SOPClassUID: string, attributes: Attributes = {}) =>
    extracted(mammographyImage({ attributes: { SOPClassUID, ...attributes } }));

  it.each([[SOP_CLASS.computedRadiography], [SOP_CLASS.digitalXRayForPresentation]])(
    'is a mammogram with its glandular dose: %s',
    (sopClass) => {
      const { content, study, projectionEvents } = of(sopClass, { OrganDose: '0.01373' });
      expect([content, study.modality_in_object, projectionEvents[0]!.agd_mgy]).toEqual(['MG', 'MG', 1.373]);
    },
  );

  it('is a mammogram also where its modality is written in small letters', () => {
    const { content, projectionEvents } = of(SOP_CLASS.computedRadiography, {
      Modality: 'mg',
      OrganDose: '0.01373',
    });
    expect([content, projectionEvents[0]!.agd_mgy]).toEqual(['MG', 1.373]);
  });

  it('states the side as the standard has it for such images, which is no quirk', () => {
    const { projectionEvents, quirks } = of(SOP_CLASS.computedRadiography, {
      ImageLaterality: null,
      Laterality: 'L',
    });
    expect([projectionEvents[0]!.laterality, quirks]).toEqual(['Left', []]);
  });

  it('is a radiograph where its modality is another', () => {
    expect(of(SOP_CLASS.computedRadiography, { Modality: 'CR' }).content).toBe('projection');
  });
});

describe('a secondary capture of modality MG', () => {
  const capture = (ImageType: readonly string[]) =>
    mammographyImage({ attributes: { SOPClassUID: SOP_CLASS.secondaryCapture, ImageType } });

  it('holds the projections of Hologic where it is original', () => {
    const { projectionEvents, quirks } = extracted(capture(['ORIGINAL', 'PRIMARY']));
    expect(projectionEvents).toHaveLength(1);
    expect(quirks).toContain('hologic-projections-as-secondary-capture');
  });

  it('holds no dose where it is not', () => {
    expect(outcomeOf(capture(['DERIVED', 'PRIMARY']))).toEqual({
      outcome: 'not_dose',
      reason: 'secondary_capture_not_original',
    });
  });
});
