import { hash, randomBytes } from 'node:crypto';

/** A new secret of 256 random bits, as text that fits a cookie or header. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

/** A short public identifier; not a secret. */
export function newId(): string {
  return randomBytes(12).toString('base64url');
}

/** What is kept of a secret: its SHA-256, enough to recognise it and useless to present. */
export function hashSecret(secret: string): string {
  return hash('sha256', secret, 'hex');
}
