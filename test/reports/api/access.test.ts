import Fastify from 'fastify';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { guard } from '../../../reports/access/guard.js';
import { GROUP_NAMES, permissionsOf, type Group } from '../../../warehouse/state/permissions.js';
import { ctStudy } from '../../warehouse/lake-support.js';
import { HOST, PASSWORD, serverFixture, type ServerFixture } from '../../support/server-fixture.js';

let server: ServerFixture;
let at = Date.UTC(2026, 3, 1);
beforeAll(async () => {
  server = await serverFixture({ rows: { studies: [ctStudy(1)] }, now: () => at });
});
afterAll(() => server.close());

/** What each route of the API asks for, stated a second time: a route that is added or loosened shows here. */
const ROUTES: Readonly<Record<string, string>> = {
  'GET /api/v1/session': 'signed_in',
  'POST /api/v1/session': 'public',
  'DELETE /api/v1/session': 'signed_in',
  'PUT /api/v1/session/password': 'signed_in',
  'PUT /api/v1/session/preferences': 'signed_in',
  'GET /api/v1/sessions': 'signed_in',
  'DELETE /api/v1/sessions/:id': 'signed_in',
  'GET /api/v1/tokens': 'signed_in',
  'POST /api/v1/tokens': 'signed_in',
  'DELETE /api/v1/tokens/:id': 'signed_in',
  'GET /api/v1/tables': 'signed_in',
  'GET /api/v1/openapi.json': 'signed_in',
  'GET /api/v1/studies': 'view',
  'GET /api/v1/studies/facets': 'view',
  'GET /api/v1/studies.csv': 'export',
  'GET /api/v1/studies/deleted': 'delete',
  'GET /api/v1/studies/:id': 'view',
  'GET /api/v1/studies/:id/checks': 'view',
  'GET /api/v1/studies/:id/documents/:sop_instance_uid': 'view',
  'GET /api/v1/studies/:id/sources': 'view',
  'DELETE /api/v1/studies/:id': 'delete',
  'POST /api/v1/studies/:id/restore': 'delete',
  'POST /api/v1/studies/marks': 'configure',
  'POST /api/v1/studies/deletions': 'delete',
  'GET /api/v1/charts': 'view',
  'POST /api/v1/studies/erasures': 'erase',
  'GET /api/v1/charts/:name': 'view',
  'GET /api/v1/checks': 'view',
  'GET /api/v1/snapshots': 'view',
  'GET /api/v1/charts/:name.csv': 'export',
  'GET /api/v1/home': 'view',
  'GET /api/v1/runs': 'view',
  'GET /api/v1/runs/:id': 'view',
  'POST /api/v1/runs': 'configure',
  'GET /api/v1/runs/current/progress': 'view',
  'GET /api/v1/objects': 'view',
  'POST /api/v1/objects/held': 'delete',
  'GET /api/v1/users': 'manage_users',
  'POST /api/v1/users': 'manage_users',
  'PATCH /api/v1/users/:name': 'manage_users',
  'DELETE /api/v1/users/:name': 'manage_users',
  'GET /api/v1/audit': 'manage_users',
  'GET /api/v1/audit.csv': 'manage_users',
  'GET /api/v1/devices': 'view',
  'PUT /api/v1/devices': 'configure',
  'GET /api/v1/standard-names': 'view',
  'PUT /api/v1/standard-names': 'configure',
  'GET /api/v1/settings': 'configure',
  'GET /api/v1/fixed-settings': 'configure',
  'GET /api/v1/settings/:name': 'configure',
  'PUT /api/v1/settings/:name': 'configure',
  'POST /api/v1/facts': 'import_facts',
  'GET /api/v1/facts/:id': 'import_facts',
  'POST /api/v1/facts/:id/apply': 'import_facts',
  'DELETE /api/v1/facts/:id': 'import_facts',
  'GET /api/v1/facts/:id/log': 'import_facts',
  'GET /api/v1/views': 'view',
  'POST /api/v1/views': 'view',
  'PUT /api/v1/views/:id': 'view',
  'DELETE /api/v1/views/:id': 'view',
};
const PUBLIC_PAGES = [
  '/',
  '/ct',
  '/rf',
  '/mg',
  '/dx',
  '/nm',
  '/studies/:id',
  '/imports',
  '/exports',
  '/api',
  '/sign-in',
  '/admin',
  '/admin/*',
  '/assets/*',
  '/*',
  '/healthz',
];

