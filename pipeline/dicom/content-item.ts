import {
  declaredCode,
  foldMeaning,
  isMisplaced,
  type Code,
  type Concept,
  type DeclaredCode,
} from './codes.js';
import type { DataSet } from './data-set.js';
import { TAG } from './tags.js';
import { unitOf } from './units.js';

/** A number of the content tree as it was written (PS3.3 table C.18.1-1). */
export interface StatedNumber {
  readonly raw: string;
  /** Code of its unit, of UCUM unless a maker has its own; where it has no known code, its meaning. */
  readonly unit: string | null;
}

const NO_ITEMS: readonly ContentItem[] = [];

/**
 * One content item of a structured report (PS3.3 C.17.3): a view onto its data set. Children are looked up by
 * concept code; a match by code meaning or without a scheme is a fallback that `meaningFallbacks` remembers.
 */
export class ContentItem {
  #children: readonly ContentItem[] | null = null;
  #concept: Code | null | undefined;
  /** The declared code of the concept name; null where it can be known by its meaning only. */
  #declared: DeclaredCode | null = null;
  /** Folded meaning of such a concept name; empty for all others. */
  #meaning = '';
  /** Children known by meaning only, usually none. */
  #knownByMeaning: readonly ContentItem[] = NO_ITEMS;

  private constructor(
    readonly dataSet: DataSet,
    readonly parent: ContentItem | null,
    readonly position: number,
    readonly meaningFallbacks: Set<string>,
  ) {}

  /** The root of a report's content tree. */
  static root(dataSet: DataSet): ContentItem {
    return new ContentItem(dataSet, null, 1, new Set());
  }

  /** Position in the tree as PS3.3 C.17.3.2.5 counts it: the root is `1`, its second child `1.2`. */
  get path(): string {
    return this.parent ? `${this.parent.path}.${this.position}` : '1';
  }

  get valueType(): string {
    return this.dataSet.text(TAG.ValueType) ?? '';
  }

  get relationship(): string | null {
    return this.dataSet.text(TAG.RelationshipType);
  }

  /** Concept name; null where the item has none. */
  get concept(): Code | null {
    if (this.#concept === undefined) {
      const item = this.dataSet.item(TAG.ConceptNameCodeSequence);
      this.#concept = item ? codeOf(item) : null;
    }
    return this.#concept;
  }

