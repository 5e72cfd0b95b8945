import { describe, expect, it } from 'vitest';
import { parseFilter } from '../../../reports/filters/parse.js';
import { findPatients } from '../../../reports/filters/patient-clauses.js';
import type { PatientField } from '../../../warehouse/tables/index.js';

async function isFound(field: PatientField, stored: string, asked: string, isHash = false): Promise<boolean> {
  const filter = parseFilter(new URLSearchParams(asked));
  if (!filter.ok) throw new Error(filter.problems[0]?.message);
  const search = {
    patients: {
      ofStudies: () => [],
      studiesWith: (of: PatientField, test: (value: string, isHash: boolean) => boolean) =>
        Promise.resolve(of === field && test(stored, isHash) ? ['found'] : []),
    },
    today: '2026-01-01',
    hash: (_: PatientField, text: string) => `hash of ${text}`,
  };
  const found = await findPatients(filter.value, search);
  return found.ok && found.value.clauses[0]?.studyIds?.length === 1;
}

describe('the name of a patient', () => {
  it.each([
    ['Yamada^Tarou=山田^太郎=やまだ^たろう', 'yamada, tarou'],
    ['Yamada^Tarou=山田^太郎=やまだ^たろう', '山田, 太郎'],
    ['Yamada^Tarou=山田^太郎=やまだ^たろう', 'たろう'],
    ['=山田^太郎', '山田, 太郎'],
    ['First^A | Second^B', 'second, b'],
    ['Mu\u0308ller^Eva', 'm\u00fcller, e'],
    ['M\u00fcller^Eva', 'MU\u0308LLER'],
    ['Doe^Jane^Q^Dr', 'doe, jane q'],
  ])('%s is found by %s', async (stored, asked) => {
    expect(await isFound('patient_name', stored, `patient_name=${encodeURIComponent(asked)}`)).toBe(true);
  });

  it('is found by no other, and a hash by the whole name alone', async () => {
    expect(await isFound('patient_name', 'Doe^Jane', 'patient_name=doe jane')).toBe(false);
    expect(await isFound('patient_name', 'hash of Doe^Jane', 'patient_name=Doe^Jane', true)).toBe(true);
    expect(await isFound('patient_name', 'hash of Doe^Jane', 'patient_name=hash', true)).toBe(false);
  });
});
