import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { DataSet } from '../../../pipeline/dicom/data-set.js';
import { readPart10 } from '../../../pipeline/dicom/part10.js';
import { packContent, unpackContent } from '../../../pipeline/document/kept-content.js';
import { mentionsPatient } from '../../../pipeline/document/patient-mentions.js';
import { stripDataSet } from '../../../pipeline/document/strip.js';
import { extractObject, isAccepted } from '../../../pipeline/extract/registry.js';
import { ctReport, fluoroscopyReport, mammographyImage } from '../../support/builders/index.js';
import { corpusFiles } from '../../support/corpus.js';
import type { FileLayout } from '../../support/dicom-writer/index.js';

interface Shown {
  readonly tag: number;
  readonly value: string | readonly (readonly Shown[])[];
}

/** All that a data set says, its encoding apart. */
function shown(dataSet: DataSet): Shown[] {
  return dataSet.elements.map(({ tag, offset, length, items }) => ({
    tag,
    value: items
      ? items.map(shown)
      : Buffer.from(dataSet.bytes.subarray(offset, offset + length)).toString('hex'),
  }));
}

function expectSameAgain(bytes: Uint8Array): void {
  const read = readPart10(bytes);
  if (!read.ok || !isAccepted(read.dataSet)) return;
  const { dataSet } = stripDataSet(read.dataSet, mentionsPatient(read.dataSet));
  const again = unpackContent(packContent(dataSet).content);
  expect(shown(again)).toEqual(shown(dataSet));
  expect(extractObject(again)).toEqual(extractObject(dataSet));
}

describe('what is kept of an object', () => {
  const layouts: FileLayout[] = (
    ['implicit-le', 'explicit-le', 'explicit-be', 'deflated-le'] as const
  ).flatMap((transferSyntax) =>
    (['defined', 'undefined'] as const).map((length) => ({
      transferSyntax,
      sequenceLength: length,
      itemLength: length,
    })),
  );

  it.each(layouts)(
    'says the same when it is unpacked, written as $transferSyntax, $itemLength lengths',
    (layout) => {
      const attributes = { PatientName: 'Muster^Erika', PatientComments: 'not to be kept' };
      expectSameAgain(ctReport({ seed: 'kept', events: 3, attributes, file: layout }));
      expectSameAgain(fluoroscopyReport({ seed: 'kept', events: 3, attributes, file: layout }));
      expectSameAgain(mammographyImage({ seed: 'kept', attributes, file: layout }));
    },
  );

  it.each([
    ['a VR that is none', '??\u0004\0'],
    ['no VR', '\u0004\0\0\0'],
    ['a VR of a later edition', 'ZZ\0\0\u0004\0\0\0'],
  ])('says the same where a private element states %s', (_, header) => {
    const bytes = Buffer.from(mammographyImage({ seed: 'kept', file: { transferSyntax: 'explicit-le' } }));
    const next = bytes.indexOf(Buffer.from([0x54, 0x00, 0x20, 0x02]), 132);
    const odd = Buffer.from(`\x45\0\x49\x10${header}41.5`, 'latin1');
    const object = Buffer.concat([bytes.subarray(0, next), odd, bytes.subarray(next)]);
    const read = readPart10(object);
    expect(read.ok && read.dataSet.text(0x00451049)).toBe('41.5');
    expectSameAgain(object);
  });

  it.each(corpusFiles())('says the same when it is unpacked: %s', (path) => {
    expectSameAgain(readFileSync(path));
  });
});
