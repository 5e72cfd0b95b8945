import { random } from '../support/builders/index.js';
import { CUTS, MUTATIONS, PLAIN_MUTATIONS } from './mutations.js';
import type { Source } from './sources.js';

/** One damaged object. */
export interface FuzzInput {
  readonly source: Source;
  /** Names of what was done to it, in order. */
  readonly mutations: readonly string[];
  readonly bytes: Buffer;
}

/** Input `index` of a run: the same for the same seed and sources. */
export function fuzzInput(seed: number, index: number, sources: readonly Source[]): FuzzInput {
  const stream = random(`fuzz/${seed}/${index}`);
  const source = stream.pick(sources);
  const known = source.places.length > 0 ? MUTATIONS : PLAIN_MUTATIONS;
  const first = stream.pick(Object.keys(known));
  let bytes = known[first]!(Buffer.from(source.bytes), source.places, stream, sources);
  const mutations = [first];
  // Offsets hold for the undamaged bytes only, so what comes after the first needs none.
  while (stream.chance(0.3) && !CUTS.has(mutations.at(-1)!) && bytes.length > 200) {
    const next = stream.pick(Object.keys(PLAIN_MUTATIONS));
    bytes = PLAIN_MUTATIONS[next]!(bytes, [], stream, sources);
    mutations.push(next);
  }
  return { source, mutations, bytes: Buffer.from(bytes) };
}
