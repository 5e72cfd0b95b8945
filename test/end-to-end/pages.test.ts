import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MODALITIES, listPath, type Modality } from '../../ui/state/modality.js';
import { filterGroups, type FilterField } from '../../ui/pages/list/filter-fields.js';
import {
  hasBrowser,
  openBrowser,
  RULES_OF_COLOR,
  showTheme,
  violations,
  type BrowserView,
} from '../support/browser.js';
import { CORPUS, hasCorpus } from '../support/corpus.js';
import { PASSWORDS, runningServer, type RunningServer } from '../support/running-server.js';

const EVENT_TABLE: Readonly<Record<Modality, string>> = {
  CT: 'ct_events',
  RF: 'projection_events',
  MG: 'projection_events',
  DX: 'projection_events',
  NM: 'nm_administrations',
};

/** Everything a page shows is held against what the program's own SQL says of the same store. */
describe.skipIf(!hasBrowser)(
  'the pages over a store of samples and real objects',
  { timeout: 240_000 },
  () => {
    let server: RunningServer;
    let view: BrowserView;
    let page: Page;

    beforeAll(async () => {
      server = await runningServer(['data/samples', ...(hasCorpus ? [`${CORPUS}/dicom`] : [])], {
        DOSE_BIRTH_DATE: 'drop',
      });
      view = await openBrowser(server.address);
      page = await view.open('/');
      page.setDefaultTimeout(15_000);
      await signIn(page, 'admin', PASSWORDS.admin);
    }, 120_000);
    afterAll(async () => {
      await view?.close();
      await server?.close();
    });

    const visit = async (path: string, ready = 'table.data tbody tr, .empty'): Promise<void> => {
      await page.goto(server.address + path);
      await page.waitForSelector(ready);
    };
    const found = async (): Promise<number> => {
      await page.waitForSelector('.stale-while-loading[aria-busy=false]');
      const text = (await page.textContent('.found'))?.trim() ?? '';
      if (/^No stud/i.test(text)) return 0;
      if (/^One study/i.test(text)) return 1;
      return Number(/^([\d,]+)/.exec(text)?.[1]?.replaceAll(',', ''));
    };
    /** The columns that the address filters by. */
    const filtersShown = (): readonly string[] =>
      [...new URL(page.url()).searchParams.keys()].filter((name) => name !== 'page_size');
    const shown = (column: string): Promise<(string | null)[]> =>
      page.$$eval(`td[data-column="${column}"]`, (cells) =>
        cells.map((cell) => cell.getAttribute('data-value')),
      );
    const one = (query: string): Record<string, unknown> => server.sql(query)[0]!;

    it('say that there is none at an unknown address, and lead home', async () => {
      await page.waitForSelector('.totals-row');
      const answer = await page.goto(`${server.address}/checks/nothing`);
      expect(answer?.status()).toBe(404);
      expect(await page.textContent('h1')).toBe('There is no such page');
      await page.getByRole('link', { name: 'Home' }).last().click();
      await page.waitForSelector('.totals-row');
      for (const [address, accept] of [
        ['/checks/nothing', 'application/json'],
        ['/api/v1/nothing', 'text/html'],
      ] as const) {
        const problem = await fetch(server.address + address, { headers: { accept } });
        expect(await problem.json()).toMatchObject({ status: 404, title: 'Not found' });
      }
    });

    it('refuse a wrong password, and let nobody in without signing in', async () => {
      const stranger = await view.open('/ct');
      await stranger.getByLabel(/user name/i).fill('admin');
      await stranger
        .getByLabel(/password/i)
        .first()
        .fill('not the password');
      await stranger.getByRole('button', { name: /sign in/i }).click();
      await stranger.getByText('do not match').waitFor();
      expect(await stranger.locator('table.data').count()).toBe(0);
      await stranger.context().close();
    });

    it.each(MODALITIES)(
      'list every %s study once, with the values of the lake to the last digit',
      async (modality) => {
        await visit(`${listPath(modality)}?page_size=400`);
        const total = one(`SELECT count(*) AS n FROM studies WHERE modality = '${modality}'`)['n'];
        expect(await found()).toBe(total);
        const links = await page.$$eval('td a[href^="/studies/"]', (all) =>
          all.map((link) => decodeURIComponent(link.getAttribute('href')!.split('/').at(-1)!)),
        );
        expect(new Set(links).size).toBe(total);
        const columns = await page.$$eval('table.data tbody tr:first-child td[data-column]', (cells) =>
          cells.map((cell) => cell.getAttribute('data-column')!),
        );
        const rows = server.sql(
          `SELECT study_id, ${columns.join(', ')} FROM studies WHERE modality = '${modality}'`,
        );
        const byId = new Map(rows.map((row) => [row['study_id'], row]));
        for (const column of columns) {
          const expected = links.map((id) => text(byId.get(id)?.[column]));
          expect(await shown(column), column).toEqual(expected);
        }
      },
    );

    it.each(MODALITIES)('sort the %s list by every column, both ways, nulls last', async (modality) => {
      await visit(`${listPath(modality)}?page_size=400`);
      const columns = await page.$$eval('table.data tbody tr:first-child td[data-column]', (cells) =>
        cells.map((cell) => cell.getAttribute('data-column')!),
      );
      for (const column of columns) {
        const cell = page.locator(`table.data tbody tr:first-child td[data-column="${column}"]`);
        const at = await cell.evaluate((own: HTMLTableCellElement) => own.cellIndex);
        const heading = page.locator('table.data thead th').nth(at);
        const orders = new Set<string | null>();
        for (const click of ['once', 'twice']) {
          await heading.locator('button.sort').click();
          await page.waitForSelector('.stale-while-loading[aria-busy=false]');
          const order = await heading.getAttribute('aria-sort');
          orders.add(order);
          const values = await shown(column);
          const known = values.filter((value) => value !== null);
          expect(values.slice(0, known.length), `${column} ${click}`).toEqual(known);
          expect(known, `${column} ${click}`).toEqual(sorted(known, order === 'descending'));
        }
        expect(orders, column).toEqual(new Set(['ascending', 'descending']));
      }
    });

    it.each(MODALITIES)('filter the %s list by every field of the panel as SQL does', async (modality) => {
      const fields = filterGroups(modality, false)
        .flatMap(({ fields: all }) => all)
        .filter(({ kind }) => kind !== 'not_patient');
      const values = one(
        `SELECT ${fields.map((field, at) => `${sampleOf(field, modality)} AS v${at}`).join(', ')}`,
      );
      const counts = one(
        `SELECT ${fields.map((field, at) => `${countOf(field, modality, values[`v${at}`])} AS n${at}`).join(', ')}`,
      );
      await visit(`${listPath(modality)}?page_size=10`);
      const filledIn: FilterField[] = [];
      for (const [at, field] of fields.entries()) {
        const value = values[`v${at}`];
        if (value === null) continue;
        await fill(page, field, String(value));
        const before = filledIn.at(-1);
        if (before) await fill(page, before, '');
        filledIn.push(field);
        await expect.poll(filtersShown, { message: field.key }).toEqual([field.key]);
        await expect.poll(found, { message: `${field.key}=${String(value)}` }).toBe(counts[`n${at}`]);
      }
      await fill(page, filledIn.at(-1)!, '');
      await expect.poll(filtersShown).toEqual([]);
    });

    it('say under its label what is wrong with a filter', async () => {
      await visit('/ct?dlp_total_mgy_cm=much&-event.ctdi_vol_mgy=1..x', '.problem li');
      const told = await page.locator('.problem li').allTextContents();
      expect(told.map((line) => line.split(':')[0])).toEqual(['Total DLP', 'CTDIvol']);
    });

    it('leave studies that are not of patients in lists unless asked', async () => {
      const { n, tests } = one(
        `SELECT count(*) AS n, count(*) FILTER (WHERE is_not_patient) AS tests FROM studies WHERE modality = 'CT'`,
      );
      await visit('/ct');
      expect(await found()).toBe(n);
      await page.locator('[id="filter-is_not_patient"]').selectOption('without');
      await expect.poll(found).toBe(Number(n) - Number(tests));
    });

    it.each(MODALITIES)('show a %s study with all its events and their exact doses', async (modality) => {
      const table = EVENT_TABLE[modality];
      const quantity = {
        CT: 'dlp_mgy_cm',
        RF: 'kap_gy_cm2',
        MG: 'agd_mgy',
        DX: 'kap_gy_cm2',
        NM: 'administered_activity_mbq',
      }[modality];
      const { study_id: id } = one(
        `SELECT s.study_id FROM studies s JOIN ${table} e USING (study_id) WHERE s.modality = '${modality}' AND e.${quantity} IS NOT NULL GROUP BY ALL ORDER BY count(*) DESC, s.study_id LIMIT 1`,
      );
      const events = server.sql(
        `SELECT ${quantity} AS v FROM ${table} WHERE study_id = '${String(id)}' ORDER BY ${quantity} NULLS LAST`,
      );
      await visit(`/studies/${encodeURIComponent(String(id))}`);
      const values = await shown(quantity);
      for (const event of events) expect(values).toContain(text(event['v']));
      expect(await violations(page, ['color-contrast', 'label', 'button-name'])).toEqual([]);
    });

    it('open exactly the studies of a mark of a chart', async () => {
      await visit('/ct?chart=frequency&chart.by=study_description', '.dose-plot a, figure svg a');
      const marks = await page.$$eval('figure svg a', (all) =>
        all.map((mark) => [
          mark.getAttribute('href') ?? mark.getAttribute('xlink:href') ?? '',
          mark.getAttribute('aria-label') ?? '',
        ]),
      );
      expect(marks.length).toBeGreaterThan(2);
      for (const [href, label] of marks.slice(0, 5)) {
        const n = Number(
          /\bn\s*=?\s*([\d,]+)|([\d,]+)/.exec(label!)?.slice(1).find(Boolean)?.replaceAll(',', ''),
        );
        await visit(href!);
        expect(await found(), `${label} ${href}`).toBe(n);
      }
    });

    it('delete a study after asking, keep it among the deleted, and restore it', async () => {
      const [{ study_id: id } = {}] = server.sql(
        `SELECT study_id FROM studies WHERE modality = 'DX' ORDER BY study_date DESC LIMIT 1`,
      );
      await visit('/dx');
      const before = await found();
      await visit(`/studies/${encodeURIComponent(String(id))}`);
      await page.getByRole('button', { name: /delete study/i }).click();
      const dialog = page.locator('dialog');
      await dialog.getByRole('textbox').fill('a test of deletion');
      await dialog.getByRole('button', { name: /delete/i }).click();
      await page.waitForURL(/\/dx/);
      await expect.poll(found).toBe(before - 1);
      await visit('/admin/deleted', 'table');
      await page
        .locator('tr', { hasText: 'a test of deletion' })
        .getByRole('button', { name: /restore/i })
        .click();
      await expect
        .poll(() => one(`SELECT count(*) AS n FROM studies WHERE study_id = '${String(id)}'`)['n'])
        .toBe(1);
      await visit('/dx');
      await expect.poll(found).toBe(before);
    });

    it('keep a view and open it again', async () => {
      await visit('/ct?study_description=head');
      const n = await found();
      await page.getByRole('button', { name: 'Views' }).click();
      await page.getByLabel('Name', { exact: true }).fill('Heads of the tests');
      await page.getByRole('button', { name: 'Save this view' }).click();
      await page.getByRole('link', { name: 'Heads of the tests' }).waitFor();
      await visit('/ct');
      await page.getByRole('button', { name: 'Views' }).click();
      await page.getByRole('link', { name: 'Heads of the tests' }).click();
      await expect.poll(found).toBe(n);
    });

    it('add a user who may do what the groups say and no more', async () => {
      await visit('/admin/users', 'table');
      await page.getByRole('button', { name: 'Add user' }).first().click();
      const dialog = page.locator('dialog');
      await dialog.getByLabel(/user name/i).fill('physicist');
      await dialog.getByLabel(/password/i).fill('a long enough sentence');
      await dialog.getByText('exportgroup').click();
      await dialog.getByRole('button', { name: 'Add user' }).click();
      await page.locator('td', { hasText: 'physicist' }).first().waitFor();

      const other = await view.open('/');
      await signIn(other, 'physicist', 'a long enough sentence');
      await other.goto(`${server.address}/ct`);
      await other.getByRole('link', { name: 'CSV' }).waitFor();
      await other.goto(`${server.address}/admin/users`);
      await other.locator('.empty').waitFor();
      expect(await other.getByRole('link', { name: 'Users' }).count()).toBe(0);
      await other.context().close();

      const viewer = await view.open('/');
      await signIn(viewer, 'viewer', PASSWORDS.viewer);
      await viewer.goto(`${server.address}/ct`);
      await viewer.locator('table.data').waitFor();
      expect(await viewer.getByRole('link', { name: 'CSV' }).count()).toBe(0);
      await viewer.context().close();
    });

    it('take patient sizes from a file, column by column, and say what became of each row', async () => {
      const { study_id: id, accession_number: accession } = one(
        `SELECT study_id, accession_number FROM studies WHERE modality = 'CT' AND accession_number IS NOT NULL
       AND (SELECT count(*) FROM studies o WHERE o.accession_number = studies.accession_number) = 1 ORDER BY study_id LIMIT 1`,
      );
      await visit('/admin/facts', 'input[type=file]');
      await page.setInputFiles('input[type=file]', {
        name: 'sizes.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(`Accession Number;Length;Weight\n${String(accession)};181;81,5\n;1;2\n`),
      });
      await page.getByLabel('What Length holds').selectOption({ label: 'Height' });
      await page.getByLabel(/replace it/i).check();
      await page.getByRole('button', { name: 'Apply the file' }).click();
      await page.getByText('The file was applied').waitFor({ timeout: 30_000 });
      await page.getByText('row left out: no accession number or study UID').waitFor();
      expect(
        one(
          `SELECT patient_height_m AS h, patient_weight_kg AS w FROM studies WHERE study_id = '${String(id)}'`,
        ),
      ).toEqual({
        h: 1.81,
        w: 81.5,
      });
    });

    it('issue a token that opens the API as far as it was issued for', async () => {
      await visit('/admin/account', 'dose-tokens-panel button');
      await page.getByRole('button', { name: 'Issue a token' }).click();
      await page.locator('dialog').getByLabel('What it is for').fill('nightly script');
      await page.locator('dialog').getByRole('button', { name: 'Issue a token' }).click();
      const secret = (await page.locator('code.secret').textContent())?.trim() ?? '';
      const asked = (path: string): Promise<Response> =>
        fetch(server.address + path, { headers: { authorization: `Bearer ${secret}` } });
      expect((await asked('/api/v1/studies?modality=CT')).status).toBe(200);
      expect((await asked('/api/v1/users')).status).toBe(403);
      await visit('/api', '.api-route');
      expect(await page.locator('.api-route code', { hasText: '/api/v1/studies' }).count()).toBeGreaterThan(
        3,
      );
    });

    it('are without a violation that axe finds, in the light and in the dark', async () => {
      const own = await view.open('/', { theme: 'light', reducedMotion: 'reduce' });
      own.setDefaultTimeout(15_000);
      await signIn(own, 'admin', PASSWORDS.admin);
      for (const path of [
        '/',
        '/ct?chart=dose',
        '/rf',
        '/imports',
        '/api',
        '/admin/account',
        '/admin/facts',
      ]) {
        await own.goto(server.address + path);
        await own.waitForLoadState('networkidle');
        expect((await violations(own)).join('\n'), path).toBe('');
        await showTheme(own, 'dark');
        expect((await violations(own, RULES_OF_COLOR)).join('\n'), `${path} in the dark`).toBe('');
      }
      await own.context().close();
    });

    it('change what is kept of identity, but not what the configuration fixes', async () => {
      const kept = async (): Promise<unknown> =>
        (await (await server.request('GET', '/api/v1/settings/identity')).json()).value;
      const change = async (field: string, to: string): Promise<void> => {
        await visit('/admin/settings', '.setting');
        await page.getByRole('combobox', { name: field }).selectOption(to);
        await page.getByRole('button', { name: 'Save What is kept' }).click();
        await page.getByRole('dialog').getByRole('button', { name: 'Change' }).click();
      };
      for (const to of ['store', 'hash', 'drop']) {
        await change('Patient name', to);
        await expect.poll(kept).toMatchObject({ patient_name: to, patient_birth_date: 'drop' });
      }
      const fixed = page.locator('.fixed-setting', { hasText: 'Birth date' });
      expect(await fixed.textContent()).toContain('Fixed by the configuration');
      expect(await page.getByRole('combobox', { name: 'Birth date' }).count()).toBe(0);
    });

    it('show and filter KAP in the unit that the site chose', async () => {
      await visit('/admin/settings', '.setting');
      await page.getByRole('combobox', { name: 'Kerma-area product' }).selectOption('cGy·cm²');
      await page.getByRole('button', { name: 'Save Units on pages' }).click();
      await page.getByText('Saved.').waitFor();
      const kap = Number(one(`SELECT median(kap_total_gy_cm2) AS v FROM studies WHERE modality = 'RF'`)['v']);
      const least = Math.round(kap * 100);
      await visit('/rf');
      expect(await page.locator('th', { hasText: 'Total KAP' }).first().textContent()).toContain('cGy·cm²');
      await page.getByRole('group', { name: 'Total KAP cGy·cm²' }).getByLabel('From').fill(String(least));
      const n = one(
        `SELECT count(*) AS n FROM studies WHERE modality = 'RF' AND kap_total_gy_cm2 >= ${least}::DOUBLE / 100`,
      )['n'];
      await expect.poll(found).toBe(n);
    });

    it('break no content security policy and throw nothing', () => {
      expect(view.problems).toEqual([]);
    });
  },
);

