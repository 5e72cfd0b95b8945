import { EXPOSURE_TIME, KVP, TUBE_CURRENT } from '../../dicom/concepts/ct.js';
import {
  AVERAGE_TUBE_CURRENT,
  EXPOSURE,
  NUMBER_OF_PULSES,
  PHILIPS_NUMBER_OF_FRAMES,
  PULSE_WIDTH,
} from '../../dicom/concepts/projection.js';
import { DERIVATION } from '../../dicom/concepts/report.js';
import { codedItem, type ContentItem } from '../../dicom/content-item.js';
import { EUROCOLUMBUS_PULSES_IN_ONE_NUMBER } from '../quirks/eurocolumbus-pulses-in-one-number.js';
import type { RowReader } from '../row-reader.js';

type EventReader = RowReader<'projection_events'>;

/**
 * Number of pulses and how it was found (row IMP-175). Philips Allura Xper gives only its private number of frames
 * for some events (Q09); Canon Alphenix puts the derivation beside the number instead of below it.
 */
export function readPulseCount(event: EventReader, item: ContentItem): void {
  event.number('pulse_count', item, NUMBER_OF_PULSES, '1');
  const derivation = codedItem(DERIVATION, [...item.all(NUMBER_OF_PULSES), item]);
  if (derivation) {
    event.codeOf({ meaning: 'pulse_count_derivation', code: 'pulse_count_derivation_code' }, derivation);
  }
  if (event.row.pulse_count !== null) return;
  event.number('pulse_count', item, PHILIPS_NUMBER_OF_FRAMES, '1');
  if (event.row.pulse_count !== null) event.reading.quirks.add('philips-number-of-frames');
}

/**
 * Voltage, current, width and exposure of the pulses, one item or one value each (EuroColumbus, Q41), and what is stated
 * of all pulses together (rows IMP-177…IMP-182).
 */
export function readPulses(event: EventReader, item: ContentItem): void {
  readPulsesOf(event, 'kvp_pulses_kv', item.all(KVP), 'kV');
  readPulsesOf(event, 'tube_current_pulses_ma', item.all(TUBE_CURRENT), 'mA');
  readPulsesOf(event, 'pulse_width_pulses_ms', item.all(PULSE_WIDTH), 'ms');
  readPulsesOf(event, 'exposure_pulses_mas', item.all(EXPOSURE), 'uA.s');
  event.number('tube_current_ma', item, AVERAGE_TUBE_CURRENT, 'mA');
  event.number('exposure_time_ms', item, EXPOSURE_TIME, 'ms');
}

/** What follows from the pulses of an event, once all of it is read, where it is not stated. */
export function deriveFromPulses(event: EventReader, item: ContentItem): void {
  const { row } = event;
  const currents = row.tube_current_pulses_ma ?? [];
  const widths = row.pulse_width_pulses_ms ?? [];
  const derive = (column: DerivedColumn, value: number | null) =>
    event.set(column, value, { path: item.path, raw: 'from the pulses' });
  derive('kvp_kv', meanOf((row.kvp_pulses_kv ?? []).filter((voltage) => voltage !== 0)));
  derive('pulse_width_ms', meanOf(widths));
  derive('exposure_mas', sumOf(row.exposure_pulses_mas ?? []));
  if (row.tube_current_ma === null) derive('tube_current_ma', meanCurrent(currents, widths));
  deriveExposureTime(event, item, widths);
  derive('exposure_derived_mas', derivedExposure_mas(event, currents, widths));
}

function readPulsesOf(
  event: EventReader,
  column: 'kvp_pulses_kv' | 'tube_current_pulses_ma' | 'pulse_width_pulses_ms' | 'exposure_pulses_mas',
  items: readonly ContentItem[],
  templateUnit: string,
): void {
  const values = event.numbers(column, items, templateUnit);
  if (values.length > items.length) event.reading.quirks.add(EUROCOLUMBUS_PULSES_IN_ONE_NUMBER);
}

type DerivedColumn =
  'kvp_kv' | 'pulse_width_ms' | 'exposure_mas' | 'tube_current_ma' | 'exposure_derived_mas';

/** 113824 and the older 113735; else from the widths of the pulses and their number, marked as derived (IMP-179). */
function deriveExposureTime(event: EventReader, item: ContentItem, widths_ms: readonly number[]): void {
  const { row } = event;
  if (row.exposure_time_ms !== null) {
    row.exposure_time_is_derived = false;
    return;
  }
  const time_ms = overPulses(widths_ms, row.pulse_count);
  if (time_ms === null) return;
  event.set('exposure_time_ms', time_ms, { path: item.path, raw: 'from pulse widths and number of pulses' });
  row.exposure_time_is_derived = true;
}

/** Mean over time where each pulse has its width, else over the pulses that had a current. */
function meanCurrent(currents_ma: readonly number[], widths_ms: readonly number[]): number | null {
  const time_ms = sumOf(widths_ms);
  if (currents_ma.length > 1 && currents_ma.length === widths_ms.length && time_ms) {
    const charge = sumOf(currents_ma.map((current, pulse) => current * widths_ms[pulse]!));
    return charge === null ? null : tidied(charge / time_ms);
  }
  return meanOf(currents_ma.filter((current) => current !== 0));
}

/** Current times width over all pulses; with one current for the whole event, times its exposure time. */
function derivedExposure_mas(
  { row }: EventReader,
  currents_ma: readonly number[],
  widths_ms: readonly number[],
): number | null {
  if (currents_ma.length > 0 && currents_ma.length === widths_ms.length) {
    const perPulse = currents_ma.map((current, pulse) => (current * widths_ms[pulse]!) / 1000);
    const exposure_mas = overPulses(perPulse, row.pulse_count);
    if (exposure_mas !== null) return exposure_mas;
  }
  if (row.tube_current_ma === null || row.exposure_time_ms === null) return null;
  return tidied((row.tube_current_ma * row.exposure_time_ms) / 1000);
}

/** Sum over `count` pulses, of which each or only some (then their mean stands for all) are stated. */
function overPulses(values: readonly number[], count: number | null): number | null {
  const sum = sumOf(values);
  if (sum === null || (count === null && values.length === 1) || (count ?? 1) <= 0) return null;
  return count === null || values.length === count ? sum : tidied((sum / values.length) * count);
}

function sumOf(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return tidied(values.reduce((sum, value) => sum + value, 0));
}

function meanOf(values: readonly number[]): number | null {
  const sum = sumOf(values);
  return sum === null ? null : values.length === 1 ? values[0]! : tidied(sum / values.length);
}

/** Takes the noise of binary addition off: 0.1 + 0.2 is 0.3. */
function tidied(value: number): number {
  return Number(value.toPrecision(14));
}
