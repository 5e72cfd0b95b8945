import {
  foundAt,
  ourStructureOf,
  readIndependently,
  structureOf,
  unitAt,
  type Found,
} from './independent-reader.js';
import { statedNumbers, traced, type TracedNumber, type TracedObject } from './numbers.js';
import type { Source } from './sources.js';
import { factorTo } from './ucum.js';

/** Factors from a stated number to the column by column, unit and quirk; above so many it is a derived one. */
const MOST_FACTORS = 3;

/** Concepts that are read where the usual one is missing, which undamaged objects do not show: Philips' number of frames. */
const FALLBACKS = [['projection_events.pulse_count', '003']] as const;

/** What undamaged objects teach of where the numbers of a column stand, and how they are converted. */
export class Oracle {
  readonly #factors = new Map<string, Set<string>>();
  readonly #concepts = new Map<string, Set<string>>();
  /** Words instead of a number, for numbers that are worked out from others. */
  readonly #derivations = new Map<string, Set<string>>();
  /** Numbers held against what stands in the bytes. */
  judged = 0;
  /** Numbers for which undamaged objects teach nothing, or in objects that dicom-parser cannot read. */
  unjudged = 0;

  constructor(sources: readonly Source[]) {
    for (const [column, concept] of FALLBACKS) add(this.#concepts, column, concept);
    for (const { bytes } of sources) {
      const object = traced(bytes);
      const set = readIndependently(bytes);
      for (const number of object?.numbers ?? [])
        this.#learn(number, set ? foundAt(set, number.trace.path) : []);
    }
  }

  #learn(number: TracedNumber, found: readonly Found[]): void {
    if (statedNumbers(number.trace.raw) === null) add(this.#derivations, number.column, number.trace.raw);
    const factor = factorOf(number);
    if (factor !== null) add(this.#factors, keyOf(number), factor.toPrecision(9));
    for (const { concept } of found) for (const name of concept) add(this.#concepts, number.column, name);
  }

  /** What is wrong with the numbers of a damaged object that was taken; nothing where all is right. */
  complaints(bytes: Uint8Array, object: TracedObject): string[] {
    const set = readIndependently(bytes);
    const stated = object.numbers.filter(
      ({ column, trace }) => !this.#derivations.get(column)?.has(trace.raw),
    );
    if (!set) {
      this.unjudged += stated.length;
      return stated.flatMap((number) => this.#conversionComplaints(number, number.trace.unit ?? ''));
    }
    const [ours, theirs] = [ourStructureOf(object.dataSet), structureOf(set)];
    const difference = ours.find((line, at) => line !== theirs[at]) ?? theirs[ours.length];
    if (difference !== undefined)
      return [`the elements are not those that dicom-parser reads, from ${difference}`];
    return stated.flatMap((number) => [
      ...this.#placeComplaints(number, foundAt(set, number.trace.path)),
      ...this.#conversionComplaints(number, unitAt(set, number.trace.path)),
    ]);
  }

  #placeComplaints({ column, trace }: TracedNumber, found: readonly Found[]): string[] {
    this.judged++;
    // A quirk may take a number out of a text.
    const there = found.filter(({ raw }) => (trace.quirk ? raw.includes(trace.raw) : raw === trace.raw));
    if (there.length === 0) {
      const stands = found.map(({ raw }) => JSON.stringify(raw)).join(', ');
      return [
        `${column} at ${trace.path} is from ${JSON.stringify(trace.raw)}, but there stands ${stands || 'nothing'}`,
      ];
    }
    const known = this.#concepts.get(column);
    const isOfConcept = there.some(({ concept }) => concept.some((name) => known?.has(name)));
    if (known && !trace.path.startsWith('(') && !isOfConcept) {
      return [`${column} at ${trace.path} is from another concept: ${there[0]!.concept.join(' ')}`];
    }
    return [];
  }

  #conversionComplaints(number: TracedNumber, unit: string): string[] {
    const { column, value, trace } = number;
    const learned = this.#factors.get(keyOf(number));
    if (learned && learned.size > MOST_FACTORS) return [];
    const numbers = statedNumbers(trace.raw);
    if (numbers === null)
      return [`${column} at ${trace.path} is from ${JSON.stringify(trace.raw)}, which is no number`];
    const factor = factorOf(number);
    // Without a unit that of the template counts, with a finding.
    if (factor === null || unit === '') return [];
    const expected = learned ?? new Set([factorTo(column, unit)?.toPrecision(9) ?? '']);
    if (expected.has('')) this.unjudged++;
    else if (!expected.has(factor.toPrecision(9))) {
      return [`${column} at ${trace.path} is ${String(value)} from ${trace.raw} ${unit}: factor ${factor}`];
    }
    return [];
  }
}

function keyOf({ column, trace }: TracedNumber): string {
  return `${column}|${trace.unit ?? ''}|${trace.quirk ?? ''}`;
}

/** Value by stated number, where one or the first of a list stands for one stated number; null where not so. */
function factorOf({ value, trace }: TracedNumber): number | null {
  const numbers = statedNumbers(trace.raw);
  const first = typeof value === 'number' ? value : value[0]!;
  if (!numbers || (typeof value === 'number' && numbers.length !== 1)) return null;
  return numbers[0] ? first / numbers[0] : null;
}

function add(sets: Map<string, Set<string>>, key: string, entry: string): void {
  const set = sets.get(key) ?? new Set();
  sets.set(key, set.add(entry));
}
