import type { Sqlite } from '../lake/catalog/database.js';
import { PATIENT_FIELDS, type KeptIdentity, type PatientField } from '../tables/index.js';

/** How values are to be kept from now on, and what turns one into its hash. */
export interface Tightening {
  readonly keeps: Pick<KeptIdentity, PatientField>;
  readonly hash: (field: PatientField, text: string) => string;
}

/** Studies by how one of their values is kept. */
export interface IdentityCount {
  readonly field: PatientField;
  readonly inClear: number;
  readonly hashed: number;
}

const PAGE_ROWS = 1000;
/** A field among those of a row that are hashes. */
const isHashed = (field: PatientField): string => `(',' || hashed_fields || ',') LIKE '%,${field},%'`;

/** How many studies have each value in clear and as a hash. */
export function countIdentities(sqlite: Sqlite): IdentityCount[] {
  return PATIENT_FIELDS.map((field) => {
    const row = sqlite.one<{ hashed: number; stated: number }>(
      `SELECT count(*) FILTER (WHERE ${isHashed(field)}) AS hashed, count(*) AS stated
       FROM patient_identities WHERE ${field} IS NOT NULL`,
    );
    return { field, inClear: (row?.stated ?? 0) - (row?.hashed ?? 0), hashed: row?.hashed ?? 0 };
  });
}

/** Closes what is more open than it is to be, in one transaction; returns the studies changed, by what they had. */
export function tighten(sqlite: Sqlite, how: Tightening): IdentityCount[] {
  return sqlite.transaction(() => {
    const before = countIdentities(sqlite);
    for (const field of PATIENT_FIELDS) {
      if (how.keeps[field] === 'hash') hashField(sqlite, field, how.hash);
      if (how.keeps[field] === 'drop') dropField(sqlite, field);
    }
    const isBare = PATIENT_FIELDS.map((field) => `${field} IS NULL`).join(' AND ');
    sqlite.run(`DELETE FROM patient_identities WHERE ${isBare}`);
    const isDropped = PATIENT_FIELDS.map((field) => `${field}_kept = 'drop'`).join(' AND ');
    sqlite.run(`DELETE FROM object_identities WHERE ${isDropped}`);
    return before.map(({ field, inClear, hashed }) => ({
      field,
      inClear: how.keeps[field] === 'store' ? 0 : inClear,
      hashed: how.keeps[field] === 'drop' ? hashed : 0,
    }));
  });
}

function dropField(sqlite: Sqlite, field: PatientField): void {
  sqlite.run(`UPDATE object_identities SET ${field} = NULL, ${field}_kept = 'drop'
              WHERE ${field} IS NOT NULL OR ${field}_kept <> 'drop'`);
  sqlite.run(`UPDATE patient_identities SET ${field} = NULL, hashed_fields = ${withoutField(field)}
              WHERE ${field} IS NOT NULL`);
}

function withoutField(field: PatientField): string {
  return `trim(replace(',' || hashed_fields || ',', ',${field},', ','), ',')`;
}

function hashField(sqlite: Sqlite, field: PatientField, hash: Tightening['hash']): void {
  const ofObjects = `SELECT sha256 AS key, ${field} AS text FROM object_identities
    WHERE ${field} IS NOT NULL AND ${field}_kept = 'store' ORDER BY sha256 LIMIT ${PAGE_ROWS}`;
  inPages(sqlite, ofObjects, ({ key, text }) => {
    const set = `UPDATE object_identities SET ${field} = ?, ${field}_kept = 'hash' WHERE sha256 = ?`;
    sqlite.run(set, hash(field, text), key);
  });
  const ofStudies = `SELECT study_id AS key, ${field} AS text FROM patient_identities
    WHERE ${field} IS NOT NULL AND NOT ${isHashed(field)} ORDER BY study_id LIMIT ${PAGE_ROWS}`;
  inPages(sqlite, ofStudies, ({ key, text }) => {
    const set = `UPDATE patient_identities SET ${field} = ?, hashed_fields = trim(hashed_fields || ',${field}', ',')
      WHERE study_id = ?`;
    sqlite.run(set, hash(field, text), key);
  });
}

/** Every row found is changed so that it is not found again. */
function inPages(sqlite: Sqlite, select: string, change: (row: { key: string; text: string }) => void): void {
  for (;;) {
    const page = sqlite.all<{ key: string; text: string }>(select);
    if (page.length === 0) return;
    page.forEach(change);
  }
}
