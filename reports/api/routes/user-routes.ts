import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Outcome, User } from '../../../warehouse/state/users.js';
import { recordAct } from '../../access/recorded-act.js';
import type { Dependencies } from '../dependencies.js';
import { badRequest, notFound } from '../problems.js';
import { body, items, nameParam, NOTHING, ref, responses } from '../schemas.js';

/** Administration of users (rows UI-170, ROL-012). */
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
  };

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
