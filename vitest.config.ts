import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**', 'test/bench/**'],
    testTimeout: 10_000,
    // Nothing here keeps state in modules, so that files can share them: half the time of a new process for each.
    isolate: false,
    maxWorkers: '100%',
  },
});
