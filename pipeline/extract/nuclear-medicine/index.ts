import { isConcept } from '../../dicom/codes.js';
import { RADIOPHARMACEUTICAL_ADMINISTRATION } from '../../dicom/concepts/nuclear-medicine.js';
import { RADIOPHARMACEUTICAL_RADIATION_DOSE_REPORT } from '../../dicom/concepts/report.js';
import { codeOf } from '../../dicom/content-item.js';
import { TAG } from '../../dicom/tags.js';
import type { Extraction, Extractor } from '../extraction.js';
import { readReportDocument, reportExtraction } from '../rdsr/document.js';
import { isStructuredReport } from '../structured-report.js';
import { readAssociatedProcedure } from './tid-10021-radiopharmaceutical-dose.js';
import { readAdministration } from './tid-10022-administration.js';
import { readPatientCharacteristics } from './tid-10024-patient-characteristics.js';

/** Radiopharmaceutical radiation dose reports (TID 10021; rows IMP-101, IMP-460…IMP-471, Q59). */
export const radiopharmaceuticalDoseReport: Extractor = {
  name: 'rrdsr',
  version: 6,

  accepts(dataSet) {
    if (!isStructuredReport(dataSet)) return false;
    const title = dataSet.item(TAG.ConceptNameCodeSequence);
    return title !== null && isConcept(codeOf(title), RADIOPHARMACEUTICAL_RADIATION_DOSE_REPORT);
  },

  extract(dataSet, reading): Extraction {
    const document = readReportDocument(reading, dataSet);
    const procedure = readAssociatedProcedure(document.study, document.root);
    const containers = document.root.allWithin(RADIOPHARMACEUTICAL_ADMINISTRATION);
    const administrations = containers.map((item, index) => {
      const row = readAdministration(reading, item, index);
      const columns = { meaning: 'associated_procedure', code: 'associated_procedure_code' } as const;
      if (procedure) row.setCode(columns, procedure, document.root.path);
      return row;
    });
    readPatientCharacteristics(document.study, administrations, document.root);
    return reportExtraction(radiopharmaceuticalDoseReport, dataSet, document, {
      content: 'NM',
      ctEvents: [],
      projectionEvents: [],
      administrations: administrations.map(({ row }) => row),
      accumulatedDoses: [],
    });
  },
};
