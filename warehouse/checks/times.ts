import { studyCheck, type StudyCheck } from './check.js';

const DAYS_AFTER_STUDY = (moment: string): string =>
  `date_diff('second', s.study_date::TIMESTAMP, ${moment}) / 86400`;
const IS_FAR = (moment: string): string => `${DAYS_AFTER_STUDY(moment)} NOT BETWEEN -0.5 AND 2.5`;
const MINUTES_OUTSIDE = `greatest(
  date_diff('second', r.started_at_local, s.irradiation_started_at_local),
  date_diff('second', s.irradiation_ended_at_local, r.started_at_local)) / 60`;

/** Clocks: of the scanner against itself, and against the day of the study. */
export const TIME_CHECKS: readonly StudyCheck[] = [
  studyCheck({
    id: 'event_outside_study',
    title: 'An exposure on another day than the study',
    severity: 'error',
    grain: 'event',
    definition:
      'The start of an exposure is held against the date of the study: before it or days later, a clock jumped or events of another examination are in the report.',
    tolerance: { kind: 'range', least: -0.5, most: 2.5, unit: 'days' },
    compared: { found: 'days after the start of the study date', expected: 'at first', unit: 'days' },
    predicates: (['ct_event', 'projection_event'] as const).map((rows) => ({
      rows,
      fails: IS_FAR('r.started_at_local'),
      found: DAYS_AFTER_STUDY('r.started_at_local'),
      expected: '0',
    })),
  }),
  studyCheck({
    id: 'event_outside_irradiation',
    title: 'An exposure outside the time of irradiation',
    severity: 'warning',
    grain: 'event',
    definition:
      'The start of an exposure lies before the start or after the end of irradiation that the study states.',
    tolerance: { kind: 'difference', percent: 0, absolute: 5, unit: 'min' },
    compared: { found: 'outside by', expected: 'at most', unit: 'min' },
    predicates: (['ct_event', 'projection_event'] as const).map((rows) => ({
      rows,
      fails: `${MINUTES_OUTSIDE} > 5`,
      found: MINUTES_OUTSIDE,
      expected: '5',
    })),
  }),
  studyCheck({
    id: 'irradiation_ends_before_start',
    title: 'Irradiation ends before it starts',
    severity: 'warning',
    grain: 'study',
    definition: 'The end of irradiation that the study states lies before the start.',
    compared: { found: 'from start to end', expected: 'at least', unit: 's' },
    predicates: [
      {
        rows: 'study',
        fails: 'r.irradiation_ended_at_local < r.irradiation_started_at_local',
        found: "date_diff('second', r.irradiation_started_at_local, r.irradiation_ended_at_local)",
        expected: '0',
      },
    ],
  }),
  studyCheck({
    id: 'administration_ends_before_start',
    title: 'An administration ends before it starts',
    severity: 'warning',
    grain: 'event',
    definition: 'The end of an administration lies before its start.',
    compared: { found: 'from start to end', expected: 'at least', unit: 's' },
    predicates: [
      {
        rows: 'administration',
        fails: 'r.stopped_at_local < r.started_at_local',
        found: "date_diff('second', r.started_at_local, r.stopped_at_local)",
        expected: '0',
      },
    ],
  }),
  studyCheck({
    id: 'study_in_future',
    title: 'A study in the future',
    severity: 'error',
    grain: 'study',
    definition:
      'The date of the study lies after the day that is looked at: the clock of the scanner is wrong.',
    tolerance: { kind: 'difference', percent: 0, absolute: 1, unit: 'days' },
    compared: { found: 'days ahead', expected: 'at most', unit: 'days' },
    predicates: [
      {
        rows: 'study',
        fails: "date_diff('day', {today}, r.study_date) > 1",
        found: "date_diff('day', {today}, r.study_date)",
        expected: '1',
      },
    ],
  }),
  studyCheck({
    id: 'repeated_event',
    title: 'The same exposure is there twice',
    severity: 'warning',
    grain: 'event',
    definition:
      'Exposures of one study agree in device, start, protocol and every dose value, under different identities.',
    compared: { found: 'exposures alike', expected: 'one', unit: 'exposures' },
    predicates: (['repeated_ct_event', 'repeated_projection_event'] as const).map((rows) => ({
      rows,
      fails: 'r.exposures > 1',
      found: 'r.exposures',
      expected: '1',
    })),
  }),
];
