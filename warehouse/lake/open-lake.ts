import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { openEngine, type Engine } from '../engine/engine.js';
import type { Tightening } from '../identities/tightening.js';
import { Identities } from '../identities/identities.js';
import { rekeyFacts, type RekeyedFacts } from './accession-facts.js';
import {
  tightenAccessionNumbers,
  type AccessionTightening,
  type TightenedAccessionNumbers,
} from './accession-numbers.js';
import { openSqlite } from './catalog/database.js';
import { CATALOG_FILE, isCatalog } from './catalog/file-name.js';
import { knownFilesOf } from './catalog/known-files.js';
import {
  isAbandoned,
  LEASE_TIMING,
  LeaseUnavailableError,
  takeLease,
  type LeaseTiming,
} from './catalog/leases.js';
import { CatalogError, metaValue, migrate } from './catalog/schema.js';
import { allSnapshots, latestSnapshot, type KnownSnapshot } from './catalog/snapshots.js';
import { announceOpening } from './catalog/openings.js';
import { uidHash } from './catalog/uid-index.js';
import { commitBatch, settleIdentities } from './commit.js';
import { compact } from './compaction.js';
import { AUTOMATIC_COMPACTION, FULL_COMPACTION, type CompactionPolicy } from './compaction-policy.js';
import type { LakeContext } from './context.js';
import { publicationsOf, type Publications } from './delta/publications.js';
import { inTurn } from './in-turn.js';
import { eraseFromSnapshots, type Erasure, type LakeErasure, type OnPart } from './erasure/erase.js';
import { removeErased, type Removal, type RemovalOptions } from './erasure/remove.js';
import { tracesOf, type ErasureTraces } from './erasure/traces.js';
import type { Lake, SnapshotRef } from './lake.js';
import { eraseIdentities, tightenPatients, type ChangedIdentities } from './patient-identities.js';
import { pinSnapshot, type Pin } from './pin.js';
import type { RetentionPolicy } from './retention.js';
import { partFiles, sweep } from './sweep.js';
import { temporaryFolder } from './temporary-folder.js';
import { vacuum, type VacuumReport } from './vacuum.js';

export interface LakeOptions {
  /** Engine to read and write parts with; by default the lake opens one of its own. */
  readonly engine?: Engine;
  /** Bound on the memory of that engine of its own, as DuckDB writes it. */
  readonly memoryLimit?: string;
  readonly leaseTiming?: LeaseTiming;
  /** Whether a commit that leaves many fresh parts is followed by a compaction. Default true. */
  readonly compactsItself?: boolean;
  /** Told when that compaction failed; the commit before it stands, and the next one tries again. */
  readonly onUpkeepError?: (error: unknown) => void;
  /** Whether commits and compactions are followed by a publication as Delta Lake, in their turn. Default false. */
  readonly publishes?: boolean;
  /** Told when that publication failed; what was committed stands, and the next one makes up for it. */
  readonly onPublicationError?: (error: unknown) => void;
}

/** The lake as this program uses it: what writers see, and snapshots for readers. */
export interface DoseLake extends Lake, Publications {
  /** Every snapshot the catalog remembers, oldest first. */
  snapshots(): KnownSnapshot[];
  /**
   * Holds a snapshot (default: the newest) for reading until released, across processes.
   * @throws SnapshotUnavailableError when it is unknown or expired.
   */
  pin(snapshotId?: number): Pin;
  /** Merges parts, to the last one by default; returns how many batches it took. */
  compact(policy?: CompactionPolicy): Promise<number>;
  /** Expires old snapshots and removes what no kept one needs. */
  vacuum(policy?: RetentionPolicy, nowMs?: number): Promise<VacuumReport>;
  /** Closes accession numbers in all tables, and removes every older snapshot and publication that held more of them. */
  tightenAccessionNumbers(how: AccessionTightening): Promise<TightenedAccessionNumbers>;
  /** Lets facts follow accession numbers that have become clear, told by their hash. */
  rekeyFacts(hash: (accessionNumber: string) => string): Promise<RekeyedFacts>;
  /** Closes what is kept of patients: names, IDs and birth dates. */
  tightenPatients(how: Tightening): Promise<ChangedIdentities>;
  /** Erases all that is kept of the patients of studies and objects; false while a reader still holds an older state. */
  eraseIdentities(erased: Parameters<typeof eraseIdentities>[1]): Promise<boolean>;
  /** Everything by which any snapshot knows these studies. */
  tracesOf(studyIds: readonly string[]): Promise<ErasureTraces>;
  /** Takes studies out of every snapshot in one transaction, leaving tombstones. */
  eraseFromSnapshots(erasure: Erasure, onPart?: OnPart): Promise<LakeErasure>;
  /** Removes the files that erasures left without a snapshot, and the free space of the catalog. */
  removeErased(options?: RemovalOptions): Promise<Removal>;
  /** Keeps a snapshot for 24 months because something (an export) names it. */
  keepSnapshot(snapshotId: number, reason: string): void;
  readonly context: LakeContext;
}

