import type { Identities } from '../identities/identities.js';
import type { Engine } from '../engine/engine.js';
import type { Sqlite } from './catalog/database.js';
import type { LeaseTiming } from './catalog/leases.js';

/** What every part of an open lake works with. */
export interface LakeContext {
  readonly directory: string;
  /** Folder of the parts: `<directory>/lake`. */
  readonly lakeFolder: string;
  readonly sqlite: Sqlite;
  readonly engine: Engine;
  /** What the site keeps of patients, in a file outside the lake folder. */
  readonly identities: Identities;
  readonly storeId: string;
  /** Key of the hashes in the index. */
  readonly indexKey: string;
  readonly leaseTiming: LeaseTiming;
  /** Parts that were written, or held against their digests, since the lake was opened. */
  readonly soundFiles: Set<string>;
  /** The keyed hash by which the index knows a UID. */
  hashOf(uid: string): bigint;
}
