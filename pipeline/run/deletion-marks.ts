import { createHmac } from 'node:crypto';
import type { StudyAction, StudyActionKind } from '../../warehouse/tables/index.js';
import { assembleStudy } from '../assemble/index.js';
import type { StudyDocument } from '../assemble/study-document.js';
import type { ContentKind } from '../extract/extraction.js';

/** What deleted studies held, as keyed hashes, so that nothing of them need be kept to know it again. */
export class DeletionMarks {
  /** The deleted studies by what they held. */
  readonly #deleted = new Map<string, string>();
  readonly #erased = new Set<string>();
  readonly #leftOut = new Set<string>();

  /** Marks of the studies of which the latest action among these is a deletion, and of all that were erased. */
  constructor(
    actions: readonly Pick<StudyAction, 'study_id' | 'action' | 'acted_at' | 'uid_hashes'>[],
    private readonly siteKey: Uint8Array,
  ) {
    for (const action of latestDeletions(actions).values()) {
      for (const hash of action.uid_hashes ?? []) this.#deleted.set(hash, action.study_id!);
    }
    for (const { uid_hashes: hashes } of actions.filter(({ action }) => action === 'erase'))
      for (const hash of hashes ?? []) this.#erased.add(hash);
    for (const { uid_hashes: hashes } of actions.filter(({ action }) => action === 'import_new_events'))
      for (const hash of hashes ?? []) this.#leftOut.add(hash);
  }

  get isEmpty(): boolean {
    return this.#deleted.size + this.#erased.size + this.#leftOut.size === 0;
  }

  holds(mark: Mark): boolean {
    const hash = markHash(mark, this.siteKey);
    return this.#deleted.has(hash) || this.#erased.has(hash);
  }

  /** The deleted study that one of these belongs to; null where they are of none. */
  deletedStudyOf(marks: readonly Mark[]): string | null {
    for (const mark of marks) {
      const studyId = this.#deleted.get(markHash(mark, this.siteKey));
      if (studyId !== undefined) return studyId;
    }
    return null;
  }

  hashesOf(marks: readonly Mark[]): string[] {
    return [...new Set(marks.map((mark) => markHash(mark, this.siteKey)))].sort();
  }

  get leavesEventsOut(): boolean {
    return this.#leftOut.size > 0;
  }

  /** Whether it was deleted while other events of its study came in. */
  isLeftOut(mark: Mark): boolean {
    return this.#leftOut.has(markHash(mark, this.siteKey));
  }

  /** Whether an erased study held it, or is it. */
  isErased(mark: Mark): boolean {
    return this.#erased.has(markHash(mark, this.siteKey));
  }
}

/**
 * Something that a study held, or the study itself: all its content of a kind, or that of one device; an erased study with
 * content of any kind.
 */
export type Mark =
  | { readonly kind: 'sop' | 'event' | 'study'; readonly uid: string }
  | {
      readonly kind: 'content';
      readonly uid: string;
      readonly content: ContentKind;
      readonly deviceId: string | null;
    };

/** 128 bits of HMAC-SHA-256 under the site key. */
export function markHash(mark: Mark, siteKey: Uint8Array): string {
  const parts = [
    mark.kind,
    mark.uid,
    ...(mark.kind === 'content' ? [mark.content, mark.deviceId ?? ''] : []),
  ];
  return createHmac('sha256', siteKey)
    .update(['deletion', ...parts].join('\u0000'))
    .digest('hex')
    .slice(0, 32);
}

/** Actions of which the latest one says whether a study is deleted. */
const DECIDING: ReadonlySet<string> = new Set<StudyActionKind>(['delete', 'restore', 'import_new_events']);

/** The deletions that hold, by study id: those not followed by a restore or by the import of new events. */
export function latestDeletions<A extends Pick<StudyAction, 'study_id' | 'action' | 'acted_at'>>(
  actions: readonly A[],
): Map<string, A> {
  const latest = new Map<string, A>();
  for (const action of actions) {
    if (action.study_id === null || !DECIDING.has(action.action ?? '')) continue;
    const before = latest.get(action.study_id);
    if (before === undefined || (before.acted_at ?? '') < (action.acted_at ?? ''))
      latest.set(action.study_id, action);
  }
  return new Map([...latest].filter(([, { action }]) => action === 'delete'));
}

/** The events that an object speaks of, by UID and by the key that assembly gives them when the object stands alone. */
export function eventsOf(document: StudyDocument): readonly (readonly string[])[] {
  const { rows } = assembleStudy([document], { userDefinedModality: new Map() });
  return [...rows.ct_events, ...rows.projection_events].map(
    ({ event_key: key, irradiation_event_uid: uid }) => [key, uid].filter((known) => known !== null),
  );
}

/** Everything that a deletion marks of one object of the study. */
export function marksOf(document: StudyDocument): Mark[] {
  const events = eventsOf(document).flat();
  return [
    { kind: 'sop', uid: document.extraction.sopInstanceUid },
    ...[...new Set(events)].map((uid): Mark => ({ kind: 'event', uid })),
  ];
}
