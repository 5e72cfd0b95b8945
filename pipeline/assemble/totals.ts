import { grouped } from '../grouped.js';
import { decimalSum, roundingOf, sumOfStated } from './decimal-sum.js';

/** One event's value of a quantity; null where the event does not state it. */
export interface EventValue {
  readonly key: string;
  readonly value: number | null;
}

/** The report behind a total: the machine that it is of, and all its events. */
interface TotalReport {
  readonly machine: object;
  readonly events: readonly unknown[];
}

/** What one current report says of a quantity: its total, and the values of its own events. */
export interface ReportedTotal {
  readonly report: TotalReport;
  readonly stated: number | null;
  readonly events: readonly EventValue[];
  /** Whether events stand in it for a plane that the report does not accumulate. */
  readonly isPartlySummed?: boolean;
}

export type TotalSource = 'accumulated' | 'accumulated_sum' | 'summed_events' | 'mixed';

/** Why a total is not simply what was accumulated. */
export type TotalDoubt = 'absent' | 'zero' | 'partly_absent' | 'overlap' | 'disagrees' | 'far_from_events';

export interface Total {
  readonly value: number | null;
  readonly source: TotalSource | null;
  readonly eventSum: number | null;
  readonly doubt: TotalDoubt | null;
}

type Part = Pick<Total, 'value' | 'source' | 'doubt'>;

const NOTHING: Part = { value: null, source: null, doubt: null };

/** What decides where the totals of several reports and their events disagree. */
export type Trust = 'events' | 'totals_far_from_events';

/**
 * Total of one quantity over a study (blueprint, "Study assembly"): what the current reports accumulated, in order of
 * content time, and the events that no report holds (`unreported`), with the sum over all distinct events beside it.
 */
export function totalOf(
  reports: readonly ReportedTotal[],
  unreported: readonly EventValue[] = [],
  trust: Trust = 'events',
): Total {
  const reported = totalOfReports(reports.filter(statesAnything), trust);
  const rest = sumOfStated(unreported.map((event) => event.value));
  return { ...joined(reported, rest), eventSum: sumOfDistinct(reports, unreported) };
}

function statesAnything(report: ReportedTotal): boolean {
  return report.stated !== null || report.events.some((event) => event.value !== null);
}

function joined(reported: Part, rest: number | null): Part {
  const isUnknown = reported.value === null && reported.doubt !== null;
  if (rest === null || isUnknown) return reported;
  if (reported.value === null) return { ...reported, value: rest, source: 'summed_events' };
  const source = reported.source === 'summed_events' ? 'summed_events' : 'mixed';
  return { ...reported, value: decimalSum([reported.value, rest]), source };
}

function totalOfReports(reports: readonly ReportedTotal[], trust: Trust): Part {
  const [first] = reports;
  if (first === undefined) return NOTHING;
  if (reports.length === 1) return usableTotal(first);
  // What reports of one machine state says nothing against those of another.
  const machines = [...grouped(reports, ({ report }) => [report.machine]).values()];
  const parts = machines.map(totalOfDistinct);
  if (!parts.includes(null)) return sumOfParts(parts.filter((part) => part !== null));
  // One machine may pass for two: its total then goes on from the reports of the other.
  const together = machines.length > 1 ? totalOfDistinct(reports) : null;
  return together ?? sumOfParts(machines.map((own, at) => parts[at] ?? totalOfDoubtful(own, trust)));
}

function totalOfDistinct(reports: readonly ReportedTotal[]): Part | null {
  return overlap(reports) ? null : totalOfDisjoint(reports);
}

function totalOfDoubtful(reports: readonly ReportedTotal[], trust: Trust): Part {
  return overlap(reports) ? sumOfAllEvents(reports, 'overlap') : totalOfDisagreeing(reports, trust);
}

