import { defineConfig } from 'vitest/config';
import { FOLDER_IN_MEMORY } from './test/support/folder-in-memory.js';
import LongestFirst from './test/support/longest-first.js';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: 'test/support/folder-in-memory.ts',
    env: FOLDER_IN_MEMORY === null ? {} : { TMPDIR: FOLDER_IN_MEMORY },
    sequence: { sequencer: LongestFirst },
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 10_000 } },
    // A browser or a process of its own may be late on a machine that others use too; what passes then is reported as such.
    retry: process.env['CI'] ? 1 : 0,
    // Files of tests share the modules that they load, a sixth of the processor time of the suite: no test may mock one.
    isolate: false,
    // Two cores are the smallest machine that the suite must fit.
    maxWorkers: 2,
    reporters: process.env['CI'] ? ['default'] : ['dot'],
  },
});
