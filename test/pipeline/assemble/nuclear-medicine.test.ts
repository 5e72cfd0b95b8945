import { describe, expect, it } from 'vitest';
import { radionuclideKey } from '../../../pipeline/assemble/radionuclide.js';
import { assembleStudy } from '../../../pipeline/assemble/index.js';
import type { NmAdministration } from '../../../warehouse/tables/index.js';
import { corpusDocument, HAS_CORPUS } from './corpus.js';
import { assembledInAllOrders, codesOf, document, NO_SETTINGS, onlyStudy } from './documents.js';

const F18 = { radionuclide: '^18^Fluorine', radionuclide_code: 'C-111A1' };
const given = (more: Partial<NmAdministration> = {}): Partial<NmAdministration> => ({
  ...F18,
  administered_activity_mbq: 394,
  started_at_local: '2026-01-02T10:00:00',
  ...more,
});
const report = (uid: string, ...nm: Partial<NmAdministration>[]) => document({ uid, nm });
const image = (uid: string, ...nm: Partial<NmAdministration>[]) => document({ uid, nm, kind: 'image' });
const series = (uid: string) =>
  ({ pet_series: [{ series_instance_uid: uid }] }) as unknown as Partial<NmAdministration>;

describe('a radiopharmaceutical report with images', () => {
  const stated = given({ administration_event_uid: 'a' });

  it('is the list; images of the same nuclide, about the activity and start join it, their series with them', () => {
    const result = assembledInAllOrders([
      report('1.1', stated),
      image('1.2', { ...given({ radionuclide_code: '77004003', radionuclide: 'F-18' }), ...series('s1') }),
      image('1.3', { ...given({ started_at_local: null }), ...series('s2') }),
    ]);
    expect(result.rows.nm_administrations).toHaveLength(1);
    expect(result.rows.nm_administrations[0]).toMatchObject({
      counted: true,
      source_kind: 'report',
      administered_activity_mbq: 394,
      administration_index: 1,
    });
    expect(result.rows.nm_administrations[0]!.pet_series?.map((one) => one.series_instance_uid)).toEqual([
      's1',
      's2',
    ]);
    expect(onlyStudy(result)).toMatchObject({ administered_activity_mbq: 394, administration_count: 1 });
    expect(codesOf(onlyStudy(result))).toEqual([]);
  });

  it('takes in images that misspell its nuclide', () => {
    const gallium = { ...stated, radionuclide: '^68^Gallium', radionuclide_code: '0' };
    const misspelt = given({ radionuclide: '^68^Galium', radionuclide_code: 'C-131A3' });
    const study = onlyStudy(assembledInAllOrders([report('1.1', gallium), image('1.2', misspelt)]));
    expect(study).toMatchObject({ administration_count: 1, administered_activity_mbq: 394 });
    expect(codesOf(study)).toEqual([]);
  });

  it('holds against images that state a little else, with findings', () => {
    const other = given({ administered_activity_mbq: 399, started_at_local: '2026-01-02T10:29:00' });
    const study = onlyStudy(assembledInAllOrders([report('1.1', stated), image('1.2', other)]));
    expect(study.administered_activity_mbq).toBe(394);
    expect(study.findings?.map((finding) => finding.path)).toEqual([
      'administered_activity_mbq',
      'started_at_local',
    ]);
  });

  it('takes in images that state the start in another time zone, and keeps its own', () => {
    const utc = { ...stated, started_at_local: '2026-01-02T09:00:00', started_at_offset_min: 0 };
    const result = assembledInAllOrders([
      report('1.1', utc),
      image('1.2', given({ started_at_offset_min: 60 })),
    ]);
    expect(result.rows.nm_administrations).toMatchObject([
      { started_at_local: '2026-01-02T09:00:00', started_at_offset_min: 0 },
    ]);
    expect(codesOf(onlyStudy(result))).toEqual([]);
  });

  it('states its start at the offset of the whole object where it states none of its own', () => {
    const said = document({ uid: '1.1', nm: [stated], study: { utc_offset_min: 120 } });
    expect(assembledInAllOrders([said]).rows.nm_administrations[0]!.started_at_offset_min).toBe(120);
  });

  it.each([
    ['nuclide', { radionuclide: '^68^Gallium', radionuclide_code: 'C-131A3' }],
    ['activity', { administered_activity_mbq: 420 }],
    ['start', { started_at_local: '2026-01-02T10:31:00' }],
  ])('does not take in images of another %s: kept uncounted, with a finding', (_, more) => {
    const result = assembledInAllOrders([report('1.1', stated), image('1.2', given(more))]);
    expect(result.rows.nm_administrations.map((row) => row.counted).sort()).toEqual([false, true]);
    expect(onlyStudy(result)).toMatchObject({ administered_activity_mbq: 394, administration_count: 1 });
    expect(codesOf(onlyStudy(result))).toEqual(['image_joins_no_administration']);
  });

  it('joins an image to the nearest of two administrations', () => {
    const later = given({ administration_event_uid: 'b', started_at_local: '2026-01-02T10:20:00' });
    const near = { ...given({ started_at_local: '2026-01-02T10:19:00' }), ...series('s') };
    const { rows } = assembledInAllOrders([report('1.1', stated, later), image('1.2', near)]);
    expect(rows.nm_administrations.map((row) => row.pet_series?.length ?? 0)).toEqual([0, 1]);
  });
});

