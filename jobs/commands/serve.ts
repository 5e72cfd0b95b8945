import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import { patientHash } from '../../pipeline/assemble/patient-values.js';
import { accessionHash } from '../../pipeline/assemble/pseudonym.js';
import { buildApp } from '../../reports/api/app.js';
import { lakeActions } from '../../reports/lake-actions.js';
import { lakeSnapshots, type LakeSnapshots } from '../../reports/lake-snapshots.js';
import { openLake, type DoseLake } from '../../warehouse/index.js';
import type { State } from '../../warehouse/state/state.js';
import { EXIT, type ExitCode } from '../cli/exit-codes.js';
import { interruption } from '../cli/interruption.js';
import type { Terminal } from '../cli/terminal.js';
import type { Settings, TlsFiles } from '../config/settings.js';
import { siteIdentity } from '../config/site-identity.js';
import { openSiteState, siteKey, storePaths, type StorePaths } from '../config/store.js';
import { publishing } from '../publishing.js';
import { programVersion } from '../version.js';
import { demoDay, fillDemoStore } from '../serving/demo-store.js';
import { factsUploads, type FactsUploadProcesses } from '../serving/facts-uploads.js';
import { firstAdministrator, keepDemoCredentials, type Credentials } from '../serving/first-administrator.js';
import {
  reassemblingDeviceChanges,
  rebuildProcess,
  type RebuildProcess,
} from '../serving/rebuild-process.js';
import { addressProblem, requireServable } from '../serving/servable.js';
import { studyErasure, type StudyErasure } from '../serving/study-erasure.js';
import { studyDeletion } from '../serving/study-deletion.js';
import { ingestProcess, type IngestProcess } from '../serving/ingest-process.js';
import { startScheduler, type Scheduler } from '../scheduler.js';
import { openCalculationThreads, type CalculationThreads } from '../workers/calculation-threads.js';
import { openDocumentReader, type DocumentReader } from '../workers/document-reader.js';
import { beginStoreWhereNone } from './existing-store.js';

interface Site {
  readonly settings: Settings;
  readonly root: string;
  readonly paths: StorePaths;
  readonly state: State;
  readonly lake: DoseLake;
  readonly terminal: Terminal;
}

/**
 * What DuckDB may take of the server's memory, beside the columns that charts and lists hold: with 1 GB a server of
 * 10 M studies took 2.08 GB in all, with this 1.97.
 */
const MEMORY_LIMIT = '800MB';

/** `dose serve`: pages and API; ingest runs on schedule or request as processes of their own. Ends on a signal. */
export async function serveCommand(settings: Settings, root: string, terminal: Terminal): Promise<ExitCode> {
  await requireServable(settings);
  const paths = storePaths(settings.dataDirectory);
  beginStoreWhereNone(paths, terminal);
  const state = openSiteState(paths);
  const { lakeOptions } = publishing(settings, (line) => terminal.tell(line));
  const lake = await openLake(paths.directory, { ...lakeOptions, memoryLimit: MEMORY_LIMIT });
  const site: Site = { settings, root, paths, state, lake, terminal };
  const signal = interruption(() => terminal.tell('Closing…'));
  try {
    if (settings.isDemo) await fillDemoStore(site, signal);
    const credentials = await firstAdministrator(state);
    if (!signal.aborted) await serveUntil(signal, site, credentials);
    return EXIT.done;
  } finally {
    await lake.close();
    state.close();
  }
}

async function serveUntil(signal: AbortSignal, site: Site, credentials: Credentials | null): Promise<void> {
  const works = startWorks(site);
  await works.erasures.finishInterrupted();
  const app = await appOf(site, works);
  await listen(app, site.settings);
  tellAddress(site, portOf(app, site.settings), credentials);
  tellMissingFolders(site);
  const scheduler = scheduleIngest(site, works.runs);
  await aborted(signal);
  scheduler.stop();
  await app.close();
  await stopWorks(works);
}

/** What works for the server, in processes and threads of their own. */
interface Works {
  readonly calculations: CalculationThreads;
  readonly snapshots: LakeSnapshots;
  readonly runs: IngestProcess;
  readonly rebuilds: RebuildProcess;
  readonly uploads: FactsUploadProcesses;
  readonly documents: DocumentReader;
  readonly erasures: StudyErasure;
}

function startWorks(site: Site): Works {
  const { lake, terminal } = site;
  const { dataDirectory, dropFolders } = site.settings;
  const calculations = openCalculationThreads();
  return {
    calculations,
    snapshots: lakeSnapshots(lake, { calculations }),
    runs: ingestProcess({ dataDirectory, onEnd: (code) => tellRunEnd(code, terminal) }),
    rebuilds: rebuildProcess(dataDirectory, (code) => tellRebuildEnd(code, terminal)),
    uploads: factsUploads({ dataDirectory, folder: join(site.paths.temporary, 'facts') }),
    documents: openDocumentReader(),
    erasures: studyErasure({ ...site, dropFolders }, (code) => tellErasureEnd(code, terminal)),
  };
}

