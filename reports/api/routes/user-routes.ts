import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { AUDIT_ACTIONS, type AuditQuestion } from '../../../warehouse/state/audit-trail.js';
import type { Outcome, User } from '../../../warehouse/state/users.js';
import { recordAct } from '../../access/recorded-act.js';
import { queryOf, wholeNumber } from '../address.js';
import type { Dependencies } from '../dependencies.js';
import { badRequest, notFound } from '../problems.js';
import { anything, body, items, nameParam, NOTHING, optionsQuery, ref, responses } from '../schemas.js';

const AUDIT_PAGE = 100;

/** Administration of users, and the audit trail (rows UI-170, ROL-012). */
export const userRoutes =
  ({ state }: Dependencies): FastifyPluginAsyncTypebox =>
  async (app) => {
    const done = (outcome: Outcome): void => {
      if (!outcome.ok) throw badRequest([{ field: outcome.field, message: outcome.message }]);
    };

    app.get(
      '/users',
      {
        config: { permission: 'manage_users' },
        schema: { summary: 'Users', response: responses({ 200: items(ref('User')) }) },
      },
      async () => ({ items: state.users.list().map(shownUser) }),
    );

    app.post(
      '/users',
      {
        config: { permission: 'manage_users' },
        schema: { summary: 'Add a user', body: body.newUser, response: responses({ 201: ref('User') }) },
      },
      async (request, reply) => {
        const { name, password, groups } = request.body;
        done(await state.users.add(name, password, groups));
        recordAct(state, request, { action: 'user_added', subject: name, details: { groups } });
        const user = state.users.find(name);
        return reply.code(201).send(user ? shownUser(user) : {});
      },
    );

    app.patch(
      '/users/:name',
      {
        config: { permission: 'manage_users' },
        schema: {
          summary: 'Change a user; a new password ends the sessions and tokens of the user',
          params: nameParam,
          body: body.user,
          response: responses({ 200: ref('User') }),
        },
      },
      async (request) => {
        const { name } = request.params;
        const { groups, disabled, password } = request.body;
        if (!state.users.find(name)) throw notFound();
        done(await state.users.change(name, { groups, disabled, password }));
        if (password !== undefined) {
          state.sessions.revokeAll(name);
          state.tokens.revokeAll(name);
        }
        const details = { groups, disabled, password: password === undefined ? undefined : 'changed' };
        recordAct(state, request, { action: 'user_changed', subject: name, details });
        const user = state.users.find(name);
        if (!user) throw notFound();
        return shownUser(user);
      },
    );

    app.delete(
      '/users/:name',
      {
        config: { permission: 'manage_users' },
        schema: { summary: 'Remove a user', params: nameParam, response: responses({ 204: NOTHING }) },
      },
      async (request, reply) => {
        const { name } = request.params;
        if (!state.users.find(name)) throw notFound();
        done(state.users.remove(name));
        recordAct(state, request, { action: 'user_removed', subject: name });
        return reply.code(204).send();
      },
    );

    app.get(
      '/audit',
      {
        config: { permission: 'manage_users' },
        schema: {
          summary: 'The audit trail, the newest first',
          querystring: optionsQuery({
            page: 'Page, from 1',
            actor: 'Who did it',
            action: `What was done: ${AUDIT_ACTIONS.join(', ')}`,
            subject: 'A part of what it was done to',
          }),
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
  };

function auditQuestion(query: URLSearchParams): AuditQuestion {
  const action = query.get('action') || null;
  const known = AUDIT_ACTIONS.find((one) => one === action) ?? null;
  if (action !== known) {
    throw badRequest([{ field: 'action', message: `expects one of ${AUDIT_ACTIONS.join(', ')}` }]);
  }
  return { actor: query.get('actor') || null, action: known, subject: query.get('subject')?.trim() || null };
}

function shownUser(user: User): object {
  return {
    name: user.name,
    groups: user.groups,
    permissions: user.permissions,
    disabled: user.disabled,
    created_at: user.createdAt,
    last_signed_in_at: user.lastSignedInAt,
  };
}
