/** The TypeScript in the documentation compiles as it stands there, each block by itself. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { listFiles, root } from './workspace.js';

const blocks = listFiles('.', '.md').flatMap((page) =>
  Array.from(readFileSync(join(root, page), 'utf8').matchAll(/```ts\n([^]*?)```/g), ([, code], index) => ({
    name: `${page}, block ${index + 1}`,
    code,
  })),
);

let folder: string;
/** What the compiler says of each block, by its name. */
const mistakes = new Map<string, string[]>();

beforeAll(() => {
  // In the repository, where the packages are found as users find them: built.
  mkdirSync(join(root, 'tmp'), { recursive: true });
  folder = mkdtempSync(join(root, 'tmp/docs-'));
  const names = new Map(blocks.map(({ name }, index) => [join(folder, `block-${index}.mts`), name]));
  [...names.keys()].forEach((path, index) => writeFileSync(path, blocks[index].code));
  const program = ts.createProgram([...names.keys()], {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    types: ['node'],
    typeRoots: [join(root, 'node_modules/@types')],
  });
  for (const { file, messageText } of ts.getPreEmitDiagnostics(program)) {
    const name = names.get(file?.fileName ?? '') ?? 'elsewhere';
    const text = ts.flattenDiagnosticMessageText(messageText, '\n');
    mistakes.set(name, [...(mistakes.get(name) ?? []), text]);
  }
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each(blocks)('$name', ({ name }) => {
  expect(mistakes.get(name) ?? []).toEqual([]);
  expect(mistakes.get('elsewhere') ?? []).toEqual([]);
});
