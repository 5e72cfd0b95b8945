import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { kill, pid } from 'node:process';

/** A name for one holder of leases and pins within this process: `host/pid/random`. */
export function newOwner(): string {
  return `${hostname()}/${pid}/${randomUUID()}`;
}

/** Whether a process of this machine has this id. */
export function isRunning(processId: number): boolean {
  try {
    kill(processId, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether the owner's process is known to be gone: it ran on this host and no longer does. */
export function isGone(owner: string): boolean {
  const [host, processId] = owner.split('/');
  return host === hostname() && !isRunning(Number(processId));
}
