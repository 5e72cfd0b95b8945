import type { FastifyRequest } from 'fastify';
import type { AuditEvent } from '../../warehouse/state/audit-trail.js';
import type { State } from '../../warehouse/state/state.js';
import { caller } from './guard.js';

/** Records in the audit trail what the caller of a request did. */
export function recordAct(
  { audit }: State,
  request: FastifyRequest,
  act: Omit<AuditEvent, 'actor' | 'requestId'>,
): void {
  audit.record({ actor: caller(request).name, requestId: request.id, ...act });
}
