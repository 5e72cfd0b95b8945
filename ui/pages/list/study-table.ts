import { html, nothing } from 'lit';
import type { Row } from '../../api/types.js';
import { dataTable, type TableColumn } from '../../components/data-table.js';
import { icon } from '../../components/icons.js';
import { msg } from '../../locales/msg.js';
import { isNumeric, meaning } from '../../state/dictionary.js';
import { formatValue } from '../../state/format.js';
import type { ListColumn } from './list-columns.js';

export interface StudyTable {
  readonly caption: string;
  readonly columns: readonly ListColumn[];
  readonly rows: readonly Row[];
  readonly sort: string;
  readonly onSort: (sort: string) => void;
}

/** The list of studies. */
export function studyTable({ columns, ...rest }: StudyTable): unknown {
  return dataTable<Row>({
    ...rest,
    columns: columns.map(tableColumn),
    key: (row) => String(row['study_id']),
    rowClass: (row) => (row['is_not_patient'] === true ? 'not-patient' : ''),
  });
}

function tableColumn(list: ListColumn): TableColumn<Row> {
  const { label, unit, definition } = meaning('studies', list.column);
  return {
    id: list.column,
    heading: label,
    unit,
    hint: definition,
    numeric: isNumeric('studies', list.column),
    sortKey: list.column,
    cell: (row) => cell(list, row),
    raw: (row) => row[list.column],
  };
}

function cell({ column, below = [], parts = [], link }: ListColumn, row: Row): unknown {
  const isDivided = parts.filter(([, part]) => Boolean(row[part])).length > 1;
  const value = isDivided ? parts.map(([label, part]) => plane(label, part, row)) : shown(column, row);
  const lines = distinct(
    below.map((name) => shown(name, row)),
    typeof value === 'string' ? value : '',
  );
  if (!link) return html`<span class="main-line">${value}</span>${belowLine(lines)}`;
  const text = value === '' ? (lines[0] ?? msg('list.no_description')) : value;
  return html`${studyLink(text, row)}${belowLine(value === '' ? lines.slice(1) : lines)}`;
}

/** Texts that say something new: a procedure often repeats the description in capitals. */
function distinct(lines: readonly string[], above: string): readonly string[] {
  const seen = new Set(['', above.toLowerCase()]);
  return lines.filter((line) => !seen.has(line.toLowerCase()) && seen.add(line.toLowerCase()));
}

const plane = (label: string, column: string, row: Row): unknown =>
  html`<span class="plane"><span class="plane-label">${label}:</span> ${shown(column, row)}</span> `;

const belowLine = (lines: readonly string[]): unknown =>
  lines.length > 0 ? html`<span class="below">${lines.join(' · ')}</span>` : nothing;

function studyLink(text: unknown, row: Row): unknown {
  return html`<span class="main-line">
    <a href="/studies/${encodeURIComponent(String(row['study_id']))}">${text}</a>${marks(row)}
  </span>`;
}

function marks(row: Row): unknown {
  const findings = Number(row['finding_count'] ?? 0);
  return html`${
    row['is_not_patient'] === true
      ? html` <span class="badge">${meaning('studies', 'is_not_patient').label}</span>`
      : nothing
  }${
    findings > 0
      ? html` <span class="finding-mark" title=${msg('list.findings', { n: findings })}
          >${icon('info')}<span class="visually-hidden">${msg('list.findings', { n: findings })}</span></span
        >`
      : nothing
  }`;
}

function shown(column: string, row: Row): string {
  const value = row[column];
  return column === 'study_time' && typeof value === 'string'
    ? value.slice(0, 5)
    : formatValue(value, meaning('studies', column));
}
