import type { ElementValue } from './data-set.js';

const NUMBER_WIDTHS: Readonly<Record<string, number>> = {
  US: 2,
  SS: 2,
  OW: 2,
  UL: 4,
  SL: 4,
  FL: 4,
  OF: 4,
  OL: 4,
  AT: 4,
  FD: 8,
  OD: 8,
  OV: 8,
  UV: 8,
  SV: 8,
};

export type TextEncoding = 'latin1' | 'utf8';

/**
 * The bytes of a value, padded to an even length. Bytes are taken as they are (only padded), numbers are written
 * in the byte order asked for or as decimal text, text in Latin-1 or UTF-8.
 * Throws RangeError for a character that Latin-1 does not have: declare ISO_IR 192, or pass encoded bytes.
 */
export function encodeValue(
  vr: string,
  value: ElementValue,
  bigEndian: boolean,
  text: TextEncoding,
): Uint8Array {
  if (value instanceof Uint8Array) return padded(value, vr);
  if (typeof value === 'object' && !Array.isArray(value)) throw new TypeError(`${vr} cannot hold items`);
  const values = Array.isArray(value) ? (value as readonly (string | number)[]) : [value as string | number];
  const width = NUMBER_WIDTHS[vr];
  if (width !== undefined) return encodeNumbers(vr, width, values, bigEndian);
  return padded(encodeText(values.map((one) => asText(vr, one)).join('\\'), text), vr);
}

/**
 * A number as a decimal string of at most 16 characters (DS, PS3.5 6.2), with all the digits that fit.
 * Throws RangeError if the number is not finite.
 */
export function decimalString(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError('a decimal string must be finite');
  const shortest = String(value);
  if (shortest.length <= 16) return shortest;
  for (let digits = 15; digits > 0; digits -= 1) {
    const rounded = String(Number(value.toPrecision(digits)));
    if (rounded.length <= 16) return rounded;
  }
  return value.toExponential(8);
}

function asText(vr: string, value: string | number | bigint): string {
  if (typeof value === 'string') return value;
  if (vr === 'IS') return String(typeof value === 'bigint' ? value : Math.round(value));
  return decimalString(Number(value));
}

function encodeText(text: string, encoding: TextEncoding): Uint8Array {
  if (encoding === 'utf8') return Buffer.from(text, 'utf8');
  for (let index = 0; index < text.length; index += 1) {
    if (text.charCodeAt(index) > 0xff) throw new RangeError('text needs SpecificCharacterSet ISO_IR 192');
  }
  return Buffer.from(text, 'latin1');
}

function padded(bytes: Uint8Array, vr: string): Uint8Array {
  if (bytes.length % 2 === 0) return bytes;
  const even = new Uint8Array(bytes.length + 1);
  even.set(bytes);
  even[bytes.length] = vr === 'UI' || vr === 'UN' || vr === 'OB' ? 0 : 0x20;
  return even;
}

function encodeNumbers(
  vr: string,
  width: number,
  values: readonly (string | number | bigint)[],
  bigEndian: boolean,
): Uint8Array {
  if (values.length === 1 && values[0] === '') return new Uint8Array(0);
  const bytes = new Uint8Array(width * values.length);
  const view = new DataView(bytes.buffer);
  values.forEach((value, index) => writeNumber(view, index * width, vr, value, !bigEndian));
  return bytes;
}

function writeNumber(
  view: DataView,
  at: number,
  vr: string,
  value: string | number | bigint,
  little: boolean,
): void {
  if (vr === 'UV' || vr === 'OV') return view.setBigUint64(at, BigInt(value), little);
  if (vr === 'SV') return view.setBigInt64(at, BigInt(value), little);
  const number = Number(value);
  if (vr === 'FD' || vr === 'OD') return view.setFloat64(at, number, little);
  if (vr === 'FL' || vr === 'OF') return view.setFloat32(at, number, little);
  if (vr === 'US' || vr === 'OW') return view.setUint16(at, number, little);
  if (vr === 'SS') return view.setInt16(at, number, little);
  if (vr === 'SL') return view.setInt32(at, number, little);
  if (vr !== 'AT') return view.setUint32(at, number, little);
  view.setUint16(at, Math.floor(number / 0x10000), little);
  view.setUint16(at + 2, number & 0xffff, little);
}
