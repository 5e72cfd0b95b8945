import type { BaseSnapshot, Lake, SnapshotRef } from '../../warehouse/lake/lake.js';
import type { StudyFact } from '../../warehouse/tables/index.js';
import { isQuantity } from './fact-fields.js';
import type { FactsLog, FactsLogEntry } from './facts-log.js';
import {
  knownFacts,
  valueOf,
  type EarlierFact,
  type FactValue,
  type KnownFacts,
  type KnownStudy,
} from './known-facts.js';
import type { ParsedFacts, StatedStudy } from './read-facts.js';

export interface ApplyFactsOptions {
  /** Names the upload in `study_facts`; one upload, one name. */
  readonly source: string;
  /** UTC, `YYYY-MM-DDTHH:MM:SS.fff`. */
  readonly now: string;
  readonly log: FactsLog;
  /** The hash of an accession number, where studies may still have it in place of the number of the file. */
  readonly hashOf?: (accessionNumber: string) => string;
  readonly onProgress?: (studiesDone: number, studyCount: number) => void;
  /** Heeded until the commit begins; then nothing of the file is applied. */
  readonly signal?: AbortSignal;
}

export interface AppliedFacts {
  /** Facts written; those that stood already are not written again. */
  readonly factCount: number;
  /** Keys of the file that studies of the lake have. */
  readonly knownCount: number;
  readonly waitingCount: number;
  /** Null where nothing was to be written. */
  readonly snapshot: SnapshotRef | null;
}

const PAGE_KEYS = 20_000;

/**
 * Writes the facts of a file as one commit: all of them or none. What the lake holds decides what the log says of
 * each, and facts that stand already, or that an earlier upload keeps out, are not written again.
 */
export async function applyFacts(
  lake: Lake,
  parsed: ParsedFacts,
  options: ApplyFactsOptions,
): Promise<AppliedFacts> {
  let facts: readonly StudyFact[] = [];
  let knownCount = 0;
  const snapshot = await lake.commit({ kind: 'overlay', runId: null }, async (base) => {
    options.log.applying();
    const application = new Application(parsed, options);
    await application.run(base);
    facts = application.factsInOrder();
    knownCount = application.knownCount;
    options.signal?.throwIfAborted();
    return facts.length === 0 ? null : { add: { study_facts: facts } };
  });
  const waitingCount = parsed.studies.size - knownCount;
  return {
    factCount: facts.length,
    knownCount,
    waitingCount,
    snapshot: facts.length === 0 ? null : snapshot,
  };
}

type EntryLog = Pick<FactsLog, 'entry'>;
const SILENT: EntryLog = { entry: () => undefined };

class Application {
  readonly #facts: StudyFact[] = [];
  knownCount = 0;
  #earlierStatedAtMs = 0;

  constructor(
    private readonly parsed: ParsedFacts,
    private readonly options: ApplyFactsOptions,
  ) {}

  async run(base: BaseSnapshot): Promise<void> {
    const { studies } = this.parsed;
    let page: [string, StatedStudy][] = [];
    let done = 0;
    for (const entry of studies) {
      page.push(entry);
      if (page.length < PAGE_KEYS) continue;
      await this.#page(base, page);
      this.options.onProgress?.((done += page.length), studies.size);
      page = [];
    }
    await this.#page(base, page);
    this.options.onProgress?.(studies.size, studies.size);
  }

  /** The facts, stated after all that they are to hold against, also where the clock was set back meanwhile. */
  factsInOrder(): readonly StudyFact[] {
    const statedAtMs = Math.max(Date.parse(`${this.options.now}Z`), this.#earlierStatedAtMs + 1);
    const statedAt = new Date(statedAtMs).toISOString().replace('Z', '');
    return this.#facts.map((fact) => ({ ...fact, stated_at: statedAt }));
  }

  async #page(base: BaseSnapshot, page: readonly (readonly [string, StatedStudy])[]): Promise<void> {
    this.options.signal?.throwIfAborted();
    const hashOf = this.options.hashOf ?? ((key: string) => key);
    const keys = new Set(page.flatMap(([key]) => [key, hashOf(key)]));
    const known = await knownFacts(base, this.parsed, [...keys]);
    this.#earlierStatedAtMs = Math.max(this.#earlierStatedAtMs, known.lastStatedAtMs);
    for (const [key, stated] of page) {
      const reaching = [...new Set([key, hashOf(key)])].filter((one) => known.studiesWith(one).length > 0);
      if (reaching.length > 0) this.knownCount++;
      // The number itself also waits for studies that will have it in clear, which the log need not say.
      for (const one of new Set([key, ...reaching])) {
        const isTold = reaching.length === 0 || reaching.includes(one);
        this.#factsOf(one, stated, known, isTold ? this.options.log : SILENT);
      }
    }
  }

