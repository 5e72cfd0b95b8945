/** Name of the catalog in a data directory. */
export const CATALOG_FILE = 'catalog.sqlite';
