import { hash } from 'node:crypto';
import type { ContentKind } from '../extract/extraction.js';

/**
 * Identifier of a study: 128 bits, in hexadecimal, of SHA-256 over StudyInstanceUID and kind of content.
 *
 * The bare identifier of projection content names that content of the study. Only where one device is fluoroscopy and
 * another radiography are there two rows: fluoroscopy then holds the bare identifier, and that of radiography adds a
 * device (the least of its device ids). With a device, the identifier names for ever the row that holds what this
 * device did in the study (`identifierAliases`), so that no document that comes later gives an identifier a second
 * meaning.
 */
export function studyIdOf(studyInstanceUid: string, content: ContentKind, deviceId?: string): string {
  const parts = [studyInstanceUid, content, ...(deviceId === undefined ? [] : [deviceId])];
  return hash('sha256', parts.join('|'), 'hex').slice(0, 32);
}

/** A former or possible identifier of a row, and the row that it now leads to. */
export interface StudyAlias {
  readonly aliasId: string;
  readonly studyId: string;
}

/** The identifiers with a device that lead to a projection row: one for each of its devices, but for its own. */
export function identifierAliases(
  studyInstanceUid: string,
  content: ContentKind,
  studyId: string,
  deviceIds: Iterable<string>,
): StudyAlias[] {
  if (content !== 'projection') return [];
  return [...new Set(deviceIds)]
    .sort()
    .map((deviceId) => ({ aliasId: studyIdOf(studyInstanceUid, content, deviceId), studyId }))
    .filter((alias) => alias.aliasId !== studyId);
}
