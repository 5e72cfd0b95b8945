import { carryOrigin } from '../extract/origins.js';

/** Columns that say where a row stands and where it came from, not what the exposure was. */
const OF_THE_ROW: ReadonlySet<string> = new Set([
  'study_id',
  'event_key',
  'event_index',
  'irradiation_event_uid',
  'device_id',
  'source_sop_instance_uid',
  'source_kind',
  'counted',
  'standard_name',
  'administration_index',
  'pet_series',
]);

/** Columns that only make sense beside another: filled only where that other is blank too. */
const QUALIFIERS: readonly (readonly [suffix: string, base: string])[] = [
  ['_code', ''],
  ['_scheme', ''],
  ['_text', ''],
  ['_meaning', ''],
  ['_unit', ''],
  ['_is_derived', '_ms'],
  ['_offset_min', '_local'],
  ['_codes', 's'],
];

/**
 * Fills the blanks of one description of an exposure from another of the same exposure; what stands is never changed.
 * A code is filled only together with what it is the code of.
 */
export function fillBlanks<Row extends object>(target: Row, source: Row): void {
  const from = source as Readonly<Record<string, unknown>>;
  const into = target as Record<string, unknown>;
  const blanks = new Set(
    Object.keys(from).filter((column) => into[column] === null && !OF_THE_ROW.has(column)),
  );
  for (const column of blanks) {
    const base = baseOf(column);
    if (from[column] === null || (base !== null && base in into && !blanks.has(base))) continue;
    into[column] = from[column];
    carryOrigin(target, source, column);
  }
}

const bases = new Map<string, string | null>();

function baseOf(column: string): string | null {
  const known = bases.get(column);
  if (known !== undefined) return known;
  const rule = QUALIFIERS.find(([suffix]) => column.endsWith(suffix));
  const base = rule ? column.slice(0, -rule[0].length) + rule[1] : null;
  bases.set(column, base);
  return base;
}
