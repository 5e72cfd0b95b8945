import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync, appendFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import dicomParser from 'dicom-parser';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DataSet } from '../../../pipeline/dicom/data-set.js';
import { readDicomFile } from '../../../pipeline/dicom/file.js';
import { DEFAULT_LIMITS } from '../../../pipeline/dicom/limits.js';
import { readPart10 } from '../../../pipeline/dicom/part10.js';
import { TAG } from '../../../pipeline/dicom/tags.js';
import { ctReport, mammographyImage } from '../../support/builders/index.js';
import { corpusFiles, hasCorpus } from '../../support/corpus.js';
import {
  dataSet,
  element,
  sequence,
  unknownSequence,
  writePart10,
} from '../../support/dicom-writer/index.js';

function read(bytes: Uint8Array): DataSet {
  const result = readPart10(bytes);
  if (!result.ok) throw new Error(`${result.problem} at ${result.offset}`);
  return result.dataSet;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function tagBytes(tag: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt16LE(tag >>> 16, 0);
  bytes.writeUInt16LE(tag & 0xffff, 2);
  return bytes;
}

function longElement(tag: number, vr: string, value: Buffer): Buffer {
  return Buffer.concat([tagBytes(tag), Buffer.from(`${vr}\0\0`), u32(value.length), value]);
}

interface Outline {
  readonly tag: string;
  readonly value: string | null;
  readonly items: readonly (readonly Outline[])[];
}

/** Our reading as tags and bytes, for comparison. */
function outline(set: DataSet): Outline[] {
  return set.elements.map(({ tag, offset, length, items }) => ({
    tag: tag.toString(16).padStart(8, '0'),
    value: items ? null : Buffer.from(set.bytes.subarray(offset, offset + length)).toString('base64'),
    items: (items ?? []).map(outline),
  }));
}

/** The reading of dicom-parser in the same form; without its delimiter pseudo-elements and what follows the pixel data. */
function oracleOutline(set: dicomParser.DataSet, isTop = true): Outline[] {
  return Object.values(set.elements)
    .filter(
      ({ tag }) =>
        !(isTop && tag.startsWith('x0002')) && !tag.startsWith('xfffe') && !(isTop && tag >= 'x7fe00010'),
    )
    .sort((a, b) => a.dataOffset - b.dataOffset)
    .map(({ tag, dataOffset, length, items }) => ({
      tag: tag.slice(1),
      value: items
        ? null
        : Buffer.from(set.byteArray.subarray(dataOffset, dataOffset + length)).toString('base64'),
      items: (items ?? []).map((item) => (item.dataSet ? oracleOutline(item.dataSet, false) : [])),
    }));
}

describe.runIf(hasCorpus)('reading real objects', () => {
  it.each((hasCorpus ? corpusFiles() : ['none']).map((path) => [basename(path), path] as const))(
    'reads %s element by element as dicom-parser does',
    (_name, path) => {
      const bytes = readFileSync(path);
      const oracle = dicomParser.parseDicom(bytes);
      expect(outline(read(bytes))).toEqual(oracleOutline(oracle));
    },
  );
});

describe('transfer syntaxes and headers', () => {
  const content = () =>
    dataSet({
      SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.67',
      SOPInstanceUID: '1.2.3.4',
      PatientID: 'SYN-1',
      ProcedureCodeSequence: [dataSet({ CodeValue: 'A', CodeMeaning: 'Thorax' })],
    });
  const expected = { uid: '1.2.3.4', meaning: 'Thorax' };
  const summary = (set: DataSet) => ({
    uid: set.text(TAG.SOPInstanceUID),
    meaning: set.item(TAG.ProcedureCodeSequence)?.text(TAG.CodeMeaning),
  });

  for (const transferSyntax of ['implicit-le', 'explicit-le', 'explicit-be', 'deflated-le'] as const) {
    for (const length of ['defined', 'undefined'] as const) {
      it(`reads ${transferSyntax} with sequences of ${length} length`, () => {
        const bytes = writePart10(content(), { transferSyntax, sequenceLength: length, itemLength: length });
        expect(summary(read(bytes))).toEqual(expected);
      });
    }
  }

  it.each(['implicit-le', 'explicit-le'] as const)('reads %s without preamble', (transferSyntax) => {
    expect(summary(read(writePart10(content(), { transferSyntax, preamble: false })))).toEqual(expected);
  });

  it.each(['implicit-le', 'explicit-le', 'explicit-be'] as const)(
    'reads %s without preamble and meta group',
    (transferSyntax) => {
      const bytes = writePart10(content(), { transferSyntax, preamble: false, metaGroup: false });
      expect(summary(read(bytes))).toEqual(expected);
    },
  );

  it('reads a UN element of undefined length as an implicit sequence (CP-246)', () => {
    const inner = dataSet({ CodeValue: 'X', CodeMeaning: 'inside' });
    const bytes = writePart10(
      dataSet({ SOPInstanceUID: '1.2.3' }, [unknownSequence(TAG.ProcedureCodeSequence, [inner])]),
      { transferSyntax: 'explicit-le' },
    );
    expect(read(bytes).item(TAG.ProcedureCodeSequence)?.text(TAG.CodeMeaning)).toBe('inside');
  });

  it.each([
    ['a VR of a later edition, which has the long form', 'ZZ\0\0\u0004\0\0\0'],
    ['question marks in place of a VR', '??\u0004\0'],
    ['blanks in place of a VR', '  \u0004\0'],
    ['no VR before the length, as Philips writes private elements', '\u0004\0\0\0'],
  ])('reads past a private element with %s', (_, header) => {
    const odd = Buffer.concat([tagBytes(0x00091001), Buffer.from(`${header}abcd`, 'latin1')]);
    const set = read(insertedBefore(TAG.PatientID, odd));
    expect(summary(set)).toEqual(expected);
    expect(Buffer.from(set.raw(0x00091001) ?? []).toString()).toBe('abcd');
  });

  it.each([
    ['out of its order', 0x51531001],
    ['where no private element can stand', 0x00090000],
  ])('refuses a private element without VR %s, as bytes out of step look', (_, tag) => {
    const odd = Buffer.concat([tagBytes(tag), Buffer.from('\u0004\0\0\0abcd')]);
    const bytes = insertedBefore(TAG.PatientID, odd);
    expect(readPart10(bytes)).toMatchObject({ ok: false, problem: 'malformed' });
  });

  it('reads the items of a sequence that state no VR in a data set that does', () => {
    const item = Buffer.concat([tagBytes(TAG.CodeMeaning), Buffer.from('\u0002\0\0\0AB')]);
    const items = Buffer.concat([tagBytes(0xfffee000), u32(item.length), item]);
    const sequence = longElement(0x00091002, 'SQ', items);
    const set = read(insertedBefore(TAG.PatientID, sequence));
    expect(set.item(0x00091002)?.text(TAG.CodeMeaning)).toBe('AB');
    expect(summary(set)).toEqual(expected);
  });

  it('takes private bytes that only begin as a sequence does for bytes', () => {
    const value = Buffer.concat([tagBytes(0xfffee000), u32(100_000), Buffer.from('no items')]);
    const set = read(insertedBefore(TAG.PatientID, longElement(0x00091003, 'UN', value)));
    expect([set.items(0x00091003), set.raw(0x00091003)?.length]).toEqual([[], value.length]);
    expect(summary(set)).toEqual(expected);
  });

  it('reads meta information that states no VR', () => {
    const uid = Buffer.from('1.2.840.10008.1.2.1\0');
    const meta = Buffer.concat([tagBytes(TAG.TransferSyntaxUID), u32(uid.length), uid]);
    const content = insertedBefore(TAG.PatientID, Buffer.alloc(0));
    const start = content.indexOf(tagBytes(TAG.SOPClassUID), 132);
    const bytes = Buffer.concat([content.subarray(0, 132), meta, content.subarray(start)]);
    expect(readPart10(bytes)).toMatchObject({ ok: true, transferSyntaxUid: '1.2.840.10008.1.2.1' });
    expect(summary(read(bytes))).toEqual(expected);
  });

  /** The object of these tests, explicit, with bytes put before one of its elements. */
  function insertedBefore(tag: number, inserted: Buffer): Buffer {
    const bytes = Buffer.from(writePart10(content(), { transferSyntax: 'explicit-le' }));
    const at = bytes.indexOf(tagBytes(tag), 132);
    return Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at)]);
  }

  it.each(['explicit-le', 'implicit-le'] as const)(
    'begins each part of a name in the first character set, in %s',
    (transferSyntax) => {
      const cyrillicThenLatin = Buffer.from('\x1b-L\xbb\xee\xda^\xe9', 'latin1');
      const result = readPart10(
        ctReport({
          file: { transferSyntax },
          attributes: {
            SpecificCharacterSet: 'ISO 2022 IR 100\\ISO 2022 IR 144',
            PatientName: cyrillicThenLatin,
            OperatorsName: cyrillicThenLatin,
          },
        }),
      );
      const { dataSet } = result.ok ? result : { dataSet: null };
      expect(dataSet?.text(TAG.PatientName)).toBe('Люк^é');
      expect(dataSet?.text(TAG.OperatorsName)).toBe('Люк^é');
    },
  );
  it('follows a character set that a sequence item changes', () => {
    const item = dataSet({}, [
      element(TAG.SpecificCharacterSet, 'CS', Buffer.from('ISO_IR 192')),
      element(TAG.CodeMeaning, 'LO', Buffer.from('Schädel', 'utf8')),
    ]);
    const bytes = writePart10(
      dataSet({ SOPInstanceUID: '1.2.3' }, [
        element(TAG.SpecificCharacterSet, 'CS', Buffer.from('ISO_IR 100')),
        element(TAG.StudyDescription, 'LO', Buffer.from('Schädel', 'latin1')),
        sequence(TAG.ProcedureCodeSequence, [item]),
      ]),
    );
    const set = read(bytes);
    expect(set.text(TAG.StudyDescription)).toBe('Schädel');
    expect(set.item(TAG.ProcedureCodeSequence)?.text(TAG.CodeMeaning)).toBe('Schädel');
  });
});

