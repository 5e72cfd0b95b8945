import { html, nothing } from 'lit';
import { customElement, state } from 'lit/decorators.js';
import { api } from '../../api/endpoints.js';
import type { Items, Row } from '../../api/types.js';
import { dataTable, type TableColumn } from '../../components/data-table.js';
import { PageElement } from '../../components/page-element.js';
import { whenReady } from '../../components/states.js';
import { msg } from '../../locales/msg.js';
import { meaning } from '../../state/dictionary.js';
import { formatCount, formatValue } from '../../state/format.js';
import { Resource } from '../../state/resource.js';
import { attempt } from './attempt.js';

const IDENTITY = [
  'institution_name',
  'manufacturer',
  'manufacturer_model_name',
  'station_name',
  'device_serial_number',
  'software_versions',
];

/** Names of the equipment and its modality, several devices at once (rows UI-140, UI-141). */
@customElement('dose-devices-section')
export class DevicesSection extends PageElement {
  @state() private chosen: ReadonlySet<string> = new Set();
  @state() private sort: string | null = null;
  private readonly devices = new Resource<Items>(this);

  protected override willUpdate(): void {
    this.devices.load('devices', (signal) => api.devices(signal));
  }

  protected override render(): unknown {
    return html`<section>
      <h2>${msg('admin.devices')}</h2>
      <p class="muted">${msg('devices.about')}</p>
      ${whenReady(this.devices, ({ items }) => html`${this.#form()} ${this.#table(items)}`)}
    </section>`;
  }

  #form(): unknown {
    return html`<form class="bulk-form panel" @submit=${this.#apply}>
      <strong>${msg('devices.chosen', { n: this.chosen.size })}</strong>
      <label class="field">
        <span>${meaning('device_settings', 'display_name').label}</span>
        <input name="display_name" maxlength="80" autocomplete="off" />
      </label>
      <label class="field">
        <span>${meaning('device_settings', 'user_defined_modality').label}</span>
        <select name="user_defined_modality">
          <option value="keep">${msg('devices.keep')}</option>
          <option value="">${msg('devices.as_objects')}</option>
          <option value="RF">RF</option>
          <option value="DX">DX</option>
          <option value="dual">${msg('devices.dual')}</option>
        </select>
      </label>
      <button class="button primary" ?disabled=${this.chosen.size === 0}>${msg('devices.apply')}</button>
    </form>`;
  }

  #table(devices: readonly Row[]): unknown {
    return dataTable<Row>({
      caption: msg('admin.devices'),
      rows: this.#sorted(devices),
      key: ({ device_id }) => String(device_id),
      sort: this.sort,
      onSort: (sort) => (this.sort = sort),
      columns: [this.#checkbox(), ...this.#columns()],
    });
  }

  #checkbox(): TableColumn<Row> {
    return {
      id: 'choose',
      heading: msg('devices.choose'),
      cell: ({ device_id, display_name, station_name }) => {
        const id = String(device_id);
        return html`<input
          type="checkbox"
          aria-label=${msg('devices.choose_one', { name: String(display_name ?? station_name ?? id) })}
          .checked=${this.chosen.has(id)}
          @change=${() => this.#toggle(id)}
        />`;
      },
    };
  }

  #columns(): readonly TableColumn<Row>[] {
    const text = (table: string, id: string): TableColumn<Row> => ({
      id,
      heading: meaning(table, id).label,
      sortKey: id,
      cell: (row) => formatValue(row[id], meaning(table, id)),
    });
    return [
      {
        ...text('device_settings', 'display_name'),
        cell: ({ display_name }) => html`<strong>${display_name ?? nothing}</strong>`,
      },
      text('device_settings', 'user_defined_modality'),
      {
        id: 'study_count',
        heading: msg('home.studies'),
        numeric: true,
        sortKey: 'study_count',
        cell: ({ study_count }) => formatCount(Number(study_count ?? 0)),
      },
      {
        ...text('studies', 'study_date'),
        id: 'last_study_date',
        heading: msg('home.last_study'),
        sortKey: 'last_study_date',
        cell: ({ last_study_date }) => formatValue(last_study_date, { type: 'date' }),
      },
      ...IDENTITY.map((id) => text('devices', id)),
    ];
  }

  #sorted(rows: readonly Row[]): readonly Row[] {
    if (this.sort === null) return rows;
    const column = this.sort.replace(/^-/, '');
    const sign = this.sort.startsWith('-') ? -1 : 1;
    return rows.toSorted(
      (a, b) =>
        sign * String(a[column] ?? '').localeCompare(String(b[column] ?? ''), undefined, { numeric: true }),
    );
  }

  #toggle(id: string): void {
    const next = new Set(this.chosen);
    if (!next.delete(id)) next.add(id);
    this.chosen = next;
  }

  readonly #apply = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const target = event.currentTarget as HTMLFormElement;
    const form = new FormData(target);
    const name = String(form.get('display_name')).trim();
    const modality = String(form.get('user_defined_modality'));
    const change = {
      device_ids: [...this.chosen],
      ...(name !== '' && { display_name: name }),
      ...(modality !== 'keep' && { user_defined_modality: modality === '' ? null : modality }),
    };
    if (!(await attempt(() => api.changeDevices(change)))) return;
    target.reset();
    this.chosen = new Set();
    this.devices.reload();
  };
}