/** Snapshots first: they ask the threads. */
async function stopWorks({
  snapshots,
  runs,
  rebuilds,
  uploads,
  documents,
  calculations,
  erasures,
}: Works): Promise<void> {
  await snapshots.close();
  await Promise.all([
    runs.stop(),
    rebuilds.stop(),
    uploads.close(),
    documents.close(),
    calculations.close(),
    erasures.stop(),
  ]);
}

function scheduleIngest({ settings, state }: Site, runs: IngestProcess): Scheduler {
  return startScheduler({
    schedule: settings.schedule,
    runs: state.runs,
    start: (trigger) => {
      if (settings.dropFolders.length > 0) runs.start(trigger, randomUUID());
    },
  });
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
}

async function appOf(
  { settings, root, paths, state, lake }: Site,
  { snapshots, runs, rebuilds, uploads, documents, erasures }: Works,
): Promise<FastifyInstance> {
  const key = siteKey(paths);
  const day = settings.isDemo ? await demoDay(lake) : null;
  const actions = lakeActions(lake, {
    ...studyDeletion(lake, key),
    factsUploads: uploads,
    eraseStudies: erasures.eraseStudies,
    startIngest: () => {
      const runId = randomUUID();
      const isStarted = settings.dropFolders.length > 0 && runs.start('request', runId);
      return Promise.resolve(isStarted ? { runId } : null);
    },
  });
  return buildApp({
    state,
    snapshots,
    keptDocuments: documents,
    actions: { ...actions, changeDevices: reassemblingDeviceChanges(actions.changeDevices, rebuilds) },
    config: {
      version: programVersion(),
      demo: settings.isDemo,
      ...(day === null ? {} : { today: () => day }),
      logger: { level: 'warn', stream: process.stderr },
      uiFolder: join(root, 'dist', 'ui'),
      trustProxy: settings.isBehindProxy,
      https: settings.isBehindProxy || settings.tls !== null,
      ...(settings.tls ? { tls: credentialsOf(settings.tls) } : {}),
      get hashAccession() {
        const isDropped = siteIdentity(settings, state).keeps.accession_number === 'drop';
        return isDropped ? undefined : (accessionNumber: string) => accessionHash(accessionNumber, key);
      },
      hashPatient: (field, text) => patientHash(field, text, key),
      fixedSettings: {
        identity: settings.identity,
        not_patient_patterns: settings.notPatient,
        after_import: settings.afterImport,
      },
    },
  });
}

function credentialsOf({ certificate, key }: TlsFiles): { cert: string; key: string } {
  return { cert: readFileSync(certificate, 'utf8'), key: readFileSync(key, 'utf8') };
}

async function listen(app: FastifyInstance, settings: Settings): Promise<void> {
  try {
    await app.listen({ host: settings.host, port: settings.port });
  } catch (error) {
    throw addressProblem(error, settings) ?? error;
  }
}

/** The port that was given, where the settings leave it to the system (0). */
function portOf(app: FastifyInstance, settings: Settings): number {
  const address = app.server.address();
  return typeof address === 'object' ? (address?.port ?? settings.port) : settings.port;
}

function tellAddress(
  { settings, paths, terminal }: Site,
  port: number,
  credentials: Credentials | null,
): void {
  terminal.tell(
    `DoseLake is at ${settings.tls ? 'https' : 'http'}://${settings.host === '0.0.0.0' ? 'localhost' : settings.host}:${port}/`,
  );
  const known = settings.isDemo ? keepDemoCredentials(paths.directory, credentials) : credentials;
  if (known) {
    terminal.tell(`Sign in as "${known.name}" with the password ${known.password}`);
    if (!settings.isDemo) terminal.tell('It is shown this once: change it after signing in.');
  } else {
    terminal.tell(
      'Sign in with your user; `dose user add NAME` makes one, `dose user password NAME` a new password.',
    );
  }
  if (settings.isDemo) terminal.tell('This is the demo hospital: every study in it is synthetic.');
  terminal.tell('Ctrl-C ends it.');
}

/** A folder may come later, on a share that is mounted then; until then each run leaves it out. */
function tellMissingFolders({ settings, terminal }: Site): void {
  for (const { path } of settings.dropFolders) {
    if (!existsSync(path))
      terminal.tell(`There is no drop folder ${path}; runs leave it out until there is.`);
  }
}

function tellRunEnd(exitCode: number | null, terminal: Terminal): void {
  if (exitCode !== EXIT.done)
    terminal.tell(`The ingest run ended with code ${exitCode ?? 'none'}; see the Imports page.`);
}

function tellRebuildEnd(exitCode: number | null, terminal: Terminal): void {
  if (exitCode === EXIT.done) return;
  terminal.tell(
    `Assembling the studies of a device again ended with code ${exitCode ?? 'none'}; dose rebuild does it.`,
  );
}

function tellErasureEnd(exitCode: number | null, terminal: Terminal): void {
  if (exitCode !== EXIT.done)
    terminal.tell(`An erasure ended with code ${exitCode ?? 'none'}; dose delete --erase finishes it.`);
}
