import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../pipeline/dicom/character-set.js';

/** Bytes written as text, with `<..>` for hexadecimal: `Wang<1B 24 42>`. */
function bytes(spelled: string): Uint8Array {
  const parts = spelled.split(/<([0-9A-F ]+)>/);
  return Buffer.concat(
    parts.map((part, at) =>
      at % 2 === 0 ? Buffer.from(part, 'latin1') : Buffer.from(part.replace(/ /g, ''), 'hex'),
    ),
  );
}

const clean = (text: string) => ({ text, problem: null });

describe('the examples of PS3.5', () => {
  it('reads Japanese kanji beside ASCII (H.3.1)', () => {
    const name = bytes(
      'Yamada^Tarou=<1B>$B;3ED<1B>(B^<1B>$BB@O:<1B>(B=<1B>$B$d$^$@<1B>(B^<1B>$B$?$m$&<1B>(B',
    );
    expect(decodeText(name, '\\ISO 2022 IR 87', 'PN')).toEqual(clean('Yamada^Tarou=山田^太郎=やまだ^たろう'));
  });
  it('reads Japanese kanji beside half-width katakana (H.3.2)', () => {
    const name = bytes(
      '<D4 CF C0 DE 5E C0 DB B3>=<1B>$B;3ED<1B>(J^<1B>$BB@O:<1B>(J=<1B>$B$d$^$@<1B>(J^<1B>$B$?$m$&<1B>(J',
    );
    expect(decodeText(name, 'ISO 2022 IR 13\\ISO 2022 IR 87', 'PN')).toEqual(
      clean('ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう'),
    );
  });
  it('reads Korean (I.2)', () => {
    const name = bytes(
      'Hong^Gildong=<1B>$)C<FB F3>^<1B>$)C<D1 CE D4 D7>=<1B>$)C<C8 AB>^<1B>$)C<B1 E6 B5 BF>',
    );
    expect(decodeText(name, '\\ISO 2022 IR 149', 'PN')).toEqual(clean('Hong^Gildong=洪^吉洞=홍^길동'));
  });
  it('reads Chinese in UTF-8, GB18030, GBK and GB 2312 (J and K)', () => {
    expect(decodeText(Buffer.from('Wang^XiaoDong=王^小東'), 'ISO_IR 192', 'PN').text).toBe(
      'Wang^XiaoDong=王^小東',
    );
    const chinese = bytes('Wang^XiaoDong=<CD F5>^<D0 A1 B6 AB>');
    expect(decodeText(chinese, 'GB18030', 'PN')).toEqual(clean('Wang^XiaoDong=王^小东'));
    expect(decodeText(chinese, 'GBK', 'PN')).toEqual(clean('Wang^XiaoDong=王^小东'));
    const extended = bytes('Zhang^XiaoDong=<1B>$)A<D5 C5>^<1B>$)A<D0 A1 B6 AB>=');
    expect(decodeText(extended, '\\ISO 2022 IR 58', 'PN')).toEqual(clean('Zhang^XiaoDong=张^小东='));
  });
});