/** A request of the route that can do no harm whoever makes it. */
const urlOf = (route: string): string =>
  route
    .replace(':name.csv', 'nothing.csv')
    .replace(/:(id|name)/, 'no-such-thing')
    .replace('*', 'nothing.js');

describe('every route', () => {
  it('is known to this test, with what it asks for', () => {
    const actual = server.app.guardedRoutes.filter(({ method }) => method !== 'HEAD');
    const api = actual.filter(({ url }) => url.startsWith('/api/'));
    expect(
      Object.fromEntries(api.map(({ method, url, permission }) => [`${method} ${url}`, permission])),
    ).toEqual(ROUTES);
    const others = actual.filter(({ url }) => !url.startsWith('/api/'));
    expect(others.map(({ url }) => url).sort()).toEqual([...PUBLIC_PAGES].sort());
    expect(others.every(({ permission }) => permission === 'public')).toBe(true);
    const heads = server.app.guardedRoutes.filter(({ method }) => method === 'HEAD');
    for (const { url, permission } of heads) {
      expect(permission).toBe(
        actual.find((route) => route.method === 'GET' && route.url === url)?.permission,
      );
    }
  });

  it('does not start without a declared permission', async () => {
    const bare = Fastify();
    guard(bare, server.state);
    bare.get('/open', { config: { permission: 'public' } }, async () => 'x');
    expect(() => bare.get('/late', async () => 'x')).toThrow('GET /late declares no permission');
    await bare.close();
  });

  const roles: readonly (readonly Group[])[] = [[], ...GROUP_NAMES.map((group) => [group])];
  it.each(roles.map((groups) => [groups.join() || 'no group', groups] as const))(
    'lets a user of %s do what the group may, and nothing else',
    async (_, groups) => {
      const allowed = permissionsOf(groups);
      for (const [route, needed] of Object.entries(ROUTES)) {
        if (route === 'DELETE /api/v1/session' || route.endsWith('/progress')) continue;
        const [method = '', url = ''] = route.split(' ');
        const cookie = await server.cookieOf(...groups);
        const answer = await server.ask(cookie, method, urlOf(url));
        const mayUse =
          needed === 'public' || needed === 'signed_in' || allowed.some((name) => name === needed);
        if (mayUse) expect([route, answer.statusCode]).not.toEqual([route, 403]);
        else expect([route, answer.statusCode]).toEqual([route, 403]);
      }
    },
  );

  it('asks strangers to sign in, reading or writing', async () => {
    for (const [route, needed] of Object.entries(ROUTES)) {
      if (needed === 'public') continue;
      const [method = '', url = ''] = route.split(' ');
      const answer = await server.ask(null, method, urlOf(url));
      expect([route, answer.statusCode]).toEqual([route, 401]);
      expect(answer.headers['content-type']).toContain('application/problem+json');
      expect(answer.json()).toMatchObject({ status: 401, request_id: expect.any(String) });
    }
  });

  it('takes writes from pages of its own only', async () => {
    const cookie = await server.cookieOf('admingroup');
    const foreign = [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: `http://${HOST}` },
      { 'sec-fetch-site': 'none' },
      {},
    ];
    for (const [route] of Object.entries(ROUTES).filter(([name]) => !name.startsWith('GET'))) {
      const [method = '', url = ''] = route.split(' ');
      for (const headers of foreign) {
        const answer = await server.app.inject({
          method: method as 'POST',
          url: urlOf(url),
          headers: { host: HOST, cookie, ...headers },
        });
        expect([route, answer.statusCode]).toEqual([route, 403]);
      }
    }
  });

  it('answers with headers that keep foreign script, framing and sniffing out', async () => {
    for (const url of ['/', '/api/v1/session', '/nowhere', '/healthz']) {
      const { headers } = await server.ask(null, 'GET', url);
      const policy = String(headers['content-security-policy']);
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).not.toContain('unsafe');
      expect(policy).toContain("frame-ancestors 'none'");
      expect(headers['x-content-type-options']).toBe('nosniff');
    }
  });
});

