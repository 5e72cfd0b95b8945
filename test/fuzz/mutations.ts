import type { Random } from '../support/builders/index.js';
import type { Place, Source } from './sources.js';

/** Damages an object; the bytes given are its own copy. `places` are those of the undamaged object. */
type Mutation = (
  bytes: Buffer,
  places: readonly Place[],
  random: Random,
  others: readonly Source[],
) => Buffer;

const VRS = 'AE AS AT CS DA DS DT FD FL IS LO LT OB OW PN SH SL SQ SS ST TM UI UL UN US UT XX'.split(' ');
const LENGTHS = [0, 1, 2, 7, 8, 0x7fff, 0xffff, 0x7fffffff, 0xfffffffe, 0xffffffff];
const SYNTAXES = [
  '1.2.840.10008.1.2',
  '1.2.840.10008.1.2.1',
  '1.2.840.10008.1.2.2',
  '1.2.840.10008.1.2.1.99',
  '1.2.3',
];
const CHARACTER_SETS = [
  'ISO_IR 192',
  'ISO 2022 IR 87',
  'ISO_IR 144',
  '\\ISO 2022 IR 149',
  'GB18030',
  'nonsense',
  '',
];
const NUMBER_CHARACTERS = '0123456789.,-+eE\\/ \0x'.split('');
/** Numeric Value; KVP, Organ Dose, area dose product, CTDIvol, radionuclide dose of image headers. */
const NUMBERS = /^x(0040a30a|00180060|00400316|0018115e|00189345|00181074|00181150|00181152)$/;

function anywhere(bytes: Buffer, random: Random): number {
  // The preamble and the first elements of the meta group say little.
  return Math.min(bytes.length - 1, random.integer(140, Math.max(140, bytes.length - 1)));
}

function spliced(bytes: Buffer, at: number, deleted: number, inserted: Uint8Array): Buffer {
  return Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at + deleted)]);
}

const flipBits: Mutation = (bytes, _places, random) => {
  for (let left = random.integer(1, 6); left > 0; left--) {
    const at = anywhere(bytes, random);
    bytes[at] = bytes[at]! ^ (1 << random.integer(0, 7));
  }
  return bytes;
};

const setBytes: Mutation = (bytes, _places, random) => {
  for (let left = random.integer(1, 6); left > 0; left--)
    bytes[anywhere(bytes, random)] = random.integer(0, 255);
  return bytes;
};

const insertBytes: Mutation = (bytes, _places, random) => {
  const inserted = Buffer.from(Array.from({ length: random.integer(1, 12) }, () => random.integer(0, 255)));
  return spliced(bytes, anywhere(bytes, random), 0, inserted);
};

const deleteBytes: Mutation = (bytes, _places, random) =>
  spliced(bytes, anywhere(bytes, random), random.integer(1, 12), Buffer.alloc(0));

const repeatBlock: Mutation = (bytes, _places, random) => {
  const from = anywhere(bytes, random);
  const block = bytes.subarray(from, from + random.integer(8, 4000));
  return spliced(bytes, random.chance(0.5) ? from : anywhere(bytes, random), 0, block);
};

const changeLength: Mutation = (bytes, places, random) => {
  const { at, value, isExplicit, length } = random.pick(places);
  const isLong = !isExplicit || value - at === 12;
  const stated = random.chance(0.6) ? length + random.pick([-4, -2, -1, 1, 2, 4, 8]) : random.pick(LENGTHS);
  if (isLong) bytes.writeUInt32LE(stated >>> 0, value - 4);
  else bytes.writeUInt16LE(stated & 0xffff, value - 2);
  return bytes;
};

const changeVr: Mutation = (bytes, places, random) => {
  const { at, isExplicit } = random.pick(places);
  if (isExplicit) bytes.write(random.pick(VRS), at + 4, 'latin1');
  return bytes;
};

const swapTags: Mutation = (bytes, places, random) => {
  const [one, other] = [random.pick(places).at, random.pick(places).at];
  const tag = Buffer.from(bytes.subarray(one, one + 4));
  bytes.copy(bytes, one, other, other + 4);
  tag.copy(bytes, other);
  return bytes;
};

/** Changes characters of a number, in place: what it says then is what stands there. */
const changeNumber: Mutation = (bytes, places, random) => {
  const numbers = places.filter(({ tag, length }) => NUMBERS.test(tag) && length > 0);
  if (numbers.length === 0) return flipBits(bytes, places, random, []);
  const { value, length } = random.pick(numbers);
  for (let left = random.integer(1, 3); left > 0; left--) {
    bytes.write(random.pick(NUMBER_CHARACTERS), value + random.integer(0, length - 1), 'latin1');
  }
  return bytes;
};

const cut: Mutation = (bytes, _places, random) => bytes.subarray(0, anywhere(bytes, random));

/** A cut where an element ends: what is left looks whole. */
const cutBetween: Mutation = (bytes, places, random) => bytes.subarray(0, random.pick(places).at);

/** The start of this object and the end of another. */
const splice: Mutation = (bytes, places, random, others) => {
  const other = random.pick(others);
  const from =
    other.places.length > 0 && random.chance(0.7)
      ? random.pick(other.places).at
      : anywhere(other.bytes, random);
  const to = random.chance(0.7) ? random.pick(places).at : anywhere(bytes, random);
  return Buffer.concat([bytes.subarray(0, to), other.bytes.subarray(from)]);
};

/** Puts an element with its value in the place of another. */
const replaceElement: Mutation = (bytes, places, random) => {
  const [one, other] = [random.pick(places), random.pick(places)];
  const length = one.value + one.length - one.at;
  return spliced(bytes, one.at, length, Buffer.from(bytes.subarray(other.at, other.value + other.length)));
};

function changeText(tag: string, texts: readonly string[]): Mutation {
  return (bytes, places, random) => {
    const place = places.find((candidate) => candidate.tag === tag);
    if (!place) return flipBits(bytes, places, random, []);
    const text = random.pick(texts);
    const even = text.length % 2 === 0 ? text : `${text} `;
    const changed = spliced(bytes, place.value, place.length, Buffer.from(even, 'latin1'));
    if (place.isExplicit) changed.writeUInt16LE(even.length, place.value - 2);
    else changed.writeUInt32LE(even.length, place.value - 4);
    return changed;
  };
}

const PLAIN = { flipBits, setBytes, insertBytes, deleteBytes, repeatBlock, cut } as const;
const STRUCTURAL = {
  changeLength,
  changeVr,
  swapTags,
  changeNumber,
  cutBetween,
  splice,
  replaceElement,
  changeTransferSyntax: changeText('x00020010', SYNTAXES),
  changeCharacterSet: changeText('x00080005', CHARACTER_SETS),
} as const;

/** Every way of damaging an object that needs no knowledge of its structure, and all ways. */
export const PLAIN_MUTATIONS: Readonly<Record<string, Mutation>> = PLAIN;
export const MUTATIONS: Readonly<Record<string, Mutation>> = { ...PLAIN, ...STRUCTURAL };

/** Names of the mutations after which the object is a truncated one. */
export const CUTS: ReadonlySet<string> = new Set(['cut', 'cutBetween']);
