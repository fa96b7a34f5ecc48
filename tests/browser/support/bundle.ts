/** Builds pages with Vite, from the sources of this workspace, as a site would build them from its packages. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build, defaultClientConditions, type InlineConfig } from 'vite';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const conditions = ['@kantor/source', ...defaultClientConditions];
const quiet = { configFile: false, logLevel: 'error', resolve: { conditions } } satisfies InlineConfig;

/** Builds `tests/browser/pages/<name>/index.html`; gives the folder that holds the page. */
export async function buildPage(name: string): Promise<string> {
  const outDir = join(root, 'tmp/browser', name);
  await build({
    ...quiet,
    root: join(root, 'tests/browser/pages', name),
    base: './',
    worker: { format: 'es' },
    build: { outDir, emptyOutDir: true, target: 'es2022' },
  });
  return outDir;
}

/** Names of all files below a folder. */
export function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => relative(folder, join(parentPath, name)));
}

export interface Bundled {
  /** Modules of Node that the code imports, with who does. */
  readonly ofNode: readonly string[];
  /** Minified and at gzip's level 9. */
  readonly gzipBytes: number;
}

/** What a page downloads that uses all of some entries, such as `@kantor/engine/ort`. */
export async function bundleEntries(...entries: readonly string[]): Promise<Bundled> {
  const ofNode: string[] = [];
  const outDir = join(root, 'tmp/browser/entries', entries.join('+').replaceAll('/', '-'));
  const all = `${outDir}.ts`;
  mkdirSync(outDir, { recursive: true });
  writeFileSync(all, entries.map((entry) => `export * from '${entry}';\n`).join(''));
  await build({
    ...quiet,
    root,
    plugins: [
      {
        name: 'node-imports',
        enforce: 'pre',
        resolveId(id, importer) {
          if (isBuiltin(id)) ofNode.push(`${id} in ${importer}`);
        },
      },
    ],
    build: {
      outDir,
      emptyOutDir: true,
      target: 'es2022',
      rolldownOptions: { input: all, preserveEntrySignatures: 'strict' },
    },
  });
  const code = filesBelow(outDir).map((file) => readFileSync(join(outDir, file)));
  return { ofNode, gzipBytes: gzipSync(Buffer.concat(code), { level: 9 }).length };
}
