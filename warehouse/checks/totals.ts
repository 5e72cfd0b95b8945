import { quantityOf } from '../tables/index.js';
import { differ, studyCheck, type StudyCheck } from './check.js';

interface ComparedTotal {
  readonly id: string;
  readonly quantity: string;
  /** Columns of `studies` that hold such a total, each with `_source` and `_event_sum` beside it. */
  readonly columns: readonly string[];
  readonly unit: string;
  readonly percent: number;
  readonly absolute: number;
  readonly severity: StudyCheck['severity'];
}

/** Tolerances: rounding of what consoles accumulate and state, as seen in objects of many makers. */
const COMPARED_TOTALS: readonly ComparedTotal[] = [
  {
    id: 'kap_sum_differs',
    quantity: 'KAP',
    columns: ['kap_total_gy_cm2'],
    unit: 'Gy·cm²',
    percent: 5,
    absolute: 0.01,
    severity: 'error',
  },
  {
    id: 'dose_rp_sum_differs',
    quantity: 'dose at the reference point',
    columns: ['dose_rp_total_mgy'],
    unit: 'mGy',
    percent: 5,
    absolute: 0.1,
    severity: 'error',
  },
  {
    id: 'dlp_sum_differs',
    quantity: 'DLP',
    columns: ['dlp_total_mgy_cm'],
    unit: 'mGy·cm',
    percent: 2,
    absolute: 1,
    severity: 'error',
  },
  {
    id: 'agd_sum_differs',
    quantity: 'average glandular dose of a breast',
    columns: ['agd_left_mgy', 'agd_right_mgy'],
    unit: 'mGy',
    percent: 5,
    absolute: 0.05,
    severity: 'error',
  },
  {
    id: 'fluoro_time_sum_differs',
    quantity: 'fluoroscopy time',
    columns: ['fluoro_time_s'],
    unit: 's',
    percent: 10,
    absolute: 5,
    severity: 'warning',
  },
];

function totalCheck({ id, quantity, columns, severity, ...tolerance }: ComparedTotal): StudyCheck {
  return studyCheck({
    id,
    title: `Events do not add up to the total: ${quantity}`,
    severity,
    grain: 'study',
    definition: `The sum over the counted events is held against the ${quantity} that the reports accumulated. A difference means events that are missing, counted twice or of another unit.`,
    tolerance: { kind: 'difference', ...tolerance },
    compared: {
      found: 'sum of events',
      expected: 'accumulated total',
      unit: tolerance.unit,
      quantity: quantityOf(columns[0] ?? ''),
    },
    predicates: columns.map((column) => ({
      rows: 'study',
      fails: `r.${column}_source IN ('accumulated', 'accumulated_sum') AND ${differ(`r.${column}_event_sum`, `r.${column}`, tolerance)}`,
      found: `r.${column}_event_sum`,
      expected: `r.${column}`,
    })),
  });
}

/** What reports accumulated against the events that they hold. */
export const TOTAL_CHECKS: readonly StudyCheck[] = [
  ...COMPARED_TOTALS.map(totalCheck),
  studyCheck({
    id: 'event_count_differs',
    title: 'Events are missing from the report, or too many',
    severity: 'error',
    grain: 'report',
    definition:
      'The number of irradiation events in a report is held against the number that the report itself states.',
    tolerance: { kind: 'difference', percent: 0, absolute: 0, unit: 'events' },
    compared: { found: 'events in the report', expected: 'events that it states', unit: 'events' },
    predicates: [
      {
        rows: 'report',
        fails: 'r.is_current AND r.event_count <> r.event_count_reported',
        found: 'r.event_count',
        expected: 'r.event_count_reported',
      },
    ],
  }),
  studyCheck({
    id: 'report_without_events',
    title: 'A report states dose but no event',
    severity: 'warning',
    grain: 'report',
    definition:
      'A current report accumulates dose and holds no irradiation event, so the dose of the study cannot be told apart by protocol.',
    compared: { found: 'events in the report', expected: 'at least', unit: 'events' },
    predicates: [
      {
        rows: 'report',
        fails:
          'r.is_current AND r.event_count = 0 AND greatest(r.kap_total_gy_cm2, r.dose_rp_total_mgy, r.dlp_total_mgy_cm, r.agd_mgy) > 0',
        found: 'r.event_count',
        expected: '1',
      },
    ],
  }),
];
