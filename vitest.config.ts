import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/process/**', 'test/real/**'],
    // Nothing here waits for time; a test that takes this long hangs.
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // By default one core is left to the watcher; most of these wait for nobody.
    maxWorkers: '100%',
  },
});
