/** A coded concept (PS3.3 8.8). */
export interface Code {
  readonly value: string;
  readonly scheme: string;
  readonly meaning: string;
}

export function code(value: string, scheme: string, meaning: string): Code {
  return { value, scheme, meaning };
}

const dcm = (value: string, meaning: string): Code => code(value, 'DCM', meaning);
const srt = (value: string, meaning: string): Code => code(value, 'SRT', meaning);

/** Concept names shared by the dose templates (PS3.16 TID 10001, 10011, 10021 and their parts). */
export const CONCEPT = {
  doseReport: dcm('113701', 'X-Ray Radiation Dose Report'),
  radiopharmaceuticalReport: dcm('113500', 'Radiopharmaceutical Radiation Dose Report'),
  procedureReported: dcm('121058', 'Procedure reported'),
  hasIntent: srt('G-C0E8', 'Has Intent'),
  observerType: dcm('121005', 'Observer Type'),
  deviceObserverUid: dcm('121012', 'Device Observer UID'),
  deviceObserverName: dcm('121013', 'Device Observer Name'),
  deviceObserverManufacturer: dcm('121014', 'Device Observer Manufacturer'),
  deviceObserverModel: dcm('121015', 'Device Observer Model Name'),
  deviceObserverSerial: dcm('121016', 'Device Observer Serial Number'),
  scope: dcm('113705', 'Scope of Accumulation'),
  studyInstanceUid: dcm('110180', 'Study Instance UID'),
  sourceOfDose: dcm('113854', 'Source of Dose Information'),
  comment: dcm('121106', 'Comment'),
  eventUid: dcm('113769', 'Irradiation Event UID'),
  acquisitionProtocol: dcm('125203', 'Acquisition Protocol'),
  targetRegion: dcm('123014', 'Target Region'),
  laterality: srt('G-C171', 'Laterality'),
  anatomicalStructure: srt('T-D0005', 'Anatomical structure'),
  kvp: dcm('113733', 'KVP'),
  tubeCurrent: dcm('113734', 'X-Ray Tube Current'),
  exposureTime: dcm('113824', 'Exposure Time'),
  personName: dcm('113870', 'Person Name'),
  personRole: dcm('113875', 'Person Role in Procedure'),
  reasonForProceeding: dcm('113907', 'Reason for Proceeding'),
  effectiveDose: dcm('113839', 'Effective Dose'),
  dateTimeStarted: dcm('111526', 'DateTime Started'),
} as const;

/** Values of coded items shared by the templates. */
export const VALUE = {
  computedTomography: srt('P5-08000', 'Computed Tomography X-Ray'),
  projectionXRay: dcm('113704', 'Projection X-Ray'),
  mammography: srt('P5-40010', 'Mammography'),
  diagnosticIntent: srt('R-408C3', 'Diagnostic Intent'),
  therapeuticAndDiagnostic: srt('R-002E9', 'Combined Diagnostic and Therapeutic Procedure'),
  device: dcm('121007', 'Device'),
  study: dcm('113014', 'Study'),
  performedProcedureStep: dcm('113016', 'Performed Procedure Step'),
  automated: dcm('113856', 'Automated Data Collection'),
  yes: srt('R-0038D', 'Yes'),
  no: srt('R-00339', 'No'),
  planeA: dcm('113620', 'Plane A'),
  planeB: dcm('113621', 'Plane B'),
  singlePlane: dcm('113622', 'Single Plane'),
  right: srt('G-A100', 'Right'),
  left: srt('G-A101', 'Left'),
  breast: srt('T-04000', 'Breast'),
  rightBreast: srt('T-04020', 'Right breast'),
  leftBreast: srt('T-04030', 'Left breast'),
  chest: srt('T-D3000', 'Chest'),
  abdomen: srt('T-D4000', 'Abdomen'),
  pelvis: srt('T-D6000', 'Pelvis'),
  head: srt('T-D1100', 'Head'),
  neck: srt('T-D1600', 'Neck'),
  spine: srt('T-11500', 'Spine'),
  heart: srt('T-32000', 'Heart'),
  lowerLimb: srt('T-D9000', 'Lower limb'),
  upperLimb: srt('T-D8000', 'Upper limb'),
  entireBody: srt('T-D0010', 'Entire body'),
} as const;
