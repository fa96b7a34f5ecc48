/**
 * Writes the sampler for pages without a bundler: `sampler.js`, `element.js` and `worker.js`, each one file that imports
 * nothing, and what lets a page start offline. `node scripts/standalone.mjs` puts them into dist/standalone, from where `kantor-sampler copy-assets` takes them.
 */
import { fileURLToPath } from 'node:url';
import { build, defaultClientConditions } from 'vite';

const source = new URL('../src/web/', import.meta.url);
const entries = {
  sampler: new URL('standalone/sampler.ts', source),
  element: new URL('standalone/element.ts', source),
  worker: new URL('worker.ts', source),
  offline: new URL('standalone/offline.ts', source),
  'service-worker': new URL('standalone/service-worker.ts', source),
};

/** @param {string} outDir */
export async function buildStandalone(outDir) {
  for (const [name, entry] of Object.entries(entries)) {
    await build({
      configFile: false,
      logLevel: 'error',
      root: fileURLToPath(source),
      resolve: { conditions: ['@kantor/source', ...defaultClientConditions] },
      build: {
        outDir,
        emptyOutDir: false,
        target: 'es2022',
        minify: true,
        rolldownOptions: {
          input: { [name]: fileURLToPath(entry) },
          preserveEntrySignatures: 'strict',
          output: { entryFileNames: '[name].js', codeSplitting: false },
        },
      },
    });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildStandalone(fileURLToPath(new URL('../dist/standalone', import.meta.url)));
}
