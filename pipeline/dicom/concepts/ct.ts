/** Concept names of the CT dose report: PS3.16 TID 10011 to 10016. */
import { concept } from '../codes.js';

export const START_OF_IRRADIATION = concept('Start of X-Ray Irradiation', ['DCM:113809']);
export const END_OF_IRRADIATION = concept('End of X-Ray Irradiation', ['DCM:113810']);

// TID 10012 CT Accumulated Dose Data
export const CT_ACCUMULATED_DOSE_DATA = concept('CT Accumulated Dose Data', ['DCM:113811']);
export const TOTAL_NUMBER_OF_IRRADIATION_EVENTS = concept('Total Number of Irradiation Events', [
  'DCM:113812',
]);
export const CT_DLP_TOTAL = concept('CT Dose Length Product Total', ['DCM:113813']);
/** Of one phantom, below or beside the total; under a code of PixelMed in reports older than that of the standard. */
export const CT_DLP_SUB_TOTAL = concept('CT Dose Length Product Sub-Total', ['DCM:130745', '99PMP:220005']);
export const CT_EFFECTIVE_DOSE_TOTAL = concept('CT Effective Dose Total', ['DCM:113814']);
export const PATIENT_MODEL = concept('Patient Model', ['DCM:113815']);
export const EFFECTIVE_DOSE_CONDITION = concept('Condition Effective Dose measured', ['DCM:113816']);
export const EFFECTIVE_DOSE_PHANTOM_TYPE = concept('Effective Dose Phantom Type', ['DCM:113817']);
export const DOSIMETER_TYPE = concept('Dosimeter Type', ['DCM:113818']);
export const MEASUREMENT_METHOD = concept('Measurement Method', ['SCT:370129005', 'SRT:G-C036']);

// TID 10013 CT Irradiation Event Data
export const CT_ACQUISITION = concept('CT Acquisition', ['DCM:113819']);
export const CT_ACQUISITION_TYPE = concept('CT Acquisition Type', ['DCM:113820']);
export const PROCEDURE_CONTEXT = concept('Procedure Context', ['SCT:408730004', 'SRT:G-C32C']);
export const CT_ACQUISITION_PARAMETERS = concept('CT Acquisition Parameters', ['DCM:113822']);
export const EXPOSURE_TIME = concept('Exposure Time', ['DCM:113824', 'DCM:113735']);
export const NOMINAL_SINGLE_COLLIMATION_WIDTH = concept('Nominal Single Collimation Width', ['DCM:113826']);
export const NOMINAL_TOTAL_COLLIMATION_WIDTH = concept('Nominal Total Collimation Width', ['DCM:113827']);
export const PITCH_FACTOR = concept('Pitch Factor', ['DCM:113828']);
export const NUMBER_OF_X_RAY_SOURCES = concept('Number of X-Ray Sources', ['DCM:113823']);
export const CT_X_RAY_SOURCE_PARAMETERS = concept('CT X-Ray Source Parameters', ['DCM:113831']);
export const IDENTIFICATION_OF_X_RAY_SOURCE = concept('Identification of the X-Ray Source', ['DCM:113832'], {
  meanings: ['Identification Number of the X-Ray Source'],
});
export const KVP = concept('KVP', ['DCM:113733']);
export const MAXIMUM_TUBE_CURRENT = concept('Maximum X-Ray Tube Current', ['DCM:113833']);
export const TUBE_CURRENT = concept('X-Ray Tube Current', ['DCM:113734']);
export const EXPOSURE_TIME_PER_ROTATION = concept('Exposure Time per Rotation', ['DCM:113834']);
export const FILTER_ALUMINUM_EQUIVALENT = concept('X-Ray Filter Aluminum Equivalent', ['DCM:113821']);
export const MODULATION_TYPE = concept('X-Ray Modulation Type', ['DCM:113842']);

export const RECONSTRUCTION_ALGORITHM = concept('Reconstruction Algorithm', ['DCM:113961']);