/** The total of one report: as accumulated; where that is absent, or 0 beside doses, the sum of its events. */
function usableTotal({ stated, events, isPartlySummed }: ReportedTotal): Part {
  if (isPartlySummed) return { value: stated, source: 'mixed', doubt: 'partly_absent' };
  const sum = sumOf(events);
  if (stated === null) return { value: sum, source: 'summed_events', doubt: 'absent' };
  if (stated === 0 && sum !== null && sum > 0) return { value: sum, source: 'summed_events', doubt: 'zero' };
  return { value: stated, source: 'accumulated', doubt: null };
}

/** The sum of the events where it counts instead of what was accumulated; null where that counts, or nothing does. */
export function sumInsteadOfTotal(reported: ReportedTotal): number | null {
  const { value, source } = usableTotal(reported);
  return source === 'summed_events' ? value : null;
}

/** Reports that follow each other: each total is its own, or stands for all events so far; null where one is neither. */
function totalOfDisjoint(reports: readonly ReportedTotal[]): Part | null {
  let totals: Part[] = [];
  const eventsSoFar: EventValue[] = [];
  for (const report of reports) {
    const total = usableTotal(report);
    const own = sumOf(report.events);
    if (report.events.length === 0 && repeats(total, totals, eventsSoFar)) continue;
    eventsSoFar.push(...report.events);
    const counts =
      total.source === 'summed_events' || own === null
        ? 'own'
        : meantBy(total.value, report.events, eventsSoFar);
    if (counts === null) return null;
    if (counts === 'own') totals.push(total);
    else totals = [total];
  }
  return sumOfParts(totals);
}

/** Which events a total is the sum of, its own or all so far: of small doses rounding allows both, and the nearer is meant. */
function meantBy(
  stated: number | null,
  own: readonly EventValue[],
  soFar: readonly EventValue[],
): 'own' | 'all' | null {
  const [isOfOwn, isOfAll] = [agree(stated, own), agree(stated, soFar)];
  if (isOfOwn && isOfAll) return distanceFrom(stated, soFar) < distanceFrom(stated, own) ? 'all' : 'own';
  if (isOfOwn) return 'own';
  return isOfAll ? 'all' : null;
}

function distanceFrom(stated: number | null, events: readonly EventValue[]): number {
  return Math.abs(decimalSum([stated ?? 0, -(sumOf(events) ?? 0)]));
}

/** Whether a total, of a report without events of its quantity, is that of all events so far once more. */
function repeats({ value }: Part, totals: readonly Part[], eventsSoFar: readonly EventValue[]): boolean {
  const soFar = sumOfParts(totals).value;
  if (value === null || soFar === null || statedValues(eventsSoFar).length === 0) return false;
  return isSumOf(value, [soFar]);
}

function totalOfDisagreeing(reports: readonly ReportedTotal[], trust: Trust): Part {
  if (trust === 'totals_far_from_events' && areFarFromEvents(reports)) {
    return { ...sumOfParts(reports.map(usableTotal)), doubt: 'far_from_events' };
  }
  return sumOfAllEvents(reports, 'disagrees');
}

/** Whether every report states a total that is far from its own events and from all events so far. */
function areFarFromEvents(reports: readonly ReportedTotal[]): boolean {
  const eventsSoFar: EventValue[] = [];
  return reports.every((report) => {
    eventsSoFar.push(...report.events);
    const { value, source } = usableTotal(report);
    return (
      source === 'accumulated' && [report.events, eventsSoFar].every((events) => isFar(value, sumOf(events)))
    );
  });
}

/** More than a factor of 2 apart. */
function isFar(stated: number | null, sum: number | null): boolean {
  if (stated === null || sum === null) return false;
  return Math.max(stated, sum) > 2 * Math.min(stated, sum);
}

