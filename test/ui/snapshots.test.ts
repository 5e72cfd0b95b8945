import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { hasBrowser, openStage, violations, type Stage } from '../support/browser.js';

describe.skipIf(!hasBrowser)('snapshots and checks on the pages', { timeout: 60_000 }, () => {
  let stage: Stage;
  let page: Page;
  beforeAll(async () => {
    stage = await openStage();
    page = await stage.open('/');
  }, 90_000);
  afterAll(() => stage.close());

  const visit = async (path: string, selector: string): Promise<void> => {
    await page.goto(stage.server.url + path);
    await page.waitForSelector(selector);
  };
  const banner = () => page.locator('.as-of');
  const asked = (path: string): string | undefined =>
    stage.server.requests.findLast((request) => request.startsWith(`GET /api/v1${path}`));

  it('show last month’s numbers at the address that names them, say so, and lead back to now', async () => {
    await visit('/ct?snapshot=41', '.list-main table');
    expect(await banner().textContent()).toContain('snapshot 41');
    expect(asked('/studies?')).toContain('snapshot=41');
    expect(await page.textContent('.app-footer')).toContain('Snapshot 41');
    expect(await violations(page)).toEqual([]);
    await page.getByRole('link', { name: 'Back to now' }).click();
    await page.waitForFunction(() => document.querySelector('.as-of') === null);
    expect(new URL(page.url()).search).toBe('');
    expect(asked('/studies?')).not.toContain('snapshot=');
  });

  it('stay at the snapshot from page to page, in the address and in what they ask', async () => {
    await visit('/ct?snapshot=41&study_description=head', '.list-main table');
    await page.locator('.main-nav').getByRole('link', { name: 'Fluoroscopy' }).click();
    await page.waitForURL(/\/rf\?snapshot=41$/);
    await page.locator('.main-nav').getByRole('link', { name: 'Home' }).click();
    await page.waitForURL(/\/\?snapshot=41$/);
    await page.waitForSelector('.totals-row');
    expect(asked('/home')).toContain('snapshot=41');
    expect(asked('/checks')).toContain('snapshot=41');
    await page.goBack();
    await page.waitForURL(/\/rf\?snapshot=41$/);
    expect(await banner().count()).toBe(1);
  });

  it('show the names and deletions of then, to be read only', async () => {
    stage.server.state.deleted.set('ct-2-0001', 'sent twice');
    await visit('/admin/standard-names?snapshot=41', 'table.data tbody tr');
    expect(asked('/standard-names')).toContain('snapshot=41');
    expect(await page.getByRole('button', { name: 'Save', exact: true }).count()).toBe(0);
    expect(await page.locator('input[data-text]').first().getAttribute('readonly')).not.toBeNull();
    await visit('/admin/deleted?snapshot=41', 'table.data tbody tr');
    expect(asked('/studies/deleted')).toContain('snapshot=41');
    expect(await page.getByRole('button', { name: 'Restore' }).count()).toBe(0);
    await visit('/admin/deleted', 'table.data tbody tr');
    expect(await page.getByRole('button', { name: 'Restore' }).count()).toBe(1);
    stage.server.state.deleted.delete('ct-2-0001');
    await visit('/admin/standard-names', 'table.data tbody tr');
    expect(await page.getByRole('button', { name: 'Save', exact: true }).count()).toBe(1);
  });

  it('name the snapshot in files and in links that are opened elsewhere', async () => {
    await visit('/ct?snapshot=41', '.list-main table');
    expect(await page.getByRole('link', { name: 'CSV' }).first().getAttribute('href')).toContain(
      'snapshot=41',
    );
    const study = page.locator('.list-main tbody a[href^="/studies/"]').first();
    await study.dispatchEvent('pointerdown');
    expect(await study.getAttribute('href')).toMatch(/snapshot=41$/);
  });

  it('offer the nearest snapshot that is kept where one has expired', async () => {
    await visit('/ct?snapshot=7', '.problem');
    expect(await page.textContent('.problem')).toContain('This snapshot has expired');
    await page.getByRole('link', { name: /nearest one kept/ }).click();
    await page.waitForSelector('.list-main table');
    expect(page.url()).toContain('snapshot=41');
  });

  it('let a reader choose another day', async () => {
    await visit('/ct', '.list-main table');
    await page.getByRole('button', { name: 'As of another day' }).click();
    await page.locator('#snapshot-menu a').nth(1).click();
    await page.waitForURL(/snapshot=41/);
    expect(await banner().count()).toBe(1);
  });

  it('say which checks a study fails, with both numbers', async () => {
    await visit('/studies/ct-1-0002', '.checks');
    const text = (await page.textContent('.checks'))?.replace(/\s+/g, ' ');
    expect(text).toContain('One check fails');
    expect(text).toContain('Events do not add up to the total: DLP');
    expect(text).toMatch(/sum of events 250(\.0+)? mGy·cm, accumulated total 500(\.0+)? mGy·cm/);
    expect(await violations(page)).toEqual([]);
  });

  it('count on the home page what fails, and lead to the list of those studies', async () => {
    await visit('/', '.attention');
    const link = page.getByRole('link', { name: 'Events do not add up to the total: DLP: CT' });
    await link.waitFor();
    expect(await link.getAttribute('href')).toBe('/ct?modality==CT&failed_check==dlp_sum_differs');
  });

  it('make no errors', () => {
    expect(stage.problems).toEqual([]);
  });
});
