import type { PatientField, PatientIdentity } from '../warehouse/tables/index.js';

/** What the site keeps of patients, for those who may see identity. */
export interface Patients {
  /** What is kept of these studies; studies of which nothing is kept are not among them. */
  ofStudies(studyIds: readonly string[]): readonly PatientIdentity[];
  /**
   * Ids of studies whose value passes a test; null when these are more than `limit`. Goes through all of them without
   * holding up the server.
   */
  studiesWith(
    field: PatientField,
    test: (value: string, isHash: boolean) => boolean,
    limit: number,
  ): Promise<readonly string[] | null>;
}
