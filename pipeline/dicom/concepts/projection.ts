/** Concept names of the projection dose report: PS3.16 TID 10001 to 10007, mammography included. */
import { concept } from '../codes.js';

// TID 10001 root
export const ACQUISITION_DEVICE_TYPE = concept('Acquisition Device Type', ['DCM:122142']);
export const X_RAY_SOURCE_DATA_AVAILABLE = concept('X-Ray Source Data Available', ['DCM:113943']);
export const X_RAY_MECHANICAL_DATA_AVAILABLE = concept('X-Ray Mechanical Data Available', ['DCM:113944']);
/** Two radiography systems of the reference corpus send it under the code of Patient Table Relationship. */
export const X_RAY_DETECTOR_DATA_AVAILABLE = concept('X-Ray Detector Data Available', ['DCM:113945'], {
  misnumberedAs: ['DCM:113745'],
});

// TID 10002 and 10004 to 10007 accumulated dose
export const ACCUMULATED_DOSE_DATA = concept('Accumulated X-Ray Dose Data', ['DCM:113702']);
export const ACQUISITION_PLANE = concept('Acquisition Plane', ['DCM:113764']);
export const DOSE_AREA_PRODUCT_TOTAL = concept('Dose Area Product Total', ['DCM:113722']);
export const DOSE_RP_TOTAL = concept('Dose (RP) Total', ['DCM:113725'], { meanings: ['Dose RP Total'] });
export const FLUORO_DOSE_AREA_PRODUCT_TOTAL = concept('Fluoro Dose Area Product Total', ['DCM:113726']);
export const ACQUISITION_DOSE_AREA_PRODUCT_TOTAL = concept('Acquisition Dose Area Product Total', [
  'DCM:113727',
]);
export const FLUORO_DOSE_RP_TOTAL = concept('Fluoro Dose (RP) Total', ['DCM:113728'], {
  meanings: ['Fluoro Dose(RP) Total', 'Fluoro Dose RP Total'],
});
export const ACQUISITION_DOSE_RP_TOTAL = concept('Acquisition Dose (RP) Total', ['DCM:113729'], {
  meanings: ['Acquisition Dose(RP) Total', 'Acquisition Dose RP Total'],
});
export const TOTAL_FLUORO_TIME = concept('Total Fluoro Time', ['DCM:113730']);
export const TOTAL_ACQUISITION_TIME = concept('Total Acquisition Time', ['DCM:113855']);
export const TOTAL_NUMBER_OF_RADIOGRAPHIC_FRAMES = concept('Total Number of Radiographic Frames', [
  'DCM:113731',
]);
export const ACCUMULATED_AVERAGE_GLANDULAR_DOSE = concept(
  'Accumulated Average Glandular Dose',
  ['DCM:111637'],
  { meanings: ['Accumulated Average Glandular Dose (mammo)'] },
);
export const DETECTOR_TYPE = concept('Detector Type', ['DCM:113947']);

// Calibration of the dose measurement device, in TID 10002
export const CALIBRATION = concept('Calibration', ['DCM:122505']);
export const DOSE_MEASUREMENT_DEVICE = concept('Dose Measurement Device', ['DCM:113794']);
export const CALIBRATION_DATE = concept('Calibration DateTime', ['DCM:113723'], {
  meanings: ['Calibration Date'],
});
export const CALIBRATION_FACTOR = concept('Calibration Factor', ['DCM:122322']);
export const CALIBRATION_UNCERTAINTY = concept('Calibration Uncertainty', ['DCM:113763']);
export const CALIBRATION_RESPONSIBLE_PARTY = concept('Calibration Responsible Party', ['DCM:113724']);
export const CALIBRATION_PROTOCOL = concept('Calibration Protocol', ['DCM:113720']);

