import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
} from 'playwright-core';
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

let running: Promise<Browser> | null = null;

/** The browser of this process, which ends with it: files of tests share their modules, and each page has a context of its own. */
async function sharedBrowser(): Promise<Browser> {
  const isUsable = (await running)?.isConnected() ?? false;
  if (!isUsable) running = chromium.launch({ executablePath: CHROMIUM, args: ARGUMENTS });
  return running!;
}

/** Opens a browser for the pages at this address. */
export async function openBrowser(address: string): Promise<BrowserView> {
  const browser = await sharedBrowser();
  const problems: string[] = [];
  const contexts: BrowserContext[] = [];
  return {
    problems,
    open: async (path, options = {}) => {
      const context = await openContext(browser, options);
      contexts.push(context);
      return openPage(context, address, problems, path);
    },
    close: async () => {
      for (const context of contexts) await context.close();
    },
  };
}

let built: Promise<string> | null = null;

/** The folder of the pages, built once in this process. */
function builtPages(): Promise<string> {
  built ??= buildPages();
  return built;
}

async function buildPages(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'dose-ui-'));
  const { buildUi } = (await import(pathToFileURL('ui/build.mjs').href)) as {
    buildUi(dir: string): Promise<number>;
  };
  await buildUi(folder);
  return folder;
}

/** Serves the pages over the mock API and opens a browser. */
export async function openStage(): Promise<Stage> {
  const server = await startMockServer(await builtPages());
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

async function openContext(browser: Browser, { theme, ...options }: PageOptions): Promise<BrowserContext> {
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
  return context;
}

async function openPage(
  context: BrowserContext,
  address: string,
  problems: string[],
  path: string,
): Promise<Page> {
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
