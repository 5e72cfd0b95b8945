import type { ContentKind } from '../extract/extraction.js';
import type { EquipmentGroups } from './equipment-groups.js';
import type { AssemblySettings, StudyDocument } from './study-document.js';
import type { StudyFindings } from './study-findings.js';

/** What becomes one row of `studies`: the documents of one kind of content, or of one half of projection content. */
export interface StudyPart {
  readonly studyId: string;
  readonly content: ContentKind;
  readonly modality: string;
  /** Strongest first. */
  readonly documents: readonly StudyDocument[];
  readonly equipment: EquipmentGroups;
  readonly settings: AssemblySettings;
  readonly findings: StudyFindings;
}

/** The findings of the objects that the study stands on: those of superseded reports say nothing of it. */
export function addFindingsOfObjects(part: StudyPart, superseded: ReadonlySet<StudyDocument>): void {
  for (const document of part.documents) {
    if (superseded.has(document)) continue;
    for (const finding of document.extraction.findings) part.findings.add(finding);
  }
}
