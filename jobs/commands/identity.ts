import { accessionHash } from '../../pipeline/assemble/pseudonym.js';
import { patientHash } from '../../pipeline/assemble/patient-values.js';
import { loosenedIdentity } from '../../pipeline/run/loosened-identity.js';
import { openSnapshot, type DoseLake } from '../../warehouse/index.js';
import { IDENTITY_FIELDS, PATIENT_FIELDS, type IdentityField } from '../../warehouse/tables/index.js';
import { EXIT, type ExitCode } from '../cli/exit-codes.js';
import { interruption } from '../cli/interruption.js';
import type { Terminal } from '../cli/terminal.js';
import { identityOfSite } from '../config/site-identity.js';
import type { Settings } from '../config/settings.js';
import { openSiteState, siteKey, storePaths } from '../config/store.js';
import { openOriginals } from '../original-files.js';
import { publishing } from '../publishing.js';
import { reviseStudies, Unresolved } from '../revise-studies.js';
import { openExistingLake } from './existing-store.js';

interface KeptCount {
  readonly field: IdentityField;
  readonly inClear: number;
  readonly hashed: number;
}

/** `dose identity show`: how each value is to be kept, and in how many studies it stands in clear and as a hash. */
export async function showIdentityCommand(
  settings: Settings,
  { json }: { readonly json: boolean },
  terminal: Terminal,
): Promise<ExitCode> {
  const lake = await openExistingLake(settings);
  try {
    const { keeps } = identityOfSite(settings);
    const counts = [...lake.context.identities.count(), await accessionNumberCount(lake)];
    const lines = IDENTITY_FIELDS.map((field) => {
      const count = counts.find((one) => one.field === field);
      return {
        field,
        kept: keeps[field],
        fixed_by_configuration: settings.identity[field] !== undefined,
        studies_in_clear: count?.inClear ?? 0,
        studies_hashed: count?.hashed ?? 0,
      };
    });
    await terminal.data(json ? `${JSON.stringify(lines)}\n` : lines.map(shownLine).join(''));
    return EXIT.done;
  } finally {
    await lake.close();
  }
}

function shownLine(line: {
  readonly field: string;
  readonly kept: string;
  readonly studies_in_clear: number;
  readonly studies_hashed: number;
}): string {
  const { field, kept, studies_in_clear: inClear, studies_hashed: hashed } = line;
  return `${field.padEnd(20)}${kept.padEnd(7)}${inClear} studies in clear, ${hashed} hashed\n`;
}

async function accessionNumberCount(lake: DoseLake): Promise<KeptCount> {
  const snapshot = await openSnapshot(lake);
  try {
    const isHash = "regexp_full_match(accession_number, '[0-9a-f]{64}')";
    const [row] = await snapshot.query(
      `SELECT count(*) FILTER (WHERE ${isHash}) AS hashed, count(accession_number) AS stated FROM studies`,
    );
    const hashed = Number(row?.['hashed'] ?? 0);
    return { field: 'accession_number', inClear: Number(row?.['stated'] ?? 0) - hashed, hashed };
  } finally {
    await snapshot.close();
  }
}

/**
 * `dose identity apply`: makes everything stored as the site wants it kept now. What became more closed is closed
 * everywhere, older snapshots that held more are removed; what became more open is read from the original files that
 * are still there. Exit code 1 where something could not be done, with counts and reasons.
 */
export async function applyIdentityCommand(settings: Settings, terminal: Terminal): Promise<ExitCode> {
  const { lakeOptions } = publishing(settings, (line) => terminal.tell(line));
  const lake = await openExistingLake(settings, lakeOptions);
  const signal = interruption(() => terminal.tell('Finishing the studies at hand…'));
  const unresolved = new Unresolved();
  try {
    const site = { settings, identity: identityOfSite(settings), paths: storePaths(settings.dataDirectory) };
    await tighten(lake, site, unresolved, terminal);
    if (!signal.aborted) await loosen(lake, site, unresolved, signal, terminal);
    unresolved.tell(terminal);
    terminal.tell('Backups, exports, and copies that others made of what was published, are as they were.');
    if (signal.aborted) terminal.tell('Stopped before the end; the same command goes on.');
    return unresolved.isEmpty && !signal.aborted ? EXIT.done : EXIT.findings;
  } finally {
    await lake.close();
  }
}

type Site = Parameters<typeof openOriginals>[0];

async function tighten(
  lake: DoseLake,
  { identity: { keeps }, paths }: Site,
  unresolved: Unresolved,
  terminal: Terminal,
): Promise<void> {
  const key = siteKey(paths);
  const patients = await lake.tightenPatients({
    keeps,
    hash: (field, text) => patientHash(field, text, key),
  });
  for (const { field, inClear, hashed } of patients.changed) {
    const count = inClear + hashed;
    if (count > 0)
      terminal.tell(`${field}: ${keeps[field] === 'hash' ? 'hashed' : 'dropped'} in ${count} studies`);
  }
  if (!patients.isPurged) unresolved.add('identities_still_read');
  const to = keeps.accession_number;
  if (to === 'store') return;
  const numbers = await lake.tightenAccessionNumbers(
    to === 'hash' ? { to, hash: (number) => accessionHash(number, key) } : { to },
  );
  const { rows } = numbers;
  terminal.tell(
    `accession_number: ${to === 'hash' ? 'hashed' : 'dropped'} in ${rows.studies} studies, ` +
      `${rows.source_documents} objects and ${rows.study_facts} facts; ` +
      `${numbers.expiredSnapshots} older snapshots removed`,
  );
  if (numbers.published.cutTables.length + numbers.published.withdrawnTables.length > 0)
    terminal.tell('Published logs begin anew; older versions of them can no longer be read');
  unresolved.add('facts_without_study', numbers.lostFacts);
  unresolved.add('parts_still_read', numbers.heldParts);
  unresolved.add('parts_left_out', numbers.leftOutFolders.length);
  unresolved.add('views_with_numbers', viewsWithNumbers(paths));
}

function viewsWithNumbers(paths: Site['paths']): number {
  const state = openSiteState(paths);
  try {
    return state.views.countFilteringOn(['accession_number', 'accession_numbers']);
  } finally {
    state.close();
  }
}

async function loosen(
  lake: DoseLake,
  site: Site,
  unresolved: Unresolved,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<void> {
  const { keeps } = site.identity;
  if ([...PATIENT_FIELDS, 'accession_number' as const].every((field) => keeps[field] === 'drop')) return;
  const originals = openOriginals(site);
  let readCount = 0;
  try {
    const revise = loosenedIdentity(keeps, originals, {
      read: (count) => (readCount += count),
      missing: (reason) => unresolved.add(reason),
    });
    const { changedStudyCount } = await reviseStudies(
      lake,
      { revise, unresolved, signal, isDryRun: false, siteKey: siteKey(site.paths) },
      terminal,
    );
    terminal.tell(`${readCount} objects read again from their files; ${changedStudyCount} studies changed`);
    if (keeps.accession_number === 'store') await followWithFacts(lake, site, unresolved, terminal);
  } finally {
    await originals.close();
  }
}

/** Facts that were keyed by the hash of an accession number would not find a study that has it in clear. */
async function followWithFacts(
  lake: DoseLake,
  { paths }: Site,
  unresolved: Unresolved,
  terminal: Terminal,
): Promise<void> {
  const key = siteKey(paths);
  const { rekeyed, waiting } = await lake.rekeyFacts((number) => accessionHash(number, key));
  if (rekeyed > 0) terminal.tell(`${rekeyed} facts follow accession numbers that are clear now`);
  unresolved.add('facts_by_hash', waiting);
}
