/** CT Image Storage. */
export const CT_IMAGE = '1.2.840.10008.5.1.4.1.1.2';

/** What was done, as a report on a CT object would state it (row IMP-413). */
export const COMPUTED_TOMOGRAPHY = {
  value: 'P5-08000',
  scheme: 'SRT',
  meaning: 'Computed Tomography X-Ray',
};
