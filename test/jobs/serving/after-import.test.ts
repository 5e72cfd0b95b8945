import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LEAVE_ALL } from '../../../warehouse/tables/index.js';
import { ctReport, mammographyImage } from '../../support/builders/index.js';
import { runningServer, type RunningServer } from '../../support/running-server.js';

let drop: string;
let server: RunningServer;

beforeAll(async () => {
  drop = mkdtempSync(join(tmpdir(), 'dose-drop-'));
  server = await runningServer([], { DOSE_DROP_FOLDERS: drop, DOSE_SCHEDULE: '*/2 * * * * *' });
});
afterAll(async () => {
  await server?.close();
  rmSync(drop, { recursive: true, force: true });
});

const put = (name: string, bytes: Uint8Array): void => writeFileSync(join(drop, name), bytes);
const isThere = (name: string): boolean => existsSync(join(drop, name));
const importedPaths = (): unknown[] =>
  server
    .sql("SELECT path FROM source_objects WHERE outcome = 'imported' ORDER BY path")
    .map(({ path }) => path);
const waitUntil = (expectation: () => void) => vi.waitFor(expectation, { timeout: 60_000, interval: 500 });

describe('scheduled runs of a server', () => {
  it('delete the files of a kind once an administrator wants it, without a restart, and no others', async () => {
    put('before.dcm', ctReport({ seed: 'before' }));
    await waitUntil(() => expect(importedPaths()).toEqual(['before.dcm']));
    expect(isThere('before.dcm')).toBe(true);

    const value = { ...LEAVE_ALL, rdsr: 'delete' };
    const saved = await server.request('PUT', '/api/v1/settings/after_import', { body: { value } });
    expect(saved.status).toBe(200);
    put('after.dcm', ctReport({ seed: 'after' }));
    put('image.dcm', mammographyImage({ seed: 'image' }));
    await waitUntil(() => expect(importedPaths()).toEqual(['after.dcm', 'before.dcm', 'image.dcm']));
    await waitUntil(() => expect(isThere('after.dcm')).toBe(false));
    expect(isThere('image.dcm')).toBe(true);
  });
});
