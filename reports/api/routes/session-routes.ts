import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { FastifyRequest } from 'fastify';
import { Type } from 'typebox';
import type { State } from '../../../warehouse/state/state.js';
import type { User } from '../../../warehouse/state/users.js';
import { authenticate, SESSION_COOKIE } from '../../access/authenticate.js';
import { caller } from '../../access/guard.js';
import { recordAct } from '../../access/recorded-act.js';
import type { Principal } from '../../access/principal.js';
import { snapshotName } from '../answer.js';
import type { Dependencies } from '../dependencies.js';
import { badRequest, HttpProblem, notFound } from '../problems.js';
import { anything, body, idParam, NOTHING, ref, responses } from '../schemas.js';

/** Signing in and out, the own password, preferences and sessions (rows UI-003, UI-190). */
export const sessionRoutes =
  (dependencies: Dependencies): FastifyPluginAsyncTypebox =>
  async (app) => {
    const { state, config } = dependencies;
    const cookie = {
      path: '/',
      httpOnly: true,
      sameSite: 'lax',
      secure: config.https === true,
    } as const;

    app.get(
      '/session',
      {
        config: { permission: 'signed_in' },
        schema: { summary: 'Who is signed in', response: responses({ 200: ref('Session') }) },
      },
      async (request) => shownSession(dependencies, caller(request)),
    );

    app.post(
      '/session',
      {
        config: { permission: 'public', rateLimit: { max: 60, timeWindow: '1 minute' } },
        bodyLimit: 10_000,
        schema: { summary: 'Sign in', body: body.signIn, response: responses({ 200: ref('Session') }) },
      },
      async (request, reply) => {
        const user = await provenUser(state, request, request.body);
        endSessionBefore(state, request.cookies[SESSION_COOKIE]);
        const { secret, session } = state.sessions.start(user.name, request.headers['user-agent'] ?? null);
        state.users.noteSignIn(user.name);
        state.audit.record({ actor: user.name, action: 'sign_in', requestId: request.id });
        void reply.setCookie(SESSION_COOKIE, secret, cookie).header('cache-control', 'no-store');
        return shownSession(dependencies, { ...user, sessionId: session.id });
      },
    );

    app.delete(
      '/session',
      {
        config: { permission: 'signed_in' },
        schema: { summary: 'Sign out', response: responses({ 204: NOTHING }) },
      },
      async (request, reply) => {
        const { name, sessionId } = caller(request);
        if (sessionId !== null) state.sessions.revoke(name, sessionId);
        recordAct(state, request, { action: 'sign_out' });
        return reply.clearCookie(SESSION_COOKIE, cookie).code(204).send();
      },
    );

    app.put(
      '/session/password',
      {
        config: { permission: 'signed_in', rateLimit: { max: 20, timeWindow: '1 minute' } },
        bodyLimit: 10_000,
        schema: {
          summary: 'Change the own password; other sessions end, tokens stay',
          body: body.password,
          response: responses({ 204: NOTHING }),
        },
      },
      async (request, reply) => {
        const { name, sessionId } = caller(request);
        if (sessionId === null)
          throw new HttpProblem(403, 'Not allowed', 'A token cannot change a password.');
        if (!(await userWithPassword(state, request, { name, password: request.body.current })))
          throw badRequest([{ field: 'current', message: 'is not the present password' }]);
        const outcome = await state.users.change(name, { password: request.body.next });
        if (!outcome.ok) throw badRequest([{ field: 'next', message: outcome.message }]);
        state.sessions.revokeAll(name, sessionId);
        recordAct(state, request, { action: 'password_changed' });
        return reply.code(204).send();
      },
    );

    app.put(
      '/session/preferences',
      {
        config: { permission: 'signed_in' },
        bodyLimit: 30_000,
        schema: {
          summary: 'Keep the own preferences',
          body: body.preferences,
          response: responses({ 200: anything }),
        },
      },
      async (request) => {
        const { name } = caller(request);
        const outcome = state.users.setPreferences(name, { ...request.body });
        if (!outcome.ok) throw badRequest([outcome]);
        return state.users.preferences(name);
      },
    );

    app.get(
      '/sessions',
      {
        config: { permission: 'signed_in' },
        schema: { summary: 'Own sessions', response: responses({ 200: Type.Array(anything) }) },
      },
      async (request) => {
        const { name, sessionId } = caller(request);
        return state.sessions.list(name).map((session) => ({
          id: session.id,
          created_at: session.createdAt,
          last_seen_at: session.lastSeenAt,
          user_agent: session.userAgent,
          current: session.id === sessionId,
        }));
      },
    );

    app.delete(
      '/sessions/:id',
      {
        config: { permission: 'signed_in' },
        schema: { summary: 'End an own session', params: idParam, response: responses({ 204: NOTHING }) },
      },
      async (request, reply) => {
        const { name } = caller(request);
        if (!state.sessions.revoke(name, request.params.id)) throw notFound();
        recordAct(state, request, { action: 'session_revoked' });
        return reply.code(204).send();
      },
    );
  };

/** Who is signed in, and what the pages show for them. */
function shownSession({ state, config, snapshots }: Dependencies, principal: Principal): object {
  const latest = snapshots.latest();
  return {
    user: { name: principal.name, groups: principal.groups, permissions: principal.permissions },
    demo: config.demo,
    version: config.version,
    snapshot: latest ? snapshotName(latest) : null,
    preferences: state.users.preferences(principal.name),
    display_units: state.settings.get('display_units'),
  };
}

interface NameAndPassword {
  readonly name: string;
  readonly password: string;
}

/** The user of this name and password; a failure is in the audit trail. */
async function provenUser(state: State, request: FastifyRequest, given: NameAndPassword): Promise<User> {
  const user = await userWithPassword(state, request, given);
  if (user) return user;
  const known = state.users.find(given.name);
  state.audit.record({ actor: known?.name ?? 'unknown', action: 'sign_in_failed', requestId: request.id });
  throw new HttpProblem(401, 'Name or password is wrong');
}

/** The user whose password it is, else null; each attempt counts until one succeeds, and too many have to wait. */
async function userWithPassword(
  state: State,
  request: FastifyRequest,
  { name, password }: NameAndPassword,
): Promise<User | null> {
  const waitMs = state.throttle.waitMs(name, request.ip);
  if (waitMs > 0) {
    const seconds = Math.ceil(waitMs / 1000);
    throw new HttpProblem(429, 'Too many attempts', `Try again in ${seconds} s.`, [], seconds);
  }
  state.throttle.attempted(name, request.ip);
  const user = await state.users.verify(name, password);
  if (user) state.throttle.succeeded(name, request.ip);
  return user;
}

/** A browser has one session: signing in again ends the former one. */
function endSessionBefore(state: State, cookie: string | undefined): void {
  if (cookie === undefined) return;
  const previous = authenticate(state, { cookie, authorization: undefined });
  if (previous?.sessionId) state.sessions.revoke(previous.name, previous.sessionId);
}
