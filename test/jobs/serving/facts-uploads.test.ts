import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FactsUpload } from '../../../reports/facts-uploads.js';
import { ctReport } from '../../support/builders/index.js';
import { PASSWORDS, runningServer, type RunningServer } from '../../support/running-server.js';

let scratch: string;
let server: RunningServer;
let accession: string;

beforeAll(async () => {
  scratch = mkdtempSync(join(tmpdir(), 'dose-uploads-'));
  mkdirSync(join(scratch, 'drop'));
  writeFileSync(join(scratch, 'drop', 'a.dcm'), ctReport({ seed: 'uploads' }));
  server = await runningServer([join(scratch, 'drop')]);
  accession = String(server.sql('SELECT accession_number FROM studies')[0]!['accession_number']);
});
afterAll(async () => {
  await server.close();
  rmSync(scratch, { recursive: true, force: true });
});

const send = (csv: string | Uint8Array, name = 'sizes.csv'): Promise<Response> =>
  server.request('POST', `/api/v1/facts?name=${encodeURIComponent(name)}`, { body: csv, type: 'text/csv' });

async function sent(csv: string): Promise<FactsUpload> {
  const answer = await send(csv);
  expect(answer.status).toBe(201);
  return (await answer.json()) as FactsUpload;
}

async function applied(id: string, mapping: object): Promise<FactsUpload> {
  const begun = await server.request('POST', `/api/v1/facts/${id}/apply`, { body: mapping });
  expect(begun.status).toBe(202);
  for (;;) {
    const upload = (await (await server.request('GET', `/api/v1/facts/${id}`)).json()) as FactsUpload;
    if (upload.state !== 'applying') return upload;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const SIZES = {
  id_column: '=Acc-No',
  key_kind: 'accession_number',
  columns: [
    { column: '--Size=cm', field: 'patient_height_m' },
    { column: 'Weight', field: 'patient_weight_kg' },
  ],
  overwrites: true,
};

describe('a file of patient sizes sent to the server', () => {
  it('shows its columns, is applied in a process of its own, and tells what became of each row', async () => {
    const upload = await sent(`=Acc-No,--Size=cm,Weight\n${accession},171.5,70\n${accession}-later,180,x\n`);
    expect(upload).toMatchObject({ file_name: 'sizes.csv', delimiter: ',', state: 'received' });
    expect(upload.columns[2]).toEqual({
      name: 'Weight',
      suggestion: 'patient_weight_kg',
      examples: ['70', 'x'],
    });

    const end = await applied(upload.id, SIZES);
    expect(end.state).toBe('applied');
    expect(end.result).toMatchObject({
      row_count: 2,
      studies_known: 1,
      studies_waited_for: 1,
      counts: { not_a_number: 1 },
    });
    expect(server.sql('SELECT patient_height_m, patient_weight_kg FROM studies')).toEqual([
      { patient_height_m: 1.715, patient_weight_kg: 70 },
    ]);
    const log = await (await server.request('GET', `/api/v1/facts/${upload.id}/log`)).text();
    expect(log).toContain('line 3: weight left out: not a number');
  });

  it('leaves nothing of the file behind but the log', async () => {
    const files = readdirSync(join(server.store.data, 'tmp', 'facts'));
    expect(files.filter((name) => name.endsWith('.csv'))).toEqual([]);
  });

  it('is refused with what to do when it is no CSV, too long or maps a column that it lacks', async () => {
    const workbook = await send(Buffer.from([0x50, 0x4b, 3, 4, 0, 0]), 'sizes.xlsx');
    expect(workbook.status).toBe(422);
    expect(await workbook.json()).toMatchObject({
      detail: 'This is a workbook or archive; save the sheet as CSV.',
    });
    const { id } = await sent('Acc,Height\n1,2\n');
    const end = await applied(id, { ...SIZES, id_column: 'Accession' });
    expect(end).toMatchObject({ state: 'refused', result: null });
    expect(end.message).toContain('no column is called "Accession"');
  });

  it('is seen, applied and forgotten by its sender only', async () => {
    const { id } = await sent('Acc,Height\n1,2\n');
    await server.addUser('sizer', 'a third person here', 'importsizegroup');
    const other = await server.signIn('sizer', 'a third person here');
    const viewer = await server.signIn('viewer', PASSWORDS.viewer);
    const path = `/api/v1/facts/${id}`;
    expect((await server.request('GET', path, { cookie: other })).status).toBe(404);
    expect((await server.request('DELETE', path, { cookie: other })).status).toBe(404);
    expect((await server.request('GET', path, { cookie: viewer })).status).toBe(403);
    expect((await server.request('DELETE', path)).status).toBe(204);
    expect((await server.request('GET', path)).status).toBe(404);
  });
});
