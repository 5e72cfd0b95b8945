import { writeFileSync } from 'node:fs';
import { assembleStudy } from '../../pipeline/assemble/index.js';
import { readPart10 } from '../../pipeline/dicom/part10.js';
import { TAG } from '../../pipeline/dicom/tags.js';
import { digestFile, type DigestedObject } from '../../pipeline/document/digest.js';
import { LONGEST_TEXT } from '../../pipeline/extract/text-limit.js';
import { POLICY } from '../support/ingest-fixture.js';
import type { FuzzInput } from './inputs.js';
import { CUTS } from './mutations.js';
import { rowsOf, traced } from './numbers.js';
import type { Oracle } from './oracle.js';

/** What became of an input, and everything that is wrong with that. */
export interface Verdict {
  /** Outcome, and the reason where it was not imported. */
  readonly outcome: string;
  readonly complaints: readonly string[];
}

/**
 * Takes an input the way that a worker of the ingest takes a file (read, strip, extract), assembles it, and judges
 * the result. `path` is a file that is written over.
 */
export function judge(input: FuzzInput, path: string, oracle: Oracle): Verdict {
  writeFileSync(path, input.bytes);
  let object: DigestedObject;
  try {
    object = digestFile(path, POLICY);
  } catch (error) {
    return { outcome: 'thrown', complaints: [`reading threw ${stackOf(error)}`] };
  }
  if (object.outcome !== 'imported') {
    const isDefect = object.reason === 'extractor_failed' || object.reason === '';
    return {
      outcome: `${object.outcome} ${object.reason}`,
      complaints: isDefect ? [`refused for ${object.reason}`] : [],
    };
  }
  try {
    return { outcome: 'imported', complaints: complaintsOf(input, object, oracle) };
  } catch (error) {
    return { outcome: 'imported', complaints: [`judging threw ${stackOf(error)}`] };
  }
}

function complaintsOf(
  input: FuzzInput,
  object: DigestedObject & { readonly outcome: 'imported' },
  oracle: Oracle,
): string[] {
  const { extraction, identity, sha256 } = object;
  const complaints: string[] = [];
  const isCut = CUTS.has(input.mutations[0]!);
  // An image cut between two elements looks whole, and so does a report cut behind its content.
  if (isCut && extraction.kind === 'report' && input.bytes.length < contentEnd(input)) {
    complaints.push('a cut report was taken as whole');
  }
  const again = traced(input.bytes);
  if (!again || JSON.stringify(again.extraction) !== JSON.stringify(extraction)) {
    return [...complaints, 'extracting it again with traces gives something else'];
  }
  const { rows } = assembleStudy([{ extraction, identity, sha256 }], { userDefinedModality: new Map() });
  for (const table of [...Object.values(rowsOf(extraction)), ...Object.values(rows)]) {
    for (const row of table) complaints.push(...badCells(row));
  }
  return [...complaints, ...oracle.complaints(input.bytes, again)];
}

/** Offset behind the content tree of the undamaged object; 0 where it is deflated, or has none. */
function contentEnd({ source }: FuzzInput): number {
  const read = source.places.length > 0 ? readPart10(source.bytes) : null;
  const content = read?.ok ? read.dataSet.element(TAG.ContentSequence) : null;
  return content ? content.offset + content.length : 0;
}

/** What no cell may hold, in lists and structs neither. */
function badCells(row: object): string[] {
  return Object.entries(row).flatMap(([column, value]: [string, unknown]) => badValues(column, value));
}

function badValues(column: string, value: unknown): string[] {
  if (value === undefined || value === '') return [`${column} is ${JSON.stringify(value)}`];
  if (typeof value === 'number' && !Number.isFinite(value)) return [`${column} is not finite`];
  if (typeof value === 'string' && value.length > LONGEST_TEXT) return [`${column} is too long`];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, field]: [string, unknown]) =>
    badValues(`${column}.${name}`, field),
  );
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
