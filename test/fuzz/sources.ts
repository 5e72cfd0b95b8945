import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import dicomParser from 'dicom-parser';
import { corpusFiles } from '../support/corpus.js';
import { generateHospital, objectsOf, studyContext } from '../support/hospital/generate-hospital.js';
import { SYSTEMS } from '../support/hospital/systems.js';
import { ctReport, fluoroscopyReport, mammographyReport } from '../support/builders/index.js';

/** Where an element stands in the bytes of an object. */
export interface Place {
  /** Offset of its tag. */
  readonly at: number;
  readonly tag: string;
  readonly isExplicit: boolean;
  /** Offset and length of its value. */
  readonly value: number;
  readonly length: number;
}

/** An undamaged object that damaged ones are made of. */
export interface Source {
  readonly name: string;
  readonly bytes: Buffer;
  /** Elements at every depth, as dicom-parser sees them; none where the data set is deflated. */
  readonly places: readonly Place[];
}

/** Larger real objects come too seldom in a run to be worth their time. */
const LARGEST_BYTES = 150_000;
const DEFLATED = '1.2.840.10008.1.2.1.99';

/** Real objects where the corpus is there, and synthetic ones of every kind, maker and layout. */
export function sources(): readonly Source[] {
  const real = corpusFiles().map((path) => sourceOf(basename(path), readFileSync(path)));
  return [...real, ...synthetic()].filter(({ bytes }) => bytes.length <= LARGEST_BYTES);
}

function synthetic(): Source[] {
  const options = {
    seed: 'fuzz',
    from: '2026-01-01',
    to: '2026-12-31',
    studies: 40,
    detail: 'compact',
  } as const;
  const ofSystems = SYSTEMS.flatMap(({ station }) =>
    objectsOf(studyContext(options, 1, station)).map(({ name, bytes }) =>
      sourceOf(`${station} ${name}`, bytes),
    ),
  );
  const layouts = (['implicit-le', 'explicit-be', 'deflated-le'] as const).flatMap((transferSyntax) => {
    const file = { transferSyntax, sequenceLength: 'undefined', itemLength: 'undefined' } as const;
    return [
      sourceOf(`CT ${transferSyntax}`, ctReport({ seed: 'fuzz', events: 3, file })),
      sourceOf(`RF ${transferSyntax}`, fluoroscopyReport({ seed: 'fuzz', events: 3, biplane: true, file })),
      sourceOf(`MG ${transferSyntax}`, mammographyReport({ seed: 'fuzz', file })),
    ];
  });
  const [withoutPreamble] = generateHospital({ ...options, mix: { CT: 1, RF: 0, MG: 0, DX: 0, NM: 0 } });
  return [...ofSystems, ...layouts, sourceOf('without preamble', withoutPreamble!.bytes.subarray(132))];
}

function sourceOf(name: string, bytes: Uint8Array): Source {
  const buffer = Buffer.from(bytes);
  return { name, bytes: buffer, places: placesIn(buffer) };
}

function placesIn(bytes: Buffer): Place[] {
  if (bytes.subarray(128, 132).toString('latin1') !== 'DICM') return [];
  const set = dicomParser.parseDicom(bytes, { untilTag: 'x7fe00010' });
  const syntax = set.string('x00020010');
  if (syntax === DEFLATED) return [];
  const places: Place[] = [];
  collect(set, places);
  return places.filter(({ at }) => at > 132);
}

function collect(set: dicomParser.DataSet, into: Place[]): void {
  for (const element of Object.values(set.elements)) {
    const { tag, vr, dataOffset: value, length } = element;
    const isExplicit = vr !== undefined;
    const isLong = isExplicit && /^(OB|OD|OF|OL|OW|SQ|UC|UR|UT|UN)$/.test(vr);
    into.push({ at: value - (isLong ? 12 : 8), tag, isExplicit, value, length });
    for (const item of element.items ?? []) if (item.dataSet) collect(item.dataSet, into);
  }
}