// TID 10003 irradiation event
export const IRRADIATION_EVENT_DATA = concept('Irradiation Event X-Ray Data', ['DCM:113706']);
export const IRRADIATION_EVENT_TYPE = concept('Irradiation Event Type', ['DCM:113721']);
export const ACQUIRED_IMAGE = concept('Acquired Image', ['DCM:113795']);
export const IMAGE_VIEW = concept('Image View', ['DCM:111031']);
export const IMAGE_VIEW_MODIFIER = concept('Image View Modifier', ['DCM:111032']);
export const PROJECTION_EPONYMOUS_NAME = concept('Projection Eponymous Name', ['DCM:113946']);
export const PATIENT_TABLE_RELATIONSHIP = concept('Patient Table Relationship', ['DCM:113745']);
export const PATIENT_ORIENTATION = concept('Patient Orientation', ['DCM:113743']);
export const PATIENT_ORIENTATION_MODIFIER = concept('Patient Orientation Modifier', ['DCM:113744']);
export const DOSE_AREA_PRODUCT = concept('Dose Area Product', ['DCM:122130']);
export const HALF_VALUE_LAYER = concept('Half Value Layer', ['DCM:111634']);
export const PATIENT_EQUIVALENT_THICKNESS = concept('Patient Equivalent Thickness', ['DCM:111638']);
export const ENTRANCE_EXPOSURE_AT_RP = concept('Entrance Exposure at RP', ['DCM:111636']);
export const REFERENCE_POINT_DEFINITION = concept('Reference Point Definition', ['DCM:113780']);
export const BREAST_COMPOSITION = concept('Breast composition', [
  'SCT:129715009',
  'SRT:F-01710',
  'DCM:111006',
]);
/** SCT 129716005 (almost entirely fat) is what the retired F-01711 was mapped to and what equipment sends. */
export const PERCENT_FIBROGLANDULAR_TISSUE = concept('Percent Fibroglandular Tissue', [
  'DCM:111046',
  'SRT:F-01711',
  'SCT:129716005',
]);

// TID 10003B source data
export const DOSE_RP = concept('Dose (RP)', ['DCM:113738'], { meanings: ['Dose(RP)', 'Dose RP'] });
export const AVERAGE_GLANDULAR_DOSE = concept('Average Glandular Dose', ['DCM:111631']);
export const FLUORO_MODE = concept('Fluoro Mode', ['DCM:113732']);
export const PULSE_RATE = concept('Pulse Rate', ['DCM:113791']);
export const NUMBER_OF_PULSES = concept('Number of Pulses', ['DCM:113768']);
export const IRRADIATION_DURATION = concept('Irradiation Duration', ['DCM:113742']);
export const AVERAGE_TUBE_CURRENT = concept('Average X-Ray Tube Current', ['DCM:113767']);
export const PULSE_WIDTH = concept('Pulse Width', ['DCM:113793']);
export const EXPOSURE = concept('Exposure', ['DCM:113736']);
export const FOCAL_SPOT_SIZE = concept('Focal Spot Size', ['DCM:113766']);
export const ANODE_TARGET_MATERIAL = concept('Anode Target Material', ['DCM:111632']);
export const COLLIMATED_FIELD_AREA = concept('Collimated Field Area', ['DCM:113790']);
export const COLLIMATED_FIELD_HEIGHT = concept('Collimated Field Height', ['DCM:113788']);
export const COLLIMATED_FIELD_WIDTH = concept('Collimated Field Width', ['DCM:113789']);
export const X_RAY_GRID = concept('X-Ray Grid', ['DCM:111635']);
/** The standard has attributes for these and no codes: known by meaning alone. */
export const GRID_ABSORBING_MATERIAL = concept('Grid Absorbing Material', []);
export const GRID_SPACING_MATERIAL = concept('Grid Spacing Material', []);
export const GRID_THICKNESS = concept('Grid Thickness', []);
export const GRID_PITCH = concept('Grid Pitch', []);
export const GRID_ASPECT_RATIO = concept('Grid Aspect Ratio', []);
export const GRID_PERIOD = concept('Grid Period', []);
export const GRID_FOCAL_DISTANCE = concept('Grid Focal Distance', []);
export const EXPOSURE_CONTROL_MODE = concept('Exposure Control Mode', []);
export const X_RAY_FILTERS = concept('X-Ray Filters', ['DCM:113771']);
export const X_RAY_FILTER_TYPE = concept('X-Ray Filter Type', ['DCM:113772']);
export const X_RAY_FILTER_MATERIAL = concept('X-Ray Filter Material', ['DCM:113757']);
export const X_RAY_FILTER_THICKNESS_MINIMUM = concept('X-Ray Filter Thickness Minimum', ['DCM:113758']);
export const X_RAY_FILTER_THICKNESS_MAXIMUM = concept('X-Ray Filter Thickness Maximum', ['DCM:113773']);

// TID 10003A detector data
export const EXPOSURE_INDEX = concept('Exposure Index', ['DCM:113845']);
export const TARGET_EXPOSURE_INDEX = concept('Target Exposure Index', ['DCM:113846']);
export const DEVIATION_INDEX = concept('Deviation Index', ['DCM:113847']);

