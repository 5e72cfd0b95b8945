import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkScopes, modalitiesOf, studyCondition } from '../../../reports/filters/compile.js';
import { declarationOf, keyOf } from '../../../reports/filters/fields.js';
import { comparisonOf } from '../../../reports/filters/filter.js';
import { parseFilterText } from '../../../reports/filters/parse.js';
import { DEFAULT_SORT, orderSql, parseSort } from '../../../reports/filters/sort.js';
import { Binding } from '../../../reports/filters/sql.js';
import { TABLES } from '../../../warehouse/tables/index.js';
import { lakeFixture, type LakeFixture } from '../../support/lake-fixture.js';

let lake: LakeFixture;

const HASH_OF_ACC1 = 'ab'.repeat(32);

beforeAll(async () => {
  lake = await lakeFixture({
    studies: [
      {
        study_id: 'ct1',
        modality: 'CT',
        study_date: '2026-01-10',
        study_time: '10:30:59.5',
        study_description: 'CT Thorax 100%_a',
        manufacturer: 'SIEMENS',
        patient_age_years: 16,
        dlp_total_mgy_cm: 100.5,
        accession_number: HASH_OF_ACC1,
        ctdi_phantoms: ['body_32cm', 'head_16cm'],
        is_not_patient: false,
      },
      {
        study_id: 'ct2',
        modality: 'CT',
        study_date: '2026-03-31',
        study_time: '23:59:59',
        study_description: 'ct abdomen',
        manufacturer: ' GE ',
        patient_age_years: 15.999,
        accession_number: 'ACC1',
        is_not_patient: true,
      },
      {
        study_id: 'dx1',
        modality: 'DX',
        modality_in_object: 'CR',
        study_description: 'Ähnlich Öl',
        study_date: '2025-12-31',
      },
      { study_id: 'mg1', modality: 'MG', agd_left_mgy: 0, agd_right_mgy: 1.2, agd_right_mgy_event_sum: 1.2 },
      { study_id: 'nm1', modality: 'NM', study_date: '2026-02-01' },
    ],
    ct_events: [
      {
        study_id: 'ct1',
        event_key: '1',
        acquisition_protocol: 'Thorax',
        kvp_kv: 80,
        ctdi_vol_mgy: 0,
        ct_acquisition_type_code: '113805',
      },
      { study_id: 'ct1', event_key: '2', acquisition_protocol: 'Abdomen', kvp_kv: 120, ctdi_vol_mgy: 3 },
      {
        study_id: 'ct2',
        event_key: '1',
        acquisition_protocol: 'Abdomen',
        kvp_kv: 80,
        started_at_local: '2026-01-31T23:30:00',
      },
    ],
    projection_events: [{ study_id: 'dx1', event_key: '1', acquisition_protocol: 'Chest PA', kvp_kv: 120 }],
    nm_administrations: [{ study_id: 'nm1', administration_index: 1, radionuclide: 'F^18^' }],
  });
});
afterAll(() => lake.close());

async function found(query: string, hashAccession?: (text: string) => string): Promise<string[]> {
  const parsed = parseFilterText(query);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const checked = checkScopes(parsed.value);
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems));
  const binding = new Binding();
  const context = { today: '2026-04-01', ...(hashAccession ? { hashAccession } : {}) };
  const condition = studyCondition(parsed.value, 's', binding, context);
  const rows = await lake.query(
    `SELECT s.study_id FROM studies s WHERE ${condition} ORDER BY 1`,
    binding.values,
  );
  return rows.map((row) => String(row['study_id']));
}

