import { isDeepStrictEqual } from 'node:util';
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { isSettingName, SETTING_NAMES, type SettingName } from '../../../warehouse/state/settings.js';
import { caller } from '../../access/guard.js';
import { recordAct } from '../../access/recorded-act.js';
import type { Dependencies } from '../dependencies.js';
import { badRequest, notFound } from '../problems.js';
import { anything, body, nameParam, responses } from '../schemas.js';

type Parts = Readonly<Record<string, unknown>>;

const CONFIGURE = { config: { permission: 'configure' } } as const;

/** What a site says of itself (rows UI-160…172). What the configuration fixes goes before what is set here. */
export const settingRoutes =
  ({ state, config }: Dependencies): FastifyPluginAsyncTypebox =>
  async (app) => {
    const fixedOf = (name: SettingName): Parts => config.fixedSettings?.[name] ?? {};
    const settingOf = (name: SettingName): Parts => ({ ...state.settings.get(name), ...fixedOf(name) });

    app.get(
      '/settings',
      { ...CONFIGURE, schema: { summary: 'All settings', response: responses({ 200: anything }) } },
      async () => Object.fromEntries(SETTING_NAMES.map((name) => [name, settingOf(name)])),
    );

    app.get(
      '/fixed-settings',
      {
        ...CONFIGURE,
        schema: {
          summary: 'Parts of settings that the configuration of the server fixes',
          response: responses({ 200: anything }),
        },
      },
      async () => Object.fromEntries(SETTING_NAMES.map((name) => [name, fixedOf(name)])),
    );

    app.get(
      '/settings/:name',
      {
        ...CONFIGURE,
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
        ...CONFIGURE,
        schema: {
          summary: 'Change a setting',
          params: nameParam,
          body: body.setting,
          response: responses({ 200: anything }),
        },
      },
      async (request) => {
        const { name } = request.params;
        if (!isSettingName(name)) throw notFound();
        const before = state.settings.get(name);
        const value = withoutFixed(request.body.value, fixedOf(name), before);
        const { name: actor } = caller(request);
        if (!state.settings.set(name, value, actor)) {
          throw badRequest([{ field: 'value', message: 'has not the shape of this setting' }]);
        }
        const details = { changed: changesTo(state.settings.get(name), before) };
        recordAct(state, request, { action: 'setting_changed', subject: name, details });
        return { name, value: settingOf(name) };
      },
    );
  };

/**
 * A value with the parts that the configuration fixes as they were stored: they come into force when the configuration
 * no longer states them. Refuses a change of such a part.
 */
function withoutFixed(value: unknown, fixed: Parts, stored: Parts): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const stated = new Map<string, unknown>(Object.entries(value));
  const parts = Object.keys(fixed);
  const changed = parts.filter(
    (part) => stated.has(part) && !isDeepStrictEqual(stated.get(part), fixed[part]),
  );
  if (changed.length > 0) {
    throw badRequest(
      changed.map((part) => ({
        field: `value.${part}`,
        message: 'is fixed by the configuration file or the environment of the server',
      })),
    );
  }
  return { ...value, ...Object.fromEntries(parts.map((part) => [part, stored[part]])) };
}

/** The parts that changed, with their new values; of lists, which are free text, their count only. */
function changesTo(after: Parts, before: Parts): Parts {
  const changed = Object.entries(after).filter(([part, value]) => !isDeepStrictEqual(value, before[part]));
  return Object.fromEntries(
    changed.map(([part, value]) => [part, Array.isArray(value) ? { count: value.length } : value]),
  );
}
