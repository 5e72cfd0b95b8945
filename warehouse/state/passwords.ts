import { hash, verify } from '@node-rs/argon2';

/** argon2id (the library's default kind) at the cost that OWASP names: 19 MiB, two passes, one lane. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export const PASSWORD_LENGTH = { least: 10, most: 200 } as const;

/** Why a password cannot be taken, null when it can. */
export function passwordProblem(password: string, userName: string): string | null {
  if (password.length < PASSWORD_LENGTH.least) return `needs at least ${PASSWORD_LENGTH.least} characters`;
  if (password.length > PASSWORD_LENGTH.most) return `may have at most ${PASSWORD_LENGTH.most} characters`;
  if (new Set(password).size < 4) return 'repeats too few characters';
  if (password.toLowerCase().includes(userName.toLowerCase())) return 'must not hold the user name';
  return null;
}

export function hashPassword(password: string): Promise<string> {
  return hash(password.normalize('NFC'), COST);
}

let decoy: Promise<string> | null = null;

/**
 * Whether the password fits the hash. Without a hash (no such user) as much work is done on a decoy, so that the
 * time taken does not tell whether a name exists.
 */
export async function passwordFits(passwordHash: string | null, password: string): Promise<boolean> {
  const presented = password.slice(0, PASSWORD_LENGTH.most + 1).normalize('NFC');
  decoy ??= hash('a password that no one has', COST);
  const fits = await verify(passwordHash ?? (await decoy), presented);
  return fits && passwordHash !== null;
}
