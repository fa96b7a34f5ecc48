/**
 * Tests run on the TypeScript sources of every project, through the `@kantor/source` export condition. `unit` needs
 * Node alone; `interop` compares with independent programs in Python (`npm run test:interop` makes their .venv);
 * `browser` drives Chromium (`npm run test:browser` fetches one if there is none).
 */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@kantor/source'] },
  ssr: { resolve: { conditions: ['@kantor/source', 'module', 'node', 'development|production'] } },
  test: {
    exclude: ['**/node_modules/**', '**/dist/**'],
    testTimeout: 30_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['{libs,apps,tools}/*/test/**/*.test.ts', 'tests/**/*.test.ts'],
          exclude: ['tests/interop/**', 'tests/browser/**'],
        },
      },
      {
        extends: true,
        test: { name: 'interop', include: ['tests/interop/**/*.test.ts'], testTimeout: 120_000 },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['tests/browser/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // A browser takes all cores as it is.
          fileParallelism: false,
        },
      },
    ],
  },
});
