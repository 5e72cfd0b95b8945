import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import Database from 'libsql';
import { afterEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../warehouse/state/database.js';
import { auditTrailIn } from '../../../warehouse/state/audit-trail.js';
import { GROUP_NAMES, PERMISSIONS, permissionsOf } from '../../../warehouse/state/permissions.js';
import { openState, type State } from '../../../warehouse/state/state.js';

const HOUR = 3_600_000;
const PASSWORD = 'correct horse battery';
let opened: State[] = [];
let folders: string[] = [];
let at = Date.UTC(2026, 0, 1);

function state(path = ':memory:'): State {
  at = Date.UTC(2026, 0, 1);
  const made = openState(path, { now: () => at, sessionLimits: { idleMs: 8 * HOUR, absoluteMs: 48 * HOUR } });
  opened.push(made);
  return made;
}

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'dose-state-'));
  folders.push(path);
  return path;
}

afterEach(() => {
  for (const made of opened) made.close();
  for (const path of folders) rmSync(path, { recursive: true });
  opened = [];
  folders = [];
});

describe('permissions', () => {
  it('follow from groups as the guide says', () => {
    expect(permissionsOf([])).toEqual(['view']);
    expect(permissionsOf(['exportgroup'])).toEqual(['view', 'export']);
    expect(permissionsOf(['importsizegroup', 'pidgroup'])).toEqual(['view', 'see_identity', 'import_facts']);
    expect(permissionsOf(['admingroup'])).toEqual(PERMISSIONS);
    for (const group of GROUP_NAMES.filter((name) => name !== 'admingroup')) {
      expect(permissionsOf([group])).not.toContain('delete');
      expect(permissionsOf([group])).not.toContain('erase');
      expect(permissionsOf([group])).not.toContain('manage_users');
    }
  });
});

describe('users', () => {
  it('are recognised by their password only, in any case of the name', async () => {
    const { users } = state();
    expect(await users.add('Ada', PASSWORD, ['exportgroup'])).toEqual({ ok: true });
    expect((await users.verify('ada', PASSWORD))?.permissions).toEqual(['view', 'export']);
    expect(await users.verify('ada', `${PASSWORD}!`)).toBeNull();
    expect(await users.verify('nobody', PASSWORD)).toBeNull();
    expect(await users.add('ADA', PASSWORD, [])).toMatchObject({ ok: false, field: 'name' });
  });

  it('need a fair password, a plain name and known groups', async () => {
    const { users } = state();
    expect(await users.add('ada', 'short', [])).toMatchObject({ ok: false, field: 'password' });
    expect(await users.add('ada', 'aaaaaaaaaaaaaa', [])).toMatchObject({ ok: false, field: 'password' });
    expect(await users.add('ada', 'xxAdaxx-1234', [])).toMatchObject({ ok: false, field: 'password' });
    expect(await users.add('../etc', PASSWORD, [])).toMatchObject({ ok: false, field: 'name' });
    expect(await users.add('ada', PASSWORD, ['root'])).toMatchObject({ ok: false, field: 'groups' });
    expect(users.count()).toBe(0);
  });

  it('never lose their last enabled administrator', async () => {
    const { users } = state();
    await users.add('ada', PASSWORD, ['admingroup']);
    expect(await users.change('ada', { groups: ['viewgroup'] })).toMatchObject({ ok: false });
    expect(await users.change('ada', { disabled: true })).toMatchObject({ ok: false });
    expect(users.remove('ada')).toMatchObject({ ok: false });
    expect(users.find('ada')?.groups).toEqual(['admingroup']);
    await users.add('bob', PASSWORD, ['admingroup']);
    expect(await users.change('ada', { disabled: true })).toEqual({ ok: true });
    expect(await users.verify('ada', PASSWORD)).toBeNull();
    expect(users.remove('bob')).toMatchObject({ ok: false });
  });

  it('lose their sessions and tokens when they are removed', async () => {
    const { users, sessions, tokens } = state();
    await users.add('ada', PASSWORD, []);
    const { secret } = sessions.start('ada', null);
    const token = tokens.issue('ada', { label: 'script', permissions: ['view'], days: 1 });
    users.remove('ada');
    expect(sessions.find(secret)).toBeNull();
    expect(tokens.find(token.secret)).toBeNull();
  });

  it('have their password kept as argon2id only', async () => {
    const path = join(folder(), 'state.sqlite');
    const made = state(path);
    await made.users.add('ada', PASSWORD, []);
    const { secret } = made.sessions.start('ada', 'agent');
    const token = made.tokens.issue('ada', { label: 'script', permissions: ['view'], days: 1 });
    made.close();
    opened = [];
    const bytes = readdirSync(dirname(path))
      .map((name) => readFileSync(join(dirname(path), name)).toString('latin1'))
      .join();
    expect(bytes).toContain('$argon2id$v=19$m=19456,t=2,p=1$');
    for (const hidden of [PASSWORD, secret, token.secret]) expect(bytes).not.toContain(hidden);
  });
});

