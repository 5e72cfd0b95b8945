import { isConcept, type Concept } from '../../dicom/codes.js';
import { CT_ACCUMULATED_DOSE_DATA, CT_ACQUISITION } from '../../dicom/concepts/ct.js';
import { ACCUMULATED_DOSE_DATA, IRRADIATION_EVENT_DATA } from '../../dicom/concepts/projection.js';
import { PROCEDURE_REPORTED, X_RAY_RADIATION_DOSE_REPORT } from '../../dicom/concepts/report.js';
import { COMPUTED_TOMOGRAPHY, MAMMOGRAPHY, PROJECTION_X_RAY } from '../../dicom/concepts/values.js';
import { codeOf, ContentItem } from '../../dicom/content-item.js';
import type { DataSet } from '../../dicom/data-set.js';
import { TAG } from '../../dicom/tags.js';
import type { Extraction, Extractor, Refusal } from '../extraction.js';
import { GE_TEMPLATE_NOT_STATED } from '../quirks/ge-template-not-stated.js';
import { SIEMENS_REPORT_IN_CAPTURE } from '../quirks/siemens-report-in-capture.js';
import type { Reading } from '../reading.js';
import { isSecondaryCapture } from '../secondary-capture.js';
import { isStructuredReport } from '../structured-report.js';
import { extractProjectionReport } from './tid-10001-projection-radiation-dose.js';
import { extractCtReport } from './tid-10011-ct-radiation-dose.js';

const X_RAY_RADIATION_DOSE_SR = '1.2.840.10008.5.1.4.1.1.88.67';

/** Radiation Dose Structured Reports of X-ray, also when sent as Enhanced SR (rows IMP-100, IMP-103…IMP-106). */
export const xrayDoseReport: Extractor = {
  name: 'rdsr',
  version: 9,

  accepts(dataSet) {
    if (!isStructuredReport(dataSet)) return false;
    const title = dataSet.item(TAG.ConceptNameCodeSequence);
    if (title !== null && isConcept(codeOf(title), X_RAY_RADIATION_DOSE_REPORT)) return true;
    const isDoseReport = dataSet.text(TAG.SOPClassUID) === X_RAY_RADIATION_DOSE_SR;
    return isDoseReport && templatesHeld(ContentItem.root(dataSet)).length > 0;
  },

  extract(dataSet, reading): Extraction | Refusal {
    if (isSecondaryCapture(dataSet)) reading.quirks.add(SIEMENS_REPORT_IN_CAPTURE);
    const template = templateOf(dataSet, reading);
    if (template === '10001') return extractProjectionReport(xrayDoseReport, dataSet, reading);
    if (template === '10011') return extractCtReport(xrayDoseReport, dataSet, reading);
    return { outcome: 'quarantined', reason: 'template_unknown' };
  },
};

type Template = '10001' | '10011';

/**
 * The template of a report: as stated, unless its content is that of the other only; where none is stated as the
 * content shows (row IMP-104; GE OEC Elite MiniView, Q27).
 */
function templateOf(dataSet: DataSet, reading: Reading): Template | null {
  const root = ContentItem.root(dataSet);
  const held = templatesHeld(root);
  if (held.length > 1) {
    reading.finding(
      'several_templates',
      null,
      'CT and projection content in one report; one of them is read',
    );
  }
  const stated = statedTemplate(dataSet);
  if (stated !== null && (held.length === 0 || held.includes(stated))) return stated;
  if (stated !== null) {
    reading.finding(
      'template_differs',
      null,
      'the content is not of the template stated; it was read as it is',
    );
  } else {
    reading.finding('template_not_stated', null, 'the template was taken from the content');
    reading.quirks.add(GE_TEMPLATE_NOT_STATED);
  }
  return held[0] ?? templateOfProcedure(root);
}

function statedTemplate(dataSet: DataSet): Template | null {
  const stated = dataSet.item(TAG.ContentTemplateSequence)?.text(TAG.TemplateIdentifier);
  return stated === '10001' || stated === '10011' ? stated : null;
}

const CONTENT_OF = [
  ['10011', [CT_ACCUMULATED_DOSE_DATA, CT_ACQUISITION]],
  ['10001', [ACCUMULATED_DOSE_DATA, IRRADIATION_EVENT_DATA]],
] as const;

/** The templates of the content at the root; where there is none, of that in the containers below. */
function templatesHeld(root: ContentItem): Template[] {
  const direct = templatesWhere((concept) => root.child(concept) !== null);
  return direct.length > 0 ? direct : templatesWhere((concept) => root.allWithin(concept).length > 0);
}

function templatesWhere(holds: (concept: Concept) => boolean): Template[] {
  return CONTENT_OF.filter(([, concepts]) => concepts.some(holds)).map(([template]) => template);
}

function templateOfProcedure(root: ContentItem): Template | null {
  const procedure = root.child(PROCEDURE_REPORTED)?.codeOrText;
  if (isConcept(procedure, COMPUTED_TOMOGRAPHY)) return '10011';
  const isProjection = [PROJECTION_X_RAY, MAMMOGRAPHY].some((concept) => isConcept(procedure, concept));
  return isProjection ? '10001' : null;
}
