import { deflateRawSync } from 'node:zlib';
import { ByteSink } from './byte-sink.js';
import { dataSet, valueOf, type Attributes, type DataSet, type LengthForm } from './data-set.js';
import { encodeDataSet, type Layout } from './encode-data-set.js';

/** Transfer syntaxes that the writer knows (PS3.5 A). */
export const TRANSFER_SYNTAXES = {
  'implicit-le': '1.2.840.10008.1.2',
  'explicit-le': '1.2.840.10008.1.2.1',
  'explicit-be': '1.2.840.10008.1.2.2',
  'deflated-le': '1.2.840.10008.1.2.1.99',
  'jpeg-baseline': '1.2.840.10008.1.2.4.50',
} as const;

export type TransferSyntax = keyof typeof TRANSFER_SYNTAXES;

/** How a file is laid out. Defaults: explicit little endian, preamble and meta group, defined lengths. */
export interface FileLayout {
  readonly transferSyntax?: TransferSyntax;
  /** 128 zero bytes and `DICM`. */
  readonly preamble?: boolean;
  readonly metaGroup?: boolean;
  readonly sequenceLength?: LengthForm;
  readonly itemLength?: LengthForm;
  /** Overrides of the file meta information; null leaves an attribute out. */
  readonly meta?: Attributes;
  /** Says another transfer syntax in the meta group than the one used. */
  readonly declaredTransferSyntaxUid?: string;
}

const IMPLEMENTATION_CLASS_UID = '2.25.251178014533063287016218325372815617031';

/**
 * The bytes of a DICOM file (PS3.10) with the given data set, in the layout asked for. Same input, same bytes.
 * Throws RangeError for text that the declared character set cannot hold.
 */
export function writePart10(set: DataSet, layout: FileLayout = {}): Uint8Array {
  const syntax = layout.transferSyntax ?? 'explicit-le';
  const parts: Uint8Array[] = [];
  if (layout.preamble ?? true) parts.push(preamble());
  if (layout.metaGroup ?? true) parts.push(encodeMeta(set, syntax, layout));
  const body = encodeBody(set, syntax, layout);
  parts.push(syntax === 'deflated-le' ? deflated(body) : body);
  return new Uint8Array(Buffer.concat(parts));
}

function encodeBody(set: DataSet, syntax: TransferSyntax, layout: FileLayout): Uint8Array {
  const sink = new ByteSink(syntax === 'explicit-be');
  const bytes: Layout = {
    explicitVr: syntax !== 'implicit-le',
    sequenceLength: layout.sequenceLength ?? 'defined',
    itemLength: layout.itemLength ?? 'defined',
    text: 'latin1',
  };
  encodeDataSet(sink, set, bytes);
  return sink.toBytes();
}

function encodeMeta(set: DataSet, syntax: TransferSyntax, layout: FileLayout): Uint8Array {
  const meta = dataSet({
    FileMetaInformationVersion: Uint8Array.of(0, 1),
    MediaStorageSOPClassUID: textOf(set, 'SOPClassUID'),
    MediaStorageSOPInstanceUID: textOf(set, 'SOPInstanceUID'),
    TransferSyntaxUID: layout.declaredTransferSyntaxUid ?? TRANSFER_SYNTAXES[syntax],
    ImplementationClassUID: IMPLEMENTATION_CLASS_UID,
    ImplementationVersionName: 'SYNTHETIC',
    ...layout.meta,
  });
  const explicit: Layout = {
    explicitVr: true,
    sequenceLength: 'defined',
    itemLength: 'defined',
    text: 'latin1',
  };
  const rest = new ByteSink();
  encodeDataSet(rest, meta, explicit);
  if (layout.meta?.FileMetaInformationGroupLength !== undefined) return rest.toBytes();
  const whole = new ByteSink();
  encodeDataSet(whole, dataSet({ FileMetaInformationGroupLength: rest.length }), explicit);
  whole.bytes(rest.toBytes());
  return whole.toBytes();
}

function textOf(set: DataSet, keyword: 'SOPClassUID' | 'SOPInstanceUID'): string | null {
  const value = valueOf(set, keyword);
  return typeof value === 'string' ? value : null;
}

function preamble(): Uint8Array {
  const bytes = new Uint8Array(132);
  bytes.set(Buffer.from('DICM', 'latin1'), 128);
  return bytes;
}

function deflated(body: Uint8Array): Uint8Array {
  const compressed = deflateRawSync(body, { level: 9 });
  return compressed.length % 2 === 0 ? compressed : Buffer.concat([compressed, Buffer.alloc(1)]);
}