/** Parts together; of a part that is not known the whole is not known. */
function sumOfParts(parts: readonly Part[]): Part {
  const [first = NOTHING] = parts;
  if (parts.length < 2) return first;
  const doubt = parts.find((part) => part.doubt !== null)?.doubt ?? null;
  const unknown = parts.find((part) => part.value === null);
  if (unknown) return { ...unknown, doubt: unknown.doubt ?? doubt };
  const value = sumOfStated(parts.map((part) => part.value));
  return { value, source: sourceOfSum(parts.map((part) => part.source)), doubt };
}

function sourceOfSum(sources: readonly (TotalSource | null)[]): TotalSource {
  if (sources.every((source) => source === 'accumulated' || source === 'accumulated_sum')) {
    return 'accumulated_sum';
  }
  return sources.every((source) => source === 'summed_events') ? 'summed_events' : 'mixed';
}

/**
 * What the events sum to where no accumulated total can be trusted; null unless every event states the quantity. A
 * report without events adds what it accumulated, unless that is the sum of all these.
 */
function sumOfAllEvents(reports: readonly ReportedTotal[], doubt: TotalDoubt): Part {
  const events = distinct(reports.flatMap((report) => report.events));
  const isWhole = events.length > 0 && events.every((event) => event.value !== null);
  if (!isWhole) return { value: null, source: null, doubt };
  const unlisted = reports
    .filter(({ report, stated }) => report.events.length === 0 && !agree(stated, events))
    .map(({ stated }) => stated ?? 0)
    .filter((stated) => stated > 0);
  const value = decimalSum([...statedValues(events), ...unlisted]);
  return { value, source: unlisted.length > 0 ? 'mixed' : 'summed_events', doubt };
}

function sumOfDistinct(reports: readonly ReportedTotal[], unreported: readonly EventValue[]): number | null {
  if (reports.length === 0) return sumOf(unreported);
  if (reports.length === 1 && unreported.length === 0) return sumOf(reports[0]!.events);
  return sumOf(distinct([...reports.flatMap((report) => report.events), ...unreported]));
}

function sumOf(events: readonly EventValue[]): number | null {
  return sumOfStated(events.map((event) => event.value));
}

function distinct(events: readonly EventValue[]): EventValue[] {
  return [...new Map(events.map((event) => [event.key, event])).values()];
}

function overlap(reports: readonly ReportedTotal[]): boolean {
  const keys = reports.flatMap((report) => [...new Set(report.events.map((event) => event.key))]);
  return new Set(keys).size < keys.length;
}

/**
 * Whether a stated total is the sum of these events: within 1 %, and within what rounding took from the total and
 * from each event.
 */
function agree(stated: number | null, events: readonly EventValue[]): boolean {
  const values = statedValues(events);
  return stated !== null && values.length > 0 && isSumOf(stated, values);
}

export function statedValues(events: readonly EventValue[]): number[] {
  return events.map((event) => event.value).filter((value) => value !== null);
}

/** See `agree`; for values known to be there. */
export function isSumOf(stated: number, values: readonly number[]): boolean {
  const sum = decimalSum(values);
  // The last factor is for totals that stand exactly on the limit.
  const isWithin = (limit: number): boolean => Math.abs(stated - sum) <= limit * (1 + 1e-9);
  if (isWithin(0.01 * Math.max(stated, sum))) return true;
  return isWithin(roundingOf(stated) + values.reduce((total, value) => total + roundingOf(value), 0));
}

/**
 * The one value of a part that a report states several times: the sum, where the events or nothing speak against it;
 * else the one that agrees with the events (BUG-04: never simply the last).
 */
export function statedOnce(values: readonly (number | null)[], events: readonly EventValue[]): number | null {
  const stated = values.filter((value) => value !== null);
  if (stated.length < 2) return stated[0] ?? null;
  const sum = decimalSum(stated);
  const [nearest] = [sum, ...stated]
    .filter((value) => agree(value, events))
    .sort((one, other) => distanceFrom(one, events) - distanceFrom(other, events) || other - one);
  if (nearest !== undefined) return nearest;
  return stated.every((value) => value === stated[0]) ? stated[0]! : sum;
}
