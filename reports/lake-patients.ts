import { setImmediate as nextTurn } from 'node:timers/promises';
import type { DoseLake } from '../warehouse/index.js';
import type { Patients } from './patients.js';

/** Rows that one turn of the event loop looks at: some milliseconds. */
const PAGE_ROWS = 5000;

/** The identities that stand beside a lake. */
export function lakePatients({ context: { identities } }: DoseLake): Patients {
  return {
    ofStudies: (studyIds) => identities.ofStudies(studyIds),
    async studiesWith(field, test, limit) {
      const found: string[] = [];
      for (let after = ''; ;) {
        const page = identities.studiesAfter(after, PAGE_ROWS);
        for (const row of page) {
          const value = row[field];
          if (value !== null && test(value, row.hashed_fields?.includes(field) ?? false))
            found.push(row.study_id!);
        }
        if (found.length > limit) return null;
        if (page.length < PAGE_ROWS) return found;
        after = page.at(-1)!.study_id!;
        await nextTurn();
      }
    },
  };
}
