import { accumulatedRows } from './accumulated-rows.js';
import { noRows, type AssembledRows, type AssembledStudy } from './assembled-study.js';
import { assembleCt } from './ct-study.js';
import { distinctDocuments } from './document-order.js';
import { withoutLeftOut } from './left-out-events.js';
import { assembleNuclearMedicine } from './nuclear-medicine.js';
import { patientIdentityOf } from './patient-values.js';
import { assembleProjection } from './projection-study.js';
import { devicesOf } from './study-devices.js';
import type { AssemblySettings, StudyDocument } from './study-document.js';
import { identifierAliases } from './study-identifier.js';
import type { StudyPart } from './study-part.js';
import { studyParts } from './study-parts.js';

/**
 * The tables of one study from all documents of its StudyInstanceUID: a pure function of the set of documents, never
 * of their order, repetition or batching.
 */
export function assembleStudy(
  documents: readonly StudyDocument[],
  settings: AssemblySettings,
): AssembledStudy {
  const { documents: distinct, losers } = distinctDocuments(documents);
  const rows = noRows();
  const { isLeftOut } = settings;
  const said = isLeftOut ? distinct.map((document) => withoutLeftOut(document, isLeftOut)) : distinct;
  const parts = studyParts(said, settings);
  const superseded = parts.flatMap((part) => [...assemblePart(part, rows)]);
  return {
    rows,
    patients: parts
      .map(({ studyId, documents: ofPart }) => patientIdentityOf(studyId, ofPart))
      .filter((patient) => patient !== null),
    losers,
    supersededUids: superseded.map(({ extraction }) => extraction.sopInstanceUid).sort(),
    aliases: parts.flatMap(aliasesOf),
  };
}

/** Adds the rows of one study; says which of its reports are superseded. */
function assemblePart(part: StudyPart, rows: AssembledRows): ReadonlySet<StudyDocument> {
  const superseded = addStudy(part, rows);
  const study = rows.studies.at(-1)!;
  study.finding_count = part.findings.count;
  study.findings = part.findings.list();
  rows.accumulated_doses.push(...accumulatedRows(part, superseded));
  const known = new Set(rows.devices.map((device) => device.device_id));
  const devices = devicesOf(part.documents, part.equipment);
  rows.devices.push(...devices.filter((device) => !known.has(device.device_id)));
  return superseded;
}

function addStudy(part: StudyPart, rows: AssembledRows): ReadonlySet<StudyDocument> {
  if (part.content === 'CT') return addCt(part, rows);
  return part.content === 'NM' ? addNuclearMedicine(part, rows) : addProjection(part, rows);
}

function addCt(part: StudyPart, rows: AssembledRows): ReadonlySet<StudyDocument> {
  const { study, doses } = assembleCt(part);
  rows.studies.push(study);
  for (const { row } of doses.events) rows.ct_events.push(row);
  return doses.superseded;
}

function addProjection(part: StudyPart, rows: AssembledRows): ReadonlySet<StudyDocument> {
  const { study, doses } = assembleProjection(part);
  rows.studies.push(study);
  for (const { row } of doses.events) rows.projection_events.push(row);
  return doses.superseded;
}

function addNuclearMedicine(part: StudyPart, rows: AssembledRows): ReadonlySet<StudyDocument> {
  const { study, administrations, superseded } = assembleNuclearMedicine(part);
  rows.studies.push(study);
  for (const row of administrations) rows.nm_administrations.push(row);
  return superseded;
}

function aliasesOf({ documents, content, studyId }: StudyPart) {
  const [first] = documents;
  const devices = documents.map(({ extraction }) => extraction.device.device_id ?? '');
  return identifierAliases(first!.extraction.studyInstanceUid, content, studyId, devices);
}
