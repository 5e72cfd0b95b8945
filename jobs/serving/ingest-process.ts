import { spawn, type ChildProcess } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { PROGRAM } from '../program-files.js';

/** Starts ingest runs as processes of their own, at low priority, one at a time, so that no page waits for them. */
export interface IngestProcess {
  /** Starts a run under this id; false while one is running. */
  start(trigger: 'schedule' | 'catch_up' | 'request', runId: string): boolean;
  /** Asks the run at hand to finish its batch and waits for its end. */
  stop(): Promise<void>;
}

export interface IngestProcessOptions {
  readonly dataDirectory: string;
  readonly onEnd: (exitCode: number | null) => void;
}

export function ingestProcess({ dataDirectory, onEnd }: IngestProcessOptions): IngestProcess {
  let running: ChildProcess | null = null;
  return {
    start(trigger, runId) {
      if (running) return false;
      const args = ['ingest', '--data', dataDirectory, '--trigger', trigger, '--run-id', runId];
      const child = spawn(process.execPath, [PROGRAM, ...args], { stdio: 'ignore', env: process.env });
      running = child;
      if (child.pid !== undefined) lowerPriority(child.pid);
      child.on('exit', (code) => {
        running = null;
        onEnd(code);
      });
      child.on('error', () => {
        running = null;
        onEnd(null);
      });
      return true;
    },
    stop: () =>
      new Promise((resolve) => {
        if (!running) return resolve();
        running.once('exit', () => resolve());
        running.kill('SIGTERM');
      }),
  };
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // Not permitted here: the run then competes as any process does.
  }
}
