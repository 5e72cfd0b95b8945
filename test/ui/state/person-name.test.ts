import { describe, expect, it } from 'vitest';
import { readableNames } from '../../../ui/state/person-name.js';

describe('names of persons', () => {
  it.each([
    ['Synthetic^Operator 5', 'Synthetic, Operator 5'],
    ['Muster^Erika^Maria^Dr.^MPE', 'Muster, Dr. Erika Maria (MPE)'],
    ['Yamada^Tarou=山田^太郎=やまだ^たろう', 'Yamada, Tarou'],
    ['^^^^=山田^太郎', '山田, 太郎'],
    ['A^B | C^D', 'A, B | C, D'],
    ['Nobody', 'Nobody'],
    ['^Cher', 'Cher'],
  ])('%s is read as %s', (sent, read) => expect(readableNames('operator', sent)).toBe(read));

  it('are only in the columns that hold such', () => expect(readableNames('comment', 'a^b')).toBe('a^b'));
});
