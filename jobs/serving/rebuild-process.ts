import { spawn, type ChildProcess } from 'node:child_process';
import type { Actions } from '../../reports/actions.js';
import { PROGRAM } from '../program-files.js';

/** Assembles the studies of devices again, each time in a process of its own, one after another. */
export interface RebuildProcess {
  start(deviceIds: readonly string[]): void;
  /** Asks the process at hand to end after its commit; what it left is done by the next `dose rebuild`. */
  stop(): Promise<void>;
}

export function rebuildProcess(dataDirectory: string, onEnd: (code: number | null) => void): RebuildProcess {
  const waiting = new Set<string>();
  let running: ChildProcess | null = null;
  let isStopping = false;
  const next = (): void => {
    if (running || isStopping || waiting.size === 0) return;
    const devices = [...waiting].flatMap((id) => ['--device', id]);
    waiting.clear();
    const child = spawn(process.execPath, [PROGRAM, 'rebuild', '--data', dataDirectory, ...devices], {
      stdio: 'ignore',
      env: process.env,
    });
    running = child;
    let hasEnded = false;
    const ended = (code: number | null): void => {
      if (hasEnded) return;
      hasEnded = true;
      running = null;
      onEnd(code);
      next();
    };
    child.on('exit', ended);
    child.on('error', () => ended(null));
  };
  return {
    start(deviceIds) {
      for (const id of deviceIds) waiting.add(id);
      next();
    },
    stop: () =>
      new Promise((resolve) => {
        isStopping = true;
        if (!running) return resolve();
        running.once('exit', () => resolve());
        running.kill('SIGTERM');
      }),
  };
}

/** Changes of devices that assemble their studies again where these depend on them (rows CLS-014…CLS-016). */
export function reassemblingDeviceChanges(
  changeDevices: Actions['changeDevices'],
  rebuilds: RebuildProcess,
): Actions['changeDevices'] {
  return async (deviceIds, change) => {
    const isChanged = await changeDevices(deviceIds, change);
    if (isChanged && change.user_defined_modality !== undefined) rebuilds.start(deviceIds);
    return isChanged;
  };
}
