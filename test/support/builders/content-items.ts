import type { Attributes } from '../dicom-writer/index.js';
import type { Code } from './codes.js';

/** One node of an SR content tree (PS3.3 C.17.3). */
export type ContentItem = Attributes;

/** Children as written in a builder: what is absent is left out. */
export type Children = readonly (ContentItem | null | undefined | readonly ContentItem[])[];

/** A unit of UCUM; the meaning is what makers write. */
export interface Unit {
  readonly code: string;
  readonly meaning?: string;
  readonly scheme?: string;
}

/** CONTAINER with its children, CONTAINS its parent. */
export function container(concept: Code, children: Children): ContentItem {
  return {
    ...item('CONTAINER', concept),
    ContinuityOfContent: 'SEPARATE',
    ContentSequence: flat(children),
  };
}

export function codeItem(concept: Code, value: Code, children: Children = []): ContentItem {
  return withChildren({ ...item('CODE', concept), ConceptCodeSequence: [codeAttributes(value)] }, children);
}

/**
 * NUM: one value, one value per pulse (several values in NumericValue), text as it should stand there, or null for
 * an empty MeasuredValueSequence.
 */
export function num(
  concept: Code,
  value: number | string | readonly number[] | null,
  unit: Unit,
  children: Children = [],
): ContentItem {
  const measured =
    value === null ? [] : [{ MeasurementUnitsCodeSequence: [unitAttributes(unit)], NumericValue: value }];
  return withChildren({ ...item('NUM', concept), MeasuredValueSequence: measured }, children);
}

export function text(concept: Code, value: string, children: Children = []): ContentItem {
  return withChildren({ ...item('TEXT', concept), TextValue: value }, children);
}

/** DATETIME; the value is a DT: `20260301T…` is not, `20260301101500` is. */
export function dateTime(concept: Code, value: string): ContentItem {
  return { ...item('DATETIME', concept), DateTime: value };
}

export function uidRef(concept: Code, value: string): ContentItem {
  return { ...item('UIDREF', concept), UID: value };
}

export function pname(concept: Code, value: string, children: Children = []): ContentItem {
  return withChildren({ ...item('PNAME', concept), PersonName: value }, children);
}

export function image(concept: Code, sopClassUid: string, sopInstanceUid: string): ContentItem {
  const reference = { ReferencedSOPClassUID: sopClassUid, ReferencedSOPInstanceUID: sopInstanceUid };
  return { ...item('IMAGE', concept), ReferencedSOPSequence: [reference] };
}

/** The item made from a value, or null where the value is absent or null. */
export function stated<T>(value: T | null | undefined, item: (value: T) => ContentItem): ContentItem | null {
  return value === null || value === undefined ? null : item(value);
}

/** The same item as HAS CONCEPT MOD. */
export function modifier(child: ContentItem): ContentItem {
  return { ...child, RelationshipType: 'HAS CONCEPT MOD' };
}

/** The same item as HAS OBS CONTEXT. */
export function observation(child: ContentItem): ContentItem {
  return { ...child, RelationshipType: 'HAS OBS CONTEXT' };
}

/** The same item as HAS PROPERTIES. */
export function property(child: ContentItem): ContentItem {
  return { ...child, RelationshipType: 'HAS PROPERTIES' };
}

/** The same item as INFERRED FROM. */
export function inferredFrom(child: ContentItem): ContentItem {
  return { ...child, RelationshipType: 'INFERRED FROM' };
}

/** The attributes of the root of a content tree: the concept of the document and its children (PS3.3 C.17). */
export function documentRoot(concept: Code, children: Children, template: string | null): Attributes {
  return {
    ValueType: 'CONTAINER',
    ContinuityOfContent: 'SEPARATE',
    ConceptNameCodeSequence: [codeAttributes(concept)],
    ContentTemplateSequence:
      template === null ? null : [{ MappingResource: 'DCMR', TemplateIdentifier: template }],
    ContentSequence: flat(children),
  };
}

/** Code value, scheme and meaning as attributes of an item. */
export function codeAttributes(code: Code): Attributes {
  return { CodeValue: code.value, CodingSchemeDesignator: code.scheme, CodeMeaning: code.meaning };
}

function item(valueType: string, concept: Code): ContentItem {
  return {
    RelationshipType: 'CONTAINS',
    ValueType: valueType,
    ConceptNameCodeSequence: [codeAttributes(concept)],
  };
}

function unitAttributes(unit: Unit): Attributes {
  return {
    CodeValue: unit.code,
    CodingSchemeDesignator: unit.scheme ?? 'UCUM',
    CodeMeaning: unit.meaning ?? unit.code,
  };
}

function withChildren(parent: ContentItem, children: Children): ContentItem {
  const present = flat(children);
  return present.length === 0 ? parent : { ...parent, ContentSequence: present };
}

function flat(children: Children): readonly ContentItem[] {
  return children.flatMap((child) => child ?? []);
}
