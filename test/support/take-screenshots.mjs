// Takes the README's pictures from a running server: `npm start`, then `npm run screenshots`. Those in the README are of
// a fuller store, `dose demo --studies 5000`, with standard names for its CT examinations.
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const ADDRESS = process.env.DOSE_ADDRESS ?? 'http://127.0.0.1:4600';
const SIGN_IN = JSON.parse(readFileSync(process.env.DOSE_SIGN_IN ?? 'data/demo/sign-in.json', 'utf8'));
const FOLDER = process.env.DOSE_SCREENSHOTS ?? 'ui/screenshots';

const browser = await chromium.launch({
  executablePath: process.env.DOSE_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--lang=en-GB'],
});
const context = await browser.newContext({
  viewport: { width: 1440, height: 900 },
  locale: 'en-GB',
  colorScheme: process.env.DOSE_THEME ?? 'light',
});
const page = await context.newPage();
await page.goto(ADDRESS);
await page.getByLabel(/user name/i).fill(SIGN_IN.name);
await page
  .getByLabel(/password/i)
  .first()
  .fill(SIGN_IN.password);
await page.getByRole('button', { name: /sign in/i }).click();
await page.getByRole('link', { name: /^CT/ }).first().waitFor();

await take('home', '/');
await take('list', '/ct');
await page.goto(`${ADDRESS}/ct?chart=dose&chart.by=standard_name`);
await page.locator('svg[role=img], figure svg').first().waitFor();
await take('charts');
await page.setViewportSize({ width: 1440, height: 1240 });
await page.goto(`${ADDRESS}/ct?sort=-event_count,-study_date`);
await page.locator('a[href*="/studies/"]').first().click();
await page.waitForURL(/studies/);
await page.locator('dose-event-table table').waitFor();
await take('study');
await browser.close();

async function take(name, path) {
  if (path) await page.goto(ADDRESS + path);
  await page.waitForLoadState('networkidle');
  await page.screenshot({ path: `${FOLDER}/${name}.png` });
}
