import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { get as getSecurely } from 'node:https';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dose, startDose } from '../../support/program.js';
import { freePort, PASSWORDS, runningServer } from '../../support/running-server.js';

const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), 'dose-secure-'));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

describe.skipIf(!hasOpenssl)('a server with a certificate of its own', () => {
  it('speaks HTTPS only, and tells browsers to keep to it', async () => {
    const [certificate, key] = [join(scratch, 'cert.pem'), join(scratch, 'key.pem')];
    const made = spawnSync(
      'openssl',
      'req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost'
        .split(' ')
        .concat('-out', certificate, '-keyout', key),
    );
    expect(made.status).toBe(0);
    const port = await freePort();
    const environment = { DOSE_TLS_CERTIFICATE: certificate, DOSE_TLS_KEY: key };
    const server = startDose({ data: join(scratch, 'store'), environment }, 'serve', '--port', String(port));
    try {
      const answer = await eventually(() => askedSecurely(port));
      expect(answer.statusCode).toBe(200);
      expect(answer.headers['strict-transport-security']).toMatch(/max-age=\d{7,}/);
      await expect(asked(port)).rejects.toThrow();
    } finally {
      server.kill('SIGTERM');
    }
  });

  it('does not start with half of it', () => {
    const environment = { DOSE_TLS_CERTIFICATE: join(scratch, 'cert.pem') };
    const { status, stderr } = dose({ data: join(scratch, 'other'), environment }, 'serve', '--port', '0');
    expect([status, stderr]).toEqual([3, expect.stringContaining('tlsKey')]);
    const noKey = { ...environment, DOSE_TLS_KEY: environment.DOSE_TLS_CERTIFICATE };
    const refused = dose({ data: join(scratch, 'other'), environment: noKey }, 'serve', '--port', '0');
    expect([refused.status, refused.stderr]).toEqual([3, expect.stringContaining('tlsKey')]);
  });
});

describe('settings that cannot be served', () => {
  const text = (): string => {
    const file = join(scratch, 'no.pem');
    writeFileSync(file, 'no certificate');
    return file;
  };
  it.each([
    ['tlsCertificate', () => ({ DOSE_TLS_CERTIFICATE: text(), DOSE_TLS_KEY: text() })],
    ['host', () => ({ DOSE_HOST: '192.0.2.1' })],
    ['schedule', () => ({ DOSE_SCHEDULE: 'bogus' })],
  ])('are refused by name before anything is written: %s', (field, environment) => {
    const data = join(scratch, 'unserved');
    const { status, stderr } = dose({ data, environment: environment() }, 'serve', '--port', '0');
    expect([status, stderr]).toEqual([3, expect.stringMatching(`^dose: ${field}\\b.*\n$`)]);
    expect(existsSync(data)).toBe(false);
  });

  it('are refused where the port is in use, before the password is made that is shown once', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const data = join(scratch, 'unserved');
    const { status, stderr } = dose({ data }, 'serve', '--port', String(port));
    expect([status, stderr]).toEqual([4, expect.stringContaining(`Port ${port} is in use`)]);
    expect(existsSync(data)).toBe(false);
    other.close();
  });
});

describe('what the server refuses', () => {
  it('is in its log with who asked for which route, and nothing of what was asked', async () => {
    const server = await runningServer([]);
    try {
      const viewer = await server.signIn('viewer', PASSWORDS.viewer);
      const secret = 'study_description=Confidential';
      await server.request('GET', `/api/v1/studies.csv?${secret}`, { cookie: viewer });
      await server.request('GET', `/api/v1/studies?${secret}`, { cookie: 'dose_session=forged' });
      const lines = server
        .log()
        .split('\n')
        .filter((line) => line.startsWith('{'))
        .map((line) => JSON.parse(line) as Record<string, unknown>);
      expect(lines).toMatchObject([
        { status: 403, user: 'viewer', method: 'GET', route: '/api/v1/studies.csv' },
        { status: 401, user: null, route: '/api/v1/studies' },
      ]);
      expect(server.log()).not.toMatch(/Confidential|forged/);
    } finally {
      await server.close();
    }
  });
});

const asked = (port: number): Promise<IncomingMessage> =>
  answerOf((then) => get(`http://127.0.0.1:${port}/healthz`, then));
const askedSecurely = (port: number): Promise<IncomingMessage> =>
  answerOf((then) => getSecurely(`https://127.0.0.1:${port}/healthz`, { rejectUnauthorized: false }, then));

function answerOf(
  ask: (then: (answer: IncomingMessage) => void) => ReturnType<typeof get>,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    ask((answer) => {
      answer.resume();
      resolve(answer);
    }).on('error', reject);
  });
}

async function eventually<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (tries >= 200) throw error;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
}
