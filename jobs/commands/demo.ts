import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { USUAL_PERIOD } from '../../test/support/hospital/calendar.js';
import { generateHospital, type HospitalFile } from '../../test/support/hospital/generate-hospital.js';
import { CommandError, EXIT, type ExitCode } from '../cli/exit-codes.js';
import { interruption } from '../cli/interruption.js';
import { inBytes } from '../cli/quantities.js';
import type { Terminal } from '../cli/terminal.js';
import { CannotMakeFolderError, makeFolder } from '../make-folder.js';

/** Invented objects are no secret: others read them as the system's own rules say. */
const FOR_ANYBODY = 0o777;

export interface DemoRequest {
  readonly studies: number;
  readonly out: string;
  readonly seed: string;
  /** First and last day, `YYYY-MM-DD`; together, or neither. */
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly overwrite: boolean;
}

const MOST_STUDIES = 100_000_000;

/**
 * `dose demo --studies N --out DIR`: writes the objects of an invented hospital group, study by study. The same
 * request gives the same files; whatever the number, one study is in memory at a time.
 */
export async function demoCommand(request: DemoRequest, terminal: Terminal): Promise<ExitCode> {
  const period = periodOf(request);
  const studies = studyCountOf(request.studies);
  const folder = preparedFolder(request);
  const signal = interruption(() => terminal.tell('Stopping after the file at hand…'));
  const tally = { files: 0, byteCount: 0, study: 0 };
  for (const file of generateHospital({ seed: request.seed, ...period, studies })) {
    await nextTurn();
    if (signal.aborted) break;
    write(folder, file);
    tally.files++;
    tally.byteCount += file.bytes.length;
    tally.study = file.study;
    terminal.progress(`${tally.study} of ${studies} studies, ${inBytes(tally.byteCount)}…`);
  }
  terminal.tell(
    `${tally.files} objects of ${tally.study} studies, ${inBytes(tally.byteCount)}, in ${folder}`,
  );
  if (!signal.aborted) return EXIT.done;
  throw new CommandError(
    EXIT.findings,
    'Stopped before the end; the same command with --overwrite writes all of it.',
  );
}

function studyCountOf(studies: number): number {
  if (Number.isInteger(studies) && studies >= 1 && studies <= MOST_STUDIES) return studies;
  throw new CommandError(EXIT.usage, `--studies must be a whole number from 1 to ${MOST_STUDIES}.`);
}

function periodOf({ from = USUAL_PERIOD.from, to = USUAL_PERIOD.to }: DemoRequest): {
  readonly from: string;
  readonly to: string;
} {
  for (const [flag, day] of Object.entries({ from, to })) {
    if (!isDay(day)) throw new CommandError(EXIT.usage, `--${flag} must be a day such as 2026-03-31.`);
  }
  if (from <= to) return { from, to };
  throw new CommandError(EXIT.usage, `--from (${from}) must not be after --to (${to}).`);
}

function isDay(text: string): boolean {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** The folder, made where it is missing; one that holds something only where that is wanted. */
function preparedFolder({ out, overwrite }: DemoRequest): string {
  const folder = resolve(out);
  try {
    makeFolder(folder, FOR_ANYBODY);
    if (overwrite || readdirSync(folder).length === 0) return folder;
  } catch (error) {
    const reason = error instanceof CannotMakeFolderError ? error.cause : error;
    throw new CommandError(EXIT.unavailable, `${folder} cannot be used as a folder: ${messageOf(reason)}`);
  }
  throw new CommandError(
    EXIT.usage,
    `${folder} is not empty. Name another folder, or say --overwrite to replace files of the same name.`,
  );
}

/** Writes a file; what cannot be written whole is taken away again. */
function write(folder: string, { path, bytes }: HospitalFile): void {
  const target = join(folder, path);
  try {
    makeFolder(dirname(target), FOR_ANYBODY);
    writeFileSync(target, bytes);
  } catch (error) {
    rmSync(target, { force: true });
    throw new CommandError(EXIT.unavailable, `${target} could not be written: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
