import { defineConfig } from 'vitest/config';

// Real processes that are killed, stopped and frozen on a real clock: minutes, not seconds. `npm run test:process`
export default defineConfig({
  test: {
    include: ['test/process/**/*.test.ts'],
    testTimeout: 560_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Two at once fill two processors; their waits overlap.
    maxWorkers: 2,
  },
});
