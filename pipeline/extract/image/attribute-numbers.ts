import type { TableName, TableRow } from '../../../warehouse/tables/index.js';
import type { DataSet } from '../../dicom/data-set.js';
import { isUsualSize } from '../../dicom/decimal.js';
import { showTag } from '../../dicom/element.js';
import { CANONICAL_UNITS, convert, NEVER_NEGATIVE } from '../../dicom/units.js';
import type { NumberColumn, RowReader } from '../row-reader.js';
import { canonicalUnitOf } from '../stated-numbers.js';

type BinaryVr = 'US' | 'FD' | 'FL';

/** Sets a column from a binary attribute that is stated in `unit`; the first of several. */
export function readBinaryNumber<N extends TableName>(
  row: RowReader<N>,
  column: NumberColumn<N>,
  dataSet: DataSet,
  tag: number,
  vr: BinaryVr,
  unit: string,
): void {
  const values = dataSet.binaryNumbers(tag, vr);
  const [stated] = values;
  if (stated === undefined) return;
  const decimal = vr === 'FL' ? decimalOfFloat(stated) : stated;
  const origin = { path: showTag(tag), raw: String(decimal), unit };
  const value = inColumnUnit(column, decimal, unit);
  if (value === null) {
    const message = `${column}: no number that a quantity could have`;
    return row.reading.finding('number_not_a_number', origin.path, message);
  }
  row.set(column, value as TableRow<N>[typeof column], origin);
  if (new Set(values).size < 2) return;
  const message = `${column}: ${values.length} values where one is expected; the first is taken`;
  row.reading.finding('several_values', origin.path, message);
}

/** The decimal that a number of 32 bits was made from: 0.1 and not 0.10000000149. */
export function decimalOfFloat(value: number): number {
  return Number(value.toPrecision(7));
}

function inColumnUnit(column: string, value: number, unit: string): number | null {
  if (!isUsualSize(value)) return null;
  const canonical = canonicalUnitOf(column);
  if (canonical && value < 0 && NEVER_NEGATIVE.has(canonical)) return null;
  return canonical ? convert(value, unit, CANONICAL_UNITS[canonical], canonical).value : value;
}

/**
 * Takes back values that an exposure cannot have: a stated 0 of these quantities means that nothing was measured
 * (a negative one is a finding beside). Absent and impossible are both null, never 0.
 */
export function dropImpossible<N extends TableName>(
  row: RowReader<N>,
  columns: readonly NumberColumn<N>[],
): void {
  for (const column of columns) {
    const value = row.row[column] as number | null;
    if (value === null || value > 0) continue;
    row.row[column] = null as TableRow<N>[typeof column];
    if (value < 0) row.reading.finding('value_impossible', column, `${column}: below 0; left out`);
  }
}
