import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Actions } from '../../reports/actions.js';
import type { ErasableStore } from '../erasure/erase-studies.js';
import { copiesLeft } from '../erasure/copies-left.js';
import { openErasures } from '../erasure/journal.js';
import { PROGRAM } from '../program-files.js';

/** Erases studies in a process of its own, one erasure at a time, so that no page waits for it. */
export interface StudyErasure extends Pick<Actions, 'eraseStudies'> {
  /** Finishes what an earlier process was killed over. */
  finishInterrupted(): Promise<void>;
  /** Asks the process at hand to end; the next start finishes what it had begun. */
  stop(): Promise<void>;
}

export function studyErasure(
  store: Omit<ErasableStore, 'siteKey'>,
  onEnd: (exitCode: number | null) => void,
): StudyErasure {
  const { lake, state, paths } = store;
  let running: ChildProcess | null = null;
  const start = (args: readonly string[], runId: string | null): void => {
    const child = spawn(
      process.execPath,
      [PROGRAM, 'delete', ...args, '--erase', '--data', paths.directory],
      {
        stdio: 'ignore',
        env: process.env,
      },
    );
    running = child;
    const ended = (code: number | null): void => {
      if (running !== child) return;
      running = null;
      // A process that was killed left its run open; one that ended has closed it.
      if (runId !== null) state.runs.finish(runId, 'interrupted');
      onEnd(code);
    };
    child.on('exit', ended);
    child.on('error', () => ended(null));
  };
  return {
    async eraseStudies(studyIds, by) {
      if (running) return { outcome: 'unavailable' };
      const traces = await lake.tracesOf(studyIds);
      if (traces.studyIds.length === 0) return { outcome: 'unknown' };
      const alsoHeld = traces.presentStudyIds.filter((id) => !studyIds.includes(id));
      if (alsoHeld.length > 0) return { outcome: 'incomplete', alsoHeld };
      const { backups } = await copiesLeft(store, traces);
      if (running) return { outcome: 'unavailable' };
      const runId = randomUUID();
      state.runs.start({ kind: 'erasure', trigger: 'request', runId });
      start([...studyIds, '--by', by, '--run-id', runId], runId);
      return { outcome: 'started', runId, backups };
    },
    async finishInterrupted() {
      if ((await openErasures(paths.directory)).length > 0) start([], null);
    },
    stop: () =>
      new Promise((resolve) => {
        if (!running) return resolve();
        running.once('exit', () => resolve());
        running.kill('SIGTERM');
      }),
  };
}
