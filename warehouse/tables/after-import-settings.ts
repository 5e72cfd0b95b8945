/** Kinds of object for which a site can say what becomes of the file (row IMP-011). */
export const AFTER_IMPORT_KINDS = [
  'rdsr',
  'mammographyImage',
  'radiographyImage',
  'nuclearImage',
  'ctImage',
  'ctCapture',
  'noMatch',
] as const;
export type AfterImportKind = (typeof AFTER_IMPORT_KINDS)[number];

/** What administrators can choose for a kind on the pages; an archive folder is named in the configuration file. */
export const CLEARINGS = ['leave', 'delete'] as const;
export type Clearing = (typeof CLEARINGS)[number];

/** Nothing is touched unless the site says so. */
export const LEAVE_ALL = {
  rdsr: 'leave',
  mammographyImage: 'leave',
  radiographyImage: 'leave',
  nuclearImage: 'leave',
  ctImage: 'leave',
  ctCapture: 'leave',
  noMatch: 'leave',
} as const satisfies Readonly<Record<AfterImportKind, Clearing>>;