export const CT_DOSE = concept('CT Dose', ['DCM:113829']);
export const MEAN_CTDI_VOL = concept('Mean CTDIvol', ['DCM:113830']);
export const CTDI_W_PHANTOM_TYPE = concept('CTDIw Phantom Type', ['DCM:113835']);
export const CTDI_FREE_AIR_CALCULATION_FACTOR = concept('CTDIfreeair Calculation Factor', ['DCM:113836']);
export const MEAN_CTDI_FREE_AIR = concept('Mean CTDIfreeair', ['DCM:113837']);
export const DLP = concept('DLP', ['DCM:113838'], { meanings: ['Dose Length Product'] });
export const EFFECTIVE_DOSE_CONVERSION_FACTOR = concept('Effective Dose Conversion Factor', ['DCM:113840']);

// Size specific dose estimate, in TID 10013
export const SIZE_SPECIFIC_DOSE_ESTIMATE = concept('Size Specific Dose Estimate', ['DCM:113930'], {
  meanings: ['Size Specific Dose Estimation'],
});
export const MEASURED_LATERAL_DIMENSION = concept('Measured Lateral Dimension', ['DCM:113931']);
export const MEASURED_AP_DIMENSION = concept('Measured AP Dimension', ['DCM:113932']);
export const DERIVED_EFFECTIVE_DIAMETER = concept('Derived Effective Diameter', ['DCM:113933']);
export const WATER_EQUIVALENT_DIAMETER = concept('Water Equivalent Diameter', ['DCM:113980']);

// TID 10014 Scanning Length
export const SCANNING_LENGTH = concept('Scanning Length', ['DCM:113825']);
export const LENGTH_OF_RECONSTRUCTABLE_VOLUME = concept('Length of Reconstructable Volume', ['DCM:113893']);
export const EXPOSED_RANGE = concept('Exposed Range', ['DCM:113899']);
export const TOP_Z_OF_RECONSTRUCTABLE_VOLUME = concept('Top Z Location of Reconstructable Volume', [
  'DCM:113895',
]);
export const BOTTOM_Z_OF_RECONSTRUCTABLE_VOLUME = concept('Bottom Z Location of Reconstructable Volume', [
  'DCM:113896',
]);
export const TOP_Z_OF_SCANNING_LENGTH = concept('Top Z Location of Scanning Length', ['DCM:113897']);
export const BOTTOM_Z_OF_SCANNING_LENGTH = concept('Bottom Z Location of Scanning Length', ['DCM:113898']);

// TID 10015 CT Dose Check Details
export const DOSE_CHECK_ALERT_DETAILS = concept('Dose Check Alert Details', ['DCM:113900']);
export const DLP_ALERT_VALUE_CONFIGURED = concept('DLP Alert Value Configured', ['DCM:113901']);
export const CTDI_VOL_ALERT_VALUE_CONFIGURED = concept('CTDIvol Alert Value Configured', ['DCM:113902']);
export const DLP_ALERT_VALUE = concept('DLP Alert Value', ['DCM:113903']);
export const CTDI_VOL_ALERT_VALUE = concept('CTDIvol Alert Value', ['DCM:113904']);
export const ACCUMULATED_DLP_FORWARD_ESTIMATE = concept('Accumulated DLP Forward Estimate', ['DCM:113905']);
export const ACCUMULATED_CTDI_VOL_FORWARD_ESTIMATE = concept('Accumulated CTDIvol Forward Estimate', [
  'DCM:113906',
]);
export const REASON_FOR_PROCEEDING = concept('Reason for Proceeding', ['DCM:113907']);
export const DOSE_CHECK_NOTIFICATION_DETAILS = concept('Dose Check Notification Details', ['DCM:113908']);
export const DLP_NOTIFICATION_VALUE_CONFIGURED = concept('DLP Notification Value Configured', ['DCM:113909']);
export const CTDI_VOL_NOTIFICATION_VALUE_CONFIGURED = concept('CTDIvol Notification Value Configured', [
  'DCM:113910',
]);
export const DLP_NOTIFICATION_VALUE = concept('DLP Notification Value', ['DCM:113911']);
export const CTDI_VOL_NOTIFICATION_VALUE = concept('CTDIvol Notification Value', ['DCM:113912']);
export const DLP_FORWARD_ESTIMATE = concept('DLP Forward Estimate', ['DCM:113913']);
export const CTDI_VOL_FORWARD_ESTIMATE = concept('CTDIvol Forward Estimate', ['DCM:113914']);
