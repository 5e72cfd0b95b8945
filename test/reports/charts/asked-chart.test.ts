import { describe, expect, it } from 'vitest';
import { chartOfText, textOfChart } from '../../../reports/charts/asked-chart.js';
import { parseChartText, type ChartRequest } from '../../../reports/charts/request.js';
import { parseFilterText } from '../../../reports/filters/parse.js';

function chart(text: string, filterText: string): ChartRequest {
  const filter = parseFilterText(filterText);
  const request = filter.ok ? parseChartText(text, filter.value) : filter;
  if (!request.ok) throw new Error(JSON.stringify(request.problems));
  return request.value;
}

describe('a chart as text', () => {
  it.each([
    'dose?value=event.dlp_mgy_cm&by=event.acquisition_protocol&split=device',
    'frequency?by=study_description&clean=no&categories=12',
    'over-time?value=dlp_total_mgy_cm&period=week&not_patient=include',
    'weekday-hour',
    'histogram?value=event.kvp_kv&bins=7&events=matching',
    'scatter?value=dlp_total_mgy_cm&x=patient_weight_kg&paediatric=weight',
  ])('%s is the same chart over all studies', (text) => {
    const asked = chart(text, 'modality=CT&study_description=head');
    const again = chartOfText(textOfChart(asked));
    expect(again).toEqual({ ...asked, filter: { clauses: [] } });
  });

  it('tells nothing of the filter', () => {
    expect(textOfChart(chart('weekday-hour', 'patient_id=Ab-123'))).not.toContain('123');
  });

  it('is none where a column is there no more', () => {
    const text = textOfChart(chart('histogram?value=dlp_total_mgy_cm', ''));
    expect(chartOfText(text.replace('dlp_total_mgy_cm', 'gone_mgy_cm'))).toBeNull();
  });
});
