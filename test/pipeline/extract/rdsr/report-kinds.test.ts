import { describe, expect, it } from 'vitest';
import { TRANSFER_SYNTAXES, type TransferSyntax } from '../../../support/dicom-writer/write-part10.js';
import {
  CONCEPT,
  codeItem,
  container,
  ctReport,
  fluoroscopyReport,
  mammographyReport,
  num,
  radiopharmaceuticalReport,
  UNIT,
  VALUE,
} from '../../../support/builders/index.js';
import { accumulatedOf, bareReport, dcm, eventOf, extracted, outcomeOf } from './projection-report.js';

const XRAY_DOSE_SR = '1.2.840.10008.5.1.4.1.1.88.67';
const untitled = { ConceptNameCodeSequence: [] };

describe('a dose report', () => {
  it.each([
    ['Basic Text SR', '1.2.840.10008.5.1.4.1.1.88.11'],
    ['Enhanced SR', '1.2.840.10008.5.1.4.1.1.88.22'],
    ['Comprehensive SR', '1.2.840.10008.5.1.4.1.1.88.33'],
    ['Comprehensive 3D SR', '1.2.840.10008.5.1.4.1.1.88.34'],
    ['Extensible SR', '1.2.840.10008.5.1.4.1.1.88.35'],
    ['X-Ray Radiation Dose SR', XRAY_DOSE_SR],
  ])('is known by its title also as %s', (_, SOPClassUID) => {
    expect(extracted(ctReport({ events: 2, attributes: { SOPClassUID } })).ctEvents).toHaveLength(2);
  });

  it('of any procedure is one of mammography where it states a glandular dose', () => {
    const agd = num(dcm('111637', 'Accumulated Average Glandular Dose'), 1.5, UNIT.mgy);
    const procedure = VALUE.projectionXRay;
    expect(extracted(bareReport([accumulatedOf(null, agd)], { procedure })).content).toBe('MG');
    expect(extracted(bareReport([accumulatedOf(null)], { procedure })).content).toBe('projection');
    const ofEvent = num(dcm('111631', 'Average Glandular Dose'), 1.5, UNIT.mgy);
    expect(extracted(bareReport([eventOf(ofEvent)], { procedure })).content).toBe('MG');
    const none = num(dcm('111631', 'Average Glandular Dose'), 0, UNIT.mgy);
    expect(extracted(bareReport([eventOf(none)], { procedure })).content).toBe('projection');
  });

  it('without a title is known by its class and content', () => {
    expect(extracted(ctReport({ events: 2, attributes: untitled })).ctEvents).toHaveLength(2);
    expect(extracted(fluoroscopyReport({ events: 2, attributes: untitled })).projectionEvents).toHaveLength(
      2,
    );
  });

  it('is read where its content stands in the capture of a dose page (Siemens Emotion)', () => {
    const attributes = {
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.7',
      Modality: 'CT',
      SeriesDescription: 'Patient Protocol',
    };
    const { kind, ctEvents, quirks } = extracted(ctReport({ events: 2, attributes }));
    expect([kind, ctEvents.length, quirks]).toEqual(['capture', 2, ['siemens-report-in-capture']]);
    const without = { ...attributes, ContentSequence: null };
    expect(outcomeOf(ctReport({ attributes: without }))).toMatchObject({ reason: 'dose_in_pixels_only' });
  });

  it('without a title and in a class of other reports is none', () => {
    const attributes = { ...untitled, SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.22' };
    expect(outcomeOf(ctReport({ attributes }))).toEqual({ outcome: 'not_dose', reason: 'no_extractor' });
  });

  it.each([
    [
      'Enhanced X-Ray Radiation Dose SR',
      '1.2.840.10008.5.1.4.1.1.88.76',
      'enhanced_xray_dose_report_not_read',
    ],
    ['Patient Radiation Dose SR', '1.2.840.10008.5.1.4.1.1.88.73', 'patient_radiation_dose_report_not_read'],
    ['X-Ray Radiation Dose SR of another title', XRAY_DOSE_SR, 'dose_report_title_unknown'],
    [
      'Radiopharmaceutical Radiation Dose SR of another title',
      '1.2.840.10008.5.1.4.1.1.88.68',
      'dose_report_title_unknown',
    ],
  ])('that is not read is quarantined with the reason: %s', (_, SOPClassUID, reason) => {
    const title = { CodeValue: '1', CodingSchemeDesignator: '99X', CodeMeaning: 'Dose' };
    const attributes = { SOPClassUID, ConceptNameCodeSequence: [title] };
    expect(outcomeOf(bareReport([], { attributes }))).toEqual({ outcome: 'quarantined', reason });
  });

  it.each(Object.keys(TRANSFER_SYNTAXES).filter((name) => name !== 'jpeg-baseline') as TransferSyntax[])(
    'says the same in %s',
    (transferSyntax) => {
      const said = (make: typeof ctReport | typeof fluoroscopyReport | typeof mammographyReport) => {
        const of = (file: object) => extracted(make({ events: 3, file }));
        expect(of({ transferSyntax })).toEqual(of({}));
        expect(of({ transferSyntax, sequenceLength: 'undefined', itemLength: 'undefined' })).toEqual(of({}));
      };
      said(ctReport);
      said(fluoroscopyReport);
      said(mammographyReport);
    },
  );

  it('of nuclear medicine is not touched by these rules', () => {
    expect(extracted(radiopharmaceuticalReport()).content).toBe('NM');
  });
});

describe('the template', () => {
  it('is that of the content where another is stated, with a finding', () => {
    const ct = extracted(ctReport({ events: 2, template: '10001' }));
    expect(ct).toMatchObject({ content: 'CT', ctEvents: [{}, {}] });
    expect(ct.findings.map((finding) => finding.code)).toContain('template_differs');
    expect(extracted(fluoroscopyReport({ template: '10011' })).content).toBe('projection');
  });

  it.each([null, '10002', '2000', ''])('is taken from the content where %j is stated', (template) => {
    const ct = extracted(ctReport({ events: 2, template }));
    expect(ct).toMatchObject({ content: 'CT', ctEvents: [{}, {}] });
    expect(ct.quirks).toContain('ge-template-not-stated');
    expect(extracted(fluoroscopyReport({ template })).content).toBe('projection');
  });

  it('is taken from the procedure where there is no content', () => {
    const of = (procedure: typeof VALUE.projectionXRay) =>
      extracted(bareReport([], { template: null, procedure })).content;
    expect(of(VALUE.projectionXRay)).toBe('projection');
    expect(of(VALUE.computedTomography)).toBe('CT');
    expect(of(VALUE.mammography)).toBe('MG');
  });

  it('of a report that holds CT and projection content is the stated one, with a finding', () => {
    const both = extracted(bareReport([eventOf(), container(dcm('113819', 'CT Acquisition'), [])]));
    expect(both).toMatchObject({ content: 'projection', projectionEvents: [{}], ctEvents: [] });
    expect(both.findings.map((finding) => finding.code)).toContain('several_templates');
  });

  it('may group events and totals in containers of its own', () => {
    const group = container(dcm('113015', 'Series'), [
      eventOf(codeItem(CONCEPT.targetRegion, VALUE.heart)),
      eventOf(),
      accumulatedOf(VALUE.singlePlane),
    ]);
    const report = extracted(bareReport([group], { template: null }));
    expect(report.projectionEvents.map((event) => event.target_region)).toEqual(['Heart', null]);
    expect(report.accumulatedDoses).toHaveLength(1);
  });

  it('may group some of its events and not others', () => {
    const group = container(dcm('113015', 'Series'), [eventOf(codeItem(CONCEPT.targetRegion, VALUE.heart))]);
    const projection = extracted(bareReport([eventOf(), container(dcm('113015', 'Group'), [group])]));
    expect(projection.projectionEvents.map((event) => event.target_region)).toEqual([null, 'Heart']);
    const acquisition = container(dcm('113819', 'CT Acquisition'), []);
    const scans = container(dcm('113015', 'Series'), [acquisition]);
    const ct = bareReport([scans, acquisition], {
      template: '10011',
      procedure: VALUE.computedTomography,
    });
    expect(extracted(ct).ctEvents).toHaveLength(2);
  });
});
