import type { Content, DroppedFile, FactsFile, LivingStore } from './living-store.js';

/** A file of the drop folder that belongs to a study. */
export interface StudyFile extends DroppedFile {
  readonly studyInstanceUid: string;
}

/** What is deleted of an examination: all of one content, with the ids of the rows that showed it then. */
export interface Deletion {
  readonly uid: string;
  readonly content: Content;
  readonly ids: readonly string[];
  readonly isPurged: boolean;
}

export type MarkOption = '--patient' | '--not-patient';

/** All that people and machines told a store, as far as it holds in the end. */
export class WhatHolds {
  files = new Set<StudyFile>();
  deletions = new Set<Deletion>();
  /** By StudyInstanceUID. */
  erased = new Set<string>();
  marks = new Map<string, MarkOption>();
  /** By device. */
  modalities = new Map<string, string | null>();
  displayNames = new Map<string, string>();
  /** In the order in which they came. */
  factsFiles: FactsFile[] = [];
  /** Patterns on names; null where nobody changed those of the guide. */
  patterns: readonly string[] | null = null;
  /** Settings of identity, as variables of the environment. */
  identity: Readonly<Record<string, string>> = {};

  /** The same at this moment, with what stays whatever a store is put back to. */
  copy(stays: Partial<Pick<WhatHolds, 'files' | 'identity'>> = {}): WhatHolds {
    const copy = new WhatHolds();
    copy.files = new Set(stays.files ?? this.files);
    copy.deletions = new Set(this.deletions);
    copy.erased = new Set(this.erased);
    copy.marks = new Map(this.marks);
    copy.modalities = new Map(this.modalities);
    copy.displayNames = new Map(this.displayNames);
    copy.factsFiles = [...this.factsFiles];
    copy.patterns = this.patterns;
    copy.identity = stays.identity ?? this.identity;
    return copy;
  }

  /** Tells a new store of the same site all of it: what is set first, then all files in one run, then the rest. */
  async tellAtOnce(store: LivingStore): Promise<void> {
    store.keepIdentity(this.identity);
    if (this.patterns !== null) store.setPatterns(this.patterns);
    for (const file of this.files) if (!this.erased.has(file.studyInstanceUid)) store.put(file);
    store.run('ingest');
    for (const [id, modality] of this.modalities)
      await store.changeDevice(id, { user_defined_modality: modality });
    store.run('rebuild');
    for (const [id, name] of this.displayNames) await store.changeDevice(id, { display_name: name });
    for (const file of this.factsFiles) store.upload(file);
    const studies = store.studies();
    for (const [uid, mark] of this.marks) {
      const marked = studies.filter((study) => study.uid === uid);
      if (marked.length > 0) store.run('mark', mark, ...marked.map(({ id }) => id));
    }
    for (const { uid, content } of this.deletions) {
      const deleted = studies.filter((study) => study.uid === uid && study.content === content);
      if (deleted.length > 0) store.run('delete', ...deleted.map(({ id }) => id));
    }
  }
}