describe('sessions', () => {
  it('end when idle, when old, and when revoked', async () => {
    const { users, sessions } = state();
    await users.add('ada', PASSWORD, []);
    const idle = sessions.start('ada', null).secret;
    at += 8 * HOUR;
    expect(sessions.find(idle)).toBeNull();

    const used = sessions.start('ada', null).secret;
    for (let i = 0; i < 7; i += 1) {
      at += 6 * HOUR;
      expect(sessions.find(used)).not.toBeNull();
    }
    at += 6 * HOUR;
    expect(sessions.find(used)).toBeNull();

    const revoked = sessions.start('ada', null);
    expect(sessions.revoke('bob', revoked.session.id)).toBe(false);
    expect(sessions.revoke('ada', revoked.session.id)).toBe(true);
    expect(sessions.find(revoked.secret)).toBeNull();
  });

  it('cannot be guessed from what is listed', async () => {
    const { users, sessions } = state();
    await users.add('ada', PASSWORD, []);
    const { session, secret } = sessions.start('ada', 'Firefox');
    expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
    for (const forged of [session.id, '', 'x'.repeat(43), secret.slice(1), `${secret}A`]) {
      expect(sessions.find(forged)).toBeNull();
    }
    expect(sessions.list('ada')).toEqual([session]);
  });

  it('end for all other browsers at once', async () => {
    const { users, sessions } = state();
    await users.add('ada', PASSWORD, []);
    const here = sessions.start('ada', null);
    sessions.start('ada', null);
    sessions.revokeAll('ada', here.session.id);
    expect(sessions.list('ada').map((session) => session.id)).toEqual([here.session.id]);
  });
});

describe('throttling of sign-in', () => {
  it('makes one guesser wait, more each time and at most five minutes, and nobody else', () => {
    const { throttle } = state();
    for (let i = 0; i < 4; i += 1) throttle.attempted('ada', '10.0.0.1');
    expect(throttle.waitMs('ada', '10.0.0.1')).toBe(0);
    throttle.attempted('ada', '10.0.0.1');
    expect(throttle.waitMs('ADA', '10.0.0.1')).toBe(1000);
    for (let i = 0; i < 100; i += 1) throttle.attempted('ada', '10.0.0.1');
    expect(throttle.waitMs('ada', '10.0.0.1')).toBe(300_000);
    expect(throttle.waitMs('ada', '10.0.0.2')).toBe(0);
    expect(throttle.waitMs('bob', '10.0.0.1')).toBe(0);
    at += 300_000;
    expect(throttle.waitMs('ada', '10.0.0.1')).toBe(0);
    throttle.succeeded('ada', '10.0.0.1');
    throttle.attempted('ada', '10.0.0.1');
    expect(throttle.waitMs('ada', '10.0.0.1')).toBe(0);
  });
});

