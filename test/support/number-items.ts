import { readFileSync } from 'node:fs';
import dcmjs, { type DicomJsonDataSet } from 'dcmjs';

/** A NUM item with a value, as dcmjs reads it. */
export interface NumberItem {
  /** `scheme:value` of the concept. */
  readonly concept: string;
  /** The containers and items above it, from the root on, each with its ordinal among those of its concept. */
  readonly above: readonly { readonly concept: string; readonly ordinal: number }[];
  readonly values: readonly number[];
  readonly unit: string;
}

/** All NUM items with values of a structured report, by a reader and a traversal that are not ours; none of other objects. */
export function numberItems(path: string): NumberItem[] {
  const file = readFileSync(path);
  const buffer = new Uint8Array(file).buffer;
  const { dict } = dcmjs.data.DicomMessage.readFile(buffer, { ignoreErrors: true });
  const found: NumberItem[] = [];
  walk(dict, []);
  return found;

  function walk(parent: DicomJsonDataSet, above: NumberItem['above']): void {
    const seen = new Map<string, number>();
    for (const item of items(parent, '0040A730')) {
      const concept = codeIn(item, '0040A043', true);
      const ordinal = seen.get(concept) ?? 0;
      seen.set(concept, ordinal + 1);
      const [measured] = items(item, '0040A300');
      const written = measured?.['0040A30A']?.Value ?? [];
      const values = written.filter((value) => value !== '' && value !== null).map(Number);
      if (values.length > 0) found.push({ concept, above, values, unit: codeIn(measured, '004008EA') });
      walk(item, [...above, { concept, ordinal }]);
    }
  }
}

function items(dataSet: DicomJsonDataSet | undefined, tag: string): readonly DicomJsonDataSet[] {
  return (dataSet?.[tag]?.Value ?? []) as readonly DicomJsonDataSet[];
}

function codeIn(dataSet: DicomJsonDataSet | undefined, tag: string, withScheme = false): string {
  const [code] = items(dataSet, tag);
  const text = (element: string): string => String(code?.[element]?.Value?.[0] ?? '');
  return withScheme ? `${text('00080102')}:${text('00080100')}` : text('00080100');
}
