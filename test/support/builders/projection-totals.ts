import { VALUE, type Code } from './codes.js';
import type { ProjectionKind } from './projection-defaults.js';
import type { ProjectionEvent } from './projection-event.js';
import type { AccumulatedQuantities, Quantity } from './projection-quantities.js';
import { rounded } from './seeded.js';

/** Totals as a device would report them over these events of one plane. */
export function accumulatedTotals(
  kind: ProjectionKind,
  events: readonly ProjectionEvent[],
): AccumulatedQuantities {
  if (kind === 'mammography') return {};
  const totals = { kap_total_gy_m2: kap(events), frame_count: frames(kind, events) };
  if (kind === 'radiography') return totals;
  const fluoro = events.filter((event) => event.type === 'fluoroscopy');
  const acquired = events.filter((event) => event.type !== 'fluoroscopy');
  return {
    ...totals,
    dose_rp_total_gy: doseRp(events),
    kap_fluoro_gy_m2: kap(fluoro),
    dose_rp_fluoro_gy: doseRp(fluoro),
    fluoro_time_s: time(fluoro),
    kap_acquisition_gy_m2: kap(acquired),
    dose_rp_acquisition_gy: doseRp(acquired),
    acquisition_time_s: time(acquired),
  };
}

/** Average glandular dose per breast, for the breasts that were exposed. */
export function breastTotals(
  events: readonly ProjectionEvent[],
): readonly { breast: Code; agd_mgy: number }[] {
  const sides = [
    [VALUE.right, VALUE.rightBreast],
    [VALUE.left, VALUE.leftBreast],
  ] as const;
  return sides.flatMap(([side, breast]) => {
    const exposed = events.filter((event) => event.laterality?.value === side.value);
    return exposed.length === 0
      ? []
      : [{ breast, agd_mgy: rounded(sum(exposed.map((event) => event.agd_mgy)), 3) }];
  });
}

const kap = (events: readonly ProjectionEvent[]): number =>
  rounded(sum(events.map((event) => event.kap_gy_m2)), 9);
const doseRp = (events: readonly ProjectionEvent[]): number =>
  rounded(sum(events.map((event) => event.dose_rp_gy)), 7);
const time = (events: readonly ProjectionEvent[]): number =>
  rounded(sum(events.map((event) => event.irradiation_duration_s)), 1);

function frames(kind: ProjectionKind, events: readonly ProjectionEvent[]): number {
  if (kind === 'radiography') return events.length;
  return sum(events.filter((event) => event.type !== 'fluoroscopy').map((event) => event.pulse_count));
}

function sum(quantities: readonly (Quantity | undefined)[]): number {
  return quantities.reduce<number>((total, one) => total + (typeof one === 'number' ? one : 0), 0);
}
