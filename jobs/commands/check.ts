import { failedChecks, type FailedCheck } from '../../reports/checks/study-checks.js';
import { checkSummary, type CheckSummary } from '../../reports/checks/check-summary.js';
import { checkScopes } from '../../reports/filters/compile.js';
import type { Filter, Parsed } from '../../reports/filters/filter.js';
import { parseFilterText } from '../../reports/filters/parse.js';
import type { Asking } from '../../reports/snapshots.js';
import { openSnapshot, type Snapshot } from '../../warehouse/index.js';
import { CommandError, EXIT, type ExitCode } from '../cli/exit-codes.js';
import type { Terminal } from '../cli/terminal.js';
import type { Settings } from '../config/settings.js';
import { namedSnapshot, openExistingLake } from './existing-store.js';
import { asTable } from './sql-formats.js';

export interface CheckRequest {
  /** One study to look at; null counts all that the filter leaves. */
  readonly studyId: string | null;
  readonly filter: string;
  readonly asOf?: string | undefined;
  readonly format: 'table' | 'json';
}

/** `dose check`: data-quality checks over a snapshot. Exit code 1 where one of severity "error" fails. */
export async function checkCommand(
  settings: Settings,
  { studyId, filter, asOf, format }: CheckRequest,
  terminal: Terminal,
): Promise<ExitCode> {
  const wanted = filterOf(filter);
  const lake = await openExistingLake(settings);
  try {
    const snapshot = await openSnapshot(
      lake,
      asOf === undefined ? {} : { snapshotId: namedSnapshot(lake, asOf) },
    );
    try {
      const asking = askingOf(snapshot, asOf !== undefined);
      return studyId === null
        ? await tellSummary(await checkSummary(asking, wanted), format, terminal)
        : await tellStudy(asking, studyId, format, terminal);
    } finally {
      await snapshot.close();
    }
  } finally {
    await lake.close();
  }
}

function filterOf(text: string): Filter {
  const valueOf = <T>(parsed: Parsed<T>): T => {
    if (parsed.ok) return parsed.value;
    const told = parsed.problems.map(({ field, message }) => `${field}: ${message}`);
    throw new CommandError(EXIT.usage, `--filter ${told.join('; ')}`);
  };
  return valueOf(checkScopes(valueOf(parseFilterText(text))));
}

/** An older snapshot is looked at as on its own day. */
function askingOf(snapshot: Snapshot, isNamed: boolean): Asking {
  const moment = isNamed ? snapshot.ref.committedAt : new Date().toISOString();
  return {
    snapshot,
    context: { today: moment.slice(0, 10) },
  };
}

async function tellSummary(
  summary: CheckSummary,
  format: CheckRequest['format'],
  terminal: Terminal,
): Promise<ExitCode> {
  const failing = summary.checks.filter((check) => check.study_count + check.device_count > 0);
  const rows = failing.map(({ id, severity, title, study_count, device_count }) => ({
    severity,
    check: id,
    studies: study_count,
    devices: device_count,
    title,
  }));
  await terminal.data(format === 'json' ? `${JSON.stringify(summary, null, 2)}\n` : asTable(rows));
  terminal.tell(`${summary.checks.length - failing.length} of ${summary.checks.length} checks pass.`);
  return exitCodeOf(failing);
}

async function tellStudy(
  asking: Asking,
  studyId: string,
  format: CheckRequest['format'],
  terminal: Terminal,
): Promise<ExitCode> {
  const failed = await failedChecks(asking, studyId);
  if (failed === null) throw new CommandError(EXIT.usage, `There is no study ${studyId}.`);
  const rows = failed.flatMap(({ severity, id, title, compared, hits }) =>
    hits.map(({ subject, found: value, expected }) => ({
      severity,
      check: id,
      where: subject,
      found: value,
      expected,
      unit: compared?.unit ?? null,
      title,
    })),
  );
  await terminal.data(format === 'json' ? `${JSON.stringify(failed, null, 2)}\n` : asTable(rows));
  return exitCodeOf(failed);
}

function exitCodeOf(failing: readonly Pick<FailedCheck, 'severity'>[]): ExitCode {
  return failing.some(({ severity }) => severity === 'error') ? EXIT.findings : EXIT.done;
}
