import type { Modality } from '../../state/modality.js';

type Part = readonly [label: string, column: string];

/**
 * One column of a list: the column of studies that it shows and sorts by, further columns in smaller lines below,
 * and parts that are put before the value (planes, sides).
 */
export interface ListColumn {
  readonly column: string;
  readonly below?: readonly string[];
  /** Shown instead of `column` where more than one of them is there and not 0: label and column. */
  readonly parts?: readonly Part[];
  /** Links to the study page. */
  readonly link?: boolean;
}

const WHEN: ListColumn = { column: 'study_date', below: ['study_time'] };
const SYSTEM: ListColumn = {
  column: 'display_name',
  below: ['manufacturer', 'manufacturer_model_name', 'station_name'],
};
const INSTITUTION: ListColumn = { column: 'institution_name' };
const DESCRIPTION: ListColumn = {
  column: 'study_description',
  below: ['procedure_code_meaning', 'requested_procedure_code_meaning', 'accession_number'],
  link: true,
};
const NAME: ListColumn = { column: 'standard_name' };
const EVENTS: ListColumn = { column: 'event_count' };

const planes = (quantity: string, unit: string): readonly Part[] => [
  ['A', `${quantity}_a${unit}`],
  ['B', `${quantity}_b${unit}`],
];

/** The columns of each list (rows UI-020 to UI-024), in order. */
const COLUMNS: Readonly<Record<Modality, readonly ListColumn[]>> = {
  CT: [WHEN, DESCRIPTION, NAME, SYSTEM, INSTITUTION, EVENTS, { column: 'dlp_total_mgy_cm' }],
  RF: [
    WHEN,
    DESCRIPTION,
    SYSTEM,
    INSTITUTION,
    { column: 'performing_physician' },
    { ...EVENTS, parts: planes('event_count', '') },
    { column: 'kap_total_gy_cm2', parts: planes('kap_total', '_gy_cm2') },
    { column: 'dose_rp_total_mgy', parts: planes('dose_rp_total', '_mgy') },
  ],
  MG: [
    WHEN,
    { column: 'procedure_code_meaning', below: ['study_description', 'accession_number'], link: true },
    SYSTEM,
    INSTITUTION,
    EVENTS,
    { column: 'agd_right_mgy' },
    { column: 'agd_left_mgy' },
    { column: 'agd_both_mgy' },
  ],
  DX: [WHEN, DESCRIPTION, SYSTEM, INSTITUTION, EVENTS, { column: 'kap_total_gy_cm2' }],
  NM: [
    WHEN,
    { ...DESCRIPTION, below: ['procedure_code_meaning', 'accession_number'] },
    SYSTEM,
    INSTITUTION,
    { column: 'radiopharmaceutical', below: ['radionuclide'] },
    { column: 'administered_activity_mbq' },
  ],
};

/** The columns that an address asks for, composed as in the default list where they are part of it. */
export function chosenColumns(modality: Modality, names: readonly string[] | null): readonly ListColumn[] {
  if (names === null) return COLUMNS[modality];
  const chosen = names.map(
    (name) => COLUMNS[modality].find(({ column }) => column === name) ?? { column: name },
  );
  return chosen.some(({ link }) => link)
    ? chosen
    : chosen.map((one, at) => (at === 0 ? { ...one, link: true } : one));
}

/** Every column of studies that the list needs from the API. */
export function neededColumns(columns: readonly ListColumn[]): readonly string[] {
  const needed = columns.flatMap(({ column, below = [], parts = [] }) => [
    column,
    ...below,
    ...parts.map(([, part]) => part),
  ]);
  return [...new Set(['study_id', 'is_not_patient', 'finding_count', ...needed])];
}
