/** The library as plain JavaScript in a folder of its own, for tests that start a Node process. */
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const libs = fileURLToPath(new URL('../../..', import.meta.url));
const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
};

/** Compiles `@kantor/tensor`, `@kantor/checkpoint` and `script` into `dir`. Returns the path of the script. */
export function compileInto(dir: string, script: string): string {
  const modules = join(dir, 'node_modules');
  for (const lib of ['tensor', 'checkpoint']) {
    const target = join(modules, '@kantor', lib);
    mkdirSync(target, { recursive: true });
    writeFileSync(join(target, 'package.json'), '{ "type": "module", "exports": "./index.js" }');
    const source = join(libs, lib, 'src');
    for (const file of readdirSync(source)) compile(join(source, file), target);
  }
  symlinkSync(dirname(fileURLToPath(import.meta.resolve('zod/package.json'))), join(modules, 'zod'));
  writeFileSync(join(dir, 'package.json'), '{ "type": "module" }');
  return compile(script, dir);
}

function compile(source: string, target: string): string {
  const path = join(target, basename(source).replace(/\.ts$/, '.js'));
  writeFileSync(path, ts.transpileModule(readFileSync(source, 'utf8'), { compilerOptions }).outputText);
  return path;
}
