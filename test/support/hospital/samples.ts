import { createHash } from 'node:crypto';
import { SOP_CLASS, VALUE, ctReport, plusSeconds, random, type CtEventInput } from '../builders/index.js';
import { dataSet, writePart10 } from '../dicom-writer/index.js';
import { USUAL_PERIOD } from './calendar.js';
import {
  generateHospital,
  objectsOf,
  studyContext,
  type HospitalFile,
  type HospitalOptions,
} from './generate-hospital.js';
import { equipmentAttributes, SYSTEMS } from './systems.js';
import type { StudyContext } from './study-context.js';

/** Studies of each system: every kind of object there is, and of CT and fluoroscopy enough to chart. */
const STUDIES: Readonly<Record<string, number>> = {
  ...{ SWCT1: 9, SWCT2: 6, MICT1: 8, MICT2: 6, FCCT1: 2, MICT0: 2 },
  ...{ SWXA1: 4, SWXA2: 1, MIXA1: 3, MIOR1: 2 },
  ...{ SWMG1: 4, MIMG1: 2 },
  ...{ SWDX1: 4, MIDX1: 4, FCCR1: 1 },
  ...{ SWPET1: 2, MINM1: 1 },
};
const STATIONS = mixed(
  Object.entries(STUDIES).flatMap(([station, count]) => Array<string>(count).fill(station)),
);

/** The weeks before the last day of the usual period, and so few examinations that each has studies to chart. */
const HOSPITAL: HospitalOptions = {
  seed: 'samples',
  from: '2026-09-28',
  to: USUAL_PERIOD.to,
  studies: STATIONS.length,
  stations: STATIONS,
  detail: 'compact',
  ctExams: 4,
};

/** The objects of `data/samples`: a small hospital and what does not go as usual. The same files at every call. */
export function* sampleFiles(): Generator<HospitalFile, void, undefined> {
  yield* generateHospital(HOSPITAL);
  yield* edgeCases();
}

/** In an order of chance, the same at every call. */
function mixed(stations: readonly string[]): readonly string[] {
  const stream = random('stations-i');
  return stations
    .map((station) => ({ station, place: stream.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ station }) => station);
}

/** SHA-256 over paths and contents in the order given. */
export function digestOf(files: Iterable<HospitalFile>): string {
  const hash = createHash('sha256');
  for (const { path, bytes } of files) hash.update(`${path}\0${bytes.length}\0`).update(bytes);
  return hash.digest('hex');
}

function* edgeCases(): Generator<HospitalFile, void, undefined> {
  yield file('phantom-of-quality-assurance', phantom());
  yield file('weight-and-size-missing', withoutSize());
  yield* cumulativeReports();
  yield* wholeStudy('SWXA2', 'biplane');
  yield* wholeStudy('SWNM1', 'nuclear-with-ct');
  const ordinary = ctReport({ seed: 'samples/corrupt', attributes: scanner('SWCT1') });
  yield file('corrupt', ordinary.subarray(0, Math.floor(ordinary.length * 0.6)));
  yield file('without-dose', withoutDose());
  yield file('implicit-little-endian', otherLayout('implicit-le'));
  yield file('deflated', otherLayout('deflated-le'));
  const twice = otherLayout('explicit-le');
  yield file('sent-once', twice);
  yield file('sent-twice', twice);
}

function file(name: string, bytes: Uint8Array): HospitalFile {
  return { path: `edge-cases/${name}.dcm`, bytes };
}

function scanner(station: string): ReturnType<typeof equipmentAttributes> {
  return equipmentAttributes(SYSTEMS.find((system) => system.station === station)!);
}

function phantom(): Uint8Array {
  return ctReport({
    seed: 'samples/phantom',
    startedAt: '20261102071500',
    events: [{ protocol: 'QA Water', phantom: 'head_16cm', targetRegion: VALUE.head, ctdi_vol_mgy: 40.1 }],
    attributes: {
      ...scanner('SWCT1'),
      PatientName: 'QA^Phantom',
      PatientID: 'QA-PHANTOM-1',
      PatientBirthDate: '',
      PatientSex: 'O',
      PatientAge: null,
      PatientSize: null,
      PatientWeight: null,
      StudyDescription: 'Quality assurance',
    },
  });
}

function withoutSize(): Uint8Array {
  const attributes = {
    ...scanner('SWCT2'),
    PatientWeight: null,
    PatientSize: '',
    StudyDescription: 'CT Thorax',
  };
  return ctReport({ seed: 'samples/size', startedAt: '20261016101200', attributes });
}

/** Three reports of one study, each with everything so far. */
function* cumulativeReports(): Generator<HospitalFile, void, undefined> {
  const events: readonly CtEventInput[] = [
    { type: 'localizer' },
    { protocol: 'Abdomen native', targetRegion: VALUE.abdomen },
    { protocol: 'Abdomen arterial', targetRegion: VALUE.abdomen },
    { protocol: 'Abdomen portal', targetRegion: VALUE.abdomen },
  ];
  for (const count of [2, 3, 4]) {
    const bytes = ctReport({
      seed: 'samples/cumulative',
      startedAt: '20260911140000',
      object: `report-${count}`,
      contentDelay_s: count * 240,
      events: events.slice(0, count),
      attributes: { ...scanner('MICT1'), StudyDescription: 'CT Abdomen' },
    });
    yield file(`cumulative-${count - 1}`, bytes);
  }
}

function* wholeStudy(station: string, name: string): Generator<HospitalFile, void, undefined> {
  const context: StudyContext = studyContext({ ...HOSPITAL, seed: `samples/${name}` }, 20, station);
  for (const object of objectsOf(context)) yield file(`${name}-${object.name}`, object.bytes);
}

/** A secondary capture of a report's page: readable, but nothing about dose. */
function withoutDose(): Uint8Array {
  return writePart10(
    dataSet({
      ...scanner('SWCT1'),
      SOPClassUID: SOP_CLASS.secondaryCapture,
      SOPInstanceUID: '2.25.31415926535897932384626433832795',
      StudyInstanceUID: '2.25.27182818284590452353602874713526',
      SeriesInstanceUID: '2.25.14142135623730950488016887242097',
      StudyDate: '20261020',
      Modality: 'OT',
      PatientName: 'Synthetic^Patient 000000',
      PatientID: 'SYN-000000',
    }),
  );
}

function otherLayout(transferSyntax: 'implicit-le' | 'deflated-le' | 'explicit-le'): Uint8Array {
  const seed = `samples/${transferSyntax}`;
  return ctReport({
    seed,
    startedAt: plusSeconds('20260818090000', transferSyntax.length * 900),
    attributes: { ...scanner('SWCT2'), StudyDescription: 'CT Thorax' },
    file: { transferSyntax, sequenceLength: 'undefined', itemLength: 'undefined' },
  });
}
