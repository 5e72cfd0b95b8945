import { html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { api } from '../../api/endpoints.js';
import type { FailedCheck, LinkedStudy, Row, StudyDetail } from '../../api/types.js';
import { dataTable } from '../../components/data-table.js';
import { icon } from '../../components/icons.js';
import { PageElement } from '../../components/page-element.js';
import { emptyPanel, problemPanel, whenReady } from '../../components/states.js';
import { valueView } from '../../components/value.js';
import { msg, type MessageKey } from '../../locales/msg.js';
import { isNumeric, meaning } from '../../state/dictionary.js';
import { formatDate, formatTime } from '../../state/format.js';
import { lastList } from '../../state/last-list.js';
import { listPath } from '../../state/modality.js';
import { Resource } from '../../state/resource.js';
import { may } from '../../state/session.js';
import { deleteStudy } from './delete-study.js';
import { doseSummary } from './dose-summary.js';
import './event-table.js';
import { failedChecks } from './failed-checks.js';
import './kept-document.js';
import { furtherFacts, isStated, studyFacts } from './study-facts.js';

const PARTS = [
  'part_meaning',
  'part',
  'is_current',
  'kap_total_gy_cm2',
  'kap_fluoro_gy_cm2',
  'kap_acquisition_gy_cm2',
  'dose_rp_total_mgy',
  'dose_rp_fluoro_mgy',
  'dose_rp_acquisition_mgy',
  'fluoro_time_s',
  'acquisition_time_s',
  'frame_count',
  'agd_mgy',
  'dlp_total_mgy_cm',
  'effective_dose_msv',
  'event_count_reported',
  'event_count',
  'content_at_local',
  'calibration_factor',
  'comment',
];
const OBJECTS = [
  'path',
  'outcome',
  'extractor',
  'extractor_version',
  'quirks',
  'ingested_at',
  'byte_count',
  'sop_instance_uid',
];

/** One study: who, where and what was done, its dose, every event, and where each number comes from. */
@customElement('dose-study-page')
export class StudyPage extends PageElement {
  @property({ attribute: false }) studyId = '';
  private readonly detail = new Resource<StudyDetail>(this);
  private readonly checks = new Resource<{ readonly items: readonly FailedCheck[] }>(this);

  protected override willUpdate(): void {
    this.detail.load(this.studyId, (signal) => api.study(this.studyId, signal));
    this.checks.load(this.studyId, (signal) => api.failedChecks(this.studyId, signal));
  }

  protected override render(): unknown {
    const back = lastList();
    return html`${back ? html`<a class="back" href=${back}>${icon('chevron')}${msg('study.back')}</a>` : nothing}
    ${this.detail.value ? nothing : html`<h1 class="visually-hidden">${msg('study.title')}</h1>`}
    ${whenReady(this.detail, (detail) => this.#page(detail))}`;
  }

  #page(detail: StudyDetail): unknown {
    const { study } = detail;
    const modality = String(study['modality']);
    return html`${this.#head(study, modality)} ${notPatient(study)} ${this.#checks()} ${findings(study)}
    ${studyFacts(study)} ${doseSummary(study)} ${this.#events(detail, modality)}
    ${linked(detail.linked_studies)}
    ${rowsSection('study.accumulated', 'accumulated_doses', detail.accumulated_doses, PARTS)}
    ${rowsSection('study.objects', 'source_objects', detail.source_objects, OBJECTS)}
    ${keptObjects(study, detail.source_objects)} ${furtherFacts(study)}`;
  }

  /** They come after the study, which is worth seeing without them. */
  #checks(): unknown {
    const { value, problem } = this.checks;
    if (problem) return problemPanel(problem, () => this.checks.reload());
    return value ? failedChecks(value.items) : nothing;
  }

  #head(study: Row, modality: string): unknown {
    const what =
      study['study_description'] ??
      study['procedure_code_meaning'] ??
      study['requested_procedure_code_meaning'];
    const when = [
      typeof study['study_date'] === 'string' ? formatDate(study['study_date']) : '',
      typeof study['study_time'] === 'string' ? formatTime(study['study_time']) : '',
    ].join(' ');
    const where = [study['display_name'], study['institution_name']].filter(Boolean).join(', ');
    return html`<div class="page-head">
      <div>
        <h1>
          <a class="badge modality" href=${listPath(modality)}>${modality}</a>
          ${what ?? msg('list.no_description')}
        </h1>
        <p class="found">${[when, where].filter((part) => part.trim() !== '').join(' · ')}</p>
      </div>
      <div class="tools">
        <button class="button" @click=${() => window.print()}>${icon('print')}${msg('action.print')}</button>
        ${
          may('delete')
            ? html`<button class="button danger-quiet" @click=${() => void deleteStudy(study)}>
                ${icon('trash')}${msg('delete.action')}
              </button>`
            : nothing
        }
      </div>
    </div>`;
  }

  #events(detail: StudyDetail, modality: string): unknown {
    const tables = [
      ['ct_events', detail.ct_events],
      ['projection_events', detail.projection_events],
      ['nm_administrations', detail.nm_administrations],
    ] as const;
    const filled = tables.filter(([, rows]) => rows.length > 0);
    if (filled.length === 0) return emptyPanel(msg('events.none'), msg('events.none_next'));
    return filled.map(
      ([table, rows]) =>
        html`<section class="events">
          <h2>
            ${
              table === 'nm_administrations'
                ? msg('events.administrations', { n: rows.length })
                : msg('events.title', { n: rows.length })
            }
          </h2>
          <dose-event-table .table=${table} .modality=${modality} .rows=${rows}></dose-event-table>
        </section>`,
    );
  }
}