describe('reports of one administration each', () => {
  it('are added up for one nuclide', () => {
    const study = onlyStudy(
      assembledInAllOrders([
        report('1.1', given({ administration_event_uid: 'a', administered_activity_mbq: 0.1 })),
        report('1.2', given({ administration_event_uid: 'b', administered_activity_mbq: 0.2 })),
      ]),
    );
    expect(study).toMatchObject({ administered_activity_mbq: 0.3, administration_count: 2 });
  });

  it('are not added up for several nuclides', () => {
    const study = onlyStudy(
      assembledInAllOrders([
        report('1.1', given({ administration_event_uid: 'a' })),
        report('1.2', given({ administration_event_uid: 'b', radionuclide: '^68^Gallium' })),
      ]),
    );
    expect(study).toMatchObject({ administered_activity_mbq: null, administration_count: 2 });
  });

  it.each([
    ['Lu177', '18F-PSMA-1007', null],
    ['99mTc-MAA', 'Xenon-133 gas', null],
    ['Tc-99m MDP', 'Technetium Tc^99m^ medronate', 788],
    ['PSMA-1007 F18', 'Fluorodeoxyglucose F^18^', 788],
    ['Sestamibi', 'Sestamibi', 788],
    ['Sestamibi', 'MIBG', null],
  ])('of %s and %s without a nuclide are added up only if they are of one', (one, other, sum) => {
    const of = (uid: string, radiopharmaceutical: string) =>
      given({
        administration_event_uid: uid,
        radionuclide: null,
        radionuclide_code: null,
        radiopharmaceutical,
      });
    const study = onlyStudy(
      assembledInAllOrders([report('1.1', of('a', one)), report('1.2', of('b', other))]),
    );
    expect(study).toMatchObject({ administered_activity_mbq: sum, administration_count: 2 });
  });

  it('sent again supersede each other', () => {
    const same = given({ administration_event_uid: 'a' });
    const result = assembledInAllOrders([report('1.1', same), report('1.2', same)]);
    expect(result.supersededUids).toEqual(['1.1']);
  });
});

