import { readPart10 } from '../../pipeline/dicom/part10.js';
import { stripDataSet } from '../../pipeline/document/strip.js';
import { isRefusal, type Extraction, type Refusal } from '../../pipeline/extract/extraction.js';
import { Reading } from '../../pipeline/extract/reading.js';
import { extractObject, isAccepted } from '../../pipeline/extract/registry.js';

/** What the extractors make of an object, stripped as ingest strips it; throws where its bytes cannot be read. */
export function outcomeOf(bytes: Uint8Array, reading: Reading = new Reading()): Extraction | Refusal {
  const result = readPart10(bytes);
  if (!result.ok) throw new Error(`not readable: ${result.problem}`);
  const { dataSet } = result;
  if (!isAccepted(dataSet)) return extractObject(dataSet, reading);
  return extractObject(stripDataSet(dataSet, () => false).dataSet, reading);
}

/** The extraction of an object that some extractor reads. */
export function extracted(bytes: Uint8Array, reading: Reading = new Reading()): Extraction {
  const outcome = outcomeOf(bytes, reading);
  if (isRefusal(outcome)) throw new Error(`refused: ${outcome.reason}`);
  return outcome;
}
