/** Values of coded items: what the concepts of the dose reports are answered with (PS3.16 context groups). */
import { concept } from '../codes.js';

// CID 230 Yes-No
export const YES = concept('Yes', ['SCT:373066001', 'SRT:R-0038D']);
export const NO = concept('No', ['SCT:373067005', 'SRT:R-00339']);

// CID 270 Observer Type
export const PERSON = concept('Person', ['DCM:121006']);
export const DEVICE = concept('Device', ['DCM:121007']);

// TID 10001 and 10011, procedure reported
export const PROJECTION_X_RAY = concept('Projection X-Ray', ['DCM:113704']);
export const MAMMOGRAPHY = concept('Mammography', ['SCT:71651007', 'SRT:P5-40010']);
export const COMPUTED_TOMOGRAPHY = concept('Computed Tomography X-Ray', ['SCT:77477000', 'SRT:P5-08000'], {
  meanings: ['Computed Tomography'],
});

// CID 3629 Procedure Intent
export const DIAGNOSTIC_INTENT = concept('Diagnostic Intent', ['SCT:261004008', 'SRT:R-408C3']);
export const THERAPEUTIC_INTENT = concept('Therapeutic Intent', ['SCT:262202000', 'SRT:R-41531']);
export const COMBINED_INTENT = concept('Combined Diagnostic and Therapeutic Procedure', [
  'SCT:371931008',
  'SRT:R-002E9',
  'SCT:1279505009',
]);

// CID 10000 Scope of Accumulation
export const SCOPE_STUDY = concept('Study', ['DCM:113014']);
export const SCOPE_SERIES = concept('Series', ['DCM:113015']);
export const SCOPE_PERFORMED_PROCEDURE_STEP = concept('Performed Procedure Step', ['DCM:113016']);
export const SCOPE_IRRADIATION_EVENT = concept('Irradiation Event', ['DCM:113852']);
export const SCOPE_PROCEDURE_STEP_TO_THIS_POINT = concept('Procedure Step To This Point', ['DCM:113970']);

// CID 10002 Irradiation Event Type
export const FLUOROSCOPY = concept('Fluoroscopy', ['SCT:44491008', 'SRT:P5-06000']);
export const STATIONARY_ACQUISITION = concept('Stationary Acquisition', ['DCM:113611']);
export const STEPPING_ACQUISITION = concept('Stepping Acquisition', ['DCM:113612']);
export const ROTATIONAL_ACQUISITION = concept('Rotational Acquisition', ['DCM:113613']);

// CID 10003 Equipment Plane Identification
export const PLANE_A = concept('Plane A', ['DCM:113620']);
export const PLANE_B = concept('Plane B', ['DCM:113621']);
export const SINGLE_PLANE = concept('Single Plane', ['DCM:113622']);
export const ALL_PLANES = concept('All Planes', ['DCM:113890']);

// CID 10004 Fluoro Modes
export const CONTINUOUS_FLUORO = concept('Continuous', ['DCM:113630']);
export const PULSED_FLUORO = concept('Pulsed', ['DCM:113631']);

// CID 10013 CT Acquisition Type, with what the makers of scanners call the types
export const CT_SEQUENCED = concept('Sequenced Acquisition', ['DCM:113804'], {
  meanings: ['Sequenced', 'Sequential', 'Sequential Acquisition', 'Axial', 'Axial Acquisition'],
});
export const CT_SPIRAL = concept('Spiral Acquisition', ['SCT:116152004', 'SRT:P5-08001', 'UMLS:C0860888'], {
  meanings: ['Spiral', 'Helical', 'Helical Acquisition'],
});
export const CT_CONSTANT_ANGLE = concept('Constant Angle Acquisition', ['DCM:113805'], {
  meanings: ['Constant Angle', 'Localizer', 'Scout', 'Topogram', 'Surview', 'Scanogram'],
});
export const CT_STATIONARY = concept('Stationary Acquisition', ['DCM:113806']);
export const CT_FREE = concept('Free Acquisition', ['DCM:113807']);
export const CT_CONE_BEAM = concept('Cone Beam Acquisition', [
  'SCT:702569007',
  'SRT:R-FB8F1',
  'UMLS:C3839509',
]);

