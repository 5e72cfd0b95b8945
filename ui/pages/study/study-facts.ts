import { html, nothing } from 'lit';
import type { Row } from '../../api/types.js';
import { term, valueView } from '../../components/value.js';
import { msg, type MessageKey } from '../../locales/msg.js';
import { columnNames } from '../../state/dictionary.js';

interface FactGroup {
  readonly title: MessageKey;
  readonly columns: readonly string[];
}

/** The facts at the head of a study (row UI-080). */
const GROUPS: readonly FactGroup[] = [
  {
    title: 'study.examination',
    columns: [
      'study_date',
      'study_time',
      'study_description',
      'procedure_code_meaning',
      'requested_procedure_code_meaning',
      'standard_name',
      'accession_number',
      'performing_physician',
      'operator',
      'referring_physician',
      'comment',
      'study_instance_uid',
    ],
  },
  {
    title: 'study.patient',
    columns: [
      'patient_name',
      'patient_id',
      'patient_birth_date',
      'patient_age_years',
      'patient_sex',
      'patient_height_m',
      'patient_weight_kg',
      'patient_pseudonym',
      'not_patient_patterns',
    ],
  },
  {
    title: 'study.equipment',
    columns: [
      'display_name',
      'institution_name',
      'institutional_department_name',
      'manufacturer',
      'manufacturer_model_name',
      'station_name',
      'device_serial_number',
      'software_versions',
    ],
  },
];

/** Shown only where the site keeps them and the reader may see them: a blank would say that nothing was stated. */
const KEPT_BY_CHOICE: ReadonlySet<string> = new Set(['patient_name', 'patient_id', 'patient_birth_date']);

const SHOWN_ELSEWHERE = /_(source|event_sum)$|^(study_id|modality|findings|finding_count)$/;

/** Examination, patient and equipment side by side; what is not stated stays blank. */
export function studyFacts(study: Row): unknown {
  return html`<div class="fact-groups">
    ${GROUPS.map(
      ({ title, columns }) =>
        html`<section class="panel">
          <h2>${msg(title)}</h2>
          ${factList(
            'studies',
            study,
            columns.filter((column) => !KEPT_BY_CHOICE.has(column) || isStated(study, column)),
          )}
        </section>`,
    )}
  </div>`;
}

/** Every other fact that the study states. */
export function furtherFacts(study: Row): unknown {
  const shown = new Set(GROUPS.flatMap(({ columns }) => columns));
  const rest = columnNames('studies').filter(
    (name) => !shown.has(name) && !SHOWN_ELSEWHERE.test(name) && isStated(study, name),
  );
  if (rest.length === 0) return nothing;
  return html`<details class="panel further">
    <summary>${msg('study.further_facts', { n: rest.length })}</summary>
    ${factList('studies', study, rest)}
  </details>`;
}

/** Columns of a row as terms that explain themselves, with their values. */
export function factList(table: string, row: Row, columns: readonly string[]): unknown {
  return html`<dl class="facts">
    ${columns.map(
      (column) =>
        html`<div>
          <dt>${term(table, column, row)}</dt>
          <dd data-column=${column}>${valueView(table, column, row[column])}</dd>
        </div>`,
    )}
  </dl>`;
}

export function isStated(row: Row, column: string): boolean {
  const value = row[column];
  return (
    value !== null && value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0)
  );
}
