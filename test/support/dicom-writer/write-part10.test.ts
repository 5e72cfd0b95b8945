import dicomParser from 'dicom-parser';
import { describe, expect, it } from 'vitest';
import { inspect, isInstalled } from './dcmtk.js';
import {
  KEYWORDS,
  TRANSFER_SYNTAXES,
  attributeOf,
  dataSet,
  decimalString,
  element,
  encapsulatedPixelData,
  privateBlock,
  sequence,
  unknownSequence,
  writePart10,
  type DataSet,
  type FileLayout,
  type TransferSyntax,
} from './index.js';

const SAMPLE = dataSet(
  {
    SpecificCharacterSet: 'ISO_IR 100',
    SOPClassUID: '1.2.840.10008.5.1.4.1.1.88.67',
    SOPInstanceUID: '2.25.7',
    PatientName: 'Müller^Änne',
    PatientWeight: 70.5,
    Rows: 512,
    CTDIvol: 12.25,
    PixelIntensityRelationshipSign: -1,
    FieldOfViewDimensions: [180, 240],
    ConceptNameCodeSequence: [{ CodeValue: '113701', CodeMeaning: 'X-Ray Radiation Dose Report' }],
    ContentSequence: [
      { ValueType: 'TEXT', TextValue: 'odd' },
      { ValueType: 'CONTAINER', ContentSequence: [{ ValueType: 'NUM', NumericValue: [1, 2.5] }] },
      {},
    ],
  },
  privateBlock(0x00e1, 'ELSCINT1', { 0x21: ['DS', '1102.4'] }),
);

const LAYOUTS: readonly [string, FileLayout][] = (Object.keys(TRANSFER_SYNTAXES) as TransferSyntax[])
  .filter((syntax) => syntax !== 'jpeg-baseline')
  .flatMap((transferSyntax) =>
    (['defined', 'undefined'] as const).map((form): [string, FileLayout] => [
      `${transferSyntax}, ${form} lengths`,
      { transferSyntax, sequenceLength: form, itemLength: form },
    ]),
  );

const parsed = (bytes: Uint8Array): dicomParser.DataSet => dicomParser.parseDicom(Buffer.from(bytes)); // it inflates a Buffer only
const hasDcmtk = isInstalled('dcmdump');

function nested(set: dicomParser.DataSet, ...path: [tag: string, item: number][]): dicomParser.DataSet {
  return path.reduce((current, [tag, item]) => current.elements[tag]!.items![item]!.dataSet!, set);
}

