/** Concept names of the radiopharmaceutical dose report: PS3.16 TID 10021 to 10024. */
import { concept } from '../codes.js';

export const ASSOCIATED_PROCEDURE = concept('Associated Procedure', ['SCT:363589002', 'SRT:G-C2D0']);

// TID 10022 Radiopharmaceutical Administration Event Data
export const RADIOPHARMACEUTICAL_ADMINISTRATION = concept('Radiopharmaceutical Administration', [
  'DCM:113502',
]);
export const RADIOPHARMACEUTICAL_AGENT = concept('Radiopharmaceutical agent', [
  'SCT:349358000',
  'SCT:417881006',
  'SRT:F-61FDB',
]);
export const RADIONUCLIDE = concept('Radionuclide', ['SCT:89457008', 'SRT:C-10072']);
export const RADIONUCLIDE_HALF_LIFE = concept('Radionuclide Half Life', ['SCT:304283002', 'SRT:R-42806']);
export const SPECIFIC_ACTIVITY = concept('Radiopharmaceutical Specific Activity', ['DCM:123007']);
export const ADMINISTRATION_EVENT_UID = concept('Radiopharmaceutical Administration Event UID', [
  'DCM:113503',
]);
export const ESTIMATED_EXTRAVASATION_ACTIVITY = concept('Estimated Extravasation Activity', ['DCM:113506']);
export const EXTRAVASATION_SYMPTOMS = concept('Intravenous Extravasation Symptoms', ['DCM:113505']);
export const RADIOPHARMACEUTICAL_START = concept('Radiopharmaceutical Start DateTime', ['DCM:123003']);
export const RADIOPHARMACEUTICAL_STOP = concept('Radiopharmaceutical Stop DateTime', ['DCM:123004']);
export const ADMINISTERED_ACTIVITY = concept('Administered activity', ['DCM:113507']);
export const RADIOPHARMACEUTICAL_VOLUME = concept('Radiopharmaceutical Volume', ['DCM:123005']);
export const PRE_ADMINISTRATION_ACTIVITY = concept('Pre-Administration Measured Activity', ['DCM:113508']);
export const POST_ADMINISTRATION_ACTIVITY = concept('Post-Administration Measured Activity', ['DCM:113509']);
export const ACTIVITY_MEASUREMENT_DEVICE = concept('Activity Measurement Device', ['DCM:113540']);
export const ROUTE_OF_ADMINISTRATION = concept('Route of administration', ['SCT:410675002', 'SRT:G-C340']);
export const SITE_OF_ADMINISTRATION = concept('Site of', ['SCT:272737002', 'SRT:G-C581']);
export const BRAND_NAME = concept('Brand Name', ['DCM:111529']);
export const DISPENSE_UNIT_IDENTIFIER = concept('Radiopharmaceutical Dispense Unit Identifier', [
  'DCM:113511',
]);
export const LOT_IDENTIFIER = concept('Radiopharmaceutical Lot Identifier', ['DCM:113512']);
export const REAGENT_VIAL_IDENTIFIER = concept('Reagent Vial Identifier', ['DCM:113513']);
export const RADIONUCLIDE_VIAL_IDENTIFIER = concept('Radionuclide Vial Identifier', ['DCM:113514'], {
  meanings: ['Radionuclide Identifier'],
});
export const PRESCRIPTION_IDENTIFIER = concept('Prescription Identifier', ['DCM:113516']);
export const DRUG_PRODUCT_IDENTIFIER = concept('Drug Product Identifier', ['DCM:113510']);
export const BILLING_CODE = concept('Billing Code', ['DCM:121147']);
/** Siemens NM (99SHS): container of an effective dose beside the template (acceptance IMP-467). */
export const SIEMENS_EFFECTIVE_DOSE_INFORMATION = concept('Effective Dose Information', ['99SHS:220001']);

// TID 10023 Organ Dose
export const ORGAN_DOSE_INFORMATION = concept('Organ Dose Information', ['DCM:113517']);
export const ORGAN_DOSE = concept('Organ Dose', ['DCM:113518']);
export const ORGAN_MASS = concept('Mass', ['SCT:118538004', 'SRT:G-D701']);

// TID 10024 Radiopharmaceutical Administration Patient Characteristics
export const PATIENT_CHARACTERISTICS = concept('Patient Characteristics', ['DCM:121118']);
export const SUBJECT_AGE = concept('Subject Age', ['DCM:121033']);
export const SUBJECT_SEX = concept('Subject Sex', ['DCM:121032']);
export const PATIENT_HEIGHT = concept('Patient Height', ['LN:8302-2']);
export const PATIENT_WEIGHT = concept('Patient Weight', ['LN:29463-7']);
export const BODY_SURFACE_AREA = concept('Body Surface Area', ['LN:8277-6']);
export const BODY_SURFACE_AREA_FORMULA = concept('Body Surface Area Formula', ['LN:8278-4']);
export const BODY_MASS_INDEX = concept('Body Mass Index', ['SCT:60621009', 'SRT:F-01860']);
export const GLUCOSE = concept('Glucose', ['LN:14749-6']);
export const FASTING_DURATION = concept('Fasting Duration', ['DCM:113550']);
export const HYDRATION_VOLUME = concept('Hydration Volume', ['DCM:113551']);
export const RECENT_PHYSICAL_ACTIVITY = concept('Recent Physical Activity', ['DCM:113552']);
export const SERUM_CREATININE = concept('Serum Creatinine', ['LN:2160-0']);
export const GLOMERULAR_FILTRATION_RATE = concept('Glomerular Filtration Rate', [
  'SCT:80274001',
  'SRT:F-70210',
]);
export const PATIENT_STATE = concept('Patient State', ['DCM:109054']);
