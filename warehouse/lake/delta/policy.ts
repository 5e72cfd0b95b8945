const DAY_MS = 86_400_000;

/** Commits of a log after which the next checkpoint is due. */
export const CHECKPOINT_INTERVAL = 10;

/** Commits and checkpoints older than this go, so far as a newer checkpoint stands for them. */
const LOG_KEPT_DAYS = 30;
/** Tombstones of removed files stay in checkpoints for so long. */
const TOMBSTONES_KEPT_DAYS = 7;

export const LOG_KEPT_MS = LOG_KEPT_DAYS * DAY_MS;
export const TOMBSTONES_KEPT_MS = TOMBSTONES_KEPT_DAYS * DAY_MS;

/** The same as table properties, for whoever reads the log. */
export const CONFIGURATION: Readonly<Record<string, string>> = {
  'delta.checkpointInterval': String(CHECKPOINT_INTERVAL),
  'delta.logRetentionDuration': `interval ${LOG_KEPT_DAYS} days`,
  'delta.deletedFileRetentionDuration': `interval ${TOMBSTONES_KEPT_DAYS} days`,
};
