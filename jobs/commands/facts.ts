import { randomUUID } from 'node:crypto';
import {
  closeSync,
  createReadStream,
  fstatSync,
  ftruncateSync,
  openSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { accessionHash } from '../../pipeline/assemble/pseudonym.js';
import { applyFacts, type AppliedFacts } from '../../pipeline/facts/apply-facts.js';
import { sizeColumns, type MappingRequest } from '../../pipeline/facts/column-mapping.js';
import { isCsvProblem, type CsvProblem, type CsvSource } from '../../pipeline/facts/csv-survey.js';
import { describeEntry, isRowProblem, RecordedLog, type FactsLog } from '../../pipeline/facts/facts-log.js';
import { readFacts, type ParsedFacts } from '../../pipeline/facts/read-facts.js';
import type { Keeping } from '../../warehouse/tables/index.js';
import { CommandError, EXIT, type ExitCode } from '../cli/exit-codes.js';
import { interruption } from '../cli/interruption.js';
import type { Terminal } from '../cli/terminal.js';
import { ConfigurationError } from '../config/field-values.js';
import { identityOfSite } from '../config/site-identity.js';
import type { Settings } from '../config/settings.js';
import { siteKey, storePaths, type StorePaths } from '../config/store.js';
import { publishing } from '../publishing.js';
import { openExistingLake } from './existing-store.js';

export interface FactsRequest {
  readonly file: string;
  /** The columns; or how to find those of sizes by the header. */
  readonly mapping: MappingRequest | { readonly byStudyUid: boolean };
  readonly overwrites: boolean;
  readonly json: boolean;
  /** File for the whole log, a line for each value. */
  readonly logFile: string | undefined;
}

/** Most log entries that are printed; `--log` writes all of them. */
const MOST_ENTRIES = 10_000;
const MOST_TOLD = 50;

/** `dose facts FILE.csv` and `dose sizes FILE.csv`: facts about studies, applied as a whole or not at all. */
export async function factsCommand(
  settings: Settings,
  request: FactsRequest,
  terminal: Terminal,
): Promise<ExitCode> {
  if (!statSync(request.file, { throwIfNoEntry: false })?.isFile()) {
    throw new CommandError(EXIT.usage, `There is no file ${request.file}.`);
  }
  const paths = storePaths(settings.dataDirectory);
  const signal = interruption(() => terminal.tell('Stopping: nothing of the file is applied…'));
  const log = new RecordedLog(MOST_ENTRIES);
  const { lakeOptions } = publishing(settings, (line) => terminal.tell(line));
  const lake = await openExistingLake(settings, lakeOptions);
  let file: ReturnType<typeof openLogFile> | null = null;
  try {
    file = request.logFile === undefined ? null : openLogFile(request.logFile);
    const both = file === null ? log : inBoth(log, file);
    const kept = identityOfSite(settings).keeps.accession_number;
    const parsed = await read(kept, paths, request, both, signal, terminal);
    const key = siteKey(paths);
    const mayBeHashed = kept === 'store' && parsed.keyKind === 'accession_number';
    const applied = await applyFacts(lake, parsed, {
      source: randomUUID(),
      now: new Date().toISOString().replace('Z', ''),
      log: both,
      signal,
      ...(mayBeHashed ? { hashOf: (number: string) => accessionHash(number, key) } : {}),
      onProgress: (done, total) => terminal.progress(`${done} of ${total} studies…`),
    });
    if (request.json) await terminal.data(`${JSON.stringify(resultDocument(parsed, applied, log))}\n`);
    else tellResult(parsed, applied, log, terminal);
    return log.entries.some(isRowProblem) ? EXIT.findings : EXIT.done;
  } catch (error) {
    if (signal.aborted) throw new CommandError(EXIT.findings, 'Stopped; nothing of the file was applied.');
    throw error;
  } finally {
    file?.close();
    await lake.close();
  }
}

async function read(
  kept: Keeping,
  paths: StorePaths,
  { file, mapping, overwrites }: FactsRequest,
  log: FactsLog,
  signal: AbortSignal,
  terminal: Terminal,
): Promise<ParsedFacts> {
  const key = siteKey(paths);
  const source: CsvSource = { open: () => createReadStream(file) };
  const parsed = await readFacts(source, {
    mapping: 'byStudyUid' in mapping ? (header) => sizeColumns(header, mapping) : mapping,
    overwrites,
    storedAccessionNumber: (number) => (kept === 'hash' ? accessionHash(number, key) : number),
    log,
    signal,
    onProgress: (rows) => terminal.progress(`${rows} rows read…`),
  });
  if (isCsvProblem(parsed)) throw new CommandError(EXIT.usage, problemLine(parsed));
  if (parsed.keyKind === 'accession_number' && kept === 'drop') {
    throw new ConfigurationError(
      'Accession numbers are not kept here (accessionNumber is "drop"), so none would match; use study UIDs with --study-uid.',
    );
  }
  return parsed;
}

function problemLine({ line, message }: CsvProblem): string {
  return `The file was not applied: ${line === null ? '' : `line ${line}: `}${message}.`;
}

function resultDocument(parsed: ParsedFacts, applied: AppliedFacts, log: RecordedLog): object {
  return {
    row_count: parsed.rowCount,
    study_count: parsed.studies.size,
    studies_known: applied.knownCount,
    studies_waited_for: applied.waitingCount,
    fact_count: applied.factCount,
    heights_in: parsed.heightUnits,
    encoding: parsed.survey.encoding,
    delimiter: parsed.survey.delimiter,
    snapshot: applied.snapshot && { id: applied.snapshot.id, committed_at: applied.snapshot.committedAt },
    counts: log.counts,
    log: log.entries.map((entry) => ({ ...entry, message: describeEntry(entry) })),
  };
}

function tellResult(parsed: ParsedFacts, applied: AppliedFacts, log: RecordedLog, terminal: Terminal): void {
  const { cm, m } = parsed.heightUnits;
  terminal.tell(
    `${parsed.rowCount} rows of ${parsed.studies.size} studies; ${applied.knownCount} are here, ${applied.waitingCount} are waited for`,
  );
  if (cm + m > 0) terminal.tell(`Heights: ${cm} taken as cm, ${m} as m`);
  terminal.tell(`${applied.factCount} facts written`);
  for (const [outcome, count] of Object.entries(log.counts)) {
    terminal.tell(`${String(count).padStart(8)}  ${outcome.replaceAll('_', ' ')}`);
  }
  const problems = log.entries.filter(isRowProblem);
  const told = (problems.length > 0 ? problems : log.entries).slice(0, MOST_TOLD);
  for (const entry of told) terminal.tell(`          ${describeEntry(entry)}`);
  if (log.entries.length > told.length)
    terminal.tell('          … more with --json, everything with --log FILE');
  if (applied.snapshot) terminal.tell(`Snapshot ${applied.snapshot.id} of ${applied.snapshot.committedAt}`);
}

/** @throws CommandError where the file is there, or its folder is not. */
function newFile(path: string): number {
  try {
    return openSync(path, 'ax', 0o600);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'EEXIST')
      throw new CommandError(EXIT.usage, `--log: ${path} is there already; name a new file.`);
    if (code === 'ENOENT') throw new CommandError(EXIT.usage, `--log: there is no folder ${dirname(path)}.`);
    throw error;
  }
}

/** Writes each entry to a new file, a line each; lines of an attempt that did not count are taken back. */
function openLogFile(path: string): FactsLog & { close(): void } {
  const file = newFile(path);
  let pending: string[] = [];
  let appliedFrom: number | null = null;
  const flush = (): void => {
    if (pending.length > 0) writeSync(file, pending.join(''));
    pending = [];
  };
  return {
    entry(entry) {
      pending.push(`${describeEntry(entry)}\r\n`);
      if (pending.length >= 1000) flush();
    },
    applying() {
      flush();
      if (appliedFrom === null) appliedFrom = fstatSync(file).size;
      else ftruncateSync(file, appliedFrom);
    },
    close() {
      flush();
      closeSync(file);
    },
  };
}

function inBoth(one: FactsLog, other: FactsLog): FactsLog {
  return {
    entry: (entry) => {
      one.entry(entry);
      other.entry(entry);
    },
    applying: () => {
      one.applying();
      other.applying();
    },
  };
}
