import { html, nothing } from 'lit';
import { CHARTS, PAEDIATRIC, PERIODS } from '../api/choices.js';
import { msg } from '../locales/msg.js';
import { filterMeaning } from '../state/dictionary.js';
import type { Modality } from '../state/modality.js';
import {
  SORTS,
  categoriesOf,
  isEventKey,
  needsValue,
  valuesOf,
  xValuesOf,
  type ChartOptions,
} from './chart-options.js';

type Change = (change: Partial<ChartOptions>) => void;

/** What to chart, and how. */
export function chartControls(modality: Modality, options: ChartOptions, change: Change): unknown {
  const { name } = options;
  const column = (key: string): string => columnName(key, modality);
  return html`<form class="chart-controls chart-options" @submit=${(event: Event) => event.preventDefault()}>
    ${choice('name', msg('chart.kind'), CHARTS, name, (one) => msg(`chart.${one}`), change)}
    ${needsValue(name) ? choice('value', msg('chart.value'), valuesOf(modality), options.value, column, change) : nothing}
    ${name === 'scatter' ? choice('x', msg('chart.against'), xValuesOf(modality), options.x, column, change) : nothing}
    ${
      name === 'weekday-hour'
        ? nothing
        : choice('by', msg('chart.by'), categoriesOf(modality, options), options.by, column, change)
    }
    ${
      name === 'over-time'
        ? choice(
            'period',
            msg('chart.period'),
            PERIODS,
            options.period,
            (one) => msg(`period.${one}`),
            change,
          )
        : nothing
    }
    ${name === 'histogram' ? bins(options, change) : nothing}
    ${
      name === 'dose' || name === 'frequency' || name === 'histogram'
        ? choice('sort', msg('chart.sort'), SORTS, options.sort, (one) => msg(`chart.sort_${one}`), change)
        : nothing
    }
    ${
      needsValue(name)
        ? choice(
            'paediatric',
            msg('chart.children'),
            PAEDIATRIC,
            options.paediatric,
            (one) => msg(`chart.children_${one}`),
            change,
          )
        : nothing
    }
    ${name === 'weekday-hour' ? nothing : check(msg('chart.per_system'), options.split === 'device', (on) => change({ split: on ? 'device' : 'none' }))}
    ${check(msg('chart.as_table'), options.view === 'table', (on) => change({ view: on ? 'table' : 'chart' }))}
  </form>`;
}

function columnName(key: string, modality: Modality): string {
  const { label, unit } = filterMeaning(key, modality);
  const event = isEventKey(key) ? ` (${msg('chart.per_event')})` : '';
  return `${label}${unit ? `, ${unit}` : ''}${event}`;
}

function choice<K extends keyof ChartOptions>(
  option: K,
  label: string,
  values: readonly ChartOptions[K][],
  value: ChartOptions[K],
  words: (value: ChartOptions[K]) => string,
  change: Change,
): unknown {
  return html`<label class="field">
    <span>${label}</span>
    <select @change=${(event: Event) => change({ [option]: (event.target as HTMLSelectElement).value })}>
      ${values.map((one) => html`<option value=${one} .selected=${one === value}>${words(one)}</option>`)}
    </select>
  </label>`;
}

function bins(options: ChartOptions, change: Change): unknown {
  return html`<label class="field narrow">
    <span>${msg('chart.bins')}</span>
    <input
      type="number"
      min="2"
      max="40"
      .value=${options.bins}
      @change=${(event: Event) => change({ bins: (event.target as HTMLInputElement).value })}
    />
  </label>`;
}

function check(label: string, on: boolean, set: (on: boolean) => void): unknown {
  return html`<label class="check">
    <input
      type="checkbox"
      .checked=${on}
      @change=${(event: Event) => set((event.target as HTMLInputElement).checked)}
    />
    ${label}
  </label>`;
}
