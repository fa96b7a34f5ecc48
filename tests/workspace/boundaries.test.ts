import { join } from 'node:path';
import { ESLint } from 'eslint';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { root } from './workspace.js';

// A single run would read the file from disk for its types, and not the text that is given here.
vi.stubEnv('TSESTREE_SINGLE_RUN', 'false');

const eslint = new ESLint({ cwd: root });

/** Names of the rules that complain when `text` stands in `file`. */
async function rulesBrokenBy(text: string, file: string): Promise<readonly (string | null)[]> {
  const results = await eslint.lintText(text, { filePath: join(root, file) });
  return results.flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId));
}

const unseen = `/** Nothing is wrong here. */
import { KantorError } from './error.js';

export const one = (): number => {
  if (Math.abs(1) < 0) throw new KantorError('tensor/never', 'Never.');
  return 1;
};
`;

const illegal: readonly { it: string; file?: string; text: string; rule: string }[] = [
  {
    it: 'a library importing one above it',
    text: `import { trainModel } from '@kantor/wgan';\nexport const x = trainModel;`,
    rule: '@nx/enforce-module-boundaries',
  },
  {
    it: 'a library reaching into another by path',
    text: `import { add } from '../../graph/src/index.js';\nexport const x = add;`,
    rule: '@nx/enforce-module-boundaries',
  },
  {
    it: 'the training loop importing an engine',
    file: 'libs/wgan/src/training.ts',
    text: `import { createOrtEngine } from '@kantor/engine/ort';\nexport const x = createOrtEngine;`,
    rule: 'no-restricted-imports',
  },
  {
    it: 'the training loop importing TensorFlow.js',
    file: 'libs/wgan/src/training.ts',
    text: `import { tfjsEngine } from '@kantor/engine/tfjs';\nexport const x = tfjsEngine;`,
    rule: 'no-restricted-imports',
  },
  {
    it: 'the sampler importing a decoder of whole models',
    file: 'libs/sampler/src/load.ts',
    text: `import { readOnnx } from '@kantor/onnx';\nexport const x = readOnnx;`,
    rule: 'no-restricted-imports',
  },
  {
    it: 'Node outside of node.ts',
    text: `import { readFileSync } from 'node:fs';\nexport const x = readFileSync;`,
    rule: 'no-restricted-imports',
  },
  {
    it: 'a part for browsers in what runs in Node too',
    file: 'libs/engine/src/engine.ts',
    text: `import { webRuntime } from '@kantor/runtime/web';\nexport const x = webRuntime;`,
    rule: 'no-restricted-imports',
  },
  {
    it: 'Node in web.ts',
    file: 'libs/runtime/src/web.ts',
    text: `import { readFileSync } from 'node:fs';\nexport const x = readFileSync;`,
    rule: 'no-restricted-imports',
  },
  {
    it: 'files that import one another in a circle',
    text: `import { KantorError } from './index.js';\nexport const x = KantorError;`,
    rule: 'import-x/no-cycle',
  },
  {
    it: 'a promise that nobody waits for',
    text: `export function f(): void {\n  Promise.resolve(1);\n}`,
    rule: '@typescript-eslint/no-floating-promises',
  },
  {
    it: 'a switch that forgets a case',
    text: `export function f(x: 'a' | 'b'): void {\n  switch (x) {\n    case 'a':\n  }\n}`,
    rule: '@typescript-eslint/switch-exhaustiveness-check',
  },
  {
    it: 'an import of types that stays in the build',
    text: `import { KantorError } from './error.js';\nexport type X = KantorError;`,
    rule: '@typescript-eslint/consistent-type-imports',
  },
  { it: 'a default export', text: 'export default 1;', rule: 'no-restricted-syntax' },
  { it: 'an export of everything', text: `export * from './error.js';`, rule: 'no-restricted-syntax' },
  { it: 'a clock', text: 'export const x = new Date();', rule: 'no-restricted-syntax' },
  { it: 'chance without a seed', text: 'export const x = Math.random();', rule: 'no-restricted-properties' },
  { it: 'a long file', text: 'export {};\n'.repeat(251), rule: 'max-lines' },
  {
    it: 'a long function',
    text: `export function f(): void {\n${'  f();\n'.repeat(50)}}`,
    rule: 'max-lines-per-function',
  },
];

describe('the lint bites', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    await rulesBrokenBy(unseen, 'libs/tensor/src/shape.ts');
  }, 120_000);

  it('not at what is right', async () => {
    expect(await rulesBrokenBy(unseen, 'libs/tensor/src/shape.ts')).toEqual([]);
  });

  it.each(illegal)('at $it', async ({ text, rule, file = 'libs/tensor/src/shape.ts' }) => {
    expect(await rulesBrokenBy(`${text}\n`, file)).toContain(rule);
  });

  it('not at Node in node.ts', async () => {
    const text = `import { readFileSync } from 'node:fs';\nexport const x = readFileSync;\n`;
    expect(await rulesBrokenBy(text, 'libs/runtime/src/node.ts')).toEqual([]);
  });

  it('not at another library’s part for browsers in web/', async () => {
    const text = `import { webVersion } from '@kantor/runtime/web';\nexport const x = webVersion;\n`;
    expect(await rulesBrokenBy(text, 'libs/sampler/src/web/load.ts')).not.toContain('no-restricted-imports');
  });
});
