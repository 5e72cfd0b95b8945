import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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

it.each([
  ['user', 'list'],
  ['user', 'password', 'ada'],
  ['user', 'disable', 'ada'],
  ['facts', 'sizes.csv', '--id', 'AccessionNumber', '--map', 'patient_height_m=Height'],
  ['sizes', 'sizes.csv'],
])('%s %s makes no store where there is none', (...command) => {
  const file = join(data, 'sizes.csv');
  writeFileSync(file, 'AccessionNumber,Height,Weight\nA1,175,70\n');
  const misspelt = join(data, 'misspelt');
  const given = command.map((word) => (word === 'sizes.csv' ? file : word));
  const { status, stderr } = dose({ data: misspelt }, ...given);
  expect([status, stderr]).toEqual([4, expect.stringContaining(`There is no store at ${misspelt}`)]);
  expect(existsSync(misspelt)).toBe(false);
});

it('tells that a first user begins a store', () => {
  const first = dose({ data: join(data, 'new') }, 'user', 'add', 'ada');
  expect([first.status, first.stderr]).toEqual([0, expect.stringContaining('a new one is begun')]);
  expect(dose({ data: join(data, 'new') }, 'user', 'add', 'bob').stderr).not.toContain('begun');
});
