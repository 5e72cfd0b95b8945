/**
 * GE and Philips fluoroscopy, Canon CXDI and others write where the dose at the reference point is stated for as TEXT,
 * such as `15cm below BeamIsocenter`, where the template asks for a code (Q30, row IMP-155).
 */
export const REFERENCE_POINT_AS_TEXT = 'reference-point-as-text';