describe('API tokens', () => {
  it('are scoped, expire and can be revoked', async () => {
    const { users, tokens } = state();
    await users.add('ada', PASSWORD, ['admingroup']);
    const { secret, token } = tokens.issue('ada', {
      label: 'nightly',
      permissions: ['view', 'export'],
      days: 30,
    });
    expect(tokens.find(secret)?.permissions).toEqual(['view', 'export']);
    expect(tokens.find(`${secret}x`)).toBeNull();
    expect(tokens.find(token.id)).toBeNull();
    at += 30 * 24 * HOUR;
    expect(tokens.find(secret)).toBeNull();
    const second = tokens.issue('ada', { label: 'x', permissions: ['view'], days: 9999 });
    expect(tokens.revoke('bob', second.token.id)).toBe(false);
    expect(tokens.revoke('ada', second.token.id)).toBe(true);
    expect(tokens.find(second.secret)).toBeNull();
  });
});

describe('saved views', () => {
  it('take the new query where the owner gives a name again on a page, and stay shared', async () => {
    const { users, views } = state();
    await users.add('ada', 'a long enough password', []);
    await users.add('bob', 'a long enough password', []);
    const view = { name: 'High', page: '/ct', query: 'dlp_total_mgy_cm=600..', shared: true };
    const first = views.add('ada', view)!;
    const again = views.add('ada', { ...view, query: 'dlp_total_mgy_cm=900..', shared: false })!;
    expect(again).toMatchObject({ id: first.id, query: 'dlp_total_mgy_cm=900..', shared: true });
    views.add('ada', { ...view, page: '/rf' });
    views.add('bob', view);
    expect(views.listFor('ada').filter(({ owner, page }) => owner === 'ada' && page === '/ct')).toEqual([
      again,
    ]);
    expect(views.listFor('ada')).toHaveLength(3);
  });

  it('are seen by their owner, by all when shared, and changed by the owner only', async () => {
    const { users, views } = state();
    await users.add('ada', PASSWORD, []);
    await users.add('bob', PASSWORD, []);
    const own = views.add('ada', { name: 'Own', page: '/ct', query: 'study_date=-28d..', shared: false })!;
    const shared = views.add('ada', { name: 'Shared', page: '/rf', query: '', shared: true })!;
    expect(views.listFor('ada').map((view) => view.id)).toEqual([own.id, shared.id]);
    expect(views.listFor('bob').map((view) => view.id)).toEqual([shared.id]);
    expect(views.change('bob', shared.id, { ...shared, name: 'Mine' })).toBe(false);
    expect(views.remove('bob', shared.id)).toBe(false);
    const columns = ['accession_number'];
    expect(views.countFilteringOn(columns)).toBe(0);
    for (const query of [
      'accession_number==A1',
      'modality=CT&-accession_number=A2',
      'accession_number.is=null',
    ])
      views.add('ada', { name: `Numbers ${query}`, page: '/ct', query, shared: false });
    expect(views.countFilteringOn(columns)).toBe(2);
    expect(views.remove('ada', shared.id)).toBe(true);
  });
});

describe('settings', () => {
  it('have defaults, keep what is set, and refuse what has another shape', () => {
    const { settings } = state();
    expect(settings.get('home')).toEqual({ recent_days: 7, earlier_days: 28, silent_after_days: 7 });
    expect(settings.set('home', { recent_days: 1, earlier_days: 2, silent_after_days: 3 }, 'ada')).toBe(true);
    expect(settings.get('home').earlier_days).toBe(2);
    for (const wrong of [null, {}, { recent_days: 0, earlier_days: 2, silent_after_days: 3 }, [], 'x']) {
      expect(settings.set('home', wrong, 'ada')).toBe(false);
    }
    expect(settings.get('home').recent_days).toBe(1);
  });
});