describe('a session', () => {
  it('starts with the password and ends with signing out, for good', async () => {
    await server.state.users.add('ada', PASSWORD, ['exportgroup']);
    const signedIn = await server.ask(null, 'POST', '/api/v1/session', { name: 'ada', password: PASSWORD });
    expect(signedIn.statusCode).toBe(200);
    expect(signedIn.json()).toMatchObject({
      user: { name: 'ada', groups: ['exportgroup'], permissions: ['view', 'export'] },
      demo: true,
      version: '1.2.3',
      snapshot: { id: expect.any(Number) },
      preferences: {},
    });
    const set = String(signedIn.headers['set-cookie']);
    expect(set).toMatch(/^dose_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax$/);
    const cookie = set.split(';')[0]!;
    expect((await server.ask(cookie, 'GET', '/api/v1/session')).statusCode).toBe(200);
    expect((await server.ask(cookie, 'DELETE', '/api/v1/session')).statusCode).toBe(204);
    expect((await server.ask(cookie, 'GET', '/api/v1/session')).statusCode).toBe(401);
  });

  it('cannot be forged, outlived or taken over', async () => {
    const cookie = await server.cookieOf('viewgroup');
    const secret = cookie.split('=')[1]!;
    const id = server.state.sessions.list('user-viewgroup')[0]!.id;
    for (const forged of [
      id,
      `${secret}x`,
      secret.slice(0, -1),
      secret.toLowerCase(),
      '',
      "' OR 1=1 --",
      'a'.repeat(5000),
    ]) {
      expect((await server.ask(`dose_session=${forged}`, 'GET', '/api/v1/session')).statusCode).toBe(401);
    }
    const other = await server.cookieOf('pidgroup');
    expect((await server.ask(other, 'DELETE', `/api/v1/sessions/${id}`)).statusCode).toBe(404);
    const late = `dose_session=${server.state.sessions.start('user-viewgroup', null).secret}`;
    at += 9 * 3_600_000;
    expect((await server.ask(late, 'GET', '/api/v1/session')).statusCode).toBe(401);
    at -= 9 * 3_600_000;
    expect((await server.ask(late, 'GET', '/api/v1/session')).statusCode).toBe(401);
  });

  it('ends at once when the user is disabled, and elsewhere when the password changes', async () => {
    await server.state.users.add('bob', PASSWORD, []);
    const here = `dose_session=${server.state.sessions.start('bob', null).secret}`;
    const there = `dose_session=${server.state.sessions.start('bob', null).secret}`;
    const wrong = await server.ask(here, 'PUT', '/api/v1/session/password', {
      current: 'nope',
      next: 'another password',
    });
    expect(wrong.json().errors[0].field).toBe('current');
    const change = { current: PASSWORD, next: 'another password' };
    expect((await server.ask(here, 'PUT', '/api/v1/session/password', change)).statusCode).toBe(204);
    expect((await server.ask(here, 'GET', '/api/v1/session')).statusCode).toBe(200);
    expect((await server.ask(there, 'GET', '/api/v1/session')).statusCode).toBe(401);
    const admin = await server.cookieOf('admingroup');
    expect((await server.ask(admin, 'PATCH', '/api/v1/users/bob', { disabled: true })).statusCode).toBe(200);
    expect((await server.ask(here, 'GET', '/api/v1/session')).statusCode).toBe(401);
  });

  it('ends with the tokens of the user when an administrator gives a new password', async () => {
    await server.state.users.add('kim', PASSWORD, ['viewgroup']);
    const here = `dose_session=${server.state.sessions.start('kim', null).secret}`;
    const about = { label: 'nightly', permissions: ['view'], days: 7 } as const;
    const own = { current: PASSWORD, next: 'another password' };
    server.state.tokens.issue('kim', about);
    expect((await server.ask(here, 'PUT', '/api/v1/session/password', own)).statusCode).toBe(204);
    expect(server.state.tokens.list('kim')).toHaveLength(1);
    const admin = await server.cookieOf('admingroup');
    const reset = { password: 'a password of the administrator' };
    expect((await server.ask(admin, 'PATCH', '/api/v1/users/kim', reset)).statusCode).toBe(200);
    expect((await server.ask(here, 'GET', '/api/v1/session')).statusCode).toBe(401);
    expect(server.state.tokens.list('kim')).toEqual([]);
  });

  it('does not say whether a name exists, and makes guessers wait without locking the owner out', async () => {
    await server.state.users.add('eve', PASSWORD, []);
    const attempt = (name: string, password: string, remoteAddress: string) =>
      server.app.inject({
        method: 'POST',
        url: '/api/v1/session',
        remoteAddress,
        headers: { host: HOST },
        payload: { name, password },
      });
    const unknown = await attempt('nobody', PASSWORD, '10.0.0.1');
    const wrong = await attempt('eve', 'wrong password', '10.0.0.1');
    expect({ ...unknown.json(), request_id: '' }).toEqual({ ...wrong.json(), request_id: '' });
    for (let i = 0; i < 5; i += 1) await attempt('eve', 'wrong password', '10.0.0.1');
    const blocked = await attempt('eve', PASSWORD, '10.0.0.1');
    expect(blocked.statusCode).toBe(429);
    expect(Number(blocked.headers['retry-after'])).toBeGreaterThan(0);
    expect((await attempt('eve', PASSWORD, '10.0.0.2')).statusCode).toBe(200);
    const atOnce = await Promise.all(
      Array.from({ length: 40 }, (_, i) => attempt('eve', `guess number ${i}`, '10.0.0.3')),
    );
    expect(atOnce.filter(({ statusCode }) => statusCode === 401)).toHaveLength(5);
  });

  it('counts no attempt against who knows the password', async () => {
    await server.state.users.add('ivy', PASSWORD, []);
    const payload = { name: 'ivy', password: PASSWORD };
    for (let i = 0; i < 8; i += 1)
      expect((await server.ask(null, 'POST', '/api/v1/session', payload)).statusCode).toBe(200);
  });
});

