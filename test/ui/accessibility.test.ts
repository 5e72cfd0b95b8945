import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  hasBrowser,
  openStage,
  RULES_OF_COLOR,
  showTheme,
  violations,
  type Stage,
} from '../support/browser.js';

/** Charts stand beside two rows: those of the lists are looked at without. */
const PAGES: readonly (readonly [path: string, ready: string])[] = [
  ['/', '.totals-row'],
  ['/ct?page_size=10', 'td[data-column=dlp_total_mgy_cm]'],
  ['/ct?manufacturer=siemens&page_size=2&chart=dose', '.dose-plot'],
  ['/ct?page_size=2&chart=over-time', '.dose-plot'],
  ['/ct?page_size=2&chart=weekday-hour', '.dose-plot'],
  ['/ct?page_size=2&chart=histogram', '.dose-plot'],
  ['/ct?page_size=2&chart=dose&chart.view=table', '.chart-panel table'],
  ['/rf?page_size=10', 'td[data-column=kap_total_gy_cm2]'],
  ['/mg?page_size=10&chart=scatter', '.dose-plot'],
  ['/dx?page_size=10', 'td[data-column=kap_total_gy_cm2]'],
  ['/nm?page_size=10', 'td[data-column=administered_activity_mbq]'],
  ['/ct?study_description=nothing+like+it', '.empty'],
  ['/studies/ct-1-0002', 'dose-event-table table'],
  ['/studies/rf-1-0001', 'dose-event-table table'],
  ['/studies/mg-1-0001', 'dose-event-table table'],
  ['/studies/nm-1-0001', 'dose-event-table table'],
  ['/studies/unknown', '.problem'],
  ['/imports', 'dose-imports-page table'],
  ['/admin/account', 'dose-account-section form'],
  ['/admin/devices', 'table'],
  ['/admin/standard-names', 'table'],
  ['/admin/settings', '.setting'],
  ['/admin/users', 'table'],
  ['/admin/audit', 'table'],
  ['/nowhere', '.empty'],
];

/** Pages whose parts stand on others as well; high contrast is looked at there. */
const SHARED_LAYOUT = new Set(
  PAGES.map(([path]) => path).filter((path) => !/^\/(ct\?manufacturer|studies\/ct|imports|$)/.test(path)),
);

describe.skipIf(!hasBrowser)('accessibility', { timeout: 240_000 }, () => {
  let stage: Stage;
  beforeAll(async () => {
    stage = await openStage();
  }, 60_000);
  afterAll(() => stage.close());

  it('axe finds nothing on any page, in the light, dark and high contrast themes', async () => {
    const page = await stage.open('/', { theme: 'light', reducedMotion: 'reduce' });
    const found: string[] = [];
    for (const [path, ready] of PAGES) {
      await page.goto(stage.server.url + path);
      await page.waitForSelector(ready, { state: 'attached' });
      found.push(...(await violations(page)).map((violation) => `${path}: ${violation}`));
      for (const theme of SHARED_LAYOUT.has(path) ? (['dark'] as const) : (['dark', 'contrast'] as const)) {
        await showTheme(page, theme);
        const seen = await violations(page, RULES_OF_COLOR);
        found.push(...seen.map((violation) => `${path} ${theme}: ${violation}`));
      }
    }
    expect(found.join('\n')).toBe('');
    await page.context().close();
  });

  it('axe finds nothing on the sign-in page, in an open dialog, popover or expanded row', async () => {
    stage.server.state.signedIn = false;
    const page = await stage.open('/');
    await page.waitForSelector('dose-sign-in-page form');
    expect(await violations(page)).toEqual([]);
    stage.server.state.signedIn = true;
    await page.goto(`${stage.server.url}/studies/ct-1-0002`);
    await page.getByRole('button', { name: 'Show all parameters' }).click();
    await page.getByRole('button', { name: 'Total DLP' }).first().click();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Delete study' }).click();
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    expect(await violations(page)).toEqual([]);
    await page.context().close();
  });

  it('no page breaks its content security policy or throws', () => {
    expect(stage.problems).toEqual([]);
  });
});
