import type { Terminal } from '../cli/terminal.js';
import type { ErasureReport } from './erase-studies.js';

/** What an erasure did, a line for each thing. */
export function tellReport(report: ErasureReport, terminal: Pick<Terminal, 'tell'>): void {
  const { lake, studyCount } = report;
  terminal.tell(
    `${studyCount} ${studyCount === 1 ? 'study' : 'studies'} erased: ${lake.rewrittenParts} parts written again, ` +
      `${report.removedParts} removed.`,
  );
  if (lake.changedSnapshots > 0) {
    terminal.tell(
      `${lake.changedSnapshots} older snapshots held it: they stay readable without it, marked as changed.`,
    );
  }
  if (report.removedExports > 0)
    terminal.tell(`${report.removedExports} finished exports that may have held it were removed.`);
  if (report.redactedEntries + report.removedViews > 0) {
    terminal.tell(
      `${report.redactedEntries} entries of the audit trail name it by a keyed hash now, ` +
        `${report.removedViews} saved views that named it were removed.`,
    );
  }
  for (const { folder, takenAt } of report.backups)
    terminal.tell(`Still held by the backup in ${folder} of ${takenAt}: dose backup ${folder} replaces it.`);
  for (const folder of report.movedAside)
    terminal.tell(`Still held by the store that a restore moved aside, or left unfinished: ${folder}`);
  if (report.originalFileCount > 0) {
    terminal.tell(
      `${report.originalFileCount} of its original files are still in drop folders: every scan turns them away, ` +
        'removing them is up to you.',
    );
  }
  if (lake.damagedParts.length > 0) {
    terminal.tell(
      `${lake.damagedParts.map((file) => `lake/${file}`).join(', ')}: damaged, so that rows of it may stand there ` +
        'which nothing knows as its own. dose doctor says what to do; erase it again afterwards.',
    );
  }
  if (!report.isClean) {
    terminal.tell(
      'Other processes kept a database busy, so that old bytes may remain in its log: dose delete --erase finishes it.',
    );
  }
}
