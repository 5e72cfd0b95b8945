import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Page } from 'playwright-core';
import { hasBrowser, openStage, type Stage } from '../support/browser.js';

describe.skipIf(!hasBrowser)('lists of studies', { timeout: 30_000 }, () => {
  let stage: Stage;
  let page: Page;
  beforeAll(async () => {
    stage = await openStage();
    page = await stage.open('/');
  }, 60_000);
  afterAll(() => stage.close());

  const visit = async (path: string): Promise<void> => {
    await page.goto(stage.server.url + path);
    await page.waitForSelector('table.data tbody tr, .empty');
  };
  const values = (column: string): Promise<(string | null)[]> =>
    page.$$eval(`td[data-column=${column}]`, (cells) => cells.map((cell) => cell.getAttribute('data-value')));
  const found = async (): Promise<string> => (await page.textContent('.found'))?.trim() ?? '';
  const query = (): string => decodeURIComponent(new URL(page.url()).search);

  it('shows the exact value of every cell beside the one for reading', async () => {
    await visit('/ct');
    const own = stage.server.state.hospital.studies.find(({ study_id }) => study_id === 'ct-2-0000');
    const cell = page
      .locator('tr', { has: page.locator('a[href="/studies/ct-2-0000"]') })
      .locator('[data-column=dlp_total_mgy_cm]');
    expect(await cell.getAttribute('data-value')).toBe(String(own?.dlp_total_mgy_cm));
    expect((await cell.textContent())?.trim()).toBe(own?.dlp_total_mgy_cm?.toFixed(2));
  });

  it('sorts by a heading, in the address, the request and the rows, and says so to screen readers', async () => {
    await visit('/ct');
    await page.getByRole('button', { name: 'Total DLP' }).click();
    await page.waitForSelector('th[aria-sort=descending]:has-text("Total DLP")');
    await expect.poll(() => values('dlp_total_mgy_cm').then((all) => Number(all[0]))).toBeGreaterThan(700);
    expect(query()).toBe('?sort=-dlp_total_mgy_cm');
    expect(stage.server.requests.at(-1)).toContain('sort=-dlp_total_mgy_cm');
    const numbers = (await values('dlp_total_mgy_cm')).map(Number);
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
    await page.getByRole('button', { name: 'Total DLP' }).click();
    await page.waitForSelector('th[aria-sort=ascending]:has-text("Total DLP")');
    expect(query()).toBe('?sort=dlp_total_mgy_cm');
  });

  it('filters as one types, with one address, one chip and the number found', async () => {
    await visit('/ct');
    const before = await found();
    await page.getByLabel('Study description').fill('head');
    await expect.poll(query).toBe('?study_description=head');
    await expect.poll(found).not.toBe(before);
    const all = stage.server.state.hospital.studies;
    const expected = all.filter(
      ({ modality, study_description: text }) => modality === 'CT' && text?.toLowerCase().includes('head'),
    );
    expect(await found()).toContain(`${expected.length} studies`);
    expect(await page.textContent('.chip-text')).toContain('Study description: “head”');
    await page.getByRole('button', { name: 'Remove filter' }).click();
    await expect.poll(found).toBe(before);
    expect(await page.getByLabel('Study description').inputValue()).toBe('');
  });

  it('keeps what is being typed while answers arrive', async () => {
    await visit('/ct');
    const input = page.getByLabel('Study description');
    await input.pressSequentially('abdomen', { delay: 60 });
    expect(await input.inputValue()).toBe('abdomen');
    await expect.poll(query).toBe('?study_description=abdomen');
  });

  it('loses no letter where an answer arrives before the last ones are applied', async () => {
    const other = await stage.open('/ct');
    await other.waitForSelector('tbody tr');
    await other.clock.install();
    await other.clock.pauseAt(Date.now() + 60_000);
    const input = other.getByLabel('Study description');
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    await other.route(/studies\?.*study_description=a&/, (route) => held.then(() => route.continue()));
    await input.press('a');
    await other.clock.runFor(200);
    await other.waitForSelector('.stale-while-loading[aria-busy=true]');
    await input.press('b');
    answer();
    await other.waitForSelector('.stale-while-loading[aria-busy=false]');
    await input.press('d');
    expect(await input.inputValue()).toBe('abd');
    await other.clock.runFor(200);
    await expect.poll(() => new URL(other.url()).search).toBe('?study_description=abd');
    await other.context().close();
  });

  it('applies what was typed before going on in another field at once', async () => {
    await visit('/ct');
    await page.getByLabel('Study description').fill('head');
    await page.getByLabel('Accession number').fill('1');
    await expect.poll(query).toBe('?study_description=head&accession_number=1');
  });

  it('turns a condition into its opposite', async () => {
    await visit('/ct?manufacturer=ge');
    await page.getByRole('button', { name: 'Make: “ge”', exact: true }).click();
    await expect.poll(query).toBe('?-manufacturer=ge');
    expect(await page.textContent('.chip-text')).toContain('Make: not “ge”');
  });

  it('says in words what a mark of a chart asks for, devices by their name', async () => {
    const [one, other] = stage.server.state.devices;
    Object.assign(other!, { display_name: one!['display_name'] });
    const ids = [one, other].map((device) => `device_id==${String(device!['device_id'])}`).join('&');
    await page.goto(
      `${stage.server.url}/ct?-is_not_patient==true&-dlp_total_mgy_cm.is=null&patient_weight_kg.is=null&${ids}`,
    );
    const chips = async (): Promise<string[]> =>
      (await page.locator('.chip-text').allTextContents()).map((text) => text.trim());
    await expect
      .poll(chips)
      .toEqual([
        'Not a patient: no',
        'Total DLP: stated',
        'Weight: not stated',
        `Device: ${String(one!['display_name'])}`,
      ]);
    await page.getByRole('button', { name: 'Remove filter Device' }).click();
    await expect.poll(query).not.toContain('device_id');
  });

  it('leads from a page that there is no more to the last one', async () => {
    await page.goto(`${stage.server.url}/ct?page=900&page_size=25`);
    await page.getByText('There is no page 900').waitFor();
    await page.getByRole('link', { name: 'Last page' }).click();
    await page.waitForSelector('tbody tr');
  });

  it('shows no studies of another filter beside an error', async () => {
    await visit('/ct');
    await page.context().setOffline(true);
    await page.getByLabel('Study description').fill('head');
    await page.getByText('The server does not answer').waitFor();
    expect(await page.locator('tbody tr').count()).toBe(0);
    expect((await found()).trim()).toBe('');
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();
    await expect.poll(found).toContain('studies');
  });

  it('takes a range with either end open', async () => {
    await visit('/ct');
    const group = page.getByRole('group', { name: 'Total DLP' });
    await group.getByLabel('From').fill('600');
    await expect.poll(query).toBe('?dlp_total_mgy_cm=600..');
    await group.getByLabel('To').fill('800');
    await expect.poll(query).toBe('?dlp_total_mgy_cm=600..800');
    await expect
      .poll(async () =>
        (await values('dlp_total_mgy_cm')).every((one) => Number(one) >= 600 && Number(one) <= 800),
      )
      .toBe(true);
  });

  it('says so at the field where a range is the wrong way round', async () => {
    await visit('/ct?patient_age_years=70..16');
    const group = page.getByRole('group', { name: 'Age' });
    await group.getByText('The first value lies above the second').waitFor();
    expect(await group.getByLabel('From').getAttribute('aria-invalid')).toBe('true');
    await page.locator('.empty').getByText('Age: The first value').waitFor();
    await group.getByLabel('To').fill('90');
    await expect.poll(query).toBe('?patient_age_years=70..90');
    expect(await group.getByText('The first value').count()).toBe(0);
  });

  it('offers values with their counts, which leave out their own clause', async () => {
    await visit('/ct');
    const facet = page.locator('.filter-field', { has: page.getByLabel('Make', { exact: true }) });
    await facet.locator('summary').click();
    await facet.getByText('SIEMENS').waitFor();
    expect(
      (await facet.locator('li').allTextContents()).map((text) => text.replace(/\s+/g, ' ').trim()),
    ).toContain('SIEMENS60');
    await facet.getByText('SIEMENS').click();
    await expect.poll(query).toBe('?manufacturer==SIEMENS');
    await expect.poll(found).toContain('60 studies');
    expect(await facet.locator('li').count()).toBe(3);
    await facet.getByText('GE MEDICAL SYSTEMS').click();
    await expect.poll(found).toContain('120 studies');
  });

  it('pages by links that keep the filter', async () => {
    await visit('/ct?manufacturer==SIEMENS&page_size=25');
    const next = page.getByRole('navigation', { name: 'Pages, above' }).getByTitle('Next page');
    await next.click();
    await page.getByText('Page 2 of 3').first().waitFor();
    expect(query()).toBe('?manufacturer==SIEMENS&page=2&page_size=25');
    await page.goBack();
    await page.getByText('Page 1 of 3').first().waitFor();
  });

  it('shows any column of studies that is chosen', async () => {
    await visit('/ct');
    await page.getByRole('button', { name: 'Columns' }).click();
    await page.getByLabel('Find a column').fill('serial');
    await page.getByLabel('Serial number', { exact: true }).check();
    await page.waitForSelector('th:has-text("Serial number")');
    expect(query()).toContain('columns=study_date,study_description');
    expect((await values('device_serial_number'))[0]).toMatch(/^SNct/);
    await page.keyboard.press('Escape');
  });

  it('shows planes apart where a study has two', async () => {
    await visit('/rf?display_name=cath');
    const cell = page.locator('td[data-column=kap_total_gy_cm2]').first();
    expect((await cell.textContent())?.replace(/\s+/g, ' ')).toMatch(/A: [\d.]+ B: [\d.]+/);
  });

  it('leaves a missing value blank', async () => {
    await visit('/ct?standard_name.is=null');
    expect((await page.locator('td[data-column=standard_name]').first().textContent())?.trim()).toBe('');
    expect(await page.locator('td[data-column=standard_name]').first().getAttribute('data-value')).toBeNull();
  });

  it('saves a view and offers it again', async () => {
    await visit('/ct?manufacturer=ge');
    await page.getByRole('button', { name: 'Views' }).click();
    await page.getByLabel('Name', { exact: true }).fill('All GE');
    await page.getByRole('button', { name: 'Save this view' }).click();
    await page.getByRole('link', { name: 'All GE' }).waitFor();
    expect(stage.server.state.views.at(-1)).toMatchObject({
      name: 'All GE',
      page: '/ct',
      query: 'manufacturer=ge',
      shared: false,
    });
    await page.keyboard.press('Escape');
  });

  it('says why there is nothing and what to do', async () => {
    await visit('/ct?study_description=unheard+of');
    await page.getByRole('heading', { name: 'No study matches this filter' }).waitFor();
    await page.locator('.empty').getByRole('button', { name: 'Clear filter' }).click();
    await page.waitForSelector('table.data tbody tr');
  });

  it('shows cause, request number and a way to try again when the server fails', async () => {
    stage.server.state.failing.add('/studies');
    await page.goto(`${stage.server.url}/ct`);
    await page.getByText('The lake is locked.').waitFor();
    expect(await page.textContent('.problem')).toContain('req-7f3a');
    stage.server.state.failing.delete('/studies');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.waitForSelector('table.data tbody tr');
  });

  it('shows hostile text of objects as text', async () => {
    await visit('/ct?study_description=script');
    expect(await page.locator('tbody a').first().textContent()).toContain('<script>alert(1)</script>');
    expect(await page.locator('main script').count()).toBe(0);
    expect(stage.problems).toEqual([]);
  });

  it('offers the file only to those who may export', async () => {
    await visit('/ct?manufacturer=ge');
    const link = page.getByRole('link', { name: 'CSV' });
    expect(await link.getAttribute('href')).toMatch(/^\/api\/v1\/studies\.csv\?modality=CT&manufacturer=ge&/);
    stage.server.state.permissions = ['view'];
    await visit('/ct');
    expect(await link.count()).toBe(0);
  });
});
