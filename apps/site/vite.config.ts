/** How the page is built and served: from the sources of this workspace, for any path, under a strict policy. */
import { fileURLToPath } from 'node:url';
import { defaultClientConditions, defineConfig } from 'vite';
import { ortFiles } from './vite/ort-files.js';
import { isolation, policyHeader, strictPolicy } from './vite/policy.js';

/** Models are listed from here; another folder of the same form may be named for a build. */
const models = process.env['KANTOR_MODELS'] ?? fileURLToPath(new URL('../../models', import.meta.url));

export default defineConfig({
  // The built page works wherever it is put.
  base: './',
  resolve: {
    conditions: ['@kantor/source', ...defaultClientConditions],
    alias: { '@models': models },
  },
  plugins: [ortFiles(), strictPolicy()],
  worker: { format: 'es' },
  build: {
    target: 'es2022',
    // What is inlined would come as a data: URL, which the policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { headers: isolation },
  preview: { headers: { ...isolation, ...policyHeader } },
});
