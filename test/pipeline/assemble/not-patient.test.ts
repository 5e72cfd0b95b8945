import { describe, expect, it } from 'vitest';
import { matchedPatterns, matchesWildcard } from '../../../pipeline/assemble/not-patient.js';
import { GUIDE_PATTERNS } from '../../../warehouse/tables/index.js';

const nothing = { ids: [null], names: [null], descriptions: [null], protocols: [null], stations: [null] };

describe('patterns that tell tests from patients', () => {
  it('are listed themselves, never what they matched', () => {
    expect(matchedPatterns(GUIDE_PATTERNS, { ...nothing, ids: ['QA-4711'], names: ['Doe, John'] })).toBe(
      'IDs: *qa* | Names: ',
    );
    expect(matchedPatterns(GUIDE_PATTERNS, { ...nothing, ids: ['phy1'], names: ['Physics, Test'] })).toBe(
      'IDs: *phy* | Names: *phys* *test*',
    );
    expect(matchedPatterns(GUIDE_PATTERNS, { ...nothing, ids: ['1'], names: ['Doe, John'] })).toBeNull();
  });

  it('look at description, every protocol and station where the site asks for it', () => {
    const patterns = {
      ...GUIDE_PATTERNS,
      descriptions: ['qc*'],
      protocols: ['*phantom*'],
      stations: ['lab?'],
    };
    const texts = {
      ...nothing,
      descriptions: ['QC daily'],
      protocols: ['Thorax', 'CTDI Phantom'],
      stations: ['LAB1'],
    };
    expect(matchedPatterns(patterns, texts)).toBe(
      'IDs:  | Names:  | Descriptions: qc* | Protocols: *phantom* | Stations: lab?',
    );
    expect(
      matchedPatterns(patterns, { ...texts, descriptions: ['no QC'], protocols: [], stations: ['LAB12'] }),
    ).toBeNull();
  });

  it('are wildcards, in which nothing else has a meaning', () => {
    expect(matchesWildcard('a.c', 'abc')).toBe(false);
    expect(matchesWildcard('[ab]x', 'BX')).toBe(true);
    expect(matchesWildcard('[!ab]x', 'bx')).toBe(false);
    expect(matchesWildcard('*(', 'smile :(')).toBe(true);
    expect(matchesWildcard('*', '')).toBe(false);
    expect(matchesWildcard('[a-c]?', 'B9')).toBe(true);
    expect(matchesWildcard('a*b*c', 'axbxbxc')).toBe(true);
    expect(matchesWildcard('a*b', 'axbx')).toBe(false);
    expect(matchesWildcard('test', 'a test')).toBe(false);
    expect(matchesWildcard('[', 'x')).toBe(false);
    expect(matchesWildcard('m\u00fcll?r', 'Mu\u0308ller')).toBe(true);
    expect(matchesWildcard('mu\u0308ll?r', 'M\u00dcLLER')).toBe(true);
    expect(matchesWildcard('[z-a]', 'x')).toBe(false);
  });

  it('are not kept busy by endless text', () => {
    const started = Date.now();
    expect(matchesWildcard('*a*a*a*b', 'a'.repeat(10_000_000))).toBe(false);
    expect(Date.now() - started).toBeLessThan(5_000);
  });
});
