import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import {
  AUDIT_ACTIONS,
  type AuditEntry,
  type AuditQuestion,
  type AuditTrail,
} from '../../../warehouse/state/audit-trail.js';
import { recordAct } from '../../access/recorded-act.js';
import { csvLine } from '../../studies/csv.js';
import { queryOf, wholeNumber } from '../address.js';
import type { Dependencies } from '../dependencies.js';
import { badRequest } from '../problems.js';
import { anything, optionsQuery, responses } from '../schemas.js';

const AUDIT_PAGE = 100;
/** Entries that are read and written as CSV at a time. */
const CSV_ENTRIES = 1000;
const AUDIT_OPTIONS = {
  actor: 'Who did it',
  action: `What was done: ${AUDIT_ACTIONS.join(', ')}`,
  subject: 'A part of what it was done to',
  since: 'From this instant on (UTC, ISO 8601)',
  before: 'Before this instant (UTC, ISO 8601)',
};

/** The audit trail (row ROL-012). */
export const auditRoutes =
  ({ state }: Dependencies): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/audit',
      {
        config: { permission: 'manage_users' },
        schema: {
          summary: 'The audit trail, the newest first',
          querystring: optionsQuery({ page: 'Page, from 1', ...AUDIT_OPTIONS }),
          response: responses({ 200: anything }),
        },
      },
      async (request) => {
        const query = queryOf(request);
        const page = wholeNumber(query, 'page', { least: 1, most: 1_000_000, usual: 1 });
        const offset = (page - 1) * AUDIT_PAGE;
        const { total, items: entries } = state.audit.list(offset, AUDIT_PAGE, auditQuestion(query));
        const shown = entries.map(({ requestId, ...entry }) => ({ ...entry, request_id: requestId }));
        return { total, page, page_size: AUDIT_PAGE, items: shown };
      },
    );

    app.get(
      '/audit.csv',
      {
        config: { permission: 'manage_users' },
        schema: {
          summary: 'The audit trail as CSV, in the order in which it was written',
          querystring: optionsQuery(AUDIT_OPTIONS),
          response: responses({}),
        },
      },
      async (request, reply) => {
        const asked = auditQuestion(queryOf(request));
        recordAct(state, request, { action: 'export', details: { what: 'audit.csv' } });
        return reply
          .type('text/csv; charset=utf-8')
          .header('cache-control', 'private, no-store')
          .header('content-disposition', 'attachment; filename="audit.csv"')
          .send(Readable.from(auditCsv(state.audit, asked)));
      },
    );
  };

const AUDIT_COLUMNS = [
  'sequence',
  'at',
  'actor',
  'action',
  'subject',
  'details',
  'request_id',
  'hash',
] as const;

async function* auditCsv(trail: AuditTrail, asked: AuditQuestion): AsyncGenerator<string, void, undefined> {
  yield csvLine(AUDIT_COLUMNS);
  let entries = trail.following(0, CSV_ENTRIES, asked);
  while (entries.length > 0) {
    yield entries.map(auditLine).join('');
    await nextTurn();
    entries = trail.following(entries.at(-1)!.sequence, CSV_ENTRIES, asked);
  }
}

function auditLine({ sequence, at, actor, action, subject, details, requestId, hash }: AuditEntry): string {
  return csvLine([sequence, at, actor, action, subject, JSON.stringify(details), requestId, hash]);
}

function auditQuestion(query: URLSearchParams): AuditQuestion {
  const action = query.get('action') || null;
  const known = AUDIT_ACTIONS.find((one) => one === action) ?? null;
  if (action !== known) {
    throw badRequest([{ field: 'action', message: `expects one of ${AUDIT_ACTIONS.join(', ')}` }]);
  }
  return {
    actor: query.get('actor') || null,
    action: known,
    subject: query.get('subject')?.trim() || null,
    since: instantIn(query, 'since'),
    before: instantIn(query, 'before'),
  };
}

/** An instant of a query, in UTC as the trail writes it; null where it is not asked. */
function instantIn(query: URLSearchParams, key: string): string | null {
  const text = query.get(key) ?? '';
  if (text === '') return null;
  const at = INSTANT.test(text) ? new Date(text) : null;
  if (at === null || Number.isNaN(at.getTime())) {
    throw badRequest([{ field: key, message: 'expects an instant such as 2026-03-31T00:00:00Z' }]);
  }
  return at.toISOString();
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/;
