import {
  dataSet,
  writePart10,
  type Attributes,
  type Element,
  type FileLayout,
} from '../dicom-writer/index.js';
import { random, uid, type Seed } from './seeded.js';
import { inSnomedCt } from './snomed-ct.js';
import { dateOf, plusSeconds, timeOf, type WallClock } from './wall-clock.js';

/** What every object builder takes. Everything has a default that follows from the seed. */
export interface ObjectParts {
  /** Identity of the study: the same seed gives the same patient, study, device and time. Default 1. */
  readonly seed?: Seed;
  /** Tells several objects of one study apart; each name has its own SOP and series UID. */
  readonly object?: string;
  /** Wall clock of the start of the study. */
  readonly startedAt?: WallClock;
  /** Seconds from the start of the study to the content time of this object. */
  readonly contentDelay_s?: number;
  /** Overrides of the header (and of anything else in the data set); null leaves an attribute out. */
  readonly attributes?: Attributes;
  /** Elements by number: private, unknown, malformed. They replace attributes of the same tag. */
  readonly elements?: readonly Element[];
  readonly file?: FileLayout;
  /** SNOMED CT identifiers instead of the retired SNOMED RT codes, where they are known. */
  readonly snomedCt?: boolean;
}

export const SOP_CLASS = {
  xRayDoseReport: '1.2.840.10008.5.1.4.1.1.88.67',
  radiopharmaceuticalDoseReport: '1.2.840.10008.5.1.4.1.1.88.68',
  enhancedReport: '1.2.840.10008.5.1.4.1.1.88.22',
  secondaryCapture: '1.2.840.10008.5.1.4.1.1.7',
  computedRadiography: '1.2.840.10008.5.1.4.1.1.1',
  digitalXRayForPresentation: '1.2.840.10008.5.1.4.1.1.1.1',
  digitalXRayForProcessing: '1.2.840.10008.5.1.4.1.1.1.1.1',
  mammographyForPresentation: '1.2.840.10008.5.1.4.1.1.1.2',
  mammographyForProcessing: '1.2.840.10008.5.1.4.1.1.1.2.1',
  breastTomosynthesis: '1.2.840.10008.5.1.4.1.1.13.1.3',
  breastProjectionForPresentation: '1.2.840.10008.5.1.4.1.1.13.1.4',
  breastProjectionForProcessing: '1.2.840.10008.5.1.4.1.1.13.1.5',
  nuclearMedicine: '1.2.840.10008.5.1.4.1.1.20',
  positronEmissionTomography: '1.2.840.10008.5.1.4.1.1.128',
} as const;

/** The start of the study: as given, else a moment of 2026 in working hours that follows from the seed. */
export function startOf(parts: ObjectParts): WallClock {
  if (parts.startedAt !== undefined) return parts.startedAt;
  const { integer } = random(`start/${seedOf(parts)}`);
  return plusSeconds('20260105080000', integer(0, 300) * 86_400 + integer(0, 9 * 3600));
}

export function seedOf(parts: ObjectParts): Seed {
  return parts.seed ?? 1;
}

/** A UID that belongs to the study. */
export function studyUid(parts: ObjectParts, name: string): string {
  return uid(seedOf(parts), name);
}

/** The UID of a study built with this seed. */
export function studyInstanceUid(seed: Seed): string {
  return uid(seed, 'study');
}

/** The UID of the object of this name in the study of this seed. */
export function sopInstanceUid(seed: Seed, object: string): string {
  return uid(seed, `instance/${object}`);
}

/** Patient, study, series, equipment and SOP common attributes of an object (PS3.3 C.7, C.12). */
export function header(
  parts: ObjectParts,
  sopClassUid: string,
  modality: string,
  object: string,
): Attributes {
  const start = startOf(parts);
  const content = plusSeconds(start, parts.contentDelay_s ?? 600);
  const name = parts.object ?? object;
  return {
    SpecificCharacterSet: 'ISO_IR 100',
    SOPClassUID: sopClassUid,
    SOPInstanceUID: sopInstanceUid(seedOf(parts), name),
    StudyDate: dateOf(start),
    StudyTime: timeOf(start),
    SeriesDate: dateOf(content),
    SeriesTime: timeOf(content),
    ContentDate: dateOf(content),
    ContentTime: timeOf(content),
    Modality: modality,
    ...patient(parts),
    ...equipment(parts),
    ReferringPhysicianName: '',
    StudyInstanceUID: studyInstanceUid(seedOf(parts)),
    SeriesInstanceUID: studyUid(parts, `series/${name}`),
    StudyID: '1',
    SeriesNumber: 1,
    InstanceNumber: 1,
  };
}

/** The bytes of an object: header and content, with the caller's overrides and elements on top. */
export function writeObject(attributes: Attributes, parts: ObjectParts): Uint8Array {
  const all: Attributes = { ...attributes, ...parts.attributes };
  const written = parts.snomedCt === true ? inSnomedCt(all) : all;
  return writePart10(dataSet(written, parts.elements ?? []), parts.file);
}

function patient(parts: ObjectParts): Attributes {
  const stream = random(`patient/${seedOf(parts)}`);
  const number = String(stream.integer(1, 999_999)).padStart(6, '0');
  const age_years = stream.integer(18, 88);
  const birthYear = Number(dateOf(startOf(parts)).slice(0, 4)) - age_years;
  return {
    AccessionNumber: `SYNA${number}`,
    PatientName: `Synthetic^Patient ${number}`,
    PatientID: `SYN-${number}`,
    PatientBirthDate: `${birthYear}0101`,
    PatientSex: stream.pick(['F', 'M']),
    PatientAge: `${String(age_years).padStart(3, '0')}Y`,
    PatientSize: stream.integer(150, 195) / 100,
    PatientWeight: stream.integer(50, 110),
  };
}

function equipment(parts: ObjectParts): Attributes {
  return {
    Manufacturer: 'Synthetic Imaging',
    InstitutionName: 'Samplewick General (synthetic)',
    InstitutionalDepartmentName: 'Radiology',
    StationName: 'SYNTH1',
    ManufacturerModelName: 'Model One',
    DeviceSerialNumber: '1001',
    SoftwareVersions: '1.0',
    StudyDescription: `Synthetic study ${seedOf(parts)}`,
  };
}
