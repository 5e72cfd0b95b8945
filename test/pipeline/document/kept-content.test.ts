import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { identityWords } from '../../../pipeline/assemble/identity-facts.js';
import type { DataSet } from '../../../pipeline/dicom/data-set.js';
import { readPart10 } from '../../../pipeline/dicom/part10.js';
import { packContent, unpackContent } from '../../../pipeline/document/kept-content.js';
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
  const { dataSet } = stripDataSet(read.dataSet, identityWords(read.dataSet));
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

  it.each(corpusFiles())('says the same when it is unpacked: %s', (path) => {
    expectSameAgain(readFileSync(path));
  });
});
