import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { spawnSync, type ChildProcess } from 'node:child_process';
import { parse } from 'csv-parse/sync';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { unpackContent } from '../../pipeline/document/kept-content.js';
import { TAG } from '../../pipeline/dicom/tags.js';
import { openLake, openSnapshot } from '../../warehouse/index.js';
import { ctReport } from '../support/builders/index.js';
import { hasBrowser, openBrowser } from '../support/browser.js';
import { dose, PROGRAM, programEnvironment, sql, startDose, type RunOptions } from '../support/program.js';

const PASSWORD = 'correct horse battery';
const TEN_MB = 10 * 1024 * 1024;
const LONGEST_TEXT = 1024;

/** Texts that have broken other programs, each as description, station, protocol and comment of a report. */
const HOSTILE: Readonly<Record<string, string | Uint8Array>> = {
  script: '<script>window.broken=1</script>',
  image: '<img src=x onerror="window.broken=1">"\'&amp;',
  template: '${window.broken=1}{{constructor.constructor("window.broken=1")()}}',
  formula: '=HYPERLINK("http://x/?"&A1;"y")',
  plus: "+1+cmd|' /C calc'!A0",
  minus: '-2+3',
  at: '@SUM(1;2)',
  fullWidth: '＝1+1',
  controls: 'a\u0001b\u0007c\u001b[31md\u007fe',
  lines: 'one\r\ntwo,"three"\tfour',
  nul: 'before\0after',
  bidi: '\u202Egnp.exe\u2066x',
  combining: `Z${'\u0301'.repeat(300)}`,
  wide: '\u{1F9E0}\u{1F468}\u200D\u{1F469}\u200D\u{1F467}﷽',
  invalid: Uint8Array.of(0x41, 0xff, 0xfe, 0xc3, 0x28, 0xed, 0xa0, 0x80, 0xf5, 0x42),
  path: '../../../etc/passwd%00',
  sql: "'; DROP TABLE studies; --",
  pairs: '\u{1F9E0}'.repeat(1200),
};

const usageFile = (): string => join(scratch, 'usage.json');
let scratch: string;
let drop: string;
let options: RunOptions;
let server: ChildProcess | null = null;
let address: string;

function report(seed: string, text: string | Uint8Array): Uint8Array {
  return ctReport({
    seed: `hostile-${seed}`,
    file: { transferSyntax: 'implicit-le' },
    events: [
      { protocol: typeof text === 'string' ? text : null, comment: typeof text === 'string' ? text : null },
    ],
    attributes: {
      SpecificCharacterSet: 'ISO_IR 192',
      StudyDescription: text,
      StationName: text,
      InstitutionName: text,
      ManufacturerModelName: text,
      // Longer than the description, which would be left out if it repeated the number.
      AccessionNumber: typeof text === 'string' ? `${text}N` : Buffer.concat([text, Buffer.from('N')]),
      PatientName: 'Xu^Li',
    },
  });
}

/** Ingests the drop folder and gives the peak memory of the process in MB. */
function ingestMeasured(): number {
  const run = spawnSync(
    process.execPath,
    ['--import', resolve('test/bench/report-usage.mjs'), PROGRAM, 'ingest', drop, '--data', options.data],
    { encoding: 'utf8', env: programEnvironment({ DOSE_WORKERS: '2', BENCH_USAGE_FILE: usageFile() }) },
  );
  expect(run.stderr).not.toMatch(/quarantined|unreadable/);
  expect(run.status).toBe(0);
  return (JSON.parse(readFileSync(usageFile(), 'utf8')) as { peakMemoryMb: number }).peakMemoryMb;
}

async function serve(): Promise<void> {
  dose(
    { ...options, input: `${PASSWORD}\n` },
    'user',
    'add',
    'ada',
    '--group',
    'admingroup',
    '--password-stdin',
  );
  server = startDose(options, 'serve', '--port', '0');
  let told = '';
  server.stderr!.on('data', (chunk) => (told += String(chunk)));
  await vi.waitUntil(() => told.includes('Ctrl-C ends it'), 60_000);
  address = /http:\/\/[\w.:]+/.exec(told)![0];
}

