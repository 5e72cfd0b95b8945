import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { hasBrowser, openStage, type Stage } from '../support/browser.js';

describe.skipIf(!hasBrowser)('shell', { timeout: 30_000 }, () => {
  let stage: Stage;
  let page: Page;
  beforeAll(async () => {
    stage = await openStage();
    page = await stage.open('/');
    await page.waitForSelector('.totals-row');
  }, 60_000);
  afterAll(() => stage.close());

  const path = (): string => new URL(page.url()).pathname;

  it('signs in where one wanted to go, after saying that a password is wrong', async () => {
    stage.server.state.signedIn = false;
    await page.goto(`${stage.server.url}/ct?manufacturer=ge`);
    await page.getByLabel('User name').fill('physicist');
    await page.getByLabel('Password').fill('wrong');
    await page.keyboard.press('Enter');
    await page.getByText('do not match').waitFor();
    await page.getByLabel('Password').fill('right horse');
    await page.keyboard.press('Enter');
    await page.waitForSelector('tbody tr');
    expect(page.url()).toContain('/ct?manufacturer=ge');
  });

  it('asks to sign in again when the session has ended', async () => {
    await page.goto(`${stage.server.url}/ct`);
    await page.waitForSelector('tbody tr');
    stage.server.state.signedIn = false;
    await page.getByRole('button', { name: 'Total DLP' }).click();
    await page.waitForSelector('dose-sign-in-page');
    stage.server.state.signedIn = true;
  });

  it('begins anew when the script of a page did not come', async () => {
    const other = await stage.open('/');
    await other.waitForSelector('.totals-row');
    await other.context().setOffline(true);
    await other.getByRole('link', { name: 'Imports', exact: true }).click();
    await other.getByText('The server could not be reached').waitFor();
    await other.context().setOffline(false);
    await other.getByRole('button', { name: 'Try again' }).click();
    await other.getByRole('heading', { name: 'Imports' }).waitFor();
    expect(new URL(other.url()).pathname).toBe('/imports');
    await other.context().close();
  });

  it('names the snapshot on every page, and synthetic data where it is', async () => {
    for (const one of ['/', '/mg', '/studies/ct-1-0001', '/imports', '/admin/account']) {
      await page.goto(stage.server.url + one);
      await page.waitForSelector('.snapshot');
      expect(await page.textContent('.app-footer')).toContain('Snapshot 42');
      expect(await page.textContent('.demo-banner')).toContain('Synthetic data');
    }
    stage.server.state.demo = false;
    await page.goto(stage.server.url);
    await page.waitForSelector('.snapshot');
    expect(await page.locator('.demo-banner').count()).toBe(0);
    stage.server.state.demo = true;
  });

  it('is used from the keyboard alone: palette, filter, list, study and back', async () => {
    await page.goto(stage.server.url);
    await page.waitForSelector('.totals-row');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('mammo');
    await page.keyboard.press('Enter');
    await expect.poll(path).toBe('/mg');
    await page.waitForSelector('tbody tr');
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    await expect.poll(path).toBe('/ct');
    await page.waitForSelector('tbody tr');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
    await page.keyboard.press('/');
    await page.keyboard.type('sinus');
    await expect.poll(() => new URL(page.url()).search).toBe('?study_description=sinus');
    await page.getByRole('link', { name: 'CT Sinuses' }).first().focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('dose-event-table table');
    await page.getByRole('link', { name: 'Back to the list' }).focus();
    await page.keyboard.press('Enter');
    await expect.poll(() => page.url()).toContain('/ct?study_description=sinus');
  });

  it('finds the studies of a UID, and those of an event', async () => {
    const hospital = stage.server.state.hospital;
    const studies = hospital.studies.filter(({ modality }) => modality === 'CT');
    const study = studies.find(({ study_id }) => study_id === 'ct-1-0002')!;
    const event = hospital.ct_events.find(({ study_id }) => study_id === study.study_id)!;
    const search = async (uid: string, option: string): Promise<string> => {
      await page.goto(stage.server.url);
      await page.waitForSelector('.totals-row');
      await page.keyboard.press('Control+k');
      await page.keyboard.type(uid);
      await page.getByRole('option', { name: option }).click();
      await expect.poll(path).toBe('/ct');
      return new URLSearchParams(new URL(page.url()).search).toString();
    };
    await page.keyboard.press('Control+k');
    for (const [text, offered] of [
      ['2.25.225229627352437683350336799670603041135', 1],
      ['2.25', 0],
      ['thorax', 0],
    ] as const) {
      await page.getByRole('combobox', { name: 'Find anything' }).fill(text);
      await expect
        .poll(() => page.getByRole('option', { name: 'CT: study instance UID is' }).count())
        .toBe(offered);
    }
    const studyUid = study.study_instance_uid!;
    expect(await search(studyUid, 'CT: study instance UID is')).toBe(
      new URLSearchParams({ study_instance_uid: `=${studyUid}` }).toString(),
    );
    const named = studies.filter(({ study_instance_uid }) => study_instance_uid === studyUid);
    await expect.poll(() => page.locator('tbody tr').count()).toBe(named.length);
    const eventUid = event.irradiation_event_uid!;
    expect(await search(eventUid, 'CT: irradiation event UID is')).toBe(
      new URLSearchParams({ 'event.irradiation_event_uid': `=${eventUid}` }).toString(),
    );
  });

  it('lets single keys be switched off', async () => {
    await page.goto(stage.server.url);
    await page.waitForSelector('.totals-row');
    await page.keyboard.press('?');
    const box = page.getByLabel('Use single-key shortcuts');
    await box.uncheck();
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('c');
    expect(path()).toBe('/');
    await page.keyboard.press('Control+k');
    expect(await page.getByRole('combobox', { name: 'Find anything' }).isVisible()).toBe(true);
    await page.keyboard.press('Escape');
  });

  it('stays in the dark that was chosen, here and in another browser', async () => {
    await page.goto(`${stage.server.url}/ct`);
    const theme = (of: Page): Promise<string | undefined> =>
      of.evaluate(() => document.documentElement.dataset['theme']);
    await page.locator('.user-button').click();
    await page.getByRole('radio', { name: 'Dark' }).check();
    await expect.poll(() => theme(page)).toBe('dark');
    await expect.poll(() => stage.server.state.preferences).toMatchObject({ theme: 'dark' });
    await page.reload();
    await page.waitForSelector('tbody tr');
    expect(await theme(page)).toBe('dark');
    const other = await stage.open('/ct');
    await expect.poll(() => theme(other)).toBe('dark');
    await other.context().close();
    stage.server.state.preferences = {};
  });

  it('the first stop of the tab key leads past the navigation', async () => {
    await page.goto(`${stage.server.url}/ct`);
    await page.waitForSelector('tbody tr');
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Skip to content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main');
  });

  it('has every string in the dictionary: the pseudo-locale leaves no English behind', async () => {
    stage.server.state.preferences = { locale: 'en-XA' };
    const other = await stage.open('/ct?chart=dose');
    await other.waitForSelector('.dose-plot');
    const plain = await other.$$eval('button, legend, h1, h2, label.check', (elements) =>
      elements
        .filter((element) => !element.closest('td, dl, .facet-values, .user-button, .data, #column-chooser'))
        .map((element) => element.textContent?.replace(/\s+/g, ' ').trim() ?? '')
        .filter((text) => /[a-z]{3}/.test(text) && !text.includes('⟦')),
    );
    expect(plain).toEqual([]);
    stage.server.state.preferences = {};
    await other.context().close();
  });

  it('keeps everything of its header within the window, whatever its width', async () => {
    const any = await stage.open('/ct', { viewport: { width: 1400, height: 800 } });
    await any.waitForSelector('.snapshot');
    const beyond: number[] = [];
    for (let width = 380; width <= 1400; width += 20) {
      await any.setViewportSize({ width, height: 800 });
      const overflow = await any.evaluate(() => {
        const header = document.querySelector('.app-header')!;
        return header.scrollWidth - header.clientWidth;
      });
      if (overflow > 0) beyond.push(width);
    }
    expect(beyond).toEqual([]);
    await any.context().close();
  });

  it('reads on a narrow window without scrolling sideways', async () => {
    const narrow = await stage.open('/ct', { viewport: { width: 400, height: 800 } });
    for (const one of ['/', '/ct', '/studies/ct-1-0002', '/imports', '/admin/account']) {
      await narrow.goto(stage.server.url + one);
      await narrow.waitForSelector('.snapshot');
      await narrow.waitForSelector('h1');
      const overflow = await narrow.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(overflow, one).toBeLessThanOrEqual(0);
    }
    await narrow.context().close();
    expect(stage.problems).toEqual([]);
  });
});
