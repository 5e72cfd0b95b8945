import type { Attributes } from '../dicom-writer/index.js';

export type SystemKind =
  | 'ct'
  | 'ct_capture'
  | 'pet_ct'
  | 'spect_ct'
  | 'gamma_camera'
  | 'angiography'
  | 'angiography_biplane'
  | 'mobile_c_arm'
  | 'mammography_report'
  | 'mammography_image'
  | 'radiography_report'
  | 'radiography_image'
  | 'computed_radiography';

/** An X-ray or nuclear medicine system of the invented hospital group. */
export interface ImagingSystem {
  readonly station: string;
  readonly kind: SystemKind;
  readonly site: string;
  readonly department: string;
  readonly manufacturer: string;
  readonly model: string;
  readonly serial: string;
  readonly software: string;
  /** Dose relative to the group's median. */
  readonly doseFactor: number;
  /** Factor on the dose after the step change; 1 where nothing changed. */
  readonly stepFactor: number;
  /** Share of the studies of its kind. */
  readonly load: number;
  /** Which of the three habits of naming protocols its users have. */
  readonly naming: 0 | 1 | 2;
  readonly childrenOnly: boolean;
}

const GENERAL = 'Samplewick General (synthetic)';
const INFIRMARY = 'Mocklington Infirmary (synthetic)';
const CHILDREN = 'Fabricham Children (synthetic)';

const AURELIA = 'Aurelia Imaging';
const BOREALIS = 'BOREALIS MEDICAL SYSTEMS';
const COBALT = 'Cobalt X-Ray';
const DUNLIN = 'Dunlin Healthcare';

type Row = readonly [
  station: string,
  kind: SystemKind,
  site: string,
  manufacturer: string,
  model: string,
  doseFactor: number,
  load: number,
  naming: 0 | 1 | 2,
];

const ROWS: readonly Row[] = [
  ['SWCT1', 'ct', GENERAL, AURELIA, 'Helios 128', 1, 5, 0],
  ['SWCT2', 'ct', GENERAL, AURELIA, 'Helios Duo', 0.85, 4, 0],
  ['MICT1', 'ct', INFIRMARY, BOREALIS, 'Aurora 64', 1.2, 4, 1],
  ['MICT2', 'ct', INFIRMARY, DUNLIN, 'Strand 320', 0.95, 3, 2],
  ['FCCT1', 'ct', CHILDREN, DUNLIN, 'Strand 160', 0.8, 1, 2],
  // The maker is real here: the CT dose capture exists from this maker only, and is recognised by the name.
  ['MICT0', 'ct_capture', INFIRMARY, 'Philips', 'Synthetic 16', 1.35, 1, 1],
  ['SWPET1', 'pet_ct', GENERAL, AURELIA, 'Helios PET', 1, 3, 0],
  ['SWNM1', 'spect_ct', GENERAL, BOREALIS, 'Aurora SPECT', 1, 1, 1],
  ['MINM1', 'gamma_camera', INFIRMARY, BOREALIS, 'Aurora Gamma', 1, 2, 1],
  ['SWXA1', 'angiography', GENERAL, COBALT, 'Arc Angio', 1, 4, 0],
  ['SWXA2', 'angiography_biplane', GENERAL, AURELIA, 'Helios Biplane', 1.1, 2, 0],
  ['MIXA1', 'angiography', INFIRMARY, DUNLIN, 'Strand Angio', 0.8, 3, 2],
  ['MIOR1', 'mobile_c_arm', INFIRMARY, COBALT, 'Arc Mobile', 1, 2, 1],
  ['SWMG1', 'mammography_report', GENERAL, BOREALIS, 'Aurora Mammo', 1, 3, 0],
  ['MIMG1', 'mammography_image', INFIRMARY, COBALT, 'Arc Mammo', 1.1, 3, 1],
  ['SWDX1', 'radiography_image', GENERAL, DUNLIN, 'Strand DR', 1, 4, 0],
  ['MIDX1', 'radiography_report', INFIRMARY, COBALT, 'Arc DR', 0.9, 3, 1],
  ['FCCR1', 'computed_radiography', CHILDREN, AURELIA, 'Helios CR', 1.3, 2, 2],
];

/** The scanner whose doses rise during the period, as after an unnoticed change of a protocol. */
export const STEP_CHANGE_STATION = 'MICT2';

/** The systems of the three invented sites. */
export const SYSTEMS: readonly ImagingSystem[] = ROWS.map(
  ([station, kind, site, manufacturer, model, doseFactor, load, naming], index) => ({
    station,
    kind,
    site,
    manufacturer,
    model,
    doseFactor,
    load,
    naming,
    department: departmentOf(kind),
    serial: String(70_001 + index * 17),
    software: `${1 + (index % 5)}.${index % 3}`,
    stepFactor: station === STEP_CHANGE_STATION ? 1.4 : 1,
    childrenOnly: site === CHILDREN,
  }),
);

/** Equipment attributes of an object from this system (PS3.3 C.7.5.1). */
export function equipmentAttributes(system: ImagingSystem): Attributes {
  return {
    Manufacturer: system.manufacturer,
    InstitutionName: system.site,
    InstitutionalDepartmentName: system.department,
    StationName: system.station,
    ManufacturerModelName: system.model,
    DeviceSerialNumber: system.serial,
    SoftwareVersions: system.software,
  };
}

function departmentOf(kind: SystemKind): string {
  if (kind === 'pet_ct' || kind === 'spect_ct' || kind === 'gamma_camera') return 'Nuclear Medicine';
  if (kind === 'mobile_c_arm') return 'Theatres';
  return kind.startsWith('mammography') ? 'Breast Imaging' : 'Radiology';
}
