import type { DroppedFile, FactsFile, LivingStore } from './living-store.js';

/** A file of the drop folder that belongs to a study. */
export interface StudyFile extends DroppedFile {
  readonly studyInstanceUid: string;
}

export type MarkOption = '--patient' | '--not-patient';

/** All that people and machines told a store, as far as it holds in the end. */
export class WhatHolds {
  readonly files = new Set<StudyFile>();
  /** Studies by StudyInstanceUID. */
  readonly deleted = new Set<string>();
  readonly erased = new Set<string>();
  readonly marks = new Map<string, MarkOption>();
  /** By device. */
  readonly modalities = new Map<string, string | null>();
  readonly displayNames = new Map<string, string>();
  /** In the order in which they came. */
  readonly factsFiles: FactsFile[] = [];
  /** Patterns on names; null where nobody changed those of the guide. */
  patterns: readonly string[] | null = null;
  /** Settings of identity, as variables of the environment. */
  identity: Readonly<Record<string, string>> = {};

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
    for (const [uid, mark] of this.marks) {
      if (!this.erased.has(uid)) store.run('mark', mark, ...store.studyIds(uid));
    }
    const deleted = [...this.deleted].flatMap((uid) => store.studyIds(uid));
    if (deleted.length > 0) store.run('delete', ...deleted);
  }
}
