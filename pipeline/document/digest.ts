import type { IdentityPolicy } from '../assemble/identity-facts.js';
import { deriveIdentityFacts } from '../assemble/identity-facts.js';
import type { IdentityFacts } from '../assemble/study-document.js';
import type { DataSet } from '../dicom/data-set.js';
import { readDicomFile, type FileReading } from '../dicom/file.js';
import type { ReadProblem } from '../dicom/limits.js';
import { TAG } from '../dicom/tags.js';
import { isRefusal, type Extraction, type Refusal } from '../extract/extraction.js';
import { Reading } from '../extract/reading.js';
import { extractObject, isAccepted } from '../extract/registry.js';
import { cutText } from '../extract/text-limit.js';
import { packContent, type KeptContent } from './kept-content.js';
import { mentionsPatient } from './patient-mentions.js';
import { stripDataSet } from './strip.js';

/** What is known of any object, read or not. */
interface ObjectHeader {
  readonly sha256: string;
  readonly byteCount: number;
  readonly sopInstanceUid: string | null;
  readonly sopClassUid: string | null;
  readonly studyInstanceUid: string | null;
  readonly modality: string | null;
}

/** A file read, understood and stripped of identity, or the reason why not. */
export type DigestedObject =
  | (ObjectHeader & {
      readonly outcome: 'imported';
      readonly extraction: Extraction;
      readonly identity: IdentityFacts;
      readonly kept: KeptContent;
    })
  | (ObjectHeader & { readonly outcome: 'not_dose' | 'quarantined'; readonly reason: string });

/** Problems of bytes that are no object themselves; all others may be of one, and are quarantined. */
const NOT_AN_OBJECT: ReadonlySet<ReadProblem> = new Set<ReadProblem>(['not_dicom', 'archive_to_unpack']);

/**
 * Reads one file to the end of what DoseLake does with a single object: read, strip, extract, pack. The extraction is
 * taken from the stripped copy, so that extracting again from what is kept gives the same. Throws what reading throws.
 */
export function digestFile(path: string, policy: IdentityPolicy): DigestedObject {
  const reading = readDicomFile(path);
  if (!reading.result.ok) {
    const { problem } = reading.result;
    const outcome = NOT_AN_OBJECT.has(problem) ? 'not_dose' : 'quarantined';
    return { ...headerOf(reading, null), outcome, reason: problem };
  }
  return digestDataSet(reading, reading.result.dataSet, policy);
}

function digestDataSet(reading: FileReading, dataSet: DataSet, policy: IdentityPolicy): DigestedObject {
  const header = headerOf(reading, dataSet);
  if (!isAccepted(dataSet)) return { ...header, outcome: 'not_dose', reason: 'no_extractor' };
  const stripped = stripDataSet(dataSet, mentionsPatient(dataSet));
  const objectReading = new Reading();
  const { textsWithIdentity } = stripped;
  reportTextsWithIdentity(objectReading, textsWithIdentity);
  const extraction = extractSafely(stripped.dataSet, objectReading);
  if (isRefusal(extraction)) return { ...header, outcome: extraction.outcome, reason: extraction.reason };
  return {
    ...header,
    outcome: 'imported',
    extraction,
    identity: {
      ...deriveIdentityFacts(dataSet, policy, [...protocolsOf(extraction)]),
      textsWithIdentity,
    },
    kept: packContent(stripped.dataSet),
  };
}

/** A finding that only the original shows, so every extraction from what is kept of it is told so. */
export function reportTextsWithIdentity(reading: Reading, count: number): void {
  if (count === 0) return;
  const message = `${count} texts repeat name, number or birth date of the patient and were left out`;
  reading.finding('identity_in_text', null, message);
}

/** The protocols of all events of an object. */
export function protocolsOf({ ctEvents, projectionEvents }: Extraction): Set<string | null> {
  return new Set([...ctEvents, ...projectionEvents].map((event) => event.acquisition_protocol));
}

/** An extractor that fails is a defect of ours: the object is quarantined, and read again by a later version. */
function extractSafely(dataSet: DataSet, reading: Reading): Extraction | Refusal {
  try {
    return extractObject(dataSet, reading);
  } catch {
    return { outcome: 'quarantined', reason: 'extractor_failed' };
  }
}

function headerOf({ sha256, byteCount }: FileReading, dataSet: DataSet | null): ObjectHeader {
  return {
    sha256,
    byteCount,
    sopInstanceUid: headerText(dataSet, TAG.SOPInstanceUID),
    sopClassUid: headerText(dataSet, TAG.SOPClassUID),
    studyInstanceUid: headerText(dataSet, TAG.StudyInstanceUID),
    modality: headerText(dataSet, TAG.Modality),
  };
}

function headerText(dataSet: DataSet | null, tag: number): string | null {
  const text = dataSet?.text(tag) ?? null;
  return text === null ? null : cutText(text);
}