describe('the synthetic DICOM writer', () => {
  it.each(LAYOUTS)('writes what dicom-parser reads back: %s', (_name, layout) => {
    const set = parsed(writePart10(SAMPLE, layout));
    expect(set.string('x00020010')).toBe(TRANSFER_SYNTAXES[layout.transferSyntax!]);
    expect(set.string('x00100010')).toBe('Müller^Änne');
    expect(set.floatString('x00101030')).toBe(70.5);
    expect(set.uint16('x00280010')).toBe(512);
    expect(set.double('x00189345')).toBe(12.25);
    expect(set.int16('x00281041')).toBe(-1);
    expect([set.intString('x00181149', 0), set.intString('x00181149', 1)]).toEqual([180, 240]);
    expect(set.string('x00e11021')).toBe('1102.4');
    expect(nested(set, ['x0040a730', 0]).string('x0040a160')).toBe('odd');
    expect(nested(set, ['x0040a730', 1], ['x0040a730', 0]).floatString('x0040a30a', 1)).toBe(2.5);
    const empty = Object.keys(nested(set, ['x0040a730', 2]).elements);
    expect(empty.filter((tag) => tag !== 'xfffee00d')).toEqual([]); // it lists the delimiter as an element
  });

  it.skipIf(!hasDcmtk).each(LAYOUTS)('writes what dcmdump finds valid: %s', (_name, layout) => {
    const verdict = inspect('dcmdump', writePart10(SAMPLE, layout));
    expect(verdict).toMatchObject({ status: 0, stderr: '' });
    expect(verdict.stdout).toContain('[X-Ray Radiation Dose Report]');
    expect(verdict.stdout).toContain('[1\\2.5]');
  });

  it('writes files without a preamble and without a meta group', () => {
    const bare = writePart10(SAMPLE, { preamble: false, metaGroup: false, transferSyntax: 'implicit-le' });
    expect([...bare.subarray(0, 8)]).toEqual([0x08, 0x00, 0x05, 0x00, 10, 0, 0, 0]);
    const metaOnly = writePart10(SAMPLE, { preamble: false });
    expect([...metaOnly.subarray(0, 8)]).toEqual([0x02, 0x00, 0x00, 0x00, 0x55, 0x4c, 4, 0]);
    const preambleOnly = writePart10(SAMPLE, { metaGroup: false });
    expect(Buffer.from(preambleOnly.subarray(128, 132)).toString('latin1')).toBe('DICM');
    expect(preambleOnly[132]).toBe(0x08);
  });

  it('states the length of the meta group, and lets a test overrule what it says', () => {
    const bytes = writePart10(SAMPLE, {
      meta: { MediaStorageSOPInstanceUID: '2.25.8', SourceApplicationEntityTitle: 'AE' },
    });
    const set = parsed(bytes);
    expect(set.string('x00020003')).toBe('2.25.8');
    const end = 132 + 12 + set.uint32('x00020000')!;
    expect([...bytes.subarray(end, end + 4)]).toEqual([0x08, 0x00, 0x05, 0x00]);
  });

  it('pads UIDs and binary values with NUL, text with a space', () => {
    const bytes = Buffer.from(
      writePart10(
        dataSet({ StudyInstanceUID: '1.2', StudyID: 'abc' }, [element(0x00091001, 'UN', Uint8Array.of(9))]),
      ),
    ).toString('latin1');
    expect(bytes).toContain('UI\x04\x001.2\0');
    expect(bytes).toContain('SH\x04\x00abc ');
    expect(bytes).toContain('UN\0\0\x02\0\0\0\x09\0');
  });

  it('writes a UN of undefined length with implicit items inside an explicit file', () => {
    const set = dataSet({ SOPInstanceUID: '2.25.7', StudyID: '1' }, [
      unknownSequence(0x00190010, [{ CodeValue: 'A', RequestAttributesSequence: [{ StudyID: 'in' }] }]),
    ]);
    const bytes = Buffer.from(writePart10(set));
    const at = bytes.indexOf(Buffer.from([0x19, 0x00, 0x10, 0x00, 0x55, 0x4e, 0, 0, 0xff, 0xff, 0xff, 0xff]));
    expect(at).toBeGreaterThan(0);
    // item header, then (0008,0100) with a 32-bit length and no VR
    expect([...bytes.subarray(at + 20, at + 30)]).toEqual([0x08, 0x00, 0x00, 0x01, 2, 0, 0, 0, 0x41, 0x20]);
    expect([...bytes.subarray(-16, -8)].length).toBe(8);
    expect(bytes.includes(Buffer.from([0xfe, 0xff, 0xdd, 0xe0, 0, 0, 0, 0]))).toBe(true);
  });

  it.skipIf(!hasDcmtk)('writes a UN of undefined length that dcmdump reads', () => {
    const unknown: DataSet = [unknownSequence(0x00191001, [{ CodeValue: 'INSIDE' }])];
    for (const transferSyntax of ['explicit-le', 'explicit-be'] as const) {
      const verdict = inspect(
        'dcmdump',
        writePart10(dataSet({ SOPInstanceUID: '2.25.7', StudyID: '1' }, unknown), { transferSyntax }),
      );
      expect(verdict.status).toBe(0);
      expect(verdict.stdout).toContain('[INSIDE]');
      expect(verdict.stdout).toContain('StudyID');
    }
  });

  it('takes the length form of a single sequence', () => {
    const bytes = Buffer.from(
      writePart10(dataSet({}, [sequence(0x00081032, [{ CodeValue: 'A' }], 'undefined')])),
    );
    expect(bytes.includes(Buffer.from([0x53, 0x51, 0, 0, 0xff, 0xff, 0xff, 0xff]))).toBe(true);
  });

  it('encodes UTF-8 where the data set says so, also inside items, and passes encoded bytes through', () => {
    const bytes = writePart10(
      dataSet({
        SpecificCharacterSet: 'ISO_IR 192',
        PatientName: '王^小東',
        RequestAttributesSequence: [{ RequestedProcedureDescription: 'Θώρακας' }],
        StudyDescription: Uint8Array.of(0xc9, 0xc8),
      }),
    );
    const buffer = Buffer.from(bytes);
    expect(buffer.includes(Buffer.from('王^小東', 'utf8'))).toBe(true);
    expect(buffer.includes(Buffer.from('Θώρακας', 'utf8'))).toBe(true);
    expect(buffer.includes(Buffer.from([0xc9, 0xc8]))).toBe(true);
  });

  it('refuses text that the declared character set cannot hold', () => {
    expect(() => writePart10(dataSet({ PatientName: '王' }))).toThrow(RangeError);
  });

  it('writes native and encapsulated pixel data', () => {
    const native = parsed(writePart10(dataSet({ Rows: 1, PixelData: [1, 2, 3] })));
    expect(native.elements.x7fe00010!.length).toBe(6);
    const compressed = dataSet({ SOPInstanceUID: '2.25.7' }, [
      encapsulatedPixelData([Uint8Array.of(0xff, 0xd8, 0xff)]),
    ]);
    const set = parsed(writePart10(compressed, { transferSyntax: 'jpeg-baseline' }));
    expect(set.elements.x7fe00010!.fragments).toHaveLength(1);
    expect(set.elements.x7fe00010!.fragments![0]!.length).toBe(4);
  });

  it('keeps decimal strings within 16 characters and as exact as they fit', () => {
    expect(decimalString(0.1)).toBe('0.1');
    for (const value of [Math.PI, -Math.PI * 1e-7, 1 / 3, 123456789.123456789, -1e-300 / 3]) {
      const text = decimalString(value);
      expect(text.length).toBeLessThanOrEqual(16);
      expect(Math.abs(Number(text) / value - 1)).toBeLessThan(1e-8);
    }
    expect(() => decimalString(Number.NaN)).toThrow(RangeError);
  });

  it('replaces an attribute by an element of the same tag, and leaves null out', () => {
    const set = parsed(
      writePart10(dataSet({ StudyID: 'kw', PatientID: null }, [element(0x00200010, 'SH', 'el')])),
    );
    expect(set.string('x00200010')).toBe('el');
    expect(set.elements.x00100020).toBeUndefined();
  });

  it.skipIf(!hasDcmtk)('names and types its attributes as the dictionary of dcmtk does', () => {
    const known = KEYWORDS.filter((keyword) => attributeOf(keyword).tag > 0x0002ffff);
    const empty = known.map((keyword) => {
      const { tag, vr } = attributeOf(keyword);
      return vr === 'SQ' ? sequence(tag, []) : element(tag, vr, '');
    });
    const implicit = writePart10(dataSet({ SOPInstanceUID: '2.25.7' }, empty), {
      transferSyntax: 'implicit-le',
    });
    const lines = inspect('dcmdump', implicit).stdout.split('\n');
    for (const keyword of known) {
      const { tag, vr } = attributeOf(keyword);
      const hex = tag.toString(16).padStart(8, '0');
      const line = lines.find((one) => one.startsWith(`(${hex.slice(0, 4)},${hex.slice(4)}) `));
      expect(line?.replace(/(RETIRED|ACR_NEMA)_/, '')).toMatch(new RegExp(` ${keyword}$`));
      if (!['US', 'OW', 'SS'].includes(vr)) expect(line!.slice(12, 14)).toBe(vr);
    }
  });
});
