import type { BaseSnapshot, KnownFile } from '../../warehouse/lake/lake.js';
import type { SourceObject } from '../../warehouse/tables/index.js';
import type { LosingDocument } from '../assemble/document-order.js';
import { OTHER_DOSE_FINDING, type FileOutcome } from './batch-rows.js';
import type { DigestedFile } from './batch.js';

/** What earlier runs made of the files of a batch. */
export class EarlierFiles {
  constructor(private readonly byPlace: ReadonlyMap<string, KnownFile>) {}

  /** What was made of the same bytes in the same place. */
  of({ sighting, object }: DigestedFile): KnownFile | undefined {
    const known = this.byPlace.get(placeOf(sighting));
    return known?.sha256 === object.sha256 ? known : undefined;
  }

  /** Other bytes that were quarantined in the place of the file: it has replaced them, and nobody can read them again. */
  replacedInQuarantine({ sighting, object }: DigestedFile): KnownFile | undefined {
    const known = this.byPlace.get(placeOf(sighting));
    return known?.outcome === 'quarantined' && known.sha256 !== object.sha256 ? known : undefined;
  }

  /** Went in before; only its time of change is new. */
  isSettled(file: DigestedFile): boolean {
    const outcome = this.of(file)?.outcome;
    return outcome === 'imported' || outcome === 'duplicate';
  }

  /** No dose object by any readers yet: the row that says so stays. */
  hasSameVerdict({ file, outcome }: FileOutcome): boolean {
    return outcome === 'not_dose' && this.of(file)?.outcome === 'not_dose';
  }
}

export async function earlierFiles(
  base: BaseSnapshot,
  batch: readonly DigestedFile[],
): Promise<EarlierFiles> {
  const known = await base.knownFilesAt(batch.map(({ sighting }) => sighting));
  return new EarlierFiles(new Map(known.map((file) => [placeOf(file), file])));
}

function placeOf({ dropFolder, path }: { readonly dropFolder: string; readonly path: string }): string {
  return `${dropFolder}\u0000${path}`;
}

/**
 * Rows of `source_objects` that a batch writes again: without those of its files that are handled anew or that replaced
 * quarantined ones, and with those of objects that lost their SOP instance UID turned into duplicates.
 */
export async function rewrittenObjects(
  base: BaseSnapshot,
  handled: readonly FileOutcome[],
  earlier: EarlierFiles,
  dethroned: ReadonlyMap<string, LosingDocument>,
): Promise<{ readonly add: readonly SourceObject[]; readonly removeDigests: readonly string[] }> {
  const again = handled
    .map(({ file }) => earlier.of(file) ?? earlier.replacedInQuarantine(file))
    .filter((known) => known !== undefined);
  const digests = [...new Set([...dethroned.keys(), ...again.map(({ sha256 }) => sha256)])];
  if (digests.length === 0) return { add: [], removeDigests: [] };
  const replaced = new Set(again.map((known) => `${known.sha256} ${placeOf(known)}`));
  const rows = await base.objectsWithDigests(digests);
  const kept = rows.filter(
    (row) =>
      !replaced.has(`${row.sha256} ${placeOf({ dropFolder: row.drop_folder ?? '', path: row.path ?? '' })}`),
  );
  return {
    add: kept.map((row) => dethronedRow(row, dethroned.get(row.sha256 ?? ''))),
    removeDigests: digests,
  };
}

function dethronedRow(row: SourceObject, lost: LosingDocument | undefined): SourceObject {
  if (lost === undefined || row.outcome !== 'imported') return row;
  const findings = lost.statesOtherDose ? [...(row.findings ?? []), OTHER_DOSE_FINDING] : row.findings;
  return { ...row, outcome: 'duplicate', reason: lost.reason, findings };
}
