import { reevaluatedPatterns } from '../../pipeline/run/reevaluated-patterns.js';
import { EXIT, type ExitCode } from '../cli/exit-codes.js';
import { interruption } from '../cli/interruption.js';
import type { Terminal } from '../cli/terminal.js';
import { identityOfSite } from '../config/site-identity.js';
import type { Settings } from '../config/settings.js';
import { siteKey, storePaths } from '../config/store.js';
import { openOriginals } from '../original-files.js';
import { publishing } from '../publishing.js';
import { reviseStudies, Unresolved } from '../revise-studies.js';
import { openExistingLake } from './existing-store.js';

/**
 * `dose patterns`: matches stored studies against the not-patient patterns of today; marks by hand hold on. Exit code 1
 * where patterns on ID and name could not be matched again, with counts and reasons.
 */
export async function patternsCommand(
  settings: Settings,
  { isDryRun }: { readonly isDryRun: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  const { lakeOptions } = publishing(settings, (line) => terminal.tell(line));
  const lake = await openExistingLake(settings, lakeOptions);
  const signal = interruption(() => terminal.tell('Finishing the studies at hand…'));
  const site = { settings, identity: identityOfSite(settings), paths: storePaths(settings.dataDirectory) };
  const originals = openOriginals(site);
  const unresolved = new Unresolved();
  try {
    const revise = reevaluatedPatterns(site.identity.notPatient, originals, {
      read: () => undefined,
      missing: (reason) => unresolved.add(reason),
    });
    const { studyCount, changedStudyCount } = await reviseStudies(
      lake,
      { revise, unresolved, signal, isDryRun, siteKey: siteKey(site.paths) },
      terminal,
    );
    const change = isDryRun ? 'would change' : 'changed';
    terminal.tell(`${studyCount} studies matched again, ${changedStudyCount} ${change}.`);
    unresolved.tell(terminal);
    if (signal.aborted) terminal.tell('Stopped before the end; the same command goes on.');
    return unresolved.isEmpty && !signal.aborted ? EXIT.done : EXIT.findings;
  } finally {
    await originals.close();
    await lake.close();
  }
}