function notPatient(study: Row): unknown {
  if (study['is_not_patient'] !== true) return nothing;
  const patterns = study['not_patient_patterns'];
  return html`<div class="notice">
    ${icon('info')}
    <p>
      <strong>${meaning('studies', 'is_not_patient').label}.</strong>
      ${patterns ? `${meaning('studies', 'not_patient_patterns').label}: ${String(patterns)}` : ''}
    </p>
  </div>`;
}

function findings(study: Row): unknown {
  const all = Array.isArray(study['findings']) ? (study['findings'] as readonly Row[]) : [];
  if (all.length === 0) return nothing;
  return html`<section class="notice findings">
    ${icon('warning')}
    <div>
      <h2>${msg('list.findings', { n: all.length })}</h2>
      <ul>
        ${all.map(
          ({ message, code, path }) =>
            html`<li>
              ${message} <span class="muted"><code>${code}</code> ${path}</span>
            </li>`,
        )}
      </ul>
    </div>
  </section>`;
}

function linked(studies: readonly LinkedStudy[]): unknown {
  if (studies.length === 0) return nothing;
  return html`<section class="panel">
    <h2>${msg('study.linked')}</h2>
    <ul class="plain">
      ${studies.map(
        ({ study_id, modality, study_date, study_description }) =>
          html`<li>
            <a href="/studies/${encodeURIComponent(study_id)}">
              ${[modality, study_date && formatDate(study_date), study_description].filter(Boolean).join(' · ')}
            </a>
          </li>`,
      )}
    </ul>
  </section>`;
}

/** Objects whose kept copies are offered; a study of thousands of images says little more in the others. */
const FIRST_OBJECTS = 100;

function keptObjects(study: Row, objects: readonly Row[]): unknown {
  const kept = objects.filter(({ outcome }) => outcome === 'imported');
  if (kept.length === 0) return nothing;
  const rest = kept.length - FIRST_OBJECTS;
  return html`<section class="panel kept-objects">
    <h2>${msg('study.kept')}</h2>
    <p class="muted">${msg('study.kept_what')}</p>
    ${kept
      .slice(0, FIRST_OBJECTS)
      .map(
        (object) =>
          html`<dose-kept-document
            .studyId=${String(study['study_id'])}
            .object=${object}
          ></dose-kept-document>`,
      )}
    ${rest > 0 ? html`<p class="muted">${msg('study.kept_more', { n: rest })}</p>` : nothing}
  </section>`;
}

function rowsSection(
  title: MessageKey,
  table: string,
  rows: readonly Row[],
  columns: readonly string[],
): unknown {
  if (rows.length === 0) return nothing;
  const stated = columns.filter((column) => rows.some((row) => isStated(row, column)));
  return html`<section>
    <h2>${msg(title)}</h2>
    ${dataTable<Row>({
      caption: msg(title),
      rows,
      key: (row) => String(rows.indexOf(row)),
      columns: stated.map((column) => {
        const { label, unit, definition } = meaning(table, column);
        return {
          id: column,
          heading: label,
          unit,
          hint: definition,
          numeric: isNumeric(table, column),
          raw: (row) => row[column],
          cell: (row) => valueView(table, column, row[column]),
        };
      }),
    })}
  </section>`;
}
