import type { ContentKind } from '../extract/extraction.js';
import { compareDocuments } from './document-order.js';
import { groupEquipment, type EquipmentGroup, type EquipmentGroups } from './equipment-groups.js';
import { identifyReportedEvents } from './event-identity.js';
import { PROJECTION_NATURE } from './event-nature.js';
import { modalityOfMachine, type ProjectionModality } from './modality.js';
import type { AssemblySettings, StudyDocument } from './study-document.js';
import { StudyFindings } from './study-findings.js';
import { studyIdOf } from './study-identifier.js';
import type { StudyPart } from './study-part.js';
import { supersededReports } from './superseded-reports.js';

const KINDS: readonly ContentKind[] = ['CT', 'projection', 'MG', 'NM'];

/** The study rows that documents make up: one per kind of content, and two where projection content divides. */
export function studyParts(documents: readonly StudyDocument[], settings: AssemblySettings): StudyPart[] {
  const ordered = documents.length === 1 ? documents : [...documents].sort(compareDocuments);
  return KINDS.flatMap((content) => {
    const ofKind = ordered.filter(({ extraction }) => extraction.content === content);
    if (ofKind.length === 0) return [];
    const equipment = groupEquipment(ofKind);
    if (content === 'projection') return projectionParts(ofKind, equipment, settings);
    return [studyPart(content, content, ofKind, equipment, settings)];
  });
}

function studyPart(
  content: ContentKind,
  modality: string,
  documents: readonly StudyDocument[],
  equipment: EquipmentGroups,
  settings: AssemblySettings,
  deviceId?: string,
): StudyPart {
  const studyId = studyIdOf(documents[0]!.extraction.studyInstanceUid, content, deviceId);
  return { studyId, content, modality, documents, equipment, settings, findings: new StudyFindings() };
}

/**
 * Fluoroscopy and radiography are one row unless one machine did the one and another the other. Fluoroscopy then holds
 * the bare identifier, whichever came first.
 */
function projectionParts(
  documents: readonly StudyDocument[],
  equipment: EquipmentGroups,
  settings: AssemblySettings,
): StudyPart[] {
  const modalities = modalityPerMachine(documents, equipment, settings);
  const of = (modality: ProjectionModality): StudyDocument[] =>
    documents.filter((document) => modalities.get(equipment.get(document)!) === modality);
  const [fluoroscopy, radiography] = [of('RF'), of('DX')];
  const part = (modality: ProjectionModality, own: readonly StudyDocument[], deviceId?: string) =>
    studyPart('projection', modality, own, equipment, settings, deviceId);
  if (fluoroscopy.length === 0) return [part('DX', radiography)];
  if (radiography.length === 0) return [part('RF', fluoroscopy)];
  const leastDevice = radiography.map(({ extraction }) => extraction.device.device_id ?? '').sort()[0]!;
  return [part('RF', fluoroscopy), part('DX', radiography, leastDevice)];
}

/** Classification comes after supersession: what a superseded report says of the machine no longer counts. */
function modalityPerMachine(
  documents: readonly StudyDocument[],
  equipment: EquipmentGroups,
  settings: AssemblySettings,
): ReadonlyMap<EquipmentGroup, ProjectionModality> {
  const reports = documents.filter(({ extraction }) => extraction.kind === 'report');
  const machines = [...new Set(equipment.values())];
  const superseded = reports.length < 2 ? new Set<StudyDocument>() : supersededAmong(reports, equipment);
  return new Map(machines.map((machine) => [machine, modalityOfMachine(machine, superseded, settings)]));
}

function supersededAmong(
  reports: readonly StudyDocument[],
  equipment: EquipmentGroups,
): ReadonlySet<StudyDocument> {
  const identified = identifyReportedEvents(reports, PROJECTION_NATURE, equipment, new StudyFindings());
  const sets = new Map(
    [...identified].map(([report, events]) => [report, new Set(events.map(({ key }) => key))]),
  );
  return supersededReports(reports, sets, equipment);
}
