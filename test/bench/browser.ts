import { gzipSync } from 'node:zlib';
import { chromium, type Page } from 'playwright-core';
import { printFigures, printHead, printMachine, type Taken } from './figures.js';
import { chartPath, eightChartsPath, narrowFilter, seededDraw, wideFilter } from './questions.js';
import { cpuMsOf, serveStore, type ServedStore } from './served-store.js';

const DIRECTORY = process.env['BENCH_DATA'] ?? '/tmp/dose-bench-1000000';
const CHROMIUM = process.env['DOSE_CHROMIUM'] ?? '/usr/bin/chromium';
const REPETITIONS = Number(process.env['BENCH_REPETITIONS'] ?? 10);
const draw = seededDraw(Date.now());

/** Notes long tasks of the page from the beginning. */
const NOTE_LONG_TASKS = `
  window.longTasks = [];
  new PerformanceObserver((list) => window.longTasks.push(...list.getEntries().map((entry) => entry.duration)))
    .observe({ type: 'longtask', buffered: true });`;

const longTasksOf = (page: Page): Promise<number[]> =>
  page.evaluate(() => (window as unknown as { longTasks: number[] }).longTasks.splice(0));

/** What a question of the page takes from asking to having read the answer. */
async function fetched(served: ServedStore, page: Page, path: string): Promise<Taken> {
  const before = cpuMsOf(served.process.pid!);
  const wallMs = await page.evaluate(async (address) => {
    const started = performance.now();
    const response = await fetch(`/api/v1${address}`);
    await response.json();
    return performance.now() - started;
  }, path);
  return { wallMs, cpuMs: cpuMsOf(served.process.pid!) - before };
}

/** From entering the address to the first row of the list, with the size of the scripts that it took. */
async function coldStart(
  served: ServedStore,
): Promise<{ readonly ms: number; readonly scriptBytes: number }> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  try {
    const context = await browser.newContext();
    await context.addCookies([cookieOf(served)]);
    const page = await context.newPage();
    let scriptBytes = 0;
    page.on('response', (response) => {
      if (!response.url().endsWith('.js')) return;
      void response.body().then(
        (body) => (scriptBytes += gzipSync(body).length),
        () => undefined,
      );
    });
    const started = performance.now();
    await page.goto(`${served.url}/ct`);
    await page.waitForSelector('tbody tr');
    const ms = performance.now() - started;
    await page.waitForLoadState('networkidle');
    return { ms, scriptBytes };
  } finally {
    await browser.close();
  }
}

function cookieOf({ cookie, url }: ServedStore): { name: string; value: string; url: string } {
  const [name = '', value = ''] = cookie.split('=');
  return { name, value, url };
}

/** Types a word into the filter; gives the time to the list that belongs to it, and the long tasks meanwhile. */
async function typed(
  page: Page,
  word: string,
): Promise<{ readonly wallMs: number; readonly longTasks: number[] }> {
  await longTasksOf(page);
  const field = page.locator('#filter-study_description');
  await field.fill('');
  await page.waitForTimeout(1500);
  await longTasksOf(page);
  const answered = page.waitForResponse(
    (response) => new URL(response.url()).searchParams.get('study_description') === word && response.ok(),
    { timeout: 120_000 },
  );
  const started = performance.now();
  await field.pressSequentially(word, { delay: 60 });
  await answered;
  const wallMs = performance.now() - started;
  await page.waitForTimeout(300);
  return { wallMs, longTasks: await longTasksOf(page) };
}

await printMachine();
const served = await serveStore(DIRECTORY);
try {
  const cold = await coldStart(served);
  console.log(
    `\nFirst rows on a cold start of the browser: ${cold.ms.toFixed(0)} ms; scripts ${(cold.scriptBytes / 1000).toFixed(0)} kB compressed`,
  );
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu'],
  });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  await context.addCookies([cookieOf(served)]);
  const page = await context.newPage();
  page.setDefaultTimeout(120_000);
  await page.addInitScript(NOTE_LONG_TASKS);
  await page.goto(`${served.url}/ct`);
  await page.waitForSelector('tbody tr');
  printHead('At the browser');
  const repeat = async (times: number, path: () => string): Promise<Taken[]> => {
    const taken: Taken[] = [];
    for (let at = 0; at < times; at++) taken.push(await fetched(served, page, path()));
    return taken;
  };
  printFigures(
    'list answer',
    await repeat(
      REPETITIONS,
      () =>
        `/studies?${narrowFilter(draw)}&columns=study_date,study_description,display_name,dlp_total_mgy_cm`,
    ),
  );
  const rounds = Math.ceil(REPETITIONS / 4);
  printFigures(
    'the chart of the page',
    await repeat(rounds, () =>
      chartPath('dose?value=dlp_total_mgy_cm&by=study_description', wideFilter(draw)),
    ),
  );
  printFigures('eight charts in one request', await repeat(rounds, () => eightChartsPath(wideFilter(draw))));
  const words = ['pelvis', 'chest low', 'trauma', 'heart'];
  const typing: Awaited<ReturnType<typeof typed>>[] = [];
  for (const word of words.slice(0, Math.max(1, Math.ceil(REPETITIONS / 3))))
    typing.push(await typed(page, word));
  const tasks = typing.flatMap(({ longTasks }) => longTasks);
  console.log(
    `\nTyping ${typing.length} words: the list follows ${Math.min(...typing.map(({ wallMs }) => wallMs)).toFixed(0)} ms after the first key at best; ` +
      `${tasks.length} tasks above 50 ms, the longest ${Math.max(0, ...tasks).toFixed(0)} ms`,
  );
  await browser.close();
} finally {
  await served.stop();
}
