import { describe, expect, it, vi } from 'vitest';
import type { Chart, ChartGroup } from '../../../ui/api/types.js';

vi.stubGlobal('navigator', { language: 'en-GB' });
vi.stubGlobal('window', new EventTarget());
const { labelOf, shortLabel } = await import('../../../ui/charts/drawing.js');
const { seriesOf } = await import('../../../ui/charts/over-time.js');

const group = (category: string, more: Partial<ChartGroup> = {}): ChartGroup => ({
  category,
  system: null,
  n: 1,
  address: null,
  ...more,
});

describe('labels of groups', () => {
  it('tell systems of one hospital apart where there is no room for the whole', () => {
    const [one, other] = ['MICT1', 'MICT2'].map((station) =>
      shortLabel(group('Thorax Abdo Pelvis', { system: `Mocklington Infirmary, ${station}` }), 600),
    );
    expect(one).toBe('Thorax Abdo Pel… · …nfirmary, MICT1');
    expect(other).toBe('Thorax Abdo Pel… · …nfirmary, MICT2');
  });

  it('stay whole where there is room, and leave room for the marks where there is little', () => {
    const long = group('Percutaneous coronary intervention of several vessels');
    expect(shortLabel(long, 1200)).toBe(labelOf(long));
    expect(shortLabel(long, 310)).toBe('Percutaneous cor…');
    expect(shortLabel(group('Head', { system: 'Mocklington Infirmary, MICT1' }), 400)).toBe(
      'Head · …firmary, MICT1',
    );
  });

  it('raise the mass numbers of nuclides, as lists do', () => {
    expect(labelOf(group('Fluorodeoxyglucose F^18^'))).toBe('Fluorodeoxyglucose F¹⁸');
  });
});

describe('series of a picture', () => {
  const chartOf = (groups: readonly ChartGroup[]): Chart => ({ groups }) as unknown as Chart;
  const adults = Array.from({ length: 10 }, (_none, at) => group(`adult ${at}`, { n: 100 - at }));
  const children = [group('small', { n: 1 }), group('large', { n: 2 })];

  it('are its own largest where the whole chart has more than can be told apart', () => {
    const chart = chartOf([...adults, ...children]);
    expect(seriesOf({ chart, groups: children }).map(({ name, at }) => [name, at])).toEqual([
      ['large', 0],
      ['small', 1],
    ]);
    expect(seriesOf({ chart, groups: adults })).toHaveLength(8);
  });

  it('look the same in every picture where all fit', () => {
    const chart = chartOf([...adults.slice(0, 3), ...children]);
    expect(seriesOf({ chart, groups: children }).map(({ name, at }) => [name, at])).toEqual([
      ['large', 3],
      ['small', 4],
    ]);
  });
});
