import { join } from 'node:path';
import type { Argv } from 'yargs';
import {
  CatalogError,
  DamagedPartsError,
  LeaseUnavailableError,
  NoHardLinksError,
  SnapshotUnavailableError,
} from '../../warehouse/index.js';
import { ConfigurationError } from '../config/field-values.js';
import { CannotMakeFolderError } from '../make-folder.js';
import { ROOT } from '../program-files.js';
import { readSettings, type Settings } from '../config/settings.js';
import { environmentAdvice } from './broken-environment.js';
import { CommandError, EXIT, type ExitCode } from './exit-codes.js';
import { processTerminal } from './terminal.js';

export const terminal = processTerminal();

/** Flags that every command has. */
export interface CommonFlags {
  readonly data?: string | undefined;
  readonly port?: number | undefined;
}

/** The program as commands are declared on it. */
export type Program = Argv<{ data: string | undefined }>;

/** The settings that hold for a command with these flags. */
export function settingsOf(flags: CommonFlags): Settings {
  return readSettings({ directory: ROOT, environment: process.env, flags });
}

/** Files named on the command line are real: they never go into the demo store. */
export function settingsForFiles(flags: CommonFlags, paths: readonly string[]): Settings {
  const settings = settingsOf(flags);
  if (!settings.isDemo || paths.length === 0) return settings;
  return settingsOf({ ...flags, data: join('data', 'store') });
}

/** Runs a command and ends the process with its exit code; errors become one line on stderr. */
export async function end(command: () => Promise<ExitCode>): Promise<void> {
  try {
    process.exitCode = await command();
  } catch (error) {
    process.exitCode = exitCodeOf(error);
    const isBug = process.exitCode === EXIT.bug;
    terminal.tell(`dose: ${messageOf(error)}`);
    if (isBug && error instanceof Error && error.stack) terminal.tell(error.stack);
    const advice = environmentAdvice(error);
    if (advice !== null) terminal.tell(advice);
  }
}

function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CommandError) return error.exitCode;
  if (error instanceof ConfigurationError) return EXIT.configuration;
  const isUnavailable =
    error instanceof LeaseUnavailableError ||
    error instanceof SnapshotUnavailableError ||
    error instanceof DamagedPartsError ||
    error instanceof CannotMakeFolderError ||
    error instanceof NoHardLinksError ||
    error instanceof CatalogError;
  return isUnavailable || environmentAdvice(error) !== null ? EXIT.unavailable : EXIT.bug;
}

function messageOf(error: unknown): string {
  if (error instanceof SnapshotUnavailableError && error.nearest) {
    const { id, committedAt } = error.nearest;
    return `${error.message}. The nearest one kept is ${id} of ${committedAt}.`;
  }
  return error instanceof Error ? error.message : String(error);
}
