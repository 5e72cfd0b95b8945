import { PATIENT_FIELDS } from '../../warehouse/tables/index.js';
import type { Asking, SqlRow } from '../snapshots.js';

/** Rows of studies with what is kept of their patients, as far as the columns ask for it; null where nothing is kept. */
export function withPatients(
  { patients }: Asking,
  rows: readonly SqlRow[],
  columns: readonly string[],
): SqlRow[] {
  const fields = PATIENT_FIELDS.filter((field) => columns.includes(field));
  if (fields.length === 0) return [...rows];
  const kept = patients?.ofStudies(rows.map((row) => String(row['study_id']))) ?? [];
  const byStudy = new Map(kept.map((patient) => [patient.study_id, patient]));
  return rows.map((row) => {
    const patient = byStudy.get(String(row['study_id']));
    return { ...row, ...Object.fromEntries(fields.map((field) => [field, patient?.[field] ?? null])) };
  });
}
