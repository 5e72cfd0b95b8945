import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Folder of real dose objects with golden values; tests that need it are left out visibly where it is absent. */
export const CORPUS = process.env['DOSE_CORPUS'] ?? '../shared/corpus';
export const hasCorpus = existsSync(join(CORPUS, 'dicom'));

/** Paths of the real objects, in order of name; none without the corpus. */
export function corpusFiles(): string[] {
  if (!hasCorpus) return [];
  return readdirSync(join(CORPUS, 'dicom'))
    .filter((name) => name.endsWith('.dcm'))
    .sort()
    .map((name) => join(CORPUS, 'dicom', name));
}

/** Paths of every eighth synthetic sample, in order of name: some of every kind. */
export function someSamples(): string[] {
  return readdirSync('data/samples', { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.dcm'))
    .sort()
    .filter((_, index) => index % 8 === 0)
    .map((name) => join('data/samples', name));
}
