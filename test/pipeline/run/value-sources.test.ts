import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { assembleStudy } from '../../../pipeline/assemble/index.js';
import type { AssembledRows } from '../../../pipeline/assemble/assembled-study.js';
import { outlineOf, type OutlineItem } from '../../../pipeline/document/outline.js';
import { documentAgain } from '../../../pipeline/run/stored-document.js';
import { rowKey, traceStudy, type ValueQuestion } from '../../../pipeline/run/value-sources.js';
import { TABLES, type Columns, type SourceDocument } from '../../../warehouse/tables/index.js';
import {
  ctReport,
  fluoroscopyReport,
  mammographyImage,
  mammographyPair,
} from '../../support/builders/index.js';
import { CORPUS, corpusFiles, hasCorpus } from '../../support/corpus.js';
import { openSite, type Site } from '../../support/ingest-fixture.js';
import { unitOf } from '../../../warehouse/tables/units.js';
import { NO_SETTINGS } from '../assemble/documents.js';

let site: Site;
beforeEach(async () => {
  site = await openSite();
});
afterEach(() => site.close());

async function documentsAfter(...files: readonly Uint8Array[]): Promise<SourceDocument[]> {
  for (const [index, bytes] of files.entries()) await site.put(`${index}.dcm`, bytes);
  await site.ingest();
  return (await site.query('SELECT * FROM source_documents')) as unknown as SourceDocument[];
}

function assembled(stored: readonly SourceDocument[]): AssembledRows {
  return assembleStudy(
    stored.map((row) => documentAgain(row)!),
    NO_SETTINGS,
  ).rows;
}

function ask(stored: readonly SourceDocument[], question: ValueQuestion) {
  return traceStudy(stored, NO_SETTINGS)(question);
}

describe('the source of a value', () => {
  it('of an event is its place in the report, as written there', async () => {
    const stored = await documentsAfter(ctReport({ events: 2 }));
    const { studies, ct_events } = assembled(stored);
    const event = ct_events[1]!;
    const [source, ...others] = ask(stored, {
      studyId: studies[0]!.study_id!,
      table: 'ct_events',
      key: event.event_key!,
      column: 'dlp_mgy_cm',
    });
    expect(others).toEqual([]);
    expect(source).toMatchObject({
      value: event.dlp_mgy_cm,
      sop_instance_uid: stored[0]!.sop_instance_uid,
      extractor: 'rdsr',
      unit: 'mGy.cm',
      quirk: null,
    });
    expect(Number(source!.raw)).toBe(event.dlp_mgy_cm);
    const item = itemAt(outlineOf(stored[0]!.content!).content, source!.path);
    expect(item).toMatchObject({ concept: 'DLP', value: source!.raw, unit: source!.unit });
  });

  it('of a total is what the report accumulated; of a sum, each event', async () => {
    const stored = await documentsAfter(fluoroscopyReport({ events: 3 }));
    const { studies, accumulated_doses } = assembled(stored);
    const study = studies[0]!;
    const of = (column: string) =>
      ask(stored, { studyId: study.study_id!, table: 'studies', key: '', column });
    expect(study.kap_total_gy_cm2_source).toBe('accumulated');
    expect(of('kap_total_gy_cm2')).toMatchObject([
      {
        table: 'accumulated_doses',
        key: rowKey('accumulated_doses', accumulated_doses[0]!),
        column: 'kap_total_gy_cm2',
        value: study.kap_total_gy_cm2,
      },
    ]);
    expect(of('event_count')).toEqual([]);
  });

  it('of a total that is not stated is each of its shares', async () => {
    const shares = { kap_fluoro_gy_m2: 1e-4, kap_acquisition_gy_m2: 2e-4 };
    const none = { kap_total_gy_m2: null, dose_rp_total_gy: null };
    const stored = await documentsAfter(
      fluoroscopyReport({ events: [], accumulated: [{ plane: 'single', ...none, ...shares }] }),
    );
    const question = { studyId: assembled(stored).studies[0]!.study_id!, table: 'studies', key: '' } as const;
    for (const column of ['kap_total_gy_cm2', 'kap_total_a_gy_cm2']) {
      expect(ask(stored, { ...question, column }).map(({ value }) => value)).toEqual([1, 2]);
    }
    expect(ask(stored, { ...question, column: 'kap_total_b_gy_cm2' })).toEqual([]);
  });

  it('of a blank that another object filled is that object', async () => {
    const shared = { IrradiationEventUID: '1.2.3' };
    const stored = await documentsAfter(
      mammographyImage({ object: 'a', attributes: { ...shared, CompressionForce: null } }),
      mammographyImage({ object: 'b', attributes: { ...shared, CompressionForce: '87', OrganDose: null } }),
    );
    const { studies, projection_events } = assembled(stored);
    const [event] = projection_events;
    expect(projection_events).toHaveLength(1);
    const objectOf = (column: string) =>
      ask(stored, { studyId: studies[0]!.study_id!, table: 'projection_events', key: '1.2.3', column })[0];
    expect(event!.compression_force_n).toBe(87);
    expect(objectOf('compression_force_n')).toMatchObject({ raw: '87', path: '(0018,11A2)', unit: 'N' });
    expect(objectOf('compression_force_n')!.sop_instance_uid).not.toBe(objectOf('agd_mgy')!.sop_instance_uid);
    expect(objectOf('agd_mgy')!.unit).toBe('dGy');
  });

  it('of a breast is that of its own images', async () => {
    const right = { ImageLaterality: 'R' };
    const pair = mammographyPair({ attributes: { ImageLaterality: 'L' } });
    const stored = await documentsAfter(
      ...pair,
      mammographyImage({ object: 'right', attributes: { ...right, AcquisitionTime: '120000' } }),
    );
    const study = assembled(stored).studies[0]!;
    const sources = ask(stored, {
      studyId: study.study_id!,
      table: 'studies',
      key: '',
      column: 'agd_right_mgy',
    });
    expect(sources).toHaveLength(1);
    expect(sources[0]).toMatchObject({ column: 'agd_mgy', value: study.agd_right_mgy });
  });

  it('is none for a row or a value that is not there', async () => {
    const stored = await documentsAfter(ctReport({ events: 1 }));
    const studyId = assembled(stored).studies[0]!.study_id!;
    const of = (question: Partial<ValueQuestion>) =>
      ask(stored, { studyId, table: 'ct_events', key: 'none', column: 'dlp_mgy_cm', ...question });
    expect(of({})).toEqual([]);
    expect(of({ studyId: 'another' })).toEqual([]);
    expect(of({ table: 'studies', key: '', column: 'kvp_kv' })).toEqual([]);
  });
});

