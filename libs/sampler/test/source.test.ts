/** What is no source of a model, in Node and in a page. */
import { describe, expect, it } from 'vitest';
import { readSource } from '../src/node/source.js';
import { readGiven } from '../src/web/source.js';

const readers: readonly [where: string, read: (source: never) => Promise<Uint8Array>, said: string][] = [
  ['in Node', (source) => readSource(source, {}), 'expected a path, an address, a Response, a Uint8Array'],
  [
    'in a page',
    (source) => readGiven(source, {}),
    'expected an address, a Response, a File or Blob, a Uint8Array',
  ],
];

describe.each(readers)('what a model is loaded from %s', (_where, read, said) => {
  it.each<[unknown, string]>([
    [{}, 'Object'],
    [undefined, 'undefined'],
    [null, 'null'],
    [7, '7'],
    [[8, 1], '[8, 1]'],
    [new Float32Array(3), 'Float32Array(3)'],
  ])('is not %j', async (source, shown) => {
    await expect(read(source as never)).rejects.toMatchObject({
      code: 'sampler/source',
      message: expect.stringContaining(`The model is ${shown}; ${said}`),
    });
  });
});
