#!/usr/bin/env node
/** Runs the command `kantor-sampler` as it is built. Since this file is there before any build, npm can link it. */
import { existsSync } from 'node:fs';

const program = new URL('../dist/node/bin.js', import.meta.url);

if (existsSync(program)) {
  await import(program.href);
} else {
  console.error(
    `kantor-sampler: @kantor/sampler is not built. Run \`npm run build\` in the repository, then this again.`,
  );
  process.exitCode = 1;
}