async function signIn(page: Page, name: string, password: string): Promise<void> {
  await page.getByLabel(/user name/i).fill(name);
  await page
    .getByLabel(/password/i)
    .first()
    .fill(password);
  await page.getByRole('button', { name: /sign in/i }).click();
  await page.getByRole('link', { name: /^CT/ }).first().waitFor();
}

const text = (value: unknown): string | null =>
  value === null || value === undefined || typeof value === 'object' ? null : String(value);

function sorted(values: readonly string[], isDescending: boolean): string[] {
  const areNumbers = values.every((value) => value.trim() !== '' && Number.isFinite(Number(value)));
  const compare = areNumbers
    ? (a: string, b: string): number => Number(a) - Number(b)
    : (a: string, b: string): number => (fold(a) < fold(b) ? -1 : fold(a) > fold(b) ? 1 : 0);
  return values.toSorted((a, b) => (isDescending ? compare(b, a) : compare(a, b)));
}

/** Lists order texts without regard to case and accents. */
const fold = (value: string): string => value.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

const isOfEvents = (key: string): boolean => key.startsWith('event.');
const columnOf = (key: string): string => key.replace(/^event\./, '');

function relation({ key }: FilterField, modality: Modality): string {
  const studies = `studies WHERE modality = '${modality}'`;
  if (!isOfEvents(key)) return studies;
  return `${EVENT_TABLE[modality]} WHERE study_id IN (SELECT study_id FROM ${studies})`;
}

/** A value to filter by: the least text, or a number in the middle. */
function sampleOf(field: FilterField, modality: Modality): string {
  const column = columnOf(field.key);
  const value = field.kind === 'text' ? `min(${column})` : `quantile_disc(${column}, 0.5)`;
  return `(SELECT ${value} FROM ${relation(field, modality)} AND ${column} IS NOT NULL)::VARCHAR`;
}

function countOf(field: FilterField, modality: Modality, value: unknown): string {
  const column = columnOf(field.key);
  const literal = `'${String(value).replaceAll("'", "''")}'`;
  const test =
    field.kind === 'text'
      ? `contains(lower(${column}), lower(${literal}))`
      : field.kind === 'date'
        ? `${column} >= ${literal}::DATE`
        : `${column} >= ${literal}::DOUBLE`;
  const counted = isOfEvents(field.key) ? 'count(DISTINCT study_id)' : 'count(*)';
  return `(SELECT ${counted} FROM ${relation(field, modality)} AND ${test})`;
}

async function fill(page: Page, { key, kind }: FilterField, value: string): Promise<void> {
  const id = kind === 'text' ? `filter-${key}` : `filter-${key}-low`;
  await page.locator(`[id="${id}"]`).fill(value);
}
