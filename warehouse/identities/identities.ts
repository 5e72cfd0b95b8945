import type { Sqlite } from '../lake/catalog/database.js';
import type { IdentityChange } from '../lake/lake.js';
import { PATIENT_FIELDS, type Keeping, type ObjectIdentity, type PatientIdentity } from '../tables/index.js';
import { IdentityFile } from './identity-file.js';
import { countIdentities, tighten, type IdentityCount, type Tightening } from './tightening.js';

const PAGE_ROWS = 1000;

interface ObjectRow {
  sha256: string;
  patient_name: string | null;
  patient_name_kept: Keeping;
  patient_id: string | null;
  patient_id_kept: Keeping;
  patient_birth_date: string | null;
  patient_birth_date_kept: Keeping;
}

interface StudyRow {
  study_id: string;
  patient_name: string | null;
  patient_id: string | null;
  patient_birth_date: string | null;
  hashed_fields: string;
}

/**
 * What the site keeps of patients: per object, as its file said it, and per study, as assembly gave it. A change
 * belongs to a batch of the lake: it is prepared before the batch is committed and applied after, and what a killed
 * writer left prepared is applied or dropped by the next, as the catalog knows the batch or not. All writing is done
 * under the lease of the lake.
 */
export class Identities {
  readonly #file: IdentityFile;

  constructor(directory: string) {
    this.#file = new IdentityFile(directory);
  }

  /** What is kept of the objects with these digests. */
  ofObjects(digests: readonly string[]): Map<string, ObjectIdentity> {
    const rows = this.#rowsWith<ObjectRow>('object_identities', 'sha256', digests);
    return new Map(rows.map((row) => [row.sha256, objectIdentity(row)]));
  }

  /** Rows of `patient_identities` of these studies. */
  ofStudies(studyIds: readonly string[]): PatientIdentity[] {
    return this.#rowsWith<StudyRow>('patient_identities', 'study_id', studyIds).map(patientIdentity);
  }

  /** Rows of `patient_identities` in order of study id, beginning after one. */
  studiesAfter(studyId: string, limit: number): PatientIdentity[] {
    const sqlite = this.#file.existing();
    if (!sqlite) return [];
    const sql = 'SELECT * FROM patient_identities WHERE study_id > ? ORDER BY study_id LIMIT ?';
    return sqlite.all<StudyRow>(sql, studyId, limit).map(patientIdentity);
  }

  /** Writes down, durably, what a batch is to change once it is committed. */
  prepare(batchId: string, change: IdentityChange | undefined): void {
    if (change === undefined || isEmpty(change)) return;
    if (!adds(change) && this.#file.existing() === null) return;
    const text = JSON.stringify(change);
    this.#file.made().run('INSERT INTO pending_changes (batch_id, change) VALUES (?, ?)', batchId, text);
  }

  /** Applies what was prepared for a batch, now that it is committed. */
  apply(batchId: string): void {
    const sqlite = this.#file.existing();
    sqlite?.transaction(() => applyPrepared(sqlite, batchId));
  }

  /** Applies at once what changes nothing in the lake. */
  applyAlone(change: IdentityChange | undefined): void {
    if (change === undefined || isEmpty(change)) return;
    const sqlite = adds(change) ? this.#file.made() : this.#file.existing();
    sqlite?.transaction(() => write(sqlite, change));
  }

  /** Forgets what was prepared for a batch that was not committed. */
  discard(batchId: string): void {
    this.#file.existing()?.run('DELETE FROM pending_changes WHERE batch_id = ?', batchId);
  }

  /** Applies or forgets whatever a killed writer left prepared. */
  settle(isCommitted: (batchId: string) => boolean): void {
    const sqlite = this.#file.existing();
    if (!sqlite) return;
    const left = sqlite.all<{ batch_id: string }>('SELECT batch_id FROM pending_changes ORDER BY batch_id');
    for (const { batch_id: batchId } of left)
      if (isCommitted(batchId)) this.apply(batchId);
      else this.discard(batchId);
  }

  /** Closes values as the site wants them kept now; returns how many studies lost each to a hash or altogether. */
  tighten(how: Tightening): IdentityCount[] {
    const sqlite = this.#file.existing();
    return sqlite ? tighten(sqlite, how) : [];
  }

  /** How many studies have each value in clear and as a hash. */
  count(): IdentityCount[] {
    const sqlite = this.#file.existing();
    return sqlite ? countIdentities(sqlite) : [];
  }

  /**
   * Rewrites the file so that no byte of what was removed is left in it or in its log. False while another process
   * reads an older state; to be tried again.
   */
  purge(): boolean {
    const sqlite = this.#file.existing();
    if (!sqlite) return true;
    sqlite.exec('VACUUM');
    const [result] = sqlite.all<{ busy: number }>('PRAGMA wal_checkpoint(TRUNCATE)');
    return result?.busy === 0;
  }

  close(): void {
    this.#file.close();
  }

  #rowsWith<R>(table: string, column: string, values: readonly string[]): R[] {
    const sqlite = this.#file.existing();
    if (!sqlite) return [];
    const rows: R[] = [];
    for (let start = 0; start < values.length; start += PAGE_ROWS) {
      const page = JSON.stringify(values.slice(start, start + PAGE_ROWS));
      rows.push(
        ...sqlite.all<R>(
          `SELECT * FROM ${table} WHERE ${column} IN (SELECT value FROM json_each(?)) ORDER BY ${column}`,
          page,
        ),
      );
    }
    return rows;
  }
}

