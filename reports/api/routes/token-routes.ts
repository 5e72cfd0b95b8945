import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { ApiToken } from '../../../warehouse/state/api-tokens.js';
import { isPermission } from '../../../warehouse/state/permissions.js';
import { caller } from '../../access/guard.js';
import { recordAct } from '../../access/recorded-act.js';
import type { Dependencies } from '../dependencies.js';
import { badRequest, HttpProblem, notFound } from '../problems.js';
import { anything, body, idParam, items, NOTHING, responses } from '../schemas.js';

/** Tokens by which scripts use the API for their owner: scoped, expiring, shown once. */
export const tokenRoutes =
  ({ state }: Dependencies): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/tokens',
      {
        config: { permission: 'signed_in' },
        schema: { summary: 'Own tokens', response: responses({ 200: items(anything) }) },
      },
      async (request) => ({ items: state.tokens.list(caller(request).name).map(shown) }),
    );

    app.post(
      '/tokens',
      {
        config: { permission: 'signed_in' },
        schema: { summary: 'Issue a token', body: body.token, response: responses({ 201: anything }) },
      },
      async (request, reply) => {
        const principal = caller(request);
        if (principal.sessionId === null)
          throw new HttpProblem(403, 'Not allowed', 'A token cannot issue tokens.');
        const permissions = request.body.permissions.filter(isPermission);
        const tooMuch =
          permissions.length !== request.body.permissions.length ||
          permissions.some((permission) => !principal.permissions.includes(permission));
        if (tooMuch)
          throw badRequest([{ field: 'permissions', message: 'expects permissions that you have' }]);
        const { label, days } = request.body;
        const { secret, token } = state.tokens.issue(principal.name, { label, days, permissions });
        recordAct(state, request, { action: 'token_issued', subject: token.id });
        return reply
          .code(201)
          .header('cache-control', 'no-store')
          .send({ ...shown(token), token: secret });
      },
    );

    app.delete(
      '/tokens/:id',
      {
        config: { permission: 'signed_in' },
        schema: { summary: 'Revoke a token', params: idParam, response: responses({ 204: NOTHING }) },
      },
      async (request, reply) => {
        const { name } = caller(request);
        if (!state.tokens.revoke(name, request.params.id)) throw notFound();
        recordAct(state, request, { action: 'token_revoked', subject: request.params.id });
        return reply.code(204).send();
      },
    );
  };

function shown(token: ApiToken): object {
  return {
    id: token.id,
    label: token.label,
    permissions: token.permissions,
    created_at: token.createdAt,
    expires_at: token.expiresAt,
    last_used_at: token.lastUsedAt,
  };
}
