import { basename, join } from 'node:path';
import { isInUse, rebuildCatalog, type LakeInspection } from '../../warehouse/index.js';
import { CommandError, EXIT, type ExitCode } from '../cli/exit-codes.js';
import { inBytes } from '../cli/quantities.js';
import type { Terminal } from '../cli/terminal.js';
import type { Settings } from '../config/settings.js';
import { HELD_IN, lostFiles, removeRemains } from '../config/lost-files.js';
import { makeSiteKey, storePaths } from '../config/store.js';
import { openState } from '../../warehouse/state/state.js';
import { inspectStore } from '../inspect-store.js';
import { requireTracesOfStore } from './existing-store.js';

export interface DoctorRequest {
  readonly isJson: boolean;
  /** Only looks for files and sizes; the bytes of parts are not read. */
  readonly isQuick: boolean;
}

/** `dose doctor`: says what is wrong with the store and what to do. Exit code 1 with findings. */
export async function doctorCommand(
  settings: Settings,
  { isJson, isQuick }: DoctorRequest,
  terminal: Terminal,
): Promise<ExitCode> {
  requireTracesOfStore(settings);
  const inspection = await inspectStore(storePaths(settings.dataDirectory), {
    comparesDigests: !isQuick,
    fixedIdentity: settings.identity,
    onPart: (done, of) => terminal.progress(`${done} of ${of} parts looked at`),
  });
  await terminal.data(isJson ? `${JSON.stringify(inspection, null, 2)}\n` : asText(inspection));
  return inspection.findings.length > 0 ? EXIT.findings : EXIT.done;
}

function asText(inspection: LakeInspection): string {
  const { findings, snapshotId, readableSnapshotCount, partCount, byteCount, retainedByteCount } = inspection;
  const holds =
    snapshotId === null
      ? findings.length === 0
        ? 'The store holds no snapshot.'
        : 'What the store holds cannot be told.'
      : `Snapshot ${snapshotId}: ${partCount} parts, ${inBytes(byteCount)}. ` +
        `${readableSnapshotCount} snapshots can be read; the older ones cost ${inBytes(retainedByteCount)}${costs(inspection)}.`;
  const lines = findings.map(
    ({ severity, subject, message, advice }) => `${severity}: ${subject}: ${message}\n  ${advice}`,
  );
  return [holds, ...(lines.length === 0 ? ['Nothing is wrong with it.'] : lines), ''].join('\n');
}

const CLASSES = {
  named: 'named by exports, 24 months',
  monthly: 'last of a month, 24 months',
  daily: 'last of a day, 35 days',
  every: 'every one, 7 days',
  pinned: 'read just now',
  waiting: 'to be removed soon',
} as const;

/** What each class of kept snapshots costs that no longer-lived one costs already. */
function costs({ retainedBytes }: LakeInspection): string {
  const shown = (Object.keys(CLASSES) as (keyof typeof CLASSES)[])
    .filter((name) => retainedBytes[name] > 0)
    .map((name) => `${CLASSES[name]}: ${inBytes(retainedBytes[name])}`);
  return shown.length === 0 ? '' : ` (${shown.join('; ')})`;
}

/** A process that goes on with a file that was replaced under it writes what nobody finds again. */
function requireNotInUse(directory: string): void {
  if (!isInUse(directory)) return;
  throw new CommandError(
    EXIT.unavailable,
    `${directory} is in use; stop the server and every ingest first. Nothing was replaced.`,
  );
}

/** `dose doctor --rebuild-catalog`: makes the catalog anew from the parts; the former one is moved aside. */
export async function rebuildCatalogCommand(
  settings: Settings,
  { isForced }: { readonly isForced: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  requireTracesOfStore(settings);
  const { directory } = storePaths(settings.dataDirectory);
  const { snapshotId, findings } = await inspectStore(storePaths(settings.dataDirectory), {
    comparesDigests: false,
  });
  requireNotInUse(directory);
  const obstacle = findings.find(({ code }) => code === 'not_writable' || code === 'catalog_newer');
  if (obstacle) {
    const { subject, message, advice } = obstacle;
    throw new CommandError(EXIT.unavailable, `${subject}: ${message}; nothing was rebuilt. ${advice}`);
  }
  if (snapshotId !== null && !isForced) {
    throw new CommandError(
      EXIT.usage,
      'The catalog is sound. Rebuilt from the parts it would lose older snapshots; --force does it all the same.',
    );
  }
  const report = await rebuildCatalog(directory);
  if (!report)
    throw new CommandError(EXIT.unavailable, `There are no parts in ${directory} to rebuild from.`);
  terminal.tell(`The catalog holds snapshot ${report.snapshotId} of ${report.parts} parts.`);
  for (const file of report.missing) terminal.tell(`Missing, its rows are lost: lake/${file}`);
  for (const batch of report.incompleteBatches)
    terminal.tell(`Left out, never finished or without its last part: batch ${batch}`);
  if (report.leftOutFolder !== null)
    terminal.tell(
      `Parts that the catalog leaves out are in ${join(directory, report.leftOutFolder)}; remove them once sure.`,
    );
  terminal.tell('Older snapshots are not in it; users, settings and the audit trail are as they were.');
  return report.missing.length > 0 ? EXIT.findings : EXIT.done;
}

/** `dose doctor --replace-lost`: begins the state or the site key anew where it is gone, and records that in the audit trail. */
export async function replaceLostCommand(settings: Settings, terminal: Terminal): Promise<ExitCode> {
  requireTracesOfStore(settings);
  const paths = storePaths(settings.dataDirectory);
  const lost = lostFiles(paths);
  if (lost.length === 0) throw new CommandError(EXIT.usage, 'Neither state.db nor site.key is lost.');
  requireNotInUse(paths.directory);
  for (const file of lost) removeRemains(paths[file]);
  if (lost.includes('siteKey')) makeSiteKey(paths.siteKey);
  const state = openState(paths.state);
  try {
    for (const file of lost) {
      state.audit.record({
        actor: 'dose doctor',
        action: 'lost_file_replaced',
        subject: basename(paths[file]),
      });
      terminal.tell(`${paths[file]} is begun anew, without ${HELD_IN[file]}.`);
    }
  } finally {
    state.close();
  }
  if (lost.includes('siteKey'))
    terminal.tell('Patients of studies to come are not known as those of studies already there.');
  if (lost.includes('state'))
    terminal.tell(
      'Set identity, users and patterns again before the next ingest; until then the defaults hold.',
    );
  return EXIT.findings;
}