describe('which studies a filter finds', () => {
  it.each([
    ['no filter finds all', '', ['ct1', 'ct2', 'dx1', 'mg1', 'nm1']],
    ['text anywhere in any case', 'study_description=THORAX', ['ct1']],
    ['text beyond ASCII in any case', 'study_description=öl', ['dx1']],
    ['wildcards are ordinary characters: %', 'study_description=100%25', ['ct1']],
    ['wildcards are ordinary characters: _', 'study_description=t_', []],
    ['exact text is exact in case', 'study_description==ct+abdomen', ['ct2']],
    ['exact text does not match a part', 'study_description==abdomen', []],
    ['exact text keeps its padding', 'manufacturer==+GE+', ['ct2']],
    ['a repeated key is any of', 'manufacturer=siemens&manufacturer=ge', ['ct1', 'ct2']],
    ['different keys must all hold', 'manufacturer=siemens&study_description=abdomen', []],
    ['not keeps nulls', '-manufacturer=siemens', ['ct2', 'dx1', 'mg1', 'nm1']],
    ['several nots all hold', '-manufacturer=siemens&-manufacturer=ge', ['dx1', 'mg1', 'nm1']],
    ['null is asked for by name', 'manufacturer.is=null&modality=DX', ['dx1']],
    ['not null is its negation', '-manufacturer.is=null', ['ct1', 'ct2']],
    ['null or a value', 'manufacturer.is=null&manufacturer=ge&-modality=NM', ['ct2', 'dx1', 'mg1']],
    ['a lower bound is inclusive and drops nulls', 'patient_age_years=16..', ['ct1']],
    ['an upper bound after < is exclusive', 'patient_age_years=..<16', ['ct2']],
    ['a lower bound of 0 excludes nulls', 'patient_age_years=0..', ['ct1', 'ct2']],
    ['a number alone is exact', 'dlp_total_mgy_cm=100.5', ['ct1']],
    ['dates are inclusive at both ends', 'study_date=2026-01-10..2026-03-31', ['ct1', 'ct2', 'nm1']],
    ['dates may be open at an end', 'study_date=..2025-12-31', ['dx1']],
    ['dates may be relative', 'study_date=-1d..', ['ct2']],
    ['times include their whole minute', 'study_time=10:30..10:30', ['ct1']],
    ['a day of the week', 'study_weekday=6', ['ct1']],
    ['booleans keep nulls when negated', '-is_not_patient=true', ['ct1', 'dx1', 'mg1', 'nm1']],
    ['a list holds the text anywhere', 'ctdi_phantoms=head', ['ct1']],
    ['a list holds the exact element', 'ctdi_phantoms==head', []],
    ['an empty or absent list is null', 'ctdi_phantoms.is=null&modality=CT', ['ct2']],
    ['radiography includes computed radiography', 'modality=DX', ['dx1']],
    ['an event of any kind', 'event.kvp_kv=120', ['ct1', 'dx1']],
    [
      'all event filters hold for the same event',
      'event.acquisition_protocol=abdomen&event.kvp_kv=80',
      ['ct2'],
    ],
    [
      'another event may satisfy the second set',
      'event.acquisition_protocol=abdomen&event2.kvp_kv=80',
      ['ct1', 'ct2'],
    ],
    ['a negated event filter holds for one event', '-event.acquisition_protocol=abdomen', ['ct1', 'dx1']],
    ['an event column that is null', 'event.started_at_local.is=null&modality=CT', ['ct1']],
    ['an event in a range of instants', 'event.started_at_local=2026-01..2026-01-31', ['ct2']],
    ['administrations are the events of nuclear medicine', 'event.radionuclide=f^18', ['nm1']],
    ['an accumulated 0 of a breast without events', 'agd_left_mgy.is=unirradiated', ['mg1']],
    ['a stated dose is not such a 0', 'agd_right_mgy.is=unirradiated', []],
    ['the 0 of a localiser', 'event.ctdi_vol_mgy.is=unirradiated', ['ct1']],
  ])('%s', async (_, query, expected) => {
    expect(await found(query)).toEqual(expected);
  });

  it('finds a hashed accession number by its hash, and one stored before hashing by itself', async () => {
    const hash = (text: string) => (text === 'ACC1' ? HASH_OF_ACC1 : 'f'.repeat(64));
    expect(await found('accession_number=+ACC1', hash)).toEqual(['ct1', 'ct2']);
    expect(await found('accession_number==ACC1', hash)).toEqual(['ct1', 'ct2']);
    expect(await found('-accession_number=ACC1', hash)).toEqual(['dx1', 'mg1', 'nm1']);
    expect(await found('accession_number=abab', hash)).toEqual([]);
    expect(await found('accession_number=acc', hash)).toEqual(['ct2']);
    expect(await found('accession_number=acc')).toEqual(['ct2']);
  });

  it('refuses event filters that no kind of event has together', () => {
    const parsed = parseFilterText('event.dlp_mgy_cm=1..&event.kap_gy_cm2=1..');
    expect(parsed.ok && checkScopes(parsed.value).ok).toBe(false);
  });

  it('knows which modalities can match', () => {
    const modalities = (query: string) => {
      const parsed = parseFilterText(query);
      return parsed.ok ? modalitiesOf(parsed.value) : undefined;
    };
    expect(modalities('modality=CT&modality=nm')).toEqual(['CT', 'NM']);
    expect(modalities('-modality=CT')).toBeNull();
    expect(modalities('manufacturer=x')).toBeNull();
  });

  it('puts nulls last in either direction and orders ties by study', async () => {
    const order = async (sort: string) => {
      const parsed = parseSort(sort);
      const sql = orderSql(parsed.ok ? parsed.value : DEFAULT_SORT, 's');
      return (await lake.query(`SELECT study_id FROM studies s ORDER BY ${sql}`)).map(
        (row) => row['study_id'],
      );
    };
    expect(await order('patient_age_years')).toEqual(['ct2', 'ct1', 'dx1', 'mg1', 'nm1']);
    expect(await order('-patient_age_years')).toEqual(['ct1', 'ct2', 'dx1', 'mg1', 'nm1']);
    expect(await order('')).toEqual(['ct2', 'nm1', 'ct1', 'dx1', 'mg1']);
  });

  it('holds hostile text as a value, through every filter there is', async () => {
    const hostile = ["'; DROP TABLE studies; --", '" OR 1=1 --', '$1', '%', '\\', "x' UNION SELECT 1 --"];
    const keys = [
      ...Object.keys(TABLES.studies.columns).map((column) => ({ scope: 0, column })),
      ...['ct_events', 'projection_events', 'nm_administrations'].flatMap((table) =>
        Object.keys(TABLES[table as 'ct_events'].columns).map((column) => ({ scope: 1, column })),
      ),
    ].filter((field) => comparisonOf(declarationOf(field.scope, field.column)!.type));
    for (const field of keys) {
      const key = keyOf(field);
      for (const value of hostile) {
        const query = new URLSearchParams([
          [key, value],
          [key, `=${value}`],
          [`-${key}`, value],
        ]).toString();
        const parsed = parseFilterText(query);
        if (!parsed.ok) continue;
        const binding = new Binding();
        const sql = studyCondition(parsed.value, 's', binding, { today: '2026-04-01' });
        if (value.length > 2) expect(sql).not.toContain(value);
        expect(binding.values).toContain(value);
      }
    }
    expect(await found(`study_description=${encodeURIComponent(hostile[0]!)}`)).toEqual([]);
    expect(await found('')).toHaveLength(5);
  });
});
