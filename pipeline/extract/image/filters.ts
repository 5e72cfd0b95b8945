import type { Device } from '../../../warehouse/tables/index.js';
import type { DataSet } from '../../dicom/data-set.js';
import { isPartial, parseDecimal } from '../../dicom/decimal.js';
import { showTag } from '../../dicom/element.js';
import { TAG } from '../../dicom/tags.js';
import { isKodakDr7500, KODAK_DR_7500_THICKNESS_PAIR } from '../quirks/kodak-dr-7500-units.js';
import { isSpeltAluminium, PHILIPS_ALUMINIUM_SPELLING } from '../quirks/philips-aluminium-spelling.js';
import { copperThicknessInType, SIEMENS_MULTIX_FILTER_TYPE } from '../quirks/siemens-multix-filter-type.js';
import type { Reading } from '../reading.js';
import type { RowReader } from '../row-reader.js';
import { NO_FILTER, type Filter } from '../x-ray-filter.js';
import { materialCode } from './material-names.js';

/** Filter types of the image modules as PS3.16 CID 10007 (row IMP-385, BUG-09). */
const TYPES: Readonly<Record<string, readonly [code: string, meaning: string]>> = {
  NONE: ['111609', 'No filter'],
  STRIP: ['113650', 'Strip filter'],
  WEDGE: ['113651', 'Wedge filter'],
  BUTTERFLY: ['113652', 'Butterfly filter'],
  FLAT: ['113653', 'Flat filter'],
};

function ofType(name: string): Pick<Filter, 'type' | 'type_code'> {
  const [code = null, meaning = null] = TYPES[name.trim().toUpperCase()] ?? [];
  return { type: meaning, type_code: code };
}

/**
 * Filters of a radiograph (rows IMP-384…IMP-391): none without a type; several materials pair with as many
 * thicknesses and are flat.
 */
export function readRadiographyFilters(
  event: RowReader<'projection_events'>,
  dataSet: DataSet,
  device: Device,
): void {
  const type = dataSet.firstText(TAG.FilterType);
  if (type === null) return;
  const path = showTag(TAG.FilterType);
  const copper_mm = copperThicknessInType(type);
  if (copper_mm !== null) {
    const copper = { ...NO_FILTER, ...ofType('FLAT'), ...ofMaterial('COPPER', event.reading) };
    const filter = { ...copper, thickness_min_mm: copper_mm, thickness_max_mm: copper_mm };
    event.set('filters', [filter], { path, raw: type, quirk: SIEMENS_MULTIX_FILTER_TYPE });
    return;
  }
  event.set('filters', statedFilters(event.reading, dataSet, device, type), { path, raw: type });
}

/** Filters of a mammogram (row IMP-316): by material, whatever type is stated; without one, none is known. */
export function readMammographyFilters(
  event: RowReader<'projection_events'>,
  dataSet: DataSet,
  device: Device,
): void {
  const material = dataSet.text(TAG.FilterMaterial);
  if (material === null) return;
  const type = dataSet.firstText(TAG.FilterType) ?? '';
  // Some makers state NONE beside the material of the filter: there was one, of no special shape.
  const shape = type.toUpperCase() === 'NONE' ? '' : type;
  event.set('filters', statedFilters(event.reading, dataSet, device, shape), {
    path: showTag(TAG.FilterMaterial),
    raw: material,
  });
}

function statedFilters(reading: Reading, dataSet: DataSet, device: Device, type: string): Filter[] {
  if (type.toUpperCase() === 'NONE') return [{ ...NO_FILTER, ...ofType('NONE') }];
  const materials = dataSet
    .texts(TAG.FilterMaterial)
    .flatMap((value) => value.split(','))
    .filter((value) => value.trim() !== '');
  const count = Math.max(materials.length, 1);
  const separation = { isKodak: isKodakDr7500(device), count };
  const least = thicknesses(reading, dataSet, TAG.FilterThicknessMinimum, separation);
  const most = thicknesses(reading, dataSet, TAG.FilterThicknessMaximum, separation);
  noteUnpaired(reading, count, least, most);
  return Array.from({ length: count }, (_, index) => ({
    ...NO_FILTER,
    ...ofType(count > 1 ? 'FLAT' : type),
    ...(materials[index] === undefined ? {} : ofMaterial(materials[index], reading)),
    ...ordered(least[index] ?? null, most[index] ?? null),
  }));
}

function ofMaterial(name: string, reading: Reading): Pick<Filter, 'material' | 'material_code'> {
  if (isSpeltAluminium(name)) reading.quirks.add(PHILIPS_ALUMINIUM_SPELLING);
  const code = materialCode(name);
  return { material: code?.meaning ?? name.trim(), material_code: code?.value ?? null };
}

/** Least and greatest thickness, exchanged where they were sent the other way round (row IMP-388); 0 is kept. */
function ordered(
  least: number | null,
  most: number | null,
): Pick<Filter, 'thickness_min_mm' | 'thickness_max_mm'> {
  const isExchanged = least !== null && most !== null && least > most;
  return isExchanged
    ? { thickness_min_mm: most, thickness_max_mm: least }
    : { thickness_min_mm: least, thickness_max_mm: most };
}

/**
 * Thicknesses in mm. A comma separates those of several filters where the device is known to write so, and where it
 * gives as many values as there are materials (row IMP-386).
 */
function thicknesses(
  reading: Reading,
  dataSet: DataSet,
  tag: number,
  { isKodak, count }: { readonly isKodak: boolean; readonly count: number },
): readonly number[] {
  const raw = dataSet.text(tag);
  if (raw === null) return [];
  const isList = raw.includes(',') && (isKodak || (count > 1 && raw.split(',').length === count));
  if (isList && isKodak) reading.quirks.add(KODAK_DR_7500_THICKNESS_PAIR);
  const { values, problem } = parseDecimal(raw, isList ? { pairSeparator: ',' } : {});
  if (problem && !isList) reading.finding(problem, showTag(tag), 'filter thickness: not written as a number');
  const isImpossible = values.some((value) => value < 0);
  if (isImpossible) reading.finding('value_impossible', showTag(tag), 'filter thickness: below 0; left out');
  // What stands beside an unreadable one cannot be paired any more.
  return isImpossible || isPartial(problem) ? [] : values;
}

function noteUnpaired(
  reading: Reading,
  count: number,
  least: readonly number[],
  most: readonly number[],
): void {
  if (least.length <= count && most.length <= count) return;
  reading.finding('several_values', showTag(TAG.FilterMaterial), 'more filter thicknesses than materials');
}