let cookie = '';
async function api(path: string): Promise<Response> {
  if (cookie === '') {
    const answer = await fetch(`${address}/api/v1/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: address, 'sec-fetch-site': 'same-origin' },
      body: JSON.stringify({ name: 'ada', password: PASSWORD }),
    });
    cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  }
  return fetch(`${address}/api/v1${path}`, { headers: { cookie } });
}

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'dose-hostile-'));
  drop = join(scratch, 'drop');
  mkdirSync(drop);
  options = { data: join(scratch, 'store') };
  for (const [name, text] of Object.entries(HOSTILE))
    writeFileSync(join(drop, `${name}.dcm`), report(name, text));
  writeFileSync(join(drop, 'long.dcm'), report('long', 'x'.repeat(TEN_MB)));
  expect(ingestMeasured()).toBeLessThan(800);
  await serve();
}, 240_000);
afterAll(async () => {
  if (server?.exitCode === null) {
    server.kill('SIGTERM');
    await once(server, 'exit');
  }
  rmSync(scratch, { recursive: true, force: true });
});

describe('hostile text', () => {
  it(
    'is cut to what a text column holds, with a finding, the whole staying in the document',
    { timeout: 240_000 },
    async () => {
      for (const table of ['studies', 'ct_events', 'devices', 'source_objects', 'accumulated_doses']) {
        // The display name is put together of two texts.
        const columns = sql(
          options,
          `SELECT column_name AS name FROM (DESCRIBE ${table}) WHERE column_type = 'VARCHAR' AND column_name <> 'display_name'`,
        );
        const lengths = columns.map(({ name }) => `max(len(${String(name)})) AS ${String(name)}`);
        const [longest] = sql(options, `SELECT ${lengths.join(', ')} FROM ${table}`);
        const tooLong = Object.entries(longest!).filter(([, length]) => Number(length ?? 0) > LONGEST_TEXT);
        expect({ table, tooLong, isAsked: columns.length > 5 }).toEqual({
          table,
          tooLong: [],
          isAsked: true,
        });
      }
      const [object] = sql(
        options,
        `SELECT to_json(findings)::VARCHAR AS found FROM source_objects WHERE path = 'long.dcm'`,
      );
      for (const column of ['study_description', 'station_name', 'acquisition_protocol']) {
        expect(object!['found']).toContain(`${column}: cut to ${LONGEST_TEXT} of ${TEN_MB} characters`);
      }
      expect(String(object!['found']).length).toBeLessThan(10_000);
      const lake = await openLake(options.data);
      const snapshot = await openSnapshot(lake);
      const [kept] = await snapshot.query(
        'SELECT content FROM source_documents ORDER BY content_byte_count DESC LIMIT 1',
      );
      expect(unpackContent(kept!['content'] as Uint8Array).text(TAG.StudyDescription)?.length).toBe(TEN_MB);
      await snapshot.close();
      await lake.close();
    },
  );

  it('arrives in the list of the API as text, in an answer of bounded size', async () => {
    const answer = await api('/studies?page_size=100');
    const body = await answer.text();
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(body.length).toBeLessThan(400_000);
    const { items: rows } = JSON.parse(body) as { items: { study_description: string | null }[] };
    const descriptions = rows.map(({ study_description }) => study_description);
    for (const name of ['script', 'image', 'template', 'formula', 'at', 'sql', 'bidi', 'wide'])
      expect(descriptions).toContain(HOSTILE[name]);
    expect(rows).toHaveLength(Object.keys(HOSTILE).length + 1);
    expect(body).not.toMatch(/[\ud800-\udbff](?![\udc00-\udfff])/);
  });

  it('is no formula in the CSV, and breaks no line of it', async () => {
    const text = await (await api('/studies.csv')).text();
    const records: string[][] = parse(text);
    expect(records).toHaveLength(Object.keys(HOSTILE).length + 2);
    expect(new Set(records.map(({ length }) => length)).size).toBe(1);
    for (const cell of records.slice(1).flat()) {
      if (/^-?[\d.]+(e-?\d+)?$/.test(cell)) continue;
      expect(cell).not.toMatch(/^[=+\-@\t\r\n＝＋－＠]/);
      expect(cell).not.toContain('\0');
    }
  });
});

describe.skipIf(!hasBrowser)('hostile text in the pages (left out where there is no Chromium)', () => {
  async function signedIn(page: Page): Promise<void> {
    await page.getByLabel(/user name/i).fill('ada');
    await page
      .getByLabel(/password/i)
      .first()
      .fill(PASSWORD);
    await page.getByRole('button', { name: /sign in/i }).click();
    await page.getByRole('link', { name: /^CT/ }).first().waitFor();
  }
  const isBroken = (page: Page) => page.evaluate(() => 'broken' in window);
  const overflow_px = (page: Page) =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

  it('runs no script and keeps the layout of list and study', async () => {
    const view = await openBrowser(address);
    try {
      const page = await view.open('/');
      page.setDefaultTimeout(30_000);
      page.on('dialog', (dialog) => void dialog.dismiss());
      await signedIn(page);
      await page.goto(`${address}/ct`);
      await page.waitForSelector('table.data tbody tr');
      expect(await page.getByText(String(HOSTILE['script'])).count()).toBeGreaterThan(0);
      expect([await isBroken(page), await overflow_px(page)]).toEqual([false, 0]);
      const tallest = await page.$$eval('table.data tbody tr', (rows) =>
        Math.max(...rows.map((row) => row.getBoundingClientRect().height)),
      );
      expect(tallest).toBeLessThan(160);
      for (const row of sql(options, 'SELECT study_id FROM studies')) {
        await page.goto(`${address}/studies/${String(row['study_id'])}`);
        await page.locator('table').first().waitFor();
        expect([row['study_id'], await isBroken(page), await overflow_px(page)]).toEqual([
          row['study_id'],
          false,
          0,
        ]);
      }
      expect(view.problems).toEqual([]);
    } finally {
      await view.close();
    }
  }, 120_000);
});
