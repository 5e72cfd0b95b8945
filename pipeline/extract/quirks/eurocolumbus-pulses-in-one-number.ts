/**
 * EuroColumbus writes the values of all pulses into one number, separated by `\`, where the template has one item for
 * each (Q41, row IMP-177). All are kept; the mean leaves pulses of 0 and blank ones out.
 */
export const EUROCOLUMBUS_PULSES_IN_ONE_NUMBER = 'eurocolumbus-pulses-in-one-number';
