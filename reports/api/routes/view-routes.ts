import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { SavedView } from '../../../warehouse/state/saved-views.js';
import { caller } from '../../access/guard.js';
import type { Dependencies } from '../dependencies.js';
import { fieldOf, isIdentity } from '../../filters/fields.js';
import { badRequest, notFound } from '../problems.js';
import { body, idParam, items, NOTHING, ref, responses } from '../schemas.js';

/** Screens that people keep for themselves or share. */
export const viewRoutes =
  ({ state }: Dependencies): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/views',
      {
        config: { permission: 'view' },
        schema: { summary: 'Saved views', response: responses({ 200: items(ref('SavedView')) }) },
      },
      async (request) => ({ items: state.views.listFor(caller(request).name).map(shown) }),
    );

    app.post(
      '/views',
      {
        config: { permission: 'view' },
        schema: {
          summary: 'Save a view; a name given again on its page takes the new query',
          body: body.view,
          response: responses({ 201: ref('SavedView') }),
        },
      },
      async (request, reply) => {
        refuseIdentity(request.body.query);
        const view = state.views.add(caller(request).name, request.body);
        if (!view) throw badRequest([{ field: 'name', message: 'you have too many saved views' }]);
        return reply.code(201).send(shown(view));
      },
    );

    app.put(
      '/views/:id',
      {
        config: { permission: 'view' },
        schema: {
          summary: 'Change a view',
          params: idParam,
          body: body.view,
          response: responses({ 204: NOTHING }),
        },
      },
      async (request, reply) => {
        refuseIdentity(request.body.query);
        if (!state.views.change(caller(request).name, request.params.id, request.body)) throw notFound();
        return reply.code(204).send();
      },
    );

    app.delete(
      '/views/:id',
      {
        config: { permission: 'view' },
        schema: { summary: 'Remove a view', params: idParam, response: responses({ 204: NOTHING }) },
      },
      async (request, reply) => {
        if (!state.views.remove(caller(request).name, request.params.id)) throw notFound();
        return reply.code(204).send();
      },
    );
  };

/** A saved view would keep what was looked for of a patient, and outlive what the site keeps. */
function refuseIdentity(query: string): void {
  const keys = [...new URLSearchParams(query).keys()].map((key) =>
    key.replace(/^-/, '').replace(/\.is$/, ''),
  );
  const hidden = keys.find((key) => {
    const field = fieldOf(key);
    return field !== null && isIdentity(field.declaration);
  });
  if (hidden === undefined) return;
  throw badRequest([{ field: 'query', message: `filters on ${hidden} are not saved; take it out first` }]);
}

function shown({ id, name, page, query, shared, owner, updatedAt }: SavedView): object {
  return { id, name, page, query, shared, owner, updated_at: updatedAt };
}
