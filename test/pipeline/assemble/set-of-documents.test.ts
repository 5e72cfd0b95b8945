import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assembleStudy } from '../../../pipeline/assemble/index.js';
import type { AssemblySettings, StudyDocument } from '../../../pipeline/assemble/study-document.js';
import type { ContentKind, DocumentKind } from '../../../pipeline/extract/extraction.js';
import type {
  Device,
  KeptValue,
  NmAdministration,
  ProjectionEvent,
} from '../../../warehouse/tables/index.js';
import { CORPUS, corpusDocument, HAS_CORPUS } from './corpus.js';
import { document, NO_SETTINGS } from './documents.js';

const pick = <T>(...values: readonly T[]) => fc.constantFrom(...values);
const doses = pick(null, 0, 0.1, 0.2, 1.5, 7);
const starts = pick(null, '2026-01-02T10:00:00', '2026-01-02T10:00:04', '2026-01-02T10:20:00');

const device: fc.Arbitrary<Partial<Device>> = fc.record({
  device_serial_number: pick(null, '100', '200'),
  station_name: pick(null, 'STATION1', 'STATION2'),
  device_observer_uid: pick(null, '9.1', '9.2'),
});

const projectionEvent: fc.Arbitrary<Partial<ProjectionEvent>> = fc.record({
  irradiation_event_uid: pick(null, 'e1', 'e2', 'e3'),
  acquisition_plane: pick(null, 'A', 'B', 'single', 'all'),
  started_at_local: starts,
  kap_gy_cm2: doses,
  dose_rp_mgy: doses,
  agd_mgy: doses,
  kvp_kv: pick(null, 28, 70),
  exposure_mas: pick(null, 5, 90),
  laterality: pick(null, 'Left', 'Right'),
  event_type_code: pick('44491008', '113611'),
});

const administration: fc.Arbitrary<Partial<NmAdministration>> = fc.record({
  radionuclide: pick(null, '^18^Fluorine', 'F-18', '^68^Gallium'),
  administered_activity_mbq: pick(null, 390, 394, 396, 400, 410),
  started_at_local: starts,
  administration_event_uid: pick(null, 'a', 'b'),
});

const content = fc.record({
  ct: fc.array(
    fc.record({
      irradiation_event_uid: pick(null, 'e1', 'e2', 'e3'),
      dlp_mgy_cm: doses,
      ctdi_phantom: pick(null, 'head_16cm', 'body_32cm'),
      started_at_local: starts,
      kvp_kv: pick(null, 120),
    }),
    { maxLength: 3 },
  ),
  projection: fc.array(projectionEvent, { maxLength: 3 }),
  nm: fc.array(administration, { maxLength: 2 }),
});

const value: fc.Arbitrary<KeptValue> = pick(
  { kept: 'drop', text: null },
  { kept: 'store', text: null },
  { kept: 'store', text: 'one' },
  { kept: 'store', text: 'other' },
  { kept: 'hash', text: 'hash of one' },
);

const object: fc.Arbitrary<StudyDocument> = fc
  .record({
    uid: pick('1.1', '1.2', '1.3', '1.4', '1.5', '1.6', '1.7', '1.8'),
    kind: pick<DocumentKind>('report', 'report', 'capture', 'image'),
    content: pick<ContentKind>('CT', 'projection', 'MG', 'NM'),
    at: pick('2026-01-02T10:00:00', '2026-01-02T11:00:00'),
    isComplete: fc.boolean(),
    device,
    said: content,
    totals: fc.array(fc.tuple(pick('all', 'A', 'B', 'single', 'left', 'head_16cm'), doses), { maxLength: 2 }),
    source: pick(null, '1.1', '1.2'),
    isDerived: pick(false, false, true),
    predecessor: pick(null, '1.1', '1.3'),
    age: pick(null, 40.5, 42),
    patient: fc.record({ patient_name: value, patient_id: value, patient_birth_date: value }),
  })
  .map(
    ({
      uid,
      kind,
      content,
      at,
      isComplete,
      device,
      said,
      totals,
      source,
      isDerived,
      predecessor,
      age,
      patient,
    }) => {
      const most = kind === 'image' ? 1 : 3;
      return document({
        uid,
        kind,
        content,
        at,
        isComplete,
        device,
        identity: { patientAgeYears: age, patient },
        study: { study_description: age === null ? null : `text ${age}` },
        ct: content === 'CT' ? said.ct.slice(0, most) : [],
        projection: content === 'projection' || content === 'MG' ? said.projection.slice(0, most) : [],
        nm: content === 'NM' ? said.nm : [],
        predecessorUids: predecessor === null ? [] : [predecessor],
        accumulated: totals.map(([part, dose]) => ({
          part,
          part_kind: part === 'left' ? 'breast' : content === 'CT' ? 'phantom' : 'plane',
          scope: 'Study',
          kap_total_gy_cm2: dose,
          dlp_total_mgy_cm: dose,
          agd_mgy: dose,
          fluoro_time_s: dose,
        })),
        imageLinks:
          kind === 'image'
            ? { sourceImageUids: source === null ? [] : [source], presentationIntent: null, isDerived }
            : null,
      });
    },
  );

