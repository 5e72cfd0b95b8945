import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AFTER_IMPORT_KINDS, GUIDE_PATTERNS, LEAVE_ALL } from '../../../warehouse/tables/index.js';
import { serverFixture, type ServerFixture } from '../../support/server-fixture.js';

const ARCHIVE = { move: '/srv/archive' };

let server: ServerFixture;
let admin = '';

beforeAll(async () => {
  server = await serverFixture({ config: { fixedSettings: { after_import: { ctCapture: ARCHIVE } } } });
  admin = await server.cookieOf('admingroup');
});
afterAll(() => server.close());

const get = async (path: string) => (await server.ask(admin, 'GET', `/api/v1${path}`)).json();
const put = (name: string, value: object) => server.ask(admin, 'PUT', `/api/v1/settings/${name}`, { value });
const lastEntry = () => server.state.audit.list(0, 1).items[0];

describe('what becomes of files after import', () => {
  it('is said for every kind of object, and the configuration goes first', async () => {
    const shown = (await get('/settings')).after_import;
    expect(Object.keys(shown)).toEqual([...AFTER_IMPORT_KINDS]);
    expect(shown).toEqual({ ...LEAVE_ALL, ctCapture: ARCHIVE });
    expect(await get('/fixed-settings')).toMatchObject({
      after_import: { ctCapture: ARCHIVE },
      identity: {},
    });
  });

  it('is changed for the other kinds, with an entry in the audit trail that tells which', async () => {
    const wanted = { ...LEAVE_ALL, ctCapture: ARCHIVE, rdsr: 'delete' };
    expect((await put('after_import', wanted)).json().value).toEqual(wanted);
    expect(server.state.settings.get('after_import')).toEqual({ ...LEAVE_ALL, rdsr: 'delete' });
    expect(lastEntry()).toMatchObject({
      actor: 'user-admingroup',
      action: 'setting_changed',
      subject: 'after_import',
      details: { changed: { rdsr: 'delete' } },
    });
  });

  it('is refused where the configuration fixes it, and where no page can say it', async () => {
    const fixed = await put('after_import', { ...LEAVE_ALL, ctCapture: 'delete' });
    expect([fixed.statusCode, fixed.json().errors[0].field]).toEqual([400, 'value.ctCapture']);
    const others = { ...LEAVE_ALL, ctCapture: undefined };
    expect((await put('after_import', { ...others, noMatch: ARCHIVE })).statusCode).toBe(400);
    expect((await put('after_import', { ...others, report: 'delete' })).statusCode).toBe(400);
    expect((await put('after_import', others)).statusCode).toBe(200);
  });
});

describe('the audit trail of settings', () => {
  it('holds no pattern, which may be of a name', async () => {
    await put('not_patient_patterns', { ...GUIDE_PATTERNS, names: ['Quillfeather*'] });
    expect(lastEntry()).toMatchObject({ details: { changed: { names: { count: 1 } } } });
    expect(JSON.stringify(server.state.audit.list(0, 100))).not.toContain('Quillfeather');
  });
});
