export const MODALITIES = ['CT', 'RF', 'MG', 'DX', 'NM'] as const;
export type Modality = (typeof MODALITIES)[number];

/** The list page of a modality. */
export const listPath = (modality: string): string => `/${modality.toLowerCase()}`;
