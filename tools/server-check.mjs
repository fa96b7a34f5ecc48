/**
 * Copies the server's folder away from this repository, installs it, and has it draw a sample: what a machine without the
 * repository does. Run it after `npx nx run server:build`; `npm run pack:check` does both.
 */
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const temporary = mkdtempSync(join(tmpdir(), 'kantor-server-'));
const folder = join(temporary, 'server');
const signature = Buffer.from([0x89, ...Buffer.from('PNG\r\n')]);

try {
  execFileSync(process.execPath, [join(root, 'apps/server/scripts/package.mjs')], { stdio: 'inherit' });
  const installed = join(root, 'dist/apps/server/node_modules');
  cpSync(join(root, 'dist/apps/server'), folder, { recursive: true, filter: (path) => path !== installed });
  execFileSync('npm', ['ci', '--omit=dev', '--prefer-offline'], { cwd: folder, stdio: 'inherit' });
  await drawFrom(
    spawn(process.execPath, [folder, `--models=${join(root, 'models')}`, '--port=0'], { cwd: temporary }),
  );
  console.log('pack:check: the server installs, draws and ends away from the repository.');
} finally {
  rmSync(temporary, { recursive: true, force: true });
}

/** @param {import('node:child_process').ChildProcessWithoutNullStreams} server */
async function drawFrom(server) {
  server.stderr.pipe(process.stderr);
  /** @type {Promise<number | null>} */
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const address = await Promise.race([addressOf(server.stdout), ended]);
  if (typeof address !== 'string') throw new Error(`The server ended with ${address} before it listened.`);
  try {
    const response = await fetch(`${address}/v1/models/mnist-wgan-gp/samples/7.png`);
    const bytes = Buffer.from(await response.arrayBuffer());
    if (!bytes.subarray(0, signature.length).equals(signature))
      throw new Error(`No picture came, but ${response.status}: ${bytes.subarray(0, 200).toString()}`);
  } finally {
    server.kill('SIGTERM');
  }
  const code = await ended;
  if (code !== 0) throw new Error(`The server ended with ${code} after SIGTERM.`);
}

/** @param {import('node:stream').Readable} output */
async function addressOf(output) {
  for await (const line of createInterface(output)) {
    const [, address] = /Server listening at (http:[^"]+)/.exec(line) ?? [];
    if (address !== undefined) {
      output.resume();
      return address;
    }
  }
  return undefined;
}
