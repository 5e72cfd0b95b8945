/** Concepts that all dose reports share: PS3.16 TID 1001, 1002, 1020, 1021, 1204 and the roots 10001, 10011, 10021. */
import { concept } from '../codes.js';

export const X_RAY_RADIATION_DOSE_REPORT = concept('X-Ray Radiation Dose Report', ['DCM:113701']);
export const RADIOPHARMACEUTICAL_RADIATION_DOSE_REPORT = concept(
  'Radiopharmaceutical Radiation Dose Report',
  ['DCM:113500'],
);

export const PROCEDURE_REPORTED = concept('Procedure reported', ['DCM:121058']);
export const HAS_INTENT = concept('Has Intent', ['SCT:363703001', 'SRT:G-C0E8']);
export const LANGUAGE_OF_CONTENT = concept('Language of Content Item and Descendants', ['DCM:121049']);
export const COUNTRY_OF_LANGUAGE = concept('Country of Language', ['DCM:121046']);
export const COMMENT = concept('Comment', ['DCM:121106']);
export const SCOPE_OF_ACCUMULATION = concept('Scope of Accumulation', ['DCM:113705']);
export const SOURCE_OF_DOSE_INFORMATION = concept('Source of Dose Information', ['DCM:113854']);
export const REFERENCE_AUTHORITY = concept('Reference Authority', ['DCM:121406']);
export const DERIVATION = concept('Derivation', ['DCM:121401']);
export const EQUATION = concept('Equation', ['DCM:121420']);

export const STUDY_INSTANCE_UID = concept('Study Instance UID', ['DCM:110180']);
export const SERIES_INSTANCE_UID = concept('Series Instance UID', ['DCM:112002']);
export const PERFORMED_PROCEDURE_STEP_UID = concept('Performed Procedure Step SOP Instance UID', [
  'DCM:121126',
]);
export const FRAME_OF_REFERENCE_UID = concept('Frame of Reference UID', ['DCM:112227']);

export const IRRADIATION_EVENT_UID = concept('Irradiation Event UID', ['DCM:113769', 'DCM:113853']);
export const IRRADIATION_EVENT_LABEL = concept('Irradiation Event Label', ['DCM:113605']);
export const LABEL_TYPE = concept('Label Type', ['DCM:113606']);
export const DATETIME_STARTED = concept('DateTime Started', ['DCM:111526'], {
  meanings: ['Date Time Started', 'Datetime Started'],
});
export const ACQUISITION_PROTOCOL = concept('Acquisition Protocol', ['DCM:125203']);
export const TARGET_REGION = concept('Target Region', ['DCM:123014']);
export const ANATOMICAL_STRUCTURE = concept('Anatomical structure', ['SCT:91723000', 'SRT:T-D0005']);
export const LATERALITY = concept('Laterality', ['SCT:272741003', 'SRT:G-C171']);
export const FINDING_SITE = concept('Finding Site', ['SCT:363698007', 'SRT:G-C0E3']);
export const EFFECTIVE_DOSE = concept('Effective Dose', ['DCM:113839']);

export const OBSERVER_TYPE = concept('Observer Type', ['DCM:121005']);
export const PERSON_OBSERVER_NAME = concept('Person Observer Name', ['DCM:121008']);
export const PERSON_OBSERVER_ORGANIZATION = concept("Person Observer's Organization Name", ['DCM:121009']);
export const PERSON_OBSERVER_ROLE_IN_ORGANIZATION = concept("Person Observer's Role in the Organization", [
  'DCM:121010',
]);
export const PERSON_OBSERVER_ROLE_IN_PROCEDURE = concept("Person Observer's Role in this Procedure", [
  'DCM:121011',
]);
export const DEVICE_OBSERVER_UID = concept('Device Observer UID', ['DCM:121012']);
export const DEVICE_OBSERVER_NAME = concept('Device Observer Name', ['DCM:121013']);
export const DEVICE_OBSERVER_MANUFACTURER = concept('Device Observer Manufacturer', ['DCM:121014']);
export const DEVICE_OBSERVER_MODEL_NAME = concept('Device Observer Model Name', ['DCM:121015']);
export const DEVICE_OBSERVER_SERIAL_NUMBER = concept('Device Observer Serial Number', ['DCM:121016']);
export const DEVICE_OBSERVER_LOCATION = concept('Device Observer Physical Location During Observation', [
  'DCM:121017',
]);

export const STATION_AE_TITLE = concept('Station AE Title', ['DCM:110119']);
export const PERFORMING_PHYSICIAN = concept('Performing Physician', ['DCM:121114']);

export const PERSON_NAME = concept('Person Name', ['DCM:113870']);
export const PERSON_ID = concept('Person ID', ['DCM:113871']);
export const PERSON_ID_ISSUER = concept('Person ID Issuer', ['DCM:113872']);
export const ORGANIZATION_NAME = concept('Organization Name', ['DCM:113873']);
export const PERSON_ROLE_IN_ORGANIZATION = concept('Person Role in Organization', ['DCM:113874']);
export const PERSON_ROLE_IN_PROCEDURE = concept('Person Role in Procedure', ['DCM:113875']);

export const DEVICE_ROLE_IN_PROCEDURE = concept('Device Role in Procedure', ['DCM:113876']);
export const DEVICE_NAME = concept('Device Name', ['DCM:113877']);
export const DEVICE_MANUFACTURER = concept('Device Manufacturer', ['DCM:113878']);
export const DEVICE_MODEL_NAME = concept('Device Model Name', ['DCM:113879']);
export const DEVICE_SERIAL_NUMBER = concept('Device Serial Number', ['DCM:113880']);
