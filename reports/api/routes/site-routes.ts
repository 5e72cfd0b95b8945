import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { recordAct } from '../../access/recorded-act.js';
import { listDevices } from '../../studies/systems.js';
import { answer } from '../answer.js';
import type { Dependencies } from '../dependencies.js';
import { badRequest, notFound } from '../problems.js';
import { body, items, NOTHING, ref, responses, snapshotQuery } from '../schemas.js';

/** What a site says of its devices and names (rows UI-140…153). */
export const siteRoutes =
  (dependencies: Dependencies): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { state, actions } = dependencies;

    app.get(
      '/devices',
      {
        config: { permission: 'view' },
        schema: {
          summary: 'Equipment',
          querystring: snapshotQuery,
          response: responses({ 200: items(ref('Device')) }),
        },
      },
      async (request, reply) =>
        answer(dependencies, request, reply, { priority: 'list', cacheable: true }, async (asking) => ({
          items: await listDevices(asking),
        })),
    );

    app.put(
      '/devices',
      {
        config: { permission: 'configure' },
        schema: {
          summary: 'Name devices or set their modality',
          body: body.devices,
          response: responses({ 204: NOTHING }),
        },
      },
      async (request, reply) => {
        const { device_ids: ids, ...change } = request.body;
        if (!(await actions.changeDevices(ids, change))) throw notFound();
        const details = { device_ids: ids, ...change };
        recordAct(state, request, { action: 'device_settings_changed', details });
        return reply.code(204).send();
      },
    );

    app.get(
      '/standard-names',
      {
        config: { permission: 'view' },
        schema: {
          summary: 'Standard names',
          querystring: snapshotQuery,
          response: responses({ 200: items(ref('StandardName')) }),
        },
      },
      async (request, reply) =>
        answer(
          dependencies,
          request,
          reply,
          { priority: 'list', cacheable: true },
          async (_asking, { snapshot }) => ({ items: await actions.standardNames(snapshot.id) }),
        ),
    );

    app.put(
      '/standard-names',
      {
        config: { permission: 'configure' },
        bodyLimit: 8_000_000,
        schema: {
          summary: 'Replace the standard names',
          body: body.standardNames,
          response: responses({ 204: NOTHING }),
        },
      },
      async (request, reply) => {
        const names = request.body.items.map((item) => ({
          ...item,
          modality: String(item.modality),
          field: String(item.field),
        }));
        const keys = new Set(names.map((item) => JSON.stringify([item.modality, item.field, item.text])));
        if (keys.size !== names.length) {
          throw badRequest([{ field: 'items', message: 'a text can belong to one standard name only' }]);
        }
        await actions.replaceStandardNames(names);
        recordAct(state, request, { action: 'standard_names_changed', details: { count: names.length } });
        return reply.code(204).send();
      },
    );
  };