  get children(): readonly ContentItem[] {
    if (this.#children !== null) return this.#children;
    const children = this.dataSet
      .items(TAG.ContentSequence)
      .map((item, index) => new ContentItem(item, this, index + 1, this.meaningFallbacks));
    for (const child of children) child.#knowConcept();
    const others = children.filter((child) => child.#meaning !== '');
    if (others.length > 0) this.#knownByMeaning = others;
    this.#children = children;
    return children;
  }

  /** Whether the concept names this item, which is a child of another. */
  isOf(concept: Concept): boolean {
    return this.#declared === null ? this.#isByMeaning(concept) : this.#isByCode(concept);
  }

  /** The first child that the concept names: by code if any does, else by meaning. */
  child(concept: Concept): ContentItem | null {
    for (const child of this.children) if (child.#isByCode(concept)) return child;
    for (const child of this.#knownByMeaning) if (child.#isByMeaning(concept)) return child;
    return null;
  }

  /** All children that the concept names, in order: by code if it names any so, else by meaning. */
  all(concept: Concept): ContentItem[] {
    const byCode = this.children.filter((child) => child.#isByCode(concept));
    if (byCode.length > 0 || this.#knownByMeaning.length === 0) return byCode;
    return this.#knownByMeaning.filter((child) => child.#isByMeaning(concept));
  }

  /** As `all`; where no child is of the concept, those of the containers below, in which some makers group them. */
  allWithin(concept: Concept): ContentItem[] {
    let level: ContentItem[] = [this];
    while (level.length > 0) {
      const found = level.flatMap((item) => item.all(concept));
      if (found.length > 0) return found;
      level = level.flatMap(({ children }) => children.filter(({ valueType }) => valueType === 'CONTAINER'));
    }
    return [];
  }

  /** All items of the concept, children and those in the containers below at any depth, but none within another. */
  everyWithin(concept: Concept): ContentItem[] {
    const own = new Set(this.all(concept));
    return this.children.flatMap((child) => {
      if (own.has(child)) return [child];
      return child.valueType === 'CONTAINER' ? child.everyWithin(concept) : [];
    });
  }

  /**
   * The containers below, at any depth, in which a maker groups items of a template under a concept that is known to
   * none: those around others first.
   */
  get groups(): readonly ContentItem[] {
    const unknown = this.children.filter(
      (child) => child.#declared === null && child.valueType === 'CONTAINER',
    );
    if (unknown.length === 0) return NO_ITEMS;
    return unknown
      .flatMap((container) => [container, ...container.groups])
      .filter(({ children }) => children.some((child) => child.#declared !== null));
  }

  /** The item and its groups. */
  get holders(): readonly ContentItem[] {
    const { groups } = this;
    return groups.length === 0 ? [this] : [this, ...groups];
  }

  /** Whether a child behind `first`, the one that `child` gives, has a code of the concept too. */
  repeats(concept: Concept, first: ContentItem): boolean {
    if (!first.#isByCode(concept)) return false;
    const { children } = this;
    for (let at = first.position; at < children.length; at++) {
      if (children[at]!.#isByCode(concept)) return true;
    }
    return false;
  }

  /** Coded value of a CODE item; null where the sequence is empty (rows IMP-110, IMP-259). */
  get code(): Code | null {
    const item = this.dataSet.item(TAG.ConceptCodeSequence);
    return item ? codeOf(item) : null;
  }

  /** Coded value; where a maker writes text instead, the text as its meaning. */
  get codeOrText(): Code | null {
    return this.code ?? textAsCode(this.text);
  }

  /** Text of a TEXT item. */
  get text(): string | null {
    return this.dataSet.text(TAG.TextValue);
  }

  /** UID of a UIDREF item; where a maker writes it as text (GE, Q29), that. */
  get uid(): string | null {
    return this.dataSet.text(TAG.UID) ?? this.text;
  }

  /** Value of a DATETIME or DATE item; where a maker writes it as text, that. */
  get dateTime(): string | null {
    return this.dataSet.text(TAG.DateTime) ?? this.dataSet.text(TAG.Date) ?? this.text;
  }

  get personName(): string | null {
    return this.dataSet.text(TAG.PersonName) ?? this.text;
  }

  /**
   * Number of a NUM item as written; null where it has no measured value (row IMP-108). A number that a maker writes as
   * text has no unit. Several measured values of one unit, of which the standard knows none, are written as one.
   */
  get number(): StatedNumber | null {
    const measured = this.dataSet.items(TAG.MeasuredValueSequence);
    if (measured.length === 0) return this.valueType === 'TEXT' ? numberInText(this.text) : null;
    if (measured.length === 1) return numberMeasured(measured[0]!);
    const [first, ...further] = measured.map(numberMeasured).filter((number) => number !== null);
    if (first === undefined) return null;
    const alike = further.filter(({ unit }) => unit === first.unit);
    return { raw: [first, ...alike].map(({ raw }) => raw).join('\\'), unit: first.unit };
  }

  /** Why a NUM item has no value that counts, as its qualifier says (CID 42: not a number, value unknown …). */
  get qualifier(): Code | null {
    const item = this.dataSet.item(TAG.NumericValueQualifierCodeSequence);
    return item ? codeOf(item) : null;
  }

  #isByCode({ declared }: Concept): boolean {
    const code = this.#declared;
    if (code === null) return false;
    return code === declared[0] || (declared.length > 1 && declared.includes(code));
  }

  /** Decodes the meaning only where the code is not declared, or declared and known to be sent for another concept. */
  #knowConcept(): void {
    const item = this.dataSet.item(TAG.ConceptNameCodeSequence);
    if (item === null) return;
    const value = valueOf(item);
    const scheme = item.text(TAG.CodingSchemeDesignator);
    const code = value === null ? null : declaredCode(value, scheme ?? '');
    if (code !== null && isMisplaced(code, scheme ?? '')) {
      this.meaningFallbacks.add(scheme === null ? `${value} without a scheme` : `${value} under ${scheme}`);
    }
    if (code !== null && code.misnumbered === null) {
      this.#declared = code;
      return;
    }
    const meaning = foldMeaning(item.text(TAG.CodeMeaning) ?? '');
    if (code !== null && !code.misnumbered?.has(meaning)) this.#declared = code;
    else this.#meaning = meaning;
  }

  #isByMeaning(concept: Concept): boolean {
    if (this.#meaning === '' || !concept.meanings.has(this.#meaning)) return false;
    const code = this.concept;
    this.meaningFallbacks.add(`${code?.scheme ?? ''}:${code?.value ?? ''} read as ${concept.name}`);
    return true;
  }
}

/**
 * The first item of a concept that states a code or text, of those below one holder and then the next: makers leave the
 * one below a structure empty and fill the one beside it (row IMP-110).
 */
export function codedItem(
  concept: Concept,
  holders: readonly (ContentItem | null | undefined)[],
): ContentItem | null {
  for (const holder of holders) {
    const coded = holder?.all(concept).find(({ codeOrText }) => codeOrText !== null);
    if (coded !== undefined) return coded;
  }
  return null;
}

function textAsCode(text: string | null): Code | null {
  return text === null ? null : { value: '', scheme: '', meaning: text };
}

function numberMeasured(measured: DataSet): StatedNumber | null {
  const raw = measured.text(TAG.NumericValue) ?? floatingPoint(measured);
  if (!raw) return null;
  const unit = measured.item(TAG.MeasurementUnitsCodeSequence);
  return { raw, unit: unit ? unitStatedBy(unit) : null };
}

function numberInText(text: string | null): StatedNumber | null {
  return text === null ? null : { raw: text, unit: null };
}

/** The double beside or instead of the decimal string (PS3.3 table C.18.1-1). */
function floatingPoint(measured: DataSet): string | null {
  const [value] = measured.binaryNumbers(TAG.FloatingPointValue, 'FD');
  return value === undefined ? null : String(value);
}

/** The code of a unit; where that is none that is known, its meaning, which some makers fill with the unit alone. */
function unitStatedBy(item: DataSet): string | null {
  const value = valueOf(item);
  if (value !== null && unitOf(value) !== null) return value;
  const meaning = item.text(TAG.CodeMeaning);
  return value === null || (meaning !== null && unitOf(meaning) !== null) ? meaning : value;
}

function valueOf(item: DataSet): string | null {
  return item.text(TAG.CodeValue) ?? item.text(TAG.LongCodeValue) ?? item.text(TAG.URNCodeValue);
}

/** A code sequence item: value (long and URN forms too), scheme and meaning (PS3.3 table 8.8-1). */
export function codeOf(item: DataSet): Code | null {
  const value = valueOf(item);
  const meaning = item.text(TAG.CodeMeaning);
  if (value === null && meaning === null) return null;
  return { value: value ?? '', scheme: item.text(TAG.CodingSchemeDesignator) ?? '', meaning: meaning ?? '' };
}
