import { createHash } from 'node:crypto';
import { isoOf, type Clock } from './clock.js';
import type { StateDatabase, StateRow } from './database.js';

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

/** The append-only trail. */
export interface AuditTrail {
  record(event: AuditEvent): void;
  list(offset: number, limit: number): { readonly total: number; readonly items: readonly AuditEntry[] };
  /** The sequence number of the first entry that does not follow from those before it; null when all do. */
  firstBroken(): number | null;
}

const GENESIS = '0'.repeat(64);

export function auditTrailIn(db: StateDatabase, now: Clock): AuditTrail {
  return {
    record({ actor, action, subject = null, details = {}, requestId = null }) {
      db.transaction(() => {
        const last = db.get('SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1');
        const sequence = Number(last?.['sequence'] ?? 0) + 1;
        const previous = String(last?.['hash'] ?? GENESIS);
        const fields = [isoOf(now()), actor, action, subject, JSON.stringify(details), requestId] as const;
        const hash = chain(previous, sequence, fields);
        db.run('INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)', sequence, ...fields, previous, hash);
      });
    },
    list(offset, limit) {
      const total = Number(db.get('SELECT count(*) AS n FROM audit')?.['n']);
      const rows = db.all('SELECT * FROM audit ORDER BY sequence DESC LIMIT ? OFFSET ?', limit, offset);
      return { total, items: rows.map(entryOf) };
    },
    firstBroken() {
      let previous = GENESIS;
      let expected = 1;
      for (const row of db.all('SELECT * FROM audit ORDER BY sequence')) {
        const sequence = Number(row['sequence']);
        const hash = chain(
          previous,
          sequence,
          FIELDS.map((name) => row[name] ?? null),
        );
        if (sequence !== expected || row['previous_hash'] !== previous || row['hash'] !== hash)
          return sequence;
        previous = hash;
        expected += 1;
      }
      return null;
    },
  };
}

const FIELDS = ['at', 'actor', 'action', 'subject', 'details', 'request_id'] as const;

function chain(previous: string, sequence: number, fields: readonly (string | number | null)[]): string {
  return createHash('sha256')
    .update(JSON.stringify([previous, sequence, ...fields]))
    .digest('hex');
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
