import { isConcept } from '../../dicom/codes.js';
import { CT_ACCUMULATED_DOSE_DATA, CT_ACQUISITION } from '../../dicom/concepts/ct.js';
import { ACCUMULATED_DOSE_DATA, IRRADIATION_EVENT_DATA } from '../../dicom/concepts/projection.js';
import { PROCEDURE_REPORTED, X_RAY_RADIATION_DOSE_REPORT } from '../../dicom/concepts/report.js';
import { PROJECTION_X_RAY } from '../../dicom/concepts/values.js';
import { codeOf, ContentItem } from '../../dicom/content-item.js';
import type { DataSet } from '../../dicom/data-set.js';
import { TAG } from '../../dicom/tags.js';
import type { Extraction, Extractor, Refusal } from '../extraction.js';
import type { Reading } from '../reading.js';
import { extractProjectionReport } from './tid-10001-projection-radiation-dose.js';
import { extractCtReport } from './tid-10011-ct-radiation-dose.js';

const X_RAY_RADIATION_DOSE_SR = '1.2.840.10008.5.1.4.1.1.88.67';
const ENHANCED_SR = '1.2.840.10008.5.1.4.1.1.88.22';
const COMPREHENSIVE_SR = '1.2.840.10008.5.1.4.1.1.88.33';

/** Radiation Dose Structured Reports of X-ray, also when sent as Enhanced SR (rows IMP-100, IMP-103…IMP-106). */
export const xrayDoseReport: Extractor = {
  name: 'rdsr',
  version: 1,

  accepts(dataSet) {
    const sopClass = dataSet.text(TAG.SOPClassUID) ?? '';
    if (![X_RAY_RADIATION_DOSE_SR, ENHANCED_SR, COMPREHENSIVE_SR].includes(sopClass)) return false;
    const title = dataSet.item(TAG.ConceptNameCodeSequence);
    return title !== null && isConcept(codeOf(title), X_RAY_RADIATION_DOSE_REPORT);
  },

  extract(dataSet, reading): Extraction | Refusal {
    const template = templateOf(dataSet, reading);
    if (template === '10001') return extractProjectionReport(xrayDoseReport, dataSet, reading);
    if (template === '10011') return extractCtReport(xrayDoseReport, dataSet, reading);
    return { outcome: 'quarantined', reason: 'template_unknown' };
  },
};

/**
 * The template of a report as stated, else as its content shows (row IMP-104): GE OEC Elite MiniView states none (Q27).
 */
function templateOf(dataSet: DataSet, reading: Reading): string | null {
  const stated = dataSet.item(TAG.ContentTemplateSequence)?.text(TAG.TemplateIdentifier);
  if (stated === '10001' || stated === '10011') return stated;
  reading.finding('template_not_stated', null, 'the template was taken from the content');
  const root = ContentItem.root(dataSet);
  if (root.child(CT_ACCUMULATED_DOSE_DATA) ?? root.child(CT_ACQUISITION)) return '10011';
  if (root.child(ACCUMULATED_DOSE_DATA) ?? root.child(IRRADIATION_EVENT_DATA)) return '10001';
  return isConcept(root.child(PROCEDURE_REPORTED)?.code, PROJECTION_X_RAY) ? '10001' : null;
}
