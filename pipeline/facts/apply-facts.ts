import type { BaseSnapshot, Lake, SnapshotRef } from '../../warehouse/lake/lake.js';
import type { StudyFact } from '../../warehouse/tables/index.js';
import { isQuantity, type FactField } from './fact-fields.js';
import type { FactsLog, FactsLogEntry } from './facts-log.js';
import type { ParsedFacts, StatedStudy } from './read-facts.js';

type FactValue = number | string;

export interface ApplyFactsOptions {
  /** Names the upload in `study_facts`; one upload, one name. */
  readonly source: string;
  /** UTC, `YYYY-MM-DDTHH:MM:SS.fff`. */
  readonly now: string;
  readonly log: FactsLog;
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
    ({ facts, knownCount } = application);
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

type StudyValues = Readonly<Record<string, unknown>>;

class Application {
  readonly facts: StudyFact[] = [];
  knownCount = 0;

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

  async #page(base: BaseSnapshot, page: readonly (readonly [string, StatedStudy])[]): Promise<void> {
    this.options.signal?.throwIfAborted();
    const { keyKind, fields } = this.parsed;
    const keys = page.map(([key]) => key);
    const rows: readonly StudyValues[] = await base.columnsOf('studies', [keyKind, ...fields], {
      column: keyKind,
      values: keys,
    });
    const studiesByKey = grouped(rows, (row) => String(row[keyKind]));
    const factsByKey = grouped(await this.#statedFacts(base, keys), (fact) => fact.key ?? '');
    for (const [key, stated] of page) {
      const studies = studiesByKey.get(key) ?? [];
      if (studies.length > 0) this.knownCount++;
      for (const [at, value] of stated.values.entries()) {
        if (value === null) continue;
        const field = fields[at]!;
        const earlier = (factsByKey.get(key) ?? []).filter((fact) => fact.field === field);
        this.#fact(key, stated.line, field, value, studies, holdingFact(earlier));
      }
    }
  }

  async #statedFacts(base: BaseSnapshot, keys: readonly string[]): Promise<EarlierFact[]> {
    const columns = [
      'key_kind',
      'key',
      'field',
      'number_value',
      'text_value',
      'overwrites',
      'stated_at',
    ] as const;
    const rows = await base.columnsOf('study_facts', columns, { column: 'key', values: keys });
    return rows.filter((fact) => fact.key_kind === this.parsed.keyKind);
  }

  #fact(
    key: string,
    line: number,
    field: FactField,
    value: FactValue,
    studies: readonly StudyValues[],
    earlier: EarlierFact | null,
  ): void {
    const { overwrites } = this.parsed;
    const stands = earlier === null ? null : valueOf(earlier);
    const shown = studies.map((study) => shownValue(study[field], earlier));
    this.options.log.entry({ line, field, value, ...outcomeOf(value, overwrites, shown, stands) });
    const isKeptOut =
      earlier !== null && (overwrites ? earlier.overwrites === true && stands === value : true);
    if (!isKeptOut) this.facts.push(this.#row(key, field, value));
  }

  #row(key: string, field: FactField, value: FactValue): StudyFact {
    return {
      key_kind: this.parsed.keyKind,
      key,
      field,
      source: this.options.source,
      number_value: isQuantity(field) ? Number(value) : null,
      text_value: isQuantity(field) ? null : String(value),
      overwrites: this.parsed.overwrites,
      stated_at: this.options.now,
    };
  }
}

type EarlierFact = Pick<
  StudyFact,
  'key_kind' | 'key' | 'field' | 'number_value' | 'text_value' | 'overwrites' | 'stated_at'
>;

function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group) group.push(row);
    else groups.set(keyOf(row), [row]);
  }
  return groups;
}

/** The fact that holds among those of one study and field, as the views work it out: the last that overwrites, else the first. */
function holdingFact(facts: readonly EarlierFact[]): EarlierFact | null {
  const inOrder = [...facts].sort((one, other) => ((one.stated_at ?? '') < (other.stated_at ?? '') ? -1 : 1));
  return inOrder.findLast((fact) => fact.overwrites === true) ?? inOrder[0] ?? null;
}

function valueOf(fact: EarlierFact): FactValue | null {
  return fact.number_value ?? fact.text_value;
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
