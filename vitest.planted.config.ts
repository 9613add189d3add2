import { defineConfig } from 'vitest/config';

// Each check taken out, one at a time, and a test must notice: minutes. `npm run test:planted`
export default defineConfig({
  test: {
    globalSetup: 'test/own-folder.ts',
    include: ['test/planted/halves/*.test.ts'],
    // Taking away some ten thousand files can take a while.
    hookTimeout: 120_000,
    pool: 'forks',
    // Each half has two children at once, whose starts and ends overlap.
    maxWorkers: 2,
  },
});
