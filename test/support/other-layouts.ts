/** Other ways to lay an object out in bytes, and what a reader has no use for. */
import { dataSet, element } from './dicom-writer/data-set.js';
import { everywhere } from './rewritten-report.js';
import type { Rewriting, Way } from './same-rows.js';

export const LAYOUTS: readonly Way[] = [
  { how: 'UTF-8', inUtf8: true },
  ...(['implicit-le', 'explicit-be', 'deflated-le'] as const).map((transferSyntax): Way => ({
    how: transferSyntax,
    layout: { transferSyntax },
  })),
  { how: 'undefined lengths', layout: { sequenceLength: 'undefined', itemLength: 'undefined' } },
];

/** A private block of nobody's. */
export const withPrivateElements: Rewriting = (object) =>
  everywhere(object, (set) =>
    [
      ...set,
      element(0x00510010, 'LO', 'NOBODY'),
      element(0x00511001, 'UN', Buffer.from('0.00004 ')),
      element(0x00511002, 'SQ', {
        items: [dataSet({ CodeValue: '122130', CodingSchemeDesignator: 'DCM' })],
      }),
    ].sort((one, other) => one.tag - other.tag),
  );