// CID 10014 CT Procedure Context
export const CT_WITHOUT_CONTRAST = concept('CT without contrast', ['SCT:399331006', 'SRT:P5-0808E']);
export const CT_WITH_CONTRAST = concept('CT with contrast', ['SRT:P5-08045']);
export const RADIOGRAPHY_WITH_CONTRAST = concept('Diagnostic radiography with contrast media', [
  'SCT:27483000',
  'SRT:P5-00100',
]);

// CID 4052 Phantom Devices; the first names none of them
export const UNSPECIFIED_PHANTOM = concept('Phantom', ['DCM:113681']);
export const IEC_HEAD_PHANTOM = concept('IEC Head Dosimetry Phantom', ['DCM:113690']);
export const IEC_BODY_PHANTOM = concept('IEC Body Dosimetry Phantom', ['DCM:113691']);
export const ACR_CT_PHANTOM = concept('ACR Accreditation Phantom - CT', ['DCM:113682']);

// CID 10032 Projection X-Ray Acquisition Device Type
export const FLUOROSCOPY_GUIDED_SYSTEM = concept('Fluoroscopy-Guided Projection Radiography System', [
  'DCM:113957',
]);
export const INTEGRATED_SYSTEM = concept('Integrated Projection Radiography System', ['DCM:113958']);
export const CASSETTE_BASED_SYSTEM = concept('Cassette-based Projection Radiography System', ['DCM:113959']);

// CID 10025 Radiation Dose Reference Points
export const REFERENCE_15CM_FROM_ISOCENTER = concept('15cm from Isocenter toward Source', ['DCM:113860'], {
  meanings: ['15 cm from Isocenter toward Source'],
});
export const REFERENCE_30CM_IN_FRONT_OF_DETECTOR = concept(
  '30cm in Front of Image Input Surface',
  ['DCM:113861'],
  { meanings: ['30 cm in Front of Image Input Surface'] },
);
export const REFERENCE_1CM_ABOVE_TABLETOP = concept('1cm above Tabletop', ['DCM:113862'], {
  meanings: ['1 cm above Tabletop'],
});
export const REFERENCE_30CM_ABOVE_TABLETOP = concept('30cm above Tabletop', ['DCM:113863'], {
  meanings: ['30 cm above Tabletop'],
});
export const REFERENCE_15CM_FROM_TABLE_CENTERLINE = concept('15cm from Table Centerline', ['DCM:113864']);
export const REFERENCE_42MM_BREAST = concept('4.2cm above Breast Support Surface', ['DCM:113865'], {
  meanings: ['Entrance exposure to a 4.2 cm breast thickness'],
});
export const REFERENCE_IN_DETECTOR_PLANE = concept('In Detector Plane', ['DCM:113941']);
export const REFERENCE_AT_PATIENT_SURFACE = concept('At Surface of Patient', ['DCM:113964']);
export const REFERENCE_100CM_FROM_SOURCE = concept('100cm from X-Ray Source', ['DCM:113965']);

// CID 244 Laterality and CID 6022 Side (breast)
export const RIGHT = concept('Right', ['SCT:24028007', 'SRT:G-A100'], { meanings: ['R'] });
export const LEFT = concept('Left', ['SCT:7771000', 'SRT:G-A101'], { meanings: ['L'] });
export const RIGHT_AND_LEFT = concept('Right and left', ['SCT:51440002', 'SRT:G-A102'], {
  meanings: ['Bilateral', 'Both', 'B'],
});
export const UNILATERAL = concept('Unilateral', ['SCT:66459002', 'SRT:G-A103']);
export const BREAST = concept('Breast', ['SCT:76752008', 'SRT:T-04000']);
export const RIGHT_BREAST = concept('Right breast', ['SCT:73056007', 'SRT:T-04020', 'UMLS:C0222600']);
export const LEFT_BREAST = concept('Left breast', ['SCT:80248007', 'SRT:T-04030', 'UMLS:C0222601']);
export const BOTH_BREASTS = concept('Both breasts', ['SCT:63762007', 'SRT:T-04080', 'UMLS:C0222605']);

