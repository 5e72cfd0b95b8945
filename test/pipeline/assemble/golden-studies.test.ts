import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { assembleStudy } from '../../../pipeline/assemble/index.js';
import type { Study } from '../../../warehouse/tables/index.js';
import { CORPUS, corpusDocument, HAS_CORPUS } from './corpus.js';
import { assembledInAllOrders, NO_SETTINGS } from './documents.js';

type Golden = Readonly<Record<string, unknown>>;

function golden(name: string): {
  readonly studies?: Golden[];
  readonly steps?: { file?: string; db?: Golden[] }[];
} {
  return JSON.parse(readFileSync(join(CORPUS, 'golden', name), 'utf8'));
}

/** Columns of ours, the peer's names for them, and the power of ten between their units. */
const SUMMARY: readonly (readonly [ours: keyof Study, theirs: string, power: number])[] = [
  ['event_count', 'number_of_events', 0],
  ['event_count_a', 'number_of_events_a', 0],
  ['ct_axial_count', 'number_of_axial', 0],
  ['ct_spiral_count', 'number_of_spiral', 0],
  ['ct_stationary_count', 'number_of_stationary', 0],
  ['ct_localizer_count', 'number_of_const_angle', 0],
  ['plane_count', 'number_of_planes', 0],
  ['dlp_total_mgy_cm', 'total_dlp', 0],
  ['kap_total_gy_cm2', 'total_dap', 4],
  ['kap_total_a_gy_cm2', 'total_dap_a', 4],
  ['dose_rp_total_a_mgy', 'total_rp_dose_a', 3],
  ['agd_left_mgy', 'total_agd_left', 0],
  ['agd_right_mgy', 'total_agd_right', 0],
  ['agd_both_mgy', 'total_agd_both', 0],
];

/** Where we differ on purpose: a stated total of 0 beside doses of events is not a total (blueprint, "Totals"). */
const ZERO_BESIDE_DOSES: ReadonlySet<string> = new Set(['Dual-RDSR-DX|dose_rp_total_a_mgy']);

function differences(name: string, study: Study, theirs: Golden): string[] {
  return SUMMARY.flatMap(([column, key, power]) => {
    const value = study[column];
    const stated = theirs[key];
    if (stated === undefined || ZERO_BESIDE_DOSES.has(`${name}|${column}`)) return [];
    const expected = Number(stated) * 10 ** power;
    const isEqual = typeof value === 'number' && Math.abs(value - expected) <= 1e-6 * Math.max(1, expected);
    return isEqual ? [] : [`${column}: ${String(value)} instead of ${expected}`];
  });
}

const modalityOf = (theirs: Golden): string => {
  const modality = String(theirs['modality_type']);
  return ['CR', 'PX', 'DX'].includes(modality) ? 'DX' : modality;
};

describe.runIf(HAS_CORPUS)('the summary of every corpus object equals its golden values', () => {
  const names = HAS_CORPUS
    ? readdirSync(join(CORPUS, 'golden')).filter((name) => !name.startsWith('scenario'))
    : [];
  it.each(names.map((name) => name.replace('.json', '')))('%s', (name) => {
    const document = corpusDocument(`${name}.dcm`);
    const theirs = golden(`${name}.json`).studies ?? [];
    if (document === null) return expect(theirs).toEqual([]);
    const { studies } = assembleStudy([document], NO_SETTINGS).rows;
    // The peer imports no NM image without an activity of its own; ours stands by itself.
    if (theirs.length === 0) return expect(studies[0]!.modality).toBe('NM');
    expect(studies).toHaveLength(1);
    expect(studies[0]!.modality).toBe(modalityOf(theirs[0]!));
    expect(differences(name, studies[0]!, theirs[0]!)).toEqual([]);
  });
});

describe.runIf(HAS_CORPUS)(
  'the end of every corpus scenario equals its golden values, in every order',
  () => {
    const names = HAS_CORPUS
      ? readdirSync(join(CORPUS, 'golden')).filter((name) => /^scenario-(ct|dx|nm|dual)/.test(name))
      : [];
    it.each(names)('%s', (name) => {
      const { steps = [] } = golden(name);
      const files = [...new Set(steps.map((step) => step.file).filter((file) => file?.endsWith('.dcm')))];
      const documents = files.map((file) => corpusDocument(file!)!);
      const studies = [...new Set(documents.map(({ extraction }) => extraction.studyInstanceUid))].flatMap(
        (uid) => {
          const ofStudy = documents.filter(({ extraction }) => extraction.studyInstanceUid === uid);
          return assembledInAllOrders(ofStudy).rows.studies;
        },
      );
      const theirs = steps.at(-1)?.db ?? [];
      expect(studies.map((study) => study.modality).sort()).toEqual(theirs.map(modalityOf).sort());
      for (const expected of theirs) {
        const study = studies.find((row) => row.modality === modalityOf(expected))!;
        const source = name.includes('dual') && study.modality === 'DX' ? 'Dual-RDSR-DX' : name;
        expect(differences(source, study, expected)).toEqual([]);
      }
    });
  },
);
