import { isDeepStrictEqual } from 'node:util';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { isSettingName, SETTING_NAMES, type SettingName } from '../../../warehouse/state/settings.js';
import { caller } from '../../access/guard.js';
import { listDevices } from '../../studies/systems.js';
import { answer } from '../answer.js';
import type { Dependencies } from '../dependencies.js';
import { badRequest, notFound } from '../problems.js';
import { anything, body, items, nameParam, NOTHING, ref, responses, snapshotQuery } from '../schemas.js';

/** What a site says of its devices, names and itself (rows UI-140…153, UI-160…172). */
export const siteRoutes =
  (dependencies: Dependencies): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { state, actions } = dependencies;

    /** A setting as it holds: what the configuration fixes goes before what was set here. */
    const settingOf = (name: SettingName): object => ({
      ...state.settings.get(name),
      ...dependencies.config.fixedSettings?.[name],
    });
    const refuseFixed = (name: SettingName, value: unknown): void => {
      const fixed = Object.entries(dependencies.config.fixedSettings?.[name] ?? {});
      const stated = typeof value === 'object' && value !== null ? { ...value } : {};
      const changed = fixed.filter(
        ([part, held]) => part in stated && !isDeepStrictEqual(Reflect.get(stated, part), held),
      );
      if (changed.length === 0) return;
      throw badRequest(
        changed.map(([part]) => ({
          field: `value.${part}`,
          message: 'is fixed by the configuration file or the environment of the server',
        })),
      );
    };

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
        const { name: actor } = caller(request);
        const details = { device_ids: ids, ...change };
        state.audit.record({ actor, action: 'device_settings_changed', details, requestId: request.id });
        return reply.code(204).send();
      },
    );

    app.get(
      '/standard-names',
      {
        config: { permission: 'view' },
        schema: { summary: 'Standard names', response: responses({ 200: items(ref('StandardName')) }) },
      },
      async () => ({ items: await actions.standardNames() }),
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
        const { name: actor } = caller(request);
        state.audit.record({
          actor,
          action: 'standard_names_changed',
          details: { count: names.length },
          requestId: request.id,
        });
        return reply.code(204).send();
      },
    );

    app.get(
      '/settings',
      {
        config: { permission: 'configure' },
        schema: { summary: 'All settings', response: responses({ 200: anything }) },
      },
      async () => Object.fromEntries(SETTING_NAMES.map((name) => [name, settingOf(name)])),
    );

    app.get(
      '/settings/:name',
      {
        config: { permission: 'configure' },
        schema: { summary: 'One setting', params: nameParam, response: responses({ 200: anything }) },
      },
      async (request) => {
        const { name } = request.params;
        if (!isSettingName(name)) throw notFound();
        return { name, value: settingOf(name) };
      },
    );

    app.put(
      '/settings/:name',
      {
        config: { permission: 'configure' },
        schema: {
          summary: 'Change a setting',
          params: nameParam,
          body: body.setting,
          response: responses({ 200: anything }),
        },
      },
      async (request) => {
        const { name } = request.params;
        const { name: actor } = caller(request);
        if (!isSettingName(name)) throw notFound();
        refuseFixed(name, request.body.value);
        if (!state.settings.set(name, request.body.value, actor)) {
          throw badRequest([{ field: 'value', message: 'has not the shape of this setting' }]);
        }
        state.audit.record({ actor, action: 'setting_changed', subject: name, requestId: request.id });
        return { name, value: settingOf(name) };
      },
    );
  };
