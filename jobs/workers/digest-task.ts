import type { IdentityPolicy } from '../../pipeline/assemble/identity-facts.js';

/** What a worker is asked: read these files for one feed. */
export interface DigestTask {
  readonly paths: readonly string[];
  readonly policy: IdentityPolicy;
}