function isEmpty(change: IdentityChange): boolean {
  return Object.values(change).every((list: readonly unknown[]) => list.length === 0);
}

function adds({ objects = [], studies = [] }: IdentityChange): boolean {
  return objects.length + studies.length > 0;
}

function applyPrepared(sqlite: Sqlite, batchId: string): void {
  const sql = 'SELECT change FROM pending_changes WHERE batch_id = ?';
  const pending = sqlite.one<{ change: string }>(sql, batchId);
  if (!pending) return;
  write(sqlite, JSON.parse(pending.change) as IdentityChange);
  sqlite.run('DELETE FROM pending_changes WHERE batch_id = ?', batchId);
}

function write(
  sqlite: Sqlite,
  { objects = [], removeObjects = [], studies = [], removeStudies = [] }: IdentityChange,
): void {
  const remove = (table: string, column: string, keys: readonly string[]): void => {
    if (keys.length === 0) return;
    const sql = `DELETE FROM ${table} WHERE ${column} IN (SELECT value FROM json_each(?))`;
    sqlite.run(sql, JSON.stringify(keys));
  };
  remove('object_identities', 'sha256', removeObjects);
  remove('patient_identities', 'study_id', removeStudies);
  for (const object of objects) {
    const values = PATIENT_FIELDS.flatMap((field) => [object[field].text, object[field].kept]);
    sqlite.run(
      'INSERT OR REPLACE INTO object_identities VALUES (?, ?, ?, ?, ?, ?, ?)',
      object.sha256,
      ...values,
    );
  }
  for (const study of studies) {
    if (study.study_id === null) continue;
    const values = PATIENT_FIELDS.map((field) => study[field]);
    sqlite.run(
      'INSERT OR REPLACE INTO patient_identities VALUES (?, ?, ?, ?, ?)',
      ...[study.study_id, ...values, (study.hashed_fields ?? []).join(',')],
    );
  }
}

function objectIdentity(row: ObjectRow): ObjectIdentity {
  return {
    sha256: row.sha256,
    patient_name: { kept: row.patient_name_kept, text: row.patient_name },
    patient_id: { kept: row.patient_id_kept, text: row.patient_id },
    patient_birth_date: { kept: row.patient_birth_date_kept, text: row.patient_birth_date },
  };
}

function patientIdentity({ hashed_fields, ...row }: StudyRow): PatientIdentity {
  const among = hashed_fields.split(',');
  const hashed = PATIENT_FIELDS.filter((field) => among.includes(field));
  return { ...row, hashed_fields: hashed.length === 0 ? null : hashed };
}
