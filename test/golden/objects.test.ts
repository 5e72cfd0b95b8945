import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { compareStudy, type Comparison } from './compare.js';
import { differenceFor, readDifferences } from './differences.js';
import type { GoldenFile } from './golden-leaves.js';
import { rowsOfFile } from './rows.js';
import { DEFAULT_KEPT, type KeptIdentity } from '../../warehouse/tables/index.js';

const corpus = process.env['DOSE_CORPUS'] ?? '../shared/corpus';

/** The objects of the corpus that hold doses. */
const OBJECTS = [
  'CT-ESR-GE_Optima',
  'CT-RDSR-GEPixelMed',
  'CT-RDSR-Philips_BigBore4DCT',
  'CT-RDSR-Siemens-Multi-1',
  'CT-RDSR-Siemens-Multi-2',
  'CT-RDSR-Siemens-Multi-3',
  'CT-RDSR-Siemens_Flash-TAP-SS',
  'CT-RDSR-ToshibaPixelMed',
  'CT-RDSR-Toshiba_DoseCheck',
  'CT-SC-Philips_Brilliance16P',
  'DX-Im-Carestream_DR7500-1',
  'DX-Im-Carestream_DR7500-2',
  'DX-Im-Carestream_DRX',
  'DX-Im-Date-Missing',
  'DX-RDSR-Canon_CXDI',
  'DX-RDSR-Carestream_DRXEvolution',
  'Dual-RDSR-DX',
  'Dual-RDSR-RF',
  'MG-Im-GE-SenDS-scaled',
  'MG-Im-GE_Seno_1_ForPresentation',
  'MG-Im-GE_Seno_1_ForProcessing',
  'MG-RDSR-GEPristina-2D',
  'MG-RDSR-Hologic_2D',
  'MG-RDSR-Hologic_mix',
  'NM-CT-RDSR-Siemens',
  'NM-NmIm-Siemens',
  'NM-PetIm-GE',
  'NM-PetIm-Siemens',
  'NM-PetIm-Siemens-2',
  'NM-RRDSR-Siemens',
  'RF-No-kVp-and-others',
  'RF-RDSR-Canon-Alphenix-rotational',
  'RF-RDSR-GE',
  'RF-RDSR-Philips_Allura',
  'RF-RDSR-Philips_Azurion',
  'RF-RDSR-Siemens-Zee',
];

/** One object under settings of identity of its own. */
const SCENARIOS: readonly (readonly [scenario: string, keeps: KeptIdentity])[] = [
  ['scenario-pid-default-settings', DEFAULT_KEPT],
  [
    'scenario-pid-hash-all',
    { patient_name: 'hash', patient_id: 'hash', patient_birth_date: 'store', accession_number: 'hash' },
  ],
];

interface GoldenScenario {
  readonly steps: readonly { readonly file?: string; readonly db: readonly unknown[] }[];
}

function compareScenarios(): Compared[] {
  return SCENARIOS.flatMap(([file, keeps]) => {
    const golden = JSON.parse(readFileSync(join(corpus, 'golden', `${file}.json`), 'utf8')) as GoldenScenario;
    return golden.steps.flatMap(({ file: object, db }) => {
      const rows = object === undefined ? null : rowsOfFile(join(corpus, 'dicom', object), keeps);
      if (rows === null) return [];
      return db.flatMap((study) => compareStudy(study, rows).map((one) => ({ ...one, file })));
    });
  });
}

type Compared = Comparison & { readonly file: string };

function compareObjects(): Compared[] {
  return OBJECTS.flatMap((file) => {
    const golden = JSON.parse(readFileSync(join(corpus, 'golden', `${file}.json`), 'utf8')) as GoldenFile;
    const rows = rowsOfFile(join(corpus, 'dicom', `${file}.dcm`));
    if (!rows) throw new Error(`${file} was not read`);
    return golden.studies.flatMap((study) => compareStudy(study, rows).map((one) => ({ ...one, file })));
  });
}

describe.skipIf(!existsSync(corpus))('golden values of single objects', () => {
  const differences = readDifferences();
  const compared = existsSync(corpus) ? [...compareObjects(), ...compareScenarios()] : [];
  const deviating = compared.filter(({ outcome }) => outcome !== 'equal');

  it('are equal, or named with their reason in differences.md', () => {
    const unnamed = deviating
      .filter(({ path, file }) => differenceFor(differences, path, file) === null)
      .map(
        ({ file, path, outcome, golden, ours }) =>
          `${file} ${outcome} ${path}: golden ${JSON.stringify(golden)}, ours ${JSON.stringify(ours)}`,
      );
    expect(unnamed).toEqual([]);
  });

  it('differ exactly as often as differences.md counts', () => {
    const counts = new Map(differences.map((difference) => [difference, 0]));
    for (const { path, file } of deviating) {
      const difference = differenceFor(differences, path, file);
      if (difference) counts.set(difference, (counts.get(difference) ?? 0) + 1);
    }
    const counted = differences.map((difference) => `${difference.path}: ${counts.get(difference)}`);
    expect(counted).toEqual(differences.map(({ path, count }) => `${path}: ${count}`));
  });

  it('are none where a report holds no dose', () => {
    expect(rowsOfFile(join(corpus, 'dicom', 'ESR_non-dose.dcm'))).toBeNull();
  });

  it('are compared with a column, all but what differences.md gives none', () => {
    const mapped = compared.filter(({ outcome }) => outcome !== 'unmapped').length;
    const equal = compared.filter(({ outcome }) => outcome === 'equal').length;
    console.info(`golden: ${compared.length} values, ${mapped} with a column, ${equal} equal`);
    expect(compared.length).toBeGreaterThan(12_000);
    expect(equal / mapped).toBeGreaterThan(0.99);
  });
});
