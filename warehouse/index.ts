export { openEngine, type Engine, type EngineOptions, type QueryOptions } from './engine/engine.js';
export { holdRows, type HeldRows } from './engine/held-rows.js';
export { QueryDeadlineError } from './engine/limits.js';
export { NotReadOnlyError } from './engine/read-only.js';
export { inOrder } from './engine/row-order.js';
export type { SqlParameter } from './engine/statement.js';
export type { SqlRow, SqlValue } from './engine/values.js';
export { UnstorableValueError } from './engine/transfer.js';
export { isGone, newOwner } from './lake/catalog/owner.js';
export { CATALOG_FILE } from './lake/catalog/file-name.js';
export { NoHardLinksError } from './lake/delta/log-files.js';
export { CatalogError } from './lake/catalog/schema.js';
export { LeaseUnavailableError } from './lake/catalog/leases.js';
export type { KnownSnapshot } from './lake/catalog/snapshots.js';
export type * from './lake/lake.js';
export { openLake, type DoseLake, type LakeOptions } from './lake/open-lake.js';
export type { Extent, Part } from './lake/parts/part.js';
export { DamagedPartsError } from './lake/parts/sound-parts.js';
export { SnapshotUnavailableError, type Pin } from './lake/pin.js';
export { snapshotNamed } from './lake/named-snapshot.js';
export { openSnapshot, type Snapshot, type SnapshotOptions } from './models/snapshot.js';
export { readsEnough, type Prepared, type Readiness } from './models/prepared.js';
export type { FoundStudies } from './models/found-studies.js';
export { INDEXED_COLUMNS } from './models/indexed-days.js';
export type { Relations } from './models/relations.js';
export type { Inherited } from './models/ready-studies.js';
export type { ColumnNames, Preparation } from './models/prepared-rows.js';
export type { Column, ColumnRows } from './columns/column-rows.js';
export type { Grouping, GroupKey } from './columns/grouping.js';
export {
  answerTo,
  CALCULATIONS_HERE,
  type AnswerTo,
  type Calculations,
  type Question,
} from './columns/calculations.js';
export { sharedIntegers } from './columns/shared-numbers.js';
export type { Slice } from './models/slices.js';
export { MODEL_NAMES, type ModelName } from './models/model.js';
export { rebuildCatalog, type RebuildReport } from './lake/rebuild.js';
export { FULL_COMPACTION, AUTOMATIC_COMPACTION, type CompactionPolicy } from './lake/compaction-policy.js';
export { RETENTION, type RetentionPolicy } from './lake/retention.js';
export type { VacuumReport } from './lake/vacuum.js';
export { studyUidGroups } from './lake/study-uids.js';
export { inspectLake, NOTHING_SEEN, type LakeInspection } from './lake/inspection/inspect-lake.js';
export type { StoreFinding } from './lake/inspection/finding.js';
export { copyCatalog } from './lake/copy-catalog.js';
export { IDENTITY_FILE } from './identities/identity-file.js';
export type { Erasure, LakeErasure } from './lake/erasure/erase.js';
export type { Removal, RemovalOptions } from './lake/erasure/remove.js';
export type { ErasureTraces } from './lake/erasure/traces.js';
export { wipeFreeSpace } from './sqlite/wipe-free-space.js';
export { temporaryFolder } from './lake/temporary-folder.js';
export { isInUse } from './lake/in-use.js';
export { fileDigest } from './lake/parts/file-digest.js';
export { differences, type SnapshotDifference } from './models/diff.js';