describe('single-byte sets', () => {
  it.each([
    ['ISO_IR 100', '<C4 6E 65 61 73>', 'Äneas'],
    ['ISO_IR 101', '<A3>', 'Ł'],
    ['ISO_IR 109', '<A1>', 'Ħ'],
    ['ISO_IR 110', '<A2>', 'ĸ'],
    ['ISO_IR 144', '<BB EE DA 63 65 DC D1 EB DF>', 'Люкceмбып'],
    ['ISO_IR 127', '<E2 C8 C7 E6 EA>^<E4 E6 D2 C7 D1>', 'قباني^لنزار'],
    ['ISO_IR 126', '<C4 E9 EF ED F5 F3 E9 EF F2>', 'Διονυσιος'],
    ['ISO_IR 138', '<F9 F8 E5 EF>^<E3 E1 E5 F8 E4>', 'שרון^דבורה'],
    ['ISO_IR 148', '<DD>', 'İ'],
    ['ISO_IR 203', '<A4 BD>', '€œ'],
    ['ISO_IR 13', '<D4 CF C0 DE>', 'ﾔﾏﾀﾞ'],
    ['ISO_IR 166', '<A1 D2>', 'กา'],
  ])('reads %s, alone and as code extension', (term, spelled, text) => {
    expect(decodeText(bytes(spelled), term, 'LO')).toEqual(clean(text));
    expect(decodeText(bytes(spelled), term.replace('ISO_IR', 'ISO 2022 IR'), 'LO')).toEqual(clean(text));
  });
  it('switches between Latin, Greek, Cyrillic and Latin No. 9 by escape sequences', () => {
    const text = bytes('<C4>\\<1B>-F<C4>\\<1B>-L<BB>\\<1B>-b<A4>');
    const sets = 'ISO 2022 IR 100\\ISO 2022 IR 126\\ISO 2022 IR 144\\ISO 2022 IR 203';
    expect(decodeText(text, sets, 'LO')).toEqual(clean('Ä\\Δ\\Л\\€'));
  });
  it('reads a supplementary kanji (JIS X 0212)', () => {
    expect(decodeText(bytes('<1B>$(D<30 21><1B>(B'), '\\ISO 2022 IR 87\\ISO 2022 IR 159', 'LO')).toEqual(
      clean('丂'),
    );
  });
  it('reads the quotation marks that Windows puts into Latin-1', () => {
    expect(decodeText(bytes('<93>a<94><80>'), 'ISO_IR 100', 'LO').text).toBe('“a”€');
  });
});

describe('what the field writes', () => {
  it.each(['ISO IR 100', 'ISO-IR 100', 'iso_ir 100', 'ISO_IR100', 'IR 100', 'ISO-8859-1', 'ISO 2022-IR 100'])(
    'takes %s for Latin alphabet No. 1, with a problem',
    (name) => {
      expect(decodeText(bytes('M<FC>ller'), name, 'LO')).toEqual({
        text: 'Müller',
        problem: 'character_set_misspelled',
      });
    },
  );
  it.each(['UTF-8', 'utf8', 'ISO-IR 192', 'ISO IR 192', 'ISO 2022 IR 192'])('takes %s for UTF-8', (name) => {
    expect(decodeText(Buffer.from('Müller 山'), name, 'LO').text).toBe('Müller 山');
  });
  it.each([
    ['SJIS', '<8E 52 93 63>', '山田'],
    ['CP932', '<8E 52 93 63>', '山田'],
    ['ISO 2022 GBK', '<CD F5>^<D0 A1 B6 AB>', '王^小东'],
    ['ISO 2022 GB18030', '<CD F5>^<D0 A1 B6 AB>', '王^小东'],
    ['ISO 2022 58', '<CD F5>^<D0 A1 B6 AB>', '王^小东'],
    ['EUC-CN', '<CD F5>^<D0 A1 B6 AB>', '王^小东'],
    ['KS_C_5601-1987', '<C8 AB>^<B1 E6 B5 BF>', '홍^길동'],
  ])('takes %s as what it means', (name, spelled, text) => {
    expect(decodeText(bytes(spelled), name, 'PN')).toEqual({ text, problem: 'character_set_misspelled' });
  });
  it('reads text without any character set as UTF-8 where valid, else as Windows-1252', () => {
    for (const missing of [null, '', 'ISO_IR 6']) {
      expect(decodeText(Buffer.from('Müller'), missing, 'LO')).toEqual({
        text: 'Müller',
        problem: 'character_set_missing',
      });
      expect(decodeText(bytes('M<FC>ller'), missing, 'LO').text).toBe('Müller');
    }
  });
  it('names an unknown character set and reads the text all the same', () => {
    expect(decodeText(bytes('M<FC>ller'), 'KLINGON', 'LO')).toEqual({
      text: 'Müller',
      problem: 'character_set_unknown',
    });
    expect(decodeText(bytes('M<FC>ller'), 'KLINGON\\ISO_IR 100', 'LO').problem).toBe('character_set_unknown');
  });
  it('reads Latin-1 that is declared to be UTF-8', () => {
    expect(decodeText(bytes('M<FC>ller'), 'ISO_IR 192', 'LO')).toEqual({
      text: 'Müller',
      problem: 'character_set_mismatch',
    });
  });
  it('reads UTF-8 declared as a second value', () => {
    expect(decodeText(Buffer.from('山田'), '\\ISO_IR 192', 'PN').text).toBe('山田');
  });
  it('reads Korean and Chinese whose escape sequence stands only once or not at all', () => {
    const once = bytes('<1B>$)C<C8 AB>^<B1 E6 B5 BF>');
    expect(decodeText(once, '\\ISO 2022 IR 149', 'PN').text).toBe('홍^길동');
    expect(decodeText(bytes('<C8 AB>'), 'ISO 2022 IR 149', 'LO').text).toBe('홍');
  });
  it('reads escape sequences of sets that are not declared', () => {
    const name = bytes('<1B>$B;3ED<1B>(B');
    expect(decodeText(name, 'ISO_IR 100', 'PN')).toEqual({ text: '山田', problem: 'character_set_mismatch' });
    expect(decodeText(name, null, 'PN')).toEqual({ text: '山田', problem: 'character_set_missing' });
  });
  it('does not read a set that is not declared as the one that is', () => {
    const greek = bytes('<1B>-F<C4>');
    expect(decodeText(greek, 'ISO_IR 100', 'LO')).toEqual({ text: 'Δ', problem: 'character_set_mismatch' });
    expect(decodeText(greek, 'ISO_IR 126', 'LO')).toEqual(clean('Δ'));
  });
  it('returns to ASCII also where only Japanese sets are declared', () => {
    expect(decodeText(bytes('<1B>$B;3ED<1B>(B^A'), 'ISO 2022 IR 13\\ISO 2022 IR 87', 'PN').text).toBe(
      '山田^A',
    );
  });
});

