import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { en } from '../../ui/locales/en.js';
import { AFTER_IMPORT_KINDS } from '../../warehouse/tables/index.js';
import { hasBrowser, openStage, type Stage } from '../support/browser.js';

describe.skipIf(!hasBrowser)('administration and imports', { timeout: 30_000 }, () => {
  let stage: Stage;
  let page: Page;
  beforeAll(async () => {
    stage = await openStage();
    page = await stage.open('/');
  }, 60_000);
  afterAll(() => stage.close());

  const visit = async (path: string, ready = 'table.data tbody tr'): Promise<void> => {
    await page.goto(stage.server.url + path);
    await page.waitForSelector(ready);
  };

  it('names several devices at once', async () => {
    await visit('/admin/devices');
    await page.getByLabel('Choose CT 1 Emergency').check();
    await page.getByLabel('Choose CT North').check();
    await page.getByText('2 devices chosen').waitFor();
    await page.getByLabel('Display name').fill('CT, all');
    await page.getByRole('button', { name: 'Apply to chosen' }).click();
    await page.getByText('Saved.').waitFor();
    expect(stage.server.state.devices.filter(({ display_name }) => display_name === 'CT, all')).toHaveLength(
      2,
    );
  });

  it('adds a user with groups, and disables one', async () => {
    await visit('/admin/users');
    await page.getByRole('button', { name: 'Add user' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('User name').fill('auditor');
    await dialog.getByLabel('Password').fill('a long pass phrase');
    await dialog.getByLabel('exportgroup').check();
    await dialog.getByRole('button', { name: 'Add user' }).click();
    await page.getByRole('cell', { name: 'auditor', exact: true }).waitFor();
    expect(stage.server.state.users.at(-1)).toMatchObject({ name: 'auditor', groups: ['exportgroup'] });
    await page.getByRole('button', { name: 'Disable radiographer' }).click();
    await page.getByText('disabled').waitFor();
  });

  it('maps texts to standard names and says how many have one', async () => {
    await visit('/admin/standard-names');
    expect(await page.textContent('.table-bar')).toMatch(/1 of \d texts have a name/);
    await page.getByLabel('Standard name for CT Sinuses').fill('Sinuses');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect.poll(() => page.textContent('.table-bar')).toMatch(/2 of \d/);
    expect(stage.server.state.standardNames).toContainEqual({
      modality: 'CT',
      field: 'study_description',
      text: 'CT Sinuses',
      standard_name: 'Sinuses',
    });
  });

  it('changes a setting by the kind of its value', async () => {
    await visit('/admin/settings', '.setting');
    const form = page.locator('.setting').first();
    await form.getByLabel('On the patient name').fill('PHY*\n\nQA*');
    await form.getByRole('button', { name: 'Save' }).click();
    await expect
      .poll(() => stage.server.state.settings.get('not_patient_patterns'))
      .toEqual({ names: ['PHY*', 'QA*'], ids: ['*TEST*'] });
  });

  it('changes numbers, ticks and choices without touching their neighbours', async () => {
    await visit('/admin/settings', '.setting');
    const save = async (name: string): Promise<void> =>
      page.getByRole('button', { name: `Save ${name}` }).click();
    await page.getByLabel('Adult from age in years').fill('18');
    await save('Statistics');
    await expect.poll(() => stage.server.state.settings.get('statistics')).toEqual({ adult_from_years: 18 });
    await page.getByRole('combobox', { name: 'Accession number' }).selectOption('hash');
    await save('What is kept');
    await page.getByRole('dialog').getByRole('button', { name: 'Change' }).click();
    await expect
      .poll(() => stage.server.state.settings.get('identity'))
      .toEqual({ patient_name: 'drop', accession_number: 'hash' });
  });

  it('chooses what becomes of files, kind by kind, and shows what the configuration fixes', async () => {
    await visit('/admin/settings', '.setting');
    await page.getByRole('combobox', { name: 'Dose reports' }).selectOption({ label: 'deleted' });
    const fixed = page.locator('.fixed-setting');
    expect(await fixed.allInnerTexts()).toEqual([
      expect.stringMatching(/^CT dose captures\s+moved to \/srv\/archive\s+Fixed by the configuration/),
    ]);
    expect(await page.getByLabel('CT dose captures').count()).toBe(0);
    expect(await page.getByText('can be named in the configuration file only').count()).toBe(1);
    await page.getByRole('button', { name: 'Save Files in the drop folder' }).click();
    await expect
      .poll(() => stage.server.state.settings.get('after_import'))
      .toEqual({
        rdsr: 'delete',
        mammographyImage: 'leave',
        ctCapture: { move: '/srv/archive' },
        noMatch: 'leave',
      });
  });

  it('asks before it changes what is kept of identity, and says what that does not do', async () => {
    const kept = (): unknown => stage.server.state.settings.get('identity');
    stage.server.state.settings.set('identity', { patient_name: 'store', accession_number: 'store' });
    await visit('/admin/settings', '.setting');
    const choice = page.getByRole('combobox', { name: 'Patient name' });
    const change = async (to: string, answer: string): Promise<string> => {
      await choice.selectOption(to);
      await page.getByRole('button', { name: 'Save What is kept' }).click();
      const dialog = page.getByRole('dialog');
      const text = (await dialog.textContent())?.replace(/\s+/g, ' ') ?? '';
      await dialog.getByRole('button', { name: answer }).click();
      await dialog.waitFor({ state: 'detached' });
      return text;
    };
    const refused = await change('drop', 'Cancel');
    expect(refused).toContain('Patient name: kept in clear → not kept');
    expect(refused).not.toContain('Accession number');
    expect(kept()).toEqual({ patient_name: 'store', accession_number: 'store' });
    const tighter = await change('hash', 'Change');
    expect(tighter).toContain('stays as it is until the command dose identity apply has run');
    expect(tighter).not.toContain('original files');
    await expect.poll(kept).toEqual({ patient_name: 'hash', accession_number: 'store' });
    await change('drop', 'Change');
    await expect.poll(kept).toEqual({ patient_name: 'drop', accession_number: 'store' });
    const looser = await change('store', 'Change');
    expect(looser).toContain('Patient name: not kept → kept in clear');
    expect(looser).toContain('can only come from their original files');
    await expect.poll(kept).toEqual({ patient_name: 'store', accession_number: 'store' });
  });

  it('says why a setting was not changed, and keeps what was there', async () => {
    stage.server.state.refused = { 'value.patient_name': 'is fixed by the configuration file' };
    await visit('/admin/settings', '.setting');
    await page.getByRole('combobox', { name: 'Patient name' }).selectOption('hash');
    await page.getByRole('button', { name: 'Save What is kept' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Change' }).click();
    await page.getByText('is fixed by the configuration file').waitFor();
    expect(stage.server.state.settings.get('identity')).toMatchObject({ patient_name: 'store' });
    stage.server.state.refused = {};
  });

  it('shows the audit trail by what was done, in an address of its own', async () => {
    await visit('/admin/audit', 'tbody tr');
    const acts = (): Promise<string[]> => page.locator('tbody .badge').allInnerTexts();
    expect(await acts()).toEqual(['Export', 'Signed in']);
    await page.getByLabel('Action').selectOption({ label: 'Signed in' });
    await expect.poll(acts).toEqual(['Signed in']);
    expect(new URL(page.url()).search).toBe('?action=sign_in');
    await page.getByLabel('Action').selectOption({ label: 'User removed' });
    await page.getByText('Nothing recorded of this kind').waitFor();
    await page.goBack();
    await expect.poll(acts).toEqual(['Signed in']);
    expect(await page.getByLabel('Action').inputValue()).toBe('sign_in');
  });

  it('folds long lists in the details of the audit trail', async () => {
    await visit('/admin/audit', 'tbody tr');
    const details = page.locator('td[data-column=detail]').first();
    expect((await details.innerText()).split('\n').map((line) => line.trim())).toEqual([
      'filter: modality=CT',
      'columns: 6',
    ]);
    await details.getByText('columns: 6').click();
    await details.getByText('study_id, study_date, study_time').waitFor();
    const table = page.getByRole('region', { name: 'Audit trail' });
    expect(await table.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBe(0);
  });

  it('shows the audit trail of some days, of the calendar that its reader has', async () => {
    await visit('/admin/audit?from=2026-03-31&to=2026-03-31', 'tbody tr');
    const asked = stage.server.requests.findLast((request) => request.startsWith('GET /api/v1/audit?'));
    const midnight = await page.evaluate(() => new Date(2026, 2, 31).toISOString());
    expect(new URLSearchParams(asked!.split('?')[1]).get('since')).toBe(midnight);
    const csv = await page.getByRole('link', { name: 'CSV' }).getAttribute('href');
    expect(csv).toBe(`/api/v1/audit.csv?${asked!.split('?')[1]}`);
    await page.getByLabel('From', { exact: true }).fill('2026-04-01');
    await page.getByLabel('From', { exact: true }).blur();
    await page.getByText('The first value lies above the second').waitFor();
    expect(await page.getByLabel('To', { exact: true }).getAttribute('aria-invalid')).toBe('true');
    await page.getByLabel('To', { exact: true }).fill('');
    await page.getByLabel('To', { exact: true }).blur();
    await expect.poll(() => new URL(page.url()).search).toBe('?from=2026-04-01');
  });

  it('restores a deleted study', async () => {
    stage.server.state.deleted.set('ct-1-0007', 'by mistake');
    await visit('/admin/deleted');
    await page.getByRole('button', { name: 'Restore' }).click();
    await page.getByText('No deleted studies').waitFor();
    expect(stage.server.state.deleted.size).toBe(0);
  });

  it('erases a deleted study only once it is understood that nothing brings it back', async () => {
    stage.server.state.deleted.set('ct-1-0007', 'by mistake');
    await visit('/admin/deleted');
    await page.getByRole('button', { name: 'Erase…' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.textContent()).toContain('This cannot be undone');
    await dialog.getByRole('button', { name: 'Erase for good' }).click();
    expect(stage.server.state.deleted.size).toBe(1);
    await dialog.getByLabel('I understand').check();
    await dialog.getByRole('button', { name: 'Erase for good' }).click();
    await page.getByText('/backups/weekly').waitFor();
    await page.getByText('No deleted studies').waitFor();
    expect(stage.server.requests).toContain('POST /api/v1/studies/erasures');
  });

  it('shows files by outcome with the reason', async () => {
    await visit('/imports');
    await page.getByRole('link', { name: 'quarantined' }).click();
    await page.waitForURL('**/imports?outcome=quarantined');
    await page.getByText('runs past the end of the file').waitFor();
    const rows = page.locator('dose-imports-page section').nth(1).locator('tbody tr');
    await expect.poll(() => rows.count()).toBe(1);
  });

  it.each([
    ['Restore study', 'restore', 'Restore the deleted study?'],
    ['Import new events', 'import', 'Import the new events alone?'],
    ['Delete these too', 'delete', 'Delete what this object brings?'],
  ])('decides about a held object by "%s", once that is confirmed', async (action, decision, title) => {
    const decided = (): string[] =>
      stage.server.requests.filter((request) => request.startsWith('POST /api/v1/objects/held'));
    const before = decided().length;
    await visit('/imports?outcome=held');
    const row = page.locator('dose-imports-page section').nth(1).locator('tbody tr');
    await expect.poll(() => row.count()).toBe(1);
    expect(await row.textContent()).toContain('brings new events to a deleted study');
    await row.getByRole('button', { name: action }).click();
    const dialog = page.getByRole('dialog', { name: title });
    expect(await dialog.textContent()).toContain('2026-03/again.dcm');
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    expect(decided()).toHaveLength(before);
    await row.getByRole('button', { name: action }).click();
    await dialog.getByRole('button', { name: action }).click();
    await page.getByText('Done.').waitFor();
    expect(decided()).toHaveLength(before + 1);
    expect(stage.server.state.held).toMatchObject({ decision, path: '2026-03/again.dcm' });
  });

  it('says what went wrong where a held object cannot be decided about', async () => {
    stage.server.state.failing.add('/objects/held');
    await visit('/imports?outcome=held');
    await page.getByRole('button', { name: 'Restore study' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Restore study' }).click();
    await page.locator('dose-toasts').getByText('The lake is locked').waitFor();
    stage.server.state.failing.clear();
  });

  it('shows only what one may do', async () => {
    stage.server.state.permissions = ['view'];
    await visit('/admin', 'form');
    const sections = await page.locator('.side-nav a').allTextContents();
    expect(sections).toEqual(['Account and preferences', 'Standard names']);
    await visit('/admin/users', '.empty');
    expect(await page.textContent('.empty')).toContain('You may not see this');
    await visit('/imports');
    expect(await page.getByRole('button', { name: 'Import now' }).count()).toBe(0);
    await visit('/imports?outcome=held');
    expect(await page.getByRole('button', { name: 'Restore study' }).count()).toBe(0);
    expect(stage.problems).toEqual([]);
  });
});

describe('the settings', () => {
  it('have words for every kind of file that the server knows', () => {
    expect(AFTER_IMPORT_KINDS.filter((kind) => !(`setting.${kind}` in en))).toEqual([]);
  });
});
