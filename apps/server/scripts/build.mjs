/** `npm run build` in apps/server, and so `npx nx run server:build`: compiles the server, then package.mjs. */
import { fileURLToPath } from 'node:url';
import { compile } from '../../../tools/compile.mjs';
import { takesNoFlags } from '../../../tools/no-flags.mjs';

takesNoFlags(
  'npx nx run server:build',
  'Compiles the server and writes it to dist/apps/server, a folder that runs by itself: `node dist/apps/server` here;\n' +
    'elsewhere, `npm ci` in it first.',
);
compile(fileURLToPath(new URL('../', import.meta.url)));
await import('./package.mjs');
