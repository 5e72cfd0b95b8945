import { expect, it } from 'vitest';
import { openState } from '../../../warehouse/state/state.js';

it('charts that were asked for are remembered, each once, the latest last, and not too many', () => {
  let now = 1_000_000;
  const { askedCharts, close } = openState(':memory:', { now: () => now });
  askedCharts.note(['a', 'b']);
  now += 10;
  askedCharts.note(['c', 'a']);
  expect(askedCharts.within(1_000)).toEqual(['b', 'a', 'c']);
  expect(askedCharts.within(5)).toEqual(['a', 'c']);
  now += 10;
  askedCharts.note(Array.from({ length: 59 }, (_, index) => `chart ${index}`));
  expect(askedCharts.within(1_000)).toHaveLength(60);
  expect(askedCharts.within(1_000)).not.toContain('b');
  close();
});