const settings: fc.Arbitrary<AssemblySettings> = pick<AssemblySettings>(NO_SETTINGS, {
  ...NO_SETTINGS,
  sharedEventUids: new Set(['e2']),
});

/** A list of documents, and the same documents in another order with some of them repeated. */
const arrivals = (documents: fc.Arbitrary<StudyDocument[]>) =>
  documents.chain((list) =>
    fc.tuple(
      fc.constant(list),
      fc
        .tuple(fc.shuffledSubarray(list, { minLength: list.length }), fc.subarray(list))
        .chain(([all, again]) =>
          fc.shuffledSubarray([...all, ...again], { minLength: all.length + again.length }),
        ),
    ),
  );

const tables = (documents: readonly StudyDocument[], said: AssemblySettings) =>
  JSON.stringify(assembleStudy(documents, said));

describe('the tables of a study', () => {
  it('depend on the set of its documents, never on their order or repetition', () => {
    fc.assert(
      fc.property(
        arrivals(fc.array(object, { minLength: 1, maxLength: 7 })),
        settings,
        ([list, arrival], said) => {
          expect(tables(arrival, said)).toBe(tables(list, said));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('hold every event once, with keys and ordinals of its own', () => {
    fc.assert(
      fc.property(fc.array(object, { minLength: 1, maxLength: 7 }), (documents) => {
        const { rows } = assembleStudy(documents, NO_SETTINGS);
        for (const events of [rows.ct_events, rows.projection_events]) {
          const keys = events.map((row) => `${row.study_id}|${row.event_key}`);
          expect(new Set(keys).size).toBe(keys.length);
        }
        const nm = rows.nm_administrations.map(
          (row) => `${row.radionuclide_code}|${row.administration_index}`,
        );
        expect(new Set(nm).size).toBe(nm.length);
        const parts = rows.accumulated_doses.map((row) => `${row.report_sop_instance_uid}|${row.part}`);
        expect(new Set(parts).size).toBe(parts.length);
        const ids = rows.studies.map((row) => row.study_id);
        expect(new Set(ids).size).toBe(ids.length);
        for (const row of [...rows.ct_events, ...rows.projection_events]) expect(ids).toContain(row.study_id);
      }),
      { numRuns: 300 },
    );
  });

  it('keep what the documents say untouched', () => {
    fc.assert(
      fc.property(fc.array(object, { minLength: 1, maxLength: 5 }), (documents) => {
        const before = JSON.stringify(documents);
        assembleStudy(documents, NO_SETTINGS);
        expect(JSON.stringify(documents)).toBe(before);
      }),
      { numRuns: 100 },
    );
  });
});

describe.runIf(HAS_CORPUS)('the tables of the corpus', () => {
  it('depend on the set of its objects, put under one study, in any subset', () => {
    const objects = readdirSync(join(CORPUS, 'dicom'))
      .map(corpusDocument)
      .filter((read) => read !== null);
    fc.assert(
      fc.property(arrivals(fc.subarray(objects, { minLength: 1, maxLength: 8 })), ([list, arrival]) => {
        expect(tables(arrival, NO_SETTINGS)).toBe(tables(list, NO_SETTINGS));
      }),
      { numRuns: 30 },
    );
  });
});
