import { random, rounded, type Random, type Seed } from '../builders/index.js';
import type { Attributes } from '../dicom-writer/index.js';

/** An invented patient of the hospital group. */
export interface Patient {
  readonly number: number;
  readonly sex: 'F' | 'M';
  /** DA. */
  readonly birthDate: string;
}

/** Patient `number` of the group; children where asked for. The birth date is some age before `reference` (a DA). */
export function patient(seed: Seed, number: number, reference: string, child: boolean): Patient {
  const stream = random(`${seed}/patient/${child ? 'child' : 'adult'}/${number}`);
  const sex = stream.chance(0.52) ? 'F' : 'M';
  const age_years = child ? stream.between(0.1, 15.5) : ageOfAdult(stream);
  const born = new Date(Date.UTC(Number(reference.slice(0, 4)), Number(reference.slice(4, 6)) - 1, 1));
  born.setUTCDate(born.getUTCDate() - Math.round(age_years * 365.25));
  const birthDate = born.toISOString().slice(0, 10).replaceAll('-', '');
  return { number: child ? 500_000 + number : number, sex, birthDate };
}

/** Height and weight of a person at an age; adults vary about 1.70 m and 76 kg, children follow a growth curve. */
export function bodySize(person: Patient, age_years: number): { height_m: number; weight_kg: number } {
  const stream = random(`size/${person.number}`);
  const tall = stream.normal(0, 1);
  const heavy = stream.normal(0, 1);
  const adult = person.sex === 'M' ? 1.77 : 1.64;
  const share = age_years >= 17 ? 1 : 0.3 + 0.7 * Math.pow(age_years / 17, 0.72);
  const height_m = rounded(adult * share * (1 + 0.04 * tall), 2);
  const bodyMassIndex = age_years >= 17 ? 26.5 : 15.5 + age_years * 0.35;
  return { height_m, weight_kg: rounded(bodyMassIndex * height_m ** 2 * Math.exp(0.17 * heavy), 1) };
}

/** Age at a date in years, and as an AS. */
export function ageAt(person: Patient, date: string): { age_years: number; age: string } {
  const time = (da: string): number =>
    Date.UTC(Number(da.slice(0, 4)), Number(da.slice(4, 6)) - 1, Number(da.slice(6, 8)));
  const days = (time(date) - time(person.birthDate)) / 86_400_000;
  const age_years = Math.max(0, days / 365.25);
  const number = (value: number): string => String(Math.floor(value)).padStart(3, '0');
  if (age_years >= 2) return { age_years, age: `${number(age_years)}Y` };
  return { age_years, age: days >= 60 ? `${number(days / 30.44)}M` : `${number(Math.max(days, 0))}D` };
}

/** Patient attributes of an object: every name and identifier says that it is synthetic. */
export function patientAttributes(person: Patient, date: string, sizeKnown: boolean): Attributes {
  const { age_years, age } = ageAt(person, date);
  const { height_m, weight_kg } = bodySize(person, age_years);
  const number = String(person.number).padStart(6, '0');
  return {
    PatientName: `Synthetic^Patient ${number}`,
    PatientID: `SYN-${number}`,
    IssuerOfPatientID: 'SYNTHETIC',
    PatientBirthDate: person.birthDate,
    PatientSex: person.sex,
    PatientAge: age,
    PatientSize: sizeKnown ? height_m : null,
    PatientWeight: sizeKnown ? weight_kg : null,
  };
}

function ageOfAdult(stream: Random): number {
  return Math.min(97, Math.max(17, stream.chance(0.3) ? stream.normal(38, 13) : stream.normal(66, 13)));
}
