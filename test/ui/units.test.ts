import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { hasBrowser, openStage, type Stage } from '../support/browser.js';

describe.skipIf(!hasBrowser)('units that a reader chose', { timeout: 30_000 }, () => {
  let stage: Stage;
  let page: Page;
  beforeAll(async () => {
    stage = await openStage();
    stage.server.state.preferences = {
      display_units: { kerma_area_product: 'cGy·cm²', dose_at_reference_point: 'Gy' },
    };
    page = await stage.open('/');
  }, 60_000);
  afterAll(() => stage.close());

  const visit = async (path: string, ready: string): Promise<void> => {
    await page.goto(stage.server.url + path);
    await page.waitForSelector(ready);
  };
  const query = (): string => new URL(page.url()).search;
  const study = () =>
    stage.server.state.hospital.studies.find(
      ({ modality, kap_total_gy_cm2: kap }) => modality === 'DX' && kap !== null,
    )!;

  it('stand in lists, in headings and in numbers, beside the value as the lake has it', async () => {
    await visit('/dx', 'table.data tbody tr');
    const heading = page.locator('th', { hasText: 'Total KAP' });
    expect(await heading.textContent()).toContain('cGy·cm²');
    const cells = await page.$$eval('td[data-column=kap_total_gy_cm2]', (all) =>
      all.map((cell) => [Number(cell.getAttribute('data-value')), cell.textContent?.trim() ?? '']),
    );
    expect(cells.length).toBeGreaterThan(5);
    for (const [own, shown] of cells) expect(Number(shown)).toBeCloseTo(Number(own) * 100, 0);
  });

  it('are those in which a filter is typed and told; its address has the unit of the column', async () => {
    await visit('/dx', 'table.data tbody tr');
    const group = page.getByRole('group', { name: 'Total KAP cGy·cm²' });
    await group.getByLabel('From').fill('7.5');
    await expect.poll(query).toBe('?kap_total_gy_cm2=0.075..');
    expect(await group.getByLabel('From').inputValue()).toBe('7.5');
    expect(await page.textContent('.chip-text')).toContain('Total KAP: ≥ 7.5 cGy·cm²');
    expect(stage.server.requests.findLast((one) => one.includes('/studies?'))).toContain(
      'kap_total_gy_cm2=0.075..',
    );
  });

  it('leave what is being typed as it is', async () => {
    await visit('/dx', 'table.data tbody tr');
    const from = page.getByRole('group', { name: 'Total KAP cGy·cm²' }).getByLabel('From');
    await from.pressSequentially('7.', { delay: 30 });
    await expect.poll(query).toBe('?kap_total_gy_cm2=0.07..');
    expect(await from.inputValue()).toBe('7.');
    await from.pressSequentially('05', { delay: 30 });
    await expect.poll(query).toBe('?kap_total_gy_cm2=0.0705..');
    expect(await from.inputValue()).toBe('7.05');
    await visit('/dx?kap_total_gy_cm2=0.0705..', '.chip');
    expect(await from.inputValue()).toBe('7.05');
  });

  it('stand on the page of a study, where the explanation has every digit in both units', async () => {
    const { study_id: id, kap_total_gy_cm2: kap } = study();
    await visit(`/studies/${id}`, 'dose-event-table table');
    const figure = page.locator('.figure', { hasText: 'Total KAP' });
    expect((await figure.locator('dd').textContent())?.replace(/\s+/g, ' ')).toContain('cGy·cm²');
    await figure.getByRole('button', { name: 'Total KAP' }).click();
    const facts = page.getByRole('dialog').locator('dl');
    const said = async (name: string) =>
      (await facts.locator('div', { hasText: name }).locator('dd').first().textContent())?.trim();
    expect(await said('As stored and exported')).toBe(`${kap} Gy·cm²`);
    const exact = await said('Exact value');
    expect(exact).toMatch(/ cGy·cm²$/);
    expect(Number(`${exact?.split(' ')[0]}e-2`)).toBe(kap);
    await page.keyboard.press('Escape');
  });

  it('stand in charts: axis, marks and table; a dragged range filters by the unit of the column', async () => {
    await visit('/dx?chart=histogram&chart.by=modality', '.dose-plot');
    expect(await page.locator('.dose-plot').first().textContent()).toContain('Total KAP (cGy·cm²)');
    expect(await page.locator('.dose-plot a').first().getAttribute('aria-label')).toContain('cGy·cm²: n ');
    const box = (await page.locator('.dose-plot').first().boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.3, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 30, { steps: 4 });
    await page.mouse.up();
    await expect.poll(query).toMatch(/kap_total_gy_cm2=[\d.]+\.\.[\d.]+/);
    const [low = 0, high = 0] = (/=([\d.]+?)\.\.([\d.]+)/.exec(query()) ?? []).slice(1).map(Number);
    const all = stage.server.state.hospital.studies.flatMap(({ modality, kap_total_gy_cm2: kap }) =>
      modality === 'DX' && kap !== null ? [kap] : [],
    );
    expect(low).toBeGreaterThan(Math.min(...all));
    expect(high).toBeLessThan(Math.max(...all));
    await visit('/dx?chart=dose&chart.view=table', '.chart-panel table');
    const median = page.locator('.chart-panel [data-column=median]').first();
    expect(await page.locator('.chart-panel th', { hasText: 'Median' }).textContent()).toContain('cGy·cm²');
    expect(Number(await median.textContent())).toBeGreaterThan(Math.min(...all) * 100);
  });

  it('are those of the site until the reader chooses, and again after', async () => {
    await visit('/admin/account', 'text=Patient height');
    const choice = page.getByLabel('Kerma-area product');
    expect(await choice.inputValue()).toBe('cGy·cm²');
    await choice.selectOption('');
    await expect
      .poll(() => stage.server.state.preferences['display_units'])
      .toEqual({ dose_at_reference_point: 'Gy' });
    await visit('/dx', 'table.data tbody tr');
    expect(await page.locator('th', { hasText: 'Total KAP' }).textContent()).toMatch(/ Gy·cm²/);
    await visit('/admin/account', 'text=Patient height');
    await choice.selectOption('µGy·m²');
    await expect
      .poll(() => stage.server.state.preferences['display_units'])
      .toEqual({ dose_at_reference_point: 'Gy', kerma_area_product: 'µGy·m²' });
    expect(stage.problems).toEqual([]);
  });
});
