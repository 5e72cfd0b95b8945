import { readPart10 } from '../../pipeline/dicom/part10.js';
import { isRefusal, type Extraction, type Refusal } from '../../pipeline/extract/extraction.js';
import { Reading } from '../../pipeline/extract/reading.js';
import { extractObject } from '../../pipeline/extract/registry.js';

/** What the extractors make of an object; throws where its bytes cannot be read. */
export function outcomeOf(bytes: Uint8Array, reading: Reading = new Reading()): Extraction | Refusal {
  const result = readPart10(bytes);
  if (!result.ok) throw new Error(`not readable: ${result.problem}`);
  return extractObject(result.dataSet, reading);
}

/** The extraction of an object that some extractor reads. */
export function extracted(bytes: Uint8Array, reading: Reading = new Reading()): Extraction {
  const outcome = outcomeOf(bytes, reading);
  if (isRefusal(outcome)) throw new Error(`refused: ${outcome.reason}`);
  return outcome;
}
