import { html, nothing } from 'lit';
import type { Row } from '../../api/types.js';
import { sourceWords } from '../../components/explanation.js';
import { term, tracedNumber } from '../../components/value.js';
import { msg } from '../../locales/msg.js';
import { columnNames, meaning } from '../../state/dictionary.js';
import { formatValue } from '../../state/format.js';
import { isStated } from './study-facts.js';

/** The figures that a reader wants first, per modality (rows UI-082, UI-083, UI-088 to UI-090). */
const HEADLINES: Readonly<Record<string, readonly string[]>> = {
  CT: ['dlp_total_mgy_cm', 'ctdi_vol_max_body_32cm_mgy', 'ctdi_vol_max_head_16cm_mgy', 'event_count'],
  RF: ['kap_total_gy_cm2', 'dose_rp_total_mgy', 'fluoro_time_s', 'frame_count', 'event_count'],
  DX: ['kap_total_gy_cm2', 'dose_rp_total_mgy', 'event_count'],
  MG: ['agd_right_mgy', 'agd_left_mgy', 'agd_both_mgy', 'event_count'],
  NM: ['administered_activity_mbq', 'radiopharmaceutical', 'radionuclide', 'administration_count'],
};
const FURTHER: readonly string[] = [
  'event_count_reported',
  'ct_spiral_count',
  'ct_axial_count',
  'ct_localizer_count',
  'ct_stationary_count',
  'effective_dose_total_msv',
  'reference_point_definition',
  'plane_count',
  'report_count',
];

/** Totals of the study: large figures, then each total with its source and the sum of the events beside it. */
export function doseSummary(study: Row): unknown {
  const headline = (HEADLINES[String(study['modality'])] ?? []).filter((column) => isStated(study, column));
  const further = FURTHER.filter((column) => isStated(study, column));
  return html`<section class="panel dose-summary">
    <h2>${msg('study.dose')}</h2>
    <dl class="figures">${headline.map((column) => figure(study, column))}</dl>
    ${totalsTable(study)}
    ${
      further.length > 0
        ? html`<dl class="facts inline">
            ${further.map(
              (column) =>
                html`<div>
                  <dt>${term('studies', column, study)}</dt>
                  <dd data-column=${column}>${traced(study, column)}</dd>
                </div>`,
            )}
          </dl>`
        : nothing
    }
  </section>`;
}

function figure(study: Row, column: string): unknown {
  const { label, unit } = meaning('studies', column);
  return html`<div class="figure">
    <dt>${term('studies', column, study)}</dt>
    <dd data-column=${column} data-value=${String(study[column])} aria-label=${label}>
      ${traced(study, column)}${unit ? html`<span class="unit"> ${unit}</span>` : nothing}
    </dd>
  </div>`;
}

/** The totals that the dictionary declares (a column with `_source` and `_event_sum` beside it) and the study states. */
function totalsTable(study: Row): unknown {
  const totals = columnNames('studies').filter(
    (name) => `${name}_source` in study && `${name}_event_sum` in study && isStated(study, name),
  );
  const whole = totals.filter((name) => planeOf(name, study) === null);
  if (whole.length === 0) return nothing;
  const planes = totals.some((name) => planeOf(name, study) === 'b');
  return html`<div class="table-scroll" role="region" tabindex="0" aria-label=${msg('study.totals')}>
    <table class="data totals">
      <caption class="visually-hidden">
        ${msg('study.totals')}
      </caption>
      <thead>
        <tr>
          <th scope="col">${msg('study.quantity')}</th>
          <th scope="col" class="number">${msg('study.total')}</th>
          ${
            planes
              ? html`<th scope="col" class="number">${msg('study.plane_a')}</th>
                  <th scope="col" class="number">${msg('study.plane_b')}</th>`
              : nothing
          }
          <th scope="col">${msg('explain.origin')}</th>
          <th scope="col" class="number">${msg('explain.event_sum')}</th>
        </tr>
      </thead>
      <tbody>
        ${whole.map((name) => totalRow(study, name, planes))}
      </tbody>
    </table>
  </div>`;
}

function totalRow(study: Row, name: string, planes: boolean): unknown {
  const number = (column: string): unknown =>
    html`<td
      class="number"
      data-column=${column}
      data-value=${isStated(study, column) ? String(study[column]) : nothing}
    >
      ${traced(study, column)}
    </td>`;
  const [a, b] = planeColumns(name);
  return html`<tr>
    <th scope="row">${term('studies', name, study)}</th>
    ${number(name)} ${planes ? html`${number(a)}${number(b)}` : nothing}
    <td>${sourceWords(study[`${name}_source`])}</td>
    ${number(`${name}_event_sum`)}
  </tr>`;
}

const PLANED = /^(.*)_(gy_cm2|mgy|s)$/;

function planeColumns(name: string): readonly [a: string, b: string] {
  const match = PLANED.exec(name);
  const of = (plane: 'a' | 'b'): string => (match ? `${match[1]}_${plane}_${match[2]}` : `${name}_${plane}`);
  return [of('a'), of('b')];
}

function planeOf(name: string, study: Row): 'a' | 'b' | null {
  const match = /^(.*)_([ab])_(gy_cm2|mgy|s)$/.exec(name);
  if (!match || !(`${match[1]}_${match[3]}` in study)) return null;
  return match[2] === 'a' ? 'a' : 'b';
}

function traced(study: Row, column: string): unknown {
  return tracedNumber('studies', column, study, shown(study, column));
}

function shown(study: Row, column: string): string {
  return formatValue(study[column], meaning('studies', column));
}
