/** The element's types for React, Vue and Svelte, added to the part of each that they add to: right uses pass, wrong ones do not. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, expect, it } from 'vitest';

/** The frameworks, as far as they matter. */
const packages = {
  react: 'export namespace JSX { interface IntrinsicElements { div: object } }',
  vue: 'export interface GlobalComponents {}',
  'svelte/elements': 'export interface SvelteHTMLElements {}',
};

/** Each line is a use, with what TypeScript says of it: nothing where it is right. */
const uses: readonly (readonly [use: string, error: string])[] = [
  [
    'react = { src: "a.onnx", seed: 7, count: "16", onsamples: ({ detail }) => void detail.images.shape }',
    '',
  ],
  ['react = { src: 7 }', "'number' is not assignable"],
  ['react = { onsamples: ({ detail }) => void detail.pictures }', "'pictures' does not exist"],
  ['vue = { src: "a.onnx", device: "wasm", onSamples: ({ detail }) => void detail.seed }', ''],
  ['vue = { sauce: "a.onnx" }', "'sauce' does not exist"],
  ['svelte = { columns: 4, onerror: ({ detail }) => void detail.error.message }', ''],
  ['svelte = { columns: true }', "'true' is not assignable"],
];

const folder = mkdtempSync(join(tmpdir(), 'kantor-types-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** What TypeScript says of each line of the program. */
const said = new Map<number, string>();

beforeAll(() => {
  const paths: Record<string, string[]> = {};
  for (const [name, types] of Object.entries(packages)) {
    const file = join(folder, 'types', `${name}.d.ts`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, types);
    paths[name] = [file];
  }
  for (const name of ['react', 'vue', 'svelte']) {
    const entry = new URL(`../../libs/sampler/src/${name}.ts`, import.meta.url);
    paths[`@kantor/sampler/${name}`] = [fileURLToPath(entry)];
  }
  const main = join(folder, 'main.ts');
  const head =
    "import type {} from '@kantor/sampler/react'; import type { JSX } from 'react';" +
    "import type {} from '@kantor/sampler/vue'; import type { GlobalComponents } from 'vue';" +
    "import type {} from '@kantor/sampler/svelte'; import type { SvelteHTMLElements } from 'svelte/elements';" +
    "export let react: JSX.IntrinsicElements['kantor-samples'];" +
    "export let vue: InstanceType<GlobalComponents['kantor-samples']>['$props'];" +
    "export let svelte: SvelteHTMLElements['kantor-samples'];";
  writeFileSync(main, [head, ...uses.map(([use]) => `${use};`)].join('\n'));
  const program = ts.createProgram([main], {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    customConditions: ['@kantor/source'],
    types: [],
    paths,
  });
  const source = program.getSourceFile(main);
  for (const { start = 0, messageText } of program.getSemanticDiagnostics(source)) {
    const { line } = source?.getLineAndCharacterOfPosition(start) ?? { line: -1 };
    said.set(line, ts.flattenDiagnosticMessageText(messageText, ' '));
  }
}, 100_000);

it('the types are found', () => {
  expect(said.get(0)).toBeUndefined();
});

it.each(uses.map(([use, error], i) => [use, error, i + 1] as const))('%s', (_use, error, line) => {
  if (error === '') expect(said.get(line)).toBeUndefined();
  else expect(said.get(line)).toContain(error);
});
