import { defineConfig } from 'vitest/config';

// Real name servers and caches from Debian packages, on real sockets and the wall's clock: minutes, and root. `npm run test:real`
export default defineConfig({
  test: {
    include: ['test/real/**/*.test.ts'],
    testTimeout: 280_000,
    hookTimeout: 120_000,
    pool: 'forks',
    // Two processors: one file at a time, each with all its daemons.
    fileParallelism: false,
  },
});