function itemAt(items: readonly OutlineItem[], path: string): OutlineItem | null {
  for (const item of items) {
    const found = item.path === path ? item : itemAt(item.children, path);
    if (found) return found;
  }
  return null;
}

const columnsOf = (table: keyof typeof TABLES): Columns => TABLES[table].columns;

/** Values of a row that are quantities: what a reader may ask the source of. */
function dosesOf(table: 'ct_events' | 'projection_events' | 'nm_administrations' | 'accumulated_doses') {
  return TABLES[table].columnNames.filter(
    (name) => unitOf(name) !== null && columnsOf(table)[name]?.type === 'number',
  );
}

/** Worked out from several values of the object, so that no single place states them. */
const WORKED_OUT = new Set(['exposure_derived_mas']);

describe.skipIf(!hasCorpus)('every quantity of the corpus', () => {
  it('names its object, place and raw text', async () => {
    await site.ingest({ folders: [{ name: 'corpus', path: join(CORPUS, 'dicom') }] });
    const stored = (await site.query('SELECT * FROM source_documents')) as unknown as SourceDocument[];
    expect(stored).toHaveLength(corpusFiles().length - 1);
    const silent: string[] = [];
    let asked = 0;
    for (const uid of new Set(stored.map((row) => row.study_instance_uid))) {
      const documents = stored.filter((row) => row.study_instance_uid === uid);
      const rows = assembled(documents);
      const sourcesOf = traceStudy(documents, NO_SETTINGS);
      for (const table of [
        'ct_events',
        'projection_events',
        'nm_administrations',
        'accumulated_doses',
      ] as const) {
        for (const row of rows[table].slice(0, 3)) {
          for (const column of dosesOf(table)) {
            const value = (row as Record<string, unknown>)[column];
            if (value === null || WORKED_OUT.has(column)) continue;
            asked += 1;
            const question = { studyId: row.study_id!, table, key: rowKey(table, row), column };
            const [source] = sourcesOf(question);
            const isTold = source !== undefined && source.value === value && source.raw !== '';
            if (!isTold) silent.push(`${table}.${column}`);
          }
        }
      }
    }
    expect(asked).toBeGreaterThan(500);
    expect([...new Set(silent)]).toEqual([]);
  }, 60_000);
});
