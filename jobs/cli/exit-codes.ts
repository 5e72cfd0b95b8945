/** How the program ends (columns.md, "Commands"). */
export const EXIT = {
  done: 0,
  /** Done, with findings: something quarantined or unreadable, a check failing. */
  findings: 1,
  usage: 2,
  configuration: 3,
  /** Data locked or unavailable. */
  unavailable: 4,
  bug: 70,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Ends a command with an exit code and one line for the user. */
export class CommandError extends Error {
  constructor(
    readonly exitCode: ExitCode,
    message: string,
  ) {
    super(message);
  }
}
