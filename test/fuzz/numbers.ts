import { readPart10 } from '../../pipeline/dicom/part10.js';
import type { DataSet } from '../../pipeline/dicom/data-set.js';
import { stripDataSet } from '../../pipeline/document/strip.js';
import { mentionsPatient } from '../../pipeline/document/patient-mentions.js';
import { reportTextsWithIdentity } from '../../pipeline/document/digest.js';
import { isRefusal, type Extraction } from '../../pipeline/extract/extraction.js';
import { originOf } from '../../pipeline/extract/origins.js';
import { Reading, type Trace } from '../../pipeline/extract/reading.js';
import { extractObject } from '../../pipeline/extract/registry.js';

/** A number of an extraction with the place that it says it is from. */
export interface TracedNumber {
  readonly column: string;
  readonly value: number | readonly number[];
  readonly trace: Trace;
}

export interface TracedObject {
  readonly dataSet: DataSet;
  readonly extraction: Extraction;
  readonly numbers: readonly TracedNumber[];
}

/** Extracts an object as the ingest does, with a trace of every value; null where it is not taken. */
export function traced(bytes: Uint8Array): TracedObject | null {
  const read = readPart10(bytes);
  if (!read.ok) return null;
  const { dataSet, textsWithIdentity } = stripDataSet(read.dataSet, mentionsPatient(read.dataSet));
  const reading = new Reading('traced');
  reportTextsWithIdentity(reading, textsWithIdentity);
  const extraction = extractObject(dataSet, reading);
  if (isRefusal(extraction)) return null;
  return { dataSet: read.dataSet, extraction, numbers: numbersOf(extraction) };
}

/** The rows that an object gives to each table. */
export function rowsOf(extraction: Extraction): Readonly<Record<string, readonly object[]>> {
  return {
    studies: [extraction.study],
    ct_events: extraction.ctEvents,
    projection_events: extraction.projectionEvents,
    nm_administrations: extraction.administrations,
    accumulated_doses: extraction.accumulatedDoses,
  };
}

function numbersOf(extraction: Extraction): TracedNumber[] {
  return Object.entries(rowsOf(extraction)).flatMap(([table, rows]) =>
    rows.flatMap((row) =>
      Object.entries(row).flatMap(([column, value]: [string, unknown]) => {
        const isNumeric = typeof value === 'number' || (Array.isArray(value) && typeof value[0] === 'number');
        const trace = isNumeric ? originOf(row, column) : null;
        return trace ? [{ column: `${table}.${column}`, value: value as number | number[], trace }] : [];
      }),
    ),
  );
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;

/** The numbers that a text states, however it separates them; null where a part is none. */
export function statedNumbers(raw: string): number[] | null {
  const parts = (NUMBER.test(raw) ? [raw] : raw.split(/[\\/,]/))
    .map((part) => part.replace(/\0/g, '').trim())
    .filter((part) => part !== '');
  return parts.length > 0 && parts.every((part) => NUMBER.test(part)) ? parts.map(Number) : null;
}
