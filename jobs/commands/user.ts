import { text } from 'node:stream/consumers';
import { randomBytes } from 'node:crypto';
import type { State } from '../../warehouse/state/state.js';
import type { Outcome } from '../../warehouse/state/users.js';
import { CommandError, EXIT, type ExitCode } from '../cli/exit-codes.js';
import type { Terminal } from '../cli/terminal.js';
import type { Settings } from '../config/settings.js';
import { openSiteState, storePaths } from '../config/store.js';
import { beginStoreWhereNone, requireTracesOfStore } from './existing-store.js';

export interface UserRequest {
  readonly action: 'add' | 'list' | 'disable' | 'enable' | 'password';
  readonly name?: string | undefined;
  readonly groups: readonly string[];
  readonly passwordStdin: boolean;
}

/** `dose user add|list|disable|enable|password NAME [--group G…] [--password-stdin]`; each change is in the audit trail. */
export async function userCommand(
  settings: Settings,
  request: UserRequest,
  terminal: Terminal,
): Promise<ExitCode> {
  const paths = storePaths(settings.dataDirectory);
  // Of a site that is being set up the first user may stand before its first study; every other act is on what is there.
  if (request.action === 'add') beginStoreWhereNone(paths, terminal);
  else requireTracesOfStore(settings);
  const state = openSiteState(paths);
  try {
    if (request.action === 'list') await list(state, terminal);
    else await change(state, request.name ?? missingName(), request, terminal);
    return EXIT.done;
  } finally {
    state.close();
  }
}

function missingName(): never {
  throw new CommandError(EXIT.usage, 'Say which user: dose user add NAME.');
}

async function list(state: State, terminal: Terminal): Promise<void> {
  for (const { name, groups, disabled, lastSignedInAt } of state.users.list()) {
    const about = [
      groups.join(', ') || 'no group',
      disabled ? 'disabled' : '',
      lastSignedInAt ?? 'never signed in',
    ];
    await terminal.data(`${name}\t${about.filter(Boolean).join('\t')}\n`);
  }
}

async function change(state: State, name: string, request: UserRequest, terminal: Terminal): Promise<void> {
  if (request.action === 'disable' || request.action === 'enable') {
    require(name, await state.users.change(name, { disabled: request.action === 'disable' }));
    if (request.action === 'disable') state.sessions.revokeAll(name);
    terminal.tell(`${name} is ${request.action}d.`);
  } else {
    const password = request.passwordStdin
      ? await passwordFromStdin()
      : randomBytes(12).toString('base64url');
    if (request.action === 'add') require(name, await state.users.add(name, password, request.groups));
    else require(name, await state.users.change(name, { password }));
    if (request.action === 'password') {
      state.sessions.revokeAll(name);
      state.tokens.revokeAll(name);
    }
    terminal.tell(`${name} ${request.action === 'add' ? 'was added' : 'has a new password'}.`);
    if (!request.passwordStdin) await terminal.data(`${password}\n`);
  }
  const done = {
    add: 'user_added',
    password: 'password_changed',
    disable: 'user_changed',
    enable: 'user_changed',
  } as const;
  if (request.action !== 'list') {
    state.audit.record({
      actor: 'command line',
      action: done[request.action],
      subject: name,
      details: { action: request.action },
    });
  }
}

function require(name: string, outcome: Outcome): void {
  if (outcome.ok) return;
  const { field, message } = outcome;
  throw new CommandError(EXIT.usage, `${field === 'name' ? `"${name}"` : field}: ${message}`);
}

async function passwordFromStdin(): Promise<string> {
  const [line = ''] = (await text(process.stdin)).split(/\r?\n/);
  if (line === '') throw new CommandError(EXIT.usage, 'There was no password on stdin.');
  return line;
}
