/** Something wrong with a store, and what to do about it. */
export interface StoreFinding {
  /** An `error` means that something cannot be read or will be lost; a `warning` that it may come to that. */
  readonly severity: 'error' | 'warning';
  readonly code: StoreFindingCode;
  /** File or thing that it is about, relative to the data directory. */
  readonly subject: string;
  readonly message: string;
  readonly advice: string;
}

export type StoreFindingCode =
  | 'catalog_missing'
  | 'catalog_damaged'
  | 'catalog_unusable'
  | 'catalog_newer'
  | 'part_missing'
  | 'part_damaged'
  | 'part_unverified'
  | 'leftover_files'
  | 'lease_abandoned'
  | 'clock_behind'
  | 'publication_behind'
  | 'publication_damaged'
  | 'erasure_unfinished'
  | 'disk_nearly_full'
  | 'not_writable'
  | 'readable_by_others'
  | 'site_key_missing'
  | 'state_missing'
  | 'site_key_damaged'
  | 'state_damaged'
  | 'state_newer'
  | 'identities_damaged'
  | 'identities_missing';
