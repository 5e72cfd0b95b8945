import { NOT_PATIENT_KINDS as KINDS, type NotPatientPatterns } from '../../warehouse/tables/index.js';
import { ConfigurationError, isRecord, requireKnown } from './field-values.js';

const MOST_PATTERNS = 200;
const LONGEST_PATTERN = 200;

/**
 * `notPatient`: wildcard patterns by what they are matched against (rows IMP-620…IMP-622). A list that is not
 * given is as administrators set it on the pages, else that of the guide; an empty one switches it off.
 */
export function notPatientOf(value: unknown): Partial<NotPatientPatterns> {
  if (value === undefined) return {};
  if (!isRecord(value)) throw new ConfigurationError('notPatient must be an object of lists of patterns');
  requireKnown(value, KINDS, 'notPatient', 'list');
  const lists = KINDS.flatMap((kind) => {
    const patterns = patternsOf(kind, value[kind]);
    return patterns === null ? [] : [[kind, patterns] as const];
  });
  return Object.fromEntries(lists);
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