describe('images without a report', () => {
  it('are one administration within 2 % and 5 minutes, two beyond', () => {
    const of = (more: Partial<NmAdministration>) =>
      assembledInAllOrders([image('1.1', given()), image('1.2', given(more))]).rows.nm_administrations.length;
    expect(of({ administered_activity_mbq: 400, started_at_local: '2026-01-02T10:05:00' })).toBe(1);
    expect(of({ administered_activity_mbq: 403 })).toBe(2);
    expect(of({ started_at_local: '2026-01-02T10:05:01' })).toBe(2);
    expect(of({ radionuclide: '^68^Gallium', radionuclide_code: 'x' })).toBe(2);
    expect(of({ started_at_local: null })).toBe(1);
  });

  it('that leave the start out do not bridge two administrations', () => {
    const rows = assembledInAllOrders([
      image('1.1', given()),
      image('1.2', given({ started_at_local: '2026-01-02T11:00:00' })),
      image('1.3', given({ started_at_local: null })),
    ]).rows.nm_administrations;
    expect(rows.map((row) => row.started_at_local)).toEqual(['2026-01-02T10:00:00', '2026-01-02T11:00:00']);
  });
});

describe('a radionuclide', () => {
  it.each([
    '^18^Fluorine',
    'F^18^',
    '18F',
    '18-F',
    'F-18',
    'Fluorine 18',
    'Sodium Fluoride F-18',
    'Sodium 18F',
  ])('is known as %s', (name) => {
    expect(radionuclideKey('any', name)).toBe('f18');
  });
  it.each([
    '^99m^Technetium',
    '99m Technetium',
    '99mTc',
    '99mTechnetium',
    '99Tcm',
    'Tc99m',
    'Tc-99m',
    '99m-Tc',
    'Technetium Tc 99m',
  ])('with an isomer is known as %s', (name) => {
    expect(radionuclideKey('any', name)).toBe('tc99m');
  });
  it.each([
    ['I-131 sodium iodide', 'i131'],
    ['153Sm', 'sm153'],
    ['52Mn', 'mn52'],
    ['52mMn', 'mn52m'],
    ['81mKr', 'kr81m'],
    ['Tc-99', 'tc99'],
    ['^68^Galium', 'ga68'],
    ['Fluor 18', 'f18'],
    ['Jod-123', 'i123'],
    ['^133^Barium', 'ba133'],
    ['^62^Zinc', 'zn62'],
  ])('named %s is %s', (name, key) => {
    expect(radionuclideKey('any', name)).toBe(key);
  });
  it.each([
    ['C-163A8', 'tc99m'],
    ['72454006', 'tc99m'],
    ['C-101ED', 'lu177'],
    ['447553000', 'lu177'],
    ['C-111A1', 'f18'],
    ['77004003', 'f18'],
    ['C-159A2', 'rb82'],
    ['79197006', 'rb82'],
    ['C-166A2', 'ti45'],
    ['129504001', 'o15'],
    ['35337001', 'ga68'],
    ['C-168A4', 'zr89'],
  ])('without a name is known by its code %s', (code, key) => {
    expect(radionuclideKey(code, null)).toBe(key);
  });
  it('is known by its code where its name is not', () => {
    expect(radionuclideKey('C-131A3', '^68^Gallyum')).toBe(radionuclideKey('15840001', '^68^Gallium'));
  });
  it('falls back to its code', () => {
    expect(radionuclideKey('C-1', 'unknown')).toBe('C-1');
    expect(radionuclideKey(null, null)).toBeNull();
  });
});

describe.runIf(HAS_CORPUS)('a PET/CT examination of the corpus', () => {
  it('is a CT and an NM study of one StudyInstanceUID, with each image joined to the report', () => {
    const report = corpusDocument('NM-RRDSR-Siemens.dcm')!;
    const image = corpusDocument('NM-PetIm-Siemens.dcm')!;
    const both = assembleStudy([image, report, corpusDocument('NM-CT-RDSR-Siemens.dcm')!], NO_SETTINGS);
    expect(both.rows.studies.map((study) => study.modality)).toEqual(['CT', 'NM']);
    expect(both.rows.nm_administrations).toHaveLength(1);
    expect(both.rows.nm_administrations[0]!.pet_series).toHaveLength(1);
    expect(both.rows.studies[1]!.administered_activity_mbq).toBe(394);
  });
});
