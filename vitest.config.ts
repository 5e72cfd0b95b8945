import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Two cores are the smallest machine that the suite must fit.
    maxWorkers: 2,
    reporters: process.env['CI'] ? ['default'] : ['dot'],
  },
});