describe('limits and damage', () => {
  const report = Buffer.from(ctReport({ seed: 'limits' }));

  it('names an empty file, a text file and random bytes', () => {
    expect(readPart10(new Uint8Array())).toMatchObject({ ok: false, problem: 'empty_file' });
    expect(readPart10(Buffer.from('Just a note for the physicist.\n'))).toMatchObject({
      problem: 'not_dicom',
    });
    expect(
      readPart10(Buffer.from([9, 200, 31, 7, 88, 3, 5, 77, 0, 3, 99, 12, 4, 1, 8, 250, 3])),
    ).toMatchObject({
      problem: 'not_dicom',
    });
  });

  it('refuses a report cut anywhere, and never throws', () => {
    fc.assert(
      fc.property(fc.integer({ min: 140, max: report.length - 3 }), (length) => {
        const result = readPart10(report.subarray(0, length));
        // A cut between two top-level elements is a shorter data set, which no length tells.
        expect(
          result.ok || ['truncated', 'malformed', 'not_dicom', 'archive_to_unpack'].includes(result.problem),
        ).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('never throws or hangs on mutated bytes', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.integer({ min: 132, max: report.length - 1 }), fc.integer({ min: 0, max: 255 })),
          {
            minLength: 1,
            maxLength: 20,
          },
        ),
        (changes) => {
          const bytes = Buffer.from(report);
          for (const [at, value] of changes) bytes[at] = value;
          readPart10(bytes);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('refuses an element that stands twice in one data set, in order or not, since neither value could be trusted', () => {
    const kvp = element(TAG.KVP, 'DS', '120');
    const id = element(TAG.SOPInstanceUID, 'UI', '1.2.3');
    for (const set of [
      [id, kvp, element(TAG.KVP, 'DS', '80')],
      [kvp, id, element(TAG.KVP, 'DS', '80')],
      [element(TAG.ContentSequence, 'SQ', { items: [[kvp, kvp]] })],
    ]) {
      expect(readPart10(writePart10(set))).toMatchObject({ ok: false, problem: 'duplicate_element' });
    }
    expect(read(writePart10([kvp, id])).text(TAG.KVP)).toBe('120');
  });

  it.each([
    ['an item among the elements', 0xfffee000],
    ['a delimiter among the elements', 0xfffee0dd],
    ['meta information in the data set', 0x00020013],
  ])('refuses %s', (_what, tag) => {
    for (const transferSyntax of ['implicit-le', 'explicit-le'] as const) {
      const set = [element(TAG.SOPInstanceUID, 'UI', '1.2.3'), element(tag, 'SH', 'ABCD')];
      const bytes = writePart10(set, { transferSyntax });
      expect(readPart10(bytes)).toMatchObject({ ok: false, problem: 'malformed' });
    }
  });

  it('refuses a sequence that is ended before its stated length', () => {
    const item = dataSet({ CodeValue: 'A' });
    const bytes = writePart10([sequence(TAG.ConceptNameCodeSequence, [item, item])], {
      transferSyntax: 'implicit-le',
    });
    const second = bytes.length - 8 - 10; // item header, then CodeValue of two bytes
    Buffer.from(bytes.buffer, bytes.byteOffset).set([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0], second);
    expect(readPart10(bytes)).toMatchObject({ ok: false, problem: 'malformed' });
  });

  it('reads no fraction from bytes that state to be whole numbers', () => {
    const set = (vr: string, value: number) => read(writePart10([element(TAG.CTDIvol, vr, value)]));
    expect(set('FD', 7.5).binaryNumbers(TAG.CTDIvol, 'FD')).toEqual([7.5]);
    expect(set('FL', 7.5).binaryNumbers(TAG.CTDIvol, 'FD')).toEqual([7.5]);
    expect(set('UL', 618_475_291).binaryNumbers(TAG.CTDIvol, 'FD')).toEqual([]);
  });

  it('refuses sequences nested beyond the limit', () => {
    let inner = dataSet({ CodeValue: 'deep' });
    for (let depth = 0; depth < 60; depth++)
      inner = dataSet({}, [sequence(TAG.ProcedureCodeSequence, [inner])]);
    expect(readPart10(writePart10(inner))).toMatchObject({ ok: false, problem: 'too_deep' });
  });

  it('refuses more elements than the limit', () => {
    const limits = { ...DEFAULT_LIMITS, elementCount: 100 };
    expect(readPart10(report, limits)).toMatchObject({ ok: false, problem: 'too_many_elements' });
  });

  it('reads as many elements as an intervention of a thousand events has', () => {
    const code = (value: number) =>
      dataSet({ CodeValue: String(value), CodingSchemeDesignator: 'DCM', CodeMeaning: 'Meaning' });
    const thousand = sequence(
      TAG.ConceptNameCodeSequence,
      Array.from({ length: 1000 }, (_, value) => code(value)),
    );
    const items = Array.from({ length: 300 }, () => dataSet({}, [thousand]));
    const { elements } = read(writePart10(dataSet({}, [sequence(TAG.ContentSequence, items)])));
    const codes = elements[0]!.items!.flatMap((item) => item.items(TAG.ConceptNameCodeSequence));
    expect(codes).toHaveLength(300_000);
    const stated = codes.map((item) => [item.text(TAG.CodeValue), item.text(TAG.CodeMeaning)]);
    expect(stated.every(([value, meaning], at) => value === String(at % 1000) && meaning === 'Meaning')).toBe(
      true,
    );
  });

  it('refuses a deflated data set that inflates beyond the limit', () => {
    const bytes = writePart10(dataSet({}, [element(TAG.TextValue, 'UT', Buffer.alloc(2_000_000, 'x'))]), {
      transferSyntax: 'deflated-le',
    });
    const limits = { ...DEFAULT_LIMITS, inflatedByteCount: 100_000 };
    expect(readPart10(bytes, limits)).toMatchObject({ ok: false, problem: 'inflation_limit' });
  });
});

describe('reading files', () => {
  let folder: string;
  beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'dose-file-'))));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('reads a large image only as far as its pixel data', () => {
    const path = join(folder, 'large.dcm');
    const image = Buffer.from(mammographyImage({ seed: 'large' }));
    const at = image.indexOf(Buffer.from([0xe0, 0x7f, 0x10, 0x00]));
    writeFileSync(path, at < 0 ? image : image.subarray(0, at));
    const pixels = Buffer.alloc(12);
    pixels.writeUInt16LE(0x7fe0, 0);
    pixels.writeUInt16LE(0x0010, 2);
    pixels.write('OW', 4);
    pixels.writeUInt32LE(30_000_000, 8);
    appendFileSync(path, pixels);
    const headerLength = readFileSync(path).length;
    truncateSync(path, headerLength + 30_000_000);
    const before = process.memoryUsage().arrayBuffers;
    const { result, byteCount } = readDicomFile(path);
    expect(result.ok).toBe(true);
    expect(byteCount).toBe(headerLength + 30_000_000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(2_000_000);
  });

  it('gives two copies of an object the same digest, and another object another', () => {
    const [first, copy, other] = ['a', 'b', 'c'].map((name) => join(folder, `${name}.dcm`)) as [
      string,
      string,
      string,
    ];
    writeFileSync(first, ctReport({ seed: 'one' }));
    writeFileSync(copy, ctReport({ seed: 'one' }));
    writeFileSync(other, ctReport({ seed: 'two' }));
    expect(readDicomFile(first).sha256).toBe(readDicomFile(copy).sha256);
    expect(readDicomFile(first).sha256).not.toBe(readDicomFile(other).sha256);
  });
});
