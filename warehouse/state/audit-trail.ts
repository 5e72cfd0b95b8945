import { hash } from 'node:crypto';
import { isoOf, type Clock } from './clock.js';
import type { StateDatabase, StateRow } from './database.js';
import type { TextReplacement } from './text-replacement.js';

/** What the trail records. */
export const AUDIT_ACTIONS = [
  'sign_in',
  'sign_in_failed',
  'sign_out',
  'password_changed',
  'session_revoked',
  'token_issued',
  'token_revoked',
  'identity_seen',
  'export',
  'study_deleted',
  'study_restored',
  'study_purged',
  'study_erased',
  'held_decided',
  'facts_imported',
  'device_settings_changed',
  'standard_names_changed',
  'setting_changed',
  'user_added',
  'user_changed',
  'user_removed',
  'run_started',
  'facts_applied',
  'studies_marked',
  'lost_file_replaced',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** One entry: who did what to what, chained to the entry before it by its hash. */
export interface AuditEntry {
  readonly sequence: number;
  readonly at: string;
  readonly actor: string;
  readonly action: AuditAction;
  readonly subject: string | null;
  readonly details: Readonly<Record<string, unknown>>;
  readonly requestId: string | null;
  readonly hash: string;
}

export interface AuditEvent {
  readonly actor: string;
  readonly action: AuditAction;
  readonly subject?: string | null;
  /** Never a value that identifies a patient. */
  readonly details?: Readonly<Record<string, unknown>>;
  readonly requestId?: string | null;
}

/** Which entries are asked for; all that is named must hold. */
export interface AuditQuestion {
  readonly actor?: string | null;
  readonly action?: AuditAction | null;
  /** A part of the subject, in any case. */
  readonly subject?: string | null;
  /** UTC instants of ISO 8601: from the first on, and before the second. */
  readonly since?: string | null;
  readonly before?: string | null;
}

/** The append-only trail. */
export interface AuditTrail {
  record(event: AuditEvent): void;
  /**
   * Puts words in the place of texts in subjects and details, and records that as the work of `event`, which attests
   * the entries as they are now. Gives how many entries changed.
   */
  redact(replaced: TextReplacement, event: AuditEvent): number;
  /** The newest first. */
  list(
    offset: number,
    limit: number,
    asked?: AuditQuestion,
  ): { readonly total: number; readonly items: readonly AuditEntry[] };
  /** At most `limit` entries after one, in the order in which they were made. */
  following(sequence: number, limit: number, asked?: AuditQuestion): readonly AuditEntry[];
  /** The sequence number of the first entry that does not follow from those before it; null when all do. */
  firstBroken(): number | null;
}

const GENESIS = '0'.repeat(64);

export function auditTrailIn(db: StateDatabase, now: Clock): AuditTrail {
  const record: AuditTrail['record'] = ({
    actor,
    action,
    subject = null,
    details = {},
    requestId = null,
  }) => {
    db.transaction(() => {
      const last = db.get('SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1');
      const sequence = Number(last?.['sequence'] ?? 0) + 1;
      const previous = String(last?.['hash'] ?? GENESIS);
      const fields = [isoOf(now()), actor, action, subject, JSON.stringify(details), requestId] as const;
      const hash = chain(previous, sequence, fields);
      db.run(
        `INSERT INTO audit (sequence, ${FIELDS.join(', ')}, previous_hash, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        ...[sequence, ...fields, previous, hash],
      );
    });
  };
  return {
    record,
    redact: (replaced, event) =>
      db.transaction(() => {
        const changed = redactEntries(db, replaced);
        const details = { ...event.details, redacted: Object.fromEntries(changed) };
        record({ ...event, details });
        return changed.length;
      }),
    list(offset, limit, asked = {}) {
      const values = askedValues(asked);
      const total = Number(db.get(`SELECT count(*) AS n FROM audit WHERE ${ASKED}`, ...values)?.['n']);
      const rows = db.all(
        `SELECT * FROM audit WHERE ${ASKED} ORDER BY sequence DESC LIMIT ? OFFSET ?`,
        ...[...values, limit, offset],
      );
      return { total, items: rows.map(entryOf) };
    },
    following: (sequence, limit, asked = {}) =>
      db
        .all(
          `SELECT * FROM audit WHERE sequence > ? AND ${ASKED} ORDER BY sequence LIMIT ?`,
          ...[sequence, ...askedValues(asked), limit],
        )
        .map(entryOf),
    firstBroken() {
      let previous = GENESIS;
      let expected = 1;
      const attested = attestations(db);
      for (const row of db.all('SELECT * FROM audit ORDER BY sequence')) {
        const sequence = Number(row['sequence']);
        const fields = FIELDS.map((name) => row[name] ?? null);
        const isWhole =
          row['redacted'] === 1
            ? attested.get(sequence) === contentDigest(sequence, fields)
            : row['hash'] === chain(previous, sequence, fields);
        if (sequence !== expected || row['previous_hash'] !== previous || !isWhole) return sequence;
        previous = String(row['hash']);
        expected += 1;
      }
      return null;
    },
  };
}

const ASKED = `(? IS NULL OR lower(actor) = lower(?)) AND (? IS NULL OR action = ?)
  AND (? IS NULL OR instr(lower(subject), lower(?)) > 0)
  AND (? IS NULL OR at >= ?) AND (? IS NULL OR at < ?)`;

function askedValues({
  actor = null,
  action = null,
  subject = null,
  since = null,
  before = null,
}: AuditQuestion): readonly (string | null)[] {
  return [actor, action, subject, since, before].flatMap((value) => [value, value]);
}

const FIELDS = ['at', 'actor', 'action', 'subject', 'details', 'request_id'] as const;

function chain(previous: string, sequence: number, fields: readonly (string | number | null)[]): string {
  return hash('sha256', JSON.stringify([previous, sequence, ...fields]), 'hex');
}

/** The digest of each entry changed by a redaction, by its sequence number: the last attestation counts. */
function attestations(db: StateDatabase): Map<number, string> {
  const attested = new Map<number, string>();
  for (const { details } of db.all(
    "SELECT details FROM audit WHERE action = 'study_erased' ORDER BY sequence",
  )) {
    const { redacted } = JSON.parse(String(details)) as { redacted?: Record<string, string> };
    for (const [sequence, digest] of Object.entries(redacted ?? {})) attested.set(Number(sequence), digest);
  }
  return attested;
}

function contentDigest(sequence: number, fields: readonly (string | number | null)[]): string {
  return chain('', sequence, fields);
}

/** Changes every entry in which a text is replaced; gives their sequence numbers and digests. */
function redactEntries(db: StateDatabase, replaced: TextReplacement): [number, string][] {
  const changed: [number, string][] = [];
  for (const row of db.all('SELECT * FROM audit ORDER BY sequence')) {
    const subject = row['subject'] ?? null;
    const after = {
      subject: typeof subject === 'string' ? replaced(subject) : null,
      details: JSON.stringify(withTexts(JSON.parse(String(row['details'])), replaced)),
    };
    if (after.subject === subject && after.details === row['details']) continue;
    const sequence = Number(row['sequence']);
    db.run(
      'UPDATE audit SET subject = ?, details = ?, redacted = 1 WHERE sequence = ?',
      ...[after.subject, after.details, sequence],
    );
    const changedRow: StateRow = { ...row, ...after };
    const fields = FIELDS.map((name) => changedRow[name] ?? null);
    changed.push([sequence, contentDigest(sequence, fields)]);
  }
  return changed;
}

/** A JSON value with every text in it, names of members too, as `replaced` gives it. */
function withTexts(value: unknown, replaced: TextReplacement): unknown {
  if (typeof value === 'string') return replaced(value);
  if (Array.isArray(value)) return value.map((one) => withTexts(one, replaced));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [replaced(name), withTexts(one, replaced)]),
  );
}

function entryOf(row: StateRow): AuditEntry {
  const details: unknown = JSON.parse(String(row['details']));
  const optional = (name: string): string | null => ((row[name] ?? null) === null ? null : String(row[name]));
  return {
    sequence: Number(row['sequence']),
    at: String(row['at']),
    actor: String(row['actor']),
    action: AUDIT_ACTIONS.find((action) => action === row['action']) ?? 'setting_changed',
    subject: optional('subject'),
    details: typeof details === 'object' && details !== null ? { ...details } : {},
    requestId: optional('request_id'),
    hash: String(row['hash']),
  };
}
