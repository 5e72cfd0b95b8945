import { describe, expect, it } from 'vitest';
import { csvText } from '../../../jobs/commands/csv-text.js';

describe('the CSV of commands', () => {
  it.each(['=1+1', '+1', '-2+3', '@SUM(1;2)', '\tx', '＝1'])(
    'escapes what would run as a formula: %j',
    (text) => {
      expect(csvText([[text, 'a']])).toBe(`'${text},a\r\n`);
    },
  );

  it.each(['-2', '-0.25', '-1e-7', '1e+20', 'a-b', ''])(
    'leaves numbers and other text as they are: %j',
    (text) => {
      expect(csvText([[text, 'a']])).toBe(`${text},a\r\n`);
    },
  );

  it('quotes what holds a separator', () => {
    expect(csvText([['a,b', 'say "x"', '=1,2']])).toBe('"a,b","say ""x""","\'=1,2"\r\n');
  });
});