describe('behind a proxy', () => {
  it('tells guessers apart by what the proxy says of them, not by what they say themselves', async () => {
    const proxied = await serverFixture({ config: { trustProxy: true } });
    await proxied.state.users.add('eve', PASSWORD, []);
    const attempt = (password: string, real: string, claimed: string) =>
      proxied.app.inject({
        method: 'POST',
        url: '/api/v1/session',
        headers: { host: HOST, 'x-forwarded-for': `${claimed}, ${real}` },
        payload: { name: 'eve', password },
      });
    for (let i = 0; i < 5; i += 1) await attempt('wrong password', '10.0.0.1', `192.0.2.${i}`);
    expect((await attempt(PASSWORD, '10.0.0.1', '192.0.2.99')).statusCode).toBe(429);
    expect((await attempt(PASSWORD, '10.0.0.2', '10.0.0.1')).statusCode).toBe(200);
    await proxied.close();
  });
});

describe('a change of a user', () => {
  it('is made whole or not at all', async () => {
    const admin = await server.cookieOf('admingroup');
    const session = server.state.sessions.start('user-admingroup', null).secret;
    const next = 'another password';
    for (const refused of [{ groups: [] }, { groups: ['nogroup'] }, { disabled: true }]) {
      const change = { password: next, ...refused };
      const answer = await server.ask(admin, 'PATCH', '/api/v1/users/user-admingroup', change);
      expect(answer.statusCode).toBe(400);
    }
    const short = { password: 'short', groups: ['admingroup', 'pidgroup'] };
    expect((await server.ask(admin, 'PATCH', '/api/v1/users/user-admingroup', short)).statusCode).toBe(400);
    expect(server.state.sessions.find(session)).not.toBeNull();
    expect(await server.state.users.verify('user-admingroup', PASSWORD)).toMatchObject({
      groups: ['admingroup'],
      disabled: false,
    });
  });
});