// TID 10003C mechanical data and distances
export const MECHANICAL_CONFIGURATION = concept('CR/DR Mechanical Configuration', ['DCM:113956']);
export const POSITIONER_PRIMARY_ANGLE = concept('Positioner Primary Angle', ['DCM:112011']);
export const POSITIONER_SECONDARY_ANGLE = concept('Positioner Secondary Angle', ['DCM:112012']);
export const POSITIONER_PRIMARY_END_ANGLE = concept('Positioner Primary End Angle', ['DCM:113739']);
export const POSITIONER_SECONDARY_END_ANGLE = concept('Positioner Secondary End Angle', ['DCM:113740']);
export const COLUMN_ANGULATION = concept('Column Angulation', ['DCM:113770']);
export const TABLE_HEAD_TILT_ANGLE = concept('Table Head Tilt Angle', ['DCM:113754']);
export const TABLE_HORIZONTAL_ROTATION_ANGLE = concept('Table Horizontal Rotation Angle', ['DCM:113755']);
export const TABLE_CRADLE_TILT_ANGLE = concept('Table Cradle Tilt Angle', ['DCM:113756']);
export const COMPRESSION_THICKNESS = concept('Compression Thickness', ['DCM:111633']);
export const COMPRESSION_FORCE = concept('Compression Force', ['DCM:111647']);
export const COMPRESSION_PRESSURE = concept('Compression Pressure', ['DCM:111648']);
export const COMPRESSION_CONTACT_AREA = concept('Compression Contact Area', ['DCM:111649']);
export const MAGNIFICATION_FACTOR = concept('Magnification Factor', [], {
  meanings: ['Estimated Radiographic Magnification Factor'],
});
export const DISTANCE_SOURCE_TO_ISOCENTER = concept('Distance Source to Isocenter', ['DCM:113748']);
export const DISTANCE_SOURCE_TO_REFERENCE_POINT = concept('Distance Source to Reference Point', [
  'DCM:113737',
]);
export const DISTANCE_SOURCE_TO_DETECTOR = concept('Distance Source to Detector', ['DCM:113750']);
export const DISTANCE_SOURCE_TO_TABLE_PLANE = concept('Distance Source to Table Plane', ['DCM:113792']);
export const TABLE_LONGITUDINAL_POSITION = concept('Table Longitudinal Position', ['DCM:113751']);
export const TABLE_LATERAL_POSITION = concept('Table Lateral Position', ['DCM:113752']);
export const TABLE_HEIGHT_POSITION = concept('Table Height Position', ['DCM:113753', '99PHI-IXR-XPER:021']);
export const TABLE_LONGITUDINAL_END_POSITION = concept('Table Longitudinal End Position', ['DCM:113759']);
export const TABLE_LATERAL_END_POSITION = concept('Table Lateral End Position', ['DCM:113760']);
export const TABLE_HEIGHT_END_POSITION = concept('Table Height End Position', ['DCM:113761']);

// Philips Allura Xper and Azurion, private items beside the template (acceptance IMP-175, IMP-192)
export const PHILIPS_FINAL_DISTANCE_SOURCE_TO_DETECTOR = concept('Final Distance Source to Detector', [
  '99PHI-IXR-XPER:018',
]);
export const PHILIPS_NUMBER_OF_FRAMES = concept('Number of Frames', ['99PHI-IXR-XPER:003']);
export const PHILIPS_WEDGES_AND_SHUTTERS = concept('Wedges and Shutters', ['99PHI-IXR-XPER:005']);
export const PHILIPS_BOTTOM_SHUTTER = concept('Bottom Shutter', ['99PHI-IXR-XPER:006']);
export const PHILIPS_LEFT_SHUTTER = concept('Left Shutter', ['99PHI-IXR-XPER:007']);
export const PHILIPS_RIGHT_SHUTTER = concept('Right Shutter', ['99PHI-IXR-XPER:008']);
export const PHILIPS_TOP_SHUTTER = concept('Top Shutter', ['99PHI-IXR-XPER:009']);

// Siemens Arcadis Varic, private template 99SMS_RADSUM C-10 (acceptance Q05)
export const SIEMENS_VARIC_RADIATION_SUMMARY = concept('Radiation Summary (99SMS_RADSUM)', [
  '99SMS_RADSUM:C-10',
]);
export const SIEMENS_VARIC_FRAMES = concept('Frames (99SMS_RADSUM)', ['99SMS_RADSUM:C-200']);
export const SIEMENS_VARIC_FLUORO_TIME = concept('Fluoro time (99SMS_RADSUM)', ['99SMS_RADSUM:C-202']);
export const SIEMENS_VARIC_DOSE_AREA_PRODUCT = concept('Dose area product (99SMS_RADSUM)', [
  '99SMS_RADSUM:C-204',
]);
