/** Projects of others that use the packages as `npm pack` makes them, built by Vite and by webpack. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import webpack from 'webpack';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const packages = ['tensor', 'graph', 'onnx', 'image', 'runtime', 'sampler'];

const main = `import '@kantor/sampler/element';
import { Sampler } from '@kantor/sampler/web';
globalThis.Sampler = Sampler;
`;
const page = (script: string) => `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Consumer</title>
<script type="module" src="${script}"></script>
<kantor-samples src="model.onnx" seed="7" count="4"></kantor-samples></html>
`;

/**
 * Packs and unpacks the packages; what they depend on is found in this workspace, below which the project lies.
 * @returns the project's folder.
 */
export function makeConsumer(): string {
  const folder = join(root, 'tmp/browser/consumer');
  rmSync(folder, { recursive: true, force: true });
  const tarballs = mkdtempSync(join(tmpdir(), 'kantor-tarballs-'));
  try {
    const workspaces = packages.flatMap((name) => ['-w', `@kantor/${name}`]);
    execFileSync('npm', ['pack', '--silent', ...workspaces, '--pack-destination', tarballs], { cwd: root });
    for (const name of packages) {
      const place = join(folder, 'node_modules/@kantor', name);
      mkdirSync(place, { recursive: true });
      const tarball = join(tarballs, `kantor-${name}-0.1.0.tgz`);
      execFileSync('tar', ['-xzf', tarball, '-C', place, '--strip-components=1']);
    }
  } finally {
    rmSync(tarballs, { recursive: true });
  }
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  writeFileSync(join(folder, 'main.js'), main);
  writeFileSync(join(folder, 'index.html'), page('./main.js'));
  return folder;
}

async function withVite(folder: string, outDir: string): Promise<void> {
  await build({ root: folder, configFile: false, logLevel: 'error', build: { outDir } });
}

async function withWebpack(folder: string, outDir: string): Promise<void> {
  const compiler = webpack({
    mode: 'production',
    context: folder,
    entry: './main.js',
    output: { path: outDir, filename: 'main.js' },
  });
  const stats = await new Promise<webpack.Stats | undefined>((resolve, reject) =>
    compiler.run((error, stats) => (error ? reject(error) : resolve(stats))),
  );
  await new Promise((resolve) => compiler.close(resolve));
  const { errors = [], warnings = [] } = stats?.toJson() ?? {};
  const complaints = [...errors, ...warnings].map(({ message }) => message);
  if (complaints.length > 0) throw new Error(complaints.join('\n'));
  writeFileSync(join(outDir, 'index.html'), page('./main.js'));
}

const bundlers = { Vite: withVite, webpack: withWebpack };

/** Builds the project's page as users do, with no configuration; gives the folder to serve. */
export async function buildConsumer(folder: string, bundler: keyof typeof bundlers): Promise<string> {
  const outDir = join(folder, 'dist', bundler);
  await bundlers[bundler](folder, outDir);
  return outDir;
}
