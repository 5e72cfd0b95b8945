import dicomParser from 'dicom-parser';
import type { DataSet } from '../../pipeline/dicom/data-set.js';
import { readPart10 } from '../../pipeline/dicom/part10.js';

const DEFLATED = '1.2.840.10008.1.2.1.99';
const CONTENT = 'x0040a730';
const CONCEPT_NAME = 'x0040a043';
const MEASURED = 'x0040a300';
const NUMERIC_VALUE = 'x0040a30a';
const TEXT_VALUE = 'x0040a160';
const UNITS = 'x004008ea';
const CODE_VALUE = 'x00080100';
const CODE_MEANING = 'x00080104';

/** What stands at a place of an object, read by dicom-parser. */
export interface Found {
  readonly raw: string;
  /** Code value and meaning of the concept name; none for an attribute. */
  readonly concept: readonly string[];
}

/** An object up to its pixel data as dicom-parser reads it; null where it cannot. */
export function readIndependently(bytes: Uint8Array): dicomParser.DataSet | null {
  const read = readPart10(bytes);
  const end = read.ok && read.transferSyntaxUid !== DEFLATED ? read.pixelDataAt : null;
  try {
    return dicomParser.parseDicom(withoutDelimiterLengths(bytes).subarray(0, end ?? bytes.length));
  } catch {
    return null;
  }
}

/** Item and sequence delimiters in both byte orders. */
const DELIMITER_TAGS = ['feff0de0', 'feffdde0', 'fffee00d', 'fffee0dd'].map((tag) => Buffer.from(tag, 'hex'));

/** Delimiters have no value; dicom-parser skips as many bytes as one states nevertheless, others do not. */
function withoutDelimiterLengths(bytes: Uint8Array): Buffer {
  const copy = Buffer.from(bytes);
  for (const delimiter of DELIMITER_TAGS) {
    for (
      let at = copy.indexOf(delimiter);
      at >= 0 && at + 8 <= copy.length;
      at = copy.indexOf(delimiter, at + 8)
    ) {
      copy.fill(0, at + 4, at + 8);
    }
  }
  return copy;
}

/** What stands at a path of the content tree (`1.2.3`) or under a tag (`(0018,0060)`) wherever it occurs. */
export function foundAt(set: dicomParser.DataSet, path: string): readonly Found[] {
  if (path.startsWith('(')) {
    const tag = `x${path.replace(/[(),]/g, '').toLowerCase()}`;
    return rawsOf(set, tag).map((raw) => ({ raw, concept: [] }));
  }
  const item = itemAt(set, path.split('.').slice(1).map(Number));
  return item === null ? [] : [{ raw: numberOf(item) || textOf(item, TEXT_VALUE), concept: conceptOf(item) }];
}

function itemAt(set: dicomParser.DataSet, positions: readonly number[]): dicomParser.DataSet | null {
  let item: dicomParser.DataSet | undefined = set;
  for (const position of positions) item = item?.elements[CONTENT]?.items?.[position - 1]?.dataSet;
  return item ?? null;
}

function numberOf(item: dicomParser.DataSet): string {
  const measured = first(item, MEASURED);
  return measured ? textOf(measured, NUMERIC_VALUE) : '';
}

/** Unit code of the number at a path; empty where none is stated. */
export function unitAt(set: dicomParser.DataSet, path: string): string {
  const item = path.startsWith('(') ? null : itemAt(set, path.split('.').slice(1).map(Number));
  const measured = item && first(item, MEASURED);
  const unit = measured && first(measured, UNITS);
  return unit ? textOf(unit, CODE_VALUE) : '';
}

function conceptOf(item: dicomParser.DataSet): string[] {
  const name = first(item, CONCEPT_NAME);
  return name ? [textOf(name, CODE_VALUE), textOf(name, CODE_MEANING).toLowerCase()].filter(Boolean) : [];
}

function first(set: dicomParser.DataSet, tag: string): dicomParser.DataSet | undefined {
  return set.elements[tag]?.items?.[0]?.dataSet;
}

function textOf(set: dicomParser.DataSet, tag: string): string {
  const element = set.elements[tag];
  if (!element) return '';
  const { dataOffset, length } = element;
  return Buffer.from(set.byteArray.subarray(dataOffset, dataOffset + length))
    .toString('latin1')
    .replace(/[\0 ]+$/, '')
    .trimStart();
}

/** Numbers of a binary element, by its length where the VR is not told. */
function binaryOf(set: dicomParser.DataSet, tag: string): string[] {
  const { vr, length } = set.elements[tag]!;
  if (vr === 'FD' || (vr === undefined && length % 8 === 0)) return [String(set.double(tag))];
  if (vr === 'FL') return [set.float(tag)!, Number(set.float(tag)!.toPrecision(7))].map(String);
  return vr === 'US' || (vr === undefined && length === 2) ? [String(set.uint16(tag))] : [];
}

function rawsOf(set: dicomParser.DataSet, tag: string): string[] {
  const own = set.elements[tag] && !set.elements[tag].items ? [textOf(set, tag), ...binaryOf(set, tag)] : [];
  const below = Object.values(set.elements).flatMap((element) =>
    (element.items ?? []).flatMap(({ dataSet }) => (dataSet ? rawsOf(dataSet, tag) : [])),
  );
  return [...own, ...below];
}

/** The meta group; of a deflated object, dicom-parser reads the preamble as elements as well. */
const BEFORE_DATA_SET = /^x(0000|0002|49444d43|4c550004)/;
/** dicom-parser lists them among the elements. */
const DELIMITERS: ReadonlySet<string> = new Set(['xfffee00d', 'xfffee0dd']);

/** Whether private sequences are read through is a matter of taste: dicom-parser does not do it in implicit form. */
function isPrivate(tag: string): boolean {
  return Number.parseInt(tag.slice(1, 5), 16) % 2 === 1;
}

/** Every element with its depth and length, in order of tag: what a data set is made of, whoever reads it. */
export function structureOf(set: dicomParser.DataSet, depth = 0): string[] {
  return Object.values(set.elements)
    .filter(({ tag }) => !(depth === 0 && BEFORE_DATA_SET.test(tag)) && !DELIMITERS.has(tag))
    .flatMap(({ tag, length, items }) => {
      if (isPrivate(tag)) return [`${depth} ${tag.slice(1)}`];
      if (!items) return [`${depth} ${tag.slice(1)} ${length}`];
      const below = items.flatMap(({ dataSet }) => (dataSet ? structureOf(dataSet, depth + 1) : []));
      return [`${depth} ${tag.slice(1)} items ${items.length}`, ...below];
    })
    .sort();
}

/** The same of a data set that our reader read. */
export function ourStructureOf({ elements }: DataSet, depth = 0): string[] {
  return elements
    .flatMap(({ tag, length, items }) => {
      const name = tag.toString(16).padStart(8, '0');
      if (isPrivate(`x${name}`)) return [`${depth} ${name}`];
      if (!items) return [`${depth} ${name} ${length}`];
      return [
        `${depth} ${name} items ${items.length}`,
        ...items.flatMap((item) => ourStructureOf(item, depth + 1)),
      ];
    })
    .sort();
}
