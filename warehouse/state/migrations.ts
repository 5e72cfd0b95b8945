/** Versions of the state file, in order; released ones are never changed. `user_version` counts those applied. */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE users (
    name TEXT PRIMARY KEY COLLATE NOCASE,
    password_hash TEXT NOT NULL,
    disabled INTEGER NOT NULL DEFAULT 0,
    preferences TEXT NOT NULL DEFAULT '{}',
    created_at TEXT NOT NULL,
    password_changed_at TEXT NOT NULL,
    last_signed_in_at TEXT
  ) STRICT;
  CREATE TABLE user_groups (
    user_name TEXT NOT NULL COLLATE NOCASE REFERENCES users(name) ON DELETE CASCADE ON UPDATE CASCADE,
    group_name TEXT NOT NULL,
    PRIMARY KEY (user_name, group_name)
  ) STRICT;
  CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    user_name TEXT NOT NULL COLLATE NOCASE REFERENCES users(name) ON DELETE CASCADE ON UPDATE CASCADE,
    created_at INTEGER NOT NULL,
    last_seen_at INTEGER NOT NULL,
    user_agent TEXT
  ) STRICT;
  CREATE INDEX sessions_of_user ON sessions(user_name);
  CREATE TABLE sign_in_failures (
    key TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_failed_at INTEGER NOT NULL,
    blocked_until INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE api_tokens (
    id TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    user_name TEXT NOT NULL COLLATE NOCASE REFERENCES users(name) ON DELETE CASCADE ON UPDATE CASCADE,
    label TEXT NOT NULL,
    permissions TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    last_used_at INTEGER
  ) STRICT;
  CREATE TABLE saved_views (
    id TEXT PRIMARY KEY,
    owner TEXT NOT NULL COLLATE NOCASE REFERENCES users(name) ON DELETE CASCADE ON UPDATE CASCADE,
    name TEXT NOT NULL,
    page TEXT NOT NULL,
    query TEXT NOT NULL,
    shared INTEGER NOT NULL DEFAULT 0,
    updated_at TEXT NOT NULL
  ) STRICT;
  CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    updated_by TEXT NOT NULL
  ) STRICT;
  CREATE TABLE runs (
    run_id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    trigger TEXT NOT NULL,
    state TEXT NOT NULL,
    started_at TEXT NOT NULL,
    finished_at TEXT,
    heartbeat_at TEXT NOT NULL,
    file_count INTEGER NOT NULL DEFAULT 0,
    file_total INTEGER,
    counts TEXT NOT NULL DEFAULT '{}',
    error TEXT
  ) STRICT;
  CREATE INDEX runs_by_start ON runs(started_at);
  CREATE TABLE audit (
    sequence INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT,
    details TEXT NOT NULL,
    request_id TEXT,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL
  ) STRICT;
  CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
  CREATE TRIGGER audit_is_never_shortened BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
  `,
  // An erasure may take a study's values out of an entry; who, what, when and its place in the chain stay.
  `
  ALTER TABLE audit ADD COLUMN redacted INTEGER NOT NULL DEFAULT 0;
  DROP TRIGGER audit_is_never_changed;
  CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
    WHEN NEW.redacted <> 1 OR NEW.sequence <> OLD.sequence OR NEW.at <> OLD.at OR NEW.actor <> OLD.actor
      OR NEW.action <> OLD.action OR NEW.previous_hash <> OLD.previous_hash OR NEW.hash <> OLD.hash
    BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
  CREATE TABLE backups (
    folder TEXT PRIMARY KEY,
    snapshot_id INTEGER NOT NULL,
    taken_at TEXT NOT NULL
  ) STRICT;
  `,
  `
  CREATE TABLE asked_charts (
    chart TEXT PRIMARY KEY,
    asked_at INTEGER NOT NULL
  ) STRICT;
  `,
];