describe('runs', () => {
  it('keep their counts and end once, or are found interrupted', () => {
    const { runs } = state();
    const run = runs.start({ kind: 'ingest', trigger: 'schedule' });
    runs.progress(run.runId, { fileCount: 3, fileTotal: 10, counts: { imported: 2, quarantined: 1 } });
    expect(runs.running('ingest')).toMatchObject({ fileCount: 3, fileTotal: 10, counts: { imported: 2 } });
    runs.finish(run.runId, 'failed', 'disk full');
    runs.finish(run.runId, 'done');
    expect(runs.find(run.runId)).toMatchObject({ state: 'failed', error: 'disk full' });
    at += HOUR;
    const killed = runs.start({ kind: 'ingest', trigger: 'manual' });
    at += HOUR;
    expect(runs.interruptSilent(60_000)).toBe(1);
    expect(runs.find(killed.runId)).toMatchObject({ state: 'interrupted', finishedAt: killed.startedAt });
    expect(runs.list(10).map((item) => item.runId)).toEqual([killed.runId, run.runId]);
  });
});

describe('the audit trail', () => {
  it('is chained, and shows where someone changed it', () => {
    const path = join(folder(), 'state.sqlite');
    const made = state(path);
    for (const subject of ['a', 'b', 'c'])
      made.audit.record({ actor: 'ada', action: 'identity_seen', subject });
    expect(made.audit.firstBroken()).toBeNull();
    expect(made.audit.list(0, 2)).toMatchObject({ total: 3, items: [{ subject: 'c' }, { subject: 'b' }] });
    const raw = new Database(path);
    expect(() => raw.exec(`UPDATE audit SET subject = 'x' WHERE sequence = 2`)).toThrow('append-only');
    expect(() => raw.exec('DELETE FROM audit')).toThrow('append-only');
    raw.exec('DROP TRIGGER audit_is_never_changed');
    raw.exec(`UPDATE audit SET subject = 'x' WHERE sequence = 2`);
    raw.close();
    expect(made.audit.firstBroken()).toBe(2);
  });

  it('answers who did what to whom', () => {
    const { audit } = state();
    audit.record({ actor: 'Ada', action: 'identity_seen', subject: 'study 17' });
    audit.record({ actor: 'grace', action: 'identity_seen', subject: 'study 18' });
    audit.record({ actor: 'ada', action: 'export' });
    const subjects = (asked: Parameters<typeof audit.list>[2]): readonly (string | null)[] =>
      audit.list(0, 10, asked).items.map(({ subject }) => subject);
    expect(subjects({ actor: 'ada' })).toEqual([null, 'study 17']);
    expect(subjects({ action: 'identity_seen' })).toEqual(['study 18', 'study 17']);
    expect(subjects({ subject: 'STUDY' })).toEqual(['study 18', 'study 17']);
    expect(subjects({ actor: 'ada', action: 'identity_seen', subject: '7' })).toEqual(['study 17']);
    expect(subjects({ subject: '%' })).toEqual([]);
    expect(audit.list(0, 1, { action: 'identity_seen' }).total).toBe(2);
  });

  it('holds nothing of a transaction that failed', () => {
    const made = state();
    expect(() =>
      made.transaction(() => {
        made.audit.record({ actor: 'ada', action: 'export' });
        throw new Error('no');
      }),
    ).toThrow('no');
    expect(made.audit.list(0, 10).total).toBe(0);
  });
});

describe('the state file', () => {
  it('keeps what it holds, gives rows without the metadata of the binding, and refuses a newer version', async () => {
    const path = join(folder(), 'nested', 'state.sqlite');
    const first = state(path);
    await first.users.add('ada', PASSWORD, ['viewgroup']);
    first.close();
    opened = [];
    const db = openDatabase(path);
    expect(db.get('SELECT name FROM users')).toEqual({ name: 'ada' });
    expect(auditTrailIn(db, () => 0).firstBroken()).toBeNull();
    db.close();
    const raw = new Database(path);
    raw.exec('PRAGMA user_version = 99');
    raw.close();
    expect(() => openState(path)).toThrow('written by a newer version');
  });
});
