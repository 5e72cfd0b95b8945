import '@fastify/cookie';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { State } from '../../warehouse/state/state.js';
import { HttpProblem } from '../api/problems.js';
import { authenticate, SESSION_COOKIE } from './authenticate.js';
import { mayUse, type Principal, type RoutePermission } from './principal.js';
import { isTrustedOrigin } from './same-origin.js';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What the route asks of its callers; a route without it does not start. */
    permission?: RoutePermission;
  }
  interface FastifyRequest {
    principal: Principal | null;
  }
  interface FastifyInstance {
    /** Every route with what it asks for. */
    readonly guardedRoutes: readonly GuardedRoute[];
  }
}

/** A route as the guard knows it. */
export interface GuardedRoute {
  readonly method: string;
  readonly url: string;
  readonly permission: RoutePermission;
}

/**
 * Denies by default: a route that declares no permission fails at start; every request is held against its route's
 * permission before anything else is done for it (row ROL-011).
 */
export function guard(app: FastifyInstance, state: State): void {
  const routes: GuardedRoute[] = [];
  app.decorateRequest('principal', null);
  app.decorate('guardedRoutes', routes);
  app.addHook('onRoute', (route) => {
    const permission = route.config?.permission;
    if (!permission) throw new Error(`the route ${String(route.method)} ${route.url} declares no permission`);
    for (const method of [route.method].flat()) routes.push({ method, url: route.url, permission });
  });
  app.addHook('onRequest', async (request) => {
    const cookie = request.cookies[SESSION_COOKIE];
    request.principal = authenticate(state, { cookie, authorization: request.headers.authorization });
    const needed = request.routeOptions.config.permission;
    if (request.is404) return;
    if (!needed) throw new HttpProblem(403, 'Not allowed');
    requireTrustedOrigin(request, cookie !== undefined);
    if (mayUse(request.principal, needed)) return;
    if (!request.principal) throw new HttpProblem(401, 'Sign in first');
    throw new HttpProblem(403, 'Not allowed', `This needs the permission ${needed}.`);
  });
}

function requireTrustedOrigin(request: FastifyRequest, hasCookie: boolean): void {
  const { headers } = request;
  const site = headers['sec-fetch-site'];
  const origin = { origin: headers.origin, host: request.host, hasCookie };
  const isTrusted = isTrustedOrigin(request.method, {
    ...origin,
    secFetchSite: typeof site === 'string' ? site : undefined,
  });
  if (!isTrusted)
    throw new HttpProblem(403, 'Not allowed', 'Changes are taken from pages of this program only.');
}

/** The caller of a route that is not public. */
export function caller(request: FastifyRequest): Principal {
  if (!request.principal) throw new HttpProblem(401, 'Sign in first');
  return request.principal;
}
