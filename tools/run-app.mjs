/**
 * Builds an app and runs its command line in this same process, so that Ctrl-C reaches it and its exit code is that of
 * the command: `node tools/run-app.mjs apps/trainer train --model=mnist-wgan-gp`.
 */
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { compile } from './compile.mjs';

const [app = '', ...args] = process.argv.slice(2);
const folder = join(fileURLToPath(new URL('../', import.meta.url)), app);
compile(folder);

const main = join(folder, 'dist/main.js');
process.argv.splice(1, Infinity, main, ...args);
await import(pathToFileURL(main).href);