describe('a token', () => {
  it('allows what it was issued for, never more than its owner, and never users', async () => {
    const admin = await server.cookieOf('admingroup');
    const issued = await server.ask(admin, 'POST', '/api/v1/tokens', {
      label: 'nightly',
      permissions: ['view', 'manage_users'],
      days: 7,
    });
    expect(issued.statusCode).toBe(201);
    const { token, id } = issued.json();
    const by = (method: string, url: string) =>
      server.app.inject({
        method: method as 'GET',
        url,
        headers: { authorization: `Bearer ${token}`, host: HOST },
      });
    expect((await by('GET', '/api/v1/studies')).statusCode).toBe(200);
    for (const [method, url] of [
      ['GET', '/api/v1/users'],
      ['GET', '/api/v1/studies.csv'],
      ['DELETE', '/api/v1/studies/x'],
      ['POST', '/api/v1/tokens'],
    ]) {
      expect([url, (await by(method!, url!)).statusCode]).not.toEqual([url, 200]);
    }
    const viewer = await server.cookieOf('viewgroup');
    const tooMuch = { label: 'x', permissions: ['delete'], days: 1 };
    expect((await server.ask(viewer, 'POST', '/api/v1/tokens', tooMuch)).statusCode).toBe(400);
    expect((await server.ask(admin, 'DELETE', `/api/v1/tokens/${id}`)).statusCode).toBe(204);
    expect((await by('GET', '/api/v1/studies')).statusCode).toBe(401);
    expect(
      (
        await server.app.inject({
          url: '/api/v1/studies',
          headers: { authorization: 'Bearer dose_x', cookie: admin },
        })
      ).statusCode,
    ).toBe(401);
  });
});

describe('what comes from outside', () => {
  it('is limited in size and in kind', async () => {
    const admin = await server.cookieOf('admingroup');
    const large = { name: 'x', page: '/ct', query: 'x'.repeat(2_000_000), shared: false };
    expect((await server.ask(admin, 'POST', '/api/v1/views', large)).statusCode).toBe(413);
    const long = { name: 'x'.repeat(20_000), password: 'x' };
    expect((await server.ask(null, 'POST', '/api/v1/session', long)).statusCode).toBe(413);
    for (const [contentType, payload] of [
      ['text/plain', '{}'],
      ['application/xml', '<a/>'],
    ] as const) {
      const headers = { host: HOST, cookie: admin, origin: `http://${HOST}`, 'content-type': contentType };
      const answer = await server.app.inject({ method: 'POST', url: '/api/v1/views', headers, payload });
      expect(answer.statusCode).toBe(415);
    }
    const malformed = await server.app.inject({
      method: 'POST',
      url: '/api/v1/views',
      headers: { host: HOST, cookie: admin, origin: `http://${HOST}`, 'content-type': 'application/json' },
      payload: '{"name":',
    });
    expect(malformed.statusCode).toBe(400);
    const extra = { name: 'x', page: '/ct', query: '', shared: false, owner: 'ada' };
    expect((await server.ask(admin, 'POST', '/api/v1/views', extra)).statusCode).toBe(400);
    expect(
      (await server.ask(admin, 'POST', '/api/v1/views', { ...extra, page: '//evil.example' })).statusCode,
    ).toBe(400);
    expect(
      (await server.ask(admin, 'GET', `/api/v1/studies?x=${'y'.repeat(100_000)}`)).statusCode,
    ).toBeGreaterThanOrEqual(400);
  });

  it('reaches no file beside the pages', async () => {
    for (const path of [
      '/assets/../package.json',
      '/assets/%2e%2e/package.json',
      '/assets/..%2fpackage.json',
      '/assets/.env',
      '/assets//etc/passwd',
      '/assets/%00',
      '/assets/%5c..%5cx',
    ]) {
      expect([path, (await server.ask(null, 'GET', path)).statusCode]).toEqual([
        path,
        expect.toSatisfy((code: number) => code === 404 || code === 400),
      ]);
    }
  });

  it('is told what is wrong with an address that cannot be decoded, without what it says', async () => {
    const answer = await server.ask(null, 'GET', '/studies/%E0%A4%A');
    expect(answer.statusCode).toBe(400);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json().title).toBe('The address cannot be understood');
    expect(answer.body).not.toContain('E0');
  });

  it('is limited in number', async () => {
    const busy = await serverFixture({ config: { requestsPerMinute: 5 } });
    const codes: number[] = [];
    for (let i = 0; i < 8; i += 1) codes.push((await busy.ask(null, 'GET', '/healthz')).statusCode);
    expect(codes.filter((code) => code === 429)).toHaveLength(3);
    await busy.close();
  });
});

