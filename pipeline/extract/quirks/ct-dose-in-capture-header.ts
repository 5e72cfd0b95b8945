/**
 * GE CT without dose reports, or beside them (LightSpeed, Brivo CT385), repeats the doses of its "Dose Report" capture in
 * Exposure Dose Sequence: CTDIvol with its phantom, neither time nor DLP. The DLP of each exposure, by its place in the
 * sequence, and that of all stand in Comments on Radiation Dose.
 */
export const CT_DOSE_IN_CAPTURE_HEADER = 'ct-dose-in-capture-header';
