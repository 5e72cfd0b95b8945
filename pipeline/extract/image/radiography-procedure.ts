import { codeOf } from '../../dicom/content-item.js';
import type { DataSet } from '../../dicom/data-set.js';
import { showTag } from '../../dicom/element.js';
import { TAG } from '../../dicom/tags.js';
import { requestedProcedureQuirk } from '../quirks/requested-procedure-in-study-description.js';
import type { RowReader } from '../row-reader.js';
import type { ImageDocument } from './image-document.js';

type StudyReader = RowReader<'studies'>;

/** Descriptions and procedures of a radiograph, each with its chain of fallbacks (rows IMP-362…IMP-365). */
export function readRadiographyProcedure({ study, dataSet, device }: ImageDocument): void {
  const coded = study.row.procedure_code_meaning;
  if (coded === null) {
    firstAttribute(study, 'procedure_code_meaning', dataSet, [
      TAG.ProtocolName,
      TAG.StudyDescription,
      TAG.SeriesDescription,
    ]);
  }
  readRequestedProcedure(study, dataSet);
  const quirk = requestedProcedureQuirk(device);
  const description = study.row.study_description;
  if (study.row.requested_procedure_code_meaning === null && quirk && description !== null) {
    const origin = { path: showTag(TAG.StudyDescription), raw: description, quirk };
    study.set('requested_procedure_code_meaning', description, origin);
  }
  firstAttribute(study, 'study_description', dataSet, [TAG.SeriesDescription]);
  if (study.row.study_description === null && coded !== null) {
    const origin = { path: showTag(TAG.ProcedureCodeSequence), raw: coded };
    study.set('study_description', coded, origin);
  }
}

function firstAttribute(
  study: StudyReader,
  column: 'study_description' | 'procedure_code_meaning',
  dataSet: DataSet,
  tags: readonly number[],
): void {
  for (const tag of tags) {
    if (study.row[column] === null) study.attribute(column, dataSet, tag);
  }
}

/**
 * Code value and meaning each from the first place that states it, in the order of rows IMP-364 and IMP-365: they need
 * not stand together. What the request attributes hold deeper inside, which those rows do not ask, comes last.
 */
function readRequestedProcedure(study: StudyReader, dataSet: DataSet): void {
  const request = dataSet.item(TAG.RequestAttributesSequence);
  fromCode(study, dataSet, TAG.RequestedProcedureCodeSequence);
  fromCode(study, dataSet, TAG.RequestAttributesSequence);
  fromCode(study, dataSet, TAG.ProcedureCodeSequence);
  fromWords(study, dataSet);
  fromCode(study, dataSet, TAG.PerformedProtocolCodeSequence);
  fromCode(study, request, TAG.RequestedProcedureCodeSequence);
  if (request) fromWords(study, request);
}

function fromWords(study: StudyReader, dataSet: DataSet): void {
  if (study.row.requested_procedure_code_meaning !== null) return;
  study.attribute('requested_procedure_code_meaning', dataSet, TAG.RequestedProcedureDescription);
}

function fromCode(study: StudyReader, dataSet: DataSet | null, tag: number): void {
  const item = dataSet?.item(tag);
  const code = item ? codeOf(item) : null;
  if (!code) return;
  const origin = { path: showTag(tag), raw: `${code.value} ${code.meaning}` };
  if (study.row.requested_procedure_code_value === null && code.value) {
    study.set('requested_procedure_code_value', code.value, origin);
  }
  if (study.row.requested_procedure_code_meaning === null && code.meaning) {
    study.set('requested_procedure_code_meaning', code.meaning, origin);
  }
}
