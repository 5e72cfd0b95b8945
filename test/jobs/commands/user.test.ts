import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openState } from '../../../warehouse/state/state.js';
import { dose } from '../../support/program.js';

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'dose-user-'));
});
afterEach(() => rmSync(data, { recursive: true, force: true }));

it('a new password from the command line ends sessions and tokens of the user', () => {
  expect(dose({ data }, 'user', 'add', 'ada').status).toBe(0);
  const before = openState(join(data, 'state.db'));
  before.sessions.start('ada', null);
  before.tokens.issue('ada', { label: 'nightly', permissions: ['view'], days: 7 });
  before.close();
  expect(dose({ data }, 'user', 'password', 'ada').status).toBe(0);
  const after = openState(join(data, 'state.db'));
  expect([after.sessions.list('ada'), after.tokens.list('ada')]).toEqual([[], []]);
  after.close();
});
