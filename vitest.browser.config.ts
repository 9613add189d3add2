import { defineConfig } from 'vitest/config';

// Pages of a real `golive serve` in a real Chromium: minutes. `npm run test:browser`, after test/browser/install.sh
export default defineConfig({
  test: {
    include: ['test/browser/**/*.test.ts'],
    globalSetup: ['test/browser/setup.ts'],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    pool: 'forks',
    // Two processors: one browser with its golive at a time.
    fileParallelism: false,
  },
});
