import { characterSets, convertBytes } from 'dicom-character-set';
import {
  characterSetNames,
  EXTENSION_TERMS,
  extensionTerm,
  isDefaultRepertoire,
  wholeEncoding,
} from './character-set-names.js';

export type CharacterSetProblem =
  'character_set_missing' | 'character_set_unknown' | 'character_set_misspelled' | 'character_set_mismatch';

export interface DecodedText {
  readonly text: string;
  readonly problem: CharacterSetProblem | null;
}

const ESCAPE = 0x1b;
/** VRs in which leading spaces mean something (PS3.5 6.2). */
const KEEPS_LEADING_SPACES: ReadonlySet<string> = new Set(['LT', 'ST', 'UT', 'UC', 'UR']);

// Latin alphabet No. 9 came with the 2021 edition of the standard and is unknown to the library.
const LATIN_9 = {
  codeElement: 'G1',
  escapeSequence: [ESCAPE, 0x2d, 0x62],
  encoding: 'iso-8859-15',
  bytesPerCodePoint: 1,
} as const;
characterSets['ISO 2022 IR 203'] ??= {
  extension: true,
  elements: [...(characterSets['ISO 2022 IR 6']?.elements ?? []), LATIN_9],
};

const decoders = new Map<string, TextDecoder>();

function decoderOf(encoding: string): TextDecoder {
  const known = decoders.get(encoding);
  if (known !== undefined) return known;
  const decoder = new TextDecoder(encoding, { fatal: true });
  decoders.set(encoding, decoder);
  return decoder;
}

/** Windows-1252 from 0x80 to 0x9F; the five codes it leaves free are control characters as in Latin-1. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

function latin1(bytes: Uint8Array): string {
  const buffer = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return buffer.toString('latin1');
}

/** Own table: some versions of Node decode `windows-1252` as Latin-1. */
function windows1252(bytes: Uint8Array): string {
  return latin1(bytes).replace(/[\u0080-\u009f]/g, (c) => WINDOWS_1252[c.charCodeAt(0) - 0x80] ?? c);
}

function decodedAs(encoding: string, bytes: Uint8Array): string | null {
  if (encoding === 'windows-1252') return windows1252(bytes);
  try {
    return decoderOf(encoding).decode(bytes);
  } catch {
    return null;
  }
}

/** What undeclared bytes most likely are: UTF-8 where they are valid as such, else Windows-1252. */
function mostLikely(bytes: Uint8Array): string {
  return decodedAs('utf-8', bytes) ?? windows1252(bytes);
}

function isAscii(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x80 || byte === ESCAPE) return false;
  }
  return true;
}

const SELECT_ASCII = [ESCAPE, 0x28, 0x42];

function startsAt(bytes: Uint8Array, at: number, sequence: readonly number[]): boolean {
  return sequence.every((byte, offset) => bytes[at + offset] === byte);
}

/** A set for the upper half needs no selecting where it is the only one; its escape sequences only mark it. */
function withoutEscapesOf(term: string, bytes: Uint8Array): Uint8Array {
  const selecting = (characterSets[term]?.elements ?? []).map(({ escapeSequence }) => escapeSequence);
  const kept: number[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    const sequence = [SELECT_ASCII, ...selecting].find((candidate) => startsAt(bytes, at, candidate));
    if (sequence === undefined) kept.push(bytes[at] ?? 0);
    else at += sequence.length - 1;
  }
  return Uint8Array.from(kept);
}

/** Code extensions of ISO 2022 (PS3.5 6.1.2.5); null where the bytes do not follow the sets given. */
function extended(terms: readonly string[], bytes: Uint8Array, vr: string): string | null {
  // ASCII may be selected whatever is declared; the library takes it only from sets that name it.
  const allowed = [...terms.map(extensionTerm), 'ISO 2022 IR 6'];
  try {
    const text = convertBytes(allowed.join('\\'), bytes, { vr });
    return text.includes('\ufffd') ? null : text;
  } catch {
    return null;
  }
}

/** The only set above ASCII that is declared, under its name for code extensions; null if none or several. */
function onlySet(terms: readonly string[]): string | null {
  const others = [...new Set(terms.filter((term) => !isDefaultRepertoire(term)).map(extensionTerm))];
  return others.length === 1 ? (others[0] ?? null) : null;
}

/** The text as the declared sets give it; null where the bytes contradict them. */
function declared(terms: readonly string[], bytes: Uint8Array, vr: string): string | null {
  const first = terms[0] ?? '';
  // A multi-byte set without code extensions stands alone (PS3.3 C.12.1.1.2); what follows it is ignored.
  if (first === 'ISO_IR 192' || first.startsWith('GB'))
    return decodedAs(wholeEncoding(first) ?? 'utf-8', bytes);
  const only = onlySet(terms);
  const encoding = only === null ? null : wholeEncoding(only);
  const hasEscape = bytes.includes(ESCAPE);
  if (only === null || encoding === null || (hasEscape && encoding === 'shift-jis')) {
    return extended(terms, bytes, vr);
  }
  const text = decodedAs(encoding, hasEscape ? withoutEscapesOf(only, bytes) : bytes);
  return text === null || text.includes('\u001b') ? null : text;
}

function decode(bytes: Uint8Array, specificCharacterSet: string | null, vr: string): DecodedText {
  const names = characterSetNames(specificCharacterSet);
  const isUndeclared = names.terms.every(isDefaultRepertoire);
  if (!isUndeclared) {
    const text = declared(names.terms, bytes, vr);
    const problem = names.hasUnknown ? 'character_set_unknown' : null;
    const misspelled = names.hasMisspelled ? 'character_set_misspelled' : null;
    if (text !== null) return { text, problem: problem ?? misspelled };
  }
  const escaped = bytes.includes(ESCAPE) ? extended(EXTENSION_TERMS, bytes, vr) : null;
  const problem = names.hasUnknown ? 'character_set_unknown' : 'character_set_missing';
  return { text: escaped ?? mostLikely(bytes), problem: isUndeclared ? problem : 'character_set_mismatch' };
}

function trimmed(text: string, vr: string): string {
  const withoutTrailing = /[\0 ]$/.test(text) ? text.replace(/[\0 ]+$/, '') : text;
  return KEEPS_LEADING_SPACES.has(vr) ? withoutTrailing : withoutTrailing.replace(/^ +/, '');
}

/**
 * The text of a value in its Specific Character Set (0008,0005; PS3.3 C.12.1.1.2, PS3.5 6.1), without the padding
 * that the VR allows. Never throws: where the name is missing, unknown or contradicted by the bytes, the text is
 * read as what it most likely is and the problem named, never the text (acceptance Q53, IMP-026).
 */
export function decodeText(bytes: Uint8Array, specificCharacterSet: string | null, vr: string): DecodedText {
  if (isAscii(bytes)) return { text: trimmed(latin1(bytes), vr), problem: null };
  const { text, problem } = decode(bytes, specificCharacterSet, vr);
  return { text: trimmed(text, vr), problem };
}
