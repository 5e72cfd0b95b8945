import { GUIDE_PATTERNS, type NotPatientPatterns } from '../../pipeline/assemble/not-patient.js';
import { ConfigurationError, isRecord } from './field-values.js';

const KINDS = [
  'ids',
  'names',
  'descriptions',
  'protocols',
  'stations',
] as const satisfies readonly (keyof NotPatientPatterns)[];
const MOST_PATTERNS = 200;
const LONGEST_PATTERN = 200;

/**
 * `notPatient`: wildcard patterns by what they are matched against (rows IMP-620…IMP-622). A list that is not given
 * is that of the guide; an empty one switches it off.
 */
export function notPatientOf(value: unknown): NotPatientPatterns {
  if (value === undefined) return GUIDE_PATTERNS;
  if (!isRecord(value)) throw new ConfigurationError('notPatient must be an object of lists of patterns');
  const unknown = Object.keys(value).find((name) => !KINDS.some((kind) => kind === name));
  if (unknown !== undefined) {
    throw new ConfigurationError(`notPatient: no list is called "${unknown}"; there are ${KINDS.join(', ')}`);
  }
  const lists = KINDS.map((kind) => [kind, patternsOf(kind, value[kind]) ?? GUIDE_PATTERNS[kind]] as const);
  return Object.fromEntries(lists) as unknown as NotPatientPatterns;
}

function patternsOf(kind: string, value: unknown): readonly string[] | null {
  if (value === undefined) return null;
  const isList =
    Array.isArray(value) && value.length <= MOST_PATTERNS && value.every((entry) => isPattern(entry));
  if (isList) return value as string[];
  throw new ConfigurationError(
    `notPatient.${kind} must be a list of at most ${MOST_PATTERNS} patterns of 1 to ${LONGEST_PATTERN} characters`,
  );
}

function isPattern(entry: unknown): boolean {
  return typeof entry === 'string' && entry.trim() !== '' && entry.length <= LONGEST_PATTERN;
}
