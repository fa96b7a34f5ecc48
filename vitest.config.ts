/** Tests run on the TypeScript sources of every project, through the `@kantor/source` export condition. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@kantor/source'] },
  ssr: { resolve: { conditions: ['@kantor/source', 'module', 'node', 'development|production'] } },
  test: {
    include: ['{libs,apps,tools}/*/test/**/*.test.ts', 'tests/**/*.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    testTimeout: 30_000,
  },
});
