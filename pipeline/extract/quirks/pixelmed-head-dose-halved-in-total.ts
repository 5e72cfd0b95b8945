import type { AccumulatedDose, CtEvent } from '../../../warehouse/tables/index.js';
import type { Reading } from '../reading.js';

const QUIRK = 'pixelmed-head-dose-halved-in-total';

/** What PixelMed takes the dose in the head phantom times for that in the body phantom. */
const HEAD_IN_BODY_PHANTOM = 0.5;
/** It rounds its total to a hundredth, and scanners the dose of an event. */
const ROUNDED_MGY_CM = 0.01;

/**
 * A dose as it goes into a total DLP of PixelMed (dose reports made of the dose pages and images of GE and Toshiba
 * scanners): that total is of the body phantom, with half of what the head phantom has; what stands per phantom or per
 * event is not converted.
 */
export function inBodyPhantom(dlp_mgy_cm: number, isInHeadPhantom: boolean): number {
  return isInHeadPhantom ? HEAD_IN_BODY_PHANTOM * dlp_mgy_cm : dlp_mgy_cm;
}

/** Lets such a total without sub-totals, as the events of its report tell, stand over all phantoms. */
export function readConvertedTotal(
  reading: Reading,
  [row, ...others]: readonly AccumulatedDose[],
  events: readonly CtEvent[],
): void {
  if (row?.part !== 'body_32cm' || others.length > 0 || row.dlp_total_mgy_cm === null) return;
  const inHead = events.filter((event) => event.ctdi_phantom === 'head_16cm');
  const inBody = events.filter((event) => event.ctdi_phantom === 'body_32cm');
  const head = inBodyPhantom(sumOf(inHead), true);
  const rounding = ROUNDED_MGY_CM * (inHead.length + inBody.length + 1);
  if (head <= rounding || Math.abs(row.dlp_total_mgy_cm - head - sumOf(inBody)) > rounding) return;
  row.part = 'all';
  row.part_code = null;
  row.part_meaning = null;
  noteConversion(reading, null);
}

function sumOf(events: readonly CtEvent[]): number {
  return events.reduce((sum, event) => sum + (event.dlp_mgy_cm ?? 0), 0);
}

export function noteConversion(reading: Reading, path: string | null): void {
  reading.quirks.add(QUIRK);
  const message = 'dlp_total_mgy_cm: adds half of the dose in the head phantom, as if in the body phantom';
  reading.finding('dlp_converted', path, message);
}
