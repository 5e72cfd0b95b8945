import type { Snapshot } from '../api/types.js';
import { Store } from './store.js';

/** The snapshot of the newest answer; every page shows it. */
export const freshness = new Store<Snapshot | null>(null);
