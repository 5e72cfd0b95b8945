import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { startMockServer, type MockServer } from './mock-api/server.js';

const CHROMIUM = process.env['DOSE_CHROMIUM'] ?? '/usr/bin/chromium';
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Whether pages can be tested on this machine; the tests are skipped, visibly, where not. */
export const hasBrowser = existsSync(CHROMIUM);

type PageOptions = BrowserContextOptions & { theme?: string };

/** A browser that looks at one server. */
export interface BrowserView {
  /** A new page in a context of its own; errors of its console are collected in `problems`. */
  open(path: string, options?: PageOptions): Promise<Page>;
  readonly problems: string[];
  close(): Promise<void>;
}

export interface Stage extends BrowserView {
  readonly server: MockServer;
}

/** Starts a browser for the pages at this address. */
export async function openBrowser(address: string): Promise<BrowserView> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  const problems: string[] = [];
  return {
    problems,
    open: (path, options = {}) => openPage(browser, address, problems, path, options),
    close: () => browser.close(),
  };
}

/** Builds the pages, serves them over the mock API and starts a browser. */
export async function openStage(): Promise<Stage> {
  const uiDir = mkdtempSync(join(tmpdir(), 'dose-ui-'));
  const build = (await import(pathToFileURL('ui/build.mjs').href)) as {
    buildUi(dir: string): Promise<number>;
  };
  await build.buildUi(uiDir);
  const server = await startMockServer(uiDir);
  const view = await openBrowser(server.url);
  return {
    ...view,
    server,
    close: async () => {
      await view.close();
      await server.close();
    },
  };
}

async function openPage(
  browser: Browser,
  address: string,
  problems: string[],
  path: string,
  { theme, ...options }: PageOptions,
): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    ...options,
  });
  context.setDefaultTimeout(8_000);
  if (theme) {
    await context.addInitScript(
      (name) => localStorage.setItem('dose-preferences', JSON.stringify({ theme: name })),
      theme,
    );
  }
  const page = await context.newPage();
  page.on('pageerror', (error) => problems.push(`${path}: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      problems.push(`${path}: ${message.text()}`);
    }
  });
  await page.goto(address + path);
  return page;
}

/** Shows a page that is open in another theme. */
export async function showTheme(page: Page, theme: 'light' | 'dark' | 'contrast'): Promise<void> {
  await page.evaluate((name) => (document.documentElement.dataset['theme'] = name), theme);
}

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The rules of axe that a change of theme alone can break. */
export const RULES_OF_COLOR: readonly string[] = ['color-contrast', 'link-in-text-block'];

/**
 * What axe-core finds against WCAG 2.2 AA and its best practices, one line a violation. `rules` limits it to some.
 */
export async function violations(page: Page, rules: readonly string[] = []): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  return page.evaluate(async (only) => {
    interface Result {
      violations: { id: string; help: string; nodes: { target: unknown[]; failureSummary?: string }[] }[];
    }
    const axe = (window as unknown as { axe: { run(options: object): Promise<Result> } }).axe;
    const { violations: found } = await axe.run({
      resultTypes: ['violations'],
      ...(only.length > 0 && { runOnly: { type: 'rule', values: only } }),
    });
    return found.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}: ${String(nodes[0]?.target)} (${nodes.length}) ${nodes[0]?.failureSummary}`,
    );
  }, rules);
}
