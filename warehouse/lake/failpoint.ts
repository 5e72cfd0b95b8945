import { kill, pid } from 'node:process';

/** Where a fault can be injected: before each step that makes something durable, and after the last. */
export const FAILPOINTS = [
  'lease_taken',
  'work_done',
  'part_written',
  'part_renamed',
  'parts_durable',
  'before_commit',
  'in_transaction',
  'committed',
  'vacuum_listed',
  'vacuum_removed',
  'erasure_written',
  'erasure_in_transaction',
  'erasure_committed',
  'erasure_removed',
] as const;

/** The same in the publication of a snapshot. */
type PublicationFailpoint =
  | 'delta_copy_written'
  | 'delta_commit_written'
  | 'delta_committed'
  | 'delta_checkpoint_written'
  | 'delta_history_removed';

export type Failpoint = (typeof FAILPOINTS)[number] | PublicationFailpoint;

/** The variable of the environment that names one. */
export const FAILPOINT_VARIABLE = 'DOSE_FAILPOINT';

/** How often this process came to where the setting at hand injects its fault. */
let passed = { setting: '', times: 0 };

/**
 * Does nothing, unless the environment variable `DOSE_FAILPOINT` is `name`, `name:throw`, `name:kill` or `name:stop`:
 * then it throws (default), or sends this process SIGKILL or SIGSTOP, to show that the lake survives it there.
 * `name:kill:3` does so the third time the process comes here; `any` as name is each of them.
 */
export function failpoint(name: Failpoint): void {
  const setting = process.env[FAILPOINT_VARIABLE] ?? '';
  if (setting !== passed.setting) passed = { setting, times: 0 };
  if (setting === '') return;
  const [wanted, effect = 'throw', turn = '1'] = setting.split(':');
  if ((wanted !== name && wanted !== 'any') || ++passed.times !== Number(turn)) return;
  if (effect === 'kill') kill(pid, 'SIGKILL');
  else if (effect === 'stop') kill(pid, 'SIGSTOP');
  else throw new Error(`Injected fault at ${name}`);
}
