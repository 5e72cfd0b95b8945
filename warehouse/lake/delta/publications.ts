import type { LakeContext } from '../context.js';
import { inTurn } from '../in-turn.js';
import { DeltaLogError } from './log-state.js';
import { publishSnapshots, type PublicationOptions, type PublicationReport } from './publish.js';
import { forgetPublished, withdrawPublication, type ForgottenReport } from './withdraw.js';

/** How long a publication that follows a commit waits for another process; the next one makes up for it. */
const FOLLOWING_WAIT_MS = 60_000;

/** Publication as Delta Lake: what an open lake does of it, one after another. */
export interface Publications {
  /**
   * Publishes the newest snapshot, and those since the last publication, as Delta logs beside the parts.
   * @throws LeaseUnavailableError when another process goes on publishing; the signal's reason when stopped.
   */
  publish(options?: PublicationOptions): Promise<PublicationReport>;
  /** Lets publications that follow commits come to their end. */
  published(): Promise<void>;
  /** Takes back the whole publication; returns the tables that were published. */
  withdrawPublication(): Promise<readonly string[]>;
  /**
   * Makes the published logs forget parts (relative to the lake folder) that an erasure's commit has replaced: no
   * commit, checkpoint or copy tells of them afterwards, statistics included, nor of anything older. Does nothing where
   * nothing is published. Not to be called while holding the commit lease.
   */
  forgetPublished(parts: readonly string[]): Promise<ForgottenReport>;
}

/** The publications of an open lake, and how one follows a commit: commits do not wait for it, and several share one. */
export function publicationsOf(
  context: LakeContext,
  onError: (error: unknown) => void,
): { publications: Publications; publishSoon: () => void } {
  const takeTurn = inTurn();
  let isDue = false;
  const publishAfter = async (): Promise<void> => {
    isDue = false;
    try {
      const { damages } = await publishSnapshots(context, { waitMs: FOLLOWING_WAIT_MS });
      damages.forEach((damage) => onError(new DeltaLogError(damage)));
    } catch (error) {
      onError(error);
    }
  };
  return {
    publications: {
      publish: (options) => takeTurn(() => publishSnapshots(context, options)),
      published: () => takeTurn(() => Promise.resolve()),
      withdrawPublication: () => takeTurn(() => withdrawPublication(context)),
      forgetPublished: (parts) => takeTurn(() => forgetPublished(context, parts)),
    },
    publishSoon: () => {
      if (isDue) return;
      isDue = true;
      void takeTurn(publishAfter);
    },
  };
}
