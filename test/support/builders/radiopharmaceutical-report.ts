import { CONCEPT, VALUE, code, type Code } from './codes.js';
import {
  codeItem,
  container,
  dateTime,
  documentRoot,
  modifier,
  num,
  observation,
  pname,
  property,
  stated,
  text,
  uidRef,
  type Children,
  type ContentItem,
} from './content-items.js';
import { SOP_CLASS, seedOf, startOf, studyUid, writeObject, type ObjectParts } from './object-header.js';
import { RADIOPHARMACEUTICAL, type Administration } from './radiopharmaceutical.js';
import { orElse, reportHeader, type ReportParts } from './report-parts.js';
import { random, rounded } from './seeded.js';
import { UNIT } from './units.js';
import { plusSeconds } from './wall-clock.js';

export interface OrganDose {
  readonly organ: Code;
  readonly laterality?: Code;
  readonly dose_mgy: number;
}

/** What is stated about an administration; what is absent gets a default, null leaves the item out. */
export interface AdministrationInput extends Partial<Administration> {
  readonly uid?: string | null;
  readonly volume_cm3?: number | null;
  readonly pre_activity_mbq?: number | null;
  readonly post_activity_mbq?: number | null;
  readonly route?: Code | null;
  readonly site?: Code | null;
  readonly laterality?: Code | null;
  readonly effective_dose_msv?: number | null;
  readonly organDoses?: readonly OrganDose[];
  readonly administeredBy?: string | null;
  readonly comment?: string | null;
  readonly extra?: Children;
}

export interface RadiopharmaceuticalReportParts extends ReportParts {
  /** One administration by default. */
  readonly administrations?: readonly AdministrationInput[];
  readonly procedure?: Code;
  readonly patientCharacteristics?: { readonly weight_kg?: number; readonly height_cm?: number } | null;
}

/** A radiopharmaceutical dose report (TID 10021). Same parts, same bytes. */
export function radiopharmaceuticalReport(parts: RadiopharmaceuticalReportParts = {}): Uint8Array {
  const procedure = parts.procedure ?? code('P5-0A00A', 'SRT', 'PET study for localization of tumor');
  const content = [
    modifier(
      codeItem(CONCEPTS.procedure, procedure, [modifier(codeItem(CONCEPTS.intent, VALUE.diagnosticIntent))]),
    ),
    ...(parts.administrations ?? [{}]).map((input, index) => administration(input, parts, index + 1)),
    parts.patientCharacteristics && characteristics(parts.patientCharacteristics),
    ...(parts.extra ?? []),
  ];
  const attributes = reportHeader(
    parts,
    SOP_CLASS.radiopharmaceuticalDoseReport,
    'radiopharmaceutical-report',
  );
  const root = documentRoot(CONCEPT.radiopharmaceuticalReport, content, orElse(parts.template, '10021'));
  return writeObject({ ...attributes, ...root }, parts);
}

/** The administration that objects of this study share unless they are told another: report, PET and NM images. */
export function defaultAdministration(
  parts: ObjectParts,
  known: Partial<Administration> = {},
): Administration {
  const radiopharmaceutical = known.radiopharmaceutical ?? RADIOPHARMACEUTICAL.fdg;
  const stream = random(`administration/${seedOf(parts)}`);
  const activity = rounded(stream.logNormal(radiopharmaceutical.activity_mbq, 0.1), 1);
  const startedAt = orElse(known.startedAt, plusSeconds(startOf(parts), -3600));
  return {
    radiopharmaceutical,
    activity_mbq: orElse(known.activity_mbq, activity),
    startedAt,
    stoppedAt: orElse(known.stoppedAt, startedAt),
  };
}

const CONCEPTS = {
  procedure: code('G-C2D0', 'SRT', 'Associated Procedure'),
  intent: CONCEPT.hasIntent,
  agent: code('F-61FDB', 'SRT', 'Radiopharmaceutical agent'),
  radionuclide: code('C-10072', 'SRT', 'Radionuclide'),
  halfLife: code('R-42806', 'SRT', 'Radionuclide Half Life'),
  route: code('G-C340', 'SRT', 'Route of administration'),
  site: code('G-C581', 'SRT', 'Site of'),
  laterality: CONCEPT.laterality,
  findingSite: code('G-C0E3', 'SRT', 'Finding Site'),
};

