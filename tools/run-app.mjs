/**
 * Builds an app and runs its command line in this same process, so that Ctrl-C reaches it and its exit code is that of
 * the command: `node tools/run-app.mjs apps/trainer train --model=mnist-wgan-gp`.
 */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const [app, ...args] = process.argv.slice(2);
const root = fileURLToPath(new URL('../', import.meta.url));
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const { status } = spawnSync(process.execPath, [compiler, '-b', join(root, app)], { stdio: 'inherit' });
if (status !== 0) process.exit(status ?? 1);

const main = join(root, app, 'dist/main.js');
process.argv.splice(1, Infinity, main, ...args);
await import(pathToFileURL(main).href);
