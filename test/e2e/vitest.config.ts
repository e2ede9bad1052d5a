import { defineConfig } from 'vitest/config';

/** Real tools and real images: slow, needs root and the programs that .ci/run installs. One file at a time. */
export default defineConfig({
  test: {
    include: ['test/e2e/**/*.e2e.test.ts'],
    testTimeout: 300_000,
    hookTimeout: 600_000,
    fileParallelism: false,
  },
});
