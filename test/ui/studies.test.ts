import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { hasBrowser, openStage, type Stage } from '../support/browser.js';

describe.skipIf(!hasBrowser)('study page', { timeout: 30_000 }, () => {
  let stage: Stage;
  let page: Page;
  beforeAll(async () => {
    stage = await openStage();
    page = await stage.open('/');
  }, 60_000);
  afterAll(() => stage.close());

  const visit = async (path: string): Promise<void> => {
    await page.goto(stage.server.url + path);
    await page.waitForSelector('dose-event-table table');
  };

  it('shows both X-ray sources of an event, and every other parameter in its row', async () => {
    await visit('/studies/ct-1-0002');
    const second = page.locator('dose-event-table tbody tr').nth(1);
    expect((await second.locator('[data-column=kvp_kv]').textContent())?.replace(/\s+/g, ' ').trim()).toBe(
      '120 B: 150',
    );
    await page.getByRole('button', { name: 'All parameters of event 2' }).click();
    const detail = page.locator('tr.detail');
    expect(await detail.getByText('Target region').count()).toBe(1);
    expect(await detail.getByText('Irradiation event UID').count()).toBe(1);
  });

  it('says of a total what it is, its exact value, and where it came from', async () => {
    await visit('/studies/ct-1-0002');
    await page.locator('.figure').getByRole('button', { name: 'Total DLP' }).click();
    const panel = page.getByRole('dialog', { name: 'Total DLP' });
    const study = stage.server.state.hospital.studies.find(({ study_id }) => study_id === 'ct-1-0002');
    const text = await panel.textContent();
    expect(text).toContain(`${study?.dlp_total_mgy_cm} mGy·cm`);
    expect(text).toContain('stated by the report');
    expect(text).toContain('113813 DCM');
    await page.keyboard.press('Escape');
    expect(await page.evaluate(() => document.activeElement?.textContent?.trim())).toContain('Total DLP');
  });

  it('says of a number in which object, where and how it was written', async () => {
    await visit('/studies/ct-1-0002');
    await page.locator('dose-event-table tbody [data-column=dlp_mgy_cm] button').first().click();
    const panel = page.getByRole('dialog');
    await panel.getByText('1.7.3').waitFor();
    const text = (await panel.textContent())?.replace(/\s+/g, ' ');
    expect(text).toContain('512.50 mGycm at 1.7.3');
    expect(text).toContain('rdsr 2.25.10002');
    expect(text).toContain('synthetic-rule');
    const asked = stage.server.requests.findLast((request) => request.includes('/sources'))!;
    expect(asked).toMatch(/ct-1-0002\/sources\?table=ct_events&key=[^&]+&column=dlp_mgy_cm$/);
    await page.keyboard.press('Escape');
    await page.locator('.figure [data-column=event_count] button').click();
    await page.getByRole('dialog').getByText('No single place of an object states it').waitFor();
    await page.keyboard.press('Escape');
  });

  it('shows what an object says, once it is opened', async () => {
    await visit('/studies/ct-1-0002');
    const before = stage.server.requests.length;
    const kept = page.locator('dose-kept-document').first();
    await kept.locator('summary').first().click();
    await kept.getByText('DLP Total').waitFor();
    expect((await kept.textContent())?.replace(/\s+/g, ' ')).toContain('1.7.3 DLP Total 512.50 mGy.cm');
    expect(await kept.textContent()).toContain('Age in days');
    expect(stage.server.requests.slice(before).filter((one) => one.includes('/documents/'))).toHaveLength(1);
  });

  it('shows findings, planes, breasts, administrations and linked studies', async () => {
    await visit('/studies/ct-1-0002');
    expect(await page.textContent('.findings:not(.checks)')).toContain('another total than the sum');
    expect(await page.textContent('.findings.checks')).toContain('Events do not add up to the total');
    await visit('/studies/rf-1-0001');
    expect(await page.textContent('.totals thead')).toContain('Plane B');
    const frames = page.locator('.totals tr', { hasText: 'Frames' });
    expect((await frames.locator('td').allTextContents()).map((text) => text.trim()).slice(1, 3)).toEqual([
      '',
      '',
    ]);
    expect(await page.textContent('dose-event-table')).toContain('Copper 0.3 mm; Aluminum 1–1.5 mm');
    await visit('/studies/mg-1-0001');
    expect(await page.textContent('.figures')).toContain('AGD, right');
    await visit('/studies/nm-1-0001');
    expect(await page.textContent('h2:has-text("administration")')).toContain('One administration');
    expect((await page.textContent('td[data-column=stopped_at_local]'))?.trim()).toBe('23:59:30');
    await page.getByRole('link', { name: /CT of PET\/CT/ }).click();
    await page.waitForSelector('h1:has-text("CT")');
    expect(new URL(page.url()).pathname).toBe('/studies/ct-1-0001');
  });

  it('marks a test object with the pattern that it matched', async () => {
    await visit('/studies/ct-1-0005');
    expect(await page.textContent('.notice')).toContain('PHY*');
  });

  it('deletes after asking, leads back to the list, and takes it back', async () => {
    await page.goto(`${stage.server.url}/ct?manufacturer=siemens`);
    await page.locator('tbody a').first().click();
    await page.waitForSelector('dose-event-table table');
    const studyId = decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1) ?? '');
    await page.getByRole('button', { name: 'Delete study' }).click();
    const dialog = page.getByRole('dialog', { name: 'Delete this study?' });
    expect(await dialog.textContent()).toContain('St Elsewhere');
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    expect(await dialog.isVisible()).toBe(true);
    await dialog.getByLabel('Reason').fill('test exposure');
    await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
    await page.waitForURL('**/ct?manufacturer=siemens');
    expect(stage.server.state.deleted.get(studyId)).toBe('test exposure');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.waitForURL(`**/studies/${studyId}`);
    expect(stage.server.state.deleted.size).toBe(0);
  });

  it('offers no deletion to those who may not', async () => {
    stage.server.state.permissions = ['view', 'export'];
    await visit('/studies/ct-1-0002');
    expect(await page.getByRole('button', { name: 'Delete study' }).count()).toBe(0);
    expect(stage.problems).toEqual([]);
  });
});
