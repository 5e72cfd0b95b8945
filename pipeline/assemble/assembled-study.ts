import type { PatientIdentity, TableRow } from '../../warehouse/tables/index.js';
import type { LosingDocument } from './document-order.js';
import type { StudyAlias } from './study-identifier.js';

/** The tables that assembly writes. */
export interface AssembledRows {
  readonly studies: TableRow<'studies'>[];
  readonly ct_events: TableRow<'ct_events'>[];
  readonly projection_events: TableRow<'projection_events'>[];
  readonly nm_administrations: TableRow<'nm_administrations'>[];
  readonly accumulated_doses: TableRow<'accumulated_doses'>[];
  readonly devices: TableRow<'devices'>[];
}

/** All that the documents of one StudyInstanceUID give. */
export interface AssembledStudy {
  readonly rows: AssembledRows;
  /** What the site keeps of the patient, per study row; it never goes into the lake. */
  readonly patients: readonly PatientIdentity[];
  /** SOP instance UIDs of the reports that another document supersedes, in order. */
  readonly supersededUids: readonly string[];
  readonly losers: readonly LosingDocument[];
  /** Other identifiers that lead to the study rows. */
  readonly aliases: readonly StudyAlias[];
}

export function noRows(): AssembledRows {
  return {
    studies: [],
    ct_events: [],
    projection_events: [],
    nm_administrations: [],
    accumulated_doses: [],
    devices: [],
  };
}