// CID 19, 20 and 21 patient orientation, its modifier and the relationship to table or gantry
export const RECUMBENT = concept('recumbent', ['SCT:102538003', 'SRT:F-10450']);
export const ERECT = concept('erect', ['SCT:10904000', 'SRT:F-10440']);
export const SEMI_ERECT = concept('semi-erect', ['SCT:102539006', 'SRT:F-10460']);
export const SUPINE = concept('supine', ['SCT:40199007', 'SRT:F-10340'], { meanings: ['Supine position'] });
export const PRONE = concept('prone', ['SCT:1240000', 'SRT:F-10310'], { meanings: ['Prone position'] });
export const LATERAL_DECUBITUS = concept('lateral decubitus', ['SCT:32185000', 'SRT:F-10318']);
export const LEFT_LATERAL_DECUBITUS = concept('left lateral decubitus', ['SCT:102536004', 'SRT:F-10319']);
export const RIGHT_LATERAL_DECUBITUS = concept('right lateral decubitus', ['SCT:102535000', 'SRT:F-10317']);
export const STANDING = concept('standing', ['SCT:10904000', 'SRT:F-10320']);
export const SITTING = concept('sitting', ['SCT:33586001', 'SRT:F-103A0']);
export const HEADFIRST = concept('headfirst', ['SCT:102540008', 'SRT:F-10470', 'SRT:G-5190'], {
  meanings: ['Head-first', 'Head first'],
});
export const FEET_FIRST = concept('feet-first', ['SCT:102541007', 'SRT:F-10480', 'SRT:G-5191'], {
  meanings: ['Feetfirst', 'Feet first'],
});

// CID 10007 X-Ray Filter Type; one mammography maker writes 111650 for the strip filter
export const NO_FILTER = concept('No filter', ['DCM:111609']);
export const STRIP_FILTER = concept('Strip filter', ['DCM:113650', 'DCM:111650']);
export const WEDGE_FILTER = concept('Wedge filter', ['DCM:113651']);
export const BUTTERFLY_FILTER = concept('Butterfly filter', ['DCM:113652']);
export const FLAT_FILTER = concept('Flat filter', ['DCM:113653']);

// CID 10017 X-Ray Grid
export const VIRTUAL_GRID = concept('Virtual grid', ['DCM:111640']);
export const FIXED_GRID = concept('Fixed grid', ['DCM:111641']);
export const FOCUSED_GRID = concept('Focused grid', ['DCM:111642']);
export const RECIPROCATING_GRID = concept('Reciprocating grid', ['DCM:111643']);
export const PARALLEL_GRID = concept('Parallel grid', ['DCM:111644']);
export const CROSSED_GRID = concept('Crossed grid', ['DCM:111645']);
export const NO_GRID = concept('No grid', ['DCM:111646']);

// CID 10020 Source of Projection X-Ray Dose Information
export const AUTOMATED_DATA_COLLECTION = concept('Automated Data Collection', ['DCM:113856']);
export const MANUAL_ENTRY = concept('Manual Entry', ['DCM:113857']);
export const MPPS_CONTENT = concept('MPPS Content', ['DCM:113858']);
export const COPIED_FROM_IMAGE_ATTRIBUTES = concept('Copied From Image Attributes', ['DCM:113866']);
export const COMPUTED_FROM_IMAGE_ATTRIBUTES = concept('Computed From Image Attributes', ['DCM:113867']);
export const DERIVED_FROM_HUMAN_READABLE_REPORTS = concept('Derived From Human-Readable Reports', [
  'DCM:113868',
]);
export const SYSTEM_CALCULATED = concept('System Calculated', ['DCM:113940']);

// CID 10022 Irradiation Event Label Type, CID 7445 Device Participant Roles
export const LABEL_SERIES_NUMBER = concept('Series Number', ['DCM:113607']);
export const LABEL_ACQUISITION_NUMBER = concept('Acquisition Number', ['DCM:113608']);
export const LABEL_INSTANCE_NUMBER = concept('Instance Number', ['DCM:113609']);
export const IRRADIATING_DEVICE = concept('Irradiating Device', ['DCM:113859']);
export const X_RAY_READING_DEVICE = concept('X-Ray Reading Device', ['DCM:113942']);
export const IRRADIATION_AUTHORIZING = concept('Irradiation Authorizing', ['DCM:113850']);
export const IRRADIATION_ADMINISTERING = concept('Irradiation Administering', ['DCM:113851']);

// CID 42 Numeric Value Qualifier
export const VALUE_UNKNOWN = concept('Value unknown', ['DCM:114010']);
