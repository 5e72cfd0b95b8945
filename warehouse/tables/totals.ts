import { column, type Column } from './column.js';

type Suffixed<Name extends string, Unit extends string> = `${Name}_${Unit}`;
type TotalColumns<Name extends string, Unit extends string> = Record<
  Suffixed<Name, Unit> | `${Suffixed<Name, Unit>}_event_sum`,
  Column<'number'>
> &
  Record<`${Suffixed<Name, Unit>}_source`, Column<'text'>>;

/**
 * A study total with where it came from (`accumulated`, `accumulated_sum`, `summed_events`, `mixed`)
 * and the sum over the counted events beside it. Takes three field ids from `fieldId` on.
 */
export function total<const Name extends string, const Unit extends string>(
  fieldId: number,
  name: Name,
  unit: Unit,
  label: string,
  definition: string,
  source: string,
): TotalColumns<Name, Unit> {
  return {
    [`${name}_${unit}`]: column(fieldId, 'number', label, definition, { source }),
    [`${name}_${unit}_source`]: column(
      fieldId + 1,
      'text',
      `${label}: source`,
      'accumulated: stated by the report; accumulated_sum: sum of the totals of several reports; summed_events: sum of the events; mixed: parts of either',
    ),
    [`${name}_${unit}_event_sum`]: column(
      fieldId + 2,
      'number',
      `${label}: sum of events`,
      `Sum over the counted events: ${definition}`,
    ),
  } as TotalColumns<Name, Unit>;
}

type Planes<Name extends string, Unit extends string> = TotalColumns<Name, Unit> &
  TotalColumns<`${Name}_a`, Unit> &
  TotalColumns<`${Name}_b`, Unit>;

/** A projection total over all planes, and of plane A (or the single plane) and plane B. Takes nine field ids. */
export function planeTotals<const Name extends string, const Unit extends string>(
  fieldId: number,
  name: Name,
  unit: Unit,
  label: string,
  definition: string,
  source: string,
): Planes<Name, Unit> {
  return {
    ...total(fieldId, name, unit, label, definition, source),
    ...total(
      fieldId + 3,
      `${name}_a`,
      unit,
      `${label}, plane A`,
      `${definition} Plane A or the single plane.`,
      source,
    ),
    ...total(fieldId + 6, `${name}_b`, unit, `${label}, plane B`, `${definition} Plane B.`, source),
  } as Planes<Name, Unit>;
}
