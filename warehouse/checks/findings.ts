import { studyCheck, type StudyCheck } from './check.js';

/** How many findings of a row have one of these codes. */
function countOfFindings(codes: readonly string[]): string {
  const listed = codes.map((code) => `'${code}'`).join(', ');
  return `len(list_filter(r.findings, lambda finding: finding.code IN (${listed})))`;
}

const hasFinding = (codes: readonly string[]): string => `${countOfFindings(codes)} > 0`;

/** A check that fails where extraction or assembly noted one of these findings on the study. */
function findingCheck(
  about: Pick<StudyCheck, 'id' | 'title' | 'severity' | 'definition'>,
  codes: readonly string[],
): StudyCheck {
  const noted = countOfFindings(codes);
  return studyCheck({
    ...about,
    grain: 'study',
    compared: { found: 'findings', expected: 'none', unit: 'findings' },
    predicates: [{ rows: 'study', fails: hasFinding(codes), found: noted, expected: '0' }],
  });
}

/** What reading and assembling the objects found doubtful about their numbers. */
export const FINDING_CHECKS: readonly StudyCheck[] = [
  findingCheck(
    {
      id: 'unit_doubtful',
      title: 'A quantity without its unit',
      severity: 'error',
      definition:
        'An object states a quantity without unit, with an unknown one, or with one of another dimension. Without unit that of the template was taken, otherwise the value was left out.',
    },
    ['unit_missing', 'unit_unknown', 'unit_mismatch'],
  ),
  findingCheck(
    {
      id: 'value_left_out',
      title: 'A value was left out because it cannot be',
      severity: 'warning',
      definition:
        'An object states a number that its unit or the rest of the object makes impossible, one that cannot be read, or one for several frames without telling whether it is of each; the column is blank.',
    },
    [
      'value_impossible',
      'value_of_frames_unclear',
      'number_not_a_number',
      'number_not_whole',
      'number_out_of_range',
      'number_unreadable',
      'number_partly_unreadable',
      'number_ambiguous_comma',
      'age_out_of_range',
      'date_unreadable',
      'date_time_unreadable',
    ],
  ),
  findingCheck(
    {
      id: 'total_not_as_reported',
      title: 'The total is not what the reports accumulated',
      severity: 'warning',
      definition:
        'Reports share events, disagree, or state 0 beside doses of events, so the total is the sum of the events, or of what the reports state where durations of events are far from it.',
    },
    ['reports_overlap', 'totals_disagree', 'total_zero'],
  ),
  findingCheck(
    {
      id: 'event_uid_doubtful',
      title: 'An irradiation event UID stands for several exposures, or an exposure has several',
      severity: 'warning',
      definition:
        'An irradiation event UID is repeated within the study or stands in another study too, or two reports state exposures of the same start and doses under different UIDs: the same exposure may be counted twice.',
    },
    ['event_uid_repeated', 'event_uid_in_other_study', 'exposure_equal_under_other_uid'],
  ),
  findingCheck(
    {
      id: 'image_not_joined',
      title: 'An image joins no reported exposure',
      severity: 'warning',
      definition:
        'The device reports the study, and an image of it fits none of the reported events or administrations; it is kept and not counted.',
    },
    ['image_joins_no_event', 'image_joins_no_administration'],
  ),
  findingCheck(
    {
      id: 'objects_contradict',
      title: 'Objects of the study contradict each other in a dose',
      severity: 'warning',
      definition:
        'Two objects state different doses of one exposure, different administrations, or different patients under one study; the first in the order of objects holds.',
    },
    ['event_dose_differs', 'administration_differs', 'patient_differs'],
  ),
  studyCheck({
    id: 'uid_of_two_doses',
    title: 'Two objects of one UID state different doses',
    severity: 'warning',
    grain: 'study',
    definition:
      'A file has the SOP instance UID of an object of the study and states other doses; it counts as a duplicate, and its doses stand nowhere in the study.',
    needsWholeStore: true,
    predicates: [{ rows: 'doubtful_file', fails: hasFinding(['same_uid_other_dose']) }],
  }),
];
