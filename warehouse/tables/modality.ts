/** The modalities of studies, in the order in which they are shown. */
export const MODALITIES = ['CT', 'RF', 'MG', 'DX', 'NM'] as const;

/** What a site may say of a device: that it is fluoroscopy, radiography, or now one, now the other (rows CLS-014, CLS-015). */
export const USER_DEFINED_MODALITIES = ['RF', 'DX', 'dual'] as const;
export type UserDefinedModality = (typeof USER_DEFINED_MODALITIES)[number];