describe('the audit trail', () => {
  it('records what was done, is read by administrators, and holds no secrets', async () => {
    const admin = await server.cookieOf('admingroup');
    const trail = await server.ask(admin, 'GET', '/api/v1/audit?page=1');
    const actions = trail.json().items.map((entry: { action: string }) => entry.action);
    expect(actions).toEqual(
      expect.arrayContaining([
        'sign_in',
        'sign_out',
        'sign_in_failed',
        'password_changed',
        'token_issued',
        'user_changed',
      ]),
    );
    expect(trail.body).not.toContain(PASSWORD);
    expect(server.state.audit.firstBroken()).toBeNull();
  });

  it('is asked by who, what and whom', async () => {
    const admin = await server.cookieOf('admingroup');
    const all = (await server.ask(admin, 'GET', '/api/v1/audit')).json();
    const asked = (await server.ask(admin, 'GET', '/api/v1/audit?action=token_issued')).json();
    expect(asked.total).toBeGreaterThan(0);
    expect(asked.total).toBeLessThan(all.total);
    expect(new Set(asked.items.map((entry: { action: string }) => entry.action))).toEqual(
      new Set(['token_issued']),
    );
    const nobody = await server.ask(admin, 'GET', '/api/v1/audit?actor=nobody&subject=&action=');
    expect(nobody.json()).toMatchObject({ total: 0, items: [] });
    const unknown = await server.ask(admin, 'GET', '/api/v1/audit?action=identity');
    expect(unknown.statusCode).toBe(400);
    expect(unknown.json().errors).toEqual([
      { field: 'action', message: expect.stringContaining('identity_seen') },
    ]);
  });

  it('is asked by when', async () => {
    const admin = await server.cookieOf('admingroup');
    const totalOf = async (query: string): Promise<number> =>
      (await server.ask(admin, 'GET', `/api/v1/audit?action=token_issued&${query}`)).json().total;
    const [entry] = server.state.audit.list(0, 1, { action: 'token_issued' }).items;
    const all = await totalOf('');
    const later = new Date(Date.parse(entry!.at) + 1).toISOString();
    expect(await totalOf(`before=${later}`)).toBe(all);
    expect(await totalOf(`since=${later}`)).toBe(0);
    expect((await totalOf(`since=${entry!.at}`)) + (await totalOf(`before=${entry!.at}`))).toBe(all);
    const wrong = await server.ask(admin, 'GET', '/api/v1/audit?since=yesterday&before=2026-02-31T00:00:00');
    expect(wrong.json().errors).toEqual([{ field: 'since', message: expect.stringContaining('instant') }]);
  });

  it('is read whole as CSV, of which the reading is recorded', async () => {
    const admin = await server.cookieOf('admingroup');
    const many = 2500 - server.state.audit.list(0, 1).total;
    for (let n = 0; n < many; n += 1) server.state.audit.record({ actor: '=1+1', action: 'export' });
    const csv = await server.ask(admin, 'GET', '/api/v1/audit.csv');
    const rows = parse(csv.body, { columns: true }) as Record<string, string>[];
    expect(rows.map(({ sequence }) => Number(sequence))).toEqual(
      Array.from({ length: server.state.audit.list(0, 1).total }, (_, index) => index + 1),
    );
    expect(rows.at(-1)).toMatchObject({ action: 'export', details: '{"what":"audit.csv"}' });
    expect(rows.at(-2)!['actor']).toBe("'=1+1");
    const asked = await server.ask(admin, 'GET', '/api/v1/audit.csv?action=token_issued');
    const issued = server.state.audit.list(0, 1, { action: 'token_issued' }).total;
    expect(parse(asked.body, { columns: true })).toHaveLength(issued);
  });
});
