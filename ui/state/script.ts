import { Problem } from '../api/problem.js';

/** Loads a script of the pages; one that does not come is a server that does not answer. */
export async function script<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch {
    throw new Problem(0, 'unreachable', null, null);
  }
}