describe('padding', () => {
  it('trims blanks and NUL, and keeps leading blanks where they mean something', () => {
    expect(decodeText(bytes('  a b <00>'), null, 'LO').text).toBe('a b');
    expect(decodeText(bytes('  a b <00>'), null, 'LT').text).toBe('  a b');
    expect(decodeText(bytes(' M<FC> <00>'), 'ISO_IR 100', 'UT').text).toBe(' Mü');
    expect(decodeText(bytes('1.2.3<00>'), null, 'UI').text).toBe('1.2.3');
    expect(decodeText(new Uint8Array(), null, 'LO')).toEqual(clean(''));
  });
});

describe('properties', () => {
  const sets = fc.oneof(
    fc.constantFrom(
      null,
      'ISO_IR 100',
      'ISO_IR 192',
      '\\ISO 2022 IR 87',
      '\\ISO 2022 IR 149',
      'GBK',
      'ISO_IR 13',
    ),
    fc.constantFrom(
      'ISO 2022 IR 13\\ISO 2022 IR 87\\ISO 2022 IR 159',
      '\\ISO 2022 IR 58',
      'ISO_IR 100\\ISO_IR 144',
    ),
    fc.string(),
  );
  it('never throws, whatever the bytes and the name', () => {
    const escapes = fc.constantFrom(
      [0x1b],
      [0x1b, 0x24, 0x42],
      [0x1b, 0x24, 0x29, 0x43],
      [0x1b, 0x28, 0x42],
      [0x1b, 0x2d, 0x46],
    );
    const soup = fc
      .array(fc.oneof(escapes, fc.array(fc.nat(255))))
      .map((parts) => Uint8Array.from(parts.flat()));
    fc.assert(fc.property(soup, sets, (raw, set) => typeof decodeText(raw, set, 'PN').text === 'string'));
  });
  it('reads back any text in UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const stated = text
          .replace(/[\0\u001b]/g, '')
          .replace(/^\ufeff/, '')
          .trim();
        expect(decodeText(Buffer.from(stated), 'ISO_IR 192', 'LO').text).toBe(stated);
      }),
    );
  });
});
