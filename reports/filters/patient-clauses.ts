import { PATIENT_FIELDS, type PatientField } from '../../warehouse/tables/index.js';
import type { Patients } from '../patients.js';
import { keyOf } from './fields.js';
import type { Bound, Clause, Filter, Parsed, Test } from './filter.js';
import { resolveBound } from './moments.js';

/** What finding patients depends on besides the filter. */
export interface PatientSearch {
  readonly patients: Patients;
  /** Today's date where the site is, YYYY-MM-DD. */
  readonly today: string;
  /** The stored form of a value where the site hashes it. */
  readonly hash: (field: PatientField, text: string) => string;
}

/** Most studies that a clause on identity may find: their ids go into the query. */
const MOST_STUDIES = 200_000;

/**
 * The filter with every clause on identity made a clause on the studies that it finds: identity stands outside the
 * lake, where no query reaches it.
 */
export async function findPatients(filter: Filter, search: PatientSearch): Promise<Parsed<Filter>> {
  const clauses: Clause[] = [];
  for (const clause of filter.clauses) {
    const field = patientFieldOf(clause);
    if (field === null) {
      clauses.push(clause);
      continue;
    }
    const test = patientTest(clause.test, field, search);
    const studyIds = await search.patients.studiesWith(field, test, MOST_STUDIES);
    if (studyIds === null) {
      const message = `finds more than ${MOST_STUDIES} studies; say more of the patient`;
      return { ok: false, problems: [{ field: keyOf(clause), message }] };
    }
    clauses.push({ ...clause, studyIds });
  }
  return { ok: true, value: { clauses } };
}

/** The field that a clause asks for where it stands outside the lake; null for columns of the lake. */
export function patientFieldOf({ scope, column }: Pick<Clause, 'scope' | 'column'>): PatientField | null {
  if (scope !== 0) return null;
  return PATIENT_FIELDS.find((field) => field === column) ?? null;
}

/** Whether a kept value passes; of `is`, whether there is one. A hash is equal or not, nothing else can be told of it. */
function patientTest(
  test: Test,
  field: PatientField,
  { hash, today }: PatientSearch,
): (value: string, isHash: boolean) => boolean {
  switch (test.kind) {
    case 'is':
      return () => true;
    case 'equals': {
      const wanted = String(test.value);
      const hashed = hash(field, wanted);
      return (value, isHash) => value === (isHash ? hashed : wanted);
    }
    case 'contains': {
      const wanted = comparable(test.text);
      const hashed = hash(field, test.text);
      return (value, isHash) =>
        isHash ? value === hashed : spellings(value).some((spelling) => spelling.includes(wanted));
    }
    case 'range':
      return (value, isHash) => !isHash && isWithin(value, test, today);
  }
}

/** As it is stored, and each representation of each name as people write it: `Family, Given Middle`. */
function spellings(value: string): string[] {
  const stored = comparable(value);
  return [stored, ...stored.split(/=| \| /).map(asWritten)];
}

function asWritten(representation: string): string {
  const [family, ...given] = representation.split('^').map((part) => part.trim());
  const called = given.filter((name) => name !== '').join(' ');
  return [family, called].filter((name) => name !== '').join(', ');
}

function comparable(text: string): string {
  return text.normalize('NFC').toLowerCase();
}

function isWithin(
  value: string,
  { from, to, toExclusive }: Test & { kind: 'range' },
  today: string,
): boolean {
  const bound = (of: Bound): string => String(resolveBound(of, today));
  if (from !== null && value < bound(from)) return false;
  return to === null || (toExclusive ? value < bound(to) : value <= bound(to));
}
