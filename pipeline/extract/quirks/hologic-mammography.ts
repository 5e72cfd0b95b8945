/** Hologic mammography states the side of the breast in Laterality of the series, not of the image (Q35, row IMP-309). */
export const HOLOGIC_LATERALITY_OF_SERIES = 'hologic-laterality-of-series';

/**
 * Hologic tomosynthesis keeps its projections in a Secondary Capture of modality MG (Q36, row IMP-300). The captures
 * of one breast share their acquisition time; each is an exposure of its own.
 */
export const HOLOGIC_PROJECTIONS_AS_CAPTURE = 'hologic-projections-as-secondary-capture';
