import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { hasBrowser, openStage, type Stage } from '../support/browser.js';

describe.skipIf(!hasBrowser)('charts', { timeout: 30_000 }, () => {
  let stage: Stage;
  let page: Page;
  beforeAll(async () => {
    stage = await openStage();
    page = await stage.open('/');
  }, 60_000);
  afterAll(() => stage.close());

  const visit = async (path: string): Promise<void> => {
    await page.goto(stage.server.url + path);
    await page.waitForSelector('.dose-plot, .chart-panel table');
  };

  it('loads the script of the charts only when they are opened', async () => {
    const scripts: string[] = [];
    page.on('request', (request) => scripts.push(request.url()));
    await page.goto(`${stage.server.url}/ct`);
    await page.waitForSelector('tbody tr');
    expect(scripts.some((url) => url.includes('chart-panel'))).toBe(false);
    await page.getByRole('button', { name: 'Charts' }).click();
    await page.waitForSelector('.dose-plot');
    expect(scripts.some((url) => url.includes('chart-panel'))).toBe(true);
    expect(new URL(page.url()).search).toBe('?chart=dose');
  });

  it('says so when their script does not come, and asks again', async () => {
    const other = await stage.open('/ct');
    await other.waitForSelector('tbody tr');
    await other.context().setOffline(true);
    await other.getByRole('button', { name: 'Charts' }).click();
    await other.getByText('The server does not answer').first().waitFor();
    await other.context().setOffline(false);
    await other.getByRole('button', { name: 'Try again' }).first().click();
    await other.waitForSelector('.dose-plot');
    await other.context().close();
  });

  it('keeps its options in the address', async () => {
    await visit('/ct?chart=dose');
    await page.getByRole('combobox', { name: 'By', exact: true }).selectOption('standard_name');
    await expect.poll(() => new URL(page.url()).search).toBe('?chart=dose&chart.by=standard_name');
    await page.getByRole('combobox', { name: 'Chart', exact: true }).selectOption('over-time');
    await page.getByRole('combobox', { name: 'Per', exact: true }).selectOption('year');
    await expect.poll(() => new URL(page.url()).search).toContain('chart=over-time');
    await expect
      .poll(() => stage.server.requests.at(-1))
      .toContain('/charts/over-time?modality=CT&value=dlp_total_mgy_cm&by=standard_name&period=year');
  });

  it('a total of studies is not offered by something of their events', async () => {
    await visit('/ct?chart=dose');
    const names = await page
      .getByRole('combobox', { name: 'By', exact: true })
      .locator('option')
      .allTextContents();
    expect(names.some((name) => name.includes('Acquisition protocol'))).toBe(false);
    await page.getByRole('combobox', { name: 'Value', exact: true }).selectOption('event.ctdi_vol_mgy');
    await expect
      .poll(() => page.getByRole('combobox', { name: 'By', exact: true }).inputValue())
      .toBe('event.acquisition_protocol');
  });

  it('a mark says its figures and leads to a list of as many studies', async () => {
    await visit('/ct?chart=frequency&chart.by=standard_name');
    const mark = page.locator('.dose-plot a[aria-label]').first();
    const name = (await mark.getAttribute('aria-label')) ?? '';
    const n = /n (\d+)/.exec(name)?.[1];
    await mark.focus();
    expect(await page.locator('.chart-tip').textContent()).toContain(`n ${n}`);
    await page.keyboard.press('Enter');
    await page.waitForURL(/standard_name(==|\.is=)/);
    await page.waitForSelector('.chip');
    expect(new URL(page.url()).search).not.toContain('chart=');
    await expect.poll(() => page.textContent('.found')).toMatch(new RegExp(`^\\s*${n} studies`));
  });

  it.each(['dose', 'over-time', 'weekday-hour', 'histogram', 'scatter'])(
    'draws %s with marks that can be reached and named',
    async (chart) => {
      await visit(`/ct?chart=${chart}`);
      const marks = page.locator('.dose-plot a');
      expect(await marks.count()).toBeGreaterThan(2);
      for (const mark of (await marks.all()).slice(0, 5)) {
        expect(await mark.getAttribute('href')).toMatch(/^\/(ct|studies)/);
        expect(await mark.getAttribute('aria-label')).not.toBe('');
      }
    },
  );

  it('keeps children, adults and unknown ages in pictures of their own', async () => {
    await visit('/ct?chart=dose');
    const titles = await page.locator('.picture figcaption').allTextContents();
    expect(titles.map((title) => title.trim().replace(/ n \d+$/, '')).sort()).toEqual([
      'adults',
      'age unknown',
      'children',
    ]);
  });

  it('has a cell of weekday and hour say its number where there is no room to write it', async () => {
    await page.setViewportSize({ width: 390, height: 800 });
    await visit('/ct?chart=weekday-hour');
    expect(await page.locator('.dose-plot a').first().getAttribute('aria-label')).toMatch(/, n \d/);
    const written = await page.locator('.dose-plot text').allTextContents();
    expect(written).toEqual(expect.arrayContaining(['0', '3', '21']));
    expect(written).toHaveLength(8 + 7 + 1);
    await page.setViewportSize({ width: 1440, height: 900 });
  });

  it('a range dragged along the axis becomes a condition of the filter', async () => {
    await visit('/ct?chart=histogram');
    const box = await page.locator('.dose-plot').first().boundingBox();
    if (!box) throw new Error('no histogram');
    await page.mouse.move(box.x + box.width * 0.3, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 30, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => new URL(page.url()).search).toMatch(/^\?dlp_total_mgy_cm=\d+(\.\d+)?\.\.\d+/);
    const [low, high] = (/=([\d.]+?)\.\.([\d.]+)/.exec(page.url()) ?? []).slice(1).map(Number);
    expect(low).toBeGreaterThan(100);
    expect(high).toBeLessThan(900);
    expect(await page.getByRole('group', { name: 'Total DLP' }).getByLabel('From').inputValue()).toBe(
      String(low),
    );
  });

  it('gives the same numbers as a table', async () => {
    await visit('/ct?chart=dose&chart.view=table');
    const row = page.locator('.chart-panel tbody tr').first();
    expect(Number(await row.locator('[data-column=median]').getAttribute('data-value'))).toBeGreaterThan(0);
    expect(await row.getByRole('link').getAttribute('href')).toContain('/ct?study_description');
  });

  it('saves what is on screen with its filter, n and snapshot', async () => {
    await visit('/ct?manufacturer=siemens&chart=dose');
    const [svg] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'SVG' }).click(),
    ]);
    const text = Buffer.concat(await (await svg.createReadStream()).toArray()).toString();
    expect(text).toContain('<desc');
    expect(text).toContain('manufacturer=siemens');
    expect(text).toContain('Snapshot 42');
    const [png] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'PNG' }).click(),
    ]);
    const bytes = Buffer.concat(await (await png.createReadStream()).toArray());
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(bytes.length).toBeGreaterThan(10_000);
    expect(stage.problems).toEqual([]);
  });
});
