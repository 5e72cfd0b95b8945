import { readPart10 } from '../../../pipeline/dicom/part10.js';
import { TAG } from '../../../pipeline/dicom/tags.js';
import type { Scenario } from '../../support/study-scenarios.js';
import type { FactsFile } from './living-store.js';
import type { StudyFile } from './what-holds.js';

interface Examination {
  readonly studyInstanceUid: string;
  readonly accessionNumber: string;
}

/** What machines leave in the drop folder, and the examinations that it is about. */
export interface World {
  readonly files: readonly StudyFile[];
  readonly examinations: readonly Examination[];
}

export function worldOf(scenarios: readonly Scenario[]): World {
  const files = scenarios.flatMap(({ objects }, scenario) =>
    objects.map((bytes, at) => ({ path: `${scenario}-${at}.dcm`, bytes, ...examinationOf(bytes) })),
  );
  const examinations = new Map(
    files.map(({ studyInstanceUid, accessionNumber }) => [
      studyInstanceUid,
      { studyInstanceUid, accessionNumber },
    ]),
  );
  return { files, examinations: [...examinations.values()] };
}

function examinationOf(bytes: Uint8Array): Examination {
  const read = readPart10(bytes);
  if (!read.ok) throw new Error(`not readable: ${read.problem}`);
  const stated = (tag: number): string => read.dataSet.text(tag) ?? '';
  return {
    studyInstanceUid: stated(TAG.StudyInstanceUID),
    accessionNumber: stated(TAG.AccessionNumber),
  };
}

export const firstHalfOf = ({ bytes }: StudyFile): Uint8Array => bytes.slice(0, Math.floor(bytes.length / 2));

const COLUMNS = ['Height=height', 'Weight=weight', 'What=description'];

/** Facts about some of the examinations, some of them left blank; numbers make out which and how they are told. */
export function factsFile({ examinations }: World, a: number, b: number): FactsFile {
  const isByUid = b % 2 === 1;
  const overwrites = b % 3 === 0;
  const lines = examinations
    .filter((_, at) => (a >> at) % 2 === 1)
    .map(({ studyInstanceUid, accessionNumber }, at) => {
      const height_cm = 150 + ((a + at) % 40);
      const weight_kg = (b + at) % 4 === 0 ? '' : 50 + ((a + 7 * at) % 60);
      return [isByUid ? studyInstanceUid : accessionNumber, height_cm, weight_kg, `Told ${b % 5}`].join(',');
    });
  return {
    text: `${['Study,Height,Weight,What', ...lines].join('\n')}\n`,
    options: [
      ...['--id', 'Study'],
      ...COLUMNS.flatMap((column) => ['--map', column]),
      ...(isByUid ? ['--study-uid'] : []),
      ...(overwrites ? ['--overwrite'] : []),
    ],
  };
}
