import { TABLES } from '../../warehouse/tables/index.js';
import type { EventTable } from './fields.js';
import { columnSql } from './sql.js';

/** Constant angle acquisition: a localiser (CID 10013). */
const LOCALISER_CODE = '113805';

/** The count of counted events that belongs to an accumulated total of one plane or breast, null where none is kept. */
function partTotal(column: string): { readonly eventSum: string } | null {
  const isPart = /_(a|b)_(gy_cm2|mgy|s)$/.test(column) || /^agd_(left|right|both)_mgy$/.test(column);
  const eventSum = `${column}_event_sum`;
  return isPart && Object.hasOwn(TABLES.studies.columns, eventSum) ? { eventSum } : null;
}

/**
 * The condition that a stated 0 is no dose: the CTDIvol of a localiser, or the accumulated 0 of a plane or breast
 * of which no event states the quantity. Statistics leave these out and say how many. Null where a 0 is always meant.
 */
export function unirradiatedSql(table: EventTable | 'studies', column: string, alias: string): string | null {
  const value = columnSql(alias, column);
  if (table === 'ct_events' && column === 'ctdi_vol_mgy') {
    return `(${value} = 0 AND ${columnSql(alias, 'ct_acquisition_type_code')} = '${LOCALISER_CODE}')`;
  }
  const part = table === 'studies' ? partTotal(column) : null;
  return part ? `(${value} = 0 AND ${columnSql(alias, part.eventSum)} IS NULL)` : null;
}
