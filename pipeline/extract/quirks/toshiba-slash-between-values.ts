/**
 * Toshiba vHP writes several values of one number with `/` between them instead of `\` (Q21, Q24, row IMP-107), among
 * others the standard deviations of its private dose reduction parameters. They are read as several values.
 */
export const TOSHIBA_SLASH_BETWEEN_VALUES = 'toshiba-slash-between-values';
