import { dateOf, random, type Random, type Seed } from '../builders/index.js';
import type { Attributes } from '../dicom-writer/index.js';
import { breastStudy } from './breast-study.js';
import { daysOf, momentNear } from './calendar.js';
import { ctStudy } from './ct-study.js';
import { dialectOf } from './dialects.js';
import { fluoroscopyStudy } from './fluoroscopy-study.js';
import { nuclearStudy } from './nuclear-study.js';
import { ageAt, bodySize, patient, patientAttributes, type Patient } from './people.js';
import { radiographyStudy } from './radiography-study.js';
import type { Detail, StudyContext, StudyObject } from './study-context.js';
import { SYSTEMS, equipmentAttributes, type ImagingSystem, type SystemKind } from './systems.js';

export type Department = 'CT' | 'RF' | 'MG' | 'DX' | 'NM';

export interface HospitalOptions {
  readonly seed: Seed;
  /** First and last day, `YYYY-MM-DD`, both included. */
  readonly from: string;
  readonly to: string;
  /** Number of studies; a study has one object or several. */
  readonly studies: number;
  /** The station of each study in turn; drawn by department and load where there are none. */
  readonly stations?: readonly string[];
  /** Shares of the departments. */
  readonly mix?: Partial<Readonly<Record<Department, number>>>;
  /** Size of the objects: `full` gives CT reports of about 25 KB and fluoroscopy reports of about 60 KB. */
  readonly detail?: Detail;
  /** Only so many different CT examinations, the most frequent ones: more studies per protocol in a small store. */
  readonly ctExams?: number;
}

/** A file as it would lie in a drop folder; the path is relative and tells nothing about the patient. */
export interface HospitalFile {
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** A file of a generated study. */
export interface StudyFile extends HospitalFile {
  /** Number of the study, counted from 1. */
  readonly study: number;
}

/**
 * The dose objects of an invented hospital group, study by study in about the order of time, made one at a time.
 * The same options give the same files.
 */
export function* generateHospital(options: HospitalOptions): Generator<StudyFile, void, undefined> {
  for (let index = 0; index < options.studies; index += 1) {
    const context = studyContext(options, index, options.stations?.[index]);
    const month = `${context.startedAt.slice(0, 4)}-${context.startedAt.slice(4, 6)}`;
    const number = String(index + 1).padStart(6, '0');
    for (const object of objectsOf(context)) {
      const path = `${context.system.station}/${month}/${number}-${object.name}.dcm`;
      yield { path, bytes: object.bytes, study: index + 1 };
    }
  }
}

/** The usual shares of the departments. */
const MIX: Readonly<Record<Department, number>> = { CT: 0.52, RF: 0.1, MG: 0.13, DX: 0.18, NM: 0.07 };

/** The part of the period after which the scanner with a step change gives more dose. */
const STEP_AT = 0.6;

const DEPARTMENTS: Readonly<Record<SystemKind, Department>> = {
  ct: 'CT',
  ct_capture: 'CT',
  pet_ct: 'NM',
  spect_ct: 'NM',
  gamma_camera: 'NM',
  angiography: 'RF',
  angiography_biplane: 'RF',
  mobile_c_arm: 'RF',
  mammography_report: 'MG',
  mammography_image: 'MG',
  radiography_report: 'DX',
  radiography_image: 'DX',
  computed_radiography: 'DX',
};

const EMERGENCY_SHARE: Readonly<Record<Department, number>> = { CT: 0.35, RF: 0.15, MG: 0, DX: 0.4, NM: 0 };

/** What the objects of study `index` share; studies are spread evenly over the period. A station can be asked for. */
export function studyContext(options: HospitalOptions, index: number, station?: string): StudyContext {
  const seed = `${options.seed}/${index}`;
  const stream = random(`study/${seed}`);
  const system = systemOf(options, stream, station);
  const department = DEPARTMENTS[system.kind];
  const days = daysOf(options.from, options.to);
  const day = Math.min(days - 1, Math.floor(((index + stream.next()) / options.studies) * days));
  const startedAt = momentNear(options.from, day, days, stream, EMERGENCY_SHARE[department]);
  const person = personOf(
    options,
    system,
    department,
    stream.integer(1, Math.max(1, Math.ceil(options.studies * 0.7))),
  );
  const { age_years } = ageAt(person, dateOf(startedAt));
  const dialect = dialectOf(system.manufacturer);
  return {
    seed,
    stream,
    system,
    startedAt,
    age_years,
    weight_kg: bodySize(person, age_years).weight_kg,
    doseFactor: system.doseFactor * (day >= days * STEP_AT ? system.stepFactor : 1),
    detail: options.detail ?? 'full',
    dialect,
    ctExams: options.ctExams ?? Number.POSITIVE_INFINITY,
    attributes: {
      SpecificCharacterSet: dialect.characterSet,
      ...patientAttributes(person, dateOf(startedAt), !stream.chance(0.06)),
      ...equipmentAttributes(system),
      ...requestAttributes(index, stream.integer(1, 12)),
    },
  };
}

/** The objects that the system of a context makes of a study. */
export function objectsOf(context: StudyContext): readonly StudyObject[] {
  const department = DEPARTMENTS[context.system.kind];
  if (department === 'CT') return ctStudy(context);
  if (department === 'RF') return fluoroscopyStudy(context);
  if (department === 'MG') return breastStudy(context);
  return department === 'DX' ? radiographyStudy(context) : nuclearStudy(context);
}

function systemOf(options: HospitalOptions, stream: Random, station: string | undefined): ImagingSystem {
  const mix = { ...MIX, ...options.mix };
  const department = stream.weighted(Object.keys(MIX) as Department[], (one) => mix[one]);
  const candidates = SYSTEMS.filter((system) => DEPARTMENTS[system.kind] === department);
  const drawn = stream.weighted(candidates, (candidate) => candidate.load);
  return SYSTEMS.find((system) => system.station === station) ?? drawn;
}

/** A patient from about the given number on whom the department takes: women of 40 to 80 for mammography. */
function personOf(
  options: HospitalOptions,
  system: ImagingSystem,
  department: Department,
  first: number,
): Patient {
  const reference = options.from.replaceAll('-', '');
  for (let number = first; ; number += 1) {
    const person = patient(options.seed, number, reference, system.childrenOnly);
    const { age_years } = ageAt(person, reference);
    if (department !== 'MG' || (person.sex === 'F' && age_years >= 40 && age_years <= 80)) return person;
  }
}

function requestAttributes(index: number, operator: number): Attributes {
  return {
    AccessionNumber: `SYN${String(index + 1).padStart(8, '0')}`,
    StudyID: String(index + 1),
    ReferringPhysicianName: 'Synthetic^Referrer',
    OperatorsName: `Synthetic^Operator ${operator}`,
  };
}
