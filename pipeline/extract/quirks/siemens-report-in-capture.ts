/**
 * Siemens Emotion 16 sends the capture of its "Patient Protocol" with the content of a dose report, root and tree, beside
 * the pixels.
 */
export const SIEMENS_REPORT_IN_CAPTURE = 'siemens-report-in-capture';