function administration(
  input: AdministrationInput,
  parts: RadiopharmaceuticalReportParts,
  ordinal: number,
): ContentItem {
  const { radiopharmaceutical, activity_mbq, startedAt, stoppedAt } = defaultAdministration(parts, input);
  const { volume_cm3, effective_dose_msv, pre_activity_mbq, post_activity_mbq } = input;
  const uid = orElse(input.uid, studyUid(parts, `administration/${ordinal}`));
  const role = property(codeItem(CONCEPT.personRole, ADMINISTERING));
  return container(code('113502', 'DCM', 'Radiopharmaceutical Administration'), [
    codeItem(CONCEPTS.agent, radiopharmaceutical.agent, [
      property(codeItem(CONCEPTS.radionuclide, radiopharmaceutical.radionuclide)),
      property(num(CONCEPTS.halfLife, radiopharmaceutical.half_life_s, UNIT.s)),
    ]),
    stated(uid, (value) => uidRef(ADMINISTRATION.uid, value)),
    stated(startedAt, (value) => dateTime(ADMINISTRATION.start, value)),
    stated(stoppedAt, (value) => dateTime(ADMINISTRATION.stop, value)),
    stated(activity_mbq, (value) => num(ADMINISTRATION.activity, value, UNIT.mbq)),
    stated(pre_activity_mbq, (value) => num(ADMINISTRATION.before, value, UNIT.mbq)),
    stated(post_activity_mbq, (value) => num(ADMINISTRATION.after, value, UNIT.mbq)),
    stated(volume_cm3, (value) => num(ADMINISTRATION.volume, value, UNIT.cm3)),
    ...(input.organDoses ?? []).map((dose) => organDose(dose)),
    stated(effective_dose_msv, (value) => num(CONCEPT.effectiveDose, value, UNIT.msv)),
    routeItem(input),
    stated(input.administeredBy, (name) => observation(pname(CONCEPT.personName, name, [role]))),
    stated(input.comment, (comment) => text(CONCEPT.comment, comment)),
    ...(input.extra ?? []),
  ]);
}

const ADMINISTRATION = {
  uid: code('113503', 'DCM', 'Radiopharmaceutical Administration Event UID'),
  start: code('123003', 'DCM', 'Radiopharmaceutical Start DateTime'),
  stop: code('123004', 'DCM', 'Radiopharmaceutical Stop DateTime'),
  activity: code('113507', 'DCM', 'Administered activity'),
  before: code('113508', 'DCM', 'Pre-Administration Measured Activity'),
  after: code('113509', 'DCM', 'Post-Administration Measured Activity'),
  volume: code('123005', 'DCM', 'Radiopharmaceutical Volume'),
};

const ADMINISTERING = code('113851', 'DCM', 'Irradiation Administering');

function routeItem(input: AdministrationInput): ContentItem | null {
  const route = orElse(input.route, code('G-D101', 'SRT', 'Intravenous route'));
  if (route === null) return null;
  const side = input.laterality ? [modifier(codeItem(CONCEPTS.laterality, input.laterality))] : [];
  const site = input.site ? [property(codeItem(CONCEPTS.site, input.site, side))] : [];
  return codeItem(CONCEPTS.route, route, site);
}

function organDose(dose: OrganDose): ContentItem {
  const authority = property(text(code('121406', 'DCM', 'Reference Authority'), 'ICRP Publication 128'));
  return container(code('113517', 'DCM', 'Organ Dose Information'), [
    modifier(codeItem(CONCEPTS.findingSite, dose.organ)),
    dose.laterality && modifier(codeItem(CONCEPTS.laterality, dose.laterality)),
    num(code('113518', 'DCM', 'Organ Dose'), dose.dose_mgy, UNIT.mgy, [authority]),
  ]);
}

function characteristics(patient: { weight_kg?: number; height_cm?: number }): ContentItem {
  const { weight_kg, height_cm } = patient;
  return container(code('121118', 'DCM', 'Patient Characteristics'), [
    stated(height_cm, (value) => num(code('8302-2', 'LN', 'Patient Height'), value, UNIT.cm)),
    stated(weight_kg, (value) => num(code('29463-7', 'LN', 'Patient Weight'), value, UNIT.kg)),
  ]);
}