  #factsOf(key: string, { line, values }: StatedStudy, known: KnownFacts, log: EntryLog): void {
    for (const [at, value] of values.entries()) {
      if (value !== null) this.#fact({ key, line, at, value }, known, log);
    }
  }

  /** A study that another row of the file speaks of by another of its numbers, and that row holds, is out of it. */
  #fact({ key, line, at, value }: StatedValue, known: KnownFacts, log: EntryLog): void {
    const { overwrites, fields } = this.parsed;
    const field = fields[at]!;
    const studies = known.studiesWith(key);
    const rivals = studies.map((study) => this.#rival(study, line, at, value));
    const rival = rivals.find((one) => one !== null) ?? null;
    if (rival !== null) {
      log.entry({ line, field, outcome: 'contradicts_other_row', value, existing: rival });
    }
    const reached = studies.filter((_, index) => rivals[index] === null);
    const earlier = known.holdingOfKey(key, field);
    const stands = earlier === null ? null : valueOf(earlier);
    if (studies.length === 0 || reached.length > 0) {
      const shown = reached.map((study) =>
        shownValue(study.values[field], known.holdingOfStudy(study, field)),
      );
      log.entry({ line, field, value, ...outcomeOf(value, overwrites, shown, stands) });
    }
    const isInForce = (fact: EarlierFact | null): boolean =>
      fact !== null && fact.overwrites === true && valueOf(fact) === value;
    const isKeptOut = overwrites
      ? isInForce(earlier) && reached.every((study) => isInForce(known.holdingOfStudy(study, field)))
      : earlier !== null;
    if (!isKeptOut) this.#facts.push(this.#row({ key, line, at, value }));
  }

  /** What the row of the file that holds of a study says otherwise; null where this one holds or says the same. */
  #rival({ keys }: KnownStudy, line: number, at: number, value: FactValue): FactValue | null {
    const { studies, overwrites } = this.parsed;
    let holding = { line, value };
    for (const key of keys) {
      const other = studies.get(key);
      const said = other?.values[at] ?? null;
      if (other === undefined || said === null) continue;
      const isAhead = overwrites ? other.line > holding.line : other.line < holding.line;
      if (isAhead) holding = { line: other.line, value: said };
    }
    return holding.value === value ? null : holding.value;
  }

  #row({ key, line, at, value }: StatedValue): StudyFact {
    const field = this.parsed.fields[at]!;
    return {
      key_kind: this.parsed.keyKind,
      key,
      field,
      source: this.options.source,
      number_value: isQuantity(field) ? Number(value) : null,
      text_value: isQuantity(field) ? null : String(value),
      overwrites: this.parsed.overwrites,
      stated_at: this.options.now,
      line,
    };
  }
}

/** A value of the file: the field at `at` of the study with this key. */
interface StatedValue {
  readonly key: string;
  readonly line: number;
  readonly at: number;
  readonly value: FactValue;
}

/** What a list shows of a study: an overwriting fact, else what its objects say, else a fact that fills the blank. */
function shownValue(stated: unknown, earlier: EarlierFact | null): FactValue | null {
  const fact = earlier === null ? null : valueOf(earlier);
  if (earlier?.overwrites === true) return fact;
  return typeof stated === 'number' || typeof stated === 'string' ? stated : fact;
}

/** What the log says, over all studies with the key; without one, of the fact that stands. */
function outcomeOf(
  value: FactValue,
  overwrites: boolean,
  shown: readonly (FactValue | null)[],
  stands: FactValue | null,
): Pick<FactsLogEntry, 'outcome' | 'existing'> {
  if (shown.length === 0 && stands === null) return { outcome: 'waiting_for_study', existing: null };
  const all = shown.length === 0 ? [stands] : shown;
  if (all.some((existing) => existing === null)) return { outcome: 'inserted', existing: null };
  const other = all.find((existing) => existing !== value) ?? null;
  if (other === null) return { outcome: 'already_so', existing: null };
  return { outcome: overwrites ? 'replaced' : 'kept_existing', existing: other };
}