/** How long readers of what is to go at once are waited for. */
const READERS_WAIT_MS = 60_000;

async function recover(context: LakeContext): Promise<void> {
  if (!isAbandoned(context.sqlite, context.leaseTiming)) return;
  try {
    const lease = await takeLease(context.sqlite, { ...context.leaseTiming, waitMs: 0 });
    try {
      if (lease.tookOver) await sweep(context, lease);
      settleIdentities(context);
    } finally {
      lease.release();
    }
  } catch (error) {
    if (!(error instanceof LeaseUnavailableError)) throw error;
  }
}

/** The store's context without recovery; the catalog is created when the store is empty. */
async function openContext(folder: string, options: LakeOptions): Promise<LakeContext> {
  const directory = resolve(folder);
  const { memoryLimit } = options;
  const lakeFolder = join(directory, 'lake');
  await mkdir(lakeFolder, { recursive: true });
  const catalogFile = join(directory, CATALOG_FILE);
  if (!isCatalog(catalogFile) && (await partFiles(lakeFolder)).some((file) => file.endsWith('.parquet'))) {
    throw new CatalogError(
      'missing',
      'The catalog is missing or empty but there are parts; dose doctor --rebuild-catalog makes it anew from them',
    );
  }
  const sqlite = openSqlite(catalogFile);
  try {
    migrate(sqlite);
    const indexKey = metaValue(sqlite, 'index_key');
    return {
      directory,
      lakeFolder,
      sqlite,
      identities: new Identities(directory),
      engine:
        options.engine ??
        (await openEngine({ memoryLimit, tempDirectory: temporaryFolder(directory, 'program') })),
      storeId: metaValue(sqlite, 'store_id'),
      indexKey,
      leaseTiming: options.leaseTiming ?? LEASE_TIMING,
      soundFiles: new Set(),
      hashOf: (uid) => uidHash(indexKey, uid),
    };
  } catch (error) {
    sqlite.close();
    throw error;
  }
}

/**
 * Opens the lake of a data directory, creating it when empty, and clears away what a killed writer left.
 * @throws CatalogError when the catalog is missing beside parts, older than them, or of a newer program.
 */
export async function openLake(directory: string, options: LakeOptions = {}): Promise<DoseLake> {
  const context = await openContext(directory, options);
  await recover(context);
  const opening = announceOpening(context.sqlite);
  const takeTurn = inTurn();
  const { publications, publishSoon } = publicationsOf(context, (error) =>
    options.onPublicationError?.(error),
  );
  const keepFewParts = async (): Promise<void> => {
    try {
      await compact(context, AUTOMATIC_COMPACTION);
    } catch (error) {
      options.onUpkeepError?.(error);
    }
  };
  return {
    directory,
    context,
    commit: (about, work) =>
      takeTurn(async () => {
        const committed = await commitBatch(context, about, { change: work });
        if (committed && options.compactsItself !== false) await keepFewParts();
        if (committed && options.publishes) publishSoon();
        return committed;
      }),
    compact: (policy = FULL_COMPACTION) =>
      takeTurn(async () => {
        const batches = await compact(context, policy);
        if (batches > 0 && options.publishes) publishSoon();
        return batches;
      }),
    ...publications,
    vacuum: (policy, nowMs) => takeTurn(() => vacuum(context, policy, nowMs)),
    tightenAccessionNumbers: (how) => takeTurn(() => tightenAccessionNumbers(context, how, READERS_WAIT_MS)),
    rekeyFacts: (hash) =>
      takeTurn(async () => {
        const facts = await rekeyFacts(context, hash);
        if (facts.rekeyed > 0 && options.publishes) publishSoon();
        return facts;
      }),
    tightenPatients: (how) => takeTurn(() => tightenPatients(context, how, READERS_WAIT_MS)),
    eraseIdentities: (erased) => takeTurn(() => eraseIdentities(context, erased, READERS_WAIT_MS)),
    tracesOf: (studyIds) => tracesOf(context, studyIds),
    eraseFromSnapshots: (erasure, onPart) => takeTurn(() => eraseFromSnapshots(context, erasure, onPart)),
    removeErased: (removal) => takeTurn(() => removeErased(context, removal)),
    keepSnapshot: (snapshotId, reason) => {
      context.sqlite.run('UPDATE snapshots SET kept_for = ? WHERE id = ?', reason, snapshotId);
    },
    latestSnapshot: (): SnapshotRef | null => latestSnapshot(context.sqlite),
    knownFiles: (dropFolder) => knownFilesOf(context.sqlite, dropFolder),
    snapshots: () => allSnapshots(context.sqlite),
    pin: (snapshotId) => pinSnapshot(context, snapshotId),
    close: async () => {
      await takeTurn(() => Promise.resolve());
      await publications.published();
      if (!options.engine) await context.engine.close();
      opening.end();
      context.sqlite.close();
      context.identities.close();
    },
  };
}
