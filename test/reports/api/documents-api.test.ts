import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assembleStudy } from '../../../pipeline/assemble/index.js';
import type { AssembledRows } from '../../../pipeline/assemble/assembled-study.js';
import { digestFile } from '../../../pipeline/document/digest.js';
import { sourceDocument, type ImportedObject } from '../../../pipeline/run/batch-rows.js';
import { ctReport } from '../../support/builders/index.js';
import { POLICY } from '../../support/ingest-fixture.js';
import { serverFixture, type ServerFixture } from '../../support/server-fixture.js';
import type { StudyFact } from '../../../warehouse/tables/index.js';
import { row, temporaryFolder } from '../../warehouse/lake-support.js';

let server: ServerFixture;
let viewer = '';
let identity = '';
let rows: AssembledRows;
let object: ImportedObject;
let uid: string;

/** A report as ingest takes it in. */
async function imported(bytes: Uint8Array): Promise<ImportedObject> {
  const { folder, remove } = await temporaryFolder();
  writeFileSync(join(folder, 'report.dcm'), bytes);
  const digested = digestFile(join(folder, 'report.dcm'), POLICY);
  await remove();
  if (digested.outcome !== 'imported') throw new Error(digested.reason);
  return digested;
}

beforeAll(async () => {
  object = await imported(ctReport({ events: 2, attributes: { PatientName: 'Secretname^Ada' } }));
  uid = object.extraction.sopInstanceUid;
  rows = assembleStudy([object], { userDefinedModality: new Map() }).rows;
  server = await serverFixture({ rows: { ...rows, source_documents: [sourceDocument(object)] } });
  viewer = await server.cookieOf('viewgroup');
  identity = await server.cookieOf('pidgroup');
});
afterAll(() => server.close());

const get = async (path: string, cookie: string | null = viewer) => {
  const reply = await server.ask(cookie, 'GET', `/api/v1/studies/${rows.studies[0]!.study_id}${path}`);
  return { status: reply.statusCode, headers: reply.headers, body: reply.body, json: () => reply.json() };
};
const sources = (table: string, key: string, column: string, cookie: string | null = viewer) =>
  get(`/sources?${new URLSearchParams({ table, key, column }).toString()}`, cookie);

describe('the sources of a value', () => {
  it('are the object, its place, and the text and unit written there', async () => {
    const event = rows.ct_events[1]!;
    const { status, json } = await sources('ct_events', event.event_key!, 'dlp_mgy_cm');
    expect(status).toBe(200);
    expect(json().sources).toEqual([
      {
        table: 'ct_events',
        key: event.event_key,
        column: 'dlp_mgy_cm',
        value: event.dlp_mgy_cm,
        sop_instance_uid: uid,
        extractor: 'rdsr',
        extractor_version: object.extraction.extractorVersion,
        path: expect.stringMatching(/^1\.\d+(\.\d+)+$/),
        raw: String(event.dlp_mgy_cm),
        unit: 'mGy.cm',
        quirk: null,
      },
    ]);
    expect(json().snapshot).toEqual({ id: expect.any(Number), committed_at: expect.any(String) });
  });

  it('of a total are what it was made from', async () => {
    const { json } = await sources('studies', '', 'dlp_total_mgy_cm');
    expect(json().sources).toMatchObject([{ table: 'accumulated_doses', column: 'dlp_total_mgy_cm' }]);
  });

  it('are none of the objects where a CSV file replaced what they say', async () => {
    const uidOfStudy = rows.studies[0]!.study_instance_uid!;
    const number = rows.studies[0]!.accession_number!;
    const fact = (more: Partial<StudyFact>) =>
      row('study_facts', {
        ...{ source: 'upload', stated_at: '2026-01-01T00:00:00', text_value: 'Stated' },
        ...more,
      });
    const facts = [
      fact({ key_kind: 'study_instance_uid', key: uidOfStudy, field: 'study_description', overwrites: true }),
      fact({ key_kind: 'accession_number', key: number, field: 'operator', overwrites: true }),
      fact({ key_kind: 'accession_number', key: number, field: 'patient_sex', overwrites: false }),
      fact({ key_kind: 'accession_number', key: 'another', field: 'patient_sex', overwrites: true }),
    ];
    const placesOf = async (column: string) =>
      (await sources('studies', '', column)).json().sources.map(({ path }: { path: string }) => path);
    expect(await placesOf('study_description')).toEqual(['(0008,1030)']);
    await server.lake.commit({ kind: 'overlay', runId: null }, () =>
      Promise.resolve({ add: { study_facts: facts } }),
    );
    expect(await placesOf('study_description')).toEqual([]);
    expect(await placesOf('operator')).toEqual([]);
    expect(await placesOf('patient_sex')).toEqual(['(0010,0040)']);
  });

  it('are asked of a column that there is and that names no person', async () => {
    for (const [table, column, field] of [
      ['users', 'dlp_mgy_cm', 'table'],
      ['ct_events', 'toString', 'column'],
      ['studies', 'patient_pseudonym', 'column'],
    ] as const) {
      const { status, json } = await sources(table, '', column, identity);
      expect(status).toBe(400);
      expect(json().errors).toMatchObject([{ field }]);
    }
  });

  it('are shown to those who are signed in, of a study that there is', async () => {
    expect((await sources('studies', '', 'dlp_total_mgy_cm', null)).status).toBe(401);
    const url = '/api/v1/studies/none/sources?table=studies&column=dlp_total_mgy_cm';
    expect((await server.ask(viewer, 'GET', url)).statusCode).toBe(404);
  });
});

describe('a kept document', () => {
  const path = (of: string) => `/documents/${of}`;

  it('is shown whole: header, content tree and the facts of import', async () => {
    const { status, json, body } = await get(path(uid));
    expect(status).toBe(200);
    const { document, outline } = json();
    expect(document).toMatchObject({ extractor: 'rdsr', sop_instance_uid: uid });
    expect(document).not.toHaveProperty('content');
    expect(document).not.toHaveProperty('patient_pseudonym');
    expect(outline.header).toContainEqual({
      tag: '(0008,0016)',
      keyword: 'SOPClassUID',
      value: object.sopClassUid,
    });
    expect(outline.content.map((item: { concept: string }) => item.concept)).toContain('CT Acquisition');
    expect(outline.is_cut).toBe(false);
    expect(body).not.toContain('Secretname');
  });

  it('has its pseudonym for those who may see it, audited', async () => {
    const { json } = await get(path(uid), identity);
    expect(json().document.patient_pseudonym).toBe(object.identity.patientPseudonym);
    expect(server.state.audit.list(0, 10).items[0]).toMatchObject({
      action: 'identity_seen',
    });
  });

  it('is none of another UID', async () => {
    expect((await get(path('1.2.3'))).status).toBe(404);
    expect((await get(path(uid), null)).status).toBe(401);
  });
});
