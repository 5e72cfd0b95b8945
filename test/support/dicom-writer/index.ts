export {
  dataSet,
  element,
  encapsulatedPixelData,
  privateBlock,
  sequence,
  unknownSequence,
  type Attributes,
  type DataSet,
  type Element,
} from './data-set.js';
export { KEYWORDS, attributeOf, type Keyword } from './dictionary.js';
export { decimalString } from './encode-value.js';
export { TRANSFER_SYNTAXES, writePart10, type FileLayout, type TransferSyntax } from './write-part10.js';
